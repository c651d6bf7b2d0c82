"""Recaps: how a season or a schedule's week went, in words and as a picture.

viva:season:show:<board>    the final standings, privately
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from discord import ui

from bot.adapters.discord.boards import MEDALS, note, value
from bot.adapters.discord.common import (
    ACCENT,
    counted,
    fit,
    jump_url,
    link_label,
)
from bot.adapters.discord.layout import column, picture, words
from bot.adapters.discord.profile_pages import mastery_text
from bot.adapters.pictures.figures import Figure
from bot.adapters.pictures.podium import Podium, Step
from bot.adapters.pictures.recap import DAYS_MOST, TOPICS_MOST, RecapDay, RecapPicture
from bot.adapters.pictures.topics import TopicBar
from bot.services.standings import FEWEST_RANKED
from bot.services.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.layout import Block, Row
    from bot.domain.mastery import Mastery
    from bot.services.herald import SeasonRecap, WeekRecap
    from bot.services.tables import Row as Line
    from bot.store.recaps import AskedRound, Recap

PLACES: Final = 10
STEM_SHOWN: Final = 80
ROOM: Final = 900
ASKED_ROOM: Final = 1600
"""Characters that the lists of a week may take: seven linked questions fit into the latter."""
NAMELESS: Final = "Member"


def recap_footer(recap: Recap) -> str:
    """Return the last line of a recap, by which it is found again."""
    return f"-# recap {recap.id}"


# ------------------------------------------------------------------------------- a season


def season_recap(found: SeasonRecap, podium: Drawn | None) -> ui.LayoutView:
    """Return how a season went, with the picture of its podium where there is one."""
    about = (
        f"-# {counted(found.members, 'member')} with points, "
        f"{counted(found.answers, 'graded answer')}. The season {found.following} has begun."
    )
    blocks: list[Block] = [words(f"## Season {found.name} is over", about)]
    if podium is not None:
        blocks.append(picture(podium.name, podium.alt))
    blocks.append(words(*_places(found.podium)))
    blocks.append(words(*_highlights(found)))
    if found.past:
        blocks += [ui.Separator(), words("**Hall of fame**", *_fame(found))]
    row: Row = ui.ActionRow()
    shown = f"viva:season:show:{found.board}"
    row.add_item(ui.Button(label="Final standings", custom_id=shown))
    row.add_item(ui.Button(label="My place", custom_id=f"viva:lb:mine:season:{found.board}:"))
    blocks += [ui.Separator(), row, words(recap_footer(found.recap))]
    return column(blocks, colour=ACCENT)


def season_podium(found: SeasonRecap, names: Mapping[int, str]) -> Podium | None:
    """Return the picture of a season's podium; None where there is none."""
    steps = [
        Step(rank, tuple(names.get(row.member_id, NAMELESS) for row in rows), _share(rows))
        for rank, rows in _by_rank(found.podium)
    ]
    name = f"Season {found.name}"
    return Podium(name, tuple(steps), of=f"season {found.name}") if steps else None


def _by_rank(rows: Sequence[Line]) -> Iterator[tuple[int, list[Line]]]:
    for rank, same in groupby(rows, key=lambda row: row.rank):
        yield rank, list(same)


def _share(rows: Sequence[Line]) -> str:
    return value(rows[0], Kind.SEASON)


def _places(rows: Sequence[Line]) -> Iterator[str]:
    if not rows:
        yield f"Fewer than {FEWEST_RANKED} members were ranked, so there is no podium this time."
        return
    for row in rows[:PLACES]:
        said = f"**{value(row, Kind.SEASON)}** · {note(row, Kind.SEASON)}"
        yield f"{MEDALS.get(row.rank, '')}**{row.rank}.** <@{row.member_id}> · {said}"
    if len(rows) > PLACES:
        left = len(rows) - PLACES
        yield f"-# and {left} more who {'shares' if left == 1 else 'share'} a place"


def _highlights(found: SeasonRecap) -> Iterator[str]:
    if found.improved is not None:
        gain = value(found.improved, Kind.IMPROVED)
        yield f"**Most improved** · <@{found.improved.member_id}>, {gain}"
    if found.streaks:
        who = ", ".join(f"<@{row.member_id}>" for row in found.streaks[:PLACES])
        yield f"**Longest streak** · {who}, {value(found.streaks[0], Kind.STREAK)}"
    if found.hardest is not None:
        yield f"**Hardest question** · {_question(found.hardest, found.recap.guild_id)}"


