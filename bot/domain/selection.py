"""Picking the next question for a group: nothing repeats soon, topics take turns.

1. Questions that the group never had come first. When there are none left, those come again that
   rested for the last max(60, 60% of the pool) posts; when there are none either, the oldest.
2. The topic of the previous post is left out as long as another one is to be had.
3. Of these, the questions count that come nearest to what the day asks for (see `rhythm`).
4. The topic is drawn among those that lack most of their share of the last 30 posts: the one
   furthest below its share, and every one that lacks at least half as much. Each one's lack is its
   weight. (With the furthest alone, all groups would go through the topics in the same order.)
5. A question of that topic is drawn, weighted by how near its expected share of right answers is
   to 60% (see `expected`) and by 1 / (1 + how often the group had it).

Everything follows from the arguments and the seed. What the weekend asks again is in `choosing`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.domain.drawing import draw
from bot.domain.expected import UNKNOWN
from bot.domain.question import QuestionType
from bot.domain.rhythm import ANYTHING, Step
from bot.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.expected import Outlook
    from bot.domain.question import Level, Question
    from bot.domain.rhythm import Wish

FEWEST_BETWEEN: Final = 60
"""A question comes again after so many posts at the earliest, if the pool is large enough."""

SHARE_BETWEEN: Final = 0.6
"""The same as a share of the pool; the larger one counts."""

RECENT: Final = 30
"""The posts that a topic's share is measured over."""

NEAR: Final = 0.5
"""A topic takes part in the draw if it lacks at least this part of what the furthest one lacks."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice needs to know of a question."""

    id: str
    topic: str
    difficulty: int
    """1 to 5."""
    type: QuestionType
    level: Level
    language: str = "en"

    @classmethod
    def of(cls, question: Question) -> Candidate:
        """Return the candidate for a question of the bank."""
        return cls(
            question.id,
            question.topic,
            question.difficulty,
            question.type,
            question.level,
            question.language,
        )


class Used(NamedTuple):
    """A question that was posted in the group. A tuple, since thousands are made at once."""

    question_id: str
    topic: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The question to ask next."""

    question_id: str
    topic: str
    remaining: int
    """Questions of the pool that the group will not have seen yet after this one."""
    reused: bool
    """Whether the group had this one before."""
    reason: str
    """Why this one, in a line for admins; says nothing about the key."""
    revisit: bool = False
    """Whether it is asked again because many missed it."""


class Stock:
    """Questions that may be asked; see `Pool` and `bot.domain.course`. It never changes."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._known = {candidate.id: candidate for candidate in candidates}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, question_id: str) -> Candidate | None:
        """Return a question of the stock."""
        return self._known.get(question_id)

    @property
    def window(self) -> int:
        """How many posts a question rests before it may come again."""
        return max(FEWEST_BETWEEN, math.ceil(SHARE_BETWEEN * len(self)))

    def remaining(self, history: Sequence[Used]) -> int:
        """Return how many of the questions the group has not had yet."""
        return len(self) - len(self._known.keys() & {used_id for used_id, _ in history})

    def _check(self) -> None:
        if not self._known:
            raise NotFound("No question fits this schedule. Widen it with `/schedule edit`.")


ByTopic: TypeAlias = "dict[str, frozenset[str]]"
"""Topic -> ids; no topic without one."""


