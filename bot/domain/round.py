"""A round: one question put to a group, open for a window, closed, scored, revealed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.question import QuestionType

if TYPE_CHECKING:
    import random
    from datetime import date, datetime

    from bot.domain.question import Option, Question

LETTERS = "ABCDEFGHIJ"
"""The letter of each display position, position 0 first."""


class RoundState(StrEnum):
    """Where a round stands; see architecture: due -> posting -> open -> closed -> revealed."""

    POSTING = "posting"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    REVEALED = "revealed"
    VOID = "void"
    SKIPPED = "skipped"
    FAILED = "failed"


class AnswerStyle(StrEnum):
    """How members answer a question with options."""

    REACTIONS = "reactions"
    BUTTONS = "buttons"


class ThreadPolicy(StrEnum):
    """When a closed question gets its thread. Open questions always get theirs at the opening."""

    OPENING = "opening"
    REVEAL = "reveal"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Round:
    """A round as stored. Discord ids are integers, times aware UTC."""

    id: int
    guild_id: int
    channel_id: int
    schedule_id: int | None
    slot: str
    """What makes the round unique in its schedule: the local date, or `now:<instant>`; of a
    quiz's question its number as members read it: "3 of 10"."""
    day: date
    """The local date the round counts for (streaks)."""
    question: Question
    order: tuple[int, ...]
    """Display position -> index into `question.options`."""
    style: AnswerStyle
    thread_policy: ThreadPolicy
    state: RoundState
    nonce: str
    """At most 25 characters; sent with the card so that Discord drops a repeated request."""
    opens_at: datetime
    closes_at: datetime
    give_up_at: datetime
    """When it is no longer posted if it could not be before."""
    ping_role_id: int | None = None
    message_id: int | None = None
    thread_id: int | None = None
    reveal_message_id: int | None = None
    reason: str = ""
    """Why this question was picked, for admins; says nothing about the key."""
    revisit: bool = False
    """Whether it is asked again because many missed it in the same week."""
    quiz_id: int | None = None
    position: int | None = None
    """Its number in its quiz, from 1."""
    most_changes: int = -1
    """How often a member may change an answer; -1 for as often as they like."""
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """When its window was frozen: from, to."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order they are shown."""
        return tuple(self.question.options[i] for i in self.order)

    @property
    def key_positions(self) -> frozenset[int]:
        """The display positions of the right options."""
        return frozenset(p for p, i in enumerate(self.order) if i in self.question.keys)

    @property
    def key_order(self) -> tuple[int, ...]:
        """The display positions in the right order, for a question about one."""
        return tuple(sorted(range(len(self.order)), key=self.order.__getitem__))


def draw_order(question: Question, rng: random.Random) -> tuple[int, ...]:
    """Draw the order in which the options are shown; fixed when the question forbids shuffling.

    A question about an order is always shuffled, and its key may be drawn as well as any other:
    only when every order is equally likely does the card say nothing about the key. (With the key
    left out, whoever knows that would have one order less to guess among.)
    """
    order = list(range(len(question.options)))
    if question.shuffle or question.type is QuestionType.ORDER:
        rng.shuffle(order)
    return tuple(order)
