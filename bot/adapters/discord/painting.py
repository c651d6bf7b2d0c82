"""Pictures of boards, profiles and the map of a group, from the values of their text twins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.adapters.discord import boards
from bot.adapters.discord.common import counted, ordinal
from bot.adapters.discord.drawing import drawn
from bot.adapters.discord.recap_cards import NAMELESS, topic_bar
from bot.adapters.pictures.board import BoardPicture, BoardRow, describe_board, draw_board
from bot.adapters.pictures.figures import Figure
from bot.adapters.pictures.mastery import (
    MOST,
    MasteryPicture,
    MasteryRow,
    describe_mastery,
    draw_mastery,
)
from bot.adapters.pictures.profile import (
    TOPICS_MOST,
    ProfilePicture,
    describe_profile,
    draw_profile,
)
from bot.adapters.pictures.theme import THEMES
from bot.adapters.pictures.year import Day, Mark, Year
from bot.domain.standings import MILLION
from bot.services.tables import Kind, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.pictures.theme import Theme
    from bot.domain.streaks import Calendar
    from bot.services.profiles import Known, Profile, ProfileService
    from bot.services.publisher import Publisher
    from bot.services.tables import Row, Table

BOARD: Final = "leaderboard.png"
PROFILE: Final = "profile.png"
MAP: Final = "map.png"


class Painter:
    """Draws pictures for members, in the theme that they chose.

    Args:
        publisher: knows what members are called.
        profiles: knows which theme a member chose.
        titles: topic id -> title.
        theme: for whoever chose none, and for what everyone sees.
    """

    def __init__(
        self,
        publisher: Publisher,
        profiles: ProfileService,
        titles: Mapping[str, str],
        theme: Theme,
    ) -> None:
        self._publisher = publisher
        self._profiles = profiles
        self._titles = titles
        self._theme = theme

    async def board(self, guild_id: int, table: Table, viewer_id: int) -> Drawn | None:
        """Return a page of a board; None when it cannot be drawn."""
        rows = [*table.rows, *around(table)]
        names = await self._publisher.names(guild_id, [row.member_id for row in rows])
        return await drawn(
            BOARD,
            lambda: board_picture(table, names, self._titles, viewer_id),
            draw_board,
            describe_board,
            await self._chosen(guild_id, viewer_id),
        )

    async def profile(
        self, guild_id: int, found: Profile, viewer_id: int | None = None
    ) -> Drawn | None:
        """Return a profile; None when it cannot be drawn. Without a viewer everyone sees it."""
        names = await self._publisher.names(guild_id, [found.member_id])
        theme = self._theme if viewer_id is None else await self._chosen(guild_id, viewer_id)
        return await drawn(
            PROFILE,
            lambda: profile_picture(found, names.get(found.member_id, NAMELESS), self._titles),
            draw_profile,
            describe_profile,
            theme,
        )

    async def group_map(
        self, guild_id: int, known: Sequence[Known], period: Period
    ) -> Drawn | None:
        """Return the group's map; None when it cannot be drawn, or there is nothing on it."""
        if not known:
            return None
        experts = [entry.expert_id for entry in known if entry.expert_id is not None]
        names = await self._publisher.names(guild_id, experts)
        return await drawn(
            MAP,
            lambda: map_picture(known, names, self._titles, period),
            draw_mastery,
            describe_mastery,
            self._theme,
        )

    async def _chosen(self, guild_id: int, member_id: int) -> Theme:
        member = await self._profiles.settings(guild_id, member_id)
        return THEMES.get(member.theme, self._theme)


def around(table: Table) -> list[Row]:
    """Return the viewer's row between their neighbours, unless the page shows it."""
    own = table.place.own
    if own is None or table.has_viewer:
        return []
    return sorted([*table.place.near, own], key=lambda row: (row.rank, row.member_id))


def board_picture(
    table: Table, names: Mapping[int, str], titles: Mapping[str, str], viewer_id: int
) -> BoardPicture:
    """Return what the picture of a page shows."""
    place = table.place
    most = max((row.entry.value for row in (*table.rows, *around(table))), default=1)
    full = MILLION if place.wanted.kind is Kind.SEASON else max(most, 1)

    def shown(rows: Iterable[Row]) -> tuple[BoardRow, ...]:
        return tuple(_row(row, table, names, full, viewer_id) for row in rows)

    return BoardPicture(
        heading=boards.NAMES[place.wanted.kind],
        subtitle=boards.title(place, titles, bold=False).partition(" · ")[2],
        rows=shown(table.rows),
        own=shown(around(table)),
    )


def _row(row: Row, table: Table, names: Mapping[int, str], full: int, viewer_id: int) -> BoardRow:
    kind, compares = table.place.wanted.kind, table.place.compares
    return BoardRow(
        rank=row.rank,
        name=names.get(row.member_id, NAMELESS),
        share=row.entry.value / full,
        value=boards.value(row, kind),
        note=boards.note(row, kind),
        moved=row.before - row.rank if compares and row.before is not None else None,
        is_new=compares and row.before is None,
        is_viewer=row.member_id == viewer_id,
    )


def profile_picture(found: Profile, name: str, titles: Mapping[str, str]) -> ProfilePicture:
    """Return what the picture of a profile shows."""
    order = {topic: number for number, topic in enumerate(titles)}
    topics = sorted(found.topics, key=lambda m: (order.get(m.topic, len(order)), m.topic))
    return ProfilePicture(
        name=name,
        subtitle=f"Season {found.covers}",
        figures=tuple(_figures(found)),
        topics=tuple(topic_bar(mastery, titles) for mastery in topics[:TOPICS_MOST]),
        year=_year(found.calendar),
    )


def _year(calendar: Calendar) -> Year | None:
    """Return the map of a member's days; None before the first."""
    if calendar.began is None:
        return None
    marks = dict.fromkeys(calendar.off, Mark.AWAY) | dict.fromkeys(calendar.frozen, Mark.FROZEN)
    days = [
        Day(day, calendar.days.get(day, 0), marks.get(day))
        for day in sorted({*calendar.days, *marks})
    ]
    return Year(calendar.today, calendar.began, tuple(days))


def _figures(found: Profile) -> Iterable[Figure]:
    if found.season is not None:
        row = found.season
        moved = row.before - row.rank if found.compares and row.before is not None else None
        place = f"{ordinal(row.rank)} of {max(found.season_size, row.rank):,}"
        yield Figure("Accuracy", boards.value(row, Kind.SEASON), place, moved)
    if found.sums is not None:
        said = f"{found.sums.correct:,} of {found.sums.answered:,} right"
        yield Figure("Points", f"{found.sums.points:,}", said)
    yield Figure("Streak", counted(found.streak.days, "day"), f"best {found.streak.best:,}")
    if found.rating is not None and found.rating.shown is not None:
        quizzes = counted(found.rating.quizzes, "quiz", "quizzes")
        yield Figure("Quiz rating", f"{found.rating.shown:,}", quizzes)


def map_picture(
    known: Sequence[Known], names: Mapping[int, str], titles: Mapping[str, str], period: Period
) -> MasteryPicture:
    """Return what the picture of the group's map shows."""
    return MasteryPicture(
        heading="What the group knows",
        subtitle="all time" if period is Period.ALL else "this season",
        rows=tuple(
            MasteryRow(
                topic_bar(entry.mastery, titles),
                None if entry.expert_id is None else names.get(entry.expert_id),
            )
            for entry in known[:MOST]
        ),
    )
