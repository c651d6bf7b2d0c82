"""Units of quantities: how they are written, and what they convert to.

A unit has one or several readings, since members write `B` for bytes and for billions, and `FLOPS`
for operations and for operations per second. The unit asked for decides between them. Words that
are no known unit (`tokens`, `GPU-hours`) are counts of that thing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product

from bot.domain.wording import quoted
from bot.errors import Unreadable

LONGEST_UNIT = 30
"""Characters."""

BIT, SECOND, JOULE, WATT = "bit", "s", "J", "W"
FLOP, OPERATION = "FLOP", "OP"
PERCENT, COUNT = "%", "#"

_WORD = re.compile(r"(?:-?[^\W\d_]|[%‰$€£°/])(?:[^\s\d,;:!?]|(?<=[\w^])\d)*")
"""Digits may stand within a word (`CO2`), but not begin one: `5 or 6` is no quantity."""
_NOT_UNITS = frozenset({"or", "and", "to", "plus", "minus", "not"})

_SI = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21}
_SI_WORDS = {"kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15, "exa": 18, "zetta": 21}
_IEC = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_IEC_WORDS = {"kibi": 10, "mebi": 20, "gibi": 30, "tebi": 40, "pebi": 50, "exbi": 60}
_SMALL = {"m": -3, "u": -6, "n": -9, "p": -12}
_SMALL_WORDS = {"milli": -3, "micro": -6, "nano": -9, "pico": -12}


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a unit: how many of a base unit it is, and of which.

    `above` and `below` are the base units over and under the fraction bar; a count of things is
    `#thing`, a bare count `#`.
    """

    factor: Fraction
    above: str
    below: str = ""


def ratio(source: str, target: str) -> Fraction | None:
    """Return what a value in `source` is multiplied by to be in `target`; None if it cannot be.

    Raises:
        Unreadable: one of them is not a unit.
    """
    for to, of in product(readings(target), readings(source)):
        if _same(of.above, to.above) and _same(of.below, to.below):
            return of.factor / to.factor
    return None


def _same(one: str, other: str) -> bool:
    if one == other or {one, other} == {PERCENT, COUNT}:
        return True
    # A bare count may stand for a count of any thing.
    return COUNT in (one, other) and one[:1] == other[:1] == COUNT


@lru_cache(maxsize=4096)
def readings(unit: str) -> tuple[Reading, ...]:
    """Return what a unit may mean, the likeliest first.

    Raises:
        Unreadable: it is too long, or not written as a unit is.
    """
    words = unit.replace("per cent", "percent").split()
    if len(unit) > LONGEST_UNIT or not all(map(_WORD.fullmatch, words)) or _NOT_UNITS & {*words}:
        raise Unreadable(f"{quoted(unit)} is not a unit. Write one like GiB, ms or %.")
    above, *below = re.split(r"\s*/\s*|(?:^|\s+)per\s+", " ".join(words))
    if len(below) != 1:
        return _scaled("/".join((above, *below)))
    tops, bottoms = _scaled(above), _scaled(below[0])
    return tuple(
        Reading(t.factor / b.factor, t.above, b.above)
        for t, b in product(tops, bottoms)
        if not t.below and not b.below
    )


def _scaled(text: str) -> tuple[Reading, ...]:
    """Read a unit that words such as `billion` or `k` may stand before."""
    scale, words = Fraction(1), text.split()
    while len(words) > 1 and (factor := _SCALES.get(words[0]) or _SCALES.get(words[0].casefold())):
        scale *= factor
        del words[0]
    return tuple(Reading(r.factor * scale, r.above, r.below) for r in _plain(" ".join(words)))


def _plain(text: str) -> tuple[Reading, ...]:
    if not text:
        return (Reading(Fraction(1), COUNT),)
    return _UNITS.get(canonical(text)) or (Reading(Fraction(1), COUNT + _thing(text)),)


def canonical(unit: str) -> str:
    """Return a unit as it is usually written: `gib` is `GiB`; an unknown one stays as it is."""
    return unit if unit in _UNITS else _SLOPPY.get(unit.casefold(), unit)


