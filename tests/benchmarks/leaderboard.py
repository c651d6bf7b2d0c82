"""`leaderboard`: boards, ranks and profiles in a server of 50,000 members.

The ledger holds 5,000,000 awards of that server: 100 a member, over the four weeks of a season, in
four topics, with partial scores and many ties; and a few of 300 small servers. One member in a
hundred has left. The baseline is the same from the ledger, read once.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.seasons import Season, SeasonKind
from bot.domain.standings import ALL, FEWEST_ANSWERS, newest_ranked, rank, rate, week_of
from bot.services.library import Library
from bot.services.tables import Kind, Period, Wanted
from bot.services.wiring import wire
from bot.store.boards import rebuild_boards
from bot.store.database import open_database, upgrade
from bot.store.standings import Board, Order, StandingStore
from bot.store.trends import TrendStore
from tests.benchmarks.harness import Aim, Result, benchmark, best, folder
from tests.fakes import NOON, FakeClock, FakePublisher
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from bot.services.profiles import Profile
    from bot.services.tables import Table
    from bot.services.wiring import Services
    from bot.store.database import Database
    from bot.store.standings import Line

    Row = tuple[int, int, int, int, int]

GUILD = 5 << 22
LEFT = 100
GOAL = 5.0
TOPICS = ("transformers", "statistics", "trees", "optimization")
SCORES = (0, 333, 500, 667, 1000)
LENGTH = timedelta(weeks=4)
MONDAY = NOON.replace(hour=0)
SEASON = Season(
    1, GUILD, SeasonKind.WEEKS, MONDAY - timedelta(weeks=3), MONDAY + timedelta(weeks=1)
)
WEEKS = [week_of(SEASON.starts_at + number * timedelta(weeks=1), "UTC") for number in range(4)]
NEWEST = newest_ranked(NOON)
BOARDS = {
    Order.RATE: Board(GUILD, SEASON.board, "", Order.RATE, NEWEST),
    Order.POINTS: Board(GUILD, ALL, "", Order.POINTS, NEWEST),
}
WANTED = {Order.RATE: Wanted(), Order.POINTS: Wanted(Kind.EFFORT, Period.ALL)}

AWARD = """
    INSERT INTO awards (guild_id, member_id, source, source_id, reason, topic, points, score_milli,
        answered, correct, season, week, rule, at)
    VALUES (?, ?, 'round', ?, 'answer', ?, ?, ?, 1, ?, ?, ?, '', ?)
"""
INDEX = "CREATE INDEX ix_awards_guild_id_member_id ON awards (guild_id, member_id, at)"
ABSENT = """
    INSERT INTO members (guild_id, member_id, hidden, left_at, streak, best_streak, freezes)
    VALUES (?, ?, 0, 1, 0, 0, 2)
"""
SPAN = "INSERT INTO seasons (id, guild_id, kind, starts_at, ends_at) VALUES (?, ?, ?, ?, ?)"
SCAN = """
    SELECT member_id, sum(points), sum(score_milli), sum(answered), sum(correct)
    FROM awards NOT INDEXED
    WHERE guild_id = ? AND week < ?
    GROUP BY member_id
