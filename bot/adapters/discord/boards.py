"""The pages of the leaderboard.

Pages are built from what a service returned and nothing else. Their buttons carry everything in
the custom id, so that a page can be turned after any number of restarts:

    viva:lb:<step>:<kind>:<period>:<topic>:<page>:<asker>   a page
    viva:lb:mine:<kind>:<period>:<topic>                    the presser's own place, privately
    viva:lb:picture:<kind>:<period>:<topic>:<page>          the page as a picture, privately
    viva:lb:kind:<period>:<topic>:<asker>                   the menu with the other boards

A period is `week`, `season`, `all`, or a season that is over, `s12`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from bot.adapters.discord.common import ACCENT, counted, ordinal, panel, right_share
from bot.adapters.discord.layout import column, picture, words
from bot.adapters.discord.turning import turn_row
from bot.domain.standings import FEWEST_ANSWERS, MILLION
from bot.errors import UserError
from bot.services.tables import Kind, Period, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.layout import Block, Row
    from bot.services.tables import Place, Table
    from bot.services.tables import Row as Line

_WANTED = rf"(?:(?P<kind>{'|'.join(Kind)}):)?(?P<period>week|season|all|s\d+):(?P<topic>[^:]*)"
BOARD_BUTTON = rf"viva:lb:(?:first|previous|next|last):{_WANTED}:(?P<page>\d+):(?P<asker>\d+)"
MINE_BUTTON = rf"viva:lb:mine:{_WANTED}"
PICTURE_BUTTON = rf"viva:lb:picture:{_WANTED}:(?P<page>\d+)"
KIND_MENU = r"viva:lb:kind:(?P<period>week|season|all|s\d+):(?P<topic>[^:]*):(?P<asker>\d+)"

MEDALS: Final = {1: "🥇 ", 2: "🥈 ", 3: "🥉 "}
PERIODS: Final = {
    Period.WEEK: " this week",
    Period.SEASON: " this season",
    Period.ALL: "",
}
NAMES: Final = {
    Kind.SEASON: "Accuracy",
    Kind.EFFORT: "Effort",
    Kind.STREAK: "Streaks",
    Kind.IMPROVED: "Most improved",
    Kind.HELPER: "Helpers",
    Kind.RATING: "Quiz rating",
}
ABOUT: Final = {
    Kind.SEASON: (
        f"From {FEWEST_ANSWERS} answers on, drawn towards the group's mean: a few lucky answers do "
        "not lead."
    ),
    Kind.EFFORT: "All points: being right, taking part, and streaks.",
    Kind.STREAK: "Question days in a row with an answer; freezes and days off keep a streak.",
    Kind.IMPROVED: (
        f"Accuracy now against that before the season; each takes {FEWEST_ANSWERS} graded answers."
    ),
    Kind.HELPER: "Points for questions and reports that helped the group.",
    Kind.RATING: "A cautious estimate of strength, from five rated quizzes on.",
}
"""What each board is ordered by, in a sentence that fits into the menu (100 characters)."""
ENDED: Final = {
    Kind.SEASON: f"It took {FEWEST_ANSWERS} graded answers in that season, which is over.",
    Kind.EFFORT: "It took points in that season, which is over.",
    Kind.IMPROVED: (
        f"It took {FEWEST_ANSWERS} answers in that season, which is over, and as many before it."
    ),
    Kind.HELPER: "It took a question or a report that helped in that season, which is over.",
}
"""What it took to be on a board of a season that is over."""
WAYS: Final = {
    Kind.SEASON: "Accounts are ranked from seven days on.",
    Kind.EFFORT: "Points come when a question is revealed. Accounts are ranked from seven days on.",
    Kind.STREAK: (
        "A streak begins with the next question you answer. Accounts are ranked from seven days on."
    ),
    Kind.IMPROVED: "It shows who does better than before the season.",
    Kind.HELPER: "`/suggest` a question, or `/flag` one that is wrong.",
    Kind.RATING: "It takes five rated quizzes, each with four players or more.",
}
"""How to get on a board."""
FULL: Final = 100


def wanted_of(match: re.Match[str], kind: str | None = None) -> Wanted:
    """Return the board that a custom id names.

    Args:
        match: of one of the patterns above.
        kind: what is wanted of the menu.
    """
    named = kind or match.groupdict().get("kind") or Kind.SEASON
    return wanted(named, match["period"], match["topic"])


def wanted(kind: str, period: str, topic: str = "") -> Wanted:
    """Return a board by the words of a custom id or of options."""
    if re.fullmatch(r"s\d+", period):
        return Wanted(Kind(kind), Period.SEASON, topic, int(period[1:]))
    return Wanted(Kind(kind), Period(period), topic)


def chosen_kind(interaction: discord.Interaction) -> str:
    """Return which board was chosen in the menu.

    Raises:
        UserError: there is none of that name.
    """
    data: Any = interaction.data or {}
    chosen = [kind for kind in Kind if kind in data.get("values", ())]
    if not chosen:
        raise UserError("There is no such board any more. Run `/leaderboard` to choose another.")
    return chosen[0]


def leaderboard(table: Table, topics: Mapping[str, str], asker_id: int) -> ui.LayoutView:
    """Return a page of the leaderboard.

    Everyone in the channel sees the page and may turn it, so the place at its foot is that of the
    member who asked, by name; "My place" shows one's own privately.

    Args:
        table: the page.
        topics: topic id -> title.
        asker_id: the member who asked for the board.
    """
    place = table.place
    blocks: list[Block] = [words(f"## Leaderboard\n{title(place, topics)}"), ui.Separator()]
    if table.rows:
        blocks.append(words(*(_line(row, place) for row in table.rows)))
        blocks += [ui.Separator(), words(*_foot(table, asker_id))]
    else:
        blocks.append(words(*_nobody(place, asker_id)))
    blocks += [*_buttons(table, asker_id), _menu(place.wanted, asker_id)]
    return column(blocks, colour=ACCENT)


def pictured(drawn: Drawn) -> ui.LayoutView:
    """Return a board as a picture."""
    return column([picture(drawn.name, drawn.alt)], colour=ACCENT)


def own_place(place: Place, member_id: int) -> ui.LayoutView:
    """Return where the member stands on a board, with who stands next to them."""
    if place.own is None:
        return panel("\n".join(_lacking(place, member_id)))
    ahead = [row for row in place.near if _is_above(row, place.own)]
    behind = [row for row in place.near if not _is_above(row, place.own)]
    lines = [_line(row, place) for row in (*ahead, place.own, *behind)]
    return panel(f"{standing(place, member_id)}", "\n".join(lines))


def standing(place: Place, member_id: int) -> str:
    """Return where a member stands, in a sentence; the member is on the board."""
    own = place.own
    if own is None:
        return f"<@{member_id}> is not on this board yet."
    # Who hides is not counted, and may stand below everybody who is.
    rank = f"**{ordinal(own.rank)}** of {max(place.total, own.rank):,}"
    return f"<@{member_id}> is {rank} with {value(own, place.wanted.kind)}{_moved(own, place)}."


def title(place: Place, topics: Mapping[str, str], *, bold: bool = True) -> str:
    """Return what a board shows: what it is ordered by, for when, and about what."""
    wanted = place.wanted
    parts = [f"**{NAMES[wanted.kind]}**" if bold else NAMES[wanted.kind]]
    if wanted.kind not in {Kind.STREAK, Kind.RATING}:
        parts.append(covers(place))
    if wanted.kind.has_topics:
        parts.append(topics.get(wanted.topic, wanted.topic) if wanted.topic else "all topics")
    return " · ".join(parts)


def covers(place: Place) -> str:
    """Return which time a board covers."""
    if place.wanted.period is Period.ALL:
        return "all time"
    if place.wanted.period is Period.SEASON:
        return f"season {place.covers}"
    year, week = (int(part) for part in place.covers.split("-W"))
    first, last = date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    return f"week {week}, {first.day} {first:%b} to {last.day} {last:%b %Y}"


def value(row: Line, kind: Kind) -> str:
    """Return what a board is ordered by, in words."""
    number = row.entry.value
    match kind:
        case Kind.SEASON:
            return f"{number * FULL / MILLION:.1f}%"
        case Kind.EFFORT | Kind.HELPER:
            return counted(number, "point")
        case Kind.STREAK:
            return counted(number, "day")
        case Kind.IMPROVED:
            return f"{number * FULL / MILLION:+.1f} points of accuracy"
        case Kind.RATING:
            return f"{number:,}"


def note(row: Line, kind: Kind) -> str:
    """Return what else there is to say of a line."""
    entry = row.entry
    match kind:
        case Kind.SEASON:
            return f"{entry.correct:,} of {entry.answered:,} right"
        case Kind.EFFORT:
            return right_share(entry.correct, entry.answered)
        case Kind.STREAK:
            return f"best {entry.note:,}"
        case Kind.IMPROVED:
            return f"now {entry.note * FULL / MILLION:.1f}%"
        case Kind.RATING:
            return counted(entry.note, "quiz", "quizzes")
        case Kind.HELPER:
            return ""


def _line(row: Line, place: Place) -> str:
    kind = place.wanted.kind
    parts = [f"<@{row.member_id}>", f"**{value(row, kind)}**", note(row, kind)]
    said = " · ".join(part for part in parts if part)
    return f"{MEDALS.get(row.rank, '')}**{row.rank:,}.** {said}{_moved(row, place)}"


def _moved(row: Line, place: Place) -> str:
    """Return how a rank has changed since last week."""
    if not place.compares:
        return ""
    if row.before is None:
        return " · new"
    change = row.before - row.rank
    if change == 0:
        return ""
    return f" · {'▲' if change > 0 else '▼'}{abs(change):,}"


def _is_above(row: Line, own: Line) -> bool:
    return (row.rank, row.member_id) < (own.rank, own.member_id)


def _foot(table: Table, asker_id: int) -> Iterator[str]:
    place = table.place
    if place.is_hidden:
        yield "-# Of a member who hides or left no place is shown here; **My place** tells them."
    elif place.own is None:
        yield from _lacking(place, asker_id)
    elif table.has_viewer:
        yield standing(place, asker_id)
    else:
        ahead = [row for row in place.near if _is_above(row, place.own)]
        behind = [row for row in place.near if not _is_above(row, place.own)]
        yield from (_line(row, place) for row in (*ahead, place.own, *behind))
    moves = " · ▲▼ since last week" if place.compares else ""
    pages = f"Page {table.page} of {table.pages} · {counted(place.total, 'member')}"
    yield f"-# {ABOUT[place.wanted.kind]}"
    yield f"-# {pages}{moves}"


def _lacking(place: Place, member_id: int) -> Iterator[str]:
    """Say what a member lacks to be on the board."""
    who, kind = f"<@{member_id}>", place.wanted.kind
    is_new = kind is Kind.SEASON and place.answered >= FEWEST_ANSWERS
    if _is_over(place) and not is_new:
        yield f"{who} is not on this board. {ENDED[kind]}"
        return
    if kind is Kind.SEASON and place.answered < FEWEST_ANSWERS:
        left = FEWEST_ANSWERS - place.answered
        more = counted(left, "more graded answer") if place.answered else f"{left} graded answers"
        yield f"{who} is on this board after {more}."
        return
    yield f"{who} is not on this board yet. {WAYS[kind]}"


def _is_over(place: Place) -> bool:
    return bool(place.wanted.season_id) and place.wanted.kind in ENDED


def _nobody(place: Place, asker_id: int) -> Iterator[str]:
    """Say that a board is empty, and how to get on it."""
    wanted = place.wanted
    if _is_over(place):
        yield f"Nobody is on this board. {ENDED[wanted.kind]}"
        return
    when = PERIODS[wanted.period]
    about = " in this topic" if wanted.topic else ""
    if wanted.kind is Kind.SEASON:
        yield (
            f"Nobody has {FEWEST_ANSWERS} graded answers{about}{when} yet. "
            "“Effort” below shows points from the first answer on."
        )
        if not place.is_hidden:
            yield from _lacking(place, asker_id)
    elif wanted.kind is Kind.EFFORT:
        yield f"Nobody has points{about}{when} yet. {WAYS[wanted.kind]}"
    else:
        yield f"Nobody is on this board yet. {WAYS[wanted.kind]}"
        yield f"-# {ABOUT[wanted.kind]}"


# ------------------------------------------------------------------------------- buttons


def _token(wanted: Wanted) -> str:
    period = f"s{wanted.season_id}" if wanted.season_id else wanted.period
    return f"{period}:{wanted.topic}"


def _buttons(table: Table, asker_id: int) -> Iterator[Row]:
    """Yield the rows of buttons; one page has nowhere to turn to."""
    where = f"{table.place.wanted.kind}:{_token(table.place.wanted)}"
    if table.pages > 1:
        turns = f"viva:lb:{{step}}:{where}:{{page}}:{asker_id}"
        yield turn_row(table.page, table.pages, turns)
    row: Row = ui.ActionRow()
    row.add_item(ui.Button(label="My place", custom_id=f"viva:lb:mine:{where}"))
    if table.rows:
        drawing = f"viva:lb:picture:{where}:{table.page}"
        row.add_item(ui.Button(label="Picture", custom_id=drawing))
    yield row


def _menu(wanted: Wanted, asker_id: int) -> Row:
    options = [
        discord.SelectOption(
            label=NAMES[kind],
            value=kind,
            description=ABOUT[kind][:FULL],
            default=kind is wanted.kind,
        )
        for kind in Kind
    ]
    menu: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=f"viva:lb:kind:{_token(wanted)}:{asker_id}",
        placeholder="Another board",
        options=options,
    )
    return ui.ActionRow(menu)
