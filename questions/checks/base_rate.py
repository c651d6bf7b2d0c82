"""Counts right and wrong flags among 100 people of each group."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

SENSITIVITY, FALSE_ALARMS, BASE_RATES = 0.8, 0.2, (0.5, 0.2)


def precision(base_rate):
    right, wrong = SENSITIVITY * base_rate, FALSE_ALARMS * (1 - base_rate)
    return 100 * right / (right + wrong)


found = [round(precision(rate), 6) for rate in BASE_RATES]


def stated(text):
    shares = numbers(text)
    return shares if len(shares) == 2 else shares * 2


assert_keys(**{name: stated(text) == found for name, text in OPTIONS.items()})
