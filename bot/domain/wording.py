"""Small helpers for sentences shown to members."""

from __future__ import annotations

import re

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_UNGROUPED_DIGITS = 4
_LONGEST_WHOLE = 15


def quoted(text: str, limit: int = 40) -> str:
    """Return what a member wrote in quotes, on one line, cut to `limit` characters."""
    line = " ".join(text.replace("`", "").split())
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return f"“{line}”"


def number(value: float, digits: int = 12) -> str:
    """Write a number for people: `10,240`, `0.5`, `1.5e20`; `digits` significant ones at most.

    Up to four digits before the point stay together; longer ones are grouped by commas.
    """
    text = f"{value + 0.0:.{digits}g}"  # -0.0 + 0.0 is 0.0
    mantissa, has_exponent, exponent = text.partition("e")
    if has_exponent and 0 <= int(exponent) < _LONGEST_WHOLE:
        mantissa, has_exponent = f"{value:.0f}", ""
    if has_exponent:
        return f"{mantissa}e{int(exponent)}"
    whole, point, rest = mantissa.partition(".")
    if len(whole.lstrip("-")) > _UNGROUPED_DIGITS:
        whole = f"{int(whole):,}"
    return whole + point + rest


def plural(count: int, noun: str) -> str:
    """Return `1 hour`, `2 hours`: for nouns that take an s."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def superscripts_spelt(text: str) -> str:
    """Return the text with raised digits as powers: `10⁻³` is `10^-3`."""
    return re.sub(r"[⁺⁻]?[⁰¹²³⁴-⁹]+", lambda match: "^" + match[0].translate(_SUPERSCRIPTS), text)