def _fame(found: SeasonRecap) -> Iterator[str]:
    for past in found.past:
        first = [f"<@{row.member_id}>" for row in past.podium if row.rank == 1]
        yield f"{past.name} · {', '.join(first[:PLACES]) or 'no podium'}"


# ------------------------------------------------------------------------------- a week


def week_recap(found: WeekRecap, titles: Mapping[str, str], drawn: Drawn | None) -> ui.LayoutView:
    """Return how a schedule's week went, with its picture where there is one."""
    guild_id = found.recap.guild_id
    about = f"-# {counted(len(found.asked), 'question')}, up to {counted(found.members, 'member')}"
    blocks: list[Block] = [words(f"## {_span(found)}", f"{about} took part")]
    if drawn is not None:
        blocks.append(picture(drawn.name, drawn.alt))
    asked = [f"{one.day:%a} · {_question(one, guild_id)}" for one in found.asked]
    blocks.append(words("**Asked**", fit(asked, ASKED_ROOM, "-# and {} more")))
    if found.topics:
        topics = [f"{_title(m.topic, titles)} · {mastery_text(m)}" for m in found.topics]
        blocks.append(words("**By topic**", fit(topics, ROOM, "-# and {} more")))
    if found.revisit:
        again = [_question(one, guild_id) for one in found.revisit]
        blocks.append(words("**Worth another look**", fit(again, ROOM, "-# and {} more")))
    if found.themes:
        themes = ", ".join(_title(topic, titles) for topic in found.themes)
        blocks.append(words(f"**Next week** · {themes}"))
    blocks += [ui.Separator(), words(recap_footer(found.recap))]
    return column(blocks, colour=ACCENT)


def week_picture(found: WeekRecap, titles: Mapping[str, str]) -> RecapPicture:
    """Return the picture of a week."""
    answered = sum(one.answered for one in found.asked)
    score = sum(one.score_milli for one in found.asked) / 1000
    figures = [
        Figure("Questions", f"{len(found.asked)}"),
        Figure("Answers", f"{answered:,}", "graded"),
        Figure("Members", f"{found.members:,}", "took part at most"),
    ]
    if answered:
        figures.insert(2, Figure("Right", f"{score / answered:.0%}", "of all answers"))
    return RecapPicture(
        heading=_span(found),
        subtitle=found.schedule,
        figures=tuple(figures),
        days=tuple(_day(one, titles) for one in found.asked[:DAYS_MOST]),
        topics=tuple(topic_bar(m, titles) for m in found.topics[:TOPICS_MOST]),
    )


def topic_bar(mastery: Mastery, titles: Mapping[str, str]) -> TopicBar:
    """Return a topic's bar in a picture."""
    low, high = mastery.interval
    return TopicBar(
        title=_title(mastery.topic, titles),
        mean=mastery.share,
        low=low,
        high=high,
        n=mastery.answered,
        note=f"{mastery.score_milli / 1000:,.4g} of {mastery.answered:,}",
    )


def _day(one: AskedRound, titles: Mapping[str, str]) -> RecapDay:
    if one.share is None:
        took_part = f"{one.took_part} took part" if one.took_part else "nobody answered"
        return RecapDay(one.day, _title(one.topic, titles), None, took_part)
    said = f"{one.score_milli / 1000:.3g} of {one.answered}"
    return RecapDay(one.day, _title(one.topic, titles), one.share, said)


def _span(found: WeekRecap) -> str:
    first, last = found.first, found.last
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%b}"
    return f"The week of {first.day}{month} to {last.day} {last:%b %Y}"


def _question(one: AskedRound, guild_id: int) -> str:
    label = link_label(one.stem, STEM_SHOWN)
    if one.message_id is not None:
        label = f"[{label}]({jump_url(guild_id, one.channel_id, one.message_id)})"
    if one.share is None:
        return f"{label} · {counted(one.took_part, 'answer')}"
    return f"{label} · {one.share:.0%} right of {one.answered:,}"


def _title(topic: str, titles: Mapping[str, str]) -> str:
    return titles.get(topic, topic)
