"""Members and servers: who left, who hides, whose streak stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.boards import rate_server
from bot.store.tables import guilds, members

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Member:
    """What is kept of a member besides answers and awards."""

    streak: int = 0
    best_streak: int = 0
    freezes: int = 2
    hidden: bool = False
    left: bool = False
    is_open: bool = False
    """Whether others may see the whole profile."""
    theme: str = ""
    """Of pictures: dark or light; empty: as the operator chose."""


_row = insert(members)
_keep_guild = insert(guilds).on_conflict_do_nothing(index_elements=["id"])
_zone = _row.on_conflict_do_update(
    index_elements=["guild_id", "member_id"], set_={"zone": _row.excluded.zone, "left_at": None}
)
_leave = _row.on_conflict_do_update(
    index_elements=["guild_id", "member_id"],
    set_={"left_at": func.coalesce(members.c.left_at, _row.excluded.left_at)},
)


class MemberStore:
    """The members of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, guild_id: int, member_id: int) -> Member:
        """Return what is kept of a member; the beginning for one who has not answered yet."""
        query = select(members).where(
            members.c.guild_id == guild_id, members.c.member_id == member_id
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        if row is None:
            return Member()
        return Member(
            row.streak,
            row.best_streak,
            row.freezes,
            row.hidden,
            row.left_at is not None,
            row.is_open,
            row.theme or "",
        )

    async def hiding(self, guild_id: int, member_ids: Collection[int]) -> frozenset[int]:
        """Return which of the members hide, or were erased."""
        query = select(members.c.member_id).where(
            members.c.guild_id == guild_id, members.c.member_id.in_(member_ids), members.c.hidden
        )
        async with self._db.read() as conn:
            hidden = frozenset((await conn.execute(query)).scalars())
        return hidden | {member_id for member_id in member_ids if member_id < 1}

    async def set_zone(self, guild_id: int, member_id: int, zone: str | None) -> None:
        """Keep a member's own IANA zone, or with None follow the server's again.

        Also in a server without a schedule, whose zone is UTC until it has one. Idempotent: it
        says what is to be, not what changes.
        """

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(_keep_guild, {"id": guild_id, "zone": "UTC"})
            await conn.execute(_zone, {"guild_id": guild_id, "member_id": member_id, "zone": zone})

        await self._db.writer.run(work)

    async def left(self, guild_id: int, member_ids: Collection[int], now: datetime) -> None:
        """Note that members left; when it was noted before, that instant stays.

        A server without a schedule keeps no members: then nothing is noted.
        """
        known = select(guilds.c.id).where(guilds.c.id == guild_id)
        rows = [{"guild_id": guild_id, "member_id": m, "left_at": now} for m in member_ids]

        async def work(conn: AsyncConnection) -> None:
            if rows and (await conn.execute(known)).first():
                await conn.execute(_leave, rows)

        await self._db.writer.run(work)

    async def returned(self, guild_id: int, member_ids: Collection[int]) -> None:
        """Note that members are (back) in the server."""
        statement = (
            update(members)
            .where(members.c.guild_id == guild_id, members.c.member_id.in_(member_ids))
            .values(left_at=None)
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    async def guild_left(self, guild_id: int, at: datetime | None) -> None:
        """Note when Viva was removed from a server, or with None that it is back.

        Some of its members' points may have been forgotten meanwhile, so that the mean is another.
        """
        statement = update(guilds).where(guilds.c.id == guild_id).values(left_at=at)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)
            if at is None:
                await rate_server(conn, guild_id)

        await self._db.writer.run(work)
