"""The expected share of noise among features kept by an uncorrected test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

USELESS, USEFUL, LEVEL, POWER = 1_970, 30, 0.01, 0.8

assert_value(100 * USELESS * LEVEL / (USELESS * LEVEL + USEFUL * POWER))
