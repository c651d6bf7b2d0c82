"""Places on a ladder: stretches of it, their ranks, and who stands around a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.standings import rank
from bot.services.ladders import EVERYBODY, Entry
from bot.services.paging import pages
from bot.services.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.rating import Rating
    from bot.services.ladders import Ladder
    from bot.store.standings import Line

PAGE: Final = 10
FARTHEST: Final = 1_000_000
"""No page is farther."""


async def around(
    ladder: Ladder, member_id: int, *, alone: bool = False
) -> tuple[list[Entry], list[Entry]]:
    """Return a member's entry, if there is one, and their neighbours' unless `alone`."""
    own = await ladder.of(member_id)
    if own is None:
        return [], []
    if alone:
        return [own], []
    return [own], [entry for entry in await ladder.near(own) if entry is not None]


def values_of(entries: Iterable[Entry]) -> set[int]:
    """Return the values to count above: those of entries, and everybody's."""
    return {EVERYBODY, *(entry.value for entry in entries)}


def strength(member_id: int, rating: Rating) -> Entry:
    """Return the entry of a member on the board of ratings."""
    return Entry(member_id, rating.shown or 0, note=rating.quizzes)


def gain_of(line: Line, gain: int) -> Entry:
    """Return the entry of a member on the board of improvement."""
    return Entry(line.member_id, gain, line.answered, line.correct, note=line.rate)


async def stretch(ladder: Ladder, page: int) -> tuple[int, Sequence[Entry]]:
    """Return how many stand before a page, and the page; one too far is the last one."""
    start = (min(max(page, 1), FARTHEST) - 1) * PAGE
    entries = await ladder.page(start, PAGE)
    if start and not entries:
        total = (await ladder.above([EVERYBODY]))[EVERYBODY]
        start = (pages(total, PAGE) - 1) * PAGE
        entries = await ladder.page(start, PAGE)
    return start, entries


async def first_places(ladder: Ladder, last: int) -> list[Entry]:
    """Return the beginning of a ladder, to where the places after `last` begin."""
    found: list[Entry] = []
    while True:
        entries = await ladder.page(len(found), PAGE)
        found += entries
        if len(entries) < PAGE or rank([entry.value for entry in found])[-1] > last:
            return found


def ranked(
    entries: Sequence[Entry],
    start: int,
    above: Mapping[int, int],
    before: Mapping[int, int] | None,
) -> tuple[Row, ...]:
    """Rank a page; who ties with its first line may stand on the page before."""
    rows = []
    for entry, place in zip(entries, rank([e.value for e in entries]), strict=True):
        is_first = start == 0 or entry.value != entries[0].value
        rows.append(_row(entry, start + place if is_first else 1 + above[entry.value], before))
    return tuple(rows)


def placed(entry: Entry, above: Mapping[int, int], before: Mapping[int, int] | None) -> Row:
    """Return the row of an entry, from how many have more."""
    return _row(entry, 1 + above[entry.value], before)


def _row(entry: Entry, place: int, before: Mapping[int, int] | None) -> Row:
    past = None if before is None else before.get(entry.member_id)
    return Row(place, entry.member_id, entry, past)
