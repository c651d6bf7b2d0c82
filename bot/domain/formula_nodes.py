"""The tree of a LaTeX formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.formula_symbols import Symbol


@dataclass(frozen=True, slots=True)
class Words:
    r"""Upright text: `\text`, `\mathrm`, `\operatorname`; `name` if it acts like a function."""

    text: str
    name: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side; a group in braces is one."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """Something with a subscript, a superscript or both."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another; without a bar it is a binomial coefficient."""

    over: Node
    under: Node
    bar: bool = True


@dataclass(frozen=True, slots=True)
class Root:
    """A root; `index` is None for a square root."""

    body: Node
    index: Node | None = None


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over something: `hat`, `bar`, ..."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Styled:
    """Something in a style of `STYLES`."""

    style: str
    body: Node


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells: a matrix, cases or aligned lines."""

    name: str
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Something with a note above or below: braces, stacked relations."""

    body: Node
    note: Node | None


Node: TypeAlias = (
    Symbol | Words | Row | Script | Fraction | Root | Accent | Styled | Grid | Labelled
)
