"""The cards: what a round looks like while it is open, and after its close.

Builders are pure: everything shown comes from the round. Nothing in a card before the reveal
(custom ids, file names, order) depends on which option is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.adapters.discord.common import counted, jump_url, when
from bot.adapters.discord.layout import Button, Piece, Row, column, gallery, words
from bot.adapters.discord.quiz_boards import next_button
from bot.adapters.discord.script import Script, code_block
from bot.domain.question import DIFFICULTY_WORDS, QuestionType
from bot.domain.quiz import SECONDS
from bot.domain.round import LETTERS, AnswerStyle, RoundState
from bot.domain.turnout import Turnout
from bot.services.answers import counts_are_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.discord.layout import Block, Words
    from bot.domain.question import Question
    from bot.domain.round import Round

REACTIONS = "🇦🇧🇨🇩🇪🇫🇬🇭🇮🇯"
"""The emoji for each display position: the letters as regional indicators."""
POSITIONS = {emoji: position for position, emoji in enumerate(REACTIONS)}

SQUARES = "⬜🟩🟨🟧🟥"
"""The colour of each difficulty; index 0 is difficulty 1. The word always stands beside it."""
COLOURS = (0xE6E7E8, 0x78B159, 0xFDCB58, 0xF4900C, 0xDD2E44)
CLOSED = 0x80848E

REVISIT = "Asked again, because many missed it this week."
SEVERAL = "**Several options are right.** "
NOBODY = Turnout(0)


@dataclass(frozen=True, slots=True)
class Card:
    """A message to send: its view, and the formulas (LaTeX) to attach as pictures, in order."""

    view: ui.LayoutView
    formulas: tuple[str, ...] = ()


def open_card(
    round_: Round,
    titles: Mapping[str, str],
    *,
    reads_threads: bool = True,
    turnout: Turnout | None = NOBODY,
    note: str = "",
) -> Card:
    """Return the card of an open round.

    Args:
        round_: the round.
        titles: topic id -> title.
        reads_threads: whether Viva may read what members write in threads.
        turnout: how many have answered, shown where reactions do not show it; None: not shown.
        note: a short line at the end, such as what the member holds who is shown it privately.
    """
    script = Script()
    blocks: list[Block] = list(_question(round_, titles, script))
    blocks += _ways_to_answer(round_, script)
    if script.formulas:
        blocks.append(gallery(script.alts))
    blocks += [ui.Separator(), words(*_how(round_, reads_threads, turnout), note)]
    if round_.quiz_id is not None and is_untimed(round_):
        blocks.append(next_button(round_.quiz_id, "Reveal the answer"))
    blocks.append(words(footer(round_)))
    colour = COLOURS[round_.question.difficulty - 1]
    return Card(column(blocks, colour=colour, above=ping_text(round_)), script.formulas)


def closed_card(round_: Round, titles: Mapping[str, str], *, answered: int) -> Card:
    """Return the card of a round that takes no answers any more; a void one says so."""
    script = Script()
    blocks: list[Block] = list(_question(round_, titles, script))
    blocks += _options(round_, script)
    if script.formulas:
        blocks.append(gallery(script.alts))
    blocks += [ui.Separator(), words(*_ending(round_, answered), footer(round_))]
    return Card(column(blocks, colour=CLOSED, above=ping_text(round_)), script.formulas)


def takes_reactions(round_: Round) -> bool:
    """Whether members answer by reacting to the card."""
    return round_.question.type.is_choice and round_.style is AnswerStyle.REACTIONS


def position_of(round_: Round, emoji: str) -> int | None:
    """Return the display position that an emoji stands for, or None for a foreign one."""
    position = POSITIONS.get(emoji)
    return position if position is not None and position < len(round_.order) else None


def ping_text(round_: Round) -> str:
    """Return the mention over the card, or an empty string."""
    if round_.ping_role_id is None:
        return ""
    # The role that all members have carries the server's own id, and only this text mentions it.
    return "@everyone" if round_.ping_role_id == round_.guild_id else f"<@&{round_.ping_role_id}>"


def pings(round_: Round) -> discord.AllowedMentions:
    """Return what the card may mention: the schedule's role and nothing else."""
    if round_.ping_role_id == round_.guild_id:
        return discord.AllowedMentions(everyone=True, users=False, roles=False, replied_user=False)
    role = [discord.Object(round_.ping_role_id)] if round_.ping_role_id else False
    return discord.AllowedMentions(everyone=False, users=False, roles=role, replied_user=False)


