"""The pages about seasons: the one that runs, those that are over, and ending one.

viva:season:show:<board>                               a past season's standings, privately
viva:season:past:<step>:<page>                         a page of the seasons that are over
viva:season:end:<season>                               end it now
viva:season:start:<kind>:<channel>:<posts>:<season>    end it now, and begin another
viva:season:keep                                       leave it as it is
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.boards import MEDALS, value
from bot.adapters.discord.common import counted, fit, panel, when
from bot.adapters.discord.layout import TEXT_LIMIT
from bot.adapters.discord.turning import turn_row
from bot.domain.seasons import SeasonKind
from bot.services.tables import Kind

if TYPE_CHECKING:
    from bot.adapters.discord.layout import Row
    from bot.domain.seasons import Season
    from bot.services.seasons import Now, Past, PastPage

SHOW_BUTTON = r"viva:season:show:(?P<board>s\d+)"
PAST_BUTTON = r"viva:season:past:(?:first|previous|next|last):(?P<page>\d+)"
END_BUTTON = r"viva:season:end:(?P<season>\d+)"
START_BUTTON = (
    r"viva:season:start:(?P<kind>month|weeks|):(?P<channel>\d+):(?P<posts>[01]?):(?P<season>\d+)"
)
KEEP_BUTTON = r"viva:season:keep"

LENGTHS = {SeasonKind.MONTH: "a calendar month", SeasonKind.WEEKS: "four weeks"}


def running(now: Now) -> ui.LayoutView:
    """Return the season that runs."""
    return panel(f"## Season {now.name}\n{_about(now)}")


def ask_end(now: Now) -> ui.LayoutView:
    """Return the question whether to end the season now."""
    return _ask(now, "End it", f"viva:season:end:{now.season.id}")


def ask_start(
    now: Now, kind: SeasonKind | None, channel_id: int | None, *, posts: bool | None
) -> ui.LayoutView:
    """Return the question whether to end the season now, and begin another."""
    said = "" if posts is None else str(int(posts))
    wanted = f"{kind or ''}:{channel_id or 0}:{said}"
    return _ask(now, "Begin another", f"viva:season:start:{wanted}:{now.season.id}")


def begun(ended: Season | None, now: Now) -> ui.LayoutView:
    """Return which season runs from now on."""
    if ended is None:
        why = "Nobody had points yet, so none was ended."
        return panel(f"## Season {now.name}\n{_about(now)}\n{why}")
    recap = "The recap is on its way." if now.settings.posts else "There is no recap, as set."
    return panel(
        f"## A season has ended\n{recap} Its standings stay: `/season archive`.",
        f"**Season {now.name}**\n{_about(now)}",
    )


def kept() -> ui.LayoutView:
    """Return that nothing was changed."""
    return panel("## Kept\nThe season goes on.")


def history(page: PastPage) -> ui.LayoutView:
    """Return the hall of fame: the seasons that are over, with who stood on their podiums."""
    if not page.rows:
        return panel("## Past seasons\nNone yet. The first appears here when this season ends.")
    lines = [_past(past) for past in page.rows]
    foot = f"\n-# Page {page.page} of {page.pages}" if page.pages > 1 else ""
    row: Row | None = None
    if page.pages > 1:
        row = turn_row(page.page, page.pages, "viva:season:past:{step}:{page}")
    return panel("## Past seasons", fit(lines, TEXT_LIMIT - 400, "-# and {} more") + foot, row=row)


def _ask(now: Now, label: str, custom_id: str) -> ui.LayoutView:
    row: Row = ui.ActionRow(
        ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=custom_id),
        ui.Button(label="Keep it", custom_id="viva:season:keep"),
    )
    return panel(
        f"## End season {now.name} now?\n{counted(now.members, 'member')} with points; it would "
        f"end by itself {when(now.season.ends_at, 'R')}. Its standings become final, and questions "
        "that are open count for the next season.",
        row=row,
    )


def _about(now: Now) -> str:
    settings = now.settings
    if not settings.posts:
        recap = "No recap is posted at its end."
    elif settings.channel_id:
        recap = f"Its recap comes to <#{settings.channel_id}>."
    else:
        recap = "Its recap comes to where the questions are posted."
    return (
        f"From {when(now.season.starts_at, 'D')} until {when(now.season.ends_at)} "
        f"({when(now.season.ends_at, 'R')}), {counted(now.members, 'member')} with points.\n"
        f"-# Seasons last {LENGTHS[settings.kind]}, in the zone {settings.zone}. {recap}"
    )


def _past(past: Past) -> str:
    if not past.podium:
        return f"**{past.name}** · no podium: fewer than three members were ranked"
    places = [
        f"{MEDALS.get(row.rank, '')}<@{row.member_id}> {value(row, Kind.SEASON)}"
        for row in past.podium
    ]
    return f"**{past.name}**\n{fit(places, 500, 'and {} more', ' · ')}"
