"""Formulas as one line of Unicode text, where that says the same as the formula.

What a line cannot say without doubt (matrices, cases, braces with notes) is refused, and so is what
would need so many parentheses that a picture reads better.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.formula_line import Level, Piece, beside
from bot.domain.formula_nodes import (
    Accent,
    Fraction,
    Labelled,
    Node,
    Root,
    Row,
    Script,
    Styled,
    Words,
)
from bot.domain.formula_symbols import ACCENTS, RAISED, SUBSCRIPTS, SUPERSCRIPTS, Kind, Symbol
from bot.domain.formula_tree import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_EFFORT: Final = 4
"""Fractions and parentheses on a line; beyond these a picture is easier to read."""
EFFORTLESS_LENGTH: Final = 40
"""Characters; every further stretch of this length costs as much as a pair of parentheses."""
MAX_LENGTH: Final = 120

_BARE_SIGNS: Final = frozenset(
    {Kind.RELATION, Kind.PLUS, Kind.TIMES, Kind.SLASH, Kind.COMMA, Kind.OPEN, Kind.SPACE}
)


class Unfaithful(ValueError):
    """One line of plain text does not say what the formula says."""


def plain(latex: str) -> str:
    """Return the formula as a line of text.

    Raises:
        BadFormula: it is not well-formed, or holds commands not known here.
        Unfaithful: a line does not say the same.
    """
    piece = _row(parse(latex), compact=False)
    if not piece.text.strip():
        raise Unfaithful("nothing would be left")
    effort = piece.effort + len(piece.text) // EFFORTLESS_LENGTH
    if effort > MAX_EFFORT or len(piece.text) > MAX_LENGTH:
        raise Unfaithful("a line of text would be hard to read")
    return unicodedata.normalize("NFC", piece.text.strip())


def _piece(node: Node, *, compact: bool) -> Piece:
    """Return a node as a piece; compact ones, for scripts, have no spaces around operators."""
    match node:
        case Symbol():
            return Piece(node.text, kind=node.kind)
        case Words():
            return _words(node)
        case Row():
            return _row(node, compact=compact)
        case Script():
            return _script(node, compact=compact)
        case _:
            return _built(node, compact=compact)


def _built(node: Node, *, compact: bool) -> Piece:
    match node:
        case Fraction():
            return _fraction(node, compact=compact)
        case Root():
            return _root(node)
        case Accent():
            return _accent(node)
        case Styled():
            return _styled(node, compact=compact)
        case _:
            raise Unfaithful("it needs more than one line")


def _words(node: Words) -> Piece:
    is_name = node.name or (len(node.text) > 1 and node.text.strip().isalpha())
    return Piece(node.text, kind=Kind.WORD if is_name else Kind.ORDINARY)


def _fraction(node: Fraction, *, compact: bool) -> Piece:
    if not node.bar:
        raise Unfaithful("a binomial coefficient has no plain form")
    over, under = (_piece(part, compact=compact) for part in (node.over, node.under))
    inside = sum(_holds_fraction(part) for part in (node.over, node.under))
    first, second = over.at_least(Level.PRODUCT), under.at_least(Level.ATOM)
    effort = first.effort + second.effort + 1 + 2 * inside
    return Piece(f"{first.text}/{second.text}", Level.QUOTIENT, effort=effort)


def _holds_fraction(node: Node) -> bool:
    match node:
        case Fraction():
            return True
        case Row():
            return any(map(_holds_fraction, node.items))
        case Script():
            return any(_holds_fraction(part) for part in (node.base, node.sub, node.sup) if part)
        case Root() | Accent() | Styled() | Labelled():
            return _holds_fraction(node.body)
        case _:
            return False


def _root(node: Root) -> Piece:
    body = _piece(node.body, compact=False)
    inner = _only(node.body)
    simple = body.level == Level.ATOM and not (isinstance(inner, Script) and inner.sup)
    sign = "√" if node.index is None else _indexed_root(node.index)
    text = body.text if simple else f"({body.text})"
    return Piece(sign + text, effort=body.effort + (not simple), is_open=simple)


def _indexed_root(index: Node) -> str:
    text = _piece(index, compact=True).text
    known = {"3": "∛", "4": "∜"}.get(text)
    raised = _translated(text, SUPERSCRIPTS)
    if known is None and raised is None:
        raise Unfaithful("the index of the root cannot be raised")
    return known or f"{raised}√"


def _accent(node: Accent) -> Piece:
    body = _piece(node.body, compact=True)
    if len(body.text) != 1 or not body.text.isalnum():
        raise Unfaithful("the mark covers more than one letter")
    return Piece(body.text + ACCENTS[node.name])


def _styled(node: Styled, *, compact: bool) -> Piece:
    body = _piece(node.body, compact=compact)
    if not node.style:
        return body
    text = "".join(_in_style(character, node.style) for character in body.text)
    return Piece(text, body.level, body.kind, body.effort)


def _in_style(character: str, style: str) -> str:
    """Return a letter or digit in a style, by Unicode's names for mathematical letters."""
    if not character.isalnum():
        return character
    name = unicodedata.name(character)
    for before, after in (("LATIN ", ""), ("GREEK ", ""), ("LETTER ", ""), ("FINAL ", "FINAL ")):
        name = name.replace(before, after)
    families = {
        "bold": ("MATHEMATICAL BOLD ",),
        "blackboard": ("DOUBLE-STRUCK ", "MATHEMATICAL DOUBLE-STRUCK "),
        "script": ("SCRIPT ", "MATHEMATICAL SCRIPT "),
        "fraktur": ("BLACK-LETTER ", "MATHEMATICAL FRAKTUR "),
    }
    for family in families[style]:
        try:
            return unicodedata.lookup(family + name)
        except KeyError:
            continue
    raise Unfaithful(f"{character} does not exist in that style")


