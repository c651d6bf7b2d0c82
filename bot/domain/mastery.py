"""How well a topic is known, by a member or by a group, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Collection

ENOUGH: Final = 4
"""From so many answers on a topic is called strong or weak."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How answers to a topic's questions went."""

    topic: str
    score_milli: int
    """The sum of the scores, each 0 to 1000."""
    answered: int
    """At least 1."""

    @property
    def share(self) -> float:
        """The mean score, 0 to 1."""
        return self.score_milli / 1000 / self.answered

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share for all questions of the topic lies, probably; each 0 to 1."""
        return wilson(min(self.score_milli / 1000, self.answered), self.answered)


def strongest(topics: Collection[Mastery]) -> Mastery | None:
    """Return the topic that is surely known best; None while there are too few answers."""
    known = [topic for topic in topics if topic.answered >= ENOUGH]
    return max(known, key=lambda topic: (topic.interval[0], topic.topic), default=None)


def weakest(topics: Collection[Mastery]) -> Mastery | None:
    """Return the topic that surely needs practice most; None: too few answers, or all right."""
    known = [topic for topic in topics if topic.answered >= ENOUGH and topic.share < 1]
    return min(known, key=lambda topic: (topic.interval[1], topic.topic), default=None)
