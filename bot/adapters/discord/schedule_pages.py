"""The pages of `/schedule`: what is set up, what was changed, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.admins import both_times, next_posts, place_and_time, settings, utc_advice
from bot.adapters.discord.cards import REVISIT, difficulty
from bot.adapters.discord.common import (
    counted,
    fit,
    jump_url,
    link_label,
    panel,
    plain,
    when,
)
from bot.adapters.discord.layout import TEXT_LIMIT, Row
from bot.domain.rhythm import is_weekend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.daily import Schedule
    from bot.domain.round import Round
    from bot.services.foresight import Coming, Preview

REMOVE_BUTTON = r"viva:schedule:remove:(?P<id>\d+)"
KEEP_BUTTON = r"viva:schedule:keep"
STEM_SHOWN = 110
MAY_CHANGE = (
    "Only you see this. Answers, posts by hand and changes to schedules or questions may alter it."
)
ONE_FITS = "1 question of the bank fits, so it comes every time. Allow more topics or difficulties."
NOTHING_YET = (
    "## Schedules\nThere is none yet. Run `/setup` to choose a channel, a time and a time zone; "
    "it takes a minute."
)


def listing(
    schedules: Sequence[Schedule], titles: Mapping[str, str], tracks: Mapping[str, str]
) -> ui.LayoutView:
    """Return all schedules of a server; `titles` and `tracks` are id -> title."""
    if not schedules:
        return panel(NOTHING_YET)
    entries = [f"{_entry(s)}\n-# {settings(s, titles, tracks.get(s.track, ''))}" for s in schedules]
    return panel("## Schedules", fit(entries, TEXT_LIMIT - 200, "-# and {} more", "\n\n"))


def changed(
    what: str, preview: Preview, titles: Mapping[str, str], notes: Sequence[str] = ()
) -> ui.LayoutView:
    """Return a schedule after a change, with its next posts.

    Args:
        what: what was done, such as "Added".
        preview: the schedule and what comes next.
        titles: topic id -> title.
        notes: advice below; empty ones are left out.
    """
    heading, zone = _heading(what, preview, titles), preview.schedule.zone
    advice = "\n".join(note for note in (*notes, utc_advice(zone)) if note)
    return panel(*(text for text in (heading, _ahead(preview), advice) if text))


def foretold(preview: Preview, titles: Mapping[str, str]) -> ui.LayoutView:
    """Return a schedule's next posts with their questions, for admins: no key, no options.

    Args:
        preview: the schedule and what comes next.
        titles: topic id -> title.
    """
    heading = _heading("Preview", preview, titles)
    if not preview.posts:
        return panel(heading, _why_nothing(preview))
    posts = [_coming(post, preview.schedule, titles) for post in preview.posts]
    asked = fit(posts, TEXT_LIMIT - len(heading) - 600, "-# and {} more")
    return panel(heading, f"**Next posts**\n{asked}", f"-# {MAY_CHANGE} {_supply(preview)}")


def paused(schedule: Schedule) -> ui.LayoutView:
    """Return what pausing means."""
    return panel(
        f"## Paused\n**{plain(schedule.name)}** posts nothing until `/schedule resume`. "
        "Questions that are open stay open and are revealed as usual."
    )


def next_post(what: str, schedule: Schedule) -> ui.LayoutView:
    """Return a schedule whose next post has moved, after `what` was done."""
    return panel(f"## {what}\n{_entry(schedule)}")


def posted(schedule_name: str, round_: Round) -> ui.LayoutView:
    """Return where a question was posted at once."""
    name, channel = plain(schedule_name), f"<#{round_.channel_id}>"
    if round_.message_id is None:
        return panel(f"## Post now\nA question of **{name}** is on its way to {channel}.")
    url = jump_url(round_.guild_id, round_.channel_id, round_.message_id)
    return panel(
        f"## Posted\n[A question of **{name}**]({url}) is open in {channel} until "
        f"{when(round_.closes_at)}. The regular posts stay as they are.\n-# {round_.reason}"
    )


def ask_removal(schedule: Schedule) -> ui.LayoutView:
    """Return the question whether to remove a schedule, with a button for each answer."""
    row: Row = ui.ActionRow(
        ui.Button(
            label="Remove",
            style=discord.ButtonStyle.danger,
            custom_id=f"viva:schedule:remove:{schedule.id}",
        ),
        ui.Button(label="Keep", custom_id="viva:schedule:keep"),
    )
    return panel(
        f"## Remove this schedule?\n{_entry(schedule)}\n\nIt will post nothing more. Questions "
        "that are open are still revealed; points and history stay.",
        row=row,
    )


def removed(schedule: Schedule) -> ui.LayoutView:
    """Return that a schedule is gone."""
    return panel(f"## Removed\n**{plain(schedule.name)}** is gone. Points and history stay.")


def kept() -> ui.LayoutView:
    """Return that nothing was removed."""
    return panel("## Kept\nNothing was removed.")


def _entry(schedule: Schedule) -> str:
    head = f"**{plain(schedule.name)}** · {place_and_time(schedule)}"
    if schedule.next_at is not None:
        return f"{head}\nNext post {when(schedule.next_at)} ({when(schedule.next_at, 'R')})"
    since = f" {when(schedule.paused_at, 'R')}" if schedule.paused_at else ""
    reason = f": {schedule.paused_reason}" if schedule.paused_reason else " by an admin"
    return f"{head}\nPaused{since}{reason}. Go on with `/schedule resume`."


def _heading(what: str, preview: Preview, titles: Mapping[str, str]) -> str:
    schedule, track = preview.schedule, preview.track.title if preview.track else ""
    return f"## {what}\n{_entry(schedule)}\n-# {settings(schedule, titles, track)}"


def _ahead(preview: Preview) -> str:
    supply = _supply(preview)
    if not preview.occurrences:
        return supply
    posts = next_posts(preview.occurrences, preview.schedule.zone)
    return f"**Next posts**\n{posts}\n-# {supply}"


def _supply(preview: Preview) -> str:
    """Return how many questions there are, and how many of them are new here."""
    count, left = preview.candidates, preview.left
    if count == 1:
        return ONE_FITS
    what = "of this track may be asked" if preview.track else "of the bank fit"
    fitting = f"{counted(count, 'question')} {what}"
    if not left:
        return f"{fitting}; all were asked here, so the oldest come again."
    new = "" if left == count else f", {left:,} of them new here"
    return f"{fitting}{new}; when all were asked, they come again."


def _why_nothing(preview: Preview) -> str:
    if preview.schedule.next_at is None:
        return "It is paused, so nothing is to come. `/schedule resume` lets it go on."
    return (
        "No question of the bank fits, so it would pause at its next time. Widen it with "
        "`/schedule edit`."
    )


def _coming(post: Coming, schedule: Schedule, titles: Mapping[str, str]) -> str:
    question, pick = post.choice.question, post.choice.pick
    kind = question.type.value.replace("_", " ")
    topic = titles.get(question.topic, question.topic)
    lines = [
        f"- {both_times(post.at, schedule.zone)}",
        f"  **{plain(topic)}** · {difficulty(question)} · {kind} · `{question.id}`",
        f"  {link_label(question.stem, STEM_SHOWN)}",
    ]
    if pick.revisit:
        lines.append(f"  *{REVISIT}*")
    elif schedule.rhythm and not schedule.track and is_weekend(post.at.day):
        lines.append("  *Or what the group has missed most by then in that week.*")
    elif pick.reused:
        lines.append("  *Asked here before.*")
    return "\n".join(lines)
