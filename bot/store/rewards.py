"""Roles as rewards: the rules of a server, who was given what, and who has reached what.

A grant is noted before the role is given: after a crash in between it is given again, while the
other way round the role would look like one that somebody else gave. It is deleted after the role
was taken.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from bot.domain.rewards import Reward, RewardKind
from bot.domain.standings import ALL, newest_ranked
from bot.store.outbox import Chore, errand_row
from bot.store.quiz_rows import keep_guild
from bot.store.streak_board import alive
from bot.store.tables import grants, members, outbox, rewards, seasons, standings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Executable, RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


class FullError(Exception):
    """The server has as many rewards as it may."""


class TakenError(Exception):
    """The role stands for something already."""


_note = upsert(grants).on_conflict_do_nothing()
_gone = (
    select(members.c.member_id)
    .where(
        members.c.guild_id == standings.c.guild_id,
        members.c.member_id == standings.c.member_id,
        members.c.left_at.is_not(None) | members.c.hidden,
    )
    .exists()
)


async def ask(conn: AsyncConnection, guild_id: int, due_at: datetime, **about: int) -> int:
    """Have the roles of a server made to agree with its rules; return the errand's id.

    It takes the place of one that waits already: what it does follows from how the rules, the
    grants and the standings are when it is done.

    Args:
        conn: the transaction.
        guild_id: the server.
        due_at: when it is done.
        about: `role_id`: that role alone; `member_id`: all roles of that member are taken.
    """
    row = errand_row(Chore.REWARD, guild_id, None, due_at, **about)
    await conn.execute(
        delete(outbox).where(
            outbox.c.guild_id == guild_id,
            outbox.c.kind == row["kind"],
            outbox.c.payload == row["payload"],
        )
    )
    added = await conn.execute(insert(outbox).returning(outbox.c.id), row)
    return int(added.scalar_one())


async def end_season(conn: AsyncConnection, guild_id: int, board: str, now: datetime) -> None:
    """Have the roles of a server follow the end of a season; harmless to repeat.

    For the transaction that rolls the season over.
    """
    places = rewards.c.kind == RewardKind.PLACE.value
    await conn.execute(
        update(rewards).where(rewards.c.guild_id == guild_id, places).values(season=board)
    )
    rules = select(func.count()).select_from(rewards).where(rewards.c.guild_id == guild_id)
    given = select(func.count()).select_from(grants).where(grants.c.guild_id == guild_id)
    if (await conn.execute(rules)).scalar_one() or (await conn.execute(given)).scalar_one():
        await ask(conn, guild_id, now)


class RewardStore:
    """The rewards of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ rules

    async def of(self, guild_id: int) -> list[Reward]:
        """Return a server's rules: places first, then by what has to be reached."""
        query = (
            select(rewards)
            .where(rewards.c.guild_id == guild_id)
            .order_by(rewards.c.kind, rewards.c.threshold, rewards.c.role_id)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).mappings().all()
        found = [_reward(row) for row in rows]
        order = list(RewardKind)
        return sorted(found, key=lambda reward: order.index(reward.kind))

    async def add(self, reward: Reward, most: int) -> None:
        """Add a rule; one for places shows those of the season that ended last.

        Raises:
            FullError: the server has `most` already.
            TakenError: the role stands for something already.
        """
        of_server = select(func.count()).where(rewards.c.guild_id == reward.guild_id)
        season = _latest_season(reward.guild_id) if reward.kind is RewardKind.PLACE else literal("")
        row = {name: getattr(reward, name) for name in _NAMES} | {"kind": reward.kind.value}

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(keep_guild, {"id": reward.guild_id, "zone": "UTC"})
            if (await conn.execute(of_server)).scalar_one() >= most:
                raise FullError
            await conn.execute(insert(rewards).values(**row, season=season))

        try:
            await self._db.writer.run(work)
        except IntegrityError as error:
            raise TakenError from error

    async def remove(
        self, guild_id: int, role_id: int, due_at: datetime, *, keep: bool
    ) -> int | None:
        """Delete a rule; return the errand that takes its roles, None when there is no such rule.

        Args:
            guild_id: the server.
            role_id: the role.
            due_at: when its roles are taken.
            keep: leave the role to those who have it; the grants are forgotten.
        """

        async def work(conn: AsyncConnection) -> int | None:
            if not (await conn.execute(delete(rewards).where(_rule(guild_id, role_id)))).rowcount:
                return None
            if keep:
                await conn.execute(delete(grants).where(_of_role(guild_id, role_id)))
            return await ask(conn, guild_id, due_at, role_id=role_id)

        return await self._db.writer.run(work)

    async def forget_role(self, guild_id: int, role_id: int) -> bool:
        """Delete all about a role that no longer exists; False when there was nothing."""

        async def work(conn: AsyncConnection) -> bool:
            rule = await conn.execute(delete(rewards).where(_rule(guild_id, role_id)))
            held = await conn.execute(delete(grants).where(_of_role(guild_id, role_id)))
            return bool(rule.rowcount or held.rowcount)

        return await self._db.writer.run(work)

    async def trouble(self, guild_id: int, role_id: int, text: str) -> None:
        """Note what is the matter with a rule; an empty text: nothing."""
        await self._execute(update(rewards).where(_rule(guild_id, role_id)).values(trouble=text))

    # ------------------------------------------------------------------ when

    async def ask(self, guild_id: int, due_at: datetime) -> int:
        """See `ask`, in a transaction of its own."""

        async def work(conn: AsyncConnection) -> int:
            return await ask(conn, guild_id, due_at)

        return await self._db.writer.run(work)

    async def end_season(self, guild_id: int, board: str, now: datetime) -> None:
        """See `end_season`, in a transaction of its own."""

        async def work(conn: AsyncConnection) -> None:
            await end_season(conn, guild_id, board, now)

        await self._db.writer.run(work)

    # ------------------------------------------------------------------ grants

    async def grants(self, guild_id: int) -> dict[int, frozenset[int]]:
        """Return to whom Viva gave each role of a server, and has not taken it."""
        query = select(grants.c.role_id, grants.c.member_id).where(grants.c.guild_id == guild_id)
        found: defaultdict[int, set[int]] = defaultdict(set)
        async with self._db.read() as conn:
            for role_id, member_id in await conn.execute(query):
                found[role_id].add(member_id)
        return {role_id: frozenset(held) for role_id, held in found.items()}

    async def note(self, guild_id: int, role_id: int, member_id: int, now: datetime) -> None:
        """Note a grant; harmless when it was noted before."""
        row = {"guild_id": guild_id, "role_id": role_id, "member_id": member_id, "at": now}
        await self._execute(_note.values(row))

    async def forget(self, guild_id: int, role_id: int, member_ids: Iterable[int]) -> None:
        """Delete grants; harmless when they are gone."""
        theirs = grants.c.member_id.in_(list(member_ids))
        await self._execute(delete(grants).where(_of_role(guild_id, role_id), theirs))

    async def _execute(self, statement: Executable) -> None:
        async def work(conn: AsyncConnection) -> None:
            await conn.execute(statement)

        await self._db.writer.run(work)

    # ------------------------------------------------------------------ what was reached

    async def reached(self, reward: Reward, now: datetime) -> frozenset[int]:
        """Return who fulfils a rule now; not for places.

        Who left or hides reaches nothing, and neither do accounts that are too new to be ranked.
        """
        if reward.kind is RewardKind.STREAK:
            return await self._on_streak(reward.guild_id, reward.threshold, now)
        counted = standings.c.answered if reward.kind is RewardKind.ANSWERS else standings.c.points
        query = select(standings.c.member_id).where(
            standings.c.guild_id == reward.guild_id,
            standings.c.board == ALL,
            standings.c.topic == "",
            standings.c.member_id.between(1, newest_ranked(now)),  # below 1: who was erased
            counted >= reward.threshold,
            ~_gone,
        )
        async with self._db.read() as conn:
            return frozenset((await conn.execute(query)).scalars())

    async def _on_streak(self, guild_id: int, days: int, now: datetime) -> frozenset[int]:
        """Return whose streak has so many days, and is not broken by the days missed since."""
        async with self._db.read() as conn:
            query = select(members.c.member_id).where(
                *await alive(conn, guild_id, now), members.c.streak >= days
            )
            return frozenset((await conn.execute(query)).scalars())


_NAMES = ("guild_id", "role_id", "threshold", "created_by", "created_at", "trouble")


def _rule(guild_id: int, role_id: int) -> ColumnElement[bool]:
    return (rewards.c.guild_id == guild_id) & (rewards.c.role_id == role_id)


def _of_role(guild_id: int, role_id: int) -> ColumnElement[bool]:
    return (grants.c.guild_id == guild_id) & (grants.c.role_id == role_id)


def _latest_season(guild_id: int) -> ColumnElement[str]:
    """Return the board of the season that ended last, as an expression."""
    newest = (
        select("s" + cast(seasons.c.id, String))
        .where(seasons.c.guild_id == guild_id, seasons.c.rolled_at.is_not(None))
        .order_by(seasons.c.ends_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(newest, "")


def _reward(row: RowMapping) -> Reward:
    return Reward(**dict(row) | {"kind": RewardKind(row["kind"])})
