"""LaTeX formulas as trees: as much of LaTeX as interview questions need.

The tree serves two readers: `formula_plain` writes it as Unicode text, `formula_speech` as words.
"""

from __future__ import annotations

import re
from typing import Final

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
from bot.domain.formula_symbols import ACCENTS, CHARACTERS, COMMANDS, STYLES, Kind, Symbol

MAX_DEPTH: Final = 40

_LEXEME = re.compile(
    r"\\[A-Za-z]+\*?|\\.|\s+|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|'+|.", re.DOTALL
)
_FRACTIONS = {"frac": True, "dfrac": True, "tfrac": True, "cfrac": True, "binom": False}
_TEXTS = {"text", "mathrm", "textrm", "textit", "textbf", "mbox"}
_SIZES = re.compile(r"(?:big|Big|bigg|Bigg)[lrm]?")
_NOTES = {"underbrace", "overbrace", "underline"}
_STACKS = {"overset", "underset", "stackrel"}
_GRIDS = re.compile(r"[pbBvV]?matrix|smallmatrix|cases|aligned|align|array|gathered")
_PRIMES = "′″‴"


class BadFormula(ValueError):
    """The formula is not well-formed; the message says where."""


class UnknownCommand(BadFormula):
    """The formula is well-formed as far as it was read, but holds a command not known here."""


def parse(latex: str) -> Row:
    """Return a formula's tree.

    Raises:
        UnknownCommand: a command is not known here.
        BadFormula: braces do not match, an argument is missing, nothing is there.
    """
    parser = _Parser(_LEXEME.findall(latex))
    row = parser.row(frozenset())
    if (lexeme := parser.peek()) is not None:
        raise BadFormula(f"{lexeme} closes nothing")
    if not row.items:
        raise BadFormula("nothing stands between the dollars")
    return row


