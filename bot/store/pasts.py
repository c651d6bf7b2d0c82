"""What servers were asked before: what a pick looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, and_, bindparam, func, select

from bot.domain.rhythm import Asked
from bot.store.tables import awards, rounds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.store.database import Database

_MANY = 10**15
"""Added to rounds' ids, so that as text they have 16 digits and sort as numbers do."""


class PastStore:
    """Reads what was asked, for many servers at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def used(self, guild_ids: Collection[int]) -> dict[int, list[str]]:
        """Return the questions that servers were asked, as often as they were, oldest first.

        What could not be posted in time was not asked. One row a server: with thousands of servers
        due at once, rows are what costs.
        """
        async with self._db.read() as conn:
            found = await conn.execute(asked_before, {"guilds": list(guild_ids)})
            return {
                guild_id: [entry.partition(" ")[2] for entry in sorted(entries.split(","))]
                for guild_id, entries in found
            }

    async def lately(self, guild_ids: Collection[int], since: datetime) -> dict[int, list[Asked]]:
        """Return what servers were asked since an instant, with how it went; oldest first."""
        asked: dict[int, list[Asked]] = {}
        async with self._db.read() as conn:
            found = await conn.execute(_lately, {"guilds": list(guild_ids), "since": since})
            for guild_id, question_id, topic, day, state, revisit, answered, score in found:
                closed = state in {"closed", "revealed"}
                entry = Asked(question_id, topic, day, closed, revisit, answered, score / 1000)
                asked.setdefault(guild_id, []).append(entry)
        return asked


_here = (
    rounds.c.guild_id.in_(bindparam("guilds", expanding=True)),
    rounds.c.question_id != "",
    rounds.c.state != "failed",
)
# All of it stands in ix_rounds_guild_id_question_id; the rows, with their snapshots, are not read.
asked_before = (
    select(
        rounds.c.guild_id,
        func.group_concat(
            (rounds.c.id + _MANY).cast(String).concat(" ").concat(rounds.c.question_id), ","
        ),
    )
    .where(*_here)
    .group_by(rounds.c.guild_id)
)
_lately = (
    select(
        rounds.c.guild_id,
        rounds.c.question_id,
        rounds.c.topic,
        rounds.c.day,
        rounds.c.state,
        rounds.c.revisit,
        func.coalesce(func.sum(awards.c.answered), 0),
        func.coalesce(func.sum(awards.c.score_milli), 0),
    )
    .outerjoin(awards, and_(awards.c.source == "round", awards.c.source_id == rounds.c.id))
    .where(*_here, rounds.c.opens_at >= bindparam("since", type_=rounds.c.opens_at.type))
    .group_by(rounds.c.id)
    .order_by(rounds.c.id)
)
