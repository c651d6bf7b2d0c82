"""How sure a share is: 3 of 4 is not 75%."""

from __future__ import annotations

import math
from typing import Final

Z: Final = 1.959964
"""The quantile of the normal distribution that a two-sided 95% interval takes."""


def wilson(score: float, answered: int) -> tuple[float, float]:
    """Return the 95% score interval of a share, each bound 0 to 1.

    After Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference"; it
    holds for few answers and near 0 and 1 as well (Brown, Cai and DasGupta, 2001). Partly right
    answers count by their share, which makes it wider than it has to be.

    Args:
        score: the sum of the scores, each 0 to 1.
        answered: how many they are; without any, nothing is known: 0 to 1.

    Raises:
        ValueError: the score is not between 0 and the number of answers.
    """
    if not 0 <= score <= answered:
        raise ValueError(f"a score of {score} from {answered} answers cannot be")
    if answered == 0:
        return 0.0, 1.0
    share, weight = score / answered, Z * Z / answered
    middle = (share + weight / 2) / (1 + weight)
    margin = Z / (1 + weight) * math.sqrt(share * (1 - share) / answered + weight / (4 * answered))
    return max(0.0, middle - margin), min(1.0, middle + margin)