"""


@dataclass(frozen=True)
class Scale:
    """How much there is."""

    members: int = 50_000
    each: int = 100
    """Awards a member."""
    servers: int = 300
    """Small ones besides."""
    reads: int = 50
    """In a turn."""
    turns: int = 5


def ledger(scale: Scale) -> Iterator[tuple[object, ...]]:
    """Draw the awards in the order in which rounds are scored."""
    rng = random.Random(7)
    at = int(SEASON.starts_at.timestamp() * 1000)
    skill = [rng.random() for _ in range(scale.members)]
    draw = rng.random
    for number in range(scale.each):
        topic, week = TOPICS[number % len(TOPICS)], WEEKS[number * len(WEEKS) // scale.each]
        worth = (10, 12, 15, 19, 24)[number % 5]
        for member, right in enumerate(skill, start=1):
            score = SCORES[int((draw() + right) * 2.5)]
            points = worth * score // 1000 if score else 2
            yield GUILD, member, number, topic, points, score, score == 1000, SEASON.board, week, at
    for number in range(scale.servers):
        for member in range(1, 21):
            source = -1 - number
            yield number + 1, member, source, TOPICS[0], 10, 1000, 1, "s2", WEEKS[3], at


def prepare(path: Path, scale: Scale) -> None:
    """Fill the ledger; what is synced to the disk does not matter."""
    upgrade(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("BEGIN")
        numbers = [GUILD, *range(1, scale.servers + 1)]
        raw.executemany("INSERT INTO guilds (id, zone) VALUES (?, 'UTC')", ((n,) for n in numbers))
        span = [int(at.timestamp() * 1000) for at in (SEASON.starts_at, SEASON.ends_at)]
        raw.execute(SPAN, (SEASON.id, GUILD, SEASON.kind.value, *span))
        absent = range(LEFT, scale.members + 1, LEFT)
        raw.executemany(ABSENT, ((GUILD, member) for member in absent))
        raw.execute("DROP INDEX ix_awards_guild_id_member_id")
        raw.executemany(AWARD, ledger(scale))
        raw.execute(INDEX)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Contest:
    """Boards, ranks and profiles from the services and the store, and the same from the ledger."""

    def __init__(self, services: Services, db: Database, scale: Scale) -> None:
        self._services = services
        self._store = StandingStore(db)
        self._trends = TrendStore(db, self._store)
        self._scale = scale
        self._raw = sqlite3.connect(db.path)
        self._rng = random.Random(3)
        self._middle = scale.members // 20
        """The page in the middle."""

    def close(self) -> None:
        self._raw.close()

    def viewer(self) -> int:
        """Draw somebody who has not left."""
        return self._rng.randrange(self._scale.members // LEFT) * LEFT + 1

    # ------------------------------------------------------------------ from the standings

    async def top(self, order: Order) -> list[Line]:
        return await self._store.top(BOARDS[order], offset=0, limit=10)

    async def middle(self, order: Order) -> list[Line]:
        start = (self._middle - 1) * 10
        return await self._store.top(BOARDS[order], offset=start, limit=10)

    async def my_rank(self, order: Order) -> int:
        return await self.rank_of(order, self.viewer())

    async def rank_of(self, order: Order, viewer: int) -> int:
        own = await self._store.line(BOARDS[order], viewer)
        assert own is not None
        value = own.value(order)
        return 1 + (await self._store.above(BOARDS[order], [value]))[value]

    async def first_page(self, order: Order) -> Table:
        """All that /leaderboard shows, for some viewer."""
        return await self._services.standings.table(GUILD, WANTED[order], viewer_id=self.viewer())

    async def middle_page(self, order: Order) -> Table:
        viewer = self.viewer()
        table = self._services.standings.table
        return await table(GUILD, WANTED[order], self._middle, viewer_id=viewer)

    async def profile(self, _: Order) -> Profile:
        """All that /stats shows, of some member."""
        return await self._services.profiles.profile(GUILD, self.viewer())

    async def ranks_before(self, order: Order) -> dict[int, int]:
        """Every rank of a week ago: what the first look at a board in a week costs on top."""
        return await self._trends.ranks_before(BOARDS[order], WEEKS[-1])

    # ------------------------------------------------------------------ from the ledger

    def scan(self, order: Order, before: str = "z") -> list[Row]:
        """Return a whole board, the best first: member, value, points, answers, right ones."""
        rows = self._raw.execute(SCAN, (GUILD, before)).fetchall()
        score, answers = sum(row[2] for row in rows), sum(row[3] for row in rows)
        mean, by_points = int(score / (10 * answers) + 0.5), order is Order.POINTS
        board = [
            (who, points if by_points else rate(milli, answered, mean), points, answered, right)
            for who, points, milli, answered, right in rows
            if who % LEFT and (by_points or answered >= FEWEST_ANSWERS)
        ]
        return sorted(board, key=lambda row: (-row[1], row[0]))

    # ------------------------------------------------------------------ whether they agree

    async def check(self, order: Order) -> None:
        """See that everything is as the ledger has it."""
        board = self.scan(order)
        ranks = dict(zip((row[0] for row in board), rank([row[1] for row in board]), strict=True))
        start = (self._middle - 1) * 10
        for lines, first in ((await self.top(order), 0), (await self.middle(order), start)):
            found = [(x.member_id, x.value(order), x.points, x.answered, x.correct) for x in lines]
            assert found == board[first : first + 10]
        for viewer in {self.viewer() for _ in range(20)}:
            assert await self.rank_of(order, viewer) == ranks[viewer]
        past = self.scan(order, WEEKS[-1])
        before = dict(zip((row[0] for row in past), rank([row[1] for row in past]), strict=True))
        assert await self.ranks_before(order) == before
        for table in (await self.first_page(order), await self.middle_page(order)):
            first = (table.page - 1) * 10
            assert [row.member_id for row in table.rows] == [r[0] for r in board[first:][:10]]
            assert table.place.total == len(board)
            assert table.place.own is not None
            for row in (*table.rows, *table.place.near, table.place.own):
                assert (row.rank, row.before) == (ranks[row.member_id], before[row.member_id])
        profile = await self.profile(order)
        own = profile.season if order is Order.RATE else profile.effort
        assert own is not None
        assert own.rank == ranks[profile.member_id]
        assert {topic.topic for topic in profile.topics} == set(TOPICS)

    # ------------------------------------------------------------------ how long they take

    def asked(
        self, ask: Callable[[Order], Awaitable[object]], order: Order, reads: int
    ) -> Callable[[], Awaitable[float]]:
        """Return a turn of asking: milliseconds an answer, each for another member."""

        async def turn() -> float:
            start = time.perf_counter()
            for _ in range(reads):
                await ask(order)
            return (time.perf_counter() - start) / reads * 1000

        return turn

    async def results(self, order: Order) -> list[Result]:
        """Let all take turns, after one look each, as a board is looked at more than once."""
        await self.check(order)

        async def scanned() -> float:
            start = time.perf_counter()
            self.scan(order)
            return (time.perf_counter() - start) * 1000

        scan = (await best({"scan": scanned}, turns=min(2, self._scale.turns)))["scan"]
        cases = {
            "top ten": self.top,
            "my rank": self.my_rank,
            f"page {self._middle:,}": self.middle,
            "/leaderboard": self.first_page,
            f"/leaderboard page {self._middle:,}": self.middle_page,
        }
        if order is Order.RATE:
            cases["/stats"] = self.profile
        turns = {name: self.asked(ask, order, self._scale.reads) for name, ask in cases.items()}
        found = await best(turns, turns=self._scale.turns)
        cold = await best(
            {"cold": self.asked(self.ranks_before, order, 1)}, turns=self._scale.turns
        )
        results = [
            Result(f"{order.value}: {name}", "ms", found[name], scan, GOAL, Aim.LIMIT)
            for name in cases
        ]
        return [*results, Result(f"{order.value}: all ranks a week ago", "ms", cold["cold"], scan)]


async def measure(scale: Scale) -> list[Result]:
    """Fill a database of that scale, and measure."""
    async with AsyncExitStack() as stack:
        path = stack.enter_context(folder()) / "viva.db"
        prepare(path, scale)
        db = await stack.enter_async_context(open_database(path))
        await db.writer.run(rebuild_boards)
        library, publisher = Library(bank_of(SINGLE)), FakePublisher()
        services = wire(db, library, publisher, FakeClock(), random.Random(1))
        contest = stack.enter_context(closing(Contest(services, db, scale)))
        return [result for order in Order for result in await contest.results(order)]


@benchmark("leaderboard")
async def run() -> list[Result]:
    """Boards, ranks and profiles of 50,000 members, against scanning 5,000,000 awards."""
    return await measure(Scale())
