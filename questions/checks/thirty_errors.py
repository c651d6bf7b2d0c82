"""How long a canary needs to show thirty errors, compared with the options in seconds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys

REQUESTS, SHARE, FAILING, WANTED = 50, 0.02, 0.005, 30
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}

needed = WANTED / (REQUESTS * SHARE * FAILING)


def holds(text):
    amount, unit = text.split()
    return abs(float(amount) * SECONDS[unit] / needed - 1) < 0.02


assert_keys(**{name: holds(text) for name, text in OPTIONS.items()})
