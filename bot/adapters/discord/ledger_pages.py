"""The pages of what is past: the questions of a server, and where a member's points come from.

viva:history:<step>:<page>                         a page of past questions
viva:why:<step>:<page>                             a page of the member's own awards
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.discord.common import (
    counted,
    fit,
    jump_url,
    link_label,
    panel,
    plain,
    shorten,
    when,
)
from bot.adapters.discord.layout import TEXT_LIMIT
from bot.adapters.discord.turning import turn_row
from bot.domain.question import QuestionType
from bot.domain.round import RoundState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from discord import ui

    from bot.adapters.discord.layout import Row
    from bot.services.history import HistoryPage, HistoryRow
    from bot.services.ledger import AwardRow, Page

HISTORY_BUTTON = r"viva:history:(?:first|previous|next|last):(?P<page>\d+)"
WHY_BUTTON = r"viva:why:(?:first|previous|next|last):(?P<page>\d+)"

STEM_SHOWN = 120
"""How many characters of a question's stem a list shows."""
ROOM = TEXT_LIMIT - 400
"""The characters left for a list beside its heading and its foot."""


def why(page: Page, guild_id: int) -> ui.LayoutView:
    """Return a page of the member's own awards."""
    if not page.rows:
        return panel(
            "## Your points\nNothing yet. Points come when a question you answered is revealed."
        )
    lines = [_award(row, guild_id) for row in page.rows]
    return _list_page("why", "## Your points", lines, page.page, page.pages)


def history(page: HistoryPage, guild_id: int) -> ui.LayoutView:
    """Return a page of the server's past questions with the member's own results."""
    if not page.rows:
        return panel("## Past questions\nNone yet. The first appears here after its reveal.")
    lines = [_past(row, guild_id) for row in page.rows]
    return _list_page("history", "## Past questions", lines, page.page, page.pages)


def _list_page(
    what: str, heading: str, lines: Sequence[str], page: int, pages: int
) -> ui.LayoutView:
    row: Row | None = None
    foot = ""
    if pages > 1:
        row = turn_row(page, pages, f"viva:{what}:{{step}}:{{page}}")
        foot = f"\n-# Page {page} of {pages}"
    return panel(heading, fit(lines, ROOM, "-# and {} more") + foot, row=row)


def _award(row: AwardRow, guild_id: int) -> str:
    award = row.award
    title = (
        link_label(row.stem, STEM_SHOWN)
        if row.stem
        else row.question_id or award.reason.capitalize()
    )
    if row.message_id is not None and row.channel_id is not None:
        title = f"[{title}]({jump_url(guild_id, row.channel_id, row.message_id)})"
    foot = " · ".join(part for part in (when(award.at, "f"), row.question_id) if part)
    return f"**{award.points:+d}** · {title}\n-# {award.rule} {foot}"


def _past(row: HistoryRow, guild_id: int) -> str:
    round_ = row.round
    title = link_label(round_.question.stem, STEM_SHOWN)
    message = round_.reveal_message_id or round_.message_id
    if message is not None:
        title = f"[{title}]({jump_url(guild_id, round_.channel_id, message)})"
    return f"{when(round_.opens_at, 'd')} · {title}\n-# {_result(row)} · {round_.question.id}"


def _result(row: HistoryRow) -> str:
    answer = f"you: {plain(shorten(row.answer, 60))}" if row.answer else "not answered"
    if row.round.state is RoundState.OPEN:
        return f"open until {when(row.round.closes_at, 'f')} · {answer}"
    if not row.answer:
        return answer
    if row.round.state is RoundState.CLOSED:
        return f"{answer} · the reveal is on its way"
    points = "" if row.points is None else f" · {counted(row.points, 'point')}"
    if row.round.question.type is QuestionType.OPEN or row.score is None:
        return f"you took part{points}"
    return f"{answer} · {_verdict(row.score)}{points}"


def _verdict(score: float) -> str:
    if score >= 1:
        return "right"
    return "wrong" if score <= 0 else f"{score:.0%} right"
