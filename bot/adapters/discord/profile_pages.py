"""The pages about members and groups: profiles, and the map of what a group knows.

viva:stats:share:<member>          show one's own profile to the channel
viva:map:<period>                  the map for another period
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ui

from bot.adapters.discord.boards import NAMES, value
from bot.adapters.discord.common import ACCENT, counted, fit, ordinal, right_share
from bot.adapters.discord.layout import TEXT_LIMIT, column, picture, words
from bot.adapters.discord.me_pages import streak as streak_line
from bot.domain.mastery import strongest, weakest
from bot.domain.rating import SHOWN_FROM
from bot.domain.standings import FEWEST_ANSWERS
from bot.services.tables import Kind, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.layout import Block, Row
    from bot.domain.mastery import Mastery
    from bot.domain.streaks import Calendar
    from bot.services.profiles import Known, Profile

SHARE_BUTTON = r"viva:stats:share"
MAP_BUTTON = r"viva:map:(?P<period>season|all)"
ROOM: Final = TEXT_LIMIT - 1200
"""The characters left for a list of topics."""


def profile(
    found: Profile,
    topics: Mapping[str, str],
    *,
    whole: bool,
    drawn: Drawn | None = None,
    row: Row | None = None,
) -> ui.LayoutView:
    """Return a member's profile.

    Args:
        found: how they do.
        topics: topic id -> title.
        whole: whether to show all of it, or what boards show only.
        drawn: its picture, if there is one.
        row: buttons.
    """
    blocks: list[Block] = [words(f"## Profile\n<@{found.member_id}>")]
    if found.sums is None:
        blocks.append(
            words("No results here yet. They come when a question that was answered is revealed.")
        )
        return column(blocks, colour=ACCENT)
    if drawn is not None:
        blocks.append(picture(drawn.name, drawn.alt))
    blocks.append(words(*_figures(found)))
    if whole:
        blocks += [ui.Separator(), words(*_topics(found.topics, topics), _year(found.calendar))]
    else:
        blocks.append(words("-# Their topics and days are private."))
    return column([*blocks, row] if row is not None else blocks, colour=ACCENT)


def group_map(
    known: Sequence[Known],
    topics: Mapping[str, str],
    period: Period,
    drawn: Drawn | None = None,
) -> ui.LayoutView:
    """Return what a group knows, topic by topic, the weakest first."""
    when = "of all time" if period is Period.ALL else "of this season"
    heading = f"## What the group knows\nAnswers {when}, the weakest topic first"
    row: Row = ui.ActionRow()
    other = Period.SEASON if period is Period.ALL else Period.ALL
    label = "This season" if period is Period.ALL else "All time"
    row.add_item(ui.Button(label=label, custom_id=f"viva:map:{other}"))
    if not known:
        empty = "Nothing yet. Topics appear when questions that members answered are revealed."
        return column([words(heading), words(empty), row], colour=ACCENT)
    lines = [_known(entry, topics) for entry in known]
    blocks: list[Block] = [words(heading)]
    if drawn is not None:
        blocks.append(picture(drawn.name, drawn.alt))
    foot = (
        "-# In brackets: where the share for all questions of a topic probably lies (95%). Who "
        f"could explain a topic is named once they have {FEWEST_ANSWERS} answers in it."
    )
    blocks += [words(fit(lines, ROOM, "-# and {} more")), ui.Separator(), words(foot), row]
    return column(blocks, colour=ACCENT)


def mastery_text(mastery: Mastery) -> str:
    """Return how a topic is known, and how sure that is: `3 of 4 (30% to 95%)`."""
    low, high = mastery.interval
    score = mastery.score_milli / 1000
    return f"{score:,.4g} of {mastery.answered:,} right (probably {low:.0%} to {high:.0%})"


# ------------------------------------------------------------------------------- a profile


def _figures(found: Profile) -> Iterator[str]:
    yield f"**Season {found.covers}** · {_season(found)}"
    if found.sums is not None:
        share = right_share(found.sums.correct, found.sums.answered)
        yield f"**All time** · {counted(found.sums.points, 'point')}{_effort(found)}, {share}"
    yield f"**Streak** · {streak_line(found.streak)}"
    rating = found.rating
    if rating is not None:
        shown = rating.shown
        said = f"after {rating.quizzes} of {SHOWN_FROM} quizzes" if shown is None else f"{shown:,}"
        yield f"**{NAMES[Kind.RATING]}** · {said}"


def _effort(found: Profile) -> str:
    if found.effort is None:
        return ""
    return f" ({ordinal(found.effort.rank)} of {max(found.effort_size, found.effort.rank):,})"


def _season(found: Profile) -> str:
    if found.season is None:
        left = FEWEST_ANSWERS - found.answered
        return f"ranked after {counted(left, 'more answer')}" if left > 0 else "not ranked"
    row = found.season
    place = f"{ordinal(row.rank)} of {max(found.season_size, row.rank):,}"
    return f"{value(row, Kind.SEASON)} ({place}){_trend(found)}"


def _trend(found: Profile) -> str:
    if not found.compares or found.season is None:
        return ""
    if found.season.before is None:
        return ", new this week"
    change = found.season.before - found.season.rank
    if change == 0:
        return ", as last week"
    return f", {'▲' if change > 0 else '▼'}{abs(change)} since last week"


def _topics(found: Sequence[Mastery], topics: Mapping[str, str]) -> Iterator[str]:
    best, weak = strongest(found), weakest(found)
    if best is not None and best != weak:
        yield f"**Strongest** · {topics.get(best.topic, best.topic)}"
    if weak is not None:
        yield f"**To practise** · {topics.get(weak.topic, weak.topic)}"
    order = {topic: number for number, topic in enumerate(topics)}
    rows = sorted(found, key=lambda m: (order.get(m.topic, len(order)), m.topic))
    lines = [f"{topics.get(m.topic, m.topic)} · {mastery_text(m)}" for m in rows]
    yield "**By topic**\n" + fit(lines, ROOM, "-# and {} more")


def _year(calendar: Calendar) -> str:
    """Return the year of days in a line: the twin of its map."""
    parts = [f"answered on {counted(len(calendar.days), 'day')}"]
    if calendar.frozen:
        parts.append(f"{len(calendar.frozen)} repaired by a freeze")
    if calendar.off:
        parts.append(counted(len(calendar.off), "day off", "days off"))
    return f"**Last 12 months** · {', '.join(parts)}"


# ------------------------------------------------------------------------------- the group's map


def _known(entry: Known, topics: Mapping[str, str]) -> str:
    topic = topics.get(entry.mastery.topic, entry.mastery.topic)
    who = f" · ask <@{entry.expert_id}>" if entry.expert_id is not None else ""
    return f"**{topic}** · {entry.mastery.share:.0%} · {mastery_text(entry.mastery)}{who}"
