"""Quizzes at a set time: announced, joined ahead, and their lobby opened when it has come.

What was sent is recorded in the transaction that deletes its chore; see `bot.store.outbox`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, false, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.quiz import QuizState
from bot.store.outbox import Chore, errand_row, finish, put, quiz_row, renew
from bot.store.quiz_rows import (
    columns_of,
    follow_ups,
    join_row,
    keep_guild,
    player_row,
    quiz_of,
    step,
)
from bot.store.quizzes import BusyError
from bot.store.tables import quiz_players, quizzes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.quiz import Quiz, QuizDraft
    from bot.store.database import Database

ANNOUNCED = quizzes.c.state == QuizState.ANNOUNCED.value
IN_LOBBY = quizzes.c.state == QuizState.LOBBY.value


class FullError(Exception):
    """The server has announced as many quizzes as it may."""


class PlanStore:
    """The announced quizzes of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        draft: QuizDraft,
        starts_at: datetime,
        seed: int,
        now: datetime,
        *,
        most: int,
        with_event: bool,
    ) -> int:
        """Add a quiz that is to be announced; return its id.

        Raises:
            FullError: the server has `most` already.
        """
        row = columns_of(draft) | {
            "state": QuizState.ANNOUNCED.value, "starts_at": starts_at, "next_at": starts_at,
            "seed": seed, "created_at": now, "position": 0, "unanswered": 0, "paused": False,
            "with_event": with_event,
        }  # fmt: skip
        waiting = select(func.count()).where(quizzes.c.guild_id == draft.guild_id, ANNOUNCED)
        kinds = [Chore.ANNOUNCE] + [Chore.EVENT] * with_event

        async def work(conn: AsyncConnection) -> int:
            await conn.execute(keep_guild, {"id": draft.guild_id, "zone": "UTC"})
            if (await conn.execute(waiting)).scalar_one() >= most:
                raise FullError
            added = await conn.execute(insert(quizzes).returning(quizzes.c.id), row)
            quiz_id = int(added.scalar_one())
            await put(conn, [quiz_row(kind, draft.guild_id, quiz_id, now) for kind in kinds])
            return quiz_id

        return await self._db.writer.run(work)

    async def upcoming(self, guild_id: int) -> list[tuple[Quiz, int]]:
        """Return a server's announced quizzes, the next first, each with how many are in."""
        players = (
            select(func.count())
            .where(quiz_players.c.quiz_id == quizzes.c.id)
            .scalar_subquery()
            .label("players")
        )
        query = (
            select(quizzes, players)
            .where(quizzes.c.guild_id == guild_id, ANNOUNCED)
            .order_by(quizzes.c.starts_at, quizzes.c.id)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        return [(quiz_of(row), row["players"]) for row in rows]

    async def toggle(self, quiz_id: int, member_id: int, now: datetime) -> bool | None:
        """Let a member in, or out again; return whether they are in.

        None when the quiz is not waiting for its time any more.
        """
        waiting = select(quizzes.c.id).where(quizzes.c.id == quiz_id, ANNOUNCED)
        out = delete(quiz_players).where(
            quiz_players.c.quiz_id == quiz_id, quiz_players.c.member_id == member_id
        )

        async def work(conn: AsyncConnection) -> bool | None:
            if (await conn.execute(waiting)).one_or_none() is None:
                return None
            if (await conn.execute(out)).rowcount:
                return False
            row = player_row(quiz_id, member_id, -1, 0, now)
            await conn.execute(join_row, row | {"out": None})
            return True

        return await self._db.writer.run(work)

    async def announced(self, quiz_id: int, message_id: int, errand_id: int, now: datetime) -> None:
        """Record the announcement; its chore is done. If the quiz went on meanwhile, it is edited.

        The same holds for the event below.
        """
        sent = _record(quiz_id, announcement_id=message_id)
        await self._sent(quiz_id, errand_id, sent, still=ANNOUNCED, then=Chore.PAGES, now=now)

    async def has_event(self, quiz_id: int, event_id: int, errand_id: int, now: datetime) -> None:
        """Record the event on Discord."""
        sent = _record(quiz_id, event_id=event_id)
        await self._sent(quiz_id, errand_id, sent, still=ANNOUNCED, then=Chore.EVENT, now=now)

    async def gathered(
        self, quiz_id: int, message_id: int, next_at: datetime, errand_id: int, now: datetime
    ) -> None:
        """Record the message of the lobby; the quiz begins at `next_at`, and its pages say so."""
        sent = _record(quiz_id, message_id=message_id)
        begins = _record(quiz_id, next_at=next_at).where(IN_LOBBY)
        await self._sent(quiz_id, errand_id, sent, begins, still=false(), then=Chore.PAGES, now=now)

    async def _sent(
        self,
        quiz_id: int,
        errand_id: int,
        *statements: Update,
        still: ColumnElement[bool],
        then: Chore,
        now: datetime,
    ) -> None:
        whole = select(quizzes.c.guild_id, still.label("still")).where(quizzes.c.id == quiz_id)

        async def work(conn: AsyncConnection) -> None:
            for statement in statements:
                await conn.execute(statement)
            await finish(conn, errand_id)
            guild_id, as_it_was = (await conn.execute(whole)).one()
            if not as_it_was:
                await renew(conn, [quiz_row(then, guild_id, quiz_id, now)])

        await self._db.writer.run(work)

    async def open(self, quiz: Quiz, give_up_at: datetime, now: datetime) -> bool:
        """Announced -> lobby, its message due next; False when the quiz has moved on.

        Raises:
            BusyError: another quiz is being played in the channel.
        """

        async def work(conn: AsyncConnection) -> bool:
            if not await step(conn, quiz, state=QuizState.LOBBY.value, next_at=give_up_at):
                return False
            await put(conn, [quiz_row(Chore.GATHER, quiz.guild_id, quiz.id, now)])
            await renew(conn, follow_ups(quiz, now, pages=False))
            return True

        try:
            return await self._db.writer.run(work)
        except IntegrityError as error:
            raise BusyError from error

    async def start(
        self, quiz: Quiz, teams: Mapping[int, int], next_at: datetime, now: datetime
    ) -> bool:
        """Lobby -> starting, by itself; False when the quiz has moved on.

        Args:
            quiz: the quiz.
            teams: the teams of members who chose none.
            next_at: when the first question comes.
            now: when its lobby is edited.
        """

        async def work(conn: AsyncConnection) -> bool:
            if not await step(conn, quiz, state=QuizState.STARTING.value, next_at=next_at):
                return False
            for member_id, team in teams.items():
                mine = update(quiz_players).where(
                    quiz_players.c.quiz_id == quiz.id, quiz_players.c.member_id == member_id
                )
                await conn.execute(mine.values(team=team))
            await renew(conn, follow_ups(quiz, now))
            return True

        return await self._db.writer.run(work)

    async def call_off(self, quiz: Quiz, reason: str, now: datetime) -> bool:
        """Announced -> cancelled, and its channel is told; False when the quiz has moved on."""

        async def work(conn: AsyncConnection) -> bool:
            values = {"state": QuizState.CANCELLED.value, "next_at": None, "ended_at": now}
            if not await step(conn, quiz, **values, reason=reason):
                return False
            await put(conn, [quiz_row(Chore.REGRET, quiz.guild_id, quiz.id, now)])
            await renew(conn, follow_ups(quiz, now))
            return True

        return await self._db.writer.run(work)

    async def no_event(self, quiz: Quiz, errand_id: int, text: str, now: datetime) -> None:
        """Go without an event on Discord, and tell the host why."""
        told = errand_row(Chore.TELL, quiz.guild_id, None, now, user_id=quiz.host_id, text=text)
        without = _record(quiz.id, with_event=False)

        async def work(conn: AsyncConnection) -> None:
            if await finish(conn, errand_id):
                await conn.execute(without)
                await put(conn, [told] if quiz.host_id else [])

        await self._db.writer.run(work)

    async def host_gone(self, quiz_id: int, since: datetime | None) -> None:
        """Note since when the host is known to have left the server, or that they are back."""
        statement = update(quizzes).where(quizzes.c.id == quiz_id).values(host_gone_at=since)

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)


def _record(quiz_id: int, **values: Any) -> Update:
    return update(quizzes).where(quizzes.c.id == quiz_id).values(**values)
