"""Erasing a member from a server, in one transaction.

What only they have is deleted. What others' points rest on (the ledger, and quizzes) goes to a
pseudonym: the number of the erasure, below zero, which says nothing of who it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, delete, exists, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.store.erasing import (
    Who,
    clear_outbox,
    count,
    forget_admin,
    forget_keys,
    in_rounds,
    of_theirs,
    orphan_questions,
    quizzes_of,
    rename,
    rounds_of,
)
from bot.store.outbox import Chore, quiz_row, renew
from bot.store.quiz_rows import OVER
from bot.store.tables import (
    answers,
    awards,
    barred,
    erasures,
    flags,
    frozen_days,
    grants,
    members,
    outbox,
    quiz_players,
    quizzes,
    rating_changes,
    ratings,
    rounds,
    standings,
    thread_messages,
    vacations,
)
from bot.store.times import Instant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

WORDLESS: Final = "-"
"""What stands for an answer in somebody's own words."""
RIGHT: Final = 1000
"""The score of a right answer, in thousandths: its words are those of the key."""
_ungraded = rounds.c.state.in_(("posting", "open", "paused")) | (
    (rounds.c.state == "closed")
    & select(outbox.c.id)
    .where(
        outbox.c.round_id == rounds.c.id,
        outbox.c.kind.in_((Chore.SETTLE.value, Chore.SCORE.value)),
    )
    .exists()
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, in numbers."""

    answers: int = 0
    messages: int = 0
    flags: int = 0
    suggestions: int = 0
    """Deleted; those that were accepted are questions now."""
    days: int = 0
    """Days off, and days that a freeze repaired."""
    other: int = 0
    """Settings, streak, rating, roles, messages on their way, and what they set up as an admin."""
    awards: int = 0
    """These stay without a name, like what follows."""
    quizzes: int = 0
    questions: int = 0
    closed_to: tuple[int, ...] = ()
    """The rounds in play that they may not answer again."""

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to erase."""
        return self == Erased()


class ErasureStore:
    """Erases members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def erase(
        self, guild_id: int, member_id: int, now: datetime, *, left_before: datetime | None = None
    ) -> Erased:
        """Erase a member from a server; harmless when there is nothing (more) of them.

        Args:
            guild_id: the server.
            member_id: the member.
            now: the time.
            left_before: only if they are known to have left before this instant; None: they ask.
        """
        reason = "asked" if left_before is None else "left"
        row = {"guild_id": guild_id, "at": now, "reason": reason}
        away = select(members.c.left_at).where(
            members.c.guild_id == guild_id,
            members.c.member_id == member_id,
            members.c.left_at < (left_before or now),
        )

        async def work(conn: AsyncConnection) -> Erased:
            if left_before is not None and (await conn.execute(away)).first() is None:
                return Erased()
            added = await conn.execute(insert(erasures).returning(erasures.c.id), row)
            number = int(added.scalar_one())
            erased = await _erase(conn, Who(guild_id, member_id, -number), now)
            if erased.is_nothing:
                await conn.execute(delete(erasures).where(erasures.c.id == number))
            return erased

        return await self._db.writer.run(work)


async def _erase(conn: AsyncConnection, who: Who, now: datetime) -> Erased:
    closed_to = await _bar(conn, who)
    messages = await count(conn, delete(thread_messages).where(*in_rounds(thread_messages, who)))
    hosted = await _give_up_hosting(conn, who, now)
    kept = await _keep_answers(conn, who)
    deleted = await count(conn, delete(answers).where(*in_rounds(answers, who)))
    left, played = await _leave_quizzes(conn, who)
    accepted, own = await orphan_questions(conn, who)
    flagged = await count(conn, of_theirs(flags, who))
    lines = await rename(conn, awards, who)
    await rename(conn, standings, who)
    days = sum([await count(conn, of_theirs(t, who)) for t in (frozen_days, vacations)])
    other = sum([await count(conn, of_theirs(t, who)) for t in (members, ratings, grants)])
    other += hosted + left + await forget_admin(conn, who) + await forget_keys(conn, who)
    other += await clear_outbox(conn, who, hush=bool(flagged))
    return Erased(
        answers=kept + deleted,
        messages=messages,
        flags=flagged,
        suggestions=own,
        days=days,
        other=other,
        awards=lines,
        quizzes=played,
        questions=accepted,
        closed_to=closed_to,
    )


# ---------------------------------------------------------------------- answers


async def _bar(conn: AsyncConnection, who: Who) -> tuple[int, ...]:
    """Bar the member from the rounds they answered that are not graded; return the rounds."""
    took_part = [
        exists().where(table.c.round_id == rounds.c.id, table.c.member_id == who.member_id)
        for table in (answers, thread_messages)
    ]
    theirs = select(rounds.c.id, literal(who.member_id)).where(
        rounds.c.guild_id == who.guild_id, _ungraded, took_part[0] | took_part[1]
    )
    statement = (
        upsert(barred)
        .from_select(["round_id", "member_id"], theirs)
        .on_conflict_do_nothing()
        .returning(barred.c.round_id)
    )
    return tuple(sorted((await conn.execute(statement)).scalars()))


async def _keep_answers(conn: AsyncConnection, who: Who) -> int:
    """Give the answers that quizzes were scored by to the pseudonym, without words of their own."""
    scored = rounds_of(who).where(rounds.c.quiz_id.is_not(None), rounds.c.graded_at.is_not(None))
    theirs = (answers.c.member_id == who.member_id, answers.c.round_id.in_(scored))
    typed = ("short", "code_output", "open")
    worded = scored.where(func.json_extract(rounds.c.snapshot, "$.type").in_(typed))
    wrong = func.coalesce(answers.c.score_milli, 0) < RIGHT
    hush = update(answers).where(*theirs, wrong, answers.c.round_id.in_(worded))
    await conn.execute(hush.values(response=WORDLESS))
    return await count(conn, update(answers).where(*theirs).values(member_id=who.pseudonym))


# ---------------------------------------------------------------------- quizzes


async def _give_up_hosting(conn: AsyncConnection, who: Who, now: datetime) -> int:
    """Leave the member's quizzes without a host; return how many.

    The players may go on with those that are not over, as when a host has left the server. The
    pages of those that have not begun are edited where they name the member, as host or player.
    """
    named = (quizzes.c.host_id == who.member_id) | exists().where(
        quiz_players.c.quiz_id == quizzes.c.id, quiz_players.c.member_id == who.member_id
    )
    waiting = quizzes.c.state.in_(("announced", "lobby"))
    query = select(quizzes.c.id).where(quizzes.c.guild_id == who.guild_id, waiting, named)
    ids = (await conn.execute(query)).scalars().all()
    await renew(conn, [quiz_row(Chore.PAGES, who.guild_id, id_, now) for id_ in ids])
    mine = (quizzes.c.guild_id == who.guild_id, quizzes.c.host_id == who.member_id)
    in_play = (quizzes.c.state.not_in(OVER), literal(now, Instant))
    gone_at = case(in_play, else_=quizzes.c.host_gone_at)
    unhost = update(quizzes).where(*mine).values(host_id=0, host_gone_at=gone_at)
    return await count(conn, unhost)


async def _leave_quizzes(conn: AsyncConnection, who: Who) -> tuple[int, int]:
    """Leave the quizzes that have not begun, and the others to the pseudonym; return both numbers.

    In one that is being played the pseudonym is out, so that nobody waits for it.
    """
    mine = (quiz_players.c.member_id == who.member_id, quiz_players.c.quiz_id.in_(quizzes_of(who)))
    unbegun = quiz_players.c.quiz_id.in_(quizzes_of(who).where(quizzes.c.position == 0))
    left = await count(conn, delete(quiz_players).where(*mine, unbegun))
    at = (
        select(quizzes.c.position)
        .where(quizzes.c.id == quiz_players.c.quiz_id, quizzes.c.state.not_in(OVER))
        .scalar_subquery()
    )
    out = func.coalesce(quiz_players.c.out, at)
    theirs = (rating_changes.c.member_id == who.member_id,)
    rated = update(rating_changes).where(*theirs, rating_changes.c.quiz_id.in_(quizzes_of(who)))
    await conn.execute(rated.values(member_id=who.pseudonym))
    played = update(quiz_players).where(*mine).values(member_id=who.pseudonym, out=out)
    return left, await count(conn, played)
