"""Who erased their data while a round was open: what they did there neither counts nor returns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select

from bot.store.tables import barred

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

ERASED = "You erased your data while this question was open; the next one counts."

_id = func.json_each(bindparam("ids")).table_valued("value", name="id")
_barred = select(barred.c.round_id, barred.c.member_id).where(
    barred.c.round_id.in_(select(_id.c.value))
)


async def barred_from(conn: AsyncConnection, round_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return the places, (round, member), whose answers are not taken."""
    rows = await conn.execute(_barred, {"ids": json.dumps(list(round_ids))})
    return {(row[0], row[1]) for row in rows}


async def lift(conn: AsyncConnection, round_ids: Collection[int]) -> set[int]:
    """Forget who was barred from rounds that take no answers any more; return who it was."""
    gone = delete(barred).where(barred.c.round_id.in_(round_ids)).returning(barred.c.member_id)
    return set((await conn.execute(gone)).scalars())
