"""Looking at rounds: those that live, those of a server or a channel, and those past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from bot.store.mapping import round_of
from bot.store.tables import answers, awards, rounds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.domain.round import Round
    from bot.store.database import Database

LIVE = ("posting", "open", "paused", "closed")
SHOWN = ("open", "closed", "revealed")


@dataclass(frozen=True, slots=True)
class Past:
    """A posted round with what a member made of it; None where there is nothing (yet)."""

    round: Round
    response: str | None
    score_milli: int | None
    points: int | None


class RoundReading:
    """Reads the rounds of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, round_id: int) -> Round | None:
        """Return a round by id; None also for a skipped one."""
        found = await self._all(rounds.c.id == round_id, rounds.c.snapshot != "")
        return found[0] if found else None

    async def live(self, after: int, limit: int) -> list[Round]:
        """Return rounds that are being posted, open, or closed but not revealed, by id."""
        query = (
            select(rounds)
            .where(rounds.c.state.in_(LIVE), rounds.c.id > after)
            .order_by(rounds.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]

    async def open_in(self, guild_id: int) -> list[Round]:
        """Return a server's open rounds, the newest first; those of quizzes apart."""
        return await self._all(
            rounds.c.guild_id == guild_id, rounds.c.state == "open", rounds.c.quiz_id.is_(None)
        )

    async def recent(self, guild_id: int, channel_ids: Collection[int], limit: int) -> list[Round]:
        """Return the rounds posted in channels of a server, the latest first."""
        shown = (rounds.c.guild_id == guild_id, rounds.c.state.in_(SHOWN))
        return await self._all(*shown, rounds.c.channel_id.in_(channel_ids), limit=limit)

    async def to_close(self, now: datetime, limit: int) -> list[int]:
        """Return the ids of open rounds whose window is over; quizzes close their own."""
        query = (
            select(rounds.c.id)
            .where(
                rounds.c.state == "open",
                rounds.c.closes_at <= now,
                rounds.c.quiz_id.is_(None),
            )
            .order_by(rounds.c.closes_at)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return list((await conn.execute(query)).scalars())

    async def in_channel(self, channel_id: int) -> list[Round]:
        """Return a channel's live rounds."""
        return await self._all(rounds.c.channel_id == channel_id, rounds.c.state.in_(LIVE))

    async def by_message(self, message_ids: Collection[int]) -> list[Round]:
        """Return the rounds whose cards these messages are."""
        return await self._all(rounds.c.message_id.in_(message_ids))

    async def by_thread(self, thread_id: int) -> Round | None:
        """Return the round whose thread it is."""
        found = await self._all(rounds.c.thread_id == thread_id)
        return found[0] if found else None

    async def past(
        self, guild_id: int, member_id: int, *, offset: int, limit: int
    ) -> tuple[list[Past], int]:
        """Return a page of a server's posted rounds, the latest first, and how many there are."""
        shown = (rounds.c.guild_id == guild_id, rounds.c.state.in_(SHOWN))
        points = (
            select(func.sum(awards.c.points))
            .where(
                awards.c.source == "round",
                awards.c.source_id == rounds.c.id,
                awards.c.member_id == member_id,
            )
            .scalar_subquery()
        )
        query = (
            select(rounds, answers.c.response, answers.c.score_milli, points.label("earned"))
            .outerjoin(
                answers, and_(answers.c.round_id == rounds.c.id, answers.c.member_id == member_id)
            )
            .where(*shown)
            .order_by(rounds.c.opens_at.desc(), rounds.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        count = select(func.count()).select_from(rounds).where(*shown)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
            total = (await conn.execute(count)).scalar_one()
        return [
            Past(round_of(r), r["response"], r["score_milli"], r["earned"]) for r in rows
        ], total

    async def counts(self, round_ids: Collection[int]) -> dict[int, int]:
        """Return how many members have answered each round."""
        query = (
            select(answers.c.round_id, func.count())
            .where(answers.c.round_id.in_(round_ids))
            .group_by(answers.c.round_id)
        )
        async with self._db.read() as conn:
            found = {row[0]: row[1] for row in await conn.execute(query)}
        return {round_id: found.get(round_id, 0) for round_id in round_ids}

    async def _all(self, *where: ColumnElement[bool], limit: int | None = None) -> list[Round]:
        latest = (rounds.c.opens_at.desc(), rounds.c.id.desc())
        query = select(rounds).where(*where).order_by(*latest).limit(limit)
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]
