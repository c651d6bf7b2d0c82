"""The false positive rate follows from prevalence, recall and precision by counting."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_value

PREVALENCE, RECALL, PRECISION = 0.01, 0.8, 0.5

population = 10_000
positives = PREVALENCE * population
true_positives = RECALL * positives
false_positives = true_positives / PRECISION - true_positives
assert true_positives / (true_positives + false_positives) == PRECISION

assert_value(100 * false_positives / (population - positives))
