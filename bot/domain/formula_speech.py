"""Formulas in words, for those who cannot see the picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.formula_nodes import (
    Accent,
    Fraction,
    Grid,
    Labelled,
    Node,
    Root,
    Row,
    Script,
    Styled,
    Words,
)
from bot.domain.formula_symbols import Kind, Symbol
from bot.domain.formula_tree import BadFormula, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH: Final = 1000

_POWERS: Final = {
    "2": "squared",
    "3": "cubed",
    "T": "transposed",
    "top": "transposed",
    "star": "star",
    "times": "star",
    "after": "degrees",
    "prime": "prime",
    "dagger": "dagger",
}
_MARKS: Final = {"widehat": "hat", "overline": "bar", "widetilde": "tilde", "vec": "vector"}
_MATRICES: Final = re.compile(r"[pbBvV]?matrix|smallmatrix|array")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")


def speak(latex: str) -> str:
    """Return a formula in words, at most `MAX_LENGTH` characters; never fails.

    A formula that cannot be parsed is given as its commands' names and characters.
    """
    try:
        words = _say(parse(latex))
    except BadFormula:
        words = re.sub(r"[\\{}&$]", " ", _COMMAND.sub(r" \1 ", latex))
    text = " ".join(words.split())
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"


def _say(node: Node) -> str:
    match node:
        case Symbol():
            return node.spoken
        case Words():
            return node.text
        case Row():
            return _say_row(node)
        case Script():
            return _say_script(node)
        case Grid():
            return _say_grid(node)
        case _:
            return _say_built(node)


def _say_built(node: Fraction | Root | Accent | Styled | Labelled) -> str:
    match node:
        case Fraction():
            joint = "over" if node.bar else "choose"
            return f"{_grouped(node.over)} {joint} {_grouped(node.under)}"
        case Root():
            return _say_root(node)
        case Accent():
            return f"{_grouped(node.body)} {_MARKS.get(node.name, node.name)}"
        case Styled():
            return f"{node.style} {_say(node.body)}"
        case Labelled():
            note = f" with {_say(node.note)} beside it" if node.note else ""
            return f"{_grouped(node.body)}{note}"


def _say_row(row: Row) -> str:
    if len(row.items) == 1:
        return _say(row.items[0])
    return _join(
        f"({_say(item)})" if isinstance(item, Fraction) else _say(item) for item in row.items
    )


def _say_script(node: Script) -> str:
    base = _say(node.base)
    if isinstance(node.base, Symbol) and node.base.kind is Kind.WORD:
        return _say_limits(base, node)
    if isinstance(node.base, Labelled):
        notes = [_say(note) for note in (node.sub, node.sup) if note]
        return f"{base} (labelled {', '.join(notes)})"
    below = f" sub {_say_label(node.sub)}" if node.sub else ""
    return f"{base}{below}{_say_power(node.sup) if node.sup else ''}"


def _say_label(node: Node) -> str:
    """Return a subscript in words; several letters, as in `d_{model}`, are one name."""
    if isinstance(node, Row) and all(isinstance(i, Symbol) for i in node.items):
        text = "".join(item.text for item in node.items if isinstance(item, Symbol))
        if text.isascii() and text.isalpha():
            return text
    return _grouped(node)


def _say_limits(base: str, node: Script) -> str:
    is_large = base.startswith("the ")
    start = " over " if is_large and not node.sup else " from " if is_large else " sub "
    if base == "the limit":
        start = " as "
    below = f"{start}{_say(node.sub)}" if node.sub else ""
    if not is_large:
        return f"{base}{below}{_say_power(node.sup) if node.sup else ''}"
    above = f" to {_say(node.sup)}" if node.sup else ""
    return f"{base}{below}{above} of"


def _say_power(node: Node) -> str:
    spoken = _say(node)
    return f" {_POWERS[spoken]}" if spoken in _POWERS else f" to the power {_grouped(node)}"


def _say_root(node: Root) -> str:
    body = _grouped(node.body)
    if node.index is None:
        return f"the square root of {body}"
    index = _say(node.index)
    name = {"2": "square", "3": "cube", "4": "fourth"}.get(index, f"{index}-th")
    return f"the {name} root of {body}"


def _say_grid(node: Grid) -> str:
    rows = [", ".join(filter(None, map(_say, row))) for row in node.rows]
    if _MATRICES.fullmatch(node.name):
        return f"a matrix with the rows [{'; '.join(rows)}]"
    if node.name == "cases":
        return f"one of the cases [{'; '.join(rows)}]"
    return "; ".join(rows)


def _grouped(node: Node) -> str:
    """Return a node in words, in parentheses when it is more than one thing."""
    while isinstance(node, Row) and len(node.items) == 1:
        node = node.items[0]
    spoken = _say(node)
    is_one = not isinstance(node, Row | Fraction) or spoken.replace(" ", "").isdigit()
    return spoken if is_one or _BRACKETED.fullmatch(spoken) else f"({spoken})"


def _join(words: Iterable[str]) -> str:
    text = " ".join(filter(None, words))
    return re.sub(r"(?<=[(\[]) | (?=[)\],])", "", text)
