"""What the commands share: where they were run, options that complete, and small texts."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui

from bot.adapters.discord.layout import Piece, Row, column, words
from bot.domain.formula import render_text
from bot.domain.question import DIFFICULTY_WORDS
from bot.errors import Unreadable, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.adapters.discord.layout import Block

CHOICES_SHOWN = 25
"""The most choices Discord shows under an option."""
ACCENT = 0x5865F2
"""The edge of every page that is not about one question."""


def server_of(interaction: discord.Interaction, otherwise: str) -> int:
    """Return the id of the server the command came from.

    Args:
        interaction: the command or the press.
        otherwise: what to tell the member in a direct message; a sentence.

    Raises:
        UserError: the command came from a direct message.
    """
    if interaction.guild_id is None:
        raise UserError(otherwise)
    return interaction.guild_id


def complete(current: str, choices: Sequence[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Return the choices (value, label) whose value or label contains what was typed."""
    wanted = current.casefold().strip()
    fitting = [
        app_commands.Choice(name=shorten(label, 100), value=value)
        for value, label in choices
        if wanted in value.casefold() or wanted in label.casefold()
    ]
    return fitting[:CHOICES_SHOWN]


def find_topic(text: str, topics: Sequence[tuple[str, str]], noun: str = "topic") -> str:
    """Return the id of the topic, or whatever else has an id and a title, named by either.

    Args:
        text: what the member wrote; the case does not matter.
        topics: the bank's topics as (id, title).
        noun: what they are.

    Raises:
        Unreadable: there is no such topic; the message offers close ones.
    """
    names = {name.casefold(): topic for topic, title in topics for name in (topic, title)}
    wanted = text.strip().casefold()
    if wanted in names:
        return names[wanted]
    close = dict.fromkeys(names[n] for n in difflib.get_close_matches(wanted, names, n=3))
    hint = f"Did you mean {' or '.join(close)}?" if close else "Pick one from the list."
    raise Unreadable(f"There is no {noun} called “{plain(shorten(text, 60))}”. {hint}")


def find_topics(text: str, topics: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the ids of the topics in a list separated by commas; empty for "all" or nothing.

    Raises:
        Unreadable: one of them is unknown.
    """
    names = [name for name in re.split(r"[,;\n]", text) if name.strip()]
    if [name.strip().casefold() for name in names] in ([], ["all"]):
        return ()
    return tuple(dict.fromkeys(find_topic(name, topics) for name in names))


def complete_topics(
    current: str, topics: Sequence[tuple[str, str]]
) -> list[app_commands.Choice[str]]:
    """Offer to complete the last topic of a list separated by commas."""
    before, _, last = current.rpartition(",")
    done = [name.strip() for name in before.split(",") if name.strip()]
    fitting = complete(last, [t for t in topics if t[0] not in done])
    offers = [(", ".join([*done, c.value]), ", ".join([*done, c.name])) for c in fitting]
    return [
        app_commands.Choice(name=shorten(label, 100), value=value)
        for value, label in offers
        if len(value) <= 100  # noqa: PLR2004  Discord's limit for a choice
    ]


def mention(member_id: int) -> str:
    """Return a member's mention; ids below 1 stand for those who erased their data."""
    return f"<@{member_id}>" if member_id > 0 else "a former member"


def plain(text: str) -> str:
    """Return the text of a member so that Discord shows it as it was written."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))


def shorten(text: str, limit: int) -> str:
    """Return the text on one line, cut to `limit` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def link_label(text: str, limit: int) -> str:
    """Return the beginning of a text of the bank on one line, fit for the label of a link.

    Nothing in it is Markdown: neither `x_1`, nor what a cut has left of a pair of marks.
    """
    return plain(shorten(bare(text), limit).replace("[", "(").replace("]", ")"))


def bare(text: str) -> str:
    """Return a text of the bank for a label: those read no Markdown, so code loses its marks."""
    return render_text(text, markdown=False).text.replace("`", "")


def when(instant: datetime, style: discord.utils.TimestampStyle = "F") -> str:
    """Return the instant so that everyone sees it in their own time zone."""
    return discord.utils.format_dt(instant, style)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return "1 answer" or "1,200 answers"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "4th", "11th", ..."""
    teen = number % 100 in {11, 12, 13}
    suffix = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def right_share(correct: int, answered: int) -> str:
    """Return "75% (3 of 4 right)", or that nothing was answered."""
    if not answered:
        return "no graded answers yet"
    return f"{correct / answered:.0%} ({correct:,} of {answered:,} right)"


def difficulty_span(easiest: int, hardest: int) -> str:
    """Return the words for a span of difficulties (1 to 5): "any difficulty", "easy to hard"."""
    if (easiest, hardest) == (1, len(DIFFICULTY_WORDS)):
        return "any difficulty"
    low, high = DIFFICULTY_WORDS[easiest - 1], DIFFICULTY_WORDS[hardest - 1]
    return low if low == high else f"{low} to {high}"


def jump_url(guild_id: int, channel_id: int, message_id: int) -> str:
    """Return the address that opens a message in Discord."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def panel(*texts: str, row: Row | None = None) -> ui.LayoutView:
    """Return a message of texts set apart by lines, with a row of buttons below.

    The buttons are answered by their custom id (see `pressing`), so that they work after a
    restart; the view itself listens to nothing.
    """
    blocks: list[Block] = []
    for text in texts:
        blocks += [ui.Separator(), words(Piece(text))] if blocks else [words(Piece(text))]
    return column([*blocks, row] if row is not None else blocks, colour=ACCENT)


def fit(lines: Sequence[str], limit: int, more: str, between: str = "\n") -> str:
    """Join as many lines as fit into `limit` characters.

    Args:
        lines: the lines, most important first.
        limit: in characters.
        more: the last line when some did not fit; `{}` becomes how many.
        between: what stands between the lines.
    """
    room = limit - len(more) - 8
    kept: list[str] = []
    for line in lines:
        room -= len(line) + len(between)
        if room < 0:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    return between.join([*kept, more.format(left)] if left else kept)
