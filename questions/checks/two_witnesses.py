"""Two calibrated, conditionally independent probabilities combined by Bayes' rule."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PRIOR, SAID = 0.01, 0.1

ratio = (SAID / (1 - SAID)) / (PRIOR / (1 - PRIOR))
odds = PRIOR / (1 - PRIOR) * ratio**2
assert_value(100 * odds / (1 + odds))