class _Parser:
    """Recursive descent over the lexemes; what ends a row is left for who opened it."""

    def __init__(self, lexemes: list[str]) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0

    def peek(self) -> str | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def row(self, ends: frozenset[str]) -> Row:
        """Read up to one of the ends, a closing brace, or the end of the formula."""
        items: list[Node] = []
        while (lexeme := self.peek()) is not None and lexeme != "}" and lexeme not in ends:
            if lexeme.isspace():
                self._at += 1
            elif lexeme in "^_":
                base = items.pop() if items else Row(())
                items.append(self._scripts(base))
            else:
                items.append(self._scripts(self._one()))
        return Row(tuple(items))

    def _take(self) -> str:
        lexeme = self.peek()
        if lexeme is None:
            raise BadFormula("the formula ends too early")
        self._at += 1
        return lexeme

    def _skip_space(self) -> None:
        while (lexeme := self.peek()) is not None and lexeme.isspace():
            self._at += 1

    def _scripts(self, base: Node) -> Node:
        sub: Node | None = None
        sup: Node | None = None
        raised = False
        while True:
            self._skip_space()
            lexeme = self.peek()
            if lexeme is not None and lexeme.startswith("'"):
                sup = _beside(sup, Symbol(_prime(self._take()), "prime"))
            elif lexeme == "_" and sub is None:
                self._take()
                sub = self._argument()
            elif lexeme == "^" and not raised:
                self._take()
                sup, raised = _beside(sup, self._argument()), True
            elif lexeme in {"_", "^"}:
                raise BadFormula(f"two {lexeme} follow one another")
            elif lexeme in {r"\limits", r"\nolimits"}:
                self._take()
            else:
                return Script(base, sub, sup) if sub or sup else base

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadFormula("the formula nests too deeply")
        node = self._any(self._take())
        self._depth -= 1
        return node

    def _any(self, lexeme: str) -> Node:
        if lexeme == "{":
            return self._rest_of_group()
        if lexeme.startswith("\\"):
            return self._command(lexeme[1:])
        if lexeme == "&":
            raise BadFormula("& stands outside of a matrix")
        if lexeme == "%":
            raise BadFormula(r"% begins a comment; write \%")
        return CHARACTERS.get(lexeme) or Symbol(lexeme, lexeme)

    def _rest_of_group(self) -> Row:
        row = self.row(frozenset())
        if self.peek() is None:
            raise BadFormula("a brace { is not closed")
        self._take()
        return row

    def _argument(self) -> Node:
        """Read one argument: a group, a command, or a single character."""
        self._skip_space()
        lexeme = self.peek()
        if lexeme is None or lexeme in "}^_&":
            raise BadFormula("something is missing after a command, ^ or _")
        if lexeme[0].isdigit() and len(lexeme) > 1:
            self._lexemes[self._at] = lexeme[1:]
            return Symbol(lexeme[0], lexeme[0])
        return self._one()

    def _raw_group(self) -> str:
        """Read a group as the text it holds."""
        self._skip_space()
        if self._take() != "{":
            raise BadFormula("a { is missing after a command that takes text")
        parts: list[str] = []
        while (lexeme := self._take()) != "}":
            if lexeme == "{":
                raise UnknownCommand("braces inside of text")
            parts.append(lexeme[1:] if lexeme.startswith("\\") and len(lexeme) > 1 else lexeme)
        return "".join(parts)

    def _optional(self) -> Node | None:
        self._skip_space()
        if self.peek() != "[":
            return None
        self._take()
        row = self.row(frozenset("]"))
        self._take()
        return row

    def _command(self, name: str) -> Node:
        if name in COMMANDS:
            return COMMANDS[name]
        if name in _FRACTIONS:
            over = self._argument()
            return Fraction(over, self._argument(), _FRACTIONS[name])
        if name in _TEXTS or name.rstrip("*") == "operatorname":
            return Words(self._raw_group(), name=name not in _TEXTS)
        return self._decorated(name)

    def _decorated(self, name: str) -> Node:
        if name in STYLES:
            return Styled(STYLES[name], self._argument())
        if name in ACCENTS:
            return Accent(name, self._argument())
        if name in _NOTES:
            return Labelled(self._argument(), None)
        if name in _STACKS:
            note = self._argument()
            return Labelled(self._argument(), note)
        return self._construct(name)

    def _construct(self, name: str) -> Node:
        if name == "sqrt":
            index = self._optional()
            return Root(self._argument(), index)
        if name == "left":
            return self._fenced()
        if name == "begin":
            return self._grid()
        if _SIZES.fullmatch(name):
            return self._delimiter()
        if name in {"right", "end", "\\"}:
            raise BadFormula(f"\\{name} closes nothing")
        raise UnknownCommand(f"\\{name} is not a command Viva knows")

    def _delimiter(self) -> Node:
        self._skip_space()
        lexeme = self._take()
        return COMMANDS.get(lexeme[1:], Symbol("", "")) if lexeme[0] == "\\" else _fence(lexeme)

    def _fenced(self) -> Row:
        opening = self._delimiter()
        body = self.row(frozenset({r"\right"}))
        if self.peek() != r"\right":
            raise BadFormula(r"\left has no \right")
        self._take()
        closing = self._delimiter()
        return Row((_as(opening, Kind.OPEN), *body.items, _as(closing, Kind.CLOSE)))

    def _grid(self) -> Grid:
        name = self._raw_group()
        if not _GRIDS.fullmatch(name.rstrip("*")):
            raise UnknownCommand(f"\\begin{{{name}}} is not known to Viva")
        if name == "array":
            self._raw_group()
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.row(frozenset({"&", r"\\", r"\end"})))
            lexeme = self._take()
            if lexeme == r"\\":
                rows.append([])
            elif lexeme == r"\end":
                break
            elif lexeme != "&":
                raise BadFormula("a brace } closes nothing")
        if self._raw_group() != name:
            raise BadFormula(f"\\begin{{{name}}} has another \\end")
        return Grid(name, tuple(tuple(row) for row in rows if any(c != Row(()) for c in row)))


def _fence(lexeme: str) -> Symbol:
    return Symbol("", "") if lexeme == "." else CHARACTERS.get(lexeme) or Symbol(lexeme, lexeme)


def _as(node: Node, kind: Kind) -> Node:
    return Symbol(node.text, node.spoken, kind) if isinstance(node, Symbol) else node


def _beside(first: Node | None, second: Node) -> Node:
    return second if first is None else Row((first, second))


def _prime(lexeme: str) -> str:
    return _PRIMES[len(lexeme) - 1] if len(lexeme) <= len(_PRIMES) else "′" * len(lexeme)
