"""The reveal of a round: key, reasons, explanation, references, and how the group did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.adapters.discord.cards import Card
from bot.adapters.discord.common import counted, jump_url, mention, plain, shorten
from bot.adapters.discord.flagging import flag_row
from bot.adapters.discord.layout import Piece, column, gallery, words
from bot.adapters.discord.quiz_boards import board_lines, next_button
from bot.adapters.discord.script import Script, code_block
from bot.domain.arranging import letters_of
from bot.domain.quantity import format_quantity
from bot.domain.question import QuestionType
from bot.domain.quiz import Mode
from bot.domain.round import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.adapters.discord.layout import Block, Words
    from bot.domain.question import NumericKey, OpenKey, Question, Reference
    from bot.domain.round import Round
    from bot.services.publisher import Reveal, Tally

COLOUR = 0x23A55A
NAMED = 20
"""Up to so many members who were right are named."""
BAR = 10
"""Characters of a full bar."""
URL_LIMIT = 200
REFERENCES = 4
LABEL = 40
POINTS = "-# `/why` explains your points, `/leaderboard` shows who leads."


def reveal_card(
    round_: Round, reveal: Reveal, titles: Mapping[str, str], *, corrected: str = ""
) -> Card:
    """Return the reveal of a closed round.

    Args:
        round_: the round.
        reveal: how the group did.
        titles: topic id -> title.
        corrected: the address of a later correction, if there is one.
    """
    script = Script()
    question = round_.question
    note = f"**This was corrected: [see what is right]({corrected}).**" if corrected else ""
    blocks: list[Block] = [words(f"### {_headline(round_)}", about(round_, titles), note)]
    blocks += _key(round_, script)
    blocks.append(words(script(question.explanation)))
    if question.open is not None:
        blocks += _open(question.open, script)
    if script.formulas:
        blocks.append(gallery(script.alts))
    if question.references:
        lines = (_reference(r) for r in question.references[:REFERENCES])
        blocks.append(words("**Read more**", *lines))
    blocks += [ui.Separator(), words(*_results(round_, reveal))]
    end = board_lines(reveal.board) if reveal.board else [POINTS]
    blocks.append(words(*end, reveal_footer(round_)))
    board = reveal.board
    if board is not None and board.quiz.mode is Mode.UNTIMED:
        blocks.append(next_button(board.quiz.id, "Next question"))
    blocks.append(flag_row(round_.id))
    return Card(column(blocks, colour=COLOUR), script.formulas)


def reveal_footer(round_: Round) -> str:
    """Return the last line of a reveal, by which it is found again in the channel's history."""
    return f"-# {round_.question.id} · reveal of round {round_.id}"


def _headline(round_: Round) -> str:
    question = round_.question
    if question.type is QuestionType.OPEN:
        return "What a good answer covers"
    if question.type is QuestionType.ORDER:
        return f"The right order: {letters_of(round_.key_order)}"
    if question.type.is_choice:
        letters = ", ".join(LETTERS[p] for p in sorted(round_.key_positions))
        return f"The answer{'s' * (len(round_.key_positions) > 1)}: {letters}"
    return "The answer"


def about(round_: Round, titles: Mapping[str, str]) -> str:
    """Return the line with the topic and the way to the card."""
    title = shorten(titles.get(round_.question.topic, round_.question.topic), 80)
    if round_.message_id is None:
        return f"-# {title}"
    url = jump_url(round_.guild_id, round_.channel_id, round_.message_id)
    return f"-# {title} · [to the question]({url})"


def _key(round_: Round, script: Script) -> Iterator[Words]:
    if round_.question.type is QuestionType.ORDER:
        yield from _order(round_, script)
        return
    for position, option in enumerate(round_.options):
        mark = "✅ right" if option.correct else "❌ wrong"
        text = script(option.text)
        yield words(
            Piece(text.body, before=f"**{LETTERS[position]}** · {mark} · "),
            script(option.why),
        )
    yield from typed_key(round_.question)


def _order(round_: Round, script: Script) -> Iterator[Words]:
    for number, position in enumerate(round_.key_order, start=1):
        option = round_.options[position]
        text = Piece(script(option.text).body, before=f"**{number}. {LETTERS[position]}** · ")
        yield words(text, script(option.why))


def typed_key(question: Question) -> Iterator[Words]:
    """Yield the key of a question that is answered by typing; nothing for others."""
    if question.numeric is not None:
        yield words(Piece(_number(question.numeric), before="**", after="**"))
    if question.short is not None:
        first, *others = (plain(form) for form in question.short.accept)
        also = [Piece(", ".join(others), before="Also accepted: ")] if others else []
        yield words(Piece(first, before="**", after="**"), *also)
    if question.output is not None:
        yield words(code_block(question.output, "text"))


def _number(key: NumericKey) -> str:
    values = " or ".join(format_quantity(q) for q in (key.quantity, *key.also))
    if key.relative:
        return f"{values} (within {key.relative * 100:.3g}%)"
    if key.absolute:
        return f"{values} (within {key.absolute:g})"
    return values


def _open(key: OpenKey, script: Script) -> Iterator[Words]:
    yield words("**A model answer**", _spoiler(script(key.model_answer)))
    yield words("**Rubric**", *(_spoiler(script(point), "- ") for point in key.rubric))
    if key.red_flags:
        yield words("**Red flags**", *(_spoiler(script(flag), "- ") for flag in key.red_flags))
    if key.follow_ups:
        listed = (Piece(script(q).body, before="- ") for q in key.follow_ups)
        yield words("**An interviewer may go on with**", *listed)


def _spoiler(text: Piece, bullet: str = "") -> Piece:
    # A bar inside would end the spoiler early.
    return Piece(text.body.replace("||", "|\u200b|"), before=f"{bullet}||", after="||")


def _reference(reference: Reference) -> Piece:
    title = plain(reference.title)
    if reference.url and len(reference.url) <= URL_LIMIT:
        return Piece(title, before="- [", after=f"](<{reference.url}>)")
    return Piece(title, before="- ")


def _results(round_: Round, reveal: Reveal) -> Iterator[str]:
    if not reveal.answered:
        yield "Nobody answered this time."
        return
    yield f"**{counted(reveal.answered, 'member')} answered**"
    if round_.question.type is QuestionType.OPEN:
        yield "Everyone who took part gets points for it."
        return
    if round_.question.type is QuestionType.ORDER:
        yield "Had this step right:"
    right = {LETTERS[p] for p in round_.key_positions}
    yield from (_bar(tally, reveal.answered, tally.label in right) for tally in reveal.tallies)
    yield _who(reveal)


def _bar(tally: Tally, answered: int, right: bool) -> str:  # noqa: FBT001
    share = tally.members / answered
    full = int(share * BAR + 0.5)
    label = shorten(tally.label, LABEL).replace("`", "'")
    mark = " ✅ right" if right else ""
    return f"`{'█' * full}{'░' * (BAR - full)}` {share:.0%} `{label}`{mark} ({tally.members:,})"


def _who(reveal: Reveal) -> str:
    partly = f" {counted(reveal.partly, 'member')} partly." if reveal.partly else ""
    total = len(reveal.right) + reveal.unnamed
    if not total:
        return f"Nobody had it quite right.{partly}"
    if total > NAMED or not reveal.right:
        return f"Right: {counted(total, 'member')}.{partly}"
    more = f" and {reveal.unnamed} more" if reveal.unnamed else ""
    return f"Right: {_mentions(reveal.right)}{more}.{partly}"


def _mentions(members: Iterable[int]) -> str:
    return ", ".join(map(mention, members))
