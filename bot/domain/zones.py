"""Time zones as members name them: cities first, abbreviations turned into suggestions."""

from __future__ import annotations

import re
import zoneinfo
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.domain.wording import quoted
from bot.domain.zone_names import ABBREVIATIONS, COMMON, PLACES
from bot.errors import Unreadable

UTC_NAME = "UTC"

_AREAS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia"),
        *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)
"""Zones named after a city; the other areas (Etc, US, Canada, ...) are old spellings."""

_UTC_SPELLINGS = frozenset(
    {"utc", "uct", "zulu", "z", "universal", "etc/utc", "etc/uct", "etc/zulu"}
)
_NOT_ZONES = frozenset({"Factory", "localtime", "posixrules"})

_OFFSET = re.compile(r"(?:utc|gmt)?\s*[-+\u2212]\s*\d{1,2}(?:[:.]?\d{2})?")

_EXAMPLE = "Name a city, for example Europe/London, America/New_York or Asia/Kolkata, or UTC."


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every zone that can be chosen: how it is looked up (`europe/berlin`) -> its IANA name."""
    names = zoneinfo.available_timezones() - _NOT_ZONES
    cities = {_key(name).rpartition("/")[2] for name in names if "/" in name}
    named_better = ABBREVIATIONS.keys() | PLACES.keys() | cities
    return {
        key: name
        for name in sorted(names, key=_order)
        for key in (_key(name),)
        if key not in _UTC_SPELLINGS and ("/" in key or key not in named_better)
    }


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _order(name: str) -> tuple[bool, bool, int, str]:
    common = COMMON.index(name) if name in COMMON else len(COMMON)
    area, slash, _ = name.partition("/")
    return not (slash and area in _AREAS), name.startswith("Antarctica/"), common, name


def check_zone(name: str) -> str:
    """Return the IANA name of the zone a member wrote: `europe/berlin`, `new york`, `utc`.

    Abbreviations (`CET`, `EST`) and offsets (`UTC+2`) are refused, since they do not follow
    summer time or mean several places.

    Raises:
        Unreadable: there is no such zone; the message offers close ones.
    """
    key = _key(name)
    if not key:
        raise Unreadable(f"No time zone was given. {_EXAMPLE}")
    if key in _UTC_SPELLINGS:
        return UTC_NAME
    if key in ABBREVIATIONS:
        raise Unreadable(
            f"{quoted(name)} is an abbreviation that does not say where, or whether there is "
            f"summer time. Choose a city: {_listed(ABBREVIATIONS[key])}."
        )
    if _OFFSET.fullmatch(key):
        raise Unreadable(f"{quoted(name)} is an offset, which knows no summer time. {_EXAMPLE}")
    if key in _zones() and "/" in key:
        return _zones()[key]
    found = PLACES.get(key) or _city(key) or _zones().get(key)
    if found is None:
        near = search_zones(name, 3)
        hint = f"Did you mean {_listed(near)}?" if near else _EXAMPLE
        raise Unreadable(f"{quoted(name)} is not a time zone Viva knows. {hint}")
    return found


def _listed(zones: tuple[str, ...] | list[str]) -> str:
    return zones[0] if len(zones) == 1 else f"{', '.join(zones[:-1])} or {zones[-1]}"


def _city(key: str) -> str | None:
    return next((zone for k, zone in _zones().items() if k.rpartition("/")[2] == key), None)


def search_zones(text: str, limit: int = 25) -> list[str]:
    """Return the IANA names that fit what was typed so far, best first, at most `limit`.

    Abbreviations, countries and large cities without a zone of their own find theirs: `CET`
    offers Berlin and Paris, `mumbai` offers Asia/Kolkata. Nothing typed offers common ones.
    """
    return list(_search(_key(text)[:60]))[:limit]


@lru_cache(maxsize=2048)
def _search(key: str) -> tuple[str, ...]:
    if not key or key in _UTC_SPELLINGS:
        return (UTC_NAME, *COMMON)
    if _OFFSET.fullmatch(key):
        return ()
    found = dict.fromkeys(ABBREVIATIONS.get(key, ()))
    if key in PLACES:
        found[PLACES[key]] = None
    for _, zone in sorted(_ranked(key), key=lambda pair: pair[0]):
        found[zone] = None
    if not found:
        found = dict.fromkeys(_alike(key))
    return tuple(found)


def _ranked(key: str) -> list[tuple[int, str]]:
    """The zones that contain what was typed, each with how well (0 is best)."""
    ranked = [(_fit(key, k), zone) for k, zone in _zones().items() if key in k]
    ranked += [(2, zone) for place, zone in PLACES.items() if place.startswith(key)]
    if UTC_NAME.casefold().startswith(key):
        ranked.append((0, UTC_NAME))
    return ranked


def _fit(key: str, zone: str) -> int:
    city = zone.rpartition("/")[2]
    if key in (city, zone):
        return 0
    if city.startswith(key) or zone.startswith(key):
        return 1
    return 3 if f" {key}" in city or f"/{key}" in zone else 4


def _alike(key: str) -> list[str]:
    """The zones whose city is spelt nearly like that, for typing errors."""
    cities = {k.rpartition("/")[2]: zone for k, zone in reversed(_zones().items())} | PLACES
    hits = process.extract(key, cities.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=70)
    return list(dict.fromkeys(cities[city] for city, _, _ in hits))