class Pool(Stock):
    """The questions that fit one filter, arranged for picking.

    Args:
        candidates: in any order; the pick does not depend on it.
        weights: the share a topic ought to have, on any scale; for a topic without one, the
            number of its questions counts. None weighs all by their number.
        titles: topic id -> title, for the reasons of picks.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        weights: Mapping[str, float] | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(candidates)
        self._titles = titles or {}
        self._arranged: dict[Step, ByTopic] = {}
        by_topic = self._fitting(Step())
        self.topics = frozenset(by_topic)
        shares = {t: float((weights or {}).get(t, len(ids))) for t, ids in by_topic.items()}
        total = sum(shares.values()) or 1.0
        self._target = {topic: share / total for topic, share in shares.items()}

    def pick(
        self,
        history: Sequence[Used],
        seed: int,
        wish: Wish = ANYTHING,
        outlook: Outlook = UNKNOWN,
    ) -> Pick:
        """Return the next question; the same arguments always give the same one.

        Args:
            history: the group's posts, oldest first, also those of other pools; what it leaves
                out counts as never used.
            seed: what the draws follow from; store it to be able to explain the pick.
            wish: what the day asks for.
            outlook: how many are expected to be right.

        Raises:
            NotFound: the pool is empty.
        """
        self._check()
        seen = {used_id for used_id, _ in history}
        unseen = len(self) - len(self._known.keys() & seen)
        taken = seen if unseen else {used_id for used_id, _ in history[-self.window :]}
        found = self._nearest(taken, history[-1].topic if history else "", wish)
        if found is None:
            return self._oldest(history)
        choice, step = found
        lack = self._lack(choice, history)
        topic = self._crowded(choice, seen, unseen) or draw(_furthest(lack), seed)
        chosen = draw(self._weights(choice[topic] - taken, history, outlook), seed)
        why = [
            _asked_for(wish, step),
            self._why_topic(topic, history),
            _expected(self._known[chosen], outlook),
            _left(unseen),
        ]
        reason = ". ".join(part for part in why if part) + "."
        return Pick(chosen, topic, max(unseen - 1, 0), not unseen, reason)

    def _fitting(self, step: Step) -> ByTopic:
        """Return the questions that meet a step, topic by topic; arranged once."""
        found = self._arranged.get(step)
        if found is None:
            sets: defaultdict[str, set[str]] = defaultdict(set)
            for candidate in self._known.values():
                if step.fits(candidate.type, candidate.difficulty):
                    sets[candidate.topic].add(candidate.id)
            found = self._arranged[step] = {t: frozenset(sets[t]) for t in sorted(sets)}
        return found

    def _nearest(
        self, taken: AbstractSet[str], previous: str, wish: Wish
    ) -> tuple[ByTopic, Step] | None:
        """Return the questions not taken that come nearest to the wish, and the step they meet.

        Those of another topic than the previous post's come before all others.
        """
        for barred in (previous, ""):
            for step in wish.steps:
                by_topic = self._fitting(step)
                left = {t: i for t, i in by_topic.items() if t != barred and not i <= taken}
                if left:
                    return left, step
        return None

    def _lack(self, topics: Iterable[str], history: Sequence[Used]) -> dict[str, float]:
        """Return by how much each topic is below its share of the recent posts."""
        recent = Counter(topic for _, topic in history[-RECENT:])
        posts = min(len(history), RECENT) or 1
        return {topic: self._target[topic] - recent[topic] / posts for topic in topics}

    def _crowded(self, choice: ByTopic, seen: AbstractSet[str], unseen: int) -> str:
        """Return the topic that has more than half of the last new ones, or an empty string.

        If it did not come now, it would have to follow itself later.
        """
        if not 0 < unseen <= RECENT:
            return ""
        whole = self._fitting(Step())
        return next((t for t in choice if 2 * len(whole[t] - seen) > unseen), "")

    def _weights(
        self, ids: Iterable[str], history: Sequence[Used], outlook: Outlook
    ) -> dict[str, float]:
        had = Counter(used_id for used_id, _ in history)
        return {i: outlook.weight(i, self._known[i].difficulty) / (1 + had[i]) for i in ids}

    def _oldest(self, history: Sequence[Used]) -> Pick:
        """Return the question used longest ago; of another topic, if one is among the older half.

        Without the limit to the older half a lone question would come every other day.
        """
        ids = by_age(history, self._known)
        older = ids[: math.ceil(len(ids) / 2)]
        previous = history[-1].topic
        chosen = next((i for i in older if self._known[i].topic != previous), ids[0])
        reason = "All questions that fit were asked, so one of the oldest comes again."
        return Pick(chosen, self._known[chosen].topic, 0, reused=True, reason=reason)

    def _why_topic(self, topic: str, history: Sequence[Used]) -> str:
        title, posts = self._titles.get(topic, topic), min(len(history), RECENT)
        share = f"its share is {self._target[topic]:.0%}"
        if not posts:
            return f"{title}: {share}"
        came = sum(1 for _, used in history[-RECENT:] if used == topic)
        return f"{title}: {came} of the last {posts} posts, {share}"


def _furthest(lack: Mapping[str, float]) -> dict[str, float]:
    """Return the topics that lack most of their share, with their weights."""
    most = max(lack.values())
    if most <= 0:
        return {topic: 1.0 for topic, missing in lack.items() if missing == most}
    return {topic: missing for topic, missing in lack.items() if missing >= NEAR * most}


def by_age(history: Sequence[Used], known: Mapping[str, Candidate]) -> list[str]:
    """Return the questions that were used, the one used longest ago first."""
    last = {used_id: at for at, (used_id, _) in enumerate(history) if used_id in known}
    return sorted(last, key=last.__getitem__)


def _asked_for(wish: Wish, step: Step) -> str:
    if not wish.day:
        return ""
    first = f"{wish.day} asks for {wish.steps[0]}"
    return first if step == wish.steps[0] else f"{first}; the nearest left was {step}"


def _expected(candidate: Candidate, outlook: Outlook) -> str:
    if candidate.type is QuestionType.OPEN:
        return ""
    return f"About {outlook.share(candidate.id, candidate.difficulty):.0%} expected right"


def _left(unseen: int) -> str:
    if not unseen:
        return "All that fit were asked, so it comes again"
    left = unseen - 1
    return f"{left} left that {'was' if left == 1 else 'were'} never asked here"
