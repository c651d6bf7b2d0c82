"""What boards have to be, worked out in plain Python from the lines of the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.store.standings import Line, Order

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

FEWEST = 8


class Entry(NamedTuple):
    """A line of the ledger."""

    guild_id: int
    member_id: int
    topic: str
    points: int
    score_milli: int
    answered: int
    correct: int
    season: str
    week: str


class Sums(NamedTuple):
    """What a member, or everybody, has on a board."""

    points: int = 0
    score_milli: int = 0
    answered: int = 0
    correct: int = 0

    def plus(self, entry: Entry) -> Sums:
        return Sums(*(a + b for a, b in zip(self, entry[3:7], strict=True)))


def places(entry: Entry) -> set[tuple[int, str, str]]:
    """The boards that a line of the ledger counts on: server, board, topic."""
    boards = ("all", entry.season, entry.week)
    return {(entry.guild_id, board, topic) for board in boards for topic in ("", entry.topic)}


def mean_of(entries: Iterable[Entry]) -> int:
    """The mean score in whole percent, halves rounded up."""
    score = answered = 0
    for entry in entries:
        score, answered = score + entry.score_milli, answered + entry.answered
    return int(score / (10 * answered) + 0.5) if answered > 0 else 0


def rated(sums: Sums, mean: int) -> int:
    """(sum of scores + 10 x mean) / (n + 10), in millionths."""
    return (sums.score_milli * 1000 + 10 * mean * 10_000) // (sums.answered + 10)


@dataclass
class Oracle:
    """The ledger, and who is absent, as (server, member)."""

    ledger: list[Entry]
    absent: Collection[tuple[int, int]] = ()

    def boards(self) -> set[tuple[int, str, str]]:
        return {place for entry in self.ledger for place in places(entry)}

    def entries(self, guild_id: int, board: str, topic: str) -> list[Entry]:
        return [entry for entry in self.ledger if (guild_id, board, topic) in places(entry)]

    def lines(self) -> dict[tuple[int, str, str], list[Line]]:
        """Everything on every board, whoever it is."""
        held: dict[tuple[int, str, str], list[Entry]] = defaultdict(list)
        for entry in self.ledger:
            for place in places(entry):
                held[place].append(entry)
        return {place: by_member(entries) for place, entries in held.items()}

    def totals(self) -> dict[tuple[int, str, str], tuple[int, int]]:
        """The sums of scores and answers of every board."""
        return {
            place: (sum(line.score_milli for line in lines), sum(line.answered for line in lines))
            for place, lines in self.lines().items()
        }

    def shown(
        self, guild_id: int, lines: Iterable[Line], order: Order, newest: int
    ) -> list[tuple[int, Line]]:
        """The ranked lines, the best first, with their ranks (1, 2, 2, 4)."""
        kept = [
            line
            for line in lines
            if 1 <= line.member_id <= newest
            and (guild_id, line.member_id) not in self.absent
            and (order is Order.POINTS or line.answered >= FEWEST)
        ]
        return ranked(kept, lambda line: value(line, order))

    def before(
        self, key: tuple[int, str, str], since: str, order: Order, newest: int
    ) -> dict[int, int]:
        """Member -> rank on a board without the lines that a week's holds."""
        then = [entry for entry in self.entries(*key) if entry.week != since]
        lines = by_member(then)
        if order is Order.POINTS:
            lines = [line for line in lines if line.points > 0]
        return {line.member_id: n for n, line in self.shown(key[0], lines, order, newest)}

    def improved(
        self, key: tuple[int, str, str], since: Collection[str], newest: int
    ) -> list[tuple[int, int]]:
        """(gain, member) of whose rate in a season is above the one of all before, falling."""
        guild_id, board, topic = key
        ever = [e for e in self.entries(guild_id, "all", topic) if e.season not in since]
        before = {line.member_id: line for line in by_member(ever) if line.answered >= FEWEST}
        season = by_member(self.entries(guild_id, board, topic))
        gains = [
            (line.rate - before[line.member_id].rate, line.member_id)
            for _, line in self.shown(guild_id, season, Order.RATE, newest)
            if line.member_id in before
        ]
        return sorted((g for g in gains if g[0] > 0), key=lambda gain: (-gain[0], gain[1]))


def by_member(entries: list[Entry]) -> list[Line]:
    """The members' sums, each rated by the mean of all."""
    sums: dict[int, Sums] = {}
    for entry in entries:
        sums[entry.member_id] = sums.get(entry.member_id, Sums()).plus(entry)
    mean = mean_of(entries)
    return [Line(member, *held, rated(held, mean)) for member, held in sorted(sums.items())]


def value(line: Line, order: Order) -> int:
    return line.points if order is Order.POINTS else line.rate


def ranked(lines: list[Line], by: Callable[[Line], int]) -> list[tuple[int, Line]]:
    ordered = sorted(lines, key=lambda line: (-by(line), line.member_id))
    return [(1 + sum(by(other) > by(line) for other in ordered), line) for line in ordered]
