"""How often questions and servers are right: sums that grow with each round that is graded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import accuracy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.round import Round
    from bot.store.awards import Award
    from bot.store.database import Database

PAGE = 1000
ALL_SERVERS = 0

Sums = tuple[int, float]
"""How many answers, and the sum of their scores, each 0 to 1."""

_new = insert(accuracy)
_add = _new.on_conflict_do_update(
    index_elements=["guild_id", "question_id", "version"],
    set_={name: accuracy.c[name] + _new.excluded[name] for name in ("answered", "score_milli")},
)


class AccuracyStore:
    """Reads the sums."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def questions(self) -> dict[tuple[str, int], Sums]:
        """Return (question, version) -> its sums over all servers; in pages, to hold up nobody."""
        found: dict[tuple[str, int], Sums] = {}
        place: tuple[str, int] = ("", 0)
        while page := await self._page(place):
            found |= page
            place = next(reversed(page))
        return found

    async def servers(self, guild_ids: Collection[int]) -> dict[int, Sums]:
        """Return server -> its sums over all questions; those without an answer are left out."""
        query = select(accuracy.c.guild_id, accuracy.c.answered, accuracy.c.score_milli).where(
            accuracy.c.guild_id.in_(guild_ids), accuracy.c.question_id == ""
        )
        async with self._db.read() as conn:
            return {row[0]: (row[1], row[2] / 1000) for row in await conn.execute(query)}

    async def _page(self, after: tuple[str, int]) -> dict[tuple[str, int], Sums]:
        place = tuple_(accuracy.c.question_id, accuracy.c.version)
        query = (
            select(
                accuracy.c.question_id,
                accuracy.c.version,
                accuracy.c.answered,
                accuracy.c.score_milli,
            )
            .where(accuracy.c.guild_id == ALL_SERVERS, place > tuple_(*(literal(v) for v in after)))
            .order_by(accuracy.c.question_id, accuracy.c.version)
            .limit(PAGE)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return {(row[0], row[1]): (row[2], row[3] / 1000) for row in rows}


def accuracy_rows(round_: Round, awards: Iterable[Award]) -> list[dict[str, Any]]:
    """Return what grading or correcting a round adds to the sums; nothing where they stay."""
    lines = list(awards)
    sums = {
        "answered": sum(award.answered for award in lines),
        "score_milli": sum(award.score_milli for award in lines),
    }
    if not any(sums.values()):
        return []
    question = {"question_id": round_.question.id, "version": round_.question.version}
    return [
        {"guild_id": ALL_SERVERS, **question, **sums},
        {"guild_id": round_.guild_id, "question_id": "", "version": 0, **sums},
    ]


async def add_accuracy(conn: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    """Add rows to the sums, in the transaction that grades or corrects the round."""
    if rows:
        await conn.execute(_add, rows)
