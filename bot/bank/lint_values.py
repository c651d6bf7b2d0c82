"""Numbers and answers inside texts, for the lint."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bot.bank.plain import plain
from bot.domain.quantity import convert, parse_quantity
from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.question import NumericKey, Quantity

NUMBER: Final = re.compile(
    r"(?<![\w.,])[-\u2212]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?![\d.]*\d)"
)
_UNIT: Final = re.compile(r"\s?([^\s,.;:?!()]{1,30})")


def numbers_of(texts: Sequence[str]) -> list[float] | None:
    """Return the numbers of texts that say the same of different numbers, else None.

    Each has exactly one number, and what stands around it (the unit, too) is equal.
    """
    found: list[float] = []
    around: set[str] = set()
    for text in map(plain, texts):
        numbers = NUMBER.findall(text)
        if len(numbers) != 1:
            return None
        found.append(_value(numbers[0]))
        around.add(NUMBER.sub("#", text).casefold().strip().rstrip("."))
    return found if len(around) == 1 else None


def templated(text: str) -> str:
    """Return a text with every number replaced by the same sign."""
    return NUMBER.sub("#", plain(text))


def stands_in(form: Sequence[str], text: Sequence[str]) -> bool:
    """Whether the words of a form follow each other in a text."""
    size = len(form)
    return any(
        tuple(text[at : at + size]) == tuple(form) for at in range(len(text) - size + 1) if size
    )


def quantity_in(key: NumericKey, text: str) -> str:
    """Return the right value as it stands in a text with its unit; empty if it does not.

    A number without a unit that can be read stands for a key without one.
    """
    right = (key.quantity, *key.also)
    for written, given in _quantities(plain(text)):
        if any(_equal(given, target) for target in right):
            return written
    return ""


def _quantities(text: str) -> Iterator[tuple[str, Quantity]]:
    for match in NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        for written in (match[0] + (unit[0] if unit else ""), match[0]):
            with suppress(Unreadable):
                yield written, parse_quantity(written)
                break


def _equal(given: Quantity, target: Quantity) -> bool:
    if bool(given.unit) != bool(target.unit):
        return False
    try:
        return convert(given, target.unit).value == target.value
    except Unreadable:
        return False


def _value(number: str) -> float:
    return float(number.replace(",", "").replace("\u2212", "-"))
