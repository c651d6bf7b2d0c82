"""Forgetting a server that Viva was removed from: in pieces, each a transaction of its own.

A piece is taken only while the server is due, so it ends where the server has come back. The points
of a member go in one piece: what is left of the standings is always what is left of the ledger.
Nobody is rated anew for it, unless the server comes back; see `MemberStore.guild_left`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, select, update

from bot.store.batch import Batch
from bot.store.tables import awards, boards, guilds, meta, metadata, quizzes, rounds, standings

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table, Update
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

PAGE: Final = 500
"""Rows deleted in one go."""
UNOWNED: Final = frozenset({meta.name})
"""The tables without rows of a server."""


class Step(Enum):
    """What a piece came to."""

    MORE = auto()
    DONE = auto()
    NOT_DUE = auto()
    """The server is back, or gone already."""


class PurgeStore:
    """Deletes servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def step(self, guild_id: int, before: datetime, page: int = PAGE) -> Step:
        """Delete the next piece of a server that Viva left before an instant.

        Can be stopped and taken up again anywhere; the row of the server goes last.
        """
        due = select(guilds.c.id).where(guilds.c.id == guild_id, guilds.c.left_at < before)

        async def work(conn: AsyncConnection) -> Step:
            if (await conn.execute(due)).first() is None:
                return Step.NOT_DUE
            if await _forget_points(conn, guild_id):
                return Step.MORE
            for table in OWNED:
                if await _forget_page(conn, table, guild_id, page):
                    return Step.MORE
            await conn.execute(delete(guilds).where(guilds.c.id == guild_id))
            return Step.DONE

        return await self._db.writer.run(work)


def belongs_to(table: Table, guild_id: int) -> ColumnElement[bool]:
    """Return which rows of a table are a server's."""
    if "guild_id" in table.c:
        return table.c.guild_id == guild_id
    owner = rounds if "round_id" in table.c else quizzes
    theirs = select(owner.c.id).where(owner.c.guild_id == guild_id)
    key: ColumnElement[int] = table.c[f"{'round' if owner is rounds else 'quiz'}_id"]
    return key.in_(theirs)


OWNED: Final = tuple(
    table
    for table in reversed(metadata.sorted_tables)  # what refers to others comes before them
    if table is not guilds and table.name not in UNOWNED
)
_clear = {
    table: Batch(
        delete(table).where(*(key == bindparam(f"k_{key.name}") for key in table.primary_key)),
        [f"k_{key.name}" for key in table.primary_key],
    )
    for table in OWNED
}


async def _forget_page(conn: AsyncConnection, table: Table, guild_id: int, page: int) -> bool:
    """Delete a page of a server's rows in a table; False when there are none."""
    query = select(*table.primary_key).where(belongs_to(table, guild_id)).limit(page)
    keys = [tuple(row) for row in (await conn.execute(query)).all()]
    await _clear[table].execute(conn, keys)
    return bool(keys)


async def _forget_points(conn: AsyncConnection, guild_id: int) -> bool:
    """Delete the points of one member of a server; False when nobody has any."""
    for table in (awards, standings):
        query = select(table.c.member_id).where(table.c.guild_id == guild_id).limit(1)
        member_id = (await conn.execute(query)).scalar_one_or_none()
        if member_id is not None:
            break
    else:
        return False
    await conn.execute(_take_from_boards(guild_id, member_id))
    for table in (standings, awards):
        mine = (table.c.guild_id == guild_id, table.c.member_id == member_id)
        await conn.execute(delete(table).where(*mine))
    return True


def _take_from_boards(guild_id: int, member_id: int) -> Update:
    same = [boards.c[name] == standings.c[name] for name in ("guild_id", "board", "topic")]
    mine = select(standings).where(*same, standings.c.member_id == member_id).correlate(boards)
    return (
        update(boards)
        .where(boards.c.guild_id == guild_id, mine.exists())
        .values(
            {
                name: boards.c[name] - mine.with_only_columns(standings.c[name]).scalar_subquery()
                for name in ("score_milli", "answered")
            }
        )
    )
