"""The ledger and the standings, always in one transaction.

`awards` is append-only; `standings` is its sum per board and topic and can be recomputed from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.streaks import Streak
from bot.store.accuracy import accuracy_rows, add_accuracy
from bot.store.boards import add_to_boards, rebuild_boards
from bot.store.outbox import Chore, drop, errand_row, finish, put
from bot.store.tables import answers, awards, guilds, members, rounds, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.round import Round
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


@dataclass(frozen=True, slots=True)
class StreakBase:
    """What extending the streaks of a round's members needs."""

    streaks: Mapping[int, Streak]
    days: Sequence[date]
    """The days before the round's on which the server was asked something, ascending."""
    answered: Collection[tuple[int, date]]
    """(member, day) pairs with an answer."""


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
_member = insert(members)
_streak = _member.on_conflict_do_update(
    index_elements=["guild_id", "member_id"],
    set_={name: _member.excluded[name] for name in ("streak", "best_streak", "freezes", "last_day")}
    | {"left_at": None},
)


class AwardStore:
    """Points: the ledger and the standings."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def streak_base(self, round_: Round, member_ids: Collection[int]) -> StreakBase:
        """Return what extending the members' streaks to the round's day needs."""
        who = select(members).where(
            members.c.guild_id == round_.guild_id, members.c.member_id.in_(member_ids)
        )
        since = round_.day - timedelta(days=60)
        asked = (
            rounds.c.guild_id == round_.guild_id,
            rounds.c.day.between(since, round_.day - timedelta(days=1)),
            rounds.c.state.in_(("open", "closed", "revealed")),
            rounds.c.quiz_id.is_(None),
        )
        days = select(rounds.c.day).where(*asked).distinct().order_by(rounds.c.day)
        done = (
            select(answers.c.member_id, rounds.c.day)
            .join(rounds, rounds.c.id == answers.c.round_id)
            .where(*asked, answers.c.member_id.in_(member_ids))
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(who)).all()
            streaks = {
                r.member_id: Streak(r.streak, r.best_streak, r.freezes, r.last_day) for r in rows
            }
            asked_days = list((await conn.execute(days)).scalars())
            answered = {(r[0], r[1]) for r in await conn.execute(done)}
        return StreakBase(streaks, asked_days, answered)

    async def zone(self, guild_id: int) -> str:
        """Return the server's IANA zone."""
        query = select(guilds.c.zone).where(guilds.c.id == guild_id)
        async with self._db.read() as conn:
            return (await conn.execute(query)).scalar_one_or_none() or "UTC"

    async def settle(self, round_: Round, settlement: Settlement, now: datetime) -> bool:
        """Record scores, awards, standings and streaks, once; the reveal is due next.

        Idempotent: the round's `settle` chore is deleted here, and without it nothing is done.
        """
        lines = [award_row(award) for award in settlement.awards]
        sums = accuracy_rows(round_, settlement.awards)
        scores = [
            {"r": round_.id, "m": member, "score": score}
            for member, score in settlement.scores.items()
            if score is not None
        ]
        streaks = [
            _streak_row(round_.guild_id, who, streak) for who, streak in settlement.streaks.items()
        ]

        async def work(conn: AsyncConnection) -> bool:
            if not await drop(conn, [round_.id], Chore.SETTLE):
                return False
            await record(conn, lines)
            await add_accuracy(conn, sums)
            if scores:
                await conn.execute(_score, scores)
            if streaks:
                await conn.execute(_streak, streaks)
            await put(conn, [errand_row(Chore.REVEAL, round_.guild_id, round_.id, now)])
            return True

        return await self._db.writer.run(work)

    async def add(self, lines: Sequence[Award], errand_id: int) -> None:
        """Append to the ledger what an errand stands for, once: the errand is done with it."""
        rows = [award_row(award) for award in lines]

        async def work(conn: AsyncConnection) -> None:
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


def _streak_row(guild_id: int, member_id: int, streak: Streak) -> dict[str, Any]:
    return {
        "guild_id": guild_id,
        "member_id": member_id,
        "streak": streak.days,
        "best_streak": streak.best,
        "freezes": streak.freezes,
        "last_day": streak.last_day,
    }
