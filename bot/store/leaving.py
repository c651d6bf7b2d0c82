"""Who left, and for how long: what the clocks of retention read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, union, update

from bot.store.tables import (
    answers,
    flags,
    guilds,
    members,
    quiz_players,
    quizzes,
    rewards,
    rounds,
    schedules,
    standings,
    suggestions,
    vacations,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import CompoundSelect, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Sweep:
    """A server whose turn it is; `last` is when it was asked last, None: never."""

    guild_id: int
    last: datetime | None


class LeavingStore:
    """Who left all servers, and which servers Viva left."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def due_guild(self, before: datetime, besides: Collection[int]) -> int | None:
        """Return the server that Viva was removed from first, if that was before an instant."""
        query = (
            select(guilds.c.id)
            .where(guilds.c.left_at < before, guilds.c.id.not_in(besides))
            .order_by(guilds.c.left_at, guilds.c.id)
            .limit(1)
        )
        async with self._db.read() as conn:
            return (await conn.execute(query)).scalar_one_or_none()

    async def due_members(
        self, before: datetime, besides: Collection[int], limit: int
    ) -> tuple[int, list[int]] | None:
        """Return a server, and members who left it before an instant; None: there are none."""
        left = (members.c.left_at < before, members.c.guild_id.not_in(besides))
        first = (
            select(members.c.guild_id)
            .join(guilds, guilds.c.id == members.c.guild_id)
            .where(*left, guilds.c.left_at.is_(None))
            .order_by(members.c.left_at)
            .limit(1)
        )
        async with self._db.read() as conn:
            guild_id = (await conn.execute(first)).scalar_one_or_none()
            if guild_id is None:
                return None
            theirs = select(members.c.member_id).where(*left, members.c.guild_id == guild_id)
            found = await conn.execute(theirs.order_by(members.c.member_id).limit(limit))
            return guild_id, list(found.scalars())

    # ------------------------------------------------------------------ sweeping

    async def next_sweep(self, before: datetime, besides: Collection[int]) -> Sweep | None:
        """Return the server that was not asked since an instant, the longest ago first."""
        async with self._db.read() as conn:
            row = (await conn.execute(longest_unasked(besides))).one_or_none()
        if row is None or (row.swept_at is not None and row.swept_at > before):
            return None
        return Sweep(row.id, row.swept_at)

    async def swept(self, guild_id: int, at: datetime) -> None:
        """Note when a server was asked."""
        statement = update(guilds).where(guilds.c.id == guild_id).values(swept_at=at)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    async def people(self, guild_id: int, after: int, limit: int) -> dict[int, bool]:
        """Return the next members of whom something is kept, by id; True: they are noted as gone.

        Pseudonyms are below all of them.
        """
        known = _known(guild_id).subquery()
        gone = (members.c.guild_id == guild_id) & (members.c.member_id == known.c.member_id)
        query = (
            select(known.c.member_id, members.c.left_at.is_not(None))
            .outerjoin(members, gone)
            .where(known.c.member_id > after)
            .order_by(known.c.member_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return {row[0]: bool(row[1]) for row in await conn.execute(query)}

    async def servers(self, after: int, limit: int) -> list[int]:
        """Return servers that Viva is not known to have left, by id."""
        query = (
            select(guilds.c.id)
            .where(guilds.c.id > after, guilds.c.left_at.is_(None))
            .order_by(guilds.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return list((await conn.execute(query)).scalars())


def longest_unasked(besides: Collection[int]) -> Select[tuple[int, datetime | None]]:
    """Select the server that was asked the longest ago, or never: the first of an index."""
    return (
        select(guilds.c.id, guilds.c.swept_at)
        .where(guilds.c.left_at.is_(None), guilds.c.id.not_in(besides))
        .order_by(guilds.c.swept_at)
        .limit(1)
    )


def _known(guild_id: int) -> CompoundSelect[tuple[int]]:
    """Select who has points, a streak, a setting, a quiz, or anything that was not graded.

    Whoever answered a question that was graded has points for it, if only none. Admins and hosts
    need not have answered any, nor who has taken days off.
    """
    board = (standings.c.guild_id == guild_id, standings.c.board == "all", standings.c.topic == "")
    return union(
        select(members.c.member_id).where(members.c.guild_id == guild_id),
        select(standings.c.member_id).where(*board),
        select(quiz_players.c.member_id)
        .join(quizzes, quizzes.c.id == quiz_players.c.quiz_id)
        .where(quizzes.c.guild_id == guild_id),
        select(answers.c.member_id)
        .join(rounds, rounds.c.id == answers.c.round_id)
        .where(rounds.c.guild_id == guild_id, rounds.c.state != "revealed"),
        *(
            select(column).where(column.table.c.guild_id == guild_id)
            for column in (
                flags.c.member_id,
                suggestions.c.member_id,
                vacations.c.member_id,
                quizzes.c.host_id,
                schedules.c.created_by,
                rewards.c.created_by,
            )
        ),
    )
