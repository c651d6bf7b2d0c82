"""Seasons: rows that follow one another without gaps, made when they are first needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.domain.seasons import Season, SeasonKind, end_of, span_at
from bot.domain.standings import week_of
from bot.store.outbox import Chore, errand_row, put
from bot.store.rewards import end_season
from bot.store.tables import boards, guilds, recaps, schedules, seasons

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

DEFAULT_ZONE = "UTC"
MOMENT = timedelta(seconds=1)
"""The shortest season."""
NEWS = timedelta(days=7)
"""How late a recap may be."""


@dataclass(frozen=True, slots=True)
class Periods:
    """What an instant belongs to."""

    season: str
    """The name of the season's board."""
    week: str
    """The ISO week in the server's zone."""


@dataclass(frozen=True, slots=True)
class SeasonSettings:
    """How a server has its seasons."""

    zone: str = DEFAULT_ZONE
    """The server's IANA zone."""
    kind: SeasonKind = SeasonKind.MONTH
    """Of the seasons to come."""
    channel_id: int | None = None
    """Where recaps are posted; None: where questions are."""
    posts: bool = True
    """Whether recaps are posted at all."""


_covering = (
    select(seasons)
    .where(
        seasons.c.guild_id == bindparam("guild_id"),
        seasons.c.starts_at <= bindparam("instant", type_=seasons.c.starts_at.type),
    )
    .order_by(seasons.c.starts_at.desc())
    .limit(1)
)
_following = select(func.min(seasons.c.starts_at)).where(
    seasons.c.guild_id == bindparam("guild_id"),
    seasons.c.starts_at > bindparam("instant", type_=seasons.c.starts_at.type),
)
_settings = select(
    guilds.c.zone, guilds.c.season_kind, guilds.c.season_channel_id, guilds.c.season_posts
).where(guilds.c.id == bindparam("guild_id"))
_posting = (
    select(schedules.c.channel_id)
    .where(schedules.c.guild_id == bindparam("guild_id"))
    .order_by(schedules.c.paused_at.is_not(None), schedules.c.id)
    .limit(1)
)
"""Where a server's questions are posted."""
_known = upsert(guilds).on_conflict_do_nothing(index_elements=["id"])


