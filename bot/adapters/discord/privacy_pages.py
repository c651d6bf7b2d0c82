"""What members are told about their own data, and how its erasure is confirmed.

viva:me:erase   the button that opens the form, and the form
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands, ui

from bot.adapters.discord.common import counted, panel, plain, shorten
from bot.adapters.discord.modals import Field, modal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.discord.layout import Row
    from bot.store.erasure import Erased
    from bot.store.visibility import Visibility

ERASE: Final = "viva:me:erase"
WORD: Final = "erase"
FIELD: Final = "word"
TYPED_SHOWN: Final = 30
BELONGS_TO_A_SERVER: Final = (
    "What I keep belongs to a server. Run this command in the server it is about."
)

BOARDS: Final = [
    app_commands.Choice(name="shown: on boards and podiums", value="shown"),
    app_commands.Choice(name="hidden: on none of them", value="hidden"),
]
PROFILES: Final = [
    app_commands.Choice(name="private: others see what boards show", value="private"),
    app_commands.Choice(name="open: others may see all of it", value="open"),
]
PICTURES: Final = [
    app_commands.Choice(name="automatic", value="automatic"),
    app_commands.Choice(name="dark", value="dark"),
    app_commands.Choice(name="light", value="light"),
]

NOTHING_KEPT: Final = (
    "I keep nothing about you in this server. That changes when you answer a question here."
)
NOTHING_ERASED: Final = "There is nothing to erase: I keep nothing about you in this server."


# ------------------------------------------------------------------------------- visibility


def visibility(now: Visibility, *, changed: bool) -> ui.LayoutView:
    """Return what others see of a member, and what each choice means."""
    heading = "## Changed, from now on" if changed else "## What others see of you"
    boards = (
        "**hidden**. You are on no leaderboard, podium or list of ratings. You still see your own "
        "place, and your points count as before."
        if now.hidden
        else "**shown**. You are on leaderboards, podiums and ratings, like everyone."
    )
    profile = (
        "**open**. Others may see all of it: accuracy by topic, streak and more."
        if now.is_open
        else "**private**. Others see of you what boards show, and nothing more."
    )
    pictures = (
        f"**{now.theme}**. Pictures drawn for you alone are {now.theme}."
        if now.theme
        else "**automatic**. Pictures look as whoever runs this bot chose."
    )
    lines = [f"**Boards** · {boards}", f"**Profile** · {profile}", f"**Pictures** · {pictures}"]
    foot = (
        "-# Change it with the options of `/me visibility`: `boards` (shown, hidden), `profile` "
        "(private, open), `pictures` (dark, light, automatic). It holds in this server."
    )
    return panel(heading, "\n".join(lines), foot)


# ------------------------------------------------------------------------------- export


def export_files(archives: Sequence[bytes], guild_id: int, member_id: int) -> list[discord.File]:
    """Return the archives as attachments."""
    stem = f"viva-{guild_id}-{member_id}"
    return [
        discord.File(io.BytesIO(data), f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip")
        for number, data in enumerate(archives, start=1)
    ]


def exported(archives: int) -> str:
    """Return what comes with the first archive."""
    more = (
        f" It is more than one file holds, so it comes in {archives} archives, in messages that "
        "follow."
        if archives > 1
        else ""
    )
    return (
        "Everything I keep about you in this server, as JSON and CSV. `README.txt` in it explains "
        f"each file. Only you see this message.{more}"
    )


# ------------------------------------------------------------------------------- erasure


def ask_erase() -> ui.LayoutView:
    """Return what an erasure does, with the button that asks for the word."""
    row: Row = ui.ActionRow(
        ui.Button(label="Erase my data", style=discord.ButtonStyle.danger, custom_id=ERASE)
    )
    return panel(
        "## Erase your data in this server?",
        "**What goes:** your answers and what you wrote in threads, your streak, days off and "
        "rating, your settings, your reports and suggestions, and the record of roles I gave you.",
        "**What stays, without your name:** the points in the ledger and what you did in quizzes, "
        "so that everybody else's standings stand. An accepted suggestion stays a question of this "
        "server, without an author.",
        "**What I cannot take away:** messages and reactions on Discord, and roles you have. "
        "Delete or give up those yourself.",
        "Questions you have answered that are still open cannot be answered again. Then you can go "
        "on as if you were new. **This cannot be undone**; `/me export` gives you a copy first.",
        row=row,
    )


def erase_form() -> ui.Modal:
    """Return the form that asks for the word."""
    word = Field(FIELD, f"Type the word {WORD}", 20, "Anything else changes nothing.")
    return modal("Erase your data", ERASE, [word])


def is_confirmed(typed: str) -> bool:
    """Whether the word was typed; case and blanks around it do not matter."""
    return typed.strip().casefold() == WORD


def not_confirmed(typed: str) -> str:
    """Return that nothing was erased."""
    shown = plain(shorten(typed, TYPED_SHOWN))
    return (
        f"Nothing was erased: you typed “{shown}”. To go on, press the button again and type the "
        f"word `{WORD}`."
    )


def erased(done: Erased) -> str:
    """Return what was erased, in numbers."""
    if done.is_nothing:
        return NOTHING_ERASED
    gone = _listed(
        (done.answers, "answer", ""),
        (done.messages, "thread message", ""),
        (done.days, "day off or freeze", "days off or freezes"),
        (done.flags, "report", ""),
        (done.suggestions, "suggestion", ""),
        (done.other, "other entry", "other entries"),
    )
    left = _listed(
        (done.awards, "award", ""),
        (done.quizzes, "quiz", "quizzes"),
        (done.questions, "accepted question", ""),
    )
    sentences = [f"Erased: {gone or 'your name'}."]
    if left:
        verb = "stays" if done.awards + done.quizzes + done.questions == 1 else "stay"
        sentences.append(f"{left} {verb} without your name, so that others' standings stand.")
    if done.closed_to:
        sentences.append(
            "What you had answered that is still open takes no more answers from you; the next "
            "question counts."
        )
    return " ".join([*sentences, "You can go on as if you were new."])


def _listed(*numbers: tuple[int, str, str]) -> str:
    parts = [counted(number, noun, plural) for number, noun, plural in numbers if number]
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + "".join(parts[-1:])
