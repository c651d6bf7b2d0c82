"""Pieces of text side by side: spaces where reading needs them, parentheses where sense does."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.formula_symbols import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Level(IntEnum):
    """How tightly a text binds, loosest first."""

    RELATION = 0
    SUM = 1
    QUOTIENT = 2
    PRODUCT = 3
    ATOM = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, how tightly it binds, how it stands between neighbours, and what it cost.

    `effort` counts the fractions and parentheses that a picture would not need. `is_open` marks a
    root without parentheses, which would swallow what follows.
    """

    text: str
    level: Level = Level.ATOM
    kind: Kind = Kind.ORDINARY
    effort: int = 0
    is_open: bool = False

    def at_least(self, level: Level) -> Piece:
        """Return the piece, in parentheses unless it binds at least as tightly."""
        if self.level >= level:
            return self
        return Piece(f"({self.text})", effort=self.effort + 1)


_BINARY = frozenset({Kind.PLUS, Kind.TIMES})
_STARTERS = frozenset({Kind.PLUS, Kind.TIMES, Kind.SLASH, Kind.RELATION, Kind.OPEN, Kind.COMMA})
_SPACED = frozenset({Kind.PLUS, Kind.TIMES, Kind.RELATION})
_DIFFERENTIALS = frozenset("∂∇Δδ")
_NUMBER = re.compile(r"[0-9][0-9.,]*")


def beside(pieces: Sequence[Piece], *, compact: bool) -> Piece:
    """Return the pieces as one; compact ones, for scripts, have no spaces around operators."""
    present = [piece for piece in pieces if piece.text]
    if not present[1:]:
        return present[0] if present else Piece("")
    signed = list(_signs(present))
    guarded = [_guarded(signed, index) for index in range(len(signed))]
    return Piece(_joined(guarded, compact=compact), _level(guarded), effort=_effort(guarded))


def _effort(pieces: Sequence[Piece]) -> int:
    return sum(piece.effort for piece in pieces)


def _signs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Tell signs from operators: a plus or minus with nothing before it is part of its number."""
    before: Kind | None = None
    for piece in pieces:
        is_sign = piece.kind in _BINARY and (before is None or before in _STARTERS)
        yield replace(piece, kind=Kind.ORDINARY, level=Level.SUM) if is_sign else piece
        before = before if piece.kind is Kind.SPACE else piece.kind


def _guarded(pieces: Sequence[Piece], index: int) -> Piece:
    """Put parentheses around a fraction or an open root that its neighbours would tear apart."""
    piece = pieces[index]
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    if piece.is_open and after and _clings(after):
        return Piece(f"({piece.text})", effort=piece.effort + 1)
    if piece.level is not Level.QUOTIENT:
        return piece
    sign_before = before is not None and before.level is Level.SUM
    torn = (before and not sign_before and _tears(before)) or (after and _clings(after))
    return piece.at_least(Level.ATOM) if torn else piece


def _tears(before: Piece) -> bool:
    """Whether what stands before a fraction would read as a part of its numerator."""
    return before.kind in {Kind.SLASH, Kind.WORD, Kind.CLOSE} or (
        before.kind is Kind.ORDINARY and not before.text.endswith(" ")
    )


def _clings(after: Piece) -> bool:
    """Whether what follows a fraction or root would read as a part of it."""
    return after.kind in {Kind.OPEN, Kind.WORD} or (
        after.kind is Kind.ORDINARY and not after.text.startswith(" ")
    )


def _joined(pieces: Sequence[Piece], *, compact: bool) -> str:
    parts = [pieces[0].text]
    for before, after in pairwise(pieces):
        if _apart(before, after, compact=compact):
            parts.append(" ")
        parts.append(after.text)
    return " ".join("".join(parts).split())


def _apart(before: Piece, after: Piece, *, compact: bool) -> bool:
    around = {before.kind, after.kind}
    if after.kind in {Kind.COMMA, Kind.CLOSE} or before.kind is Kind.OPEN:
        return False
    if around & _SPACED or before.kind is Kind.COMMA:
        return not compact
    if before.kind is Kind.WORD and Kind.SLASH not in around:
        return after.text[0] not in "([" or not before.text[0].isalpha()
    if after.kind is Kind.WORD and Kind.SLASH not in around:
        return before.level is not Level.SUM
    return bool(_NUMBER.fullmatch(before.text) and _NUMBER.match(after.text))


def _level(pieces: Sequence[Piece]) -> Level:
    depth = 0
    lowest = Level.PRODUCT
    for piece in pieces:
        if piece.kind is Kind.OPEN:
            depth += 1
        elif piece.kind is Kind.CLOSE:
            depth -= 1
        elif depth == 0:
            lowest = min(lowest, _binding(piece))
    return Level.ATOM if lowest is Level.PRODUCT and _is_atom(pieces) else lowest


def _binding(piece: Piece) -> Level:
    match piece.kind:
        case Kind.RELATION | Kind.COMMA:
            return Level.RELATION
        case Kind.PLUS:
            return Level.SUM
        case Kind.SLASH:
            return Level.QUOTIENT
        case _:
            return min(piece.level, Level.PRODUCT)


def _is_atom(pieces: Sequence[Piece]) -> bool:
    """Whether the row is one pair of brackets, or a function applied to one: `q(x)`."""
    start = 0 if pieces[0].kind is Kind.OPEN else 1
    inner = pieces[start:]
    if not inner or inner[0].kind is not Kind.OPEN or inner[-1].kind is not Kind.CLOSE:
        return _is_unit(pieces)
    if start and pieces[0].kind not in {Kind.ORDINARY, Kind.WORD}:
        return False
    depth = 0
    for index, piece in enumerate(inner):
        depth += (piece.kind is Kind.OPEN) - (piece.kind is Kind.CLOSE)
        if depth == 0 and index < len(inner) - 1:
            return False
    return True


def _is_unit(pieces: Sequence[Piece]) -> bool:
    """Whether the row reads as one thing for another reason: `n!`, `5%`, a differential."""
    first, *rest = pieces
    if first.text in _DIFFERENTIALS:
        return len(rest) == 1 and rest[0].level is Level.ATOM
    return first.level is Level.ATOM and "".join(p.text for p in rest) in {"!", "%", "…"}
