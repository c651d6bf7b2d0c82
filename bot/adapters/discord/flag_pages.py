"""What members and admins are told of reports, and the list that admins decide from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

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
from bot.domain.flags import BanKind

if TYPE_CHECKING:
    from bot.adapters.discord.layout import Row
    from bot.domain.flags import Flag
    from bot.domain.round import Round
    from bot.services.verdicts import Case, Cases
    from bot.store.flags import Put, Settled
    from bot.store.usage import Asked

LIST_BUTTON = r"viva:flags:(?:first|previous|next|last):(?P<page>\d+)"
VOID_BUTTON = r"viva:flags:void:(?P<round>\d+)"
KEEP_BUTTON = r"viva:flags:keep"
STEM_SHOWN = 150
WORDS_SHOWN = 160
FLAGS_SHOWN = 3
TIMES_SHOWN = 3

EMPTY = (
    "## Reported questions\nNothing is reported, suspended or retired. Members report a problem "
    "with `/flag` or with the button under a reveal."
)


# ------------------------------------------------------------------------------- members


def flagged(put: Put) -> str:
    """Return the receipt for a report."""
    thanks = "Your report now says this instead." if put.replaced else "Thank you for the report."
    if put.suspended:
        return (
            f"{thanks} You are the second member to report this question, so it is not asked here "
            "until an admin has decided. I told the admins, and will write to you what they decide."
        )
    return (
        f"{thanks} The admins see it, and once another member reports the question, too, it is not "
        "asked here until they have decided. I will write to you what they decide. You can take "
        "the report back with `/flag withdraw:True`."
    )


def withdrawn(question_id: str) -> str:
    """Return the receipt for a report that was taken back."""
    return f"Your report of `{question_id}` is taken back."


# ------------------------------------------------------------------------------- admins


def listing(cases: Cases, guild_id: int) -> ui.LayoutView:
    """Return a page of what was reported, suspended or retired."""
    if not cases.rows:
        return panel(EMPTY)
    heading = f"## Reported questions\n{counted(cases.total, 'question')}"
    entries = [_entry(case, guild_id) for case in cases.rows]
    foot = (
        "-# `/flags dismiss` keeps asking a question, `/flags retire` leaves it out for good, "
        "`/flags reinstate` asks it again, `/flags void` takes back the points of one time."
    )
    row: Row | None = None
    if cases.pages > 1:
        row = turn_row(cases.page, cases.pages, "viva:flags:{step}:{page}")
        foot = f"-# Page {cases.page} of {cases.pages}\n{foot}"
    shown = fit(entries, TEXT_LIMIT - 700, "-# and {} more", "\n\n")
    return panel(heading, shown, foot, row=row)


def decided(what: str, question_id: str, settled: Settled) -> str:
    """Return what a decision came to.

    Args:
        what: a sentence about the question, with `{}` for its id.
        question_id: the question.
        settled: what changed.
    """
    told = f" {counted(settled.flags, 'member')} who reported it will be told."
    return what.format(f"`{question_id}`") + (told if settled.flags else "")


def ask_void(round_: Round) -> ui.LayoutView:
    """Return the question whether to withdraw a round, with a button for each answer."""
    row: Row = ui.ActionRow(
        ui.Button(
            label="Withdraw it",
            style=discord.ButtonStyle.danger,
            custom_id=f"viva:flags:void:{round_.id}",
        ),
        ui.Button(label="Keep it", custom_id="viva:flags:keep"),
    )
    return panel(
        f"## Withdraw this question?\n{_linked(round_)}\nAll points for answers to it, asked "
        f"{when(round_.opens_at, 'f')}, are taken back, the channel is told, and this cannot be "
        "undone. Streaks stay.",
        row=row,
    )


def voided(round_: Round) -> ui.LayoutView:
    """Return that a round was withdrawn."""
    return panel(f"## Withdrawn\n{_linked(round_)}\nThe points are taken back. I tell the channel.")


def kept() -> ui.LayoutView:
    """Return that nothing was withdrawn."""
    return panel("## Kept\nNothing was withdrawn.")


def _linked(round_: Round) -> str:
    title = link_label(round_.question.stem, STEM_SHOWN)
    message = round_.reveal_message_id or round_.message_id
    if message is None:
        return title
    return f"[{title}]({jump_url(round_.guild_id, round_.channel_id, message)})"


def _entry(case: Case, guild_id: int) -> str:
    stem = link_label(case.stem, STEM_SHOWN) if case.stem else "(no longer in the bank)"
    lines = [f"**{_standing(case)}** · `{case.question_id}`\n{stem}"]
    lines += [_reason(flag) for flag in case.flags[:FLAGS_SHOWN]]
    left = len(case.flags) - FLAGS_SHOWN
    if left > 0:
        lines.append(f"- and {counted(left, 'report')} more")
    if case.asked:
        times = ", ".join(_time(time, guild_id) for time in case.asked[:TIMES_SHOWN])
        lines.append(f"-# Asked: {times}")
    return "\n".join(lines)


def _standing(case: Case) -> str:
    reports = f" · {counted(len(case.flags), 'report')}" if case.flags else ""
    if case.ban is None:
        return f"Asked as usual{reports}"
    if case.ban.kind is BanKind.RETIRED:
        return f"Retired {when(case.ban.at, 'd')}{reports}"
    return f"Suspended {when(case.ban.at, 'R')}{reports}"


def _reason(flag: Flag) -> str:
    words = f": {plain(shorten(flag.text, WORDS_SHOWN))}" if flag.text else ""
    return f"- {flag.kind.words}{words} (<@{flag.member_id}>, {when(flag.at, 'R')})"


def _time(time: Asked, guild_id: int) -> str:
    day = when(time.opens_at, "d")
    if time.message_id is None:
        return day
    return f"[{time.opens_at:%d %b %Y}]({jump_url(guild_id, time.channel_id, time.message_id)})"
