"""What a channel is told when a question was corrected or withdrawn after its reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.adapters.discord.cards import Card
from bot.adapters.discord.common import link_label
from bot.adapters.discord.layout import Piece, column, gallery, words
from bot.adapters.discord.reveals import about, typed_key
from bot.adapters.discord.script import Script
from bot.domain.question import QuestionType
from bot.domain.round import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.discord.layout import Block, Words
    from bot.domain.question import Question
    from bot.domain.round import Round
    from bot.services.publisher import Correction

COLOUR = 0xF0B232
STEM_SHOWN = 200
EXPLAINED = "-# `/why` explains it to whoever answered."


def correction_card(round_: Round, correction: Correction, titles: Mapping[str, str]) -> Card:
    """Return the notice; letters are those of the card.

    Args:
        round_: the round, with the version that was asked.
        correction: what is right now.
        titles: topic id -> title.
    """
    script = Script()
    stem = Piece(link_label(round_.question.stem, STEM_SHOWN), before="> ")
    blocks: list[Block] = [words(f"### {_headline(correction)}", about(round_, titles), stem)]
    if correction.question is not None:
        blocks += _key(round_, correction.question, script)
        blocks.append(words(script(correction.question.explanation)))
    if script.formulas:
        blocks.append(gallery(script.alts))
    foot = correction_footer(round_, correction)
    blocks += [ui.Separator(), words(_changed(correction), EXPLAINED, foot)]
    return Card(column(blocks, colour=COLOUR), script.formulas)


def correction_footer(round_: Round, correction: Correction) -> str:
    """Return the last line, by which the notice is found again in the channel's history."""
    question_id = round_.question.id
    if not correction.version:
        return f"-# {question_id} · withdrawal of round {round_.id}"
    return f"-# {question_id} · version {correction.version} of round {round_.id}"


def _headline(correction: Correction) -> str:
    if not correction.version:
        return "This question was withdrawn by an admin"
    if correction.question is None:
        return "This question was changed, so answers to it no longer count"
    return "The answer to this question was corrected"


def _key(round_: Round, new: Question, script: Script) -> Iterator[Words]:
    letters = {option.id: LETTERS[p] for p, option in enumerate(round_.options)}
    ordered = new.type is QuestionType.ORDER
    right = [option for option in new.options if ordered or option.correct]
    for number, option in enumerate(right, start=1):
        mark, letter = (f"{number}." if ordered else "✅"), letters.get(option.id)
        before = f"{mark} **{letter}** · " if letter else f"{mark} "
        yield words(Piece(script(option.text).body, before=before), script(option.why))
    yield from typed_key(new)


def _changed(correction: Correction) -> str:
    if not correction.changed:
        return "**Nobody's points changed.**"
    if correction.changed == 1:
        return "**1 member's points changed.**"
    return f"**{correction.changed:,} members' points changed.**"
