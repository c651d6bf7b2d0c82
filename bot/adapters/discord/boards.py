"""The pages that show how members do: leaderboard, statistics, history, and why.

Pages are built from what a service returned and nothing else. Their buttons carry everything in
the custom id, so that a page can be turned after any number of restarts:

    viva:lb:<step>:<period>:<topic>:<page>:<asker>     a page of the leaderboard
    viva:lb:mine:<period>:<topic>                      the presser's own place, shown privately
    viva:history:<step>:<page>                         a page of past questions
    viva:why:<step>:<page>                             a page of the member's own awards
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from discord import ui

from bot.adapters.discord.common import (
    counted,
    fit,
    jump_url,
    link_label,
    ordinal,
    panel,
    plain,
    right_share,
    shorten,
    when,
)
from bot.adapters.discord.layout import TEXT_LIMIT, Row
from bot.adapters.discord.turning import turn_row
from bot.domain.question import QuestionType
from bot.domain.round import RoundState
from bot.services.standings import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.services.history import HistoryPage, HistoryRow
    from bot.services.standings import AwardRow, Page, Stats, Table
    from bot.services.standings import Row as Place
    from bot.store.members import Member

BOARD_BUTTON = (
    r"viva:lb:(?:first|previous|next|last):(?P<period>week|season|all):(?P<topic>[^:]*)"
    r":(?P<page>\d+):(?P<asker>\d+)"
)
MINE_BUTTON = r"viva:lb:mine:(?P<period>week|season|all):(?P<topic>[^:]*)"
HISTORY_BUTTON = r"viva:history:(?:first|previous|next|last):(?P<page>\d+)"
WHY_BUTTON = r"viva:why:(?:first|previous|next|last):(?P<page>\d+)"

MEDALS = {1: "🥇 ", 2: "🥈 ", 3: "🥉 "}
STEM_SHOWN = 120
"""How many characters of a question's stem a list shows."""
ROOM = TEXT_LIMIT - 400
"""The characters left for a list beside its heading and its foot."""

PERIODS = {Period.WEEK: "this week", Period.SEASON: "this season", Period.ALL: "of all time"}


def leaderboard(table: Table, topics: Mapping[str, str], asker_id: int) -> ui.LayoutView:
    """Return a page of the leaderboard.

    Everyone in the channel sees the page and may turn it, so the place at its foot is that of the
    member who asked, by name; "My place" shows one's own privately.

    Args:
        table: the page.
        topics: topic id -> title.
        asker_id: the member who asked for the board.
    """
    heading = f"## Leaderboard\n{_board_title(table)} · {_topic_title(table.topic, topics)}"
    if not table.rows:
        return panel(heading, _nobody(table))
    places = "\n".join(_place(row) for row in table.rows)
    foot = f"-# Page {table.page} of {table.pages} · {counted(table.total, 'member')}"
    own = own_place(table, asker_id)
    return panel(heading, places, f"{own}\n{foot}", row=_board_buttons(table, asker_id))


def own_place(table: Table, member_id: int) -> str:
    """Return where the member stands on the board, in a sentence."""
    who = f"<@{member_id}>"
    if table.own is None:
        return f"{who} is not on this board yet. Points come when a question is revealed."
    own = table.own
    return (
        f"{who} is **{ordinal(own.rank)}** of {table.total:,} with "
        f"{counted(own.points, 'point')}, {right_share(own.correct, own.answered)}."
    )


def stats(found: Stats, topics: Mapping[str, str]) -> ui.LayoutView:
    """Return a member's statistics; `topics` is topic id -> title."""
    if found.all is None:
        return panel(
            f"## Statistics\n<@{found.member_id}> has no results here yet. "
            "They come when a question that was answered is revealed."
        )
    lines = [
        f"**This season** · {_standing(found.season, found.season_size)}",
        f"**All time** · {_standing(found.all, found.all_size)}",
        f"**Streak** · {_streak(found.member)}",
    ]
    known = [topic for topic in topics if topic in found.topics]
    rows = {topic: found.topics[topic] for topic in (*known, *found.topics)}
    by_topic = [
        f"{topics.get(topic, topic)} · {right_share(row.correct, row.answered)}, "
        f"{counted(row.points, 'point')}"
        for topic, row in rows.items()
    ]
    return panel(
        f"## Statistics\n<@{found.member_id}>",
        "\n".join(lines),
        "**By topic**\n" + fit(by_topic, ROOM - 600, "-# and {} more"),
    )


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


# ------------------------------------------------------------------------------- leaderboard


def _board_title(table: Table) -> str:
    if table.period is Period.ALL:
        return "All time"
    if table.period is Period.SEASON:
        year, month = (int(part) for part in table.board.split("-"))
        return f"Season of {date(year, month, 1):%B %Y}"
    year, week = (int(part) for part in table.board.split("-W"))
    first, last = date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    return f"Week {week}, {first:%d %b} to {last:%d %b %Y}"


def _topic_title(topic: str, topics: Mapping[str, str]) -> str:
    return topics.get(topic, topic) if topic else "all topics"


def _nobody(table: Table) -> str:
    about = " in this topic" if table.topic else ""
    return (
        f"Nobody has points{about} {PERIODS[table.period]} yet. "
        "They come when a question closes and is revealed."
    )


def _place(row: Place) -> str:
    return (
        f"{MEDALS.get(row.rank, '')}**{row.rank:,}.** <@{row.member_id}> · "
        f"{counted(row.points, 'point')} · {right_share(row.correct, row.answered)}"
    )


def _board_buttons(table: Table, asker_id: int) -> Row:
    where = f"{table.period}:{table.topic}"
    row = _turns(table.page, table.pages, f"viva:lb:{{step}}:{where}:{{page}}:{asker_id}")
    row.add_item(ui.Button(label="My place", custom_id=f"viva:lb:mine:{where}"))
    return row


def _turns(page: int, pages: int, template: str) -> Row:
    """Return the buttons that turn pages; none for one page, which has nowhere to turn to."""
    return turn_row(page, pages, template) if pages > 1 else ui.ActionRow()


# ------------------------------------------------------------------------------- the member's own


def _standing(row: Place | None, size: int) -> str:
    if row is None:
        return "no points yet"
    return (
        f"{ordinal(row.rank)} of {max(size, row.rank):,}, {counted(row.points, 'point')}, "
        f"{right_share(row.correct, row.answered)}"
    )


def _streak(member: Member) -> str:
    left = counted(member.freezes, "freeze")
    return f"{counted(member.streak, 'day')} (best {member.best_streak}), {left} left"


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
