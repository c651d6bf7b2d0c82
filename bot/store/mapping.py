"""Rows to values and back, for the aggregates that several repositories share."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.domain.question import Question, from_snapshot, to_snapshot
from bot.domain.round import AnswerStyle, Round, RoundState, ThreadPolicy
from bot.store.times import EPOCH, MILLISECOND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping

# Rounds of many servers share a question, so one parsed copy serves them all.
question_of = lru_cache(maxsize=4096)(from_snapshot)
snapshot_of = lru_cache(maxsize=4096)(to_snapshot)


def order_text(order: tuple[int, ...]) -> str:
    """Return an option order as stored: "2,0,1,3"."""
    return ",".join(map(str, order))


def pauses_text(pauses: Sequence[tuple[datetime, datetime]]) -> str:
    """Return pauses as stored: JSON of pairs in milliseconds since 1970."""
    return json.dumps([[(at - EPOCH) // MILLISECOND for at in pause] for pause in pauses])


def pauses_of(text: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return the pauses that `pauses_text` wrote."""
    found = json.loads(text) if text else []
    return tuple((EPOCH + start * MILLISECOND, EPOCH + end * MILLISECOND) for start, end in found)


def round_of(row: RowMapping) -> Round:
    """Return the round in a row of `rounds`; the row must have a question (not `skipped`)."""
    question: Question = question_of(row["snapshot"])
    order = row["option_order"]
    return Round(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        schedule_id=row["schedule_id"],
        slot=row["slot"],
        day=row["day"],
        question=question,
        order=tuple(int(i) for i in order.split(",")) if order else (),
        style=AnswerStyle(row["style"]),
        thread_policy=ThreadPolicy(row["thread"]),
        state=RoundState(row["state"]),
        nonce=row["nonce"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        give_up_at=row["give_up_at"],
        ping_role_id=row["ping_role_id"],
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        reveal_message_id=row["reveal_message_id"],
        reason=row["reason"],
        revisit=row["revisit"],
        quiz_id=row["quiz_id"],
        position=row["position"],
        most_changes=row["most_changes"],
        pauses=pauses_of(row["pauses"]) if row["pauses"] else (),
    )
