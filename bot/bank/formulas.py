"""Whether the formulas in a question's texts can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.bank.wording import Finding, label
from bot.domain.formula import Part, complaint, has_dollar, segments, to_unicode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.bank.wording import Loc

_TEXTS: Final = ("stem", "explanation", "model_answer")
_LONGEST: Final = 2000
"""No text may be longer; what is, is a fault already and may take long to search."""
_LISTS: Final = ("hints", "rubric", "red_flags", "follow_ups")


def formula_findings(
    item: dict[str, Any], can_render: Callable[[str], bool] | None
) -> Iterator[Finding]:
    """Yield what is wrong with the formulas of an item.

    Args:
        item: the plain data of the item.
        can_render: whether LaTeX can be drawn; None when that cannot be told.
    """
    if item.get("type") == "order":
        yield from _unwritable(item)
    for loc, text in _prose(item):
        if "$" not in text or len(text) > _LONGEST:
            continue
        parts = list(segments(text))
        if any(has_dollar(part) for part in parts):
            problem = f"{label(loc)} has a $ that opens or closes no formula"
            yield Finding(loc, problem, r"close the formula, or write \$ for a dollar", "E040")
        for part, latex in parts:
            if part is Part.FORMULA and (found := formula_fault(latex, can_render)):
                problem = f"{label(loc)} has the formula ${latex}$: {found[0]}"
                yield Finding(loc, problem, found[1], "E040")


def _unwritable(item: dict[str, Any]) -> Iterator[Finding]:
    """Yield what the menu of a question about an order could not show: it takes text alone."""
    for loc, text in _prose(item):
        if loc[0] != "options" or loc[-1] != "text" or len(text) > _LONGEST:
            continue
        for part, latex in segments(text):
            if part is Part.FORMULA and to_unicode(latex) is None:
                problem = f"{label(loc)} has a formula that is no plain text, and a menu shows it"
                mend = "say it in words, or move the formula to the stem"
                yield Finding(loc, problem, mend, "E040")


def formula_fault(latex: str, can_render: Callable[[str], bool] | None) -> tuple[str, str] | None:
    """Return what is wrong with a formula, as a clause, and how to mend it; None: nothing."""
    if "\n" in latex or "\t" in latex:
        mend = r"keep it on one line; in double quotes \n and \t are escapes: use single quotes"
        return "it holds a line break or a tab", mend
    if to_unicode(latex) is not None:
        return None
    if problem := complaint(latex):
        return problem, "mend the LaTeX"
    if can_render is None or can_render(latex):
        return None
    return "it can be neither written as text nor drawn", "use simpler LaTeX commands"


def _prose(item: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    for loc, value in _places(item):
        if isinstance(value, str):
            yield loc, value


def _places(item: dict[str, Any]) -> Iterator[tuple[Loc, object]]:
    for key in _TEXTS:
        yield (key,), item.get(key)
    for key in _LISTS:
        for index, text in enumerate(_entries(item.get(key))):
            yield (key, index), text
    for index, option in enumerate(_entries(item.get("options"))):
        if isinstance(option, dict):
            yield ("options", index, "text"), option.get("text")
            yield ("options", index, "why"), option.get("why")


def _entries(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
