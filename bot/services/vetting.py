"""What a suggestion has to stand up to: its form, its formulas, and what is asked already."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process, utils

from bot.bank.formulas import formula_fault
from bot.domain.formula import Part, segments, to_unicode
from bot.domain.proposal import question_of
from bot.errors import Unreadable, UserError
from bot.store.suggestions import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.domain.proposal import Proposal
    from bot.domain.question import Question

MOST_PICTURES: Final = 10
"""Formulas of a question that no plain text can show; a message has room for ten pictures."""
ALIKE: Final = 88.0
"""token_set_ratio (0 to 100) from which on two questions ask the same, as in the bank's lint."""
_SHOWN: Final = 60
MOST: Final = {Limit.MEMBER: 5, Limit.SERVER: 100, Limit.DAY: 15}
FULL: Final = {
    Limit.MEMBER: f"{MOST[Limit.MEMBER]} of your suggestions wait for a decision; that is the "
    "most. Take one back with `/suggestions`.",
    Limit.SERVER: "Too many suggestions wait here. Ask the admins to look at them first.",
    Limit.DAY: f"You have suggested {MOST[Limit.DAY]} questions within a day; that is the most. "
    "Go on tomorrow.",
}
"""What a member is told when there are as many suggestions as may be."""


async def read(proposal: Proposal, can_render: Callable[[str], bool] | None = None) -> Question:
    """Return what was typed as a question that can be shown; its id means nothing.

    Args:
        proposal: what was typed.
        can_render: see `formula_faults`.

    Raises:
        Unreadable: it cannot be; says what to mend.
    """
    question = question_of(proposal, "new")
    faults = await asyncio.to_thread(lambda: [*formula_faults(question, can_render)])
    if faults:
        raise Unreadable("\n".join(f"- {fault}" for fault in faults))
    return question


def formula_faults(
    question: Question, can_render: Callable[[str], bool] | None = None
) -> Iterator[str]:
    """Yield what is wrong with a question's formulas, a sentence each.

    Args:
        question: the question.
        can_render: whether LaTeX can be drawn, which may take some tenths of a second; None when
            that cannot be told.
    """
    found = dict.fromkeys(_formulas(question))
    drawn = sum(to_unicode(latex) is None for latex in found)
    if drawn > MOST_PICTURES:
        yield f"{drawn} formulas have to be drawn as pictures; {MOST_PICTURES} are the most."
        return
    for latex in found:
        if fault := formula_fault(latex, can_render):
            shown = latex if len(latex) <= _SHOWN else latex[: _SHOWN - 1] + "…"
            shown = " ".join(shown.replace("`", "'").split())
            yield f"The formula `${shown}$` cannot be shown: {fault[0]}."


def same_question(question: Question, others: Iterable[Question]) -> Question | None:
    """Return the one of the others that asks exactly the same; None: there is none."""
    wanted = utils.default_process(question.stem)
    return next((other for other in others if utils.default_process(other.stem) == wanted), None)


def much_like(question: Question, others: Iterable[Question]) -> Question | None:
    """Return the one of the others that is most like a question; None: none is alike."""
    known = {other.id: other for other in others if other.id != question.id}
    stems = {id_: other.stem for id_, other in known.items()}
    likest = process.extractOne(
        question.stem, stems, scorer=fuzz.token_set_ratio, processor=utils.default_process,
        score_cutoff=ALIKE,
    )  # fmt: skip
    return known[likest[2]] if likest else None


def refuse_moves(old: Question, new: Question) -> None:
    """Refuse options on other lines than before: by these the answers given are known.

    Raises:
        UserError: an option was moved.
    """
    lines = {_folded(option.text): option.id for option in old.options}
    if any(lines.get(_folded(option.text), option.id) != option.id for option in new.options):
        raise UserError(
            "Leave the options on their lines, since the answers given are known by them. Move "
            "the `*`, reword a line, or add and drop lines at the end."
        )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _formulas(question: Question) -> Iterator[str]:
    options = (text for option in question.options for text in (option.text, option.why))
    for text in (question.stem, *options, question.explanation):
        yield from (segment.text for segment in segments(text) if segment.part is Part.FORMULA)