def _thing(text: str) -> str:
    """Return the name of a counted thing, without its plural."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("^", "")
    words = re.sub(r"[\s-]+", "-", folded)
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if words.endswith(plural):
            return words.removesuffix(plural) + singular
    if words.endswith("s") and not words.endswith("ss") and len(words) > len("ops"):
        words = words.removesuffix("s")
    return _THINGS.get(words, words)


_THINGS = {
    "$": "usd",
    "\u20ac": "eur",
    "\u00a3": "gbp",
    "tok": "token",
    "param": "parameter",
    "req": "request",
    "dollar": "usd",
    "euro": "eur",
}

_SCALES = {
    **{name: Fraction(10**3) for name in ("k", "K", "thousand", "thousands")},
    **{name: Fraction(10**6) for name in ("M", "m", "mn", "mio", "million", "millions")},
    **{name: Fraction(10**9) for name in ("B", "b", "G", "bn", "billion", "billions")},
    **{name: Fraction(10**12) for name in ("T", "t", "tn", "trillion", "trillions")},
    **{name: Fraction(10**15) for name in ("quadrillion", "quadrillions")},
}


def _prefixed(
    names: tuple[str, ...], prefixes: dict[str, int], base: int, *found: tuple[Fraction, str, str]
) -> dict[str, tuple[Reading, ...]]:
    return {
        prefix + name: tuple(
            Reading(factor * Fraction(base) ** power, above, below)
            for factor, above, below in found
        )
        for name in names
        for prefix, power in prefixes.items()
    }


_ONE = Fraction(1)
_BIT, _BYTE = (_ONE, BIT, ""), (Fraction(8), BIT, "")
_WORK, _RATE = (_ONE, FLOP, ""), (_ONE, FLOP, SECOND)
_OPS, _OPS_RATE = (_ONE, OPERATION, ""), (_ONE, OPERATION, SECOND)
_ALL_SI = _SI | _SMALL
_WORDS = {"": 0} | _SI_WORDS
_ALL_WORDS = _WORDS | _SMALL_WORDS

_TIMES = {
    "min mins minute minutes": 60,
    "h hr hrs hour hours": 3600,
    "d day days": 86_400,
    "wk week weeks": 604_800,
    "yr year years": 31_557_600,
}


def _bare_scales() -> dict[str, tuple[Reading, ...]]:
    """`7B` and `80G`: a count, or the bytes that a prefix stands for."""
    found: dict[str, tuple[Reading, ...]] = {
        name: (Reading(scale, COUNT),) for name, scale in _SCALES.items()
    }
    found["b"] = (Reading(_ONE, BIT), *found["b"])
    found["B"] = (Reading(Fraction(8), BIT), *found["B"])
    found["m"] = (*found["m"], Reading(Fraction(60), SECOND))
    for prefix in "kKMGT":
        found[prefix] = (*found[prefix], Reading(_SCALES[prefix] * 8, BIT))
    return found


_UNITS: dict[str, tuple[Reading, ...]] = {
    **_prefixed(("B", "byte", "bytes"), _SI, 10, _BYTE),
    **_prefixed(("byte", "bytes"), _WORDS, 10, _BYTE),
    **_prefixed(("B", "byte", "bytes"), _IEC, 2, _BYTE),
    **_prefixed(("byte", "bytes"), _IEC_WORDS, 2, _BYTE),
    "KB": (Reading(Fraction(8000), BIT),),
    **_prefixed(("bit", "bits", "b"), _SI, 10, _BIT),
    **_prefixed(("bit", "bits"), _WORDS, 10, _BIT),
    **_prefixed(("bit", "bits", "b"), _IEC, 2, _BIT),
    **_prefixed(("bit", "bits"), _IEC_WORDS, 2, _BIT),
    **_prefixed(("Bps",), _SI, 10, (Fraction(8), BIT, SECOND)),
    **_prefixed(("bps",), _SI, 10, (_ONE, BIT, SECOND)),
    **_prefixed(("FLOP",), _SI, 10, _WORK),
    **_prefixed(("flop",), _WORDS, 10, _WORK),
    **_prefixed(("FLOPs", "FLOPS"), _SI, 10, _WORK, _RATE),
    **_prefixed(("flops",), _WORDS, 10, _WORK, _RATE),
    **_prefixed(("OP",), _SI, 10, _OPS),
    **_prefixed(("OPs", "OPS"), _SI, 10, _OPS, _OPS_RATE),
    **_prefixed(("Hz",), _ALL_SI, 10, (_ONE, COUNT, SECOND)),
    **_prefixed(("hertz",), _ALL_WORDS, 10, (_ONE, COUNT, SECOND)),
    **_prefixed(("W",), _ALL_SI, 10, (_ONE, WATT, "")),
    **_prefixed(("watt", "watts"), _ALL_WORDS, 10, (_ONE, WATT, "")),
    **_prefixed(("J",), _ALL_SI, 10, (_ONE, JOULE, "")),
    **_prefixed(("joule", "joules"), _ALL_WORDS, 10, (_ONE, JOULE, "")),
    **_prefixed(("Wh",), _SI, 10, (Fraction(3600), JOULE, "")),
    **_prefixed(("s", "sec", "secs"), {"": 0} | _SMALL, 10, (_ONE, SECOND, "")),
    **_prefixed(("second", "seconds"), {"": 0} | _SMALL_WORDS, 10, (_ONE, SECOND, "")),
    **{
        name: (Reading(Fraction(seconds), SECOND),)
        for names, seconds in _TIMES.items()
        for name in names.split()
    },
    **dict.fromkeys(("%", "percent", "pct"), (Reading(Fraction(1, 100), PERCENT),)),
    "‰": (Reading(Fraction(1, 1000), PERCENT),),
    **dict.fromkeys(("x", "times", "fold", "-fold"), (Reading(_ONE, COUNT),)),
    "qps": (Reading(_ONE, "#query", SECOND),),
    "rps": (Reading(_ONE, "#request", SECOND),),
    "fps": (Reading(_ONE, "#frame", SECOND),),
    **_bare_scales(),
}
# In practice small letters mean bytes: `kb` is read below, as `gb` is.
del _UNITS["kb"]

_SLOPPY: dict[str, str] = {}
"""Units in small letters -> as they are written; of those that differ in case, the first."""
for _name in _UNITS:
    _SLOPPY.setdefault(_name.casefold(), _name)
