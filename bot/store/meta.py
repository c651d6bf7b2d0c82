"""Small facts about this installation, by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import meta

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_row = insert(meta)
_keep = _row.on_conflict_do_update(index_elements=["key"], set_={"value": _row.excluded.value})


class MetaStore:
    """Remembers values from one start to the next."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, key: str) -> str | None:
        """Return what is remembered under a key."""
        async with self._db.read() as conn:
            query = select(meta.c.value).where(meta.c.key == key)
            value: str | None = (await conn.execute(query)).scalar_one_or_none()
        return value

    async def set(self, key: str, value: str) -> None:
        """Remember a value; the one before is forgotten."""

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(_keep, {"key": key, "value": value})

        await self._db.writer.run(work)
