"""Looking at live quizzes: how they stand, who plays, and what came of their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.domain.quiz import Mode, Player, Quiz, QuizState, Result, elapsed_ms
from bot.store.mapping import pauses_of, round_of
from bot.store.quiz_rows import OVER, quiz_of
from bot.store.tables import answers, members, quiz_players, quizzes, rounds

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.domain.round import Round
    from bot.store.database import Database


class QuizReading:
    """Reads the quizzes of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, quiz_id: int) -> Quiz | None:
        """Return a quiz by id."""
        found = await self._all(quizzes.c.id == quiz_id)
        return found[0] if found else None

    async def in_channel(self, channel_id: int) -> Quiz | None:
        """Return the quiz that is being played in a channel."""
        found = await self._all(
            quizzes.c.channel_id == channel_id,
            quizzes.c.state.not_in((*OVER, QuizState.ANNOUNCED.value)),
        )
        return found[0] if found else None

    async def playing(self, guild_id: int) -> list[Quiz]:
        """Return the quizzes of a server whose lobby is open, or that are being played."""
        return await self._all(
            quizzes.c.guild_id == guild_id,
            quizzes.c.state.not_in((*OVER, QuizState.ANNOUNCED.value)),
        )

    async def latest(self, channel_id: int) -> Quiz | None:
        """Return the latest quiz of a channel that came to its end."""
        found = await self._all(
            quizzes.c.channel_id == channel_id, quizzes.c.state == QuizState.ENDED.value
        )
        return found[-1] if found else None

    async def asked(self) -> list[tuple[Quiz, Round]]:
        """Return the quizzes with a question in play, each with that round in any state."""
        query = (
            select(quizzes.c.id.label("quiz"), rounds.c.id.label("round"))
            .join(
                rounds,
                (rounds.c.quiz_id == quizzes.c.id) & (rounds.c.position == quizzes.c.position),
            )
            .where(quizzes.c.state == QuizState.ASKING.value)
        )
        async with self._db.read() as conn:
            pairs = (await conn.execute(query)).all()
            if not pairs:
                return []
            these = select(quizzes).where(quizzes.c.id.in_([p.quiz for p in pairs]))
            found = {r["id"]: quiz_of(r) for r in (await conn.execute(these)).mappings()}
            played = select(rounds).where(rounds.c.id.in_([p.round for p in pairs]))
            current = {r["id"]: round_of(r) for r in (await conn.execute(played)).mappings()}
        return [(found[pair.quiz], current[pair.round]) for pair in pairs]

    async def unfinished(
        self, *, guild_id: int | None = None, channel_id: int | None = None
    ) -> list[Quiz]:
        """Return the quizzes of a server, or of a channel, that are not over."""
        place = quizzes.c.channel_id == channel_id if guild_id is None else None
        where = place if place is not None else quizzes.c.guild_id == guild_id
        return await self._all(where, quizzes.c.state.not_in(OVER))

    async def due(self, now: datetime) -> list[Quiz]:
        """Return the quizzes that want to go on by themselves."""
        return await self._all(
            quizzes.c.next_at <= now, quizzes.c.paused.is_(False), quizzes.c.state.not_in(OVER)
        )

    async def players(self, quiz_id: int) -> list[Player]:
        """Return who plays, in the order in which they joined."""
        query = (
            select(quiz_players)
            .where(quiz_players.c.quiz_id == quiz_id)
            .order_by(quiz_players.c.joined_at, quiz_players.c.member_id)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return [Player(r.member_id, r.team, r.joined, r.out) for r in rows]

    async def on_board(self, quiz: Quiz, viewer_id: int = 0) -> list[Player]:
        """Return whom the boards of a quiz show: those who do not hide, and the viewer.

        Nor are those shown who erased their data. Teams stay whole: nobody is named there.
        """
        players = await self.players(quiz.id)
        if quiz.mode is Mode.TEAMS:
            return players
        hiding = select(members.c.member_id).where(
            members.c.guild_id == quiz.guild_id,
            members.c.member_id.in_([player.member_id for player in players]),
            members.c.hidden,
        )
        async with self._db.read() as conn:
            hidden = set((await conn.execute(hiding)).scalars()) - {viewer_id}
        return [p for p in players if p.member_id > 0 and p.member_id not in hidden]

    async def rounds(self, quiz_id: int) -> list[Round]:
        """Return the rounds of a quiz, the first first."""
        query = select(rounds).where(rounds.c.quiz_id == quiz_id).order_by(rounds.c.position)
        async with self._db.read() as conn:
            return [round_of(row) for row in (await conn.execute(query)).mappings()]

    async def live(self, guild_id: int) -> set[str]:
        """Return the ids of the questions that are in play in a server, in quizzes or not."""
        waiting = ("posting", "open", "paused", "closed")
        query = select(rounds.c.question_id).where(
            rounds.c.guild_id == guild_id, rounds.c.state.in_(waiting)
        )
        async with self._db.read() as conn:
            return set((await conn.execute(query)).scalars())

    async def is_scored(self, round_id: int) -> bool:
        """Whether the answers to a question were judged."""
        query = select(rounds.c.graded_at.is_not(None)).where(rounds.c.id == round_id)
        async with self._db.read() as conn:
            return bool((await conn.execute(query)).scalar_one_or_none())

    async def results(self, quiz_id: int) -> list[Result]:
        """Return what members made of the questions that were scored, first come first."""
        query = (
            select(
                answers.c.member_id, rounds.c.position, answers.c.points, answers.c.score_milli,
                rounds.c.opens_at, answers.c.answered_at, rounds.c.pauses,
            )
            .join(rounds, rounds.c.id == answers.c.round_id)
            .where(rounds.c.quiz_id == quiz_id, answers.c.points.is_not(None))
            .order_by(rounds.c.position, answers.c.answered_at, answers.c.member_id)
        )  # fmt: skip
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return [
            Result(who, at, points, score, elapsed_ms(opened, answered, pauses_of(pauses)))
            for who, at, points, score, opened, answered, pauses in rows
        ]

    async def _all(self, *where: ColumnElement[bool]) -> list[Quiz]:
        query = select(quizzes).where(*where).order_by(quizzes.c.id)
        async with self._db.read() as conn:
            return [quiz_of(row) for row in (await conn.execute(query)).mappings()]
