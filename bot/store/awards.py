"""The ledger and the standings, always in one transaction.

`awards` is append-only; `standings` is its sum per board and topic and can be recomputed from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.accuracy import accuracy_rows, add_accuracy
from bot.store.barring import lift
from bot.store.boards import add_to_boards, rebuild_boards
from bot.store.outbox import Chore, drop, errand_row, finish, put
from bot.store.streaks import frozen_rows, keep_frozen, keep_streak, streak_rows, zone_of
from bot.store.tables import answers, awards, rounds, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.round import Round
    from bot.domain.streaks import Streak
    from bot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A line of the ledger. Unique by source, source id, member and reason."""

    guild_id: int
    member_id: int
    source: str
    source_id: int
    reason: str
    topic: str
    points: int
    score_milli: int
    answered: int
    correct: int
    season: str
    week: str
    rule: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the grading of a round comes to."""

    scores: Mapping[int, int | None]
    """Member -> score in thousandths; None for open questions."""
    awards: Sequence[Award]
    streaks: Mapping[int, Streak]
    repaired: Mapping[int, Collection[date]] = field(default_factory=dict)
    """Member -> missed days on which a freeze was spent just now."""

    def without(self, gone: Collection[int]) -> Settlement:
        """Return what it comes to without these members, who have erased their data meanwhile."""
        return Settlement(
            {member: score for member, score in self.scores.items() if member not in gone},
            [award for award in self.awards if award.member_id not in gone],
            {member: streak for member, streak in self.streaks.items() if member not in gone},
            {member: days for member, days in self.repaired.items() if member not in gone},
        )


_award = (
    insert(awards)
    .on_conflict_do_nothing(index_elements=["source", "source_id", "member_id", "reason"])
    .returning(awards.c.source, awards.c.source_id, awards.c.member_id, awards.c.reason)
)
_score = (
    update(answers)
    .where(answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m"))
    .values(score_milli=bindparam("score"))
)


class AwardStore:
    """Points: the ledger and the standings."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def zone(self, guild_id: int) -> str:
        """Return the server's IANA zone."""
        async with self._db.read() as conn:
            return await zone_of(conn, guild_id)

    async def settle(self, round_: Round, settlement: Settlement, now: datetime) -> bool:
        """Record scores, awards, standings and streaks, once; the reveal is due next.

        Idempotent: the round's `settle` chore is deleted here, and without it nothing is done, so
        a freeze is spent, and the day it repaired is written down, with the round that spent it.
        """

        async def work(conn: AsyncConnection) -> bool:
            if not await drop(conn, [round_.id], Chore.SETTLE):
                return False
            kept = settlement.without(await lift(conn, [round_.id]))
            await record(conn, [award_row(award) for award in kept.awards])
            await add_accuracy(conn, accuracy_rows(round_, kept.awards))
            await _mark(conn, round_, kept)
            await put(conn, [errand_row(Chore.REVEAL, round_.guild_id, round_.id, now)])
            return True

        return await self._db.writer.run(work)

    async def add(self, round_: Round, lines: Sequence[Award], errand_id: int) -> None:
        """Append to the ledger what an errand stands for, once: the errand is done with it.

        When an answer has lost its author since it was read, nothing is done; the errand remains.
        """
        rows = [award_row(award) for award in lines]
        theirs = select(answers.c.member_id).where(answers.c.round_id == round_.id)

        async def work(conn: AsyncConnection) -> None:
            if {line.member_id for line in lines} - set((await conn.execute(theirs)).scalars()):
                return
            if await finish(conn, errand_id):
                await record(conn, rows)

        await self._db.writer.run(work)

    # ------------------------------------------------------------------ reading

    async def of_member(
        self, guild_id: int, member_id: int, *, offset: int, limit: int
    ) -> tuple[list[tuple[Award, RowMapping | None]], int]:
        """Return a page of a member's awards, the latest first, each with its round's row.

        The second value is how many there are in all.
        """
        mine = (awards.c.guild_id == guild_id, awards.c.member_id == member_id)
        query = (
            select(awards, *_ROUND)
            .outerjoin(rounds, and_(awards.c.source == "round", rounds.c.id == awards.c.source_id))
            .where(*mine)
            .order_by(awards.c.at.desc(), awards.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        count = select(func.count()).select_from(awards).where(*mine)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
            total = (await conn.execute(count)).scalar_one()
        return [(award_of(row), row if row["question_id"] else None) for row in rows], total

    # ------------------------------------------------------------------ rebuilding

    async def rebuild(self) -> list[tuple[int, str, str, int]]:
        """Recompute the standings from the ledger; return the places that differed.

        A place is (server, board, topic, member).
        """

        async def work(conn: AsyncConnection) -> list[tuple[int, str, str, int]]:
            before = {tuple(r[:4]): tuple(r[4:]) for r in await conn.execute(select(standings))}
            await rebuild_boards(conn)
            after = {tuple(r[:4]): tuple(r[4:]) for r in await conn.execute(select(standings))}
            keys = before.keys() | after.keys()
            return sorted(key for key in keys if before.get(key) != after.get(key))

        return await self._db.writer.run(work)


async def _mark(conn: AsyncConnection, round_: Round, settlement: Settlement) -> None:
    """Note the scores with the answers, and the streaks with the members."""
    scores = [
        {"r": round_.id, "m": member, "score": score}
        for member, score in settlement.scores.items()
        if score is not None
    ]
    streaks = streak_rows(round_.guild_id, settlement.streaks)
    frozen = frozen_rows(round_.guild_id, settlement.repaired)
    if scores:
        await conn.execute(_score, scores)
    if streaks:
        await conn.execute(keep_streak, streaks)
    if frozen:
        await conn.execute(keep_frozen, frozen)


async def record(conn: AsyncConnection, lines: Sequence[dict[str, Any]]) -> None:
    """Append to the ledger and add to the standings; a line recorded before changes neither."""
    if not lines:
        return
    new = {tuple(row) for row in await conn.execute(_award, lines)}
    await add_to_boards(conn, [line for line in lines if _identity(line) in new])


def _identity(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return line["source"], line["source_id"], line["member_id"], line["reason"]


_ROUND = (
    rounds.c.question_id,
    rounds.c.snapshot,
    rounds.c.channel_id,
    rounds.c.reveal_message_id,
)
_AWARD_FIELDS = tuple(Award.__dataclass_fields__)


def award_row(award: Award) -> dict[str, Any]:
    """Return the columns of a line."""
    return {name: getattr(award, name) for name in _AWARD_FIELDS}


def award_of(row: RowMapping) -> Award:
    """Return the line in a row of `awards`."""
    return Award(**{name: row[name] for name in _AWARD_FIELDS})
