"""Re-scoring: moving rounds to a newer version of their question, with corrections in the ledger.

The ledger is only ever added to: a correction is the difference to what stands there, in the season
and the week of the award that it corrects.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from bot.domain.round import RoundState
from bot.store.accuracy import accuracy_rows, add_accuracy
from bot.store.awards import Award, award_of, award_row, record
from bot.store.batch import Batch
from bot.store.boards import SUMS
from bot.store.mapping import order_text, round_of, snapshot_of
from bot.store.outbox import Chore, correction_row, drop, errand_row, put
from bot.store.tables import answers, awards, outbox, quizzes, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.question import Question
    from bot.domain.round import Round
    from bot.store.database import Database

ANSWER = "answer"
"""The reason of the award that a round's grading gave."""
VOIDED = "answer:void"
"""The reason of what takes back the points of a round that an admin withdrew."""
LINES = 200
"""Lines of the ledger in one go; bounds how long the event loop is busy."""
REVISED = ("posting", "open", "closed", "revealed")


@dataclass(frozen=True, slots=True)
class Stale:
    """A round that was asked with an older version of its question."""

    round: Round
    key_version: int
    """The version whose key its points follow."""
    settled: bool
    """Whether it was graded."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a member has for an answer: the award of the grading, and what stands now."""

    first: Award
    points: int
    score_milli: int
    answered: int
    correct: int


@dataclass(frozen=True, slots=True)
class Revision:
    """What a newer version of its question makes of a graded round."""

    round: Round
    before: int
    """The version its points followed when this was worked out."""
    version: int
    awards: Sequence[Award]
    """The corrections."""
    scores: Mapping[int, int | None]
    """Member -> score in thousandths, where it is another one; None: it counts no more."""


def correction_of(version: int) -> str:
    """Return the reason of the corrections that a version brings."""
    return f"{ANSWER}:v{version}"


