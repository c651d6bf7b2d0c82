"""The drift of frame 36,000 between the assumed and the true rate."""

import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

FRAME, ASSUMED, TRUE = 36_000, Fraction(30), Fraction(2997, 100)

drift = float(FRAME / TRUE - FRAME / ASSUMED)

assert_keys(**{name: abs(numbers(text)[0] - drift) < 0.01 for name, text in OPTIONS.items()})
