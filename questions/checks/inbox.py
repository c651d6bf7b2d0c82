"""Works out what an attacker takes out of a mailbox as the number of tries grows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys


def leaked(tries, *, stopped=0.99, obeys=0.5, others=False):
    """The chance that data reaches an attacker whose address the user has never approved."""
    once = (1 - stopped) * obeys * (0.0 if others else 1.0)
    return 1 - (1 - once) ** tries


MANY = 1_000_000
assert round(100 * leaked(200, obeys=1)) == 87
assert_keys(
    a=leaked(MANY, others=True) < 0.01,
    b=leaked(MANY, stopped=1 - 0.01**2) < 0.01,
    c=leaked(MANY, obeys=0.1) < 0.01,
    d=leaked(MANY, obeys=1.0) < 0.01,
)
