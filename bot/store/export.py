"""Everything that is kept about a member of a server, as rows by subject.

What a question that is being asked was answered with is without any score, so that nothing tells
its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, case, func, literal, null, select

from bot.domain.standings import ALL
from bot.store.tables import (
    answers,
    awards,
    barred,
    flags,
    frozen_days,
    grants,
    members,
    outbox,
    quiz_players,
    quizzes,
    rating_changes,
    ratings,
    rewards,
    rounds,
    schedules,
    standings,
    suggestions,
    thread_messages,
    vacations,
)
from bot.store.times import Instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select, Table

    from bot.store.database import Database

Rows = list[dict[str, Any]]

IN_PLAY: Final = ("posting", "open", "paused", "closed")


class ExportStore:
    """Reads members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, guild_id: int, member_id: int) -> dict[str, Rows]:
        """Return what is kept about a member, by subject; all of it as it stood at one instant."""
        found: dict[str, Rows] = {}
        async with self._db.read() as conn:
            for subject, query in _queries(guild_id, member_id):
                rows = (await conn.execute(query)).mappings().all()
                found[subject] = [dict(row) for row in rows]
        return found


def _queries(guild_id: int, member_id: int) -> Iterator[tuple[str, Select[Any]]]:
    """Yield what is asked for, by subject, each in an order that stays."""

    def mine(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return table.c.guild_id == guild_id, table.c.member_id == member_id

    yield (
        "settings",
        select(
            members.c.hidden, members.c.is_open, members.c.theme, members.c.zone, members.c.left_at
        ).where(*mine(members)),
    )
    yield (
        "streak",
        select(
            members.c.streak,
            members.c.best_streak,
            members.c.freezes,
            members.c.last_at,
            members.c.kept_until,
        ).where(*mine(members)),
    )
    yield "frozen_days", select(frozen_days.c.day).where(*mine(frozen_days)).order_by("day")
    yield (
        "days_off",
        (
            select(vacations.c.first_day, vacations.c.last_day)
            .where(*mine(vacations))
            .order_by("first_day")
        ),
    )
    yield "answers", _answers(guild_id, member_id)
    yield (
        "thread_messages",
        (
            select(
                thread_messages.c.round_id, thread_messages.c.message_id, thread_messages.c.content
            )
            .join(rounds, rounds.c.id == thread_messages.c.round_id)
            .where(rounds.c.guild_id == guild_id, thread_messages.c.member_id == member_id)
            .order_by(thread_messages.c.message_id)
        ),
    )
    yield "awards", _awards(guild_id, member_id)
    yield "standings", _standings(guild_id, member_id)
    yield (
        "rating",
        select(ratings.c.mu, ratings.c.sigma, ratings.c.quizzes, ratings.c.updated_at).where(
            *mine(ratings)
        ),
    )
    yield "rating_changes", (
        select(
            rating_changes.c.quiz_id, rating_changes.c.mu_before, rating_changes.c.sigma_before,
            rating_changes.c.mu, rating_changes.c.sigma, rating_changes.c.quizzes,
        )
        .join(quizzes, quizzes.c.id == rating_changes.c.quiz_id)
        .where(quizzes.c.guild_id == guild_id, rating_changes.c.member_id == member_id)
        .order_by("quiz_id")
    )  # fmt: skip
    yield "quizzes", (
        select(
            quizzes.c.id.label("quiz_id"), quizzes.c.mode, quizzes.c.topic, quizzes.c.state,
            quizzes.c.created_at, quizzes.c.ended_at, quiz_players.c.team,
            quiz_players.c.joined, quiz_players.c.joined_at, quiz_players.c.out,
        )
        .join(quiz_players, quiz_players.c.quiz_id == quizzes.c.id)
        .where(quizzes.c.guild_id == guild_id, quiz_players.c.member_id == member_id)
        .order_by(quizzes.c.id)
    )  # fmt: skip
    yield "flags", (
        select(
            flags.c.question_id, flags.c.version, flags.c.round_id, flags.c.kind, flags.c.text,
            flags.c.at, flags.c.settled_at,
        )
        .where(*mine(flags))
        .order_by("question_id", "version")
    )  # fmt: skip
    yield "suggestions", (
        select(
            suggestions.c.id, suggestions.c.channel_id, suggestions.c.topic,
            suggestions.c.difficulty, suggestions.c.stem, suggestions.c.answer,
            suggestions.c.explanation, suggestions.c.source, suggestions.c.state,
            suggestions.c.version, suggestions.c.created_at, suggestions.c.decided_at,
            suggestions.c.reason,
        )
        .where(*mine(suggestions))
        .order_by(suggestions.c.id)
    )  # fmt: skip
    yield "roles", select(grants.c.role_id, grants.c.at).where(*mine(grants)).order_by("role_id")
    yield "set_up", _set_up(guild_id, member_id)
    yield (
        "barred",
        (
            select(barred.c.round_id)
            .join(rounds, rounds.c.id == barred.c.round_id)
            .where(rounds.c.guild_id == guild_id, barred.c.member_id == member_id)
            .order_by(barred.c.round_id)
        ),
    )
    addressed = func.json_extract(outbox.c.payload, "$.user_id") == member_id
    text = func.json_extract(outbox.c.payload, "$.text").label("text")
    yield (
        "messages",
        (
            select(outbox.c.kind, outbox.c.due_at, text)
            .where(outbox.c.guild_id == guild_id, addressed)
            .order_by(outbox.c.id)
        ),
    )


def _told(guild_id: int) -> ColumnElement[bool]:
    """Return whether nothing is given away by the score of a round's answer.

    Its key was revealed, and was not corrected since while the question is being asked again.
    """
    asked = rounds.alias()
    again = select(asked.c.id).where(
        asked.c.guild_id == guild_id,
        asked.c.question_id == rounds.c.question_id,
        asked.c.state.in_(IN_PLAY),
    )
    corrected = rounds.c.key_version > rounds.c.question_version
    return rounds.c.state.not_in(IN_PLAY) & ~(corrected & again.exists())


def _answers(guild_id: int, member_id: int) -> Select[Any]:
    told = _told(guild_id)
    return (
        select(
            rounds.c.id.label("round_id"), rounds.c.quiz_id, rounds.c.question_id,
            rounds.c.question_version, rounds.c.snapshot, rounds.c.state, answers.c.response,
            answers.c.source, rounds.c.opens_at, rounds.c.closes_at, answers.c.answered_at,
            answers.c.changes,
            case((told, answers.c.score_milli), else_=null()).label("score_milli"),
            case((told, answers.c.points), else_=null()).label("points"),
        )
        .join(rounds, rounds.c.id == answers.c.round_id)
        .where(rounds.c.guild_id == guild_id, answers.c.member_id == member_id)
        .order_by(rounds.c.id)
    )  # fmt: skip


def _awards(guild_id: int, member_id: int) -> Select[Any]:
    told = rounds.c.id.is_(None) | _told(guild_id)
    figures = ("points", "score_milli", "answered", "correct", "rule")
    return (
        select(
            awards.c.at, awards.c.source, awards.c.source_id, awards.c.reason,
            rounds.c.question_id, awards.c.topic, awards.c.season, awards.c.week,
            *(case((told, awards.c[name]), else_=null()).label(name) for name in figures),
        )
        .outerjoin(rounds, and_(awards.c.source == "round", rounds.c.id == awards.c.source_id))
        .where(awards.c.guild_id == guild_id, awards.c.member_id == member_id)
        .order_by(awards.c.id)
    )  # fmt: skip


def _standings(guild_id: int, member_id: int) -> Select[Any]:
    """Select the sums without what is not told yet, or they would tell it."""
    untold = (
        select(literal(1))
        .join(rounds, and_(awards.c.source == "round", rounds.c.id == awards.c.source_id))
        .where(awards.c.guild_id == guild_id, awards.c.member_id == member_id, ~_told(guild_id))
        .where(standings.c.board.in_((ALL, awards.c.season, awards.c.week)))
        .where(standings.c.topic.in_(("", awards.c.topic)))
    )

    def told(name: str) -> ColumnElement[int]:
        hidden = untold.with_only_columns(func.coalesce(func.sum(awards.c[name]), 0))
        return (standings.c[name] - hidden.scalar_subquery()).label(name)

    figures = (told(name) for name in ("points", "score_milli", "answered", "correct"))
    return (
        select(standings.c.board, standings.c.topic, *figures)
        .where(standings.c.guild_id == guild_id, standings.c.member_id == member_id)
        .order_by("board", "topic")
    )


def _set_up(guild_id: int, member_id: int) -> Any:  # noqa: ANN401  a union is no select
    """Select what a member set up, and the suggestions of others whose key they were shown."""
    plan = schedules.c
    editors = literal(" ") + suggestions.c.editor_ids + literal(" ")
    parts = [
        select(literal("schedule").label("what"), plan.id, plan.created_at.label("at"))
        .where(plan.guild_id == guild_id, plan.created_by == member_id),
        select(literal("reward"), rewards.c.role_id, rewards.c.created_at)
        .where(rewards.c.guild_id == guild_id, rewards.c.created_by == member_id),
        select(literal("quiz"), quizzes.c.id, quizzes.c.created_at)
        .where(quizzes.c.guild_id == guild_id, quizzes.c.host_id == member_id),
        select(literal("key of a suggestion"), suggestions.c.id, literal(None, Instant))
        .where(suggestions.c.guild_id == guild_id, editors.contains(f" {member_id} ")),
    ]  # fmt: skip
    return parts[0].union_all(*parts[1:]).order_by("what", "id")
