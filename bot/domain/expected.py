"""How many of a server's members are expected to have a question right.

A question about which 60% are right teaches most: nobody is bored, few are lost. What is expected
follows from three things, the first of which is always there:

1. The difficulty. Item analysis calls a question easy when 85% have it right and hard when half or
   fewer do; so difficulty 1 begins at 85%, and each further one lies 12.5 points lower. The middle
   one, 3, begins at the 60% that are wished for.
2. The answers to the question, over all servers. The difficulty counts as much as 8 answers (a
   beta distribution's prior), so that two lucky members do not make a question easy.
3. The server: by how much, in log-odds, its members do better or worse than all members. As long
   as they have given few answers, that is drawn towards the others' mean as if by 20 of theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

WISHED: Final = 0.6
"""The share right that picks lean towards."""

BY_DIFFICULTY: Final = (0.85, 0.725, 0.6, 0.475, 0.35)
"""The share right expected before anyone has answered; index 0 is difficulty 1."""

PRIOR_ANSWERS: Final = 8
"""How many answers the difficulty counts for."""

SERVER_ANSWERS: Final = 20
"""How many answers of the other servers' members a server's own are mixed with."""

NARROW: Final = 0.15
"""A question this far from the wished share is half as likely as one that meets it."""


def log_odds(difficulty: int, answered: int = 0, score: float = 0.0) -> float:
    """Return the log-odds that an answer to a question is right.

    Args:
        difficulty: 1 to 5.
        answered: how many have answered it, 0 or more.
        score: the sum of their scores, each 0 to 1.
    """
    prior = PRIOR_ANSWERS * BY_DIFFICULTY[difficulty - 1]
    return _logit((prior + score) / (PRIOR_ANSWERS + answered))


def lean(answered: int, score: float, overall: float) -> float:
    """Return by how much a server's members do better than all, in log-odds (negative: worse).

    Args:
        answered: how many answers they gave, 0 or more.
        score: the sum of their scores, each 0 to 1.
        overall: the mean score over all servers, 0 to 1.
    """
    overall = min(max(overall, 0.01), 0.99)
    own = (score + SERVER_ANSWERS * overall) / (answered + SERVER_ANSWERS)
    return _logit(own) - _logit(overall)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected in a server.

    `items` is question id -> log-odds, for those that were answered; `lean` is the server's.
    """

    items: Mapping[str, float] = field(default_factory=dict)
    lean: float = 0.0

    def share(self, question_id: str, difficulty: int) -> float:
        """Return the share of the members who are expected to be right, above 0 and below 1."""
        odds = self.items.get(question_id)
        if odds is None:
            odds = log_odds(difficulty)
        return 1 / (1 + math.exp(-odds - self.lean))

    def weight(self, question_id: str, difficulty: int) -> float:
        """Return how much a question is to be preferred: 1 at the wished share, never 0."""
        off = (self.share(question_id, difficulty) - WISHED) / NARROW
        return 1 / (1 + off * off)


UNKNOWN: Final = Outlook()
"""Nothing was answered yet."""


def _logit(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share))