_score = Batch(
    update(answers)
    .where(answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m"))
    .values(score_milli=bindparam("score")),
    ["score", "r", "m"],
)
_earners = select(awards.c.member_id).where(
    awards.c.source == "round", awards.c.source_id == bindparam("r"), awards.c.reason == ANSWER
)
_respond = (
    update(answers)
    .where(answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m"))
    .values(response=bindparam("said"))
)
_ungraded = (
    select(outbox.c.id)
    .where(outbox.c.round_id == rounds.c.id, outbox.c.kind == Chore.SETTLE.value)
    .exists()
)
_over = (
    select(quizzes.c.id)
    .where(quizzes.c.id == rounds.c.quiz_id, quizzes.c.state.in_(("ended", "cancelled")))
    .exists()
    & ~select(outbox.c.id)
    .where(outbox.c.round_id == rounds.c.id, outbox.c.kind == Chore.AWARD.value)
    .exists()
)
"""Whether a quiz has come to its end, with the points of this question given (or none to give)."""


class RevisionStore:
    """Rounds and the versions of their questions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ reading

    async def guilds(self, question_id: str, version: int, after: int, limit: int) -> list[int]:
        """Return servers with a round whose points follow an older version, ascending."""
        query = (
            select(rounds.c.guild_id)
            .where(
                rounds.c.question_id == question_id,
                rounds.c.key_version < version,
                rounds.c.guild_id > after,
                rounds.c.state.in_(REVISED),
            )
            .distinct()
            .order_by(rounds.c.guild_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return list((await conn.execute(query)).scalars())

    async def stale(self, guild_id: int, question_id: str, version: int) -> list[Stale]:
        """Return a server's rounds of an older version, re-scored or not, the newest first."""
        query = (
            select(rounds, (~_ungraded).label("graded"))
            .where(
                rounds.c.guild_id == guild_id,
                rounds.c.question_id == question_id,
                rounds.c.question_version < version,
                rounds.c.state.in_(REVISED),
                rounds.c.quiz_id.is_(None) | _over,
            )
            .order_by(rounds.c.id.desc())
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        over = ("closed", "revealed")
        settled = [row["state"] in over and bool(row["graded"]) for row in rows]
        return [Stale(round_of(r), r["key_version"], s) for r, s in zip(rows, settled, strict=True)]

    async def earned(self, round_id: int) -> dict[int, Earned]:
        """Return what every member has for answering a round, without streaks."""
        mine = (awards.c.source == "round", awards.c.source_id == round_id)
        about = awards.c.reason.startswith(ANSWER, autoescape=True)
        sums = (
            select(awards.c.member_id, *(func.sum(awards.c[name]).label(name) for name in SUMS))
            .where(*mine, about)
            .group_by(awards.c.member_id)
        )
        firsts = select(awards).where(*mine, awards.c.reason == ANSWER)
        async with self._db.read() as conn:
            totals = {row.member_id: row[1:] for row in await conn.execute(sums)}
            rows = (await conn.execute(firsts)).mappings().all()
        earned = {}
        for number, row in enumerate(rows):
            if number % LINES == 0:
                await asyncio.sleep(0)
            earned[row["member_id"]] = Earned(award_of(row), *totals[row["member_id"]])
        return earned

    async def changed(self, round_id: int, reason: str) -> int:
        """Return how many members' points a correction changed."""
        mine = (awards.c.source == "round", awards.c.source_id == round_id)
        these = (*mine, awards.c.reason == reason, awards.c.points != 0)
        query = select(func.count()).select_from(awards).where(*these)
        async with self._db.read() as conn:
            return (await conn.execute(query)).scalar_one()

    async def is_asked(self, guild_id: int, question_id: str) -> bool:
        """Whether a server is being asked a question, so that its key is not to be told there."""
        this = (rounds.c.guild_id == guild_id, rounds.c.question_id == question_id)
        query = select(rounds.c.id).where(*this, rounds.c.state.in_(("posting", "open", "closed")))
        async with self._db.read() as conn:
            return (await conn.execute(query.limit(1))).first() is not None

    # ------------------------------------------------------------------ rounds not graded yet

    async def swap(self, round_: Round, question: Question, now: datetime) -> bool:
        """Let a round that is being posted or open go on with another version; edit its card.

        False when it has closed. See `revision.in_place` for what the version has to be like.
        """
        card = errand_row(Chore.REFRESH, round_.guild_id, round_.id, now)

        async def work(conn: AsyncConnection) -> bool:
            moving = update(rounds).where(
                rounds.c.id == round_.id,
                rounds.c.state.in_(("posting", "open")),
                rounds.c.question_version < question.version,
            )
            if not (await conn.execute(moving.values(**_version(question)))).rowcount:
                return False
            await drop(conn, [round_.id], Chore.REFRESH)
            await put(conn, [card])
            return True

        return await self._db.writer.run(work)

    async def renew(
        self,
        round_: Round,
        question: Question,
        order: tuple[int, ...],
        responses: Mapping[int, str],
    ) -> bool:
        """Have a closed round graded by another version; False when it was graded before.

        Args:
            round_: the round.
            question: the version.
            order: the display order of that version's options.
            responses: member -> response to that version, where it is another one.
        """
        said = [{"r": round_.id, "m": who, "said": said} for who, said in responses.items()]
        values = _version(question) | {"option_order": order_text(order)}
        moving = update(rounds).where(
            rounds.c.id == round_.id, rounds.c.state == "closed", _ungraded
        )

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(moving.values(**values))).rowcount:
                return False
            if said:
                await conn.execute(_respond, said)
            return True

        return await self._db.writer.run(work)

    # ------------------------------------------------------------------ graded rounds

    async def correct(self, revision: Revision, now: datetime, *, announce: bool) -> bool:
        """Record corrections, move the standings, and have the channel told.

        Idempotent: only while the round's points follow the version they did when this was worked
        out. What is not revealed yet is announced after its reveal; see `RoundStore.revealed`.
        """
        round_ = revision.round
        moving = update(rounds).where(
            rounds.c.id == round_.id,
            rounds.c.key_version == revision.before,
            rounds.c.state.in_(("closed", "revealed")),
            ~_ungraded,
        )
        moved = moving.values(key_version=revision.version).returning(rounds.c.state)

        async def work(conn: AsyncConnection) -> bool:
            state = (await conn.execute(moved)).scalar_one_or_none()
            if state is None:
                return False
            await _record(conn, round_, revision.awards, revision.scores)
            if announce and state == RoundState.REVEALED.value:
                await _announce(conn, round_, revision.version, now)
            return True

        return await self._db.writer.run(work)

    async def void(self, round_: Round, lines: Sequence[Award], now: datetime) -> bool:
        """Withdraw a revealed round for good: nobody has points for it. Once: it is void then."""
        moving = update(rounds).where(rounds.c.id == round_.id, rounds.c.state == "revealed")
        scores = {line.member_id: None for line in lines}

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(moving.values(state="void"))).rowcount:
                return False
            await _record(conn, round_, lines, scores)
            await drop(conn, [round_.id], Chore.RETIRE)
            await put(conn, [errand_row(Chore.RETIRE, round_.guild_id, round_.id, now)])
            await _announce(conn, round_, 0, now)
            return True

        return await self._db.writer.run(work)


async def _record(
    conn: AsyncConnection,
    round_: Round,
    lines: Sequence[Award],
    scores: Mapping[int, int | None],
) -> None:
    earned = set((await conn.execute(_earners, {"r": round_.id})).scalars())
    lines = [line for line in lines if line.member_id in earned]  # who erased their data is not
    for start in range(0, len(lines), LINES):
        await record(conn, [award_row(line) for line in lines[start : start + LINES]])
    await _score.execute(conn, ((score, round_.id, member) for member, score in scores.items()))
    await add_accuracy(conn, accuracy_rows(round_, lines))


async def _announce(conn: AsyncConnection, round_: Round, version: int, now: datetime) -> None:
    await drop(conn, [round_.id], Chore.CORRECT)
    await put(conn, [correction_row(round_.guild_id, round_.id, version, now)])


def _version(question: Question) -> dict[str, Any]:
    return {
        "snapshot": snapshot_of(question),
        "question_version": question.version,
        "key_version": question.version,
        "topic": question.topic,
    }
