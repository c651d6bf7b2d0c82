"""What members report about questions, and which questions a server is not asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, union, update
from sqlalchemy.dialects.sqlite import insert

from bot.domain.flags import TO_SUSPEND, Ban, BanKind, Flag, FlagKind
from bot.store.helping import thank_reporters
from bot.store.outbox import Chore, errand_row, put
from bot.store.tables import bans, flags, guilds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from bot.store.helping import Help


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whom to tell when a question is suspended, and what."""

    channel_id: int
    user_id: int
    words: Callable[[Sequence[Flag]], str]
    """Makes the notice from the flags that led to it."""


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a flag."""

    kept: bool
    """False when the member's flag of this version was decided upon before."""
    replaced: bool = False
    suspended: bool = False
    """Whether this one suspended the question."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a decision changed."""

    flags: int
    ban: BanKind | None
    """What there was before."""


_flag = insert(flags)
_replace = _flag.on_conflict_do_update(
    index_elements=["guild_id", "question_id", "version", "member_id"],
    set_={name: _flag.excluded[name] for name in ("round_id", "kind", "text", "at")},
)
_suspend = insert(bans).on_conflict_do_nothing(index_elements=["guild_id", "question_id"])
_ban = insert(bans)
_retire = _ban.on_conflict_do_update(
    index_elements=["guild_id", "question_id"],
    set_={name: _ban.excluded[name] for name in ("version", "kind", "at")},
)
_keep_guild = insert(guilds).on_conflict_do_nothing(index_elements=["id"])


class FlagStore:
    """The flags and bans of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ reading

    async def of(self, guild_id: int, question_id: str, version: int) -> list[Flag]:
        """Return the flags of a version of a question, the earliest first."""
        return await self._flags(*_about(guild_id, question_id), flags.c.version == version)

    async def open_in(self, guild_id: int) -> list[Flag]:
        """Return a server's flags that are not decided upon, the earliest first."""
        return await self._flags(flags.c.guild_id == guild_id, flags.c.settled_at.is_(None))

    async def bans(self, guild_id: int | None = None) -> list[Ban]:
        """Return what a server, or any, is not asked, the earliest first."""
        query = select(bans).order_by(bans.c.at, bans.c.question_id)
        if guild_id is not None:
            query = query.where(bans.c.guild_id == guild_id)
        async with self._db.read() as conn:
            return [_ban_of(row) for row in (await conn.execute(query)).mappings()]

    async def undecided(self) -> list[tuple[int, str, int]]:
        """Return (server, question, version) of everything that waits for a decision."""
        query = union(
            select(flags.c.guild_id, flags.c.question_id, flags.c.version).where(
                flags.c.settled_at.is_(None)
            ),
            select(bans.c.guild_id, bans.c.question_id, bans.c.version).where(
                bans.c.kind == BanKind.SUSPENDED.value
            ),
        )
        async with self._db.read() as conn:
            return [(row[0], row[1], row[2]) for row in await conn.execute(query)]

    async def _flags(self, *where: ColumnElement[bool]) -> list[Flag]:
        query = select(flags).where(*where).order_by(flags.c.at, flags.c.member_id)
        async with self._db.read() as conn:
            return [_flag_of(row) for row in (await conn.execute(query)).mappings()]

    # ------------------------------------------------------------------ flagging

    async def put(self, flag: Flag, gone: Collection[int], alarm: Alarm) -> Put:
        """Record a flag, in place of the member's earlier one; enough of them suspend the question.

        Idempotent: a question is suspended, and the admins are told, once.

        Args:
            flag: the flag.
            gone: members who have left, whose flags do not count.
            alarm: whom to tell then.
        """
        row = {**_about_row(flag), "kind": flag.kind.value, "text": flag.text, "at": flag.at}
        same = (*_about(flag.guild_id, flag.question_id), flags.c.version == flag.version)

        async def work(conn: AsyncConnection) -> Put:
            found = (await conn.execute(select(flags).where(*same))).mappings()
            held = {other.member_id: other for other in map(_flag_of, found)}
            mine = held.get(flag.member_id)
            if mine is not None and mine.settled:
                return Put(kept=False)
            await conn.execute(_replace, row)
            held[flag.member_id] = flag
            counted = [f for f in held.values() if not f.settled and f.member_id not in gone]
            suspended = len(counted) >= TO_SUSPEND and await _suspended(conn, flag)
            if suspended:
                told = {"channel_id": alarm.channel_id, "user_id": alarm.user_id}
                words = alarm.words(sorted(counted, key=lambda f: f.at))
                notice = errand_row(
                    Chore.NOTICE, flag.guild_id, None, flag.at, text=words, **told
                )  # fmt: skip
                await put(conn, [notice])
            return Put(kept=True, replaced=mine is not None, suspended=suspended)

        return await self._db.writer.run(work)

    async def withdraw(self, guild_id: int, question_id: str, version: int, member_id: int) -> bool:
        """Take a member's flag back; False when there is none that is not decided upon."""
        statement = delete(flags).where(
            *_about(guild_id, question_id),
            flags.c.version == version,
            flags.c.member_id == member_id,
            flags.c.settled_at.is_(None),
        )

        async def work(conn: AsyncConnection) -> bool:
            return (await conn.execute(statement)).rowcount == 1

        return await self._db.writer.run(work)

    # ------------------------------------------------------------------ deciding

    async def clear(
        self,
        guild_id: int,
        question_id: str,
        now: datetime,
        words: str,
        *,
        lift: Collection[BanKind],
        before: int | None = None,
        given: Help | None = None,
    ) -> Settled:
        """Settle a question's flags and lift its ban; who flagged it is told.

        Args:
            guild_id: the server.
            question_id: the question.
            now: the time.
            words: what those who flagged it are told.
            lift: the kinds of ban that are lifted.
            before: only what concerns versions before this one; None: everything.
            given: when those who were right get points for it.
        """
        older = [] if before is None else [flags.c.version < before]
        which: list[ColumnElement[bool]] = [bans.c.kind.in_([kind.value for kind in lift])]
        if before is not None:
            which.append(bans.c.version < before)

        async def work(conn: AsyncConnection) -> Settled:
            settled = await _settle(conn, guild_id, question_id, now, words, *older, given=given)
            return Settled(settled, await _lift(conn, guild_id, question_id, *which))

        return await self._db.writer.run(work)

    async def retire(
        self,
        guild_id: int,
        question_id: str,
        version: int,
        now: datetime,
        words: str,
        *,
        given: Help,
    ) -> Settled:
        """Never ask a question again; its flags are settled, and who flagged it is told.

        They were right, and get points for it (`given`), in the same transaction.
        """
        ban = {"guild_id": guild_id, "question_id": question_id, "version": version, "at": now}

        async def work(conn: AsyncConnection) -> Settled:
            await conn.execute(_keep_guild, {"id": guild_id, "zone": "UTC"})
            before = await _banned(conn, guild_id, question_id)
            await conn.execute(_retire, ban | {"kind": BanKind.RETIRED.value})
            settled = await _settle(conn, guild_id, question_id, now, words, given=given)
            return Settled(settled, before)

        return await self._db.writer.run(work)


