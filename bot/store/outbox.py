"""The outbox: what is still to be done on Discord, written in the transaction that decided it.

A row is deleted in the transaction that records its outcome, so a crash at any line leaves either
the row (and it is done again, carefully) or the outcome.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


class Chore(StrEnum):
    """What is to be done; the order is the order of priority."""

    POST = "post"
    GATHER = "gather"  # the lobby of an announced quiz
    SETTLE = "settle"
    SCORE = "score"  # of a quiz's question
    REVEAL = "reveal"
    FINALE = "finale"
    AWARD = "award"  # of a quiz's question, at the end
    CORRECT = "correct"
    ANNOUNCE = "announce"  # a quiz at a set time
    EVENT = "event"  # on Discord, of an announced quiz
    REGRET = "regret"  # that an announced quiz cannot be
    PAGES = "pages"  # of a quiz, edited: the announcement and the lobby
    NOTICE = "notice"
    TELL = "tell"
    REFRESH = "refresh"
    AMEND = "amend"
    SEED = "seed"
    THREAD = "thread"
    RECAP = "recap"  # of a season, or of a schedule's week; thousands may be due at midnight
    READBACK = "readback"  # of thousands of cards after a restart, which nobody waits for
    RETIRE = "retire"
    DISCUSS = "discuss"
    REWARD = "reward"  # the roles of a server; last, since only some of these are begun at a time


PRIORITY = {chore: rank for rank, chore in enumerate(Chore)}

_add = insert(outbox).on_conflict_do_nothing()  # unique: round and kind, quiz and kind
_done = delete(outbox).where(outbox.c.id == bindparam("row_id"))


@dataclass(frozen=True, slots=True)
class Errand:
    """A row of the outbox."""

    id: int
    kind: Chore
    guild_id: int
    round_id: int | None
    payload: dict[str, Any]
    attempts: int
    """How often it was tried and put off."""
    quiz_id: int | None = None


def errand_row(
    kind: Chore, guild_id: int, round_id: int | None, due_at: datetime, **payload: str | int
) -> dict[str, Any]:
    """Return the parameters of a new row."""
    return {
        "kind": kind.value,
        "guild_id": guild_id,
        "round_id": round_id,
        "quiz_id": None,
        "payload": json.dumps(payload, separators=(",", ":")),
        "priority": PRIORITY[kind],
        "due_at": due_at,
        "attempts": 0,
    }


def correction_row(guild_id: int, round_id: int, version: int, now: datetime) -> dict[str, Any]:
    """Return the row that tells a channel of a correction; version 0 is a withdrawal.

    It carries the instant (seconds since 1970) from which on the message may have been sent.
    """
    since = int(now.timestamp())
    return errand_row(Chore.CORRECT, guild_id, round_id, now, version=version, since=since)


def quiz_row(kind: Chore, guild_id: int, quiz_id: int, due_at: datetime) -> dict[str, Any]:
    """Return the parameters of a new row about a quiz as a whole."""
    return errand_row(kind, guild_id, None, due_at) | {"quiz_id": quiz_id}


async def put(conn: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; a chore that the round already has is left as it is."""
    if rows:
        await conn.execute(_add, rows)


async def drop(conn: AsyncConnection, round_ids: Collection[int], *kinds: Chore) -> int:
    """Delete the rounds' chores of these kinds (all kinds when none is named); return how many."""
    where = [outbox.c.round_id.in_(round_ids)]
    if kinds:
        where.append(outbox.c.kind.in_([kind.value for kind in kinds]))
    return (await conn.execute(delete(outbox).where(*where))).rowcount


async def renew(conn: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows about quizzes in place of others of their kind, which may be in hand already.

    What such a row does follows from how the quiz stands when it is done.
    """
    for row in rows:
        await conn.execute(
            delete(outbox).where(outbox.c.quiz_id == row["quiz_id"], outbox.c.kind == row["kind"])
        )
    await put(conn, rows)


async def finish(conn: AsyncConnection, errand_id: int) -> bool:
    """Delete a row; False when it was gone."""
    return (await conn.execute(_done, {"row_id": errand_id})).rowcount == 1


class OutboxStore:
    """Reads and moves the outbox's rows."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def due(self, now: datetime, limit: int, besides: Collection[int]) -> list[Errand]:
        """Return what is due, most urgent first, besides the rows already in hand."""
        query = (
            select(outbox)
            .where(outbox.c.due_at <= now, outbox.c.id.not_in(besides))
            .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        return [_errand(row) for row in rows]

    async def of_round(self, round_id: int) -> list[Errand]:
        """Return what is still to be done for a round, most urgent first."""
        query = select(outbox).where(outbox.c.round_id == round_id).order_by(outbox.c.priority)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        return [_errand(row) for row in rows]

    async def done(self, errand_id: int) -> None:
        """Delete a row; harmless when it is gone."""

        async def work(conn: AsyncConnection) -> None:
            await finish(conn, errand_id)

        await self._db.writer.run(work)

    async def follow(self, errand_id: int, row: dict[str, Any]) -> None:
        """Delete a round's row and add the one that follows, in place of another of its kind.

        Nothing is done when the row is gone.
        """

        async def work(conn: AsyncConnection) -> None:
            if (await conn.execute(_done, {"row_id": errand_id})).rowcount:
                await drop(conn, [row["round_id"]], Chore(row["kind"]))
                await put(conn, [row])

        await self._db.writer.run(work)

    async def put_off(self, errand_id: int, due_at: datetime, error: str) -> None:
        """Try a row again at `due_at`; counts the attempt."""
        statement = (
            update(outbox)
            .where(outbox.c.id == errand_id)
            .values(due_at=due_at, attempts=outbox.c.attempts + 1, last_error=error[:500])
        )

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    async def notice(self, guild_id: int, now: datetime, **payload: str | int) -> None:
        """Have the admins of a server told something; see `Publisher.notify_admins`."""
        row = errand_row(Chore.NOTICE, guild_id, None, now, **payload)

        async def work(conn: AsyncConnection) -> None:
            await put(conn, [row])

        await self._db.writer.run(work)

    async def attempt(self, errand_id: int) -> bool:
        """Count an attempt before it is made; False when the row is gone."""
        statement = (
            update(outbox).where(outbox.c.id == errand_id).values(attempts=outbox.c.attempts + 1)
        )

        async def work(conn: AsyncConnection) -> bool:
            return (await conn.execute(statement)).rowcount == 1

        return await self._db.writer.run(work)


def _errand(row: RowMapping) -> Errand:
    return Errand(
        id=row["id"],
        kind=Chore(row["kind"]),
        guild_id=row["guild_id"],
        round_id=row["round_id"],
        payload=json.loads(row["payload"]),
        attempts=row["attempts"],
        quiz_id=row["quiz_id"],
    )