def _script(node: Script, *, compact: bool) -> Piece:
    base = _piece(node.base, compact=compact)
    if base.kind in _BARE_SIGNS:
        raise Unfaithful("a sign carries a script")
    if base.is_open:
        base = replace(base, level=Level.PRODUCT)
    if base.kind is not Kind.CLOSE:
        base = replace(base.at_least(Level.ATOM), kind=base.kind)
    below = _below(node.sub, named=base.text.isalpha() and len(base.text) > 1) if node.sub else None
    above = _above(node.sup) if node.sup else None
    text = base.text + (below.text if below else "")
    if above and below and below.kind is Kind.WORD:
        text = f"({text})"
    scripts = [piece for piece in (below, above) if piece]
    runs_on = scripts[-1].kind is Kind.WORD and base.kind is not Kind.CLOSE
    limits = base.kind is Kind.WORD and not base.text.isalpha() and "(" in text
    return Piece(
        text + (above.text if above else ""),
        kind=Kind.WORD if runs_on else base.kind,
        effort=base.effort + sum(piece.effort for piece in scripts) + limits,
    )


def _below(node: Node, *, named: bool) -> Piece:
    inner = _piece(node, compact=True)
    lowered = _translated(inner.text, SUBSCRIPTS)
    if lowered is not None and not (named and inner.text[:1].isalpha()):
        return Piece(lowered, effort=inner.effort)
    is_name = inner.text.isalnum() and inner.text.isascii()
    return _linear("_", inner, bare=is_name or len(inner.text) == 1)


def _above(node: Node) -> Piece:
    inner = _piece(node, compact=True)
    if inner.text == "∘":
        return Piece("°")
    if inner.text and all(character in RAISED for character in inner.text):
        return inner
    raised = _translated(inner.text, SUPERSCRIPTS)
    if raised is not None:
        return Piece(raised, effort=inner.effort)
    return _linear("^", inner, bare=len(inner.text) == 1)


def _linear(sign: str, inner: Piece, *, bare: bool) -> Piece:
    """Return a script on the line: x_model, x_(i,j), x^(1/2). A bare one is of the kind WORD."""
    if not inner.text:
        raise Unfaithful("a script is empty")
    if bare:
        return Piece(sign + inner.text, kind=Kind.WORD, effort=inner.effort)
    return Piece(f"{sign}({inner.text})", effort=inner.effort + 1)


def _translated(text: str, table: Mapping[str, str]) -> str | None:
    if not text or any(character not in table for character in text):
        return None
    return "".join(table[character] for character in text)


def _only(node: Node) -> Node:
    while isinstance(node, Row) and len(node.items) == 1:
        node = node.items[0]
    return node


def _row(row: Row, *, compact: bool) -> Piece:
    if not row.items:
        return Piece("")
    if (
        len(row.items) == 1
        and isinstance(inner := row.items[0], Symbol)
        and inner.kind is Kind.COMMA
    ):
        return Piece(inner.text)  # {,} is a comma inside of a number
    return beside([_piece(item, compact=compact) for item in row.items], compact=compact)