def footer(round_: Round) -> str:
    """Return the last line of a card, by which it is found again in the channel's history."""
    return f"-# {round_.question.id} · round {round_.id}"


def option_button_id(round_id: int, position: int) -> str:
    """Return the custom id of the button of a display position; see `answering`."""
    return f"viva:a:{round_id}:{position}"


def picks_menu_id(round_id: int) -> str:
    """Return the custom id of the menu in which several options are chosen; see `answering`."""
    return f"viva:m:{round_id}"


def answer_button_id(round_id: int) -> str:
    """Return the custom id of the button that asks for the answer; see `answering`."""
    return f"viva:w:{round_id}"


def difficulty(question: Question) -> str:
    """Return the difficulty as a colour and a word."""
    index = question.difficulty - 1
    return f"{SQUARES[index]} {DIFFICULTY_WORDS[index]}"


def _question(round_: Round, titles: Mapping[str, str], script: Script) -> Iterator[Words]:
    question = round_.question
    title = titles.get(question.topic, question.topic)
    level = question.level.value.capitalize()
    again = (f"-# {REVISIT}",) if round_.revisit else ()
    number = f"Question {round_.slot} · " if round_.quiz_id is not None else ""
    yield words(Piece(title, before=f"### {number}"), f"{level} · {difficulty(question)}", *again)
    yield words(script(question.stem))
    if question.code is not None:
        yield words(code_block(question.code.source, question.code.language))


def _ways_to_answer(round_: Round, script: Script) -> Iterator[Block]:
    if not round_.question.type.is_choice:
        button: Button = ui.Button(
            label="Answer",
            style=discord.ButtonStyle.primary,
            custom_id=answer_button_id(round_.id),
        )
        row: Row = ui.ActionRow(button)
        yield from _options(round_, script)
        yield row
    elif round_.style is AnswerStyle.REACTIONS:
        yield from _options(round_, script)
    elif is_picked_at_once(round_):
        yield from _options(round_, script)
        yield _menu(round_)
    else:
        yield from _buttons(round_, script)


def is_untimed(round_: Round) -> bool:
    """Whether a question of a quiz waits for its host, and not for the clock."""
    return (round_.closes_at - round_.opens_at).total_seconds() > SECONDS[1]


def is_picked_at_once(round_: Round) -> bool:
    """Whether several options are chosen together in a menu: in a quiz, where changes are few."""
    several = round_.question.type is QuestionType.MULTIPLE
    return several and round_.quiz_id is not None and round_.style is AnswerStyle.BUTTONS


def _menu(round_: Round) -> Row:
    letters = [
        discord.SelectOption(label=LETTERS[position], value=str(position))
        for position in range(len(round_.order))
    ]
    menu: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=picks_menu_id(round_.id),
        placeholder="Choose all that are right",
        max_values=len(letters),
        options=letters,
    )
    return ui.ActionRow(menu)


def _buttons(round_: Round, script: Script) -> Iterator[Words]:
    for position, option in enumerate(round_.options):
        button: Button = ui.Button(
            label=LETTERS[position], custom_id=option_button_id(round_.id, position)
        )
        yield words(_option(position, script(option.text)), button=button)


def _options(round_: Round, script: Script) -> Iterator[Words]:
    if round_.options:
        yield words(*(_option(i, script(o.text)) for i, o in enumerate(round_.options)))


