"""Rounds to show: of any question, and of one that is as long as anything may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.question import Code, OpenKey, Option, Question, QuestionType, Reference
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from tests.questions import MULTIPLE, OPEN, SINGLE

TITLES = {"transformers": "Transformers", "fundamentals": "Fundamentals"}
OPENS = datetime(2026, 6, 1, 9, tzinfo=UTC)


def round_of(question: Question = SINGLE, **changes: object) -> Round:
    """An open round whose options are shown in reverse."""
    base = Round(
        id=42,
        guild_id=1,
        channel_id=11,
        schedule_id=3,
        slot="2026-06-01",
        day=date(2026, 6, 1),
        question=question,
        order=tuple(reversed(range(len(question.options)))),
        style=AnswerStyle.REACTIONS,
        thread_policy=ThreadPolicy.REVEAL,
        state=RoundState.OPEN,
        nonce="a-nonce-of-25-characters-",
        opens_at=OPENS,
        closes_at=OPENS + timedelta(hours=24),
        give_up_at=OPENS + timedelta(hours=6),
    )
    return replace(base, **changes)


def longest(type_: QuestionType) -> Question:
    """A question beyond every limit of the bank, made of what takes most room once escaped."""
    long = "*_~|`> # " * 400
    options = tuple(Option("abcde"[i], long, i in {0, 2}, long) for i in range(5))
    base = {QuestionType.OPEN: OPEN, QuestionType.MULTIPLE: MULTIPLE}.get(type_, SINGLE)
    return replace(
        base,
        type=type_,
        topic=long,
        stem=long,
        explanation=long,
        options=options if type_.is_choice or type_ is QuestionType.ORDER else (),
        code=Code("python", "print('```')\n" * 300),
        references=tuple(Reference(long, "https://example.org/" + "a" * 900) for _ in range(9)),
        open=OpenKey((long,) * 7, long, (long,) * 9, (long,) * 9) if base is OPEN else None,
    )