async def _suspended(conn: AsyncConnection, flag: Flag) -> bool:
    row = {
        "guild_id": flag.guild_id,
        "question_id": flag.question_id,
        "version": flag.version,
        "kind": BanKind.SUSPENDED.value,
        "at": flag.at,
    }
    return (await conn.execute(_suspend, row)).rowcount == 1


async def _settle(
    conn: AsyncConnection,
    guild_id: int,
    question_id: str,
    now: datetime,
    words: str,
    *which: ColumnElement[bool],
    given: Help | None = None,
) -> int:
    statement = (
        update(flags)
        .where(*_about(guild_id, question_id), flags.c.settled_at.is_(None), *which)
        .values(settled_at=now)
        .returning(flags.c.member_id, flags.c.round_id)
    )
    reports = [(row[0], row[1]) for row in await conn.execute(statement)]
    members = [member_id for member_id, _ in reports]
    if given is not None:
        await thank_reporters(conn, guild_id, sorted(reports), given)
    tell = [
        errand_row(Chore.TELL, guild_id, None, now, user_id=member_id, text=words)
        for member_id in sorted(set(members))
    ]
    await put(conn, tell)
    return len(members)


async def _banned(conn: AsyncConnection, guild_id: int, question_id: str) -> BanKind | None:
    which = (bans.c.guild_id == guild_id, bans.c.question_id == question_id)
    kind = (await conn.execute(select(bans.c.kind).where(*which))).scalar_one_or_none()
    return None if kind is None else BanKind(kind)


async def _lift(
    conn: AsyncConnection, guild_id: int, question_id: str, *where: ColumnElement[bool]
) -> BanKind | None:
    which = (bans.c.guild_id == guild_id, bans.c.question_id == question_id, *where)
    statement = delete(bans).where(*which).returning(bans.c.kind)
    kind = (await conn.execute(statement)).scalar_one_or_none()
    return None if kind is None else BanKind(kind)


def _about(guild_id: int, question_id: str) -> tuple[ColumnElement[bool], ...]:
    return flags.c.guild_id == guild_id, flags.c.question_id == question_id


def _about_row(flag: Flag) -> dict[str, Any]:
    return {
        "guild_id": flag.guild_id,
        "question_id": flag.question_id,
        "version": flag.version,
        "member_id": flag.member_id,
        "round_id": flag.round_id,
    }


def _flag_of(row: RowMapping) -> Flag:
    return Flag(
        **{name: row[name] for name in ("guild_id", "question_id", "version", "member_id")},
        round_id=row["round_id"],
        kind=FlagKind(row["kind"]),
        text=row["text"],
        at=row["at"],
        settled=row["settled_at"] is not None,
    )


def _ban_of(row: RowMapping) -> Ban:
    return Ban(row["guild_id"], row["question_id"], row["version"], BanKind(row["kind"]), row["at"])
