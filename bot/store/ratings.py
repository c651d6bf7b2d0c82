"""The members' ratings, and what each quiz changed in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.domain.rating import SHOWN_FROM, Change, Rating, rate
from bot.store.tables import members, quiz_players, rating_changes, ratings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.quiz import Quiz
    from bot.store.database import Database

_row = upsert(ratings)
_keep = _row.on_conflict_do_update(
    index_elements=["guild_id", "member_id"],
    set_={name: _row.excluded[name] for name in ("mu", "sigma", "quizzes", "updated_at")},
)

FEWEST_PLACED = 2
"""One alone beats nobody."""


class RatingStore:
    """The ratings of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def rate(self, quiz: Quiz, ranks: Mapping[int, int], now: datetime) -> None:
        """Let a quiz change the ratings, once.

        Idempotent: what it changed is kept by quiz and member in the same transaction, and a quiz
        of which anything is kept changes nothing more. Who has erased their data plays for the
        others' sake, and has no rating.

        Args:
            quiz: the quiz, which has ended.
            ranks: member -> rank; see `bot.domain.rating.finishers`.
            now: the time.
        """
        done = select(func.count()).where(rating_changes.c.quiz_id == quiz.id)
        players = select(quiz_players.c.member_id).where(quiz_players.c.quiz_id == quiz.id)
        held = select(ratings).where(
            ratings.c.guild_id == quiz.guild_id, ratings.c.member_id.in_(list(ranks))
        )

        async def work(conn: AsyncConnection) -> None:
            playing = set((await conn.execute(players)).scalars())
            placed = {member: rank for member, rank in ranks.items() if member in playing}
            if len(placed) < FEWEST_PLACED or (await conn.execute(done)).scalar_one():
                return
            before = {r.member_id: _rating(r) for r in (await conn.execute(held)).all()}
            changes = rate(placed, before)
            kept = [_rating_row(quiz.guild_id, c, now) for c in changes if c.member_id > 0]
            await conn.execute(insert(rating_changes), [_change_row(quiz.id, c) for c in changes])
            if kept:
                await conn.execute(_keep, kept)

        await self._db.writer.run(work)

    async def best(self, guild_id: int, newest: int, limit: int) -> list[tuple[int, Rating]]:
        """Return the present members whose rating says something, the highest first.

        Args:
            guild_id: the server.
            newest: the highest account id that is ranked.
            limit: how many at most.
        """
        absent = members.c.left_at.is_not(None) | members.c.hidden
        theirs = and_(members.c.guild_id == guild_id, members.c.member_id == ratings.c.member_id)
        query = (
            select(ratings)
            .where(
                ratings.c.guild_id == guild_id,
                ratings.c.quizzes >= SHOWN_FROM,
                ratings.c.member_id.between(1, newest),
                ~select(members.c.member_id).where(theirs, absent).exists(),
            )
            .order_by((ratings.c.mu - 2 * ratings.c.sigma).desc(), ratings.c.member_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [(row.member_id, _rating(row)) for row in (await conn.execute(query)).all()]

    async def of_member(self, guild_id: int, member_id: int) -> Rating | None:
        """Return a member's rating; None: no rated quiz yet."""
        query = select(ratings).where(
            ratings.c.guild_id == guild_id, ratings.c.member_id == member_id
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return _rating(row) if row is not None else None

    async def changes(self, quiz: Quiz) -> list[Change]:
        """Return what a quiz changed, the highest rating first.

        Members who hide are left out, and those who erased their data.
        """
        hiding = and_(
            members.c.guild_id == quiz.guild_id,
            members.c.member_id == rating_changes.c.member_id,
            members.c.hidden,
        )
        order = (rating_changes.c.mu - 2 * rating_changes.c.sigma).desc()
        query = (
            select(rating_changes)
            .where(
                rating_changes.c.quiz_id == quiz.id,
                rating_changes.c.member_id > 0,
                ~select(members).where(hiding).exists(),
            )
            .order_by(order, rating_changes.c.member_id)
        )
        async with self._db.read() as conn:
            return [_change(row) for row in (await conn.execute(query)).all()]


def _rating(row: Row[Any]) -> Rating:
    return Rating(row.mu, row.sigma, row.quizzes)


def _change(row: Row[Any]) -> Change:
    before = Rating(row.mu_before, row.sigma_before, row.quizzes - 1)
    return Change(row.member_id, before, _rating(row))


def _rating_row(guild_id: int, change: Change, now: datetime) -> dict[str, Any]:
    after = change.after
    return {
        "guild_id": guild_id,
        "member_id": change.member_id,
        "mu": after.mu,
        "sigma": after.sigma,
        "quizzes": after.quizzes,
        "updated_at": now,
    }


def _change_row(quiz_id: int, change: Change) -> dict[str, Any]:
    return {
        "quiz_id": quiz_id,
        "member_id": change.member_id,
        "mu_before": change.before.mu,
        "sigma_before": change.before.sigma,
        "mu": change.after.mu,
        "sigma": change.after.sigma,
        "quizzes": change.after.quizzes,
    }
