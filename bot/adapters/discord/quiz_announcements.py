"""The pages of a quiz at a set time: its announcement, that it cannot be, and what is to come.

viva:q:in:<quiz>    in, or out again
viva:q:off:<quiz>   called off by its host or a moderator
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.common import ACCENT, counted, fit, jump_url, panel, plain, when
from bot.adapters.discord.layout import column, words
from bot.adapters.discord.quiz_pages import NOTIFIED, about, hosted, mentions
from bot.domain.quiz import QuizState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.adapters.discord.layout import Block, Row
    from bot.domain.quiz import Player, Quiz

IN_BUTTON = r"viva:q:in:(?P<quiz>\d+)"
OFF_BUTTON = r"viva:q:off:(?P<quiz>\d+)"


def announcement(quiz: Quiz, players: Sequence[Player], titles: Mapping[str, str]) -> ui.LayoutView:
    """Return what will be played and when, and who is in."""
    blocks: list[Block] = [
        words(f"## Quiz · {topic_of(quiz, titles)}", f"**{both(quiz)}**"),
        words(about(quiz), hosted(quiz)),
        ui.Separator(),
        words(f"**In** ({len(players)}): {mentions(players) or 'nobody yet'}"),
        words(*_what_next(quiz), announcement_footer(quiz)),
    ]
    if quiz.state is QuizState.ANNOUNCED:
        blocks.append(_buttons(quiz))
    return column(blocks, colour=ACCENT)


def regret(quiz: Quiz, players: Sequence[Player]) -> ui.LayoutView:
    """Return that a quiz cannot be, and why."""
    why = quiz.reason or "It was called off."
    text = words("## The quiz is called off", why, regret_footer(quiz))
    return column([text], colour=ACCENT, above=calls(players))


def coming(quizzes: Sequence[tuple[Quiz, int]], titles: Mapping[str, str]) -> ui.LayoutView:
    """Return a server's announced quizzes; each is paired with how many are in."""
    if not quizzes:
        return panel("No quiz is announced here. Announce one with `/quiz schedule`.")
    lines = [_line(quiz, players, titles) for quiz, players in quizzes]
    return panel("## Quizzes to come\n" + fit(lines, 3500, "-# and {} more"))


def planned(quiz: Quiz) -> str:
    """Return what the host of a quiz is told who announced it."""
    event = (
        "An event follows in the server's list."
        if quiz.with_event
        else "There is no event in the server's list: I lack **Create Events** in this server. "
        "Everything else works without it."
    )
    return (
        f"Announced for {both(quiz)}. {event}\nPress **I am in** there if you play, too. The lobby "
        "opens at that time and notifies those who are in; a minute later the quiz begins by "
        "itself. Call it off with `/quiz cancel`."
    )


def calls(players: Sequence[Player]) -> str:
    """Return the mentions that notify those who are in; 100 at most."""
    return " ".join(f"<@{player.member_id}>" for player in players[:NOTIFIED])


def notified(players: Sequence[Player]) -> discord.AllowedMentions:
    """Return that those who are in are notified, and nobody else."""
    members = [discord.Object(player.member_id) for player in players[:NOTIFIED]]
    return discord.AllowedMentions(everyone=False, roles=False, users=members, replied_user=False)


def topic_of(quiz: Quiz, titles: Mapping[str, str]) -> str:
    """Return the title of what is asked about."""
    return plain(titles.get(quiz.topic, quiz.topic)) if quiz.topic else "all topics"


def both(quiz: Quiz) -> str:
    """Return when a quiz begins, in the reader's own time zone."""
    at = quiz.starts_at
    return f"{when(at)} ({when(at, 'R')})" if at is not None else ""


def announcement_footer(quiz: Quiz) -> str:
    """Return the last line of an announcement, by which it is found again."""
    return f"-# quiz {quiz.id}, announced"


def regret_footer(quiz: Quiz) -> str:
    """Return the last line of a regret, by which it is found again."""
    return f"-# quiz {quiz.id}, called off"


def _what_next(quiz: Quiz) -> Iterator[str]:
    if quiz.state is QuizState.ANNOUNCED:
        yield "-# Press **I am in** to be called when its lobby opens; press again to leave."
    elif quiz.state is QuizState.CANCELLED:
        yield f"**Called off.** {quiz.reason}".strip()
    elif quiz.message_id is not None:
        lobby = jump_url(quiz.guild_id, quiz.channel_id, quiz.message_id)
        yield f"**It has begun:** [to the lobby]({lobby})."
    else:
        yield "**It begins now**; the lobby follows."


def _buttons(quiz: Quiz) -> Row:
    return ui.ActionRow(
        ui.Button(
            label="I am in", custom_id=f"viva:q:in:{quiz.id}", style=discord.ButtonStyle.success
        ),
        ui.Button(label="Call off", custom_id=f"viva:q:off:{quiz.id}"),
    )


def _line(quiz: Quiz, players: int, titles: Mapping[str, str]) -> str:
    what = f"{topic_of(quiz, titles)}, {counted(quiz.count, 'question')}"
    if quiz.announcement_id is not None:
        what = f"[{what}]({jump_url(quiz.guild_id, quiz.channel_id, quiz.announcement_id)})"
    host = f"hosted by <@{quiz.host_id}> · " if quiz.host_id else ""
    return f"- {both(quiz)} in <#{quiz.channel_id}>: {what} · {host}{players} in"
