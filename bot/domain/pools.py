"""The bank's questions arranged by what schedules ask for, each arrangement made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.course import Course
from bot.domain.question import QuestionType
from bot.domain.selection import Candidate, Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_MOST_POOLS = 1024


class Filter(NamedTuple):
    """What a schedule asks for; what is empty does not matter."""

    topics: frozenset[str] = frozenset()
    easiest: int = 1
    hardest: int = 5
    level: str = ""
    language: str = ""
    track: str = ""
    live: bool = False
    """Whether it has to be graded at once, which open questions cannot be."""

    def fits(self, candidate: Candidate) -> bool:
        """Whether a question may be asked; the track apart."""
        return (
            (not self.topics or candidate.topic in self.topics)
            and self.easiest <= candidate.difficulty <= self.hardest
            and self.level in {"", candidate.level}
            and self.language in {"", candidate.language}
            and not (self.live and candidate.type is QuestionType.OPEN)
        )


class Pools:
    """The pools of some questions. See `Pool` and `Course`.

    Args:
        candidates: the questions that may be asked.
        weights: topic id -> its share, on any scale.
        titles: topic id -> title.
        tracks: track id -> its title and the ids of its questions, in order.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        weights: Mapping[str, float] | None = None,
        titles: Mapping[str, str] | None = None,
        tracks: Mapping[str, tuple[str, Sequence[str]]] | None = None,
    ) -> None:
        self._candidates = {candidate.id: candidate for candidate in candidates}
        self._weights = weights
        self._titles = titles
        self._tracks = tracks or {}
        self.pool = lru_cache(_MOST_POOLS)(self._arrange)

    def without(self, wanted: Filter, barred: AbstractSet[str]) -> Pool:
        """Return the questions that fit, less some; for a few picks, since it is not kept."""
        fitting = filter(wanted.fits, self._candidates.values())
        return Pool((c for c in fitting if c.id not in barred), self._weights, self._titles)

    def _arrange(self, wanted: Filter) -> Pool | Course:
        """Return the questions that fit; of a track that is unknown, there are none."""
        if not wanted.track:
            fitting = filter(wanted.fits, self._candidates.values())
            return Pool(fitting, self._weights, self._titles)
        title, ids = self._tracks.get(wanted.track, ("", ()))
        listed = (self._candidates[i] for i in ids if i in self._candidates)
        return Course(filter(wanted.fits, listed), title)