def _option(position: int, text: Piece) -> Piece:
    return Piece(text.body, before=f"**{LETTERS[position]}**\u2002")


def _how(round_: Round, reads_threads: bool, turnout: Turnout | None) -> Iterator[str]:  # noqa: FBT001
    yield _quiz_instruction(round_) if round_.quiz_id else _instruction(round_, reads_threads)
    until = _until(round_)
    if turnout is None or not counts_are_shown(round_):
        yield until
    else:
        yield f"{until} {_so_far(turnout)}"


def _until(round_: Round) -> str:
    if round_.state is RoundState.PAUSED:
        return "**Paused.** The time that is left is kept."
    if round_.quiz_id is None:
        return f"Closes {when(round_.closes_at, 'R')}, {when(round_.closes_at, 'f')}."
    if is_untimed(round_):
        return "No clock: the host reveals the answer."
    return f"Closes {when(round_.closes_at, 'R')}."


def _so_far(turnout: Turnout) -> str:
    answered, awaited = turnout.answered, turnout.awaited
    if awaited is not None:
        return f"{answered:,} of {awaited:,} {'has' if answered == 1 else 'have'} answered."
    return f"Answered so far: {counted(answered, 'member') if answered else 'nobody'}."


def _instruction(round_: Round, reads_threads: bool) -> str:  # noqa: FBT001
    question = round_.question
    several = question.type is QuestionType.MULTIPLE
    if question.type is QuestionType.OPEN:
        sealed = "Press **Answer** to hand in what nobody else sees"
        thread = ", or write in this message's thread, where everyone reads it"
        return f"{sealed}{thread if reads_threads else ''}. You can change it until the close."
    if question.type.is_typed:
        unit = question.numeric.quantity.unit if question.numeric else ""
        wanted = f" Answer in **{unit}**." if unit else ""
        return f"Press **Answer** and type it. Only you see it, until the close.{wanted}"
    if question.type is QuestionType.ORDER:
        press = "Press **Answer** and choose what comes first, then what comes next."
        return f"**Put them in order.** {press} Only you see it, until the close."
    if round_.style is AnswerStyle.REACTIONS:
        letters = "letters of all you think right" if several else "letter of your answer"
        latest = "" if several else " Your latest one counts."
        shown = "Reactions are visible to everyone until the close."
        return f"{SEVERAL * several}React with the {letters}. {shown}{latest}"
    press = "Press the letters of all you think right; press again to take one back."
    one = "Press the letter of your answer; you can change it until the close."
    return f"{SEVERAL * several}{press if several else one} Only you see it."


def _quiz_instruction(round_: Round) -> str:
    question = round_.question
    unit = question.numeric.quantity.unit if question.numeric else ""
    change = "You can change it once." if round_.most_changes else "Your first answer counts."
    if question.type is QuestionType.ORDER:
        return f"**Put them in order**: press **Answer**. {change}"
    if question.type.is_typed:
        return f"Press **Answer** and type it{f' in **{unit}**' if unit else ''}. {change}"
    if round_.style is AnswerStyle.REACTIONS:
        several = question.type is QuestionType.MULTIPLE
        return f"{SEVERAL * several}React with {'all right letters' if several else 'a letter'}."
    if is_picked_at_once(round_):
        return f"{SEVERAL}Choose them in the menu, all at once. {change}"
    return f"Press a letter. {change}"


def _ending(round_: Round, answered: int) -> Iterator[str]:
    if round_.state is RoundState.VOID:
        yield "**Void.** This question was withdrawn; nobody gains or loses points by it."
        return
    link = ""
    if round_.reveal_message_id is not None:
        url = jump_url(round_.guild_id, round_.channel_id, round_.reveal_message_id)
        link = f" [See the answer]({url})."
    yield f"**Closed** {when(round_.closes_at, 'R')}. {counted(answered, 'member')} answered.{link}"
