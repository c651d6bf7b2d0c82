"""A track: questions in a fixed order, each of which comes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.selection import Pick, Stock, by_age

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.selection import Candidate, Used


class Course(Stock):
    """The questions of a track, asked in its order.

    Args:
        candidates: in the track's order.
        title: what the track is called.
    """

    def __init__(self, candidates: Iterable[Candidate], title: str) -> None:
        super().__init__(candidates)
        self._title = title

    def remaining(self, history: Sequence[Used]) -> int:
        """Return how many of the track the group has not had within the window."""
        return len(self) - len(self._known.keys() & self._recent(history))

    def pick(self, history: Sequence[Used]) -> Pick:
        """Return the first question that the group has not had within the window, or the oldest.

        Raises:
            NotFound: the track has no question that may be asked.
        """
        self._check()
        recent = self._recent(history)
        left = len(self) - len(self._known.keys() & recent)
        for number, (question_id, candidate) in enumerate(self._known.items(), start=1):
            if question_id not in recent:
                reason = f"{self._title}: number {number} of {len(self)}; {left - 1} left."
                return Pick(question_id, candidate.topic, left - 1, reused=False, reason=reason)
        oldest = by_age(history, self._known)[0]
        reason = f"{self._title}: all {len(self)} were asked, so the oldest comes again."
        return Pick(oldest, self._known[oldest].topic, 0, reused=True, reason=reason)

    def _recent(self, history: Sequence[Used]) -> set[str]:
        return {used_id for used_id, _ in history[-self.window :]}