class SeasonStore:
    """The seasons of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ reading

    async def settings(self, guild_id: int) -> SeasonSettings:
        """Return how a server has its seasons; the defaults for one that is not known."""
        async with self._db.read() as conn:
            return await _settings_of(conn, guild_id)

    async def at(self, guild_id: int, instant: datetime) -> Season:
        """Return the season of an instant; one that nothing was earned in may have the id 0."""
        return (await self.running(guild_id, instant))[1]

    async def running(self, guild_id: int, instant: datetime) -> tuple[SeasonSettings, Season]:
        """Return how a server has its seasons, and the one of an instant; see `at`."""
        async with self._db.read() as conn:
            settings = await _settings_of(conn, guild_id)
            found = await _find(conn, guild_id, instant)
        if found is None:
            start, end = span_at(settings.kind, instant, settings.zone)
            found = Season(0, guild_id, settings.kind, start, end)
        return settings, found

    async def get(self, guild_id: int, season_id: int) -> Season | None:
        """Return a season of a server; None: it has no such."""
        query = select(seasons).where(seasons.c.guild_id == guild_id, seasons.c.id == season_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return _season(row) if row is not None else None

    async def past(
        self, guild_id: int, now: datetime, *, offset: int, limit: int
    ) -> tuple[list[Season], int]:
        """Return a page of the seasons that are over and had results, the latest first.

        The second value is how many there are in all.
        """
        had = (
            select(boards.c.board)
            .where(
                boards.c.guild_id == seasons.c.guild_id,
                boards.c.board == literal("s").concat(seasons.c.id.cast(String)),
                boards.c.topic == "",
            )
            .exists()
        )
        over = (seasons.c.guild_id == guild_id, seasons.c.ends_at <= now, had)
        query = select(seasons).where(*over).order_by(seasons.c.starts_at.desc())
        count = select(func.count()).select_from(seasons).where(*over)
        async with self._db.read() as conn:
            rows = (await conn.execute(query.offset(offset).limit(limit))).all()
            total = (await conn.execute(count)).scalar_one()
        return [_season(row) for row in rows], total

    async def has_results(self, season: Season) -> bool:
        """Return whether anything was earned in a season."""
        async with self._db.read() as conn:
            return await _has_results(conn, season)

    async def since(self, season: Season) -> list[str]:
        """Return the boards of a season and of all that follow it."""
        query = select(seasons.c.id).where(
            seasons.c.guild_id == season.guild_id, seasons.c.starts_at >= season.starts_at
        )
        async with self._db.read() as conn:
            return [f"s{season_id}" for season_id in (await conn.execute(query)).scalars()]

    async def due(self, now: datetime, limit: int, besides: Collection[int] = ()) -> list[Season]:
        """Return seasons that are over and were not dealt with, the oldest first.

        Args:
            now: the time.
            limit: at most so many.
            besides: servers whose seasons are left out.
        """
        query = (
            select(seasons)
            .where(
                seasons.c.rolled_at.is_(None),
                seasons.c.ends_at <= now,
                seasons.c.guild_id.not_in(besides),
            )
            .order_by(seasons.c.ends_at, seasons.c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [_season(row) for row in (await conn.execute(query)).all()]

    # ------------------------------------------------------------------ writing

    async def periods(self, guild_id: int, instant: datetime) -> Periods:
        """Return what something earned at an instant counts for; makes the season if need be."""
        async with self._db.read() as conn:
            settings = await _settings_of(conn, guild_id)
            found = await _find(conn, guild_id, instant)
        if found is None:
            found = await self._make(guild_id, instant)
        return Periods(found.board, week_of(instant, settings.zone))

    async def cut(
        self, guild_id: int, settings: SeasonSettings, now: datetime
    ) -> tuple[Season | None, Season]:
        """End the season that runs, now, and begin another; the settings are for those to come.

        One without results is not ended but given another end. Idempotent: one that began a moment
        ago is not ended again.

        Args:
            guild_id: the server.
            settings: the server's, from now on.
            now: the time.

        Returns:
            The season that ended, if one did, and the one that runs now.
        """
        kind = settings.kind
        values = {
            "season_kind": kind.value,
            "season_channel_id": settings.channel_id,
            "season_posts": settings.posts,
        }

        async def work(conn: AsyncConnection) -> tuple[Season | None, Season]:
            await conn.execute(_known, {"id": guild_id, "zone": settings.zone})
            running = await _ensure(conn, guild_id, now)
            await conn.execute(update(guilds).where(guilds.c.id == guild_id).values(values))
            end = end_of(kind, now, settings.zone)
            is_new = now - running.starts_at < MOMENT
            if is_new or not await _has_results(conn, running):
                await _change(conn, running, kind=kind.value, ends_at=end)
                return None, replace(running, kind=kind, ends_at=end)
            await _change(conn, running, ends_at=now)
            following = await _insert(conn, guild_id, kind, now, end)
            return replace(running, ends_at=now), following

        return await self._db.writer.run(work)

    async def roll(self, season: Season, now: datetime) -> bool:
        """Deal with a season that is over, once: the recap and the rewards are due next.

        Idempotent: only the first to note that it was dealt with adds to the outbox. The season
        that follows is made, so that its end comes. A recap that is much too late is left out.
        """
        first = (
            update(seasons)
            .where(seasons.c.id == season.id, seasons.c.rolled_at.is_(None))
            .values(rolled_at=now)
        )

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(first)).rowcount:
                return False
            await _ensure(conn, season.guild_id, now)
            if await _has_results(conn, season):
                await _look_back(conn, season, now)
            return True

        return await self._db.writer.run(work)

    async def _make(self, guild_id: int, instant: datetime) -> Season:
        async def work(conn: AsyncConnection) -> Season:
            return await _ensure(conn, guild_id, instant)

        return await self._db.writer.run(work)


async def _settings_of(conn: AsyncConnection, guild_id: int) -> SeasonSettings:
    row = (await conn.execute(_settings, {"guild_id": guild_id})).one_or_none()
    if row is None:
        return SeasonSettings()
    kind = SeasonKind(row.season_kind)
    return SeasonSettings(row.zone, kind, row.season_channel_id, row.season_posts)


async def _find(conn: AsyncConnection, guild_id: int, instant: datetime) -> Season | None:
    which = {"guild_id": guild_id, "instant": instant}
    row = (await conn.execute(_covering, which)).one_or_none()
    return _season(row) if row is not None and instant < row.ends_at else None


async def _ensure(conn: AsyncConnection, guild_id: int, instant: datetime) -> Season:
    """Return the season of an instant, made with those that lead to it if there is none.

    One that lies before others is made with those that lead on to them: something may be graded
    long after it closed, when a later season was begun.
    """
    which = {"guild_id": guild_id, "instant": instant}
    row = (await conn.execute(_covering, which)).one_or_none()
    if row is not None and instant < row.ends_at:
        return _season(row)
    settings = await _settings_of(conn, guild_id)
    kind, zone = settings.kind, settings.zone
    after = (await conn.execute(_following, which)).scalar_one()
    if row is None:
        start, end = span_at(kind, instant, zone)
        latest = await _insert(conn, guild_id, kind, start, min(end, after or end))
    else:
        latest = _season(row)
    found = latest
    while latest.ends_at <= instant or (after is not None and latest.ends_at < after):
        end = end_of(kind, latest.ends_at, zone)
        latest = await _insert(conn, guild_id, kind, latest.ends_at, min(end, after or end))
        if latest.starts_at <= instant:
            found = latest
    return found


async def _insert(
    conn: AsyncConnection, guild_id: int, kind: SeasonKind, start: datetime, end: datetime
) -> Season:
    values = {"guild_id": guild_id, "kind": kind.value, "starts_at": start, "ends_at": end}
    made = await conn.execute(insert(seasons).values(values).returning(seasons.c.id))
    return Season(made.scalar_one(), guild_id, kind, start, end)


async def _change(conn: AsyncConnection, season: Season, **values: object) -> None:
    await conn.execute(update(seasons).where(seasons.c.id == season.id).values(values))


async def _has_results(conn: AsyncConnection, season: Season) -> bool:
    query = select(boards.c.board).where(
        boards.c.guild_id == season.guild_id, boards.c.board == season.board
    )
    return (await conn.execute(query.limit(1))).first() is not None


async def _look_back(conn: AsyncConnection, season: Season, now: datetime) -> None:
    guild_id = season.guild_id
    await end_season(conn, guild_id, season.board, now)
    settings = await _settings_of(conn, guild_id)
    channel_id = (
        settings.channel_id
        or (await conn.execute(_posting, {"guild_id": guild_id})).scalar_one_or_none()
    )
    if settings.posts and channel_id is not None and now - season.ends_at <= NEWS:
        made = await conn.execute(
            insert(recaps).values(
                guild_id=guild_id,
                season_id=season.id,
                channel_id=channel_id,
                since=season.starts_at,
                until=season.ends_at,
                created_at=now,
            )
        )
        (recap_id,) = made.inserted_primary_key or (0,)
        await put(conn, [errand_row(Chore.RECAP, guild_id, None, now, recap=recap_id)])


def _season(row: Row[Any]) -> Season:
    return Season(
        row.id,
        row.guild_id,
        SeasonKind(row.kind),
        row.starts_at,
        row.ends_at,
        row.rolled_at is not None,
    )
