"""Picking the next question for a group: nothing repeats soon, topics take turns.

1. Out of the pool come the questions of the group's last max(60, 60% of the pool) posts.
2. The topic of the previous post is left out as long as another one is to be had.
3. Questions never used come first; after them those used least often.
4. A topic is drawn with its deficit as the weight (its share of the pool less its share of the
   last 30 posts), and then a question of that topic. Both draws follow from the seed.

When nothing is left after step 1, the question used longest ago comes again.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.domain.question import Question, QuestionType

FEWEST_BETWEEN = 60
"""A question comes again after so many posts at the earliest, if the pool is large enough."""

SHARE_BETWEEN = 0.6
"""The same as a share of the pool; the larger one counts."""

RECENT = 30
"""The posts that a topic's share is measured over."""

FLOOR = 0.05
"""The least weight of a topic, as a share of its target: no topic is ever impossible."""

_MOST_POOLS = 1024


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice needs to know of a question."""

    id: str
    topic: str
    difficulty: int
    """1 to 5."""
    type: QuestionType

    @classmethod
    def of(cls, question: Question) -> Candidate:
        """Return the candidate for a question of the bank."""
        return cls(question.id, question.topic, question.difficulty, question.type)


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


ByTopic = dict[str, "Sequence[str]"]
"""Topic -> ids; no topic without one."""


class Pool:
    """The questions that fit one filter, arranged for picking. It never changes.

    Args:
        candidates: in any order; the pick does not depend on it.
        weights: the share a topic ought to have, on any scale; for a topic without one, the
            number of its questions counts. None weighs all by their number.
    """

    def __init__(
        self, candidates: Iterable[Candidate], weights: Mapping[str, float] | None = None
    ) -> None:
        by_topic: defaultdict[str, list[str]] = defaultdict(list)
        self._topic_of: dict[str, str] = {}
        for candidate in sorted(candidates, key=lambda found: (found.topic, found.id)):
            by_topic[candidate.topic].append(candidate.id)
            self._topic_of[candidate.id] = candidate.topic
        self._by_topic: ByTopic = {topic: tuple(ids) for topic, ids in by_topic.items()}
        shares = {t: float((weights or {}).get(t, len(ids))) for t, ids in by_topic.items()}
        total = sum(shares.values()) or 1.0
        self._target = {topic: share / total for topic, share in shares.items()}

    def __len__(self) -> int:
        return len(self._topic_of)

    @property
    def window(self) -> int:
        """How many posts a question rests before it may come again."""
        return max(FEWEST_BETWEEN, math.ceil(SHARE_BETWEEN * len(self)))

    def remaining(self, history: Sequence[Used]) -> int:
        """Return how many questions of the pool the group has not seen yet."""
        return len(self) - len(self._topic_of.keys() & {used_id for used_id, _ in history})

    def pick(self, history: Sequence[Used], seed: int) -> Pick:
        """Return the next question; the same arguments always give the same one.

        Args:
            history: the group's posts, oldest first, also those of other pools; what it leaves
                out counts as never used.
            seed: what the draws follow from; store it to be able to explain the pick.

        Raises:
            NotFound: the pool is empty.
        """
        if not self._topic_of:
            raise NotFound(
                "No question fits these topics and this difficulty. "
                "Widen them with `/schedule edit`."
            )
        previous = history[-1].topic if history else ""
        seen = {used_id for used_id, _ in history}
        used = Counter(self._topic_of[i] for i in seen if i in self._topic_of)
        unseen = len(self) - used.total()
        rng = random.Random(seed)
        topics = [t for t, ids in self._by_topic.items() if t != previous and used[t] < len(ids)]
        if topics:
            topic = self._draw_topic(topics, history, rng)
            chosen = rng.choice([i for i in self._by_topic[topic] if i not in seen])
        elif choice := self._least_used(history, previous):
            chosen = rng.choice(choice[self._draw_topic(list(choice), history, rng)])
        else:
            chosen = self._oldest(history, previous)
        reused = chosen in seen
        return Pick(chosen, self._topic_of[chosen], unseen - (not reused), reused)

    def _without(self, taken: Collection[str]) -> ByTopic:
        """Return what is left of the pool, topic by topic."""
        touched = {self._topic_of[taken_id] for taken_id in taken if taken_id in self._topic_of}
        left: ByTopic = {}
        for topic, ids in self._by_topic.items():
            kept = [i for i in ids if i not in taken] if topic in touched else ids
            if kept:
                left[topic] = kept
        return left

    def _least_used(self, history: Sequence[Used], previous: str) -> ByTopic:
        """Return the rested questions used least often, of another topic if there is one."""
        rested = self._without({used_id for used_id, _ in history[-self.window :]})
        choice = _other_topics(rested, previous) or rested
        exposure = Counter(used_id for used_id, _ in history)
        least = min((exposure[i] for ids in choice.values() for i in ids), default=0)
        kept = {t: [i for i in ids if exposure[i] == least] for t, ids in choice.items()}
        return {topic: ids for topic, ids in kept.items() if ids}

    def _draw_topic(
        self, topics: Sequence[str], history: Sequence[Used], rng: random.Random
    ) -> str:
        recent = Counter(topic for _, topic in history[-RECENT:])
        posts = min(len(history), RECENT) or 1
        weights = []
        for topic in topics:
            target = self._target[topic]
            weights.append(max(target - recent[topic] / posts, 0.0) + FLOOR * target)
        return rng.choices(topics, weights if any(weights) else None)[0]

    def _oldest(self, history: Sequence[Used], previous: str) -> str:
        """Return the question used longest ago; of another topic, if one is among the older half.

        Without the limit to the older half a lone question would come every other day.
        """
        last = {used_id: at for at, (used_id, _) in enumerate(history) if used_id in self._topic_of}
        by_age = sorted(last, key=last.__getitem__)
        older = by_age[: math.ceil(len(by_age) / 2)]
        return next((i for i in older if self._topic_of[i] != previous), by_age[0])


def _other_topics(choice: ByTopic, previous: str) -> ByTopic:
    return {topic: ids for topic, ids in choice.items() if topic != previous}


class Pools:
    """The bank's pools by topics and difficulty, each arranged once. See `Pool`."""

    def __init__(
        self, candidates: Iterable[Candidate], weights: Mapping[str, float] | None = None
    ) -> None:
        self._candidates = tuple(candidates)
        self._weights = weights
        self._arranged = lru_cache(_MOST_POOLS)(self._arrange)

    def pool(
        self, topics: Collection[str] = (), min_difficulty: int = 1, max_difficulty: int = 5
    ) -> Pool:
        """Return the pool of the questions of these topics (none: all) and difficulties."""
        return self._arranged(frozenset(topics), min_difficulty, max_difficulty)

    def _arrange(self, topics: frozenset[str], low: int, high: int) -> Pool:
        return Pool(
            (
                candidate
                for candidate in self._candidates
                if (not topics or candidate.topic in topics) and low <= candidate.difficulty <= high
            ),
            self._weights,
        )


def pick(candidates: Sequence[Candidate], history: Sequence[Used], seed: int) -> Pick:
    """Pick from candidates that are used this once; for many picks keep a `Pool`."""
    return Pool(candidates).pick(history, seed)
