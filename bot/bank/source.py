"""Strict YAML: text becomes plain data that knows on which line everything stands.

PyYAML reads `yes` as True, `1:30` as 90, `0123` as 83, keeps the last of two equal keys and dies of
deep nesting. Here such scalars become `UNCLEAR`, which no field accepts, and the rest are faults.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

from bot.bank.syntax import Trouble, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Value: TypeAlias = Any
"""A str, int, float, bool, date, None, `UNCLEAR`, or a list or dict of these."""
MAX_DEPTH: Final = 12
"""Lists and mappings inside one another; a question needs 6."""
MAX_NODES: Final = 50_000
"""Values in a file, with every alias counted at the size of what it stands for."""


class Unclear(Enum):
    """What stands for a plain scalar that YAML versions read differently, or that was refused."""

    VALUE = "unclear"


UNCLEAR: Final = Unclear.VALUE


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Node:
    """A value of the file with its place.

    Attributes:
        value: what it means, without places.
        line: 1-based.
        raw: what was written, for a scalar without quotes; otherwise None.
        entries: the nodes of a list.
        keys: the nodes of a mapping.
        key_lines: the 1-based line of each key of a mapping.
    """

    __slots__ = ("entries", "key_lines", "keys", "line", "raw", "value")

    def __init__(
        self,
        value: Value,
        line: int,
        *,
        raw: str | None = None,
        entries: Sequence[Node] = (),
        keys: Mapping[str, Node] = _NOTHING,
        key_lines: Mapping[str, int] = _NOTHING,
    ) -> None:
        self.value = value
        self.line = line
        self.raw = raw
        self.entries = entries
        self.keys = keys
        self.key_lines = key_lines

    def child(self, key: str | int) -> Node | None:
        """Return the node under a key or at an index; None when there is none."""
        if isinstance(key, str):
            return self.keys.get(key)
        return self.entries[key] if 0 <= key < len(self.entries) else None


def read(text: str) -> tuple[Node | None, list[Trouble]]:
    """Return the document of a YAML text, and everything wrong with its form.

    The node is None when the text holds no value or cannot be parsed to its end.
    """
    builder = _Builder(text)
    if hidden := HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        problem = f"there is an invisible character ({hidden[0]!r}) that turns text around"
        builder.troubles.append(Trouble(line, problem, "remove the character"))
    try:
        node = builder.document()
    except yaml.YAMLError as error:
        return None, [*builder.troubles, explain(error, text)]
    except _Refused:
        return None, builder.troubles
    return node, builder.troubles


class _Refused(Exception):
    """Reading goes no further; the reason is in the troubles."""


_Event: TypeAlias = Any
"""One of libyaml's events; `type(event) is` is the fast way to tell them apart."""


class _Builder:
    """Builds nodes from libyaml's events; recursion is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self._next: Callable[[], _Event] = yaml.CSafeLoader(text).get_event
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self.troubles: list[Trouble] = []

    def document(self) -> Node | None:
        """Return the only document's node; None if it is empty."""
        self._next()  # the stream's start
        if type(self._next()) is yaml.StreamEndEvent:
            return None
        node = self._node(self._next(), 0)
        self._next()  # the document's end
        rest = self._next()
        if type(rest) is not yaml.StreamEndEvent:
            mend = "keep one document a file: remove the ---"
            self._trouble(rest, "a second document starts here", mend)
        return None if node.raw == "" else node

    def _node(self, event: _Event, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        before = self._count
        self._spend(event, 1)
        if event.tag is not None:
            self._trouble(event, f"the tag {event.tag} is not allowed", "remove the tag")
        if kind is yaml.ScalarEvent:
            node = self._scalar(event)
        elif depth == MAX_DEPTH:
            raise self._stop(event, "the nesting is too deep", "flatten it: nothing nests so deep")
        elif kind is yaml.SequenceStartEvent:
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._count - before
        return node

    def _alias(self, event: _Event) -> Node:
        name = event.anchor or ""
        if name not in self._anchors:
            mend = f"define &{name} above, or put it in quotes"
            self._trouble(event, f"*{name} stands for nothing", mend)
            return Node(UNCLEAR, event.start_mark.line + 1)
        node, size = self._anchors[name]
        self._spend(event, size)
        return node

    def _scalar(self, event: _Event) -> Node:
        text, line = event.value, event.start_mark.line + 1
        if event.implicit[0]:
            return Node(resolve(text), line, raw=text)
        if event.style == '"' and (control := CONTROL.search(text)):
            mend = "a backslash in double quotes starts an escape: use single quotes or a >- block"
            self._trouble(event, f"the text holds the control character {control[0]!r}", mend)
        return Node(text, line)

    def _sequence(self, event: _Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        children: list[Node] = []
        while type(inner := self._next()) is not yaml.SequenceEndEvent:
            child = self._node(inner, depth + 1)
            if child.value is None:
                self._trouble(inner, "an entry of a list is empty", "write it, or remove the -")
            children.append(child)
        return Node([child.value for child in children], line, entries=children)

    def _mapping(self, event: _Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        values: dict[str, Value] = {}
        children: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(inner := self._next()) is not yaml.MappingEndEvent:
            key = self._key(inner, depth, lines)
            child = self._node(self._next(), depth + 1)
            if key is None:
                continue
            values[key], children[key] = child.value, child
            if child.value is None:
                self._trouble(inner, f"`{key}` has no value", "write it, or remove the key")
        return Node(values, line, keys=children, key_lines=lines)

    def _key(self, event: _Event, depth: int, lines: dict[str, int]) -> str | None:
        node = self._node(event, depth + 1)
        key = node.value
        if not isinstance(key, str):
            shown = (node.raw or "nothing") if node.raw is not None else "a list or a mapping"
            self._trouble(event, f"a key is {shown}, not a name", "keys are names such as `stem`")
            return None
        if key in lines:
            problem = f"`{key}` is given twice; it already stands in line {lines[key]}"
            self._trouble(event, problem, "keep one of the two")
            return None
        lines[key] = node.line
        return key

    def _spend(self, event: _Event, nodes: int) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            problem = f"the file holds more than {MAX_NODES:,} values, aliases counted in full"
            raise self._stop(event, problem, "split the file, and write aliases out")

    def _stop(self, event: _Event, problem: str, mend: str) -> _Refused:
        self._trouble(event, problem, mend)
        return _Refused()

    def _trouble(self, event: _Event, problem: str, mend: str) -> None:
        self.troubles.append(Trouble(event.start_mark.line + 1, problem, mend))


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_WORDS: Final[dict[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_RESOLVERS: Final[dict[str, Iterable[tuple[str, re.Pattern[str]]]]] = (
    yaml.CSafeLoader.yaml_implicit_resolvers
)


@lru_cache(maxsize=1024)  # above all for the keys
def resolve(text: str) -> object:
    """Return what a scalar without quotes means; `UNCLEAR` when YAML versions disagree."""
    first = text[:1]
    if first in "0123456789+-.":
        return _number_or_date(text) if text else None
    if text in _WORDS:
        return _WORDS[text]
    return UNCLEAR if _is_yaml_1_1(first, text) else text


def _number_or_date(text: str) -> object:
    if _INT.fullmatch(text):
        return int(text)
    if any(c.isdigit() for c in text) and _FLOAT.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return UNCLEAR
    return UNCLEAR if _LEADING_ZERO.fullmatch(text) or _is_yaml_1_1(text[0], text) else text


def _is_yaml_1_1(first: str, text: str) -> bool:
    patterns = _RESOLVERS.get(first)
    return patterns is not None and any(pattern.match(text) for _, pattern in patterns)
