"""Quantities as members type them: `1,000`, `1.5e3`, `2^10`, `3/4`, `12 %`, `1 GiB`, `7B`."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction

from bot.domain.question import Quantity
from bot.domain.units import canonical, ratio, readings
from bot.domain.wording import number, quoted, superscripts_spelt
from bot.errors import Unreadable

__all__ = ["LONGEST_QUANTITY", "Quantity", "convert", "format_quantity", "parse_quantity"]

LONGEST_QUANTITY = 60
"""Characters."""

_OUT_OF_RANGE = "is out of range"
_EXAMPLE = "Write it like 42, 0.5, 1.5e3, 3/4, 12 % or 1 GiB."

_SYMBOLS = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63", "-"),
        **dict.fromkeys("\u00d7\u22c5\u00b7\u2219\u2217\u2715\u2022", "*"),
        **dict.fromkeys("\u2044\u2215\u00f7", "/"),
        **dict.fromkeys("\u2019\u2018\u02bc\u00b4`", "'"),
        "\u03bc": "u",
        "\u066b": ".",
        "\u066c": ",",
    }
)
_ABOUT = re.compile(
    r"(?:(?:[~=]|\u2248|\u2243|\u2245)|(?:about|approximately|approx|around|roughly|circa|ca)\b\.?)\s*",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"([-+]?)\s*([$\u20ac\u00a3])\s*(?=[\d.])")

_NUMBER = re.compile(
    r"(?:[-+] ?)?(?:\d+(?:[.,'_]\d+| \d{3}(?!\d))*\.?|[.,]\d+)(?:[eE][-+]?\d+)?", re.ASCII
)
_MIXED = re.compile(r" (\d+)/(\d+)(?![\d.,])", re.ASCII)
_OPERATOR = re.compile(r"\s*(\*\*|\^|\*|/|[xX])\s*(?=[-+]? ?[.,]?\d)", re.ASCII)


def parse_quantity(text: str) -> Quantity:
    """Read a number and the unit after it; the unit is empty if there is none.

    Thousands may be grouped (`1,000`, `1 000`, `1'000`), the decimal sign may be a comma where
    that is clear (`0,5`), and fractions, powers and products are worked out (`3 x 10^5`). One
    comma before exactly three digits groups thousands, unless only a zero stands before it.

    Args:
        text: at most 60 characters.

    Raises:
        Unreadable: there is no number, it is out of range, or what follows is not a unit.
    """
    if len(text.strip()) > LONGEST_QUANTITY:
        raise Unreadable(
            f"That is longer than {LONGEST_QUANTITY} characters. Give the number and its unit "
            "alone, for example 42 or 1 GiB."
        )
    plain = _plain(text)
    while about := _ABOUT.match(plain):
        plain = plain[about.end() :]
    currency = _CURRENCY.match(plain)
    if currency:
        plain = currency[1] + plain[currency.end() :]
    try:
        value, rest = _expression(plain)
    except ValueError as error:
        raise Unreadable(f"{quoted(text)} {error}. {_EXAMPLE}") from None
    unit = rest.strip().rstrip(" .")
    if currency:
        unit = currency[2] + unit if unit[:1] == "/" else f"{unit} {currency[2]}".strip()
    readings(unit)
    return Quantity(value, canonical(unit))


def _plain(text: str) -> str:
    """Return the text in ASCII as far as it can be: signs, digits, superscripts, fractions."""
    spaced = "".join(
        f" {char}" if unicodedata.decomposition(char).startswith("<fraction>") else char
        for char in superscripts_spelt(text)
    )
    folded = unicodedata.normalize("NFKC", spaced).translate(_SYMBOLS)
    digits = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded
    )
    return " ".join(digits.split())


def _expression(text: str) -> tuple[float, str]:
    """Work out the number at the start; return it and the text after it.

    Raises:
        ValueError: the message goes on after the quoted text.
    """
    value, end = _number(text, 0)
    mixed = _MIXED.match(text, end)
    if mixed and value.is_integer():
        part = _divided(int(mixed[1]), int(mixed[2]))
        value, end = value + math.copysign(part, value), mixed.end()
    terms = [("*", value)]
    raised = False
    while operator := _OPERATOR.match(text, end):
        operand, end = _number(text, operator.end())
        power = operator[1] in {"^", "**"}
        if power and raised:
            raise ValueError("is a power of a power, which can be read in two ways")
        if power:
            sign, base = terms.pop()
            terms.append((sign, math.copysign(_powered(abs(base), operand), base)))
        else:
            terms.append((operator[1], operand))
        raised = power
    return _product(terms), text[end:]


def _product(terms: list[tuple[str, float]]) -> float:
    value = 1.0
    for sign, operand in terms:
        value = _divided(value, operand) if sign == "/" else value * operand
    return _in_range(value, zero=any(operand == 0 for _, operand in terms))


def _divided(value: float, by: float) -> float:
    if by == 0:
        raise ValueError("divides by zero")
    return value / by


def _powered(base: float, exponent: float) -> float:
    try:
        return _in_range(base**exponent, zero=base == 0)
    except (OverflowError, ZeroDivisionError):
        raise ValueError(_OUT_OF_RANGE) from None


def _in_range(value: float, *, zero: bool) -> float:
    """Refuse what is too large for a float, and what is too small unless it may be zero."""
    if not math.isfinite(value) or (value == 0 and not zero):
        raise ValueError(_OUT_OF_RANGE)
    return value


def _number(text: str, start: int) -> tuple[float, int]:
    """Read the number that stands at `start`; return it and where it ends."""
    match = _NUMBER.match(text, start)
    if match is None:
        raise ValueError("does not begin with a number" if text else "is empty")
    mantissa, _, exponent = re.sub("(?<=[-+]) ", "", match[0].lower()).partition("e")
    digits = _plain_decimal(mantissa)
    value = float(f"{digits}e{exponent or 0}")
    return _in_range(value, zero=not re.search("[1-9]", digits)), match.end()


def _plain_decimal(text: str) -> str:
    """Return a number without separators of thousands and with a point as the decimal sign.

    Raises:
        ValueError: the separators contradict each other.
    """
    points, commas = text.count("."), text.count(",")
    decimal = ""
    if points and commas:
        decimal = max(".,", key=text.rfind)
    elif points == 1 or (commas == 1 and not _THOUSANDS_COMMA.fullmatch(text)):
        decimal = "." if points else ","
    whole, _, fraction = text.rpartition(decimal) if decimal else (text, "", "")
    if not _GROUPED.fullmatch(whole) or (fraction and not fraction.isdigit()):
        raise ValueError("groups its digits in a way that can be misread")
    return re.sub(r"[.,'_ ]", "", whole) + "." + fraction


_THOUSANDS_COMMA = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_GROUPED = re.compile(
    r"[-+]?(?:\d*|\d{1,3}([.,' ])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}|\d+(?:_\d+)*)"
)
"""No groups, groups of three by one separator, Indian ones by commas, or underscores anywhere."""


def convert(quantity: Quantity, unit: str) -> Quantity:
    """Return the quantity in `unit`; one without a unit takes the unit as given.

    A bare count stands for a count of anything (`7B` in `parameters`), and per cent for a ratio
    (`12 %` is 0.12 in the empty unit).

    Raises:
        Unreadable: the units measure different things; the message names the one wanted.
    """
    if not quantity.unit or quantity.unit == unit:
        return Quantity(quantity.value, unit)
    try:
        factor = ratio(quantity.unit, unit)
    except Unreadable:
        factor = None
    if factor is None and unit:
        raise Unreadable(
            f"{quoted(format_quantity(quantity))} does not convert to {unit}. "
            f"Answer in {unit}, for example {format_quantity(Quantity(42, unit))}."
        )
    if factor is None:
        raise Unreadable(
            f"The answer is a number without a unit; leave out {quoted(quantity.unit)}, "
            "for example 42."
        )
    try:
        value = float(Fraction(quantity.value) * factor)
    except OverflowError:
        raise Unreadable(f"{quoted(format_quantity(quantity))} {_OUT_OF_RANGE}.") from None
    return Quantity(value, unit)


def format_quantity(quantity: Quantity, digits: int = 12) -> str:
    """Return a quantity as members see it: `1 GiB`, `12 %`, `10,240 tokens`.

    Args:
        quantity: what to show.
        digits: how many significant ones at most; whole numbers keep all of theirs.
    """
    return f"{number(quantity.value, digits)} {quantity.unit}".rstrip()
