"""Reads a well-formed YAML file quickly: plain data, and no places but where its questions start.

Whatever is odd in the least (a tag, an alias, a key given twice, a scalar that YAML versions read
differently, a fault of form) is left to `bot.bank.source`, which reads the same files with the
place of everything, and says what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from bot.bank.source import CONTROL, HIDDEN, MAX_DEPTH, MAX_NODES, UNCLEAR, resolve

if TYPE_CHECKING:
    from collections.abc import Callable


_Event: TypeAlias = Any
"""One of libyaml's events."""
_Value: TypeAlias = Any
"""A str, int, float, bool or date, or a list or dict of these."""


class Plain(NamedTuple):
    """A document's data, and the 1-based lines of the entries of its outermost list."""

    value: dict[str, _Value]
    lines: list[int]


def read_quickly(text: str) -> Plain | None:
    """Return the document of a YAML text; None when it takes the careful reader to read it."""
    if not text.isascii() and HIDDEN.search(text):
        return None
    try:
        return _Reader(text).document()
    except (yaml.YAMLError, _Odd):
        return None


class _Odd(Exception):
    """This takes the careful reader."""


class _Reader:
    """Builds plain data from libyaml's events; recursion is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self._next: Callable[[], _Event] = yaml.CSafeLoader(text).get_event
        self._count = 0
        self._lines: list[int] = []

    def document(self) -> Plain:
        next_ = self._next
        next_()  # the stream's start
        if type(next_()) is not yaml.DocumentStartEvent:
            raise _Odd
        first = next_()
        if type(first) is not yaml.MappingStartEvent:
            raise _Odd
        value = self._container(first, 0)
        next_()  # the document's end
        if type(next_()) is not yaml.StreamEndEvent:
            raise _Odd
        return Plain(value, self._lines)

    def _container(self, event: _Event, depth: int) -> _Value:
        """Return the list or mapping that an event starts."""
        if event.anchor is not None or event.tag is not None or depth == MAX_DEPTH:
            raise _Odd
        kind = type(event)
        if kind is yaml.MappingStartEvent:
            found: _Value = self._mapping(depth + 1)
        elif kind is yaml.SequenceStartEvent:
            found = self._sequence(depth + 1)
        else:
            raise _Odd  # an alias
        self._count += 2 * len(found) + 1
        if self._count > MAX_NODES:
            raise _Odd
        return found

    def _sequence(self, depth: int) -> list[_Value]:
        next_, values = self._next, []
        while (kind := type(event := next_())) is not yaml.SequenceEndEvent:
            if depth == 2:  # noqa: PLR2004 - a list right under a key of the document
                self._lines.append(event.start_mark.line + 1)
            is_scalar = kind is yaml.ScalarEvent
            values.append(_scalar(event) if is_scalar else self._container(event, depth))
        return values

    def _mapping(self, depth: int) -> dict[str, _Value]:
        next_, values = self._next, {}
        while (kind := type(event := next_())) is not yaml.MappingEndEvent:
            if kind is not yaml.ScalarEvent or event.anchor is not None or not event.implicit[0]:
                raise _Odd
            key = resolve(event.value)
            if type(key) is not str or key in values:
                raise _Odd
            event = next_()
            is_scalar = type(event) is yaml.ScalarEvent
            values[key] = _scalar(event) if is_scalar else self._container(event, depth)
        return values


def _scalar(event: _Event) -> object:
    if event.anchor is not None or event.tag is not None:
        raise _Odd
    text: str = event.value
    if event.implicit[0]:
        value = resolve(text)
        if value is None or value is UNCLEAR:
            raise _Odd
        return value
    if event.style == '"' and not text.isprintable() and CONTROL.search(text):
        raise _Odd
    return text
