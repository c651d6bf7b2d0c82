"""Quizzes as rows of their tables, and the one way to move them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.domain.quiz import Mode, Quiz, QuizState
from bot.domain.round import AnswerStyle
from bot.store.mapping import order_text, snapshot_of
from bot.store.outbox import Chore, quiz_row
from bot.store.tables import guilds, quiz_players, quizzes

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.question import Question
    from bot.domain.quiz import QuizDraft

OVER = (QuizState.ENDED.value, QuizState.CANCELLED.value)


keep_guild = upsert(guilds).on_conflict_do_nothing(index_elements=["id"])
players_row = upsert(quiz_players)
join_row = players_row.on_conflict_do_update(
    index_elements=["quiz_id", "member_id"], set_={"team": players_row.excluded.team}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizClaim:
    """The next question of a quiz, before anything is sent."""

    question: Question
    order: tuple[int, ...]
    day: date
    nonce: str
    reason: str
    opens_at: datetime
    closes_at: datetime
    give_up_at: datetime


def follow_ups(quiz: Quiz, now: datetime, *, pages: bool = True) -> list[dict[str, Any]]:
    """Return the chores that make what is shown of a quiz agree with where it stands now.

    Args:
        quiz: the quiz.
        now: when they are due.
        pages: whether its announcement and its lobby are to be edited.
    """
    kinds = [Chore.PAGES] * pages + [Chore.EVENT] * quiz.with_event
    return [quiz_row(kind, quiz.guild_id, quiz.id, now) for kind in kinds]


async def step(conn: AsyncConnection, quiz: Quiz, **values: Any) -> bool:
    """Change a quiz, if it still stands where it was read."""
    moved = await conn.execute(
        update(quizzes)
        .where(
            quizzes.c.id == quiz.id,
            quizzes.c.state == quiz.state.value,
            quizzes.c.position == quiz.position,
            quizzes.c.paused.is_(quiz.paused),
        )
        .values(**values)
    )
    return moved.rowcount == 1


def player_row(
    quiz_id: int, member_id: int, team: int, position: int, now: datetime
) -> dict[str, Any]:
    """Return the parameters of a member who takes part from a question on."""
    return {
        "quiz_id": quiz_id,
        "member_id": member_id,
        "team": team,
        "joined": position,
        "joined_at": now,
    }


def columns_of(draft: QuizDraft) -> dict[str, Any]:
    """Return what a host chose as the columns of a row."""
    return {
        "guild_id": draft.guild_id,
        "channel_id": draft.channel_id,
        "host_id": draft.host_id,
        "mode": draft.mode.value,
        "style": draft.style.value,
        "topic": draft.topic,
        "min_difficulty": draft.min_difficulty,
        "max_difficulty": draft.max_difficulty,
        "count": draft.count,
        "seconds": draft.seconds,
        "rated": draft.rated,
        "teams": draft.teams,
        "repeats": " ".join(draft.repeats),
    }


def quiz_of(row: RowMapping) -> Quiz:
    """Return a row as a quiz."""
    return Quiz(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        host_id=row["host_id"],
        mode=Mode(row["mode"]),
        style=AnswerStyle(row["style"]),
        topic=row["topic"],
        min_difficulty=row["min_difficulty"],
        max_difficulty=row["max_difficulty"],
        count=row["count"],
        seconds=row["seconds"],
        rated=row["rated"],
        teams=row["teams"],
        repeats=tuple(row["repeats"].split()),
        state=QuizState(row["state"]),
        position=row["position"],
        next_at=row["next_at"],
        message_id=row["message_id"],
        paused=row["paused"],
        unanswered=row["unanswered"],
        seed=row["seed"],
        created_at=row["created_at"],
        starts_at=row["starts_at"],
        announcement_id=row["announcement_id"],
        with_event=row["with_event"],
        event_id=row["event_id"],
        reason=row["reason"],
        host_gone_at=row["host_gone_at"],
    )


def round_row(quiz: Quiz, claim: QuizClaim) -> dict[str, Any]:
    """Return the parameters of the round of a quiz's next question."""
    question, position = claim.question, quiz.position + 1
    return {
        "guild_id": quiz.guild_id,
        "channel_id": quiz.channel_id,
        "quiz_id": quiz.id,
        "position": position,
        "slot": f"{position} of {quiz.total}",
        "day": claim.day,
        "question_id": question.id,
        "question_version": question.version,
        "key_version": question.version,
        "topic": question.topic,
        "snapshot": snapshot_of(question),
        "option_order": order_text(claim.order),
        "seed": quiz.seed,
        "reason": claim.reason,
        "revisit": False,
        "style": quiz.style.value,
        "thread": "never",
        "state": "posting",
        "nonce": claim.nonce,
        "opens_at": claim.opens_at,
        "closes_at": claim.closes_at,
        "give_up_at": claim.give_up_at,
        "most_changes": 0 if quiz.mode is Mode.RACE else 1,
        "pauses": "",
    }
