"""`leaderboard`: the top ten and one's own rank in a server of 50,000 members.

The ledger holds 1,000,000 awards: 20 a member, over four weeks of one season, in two topics. One
member in a hundred has left.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING

from bot.domain.standings import ALL, rank, season_of, week_of
from bot.services.library import Library
from bot.services.standings import Period
from bot.services.wiring import wire
from bot.store.database import open_database, upgrade
from bot.store.standings import StandingStore
from tests.benchmarks.harness import Aim, Result, benchmark, best, folder
from tests.fakes import NOON, FakeClock, FakePublisher
from tests.questions import SINGLE, bank_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from bot.services.standings import StandingsService, Table
    from bot.store.standings import Line

GUILD = 5 << 22
MEMBERS = 50_000
EACH = 20
LEFT = 100
READS = 50
TURNS = 5
GOAL, AIM = 100.0, Aim.FASTER
TOPICS = ("transformers", "statistics")
SEASON = season_of(NOON, "UTC")
WEEKS = [week_of(NOON, "UTC"), "2026-W20", "2026-W21", "2026-W22"]
PERIODS = {Period.SEASON: SEASON, Period.ALL: ALL}

AWARD = """
    INSERT INTO awards (guild_id, member_id, source, source_id, reason, topic, points, score_milli,
        answered, correct, season, week, rule, at)
    VALUES (?, ?, 'round', ?, 'answer', ?, ?, ?, 1, ?, ?, ?, 'Right: 10 points.', ?)
"""
INDEX = "CREATE INDEX ix_awards_guild_id_member_id ON awards (guild_id, member_id, at)"
STANDING = """
    INSERT INTO standings
    SELECT guild_id, {board}, {topic}, member_id,
        sum(points), sum(score_milli), sum(answered), sum(correct)
    FROM awards GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
MEMBER = """
    INSERT INTO members (guild_id, member_id, hidden, left_at, streak, best_streak, freezes)
    VALUES (?, ?, 0, ?, 0, 0, 2)
"""
SCAN = """
    WITH board AS MATERIALIZED (
        SELECT member_id, sum(points) AS points, sum(answered) AS answered, sum(correct) AS correct
        FROM awards WHERE guild_id = :guild AND (season = :season OR :every) GROUP BY member_id
        HAVING member_id NOT IN (SELECT member_id FROM members WHERE left_at IS NOT NULL)
    ), own AS MATERIALIZED (
        SELECT 1 + count(*) AS place FROM board
        WHERE points > (SELECT points FROM board WHERE member_id = :viewer)
    )
    SELECT board.*, own.place FROM board, own ORDER BY board.points DESC, member_id LIMIT 10
"""
"""The ledger is read once, for the top ten as well as for the viewer's place."""


def awards() -> Iterator[tuple[object, ...]]:
    """Draw the ledger in the order in which rounds are scored."""
    rng, at = random.Random(7), int(NOON.timestamp() * 1000)
    skill = [rng.random() for _ in range(MEMBERS)]
    for number in range(EACH):
        topic, week = TOPICS[number % 2], WEEKS[number * len(WEEKS) // EACH]
        for member, right in enumerate(skill, start=1):
            correct = int(rng.random() < right)
            points = 10 if correct else 2
            yield GUILD, member, number, topic, points, correct * 1000, correct, SEASON, week, at


def prepare(path: Path) -> None:
    """Fill the ledger, and the standings as a rebuild does."""
    upgrade(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("BEGIN")
        raw.execute("INSERT INTO guilds VALUES (?, 'UTC', NULL)", [GUILD])
        left = [None if number % LEFT else 1 for number in range(1, MEMBERS + 1)]
        raw.executemany(MEMBER, [(GUILD, n, at) for n, at in enumerate(left, start=1)])
        raw.execute("DROP INDEX ix_awards_guild_id_member_id")
        raw.executemany(AWARD, awards())
        raw.execute(INDEX)
        for board in (f"'{ALL}'", "season", "week"):
            for topic in ("''", "topic"):
                raw.execute(STANDING.format(board=board, topic=topic))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Contest:
    """The board from the services and the store, and the same from the ledger."""

    def __init__(self, service: StandingsService, store: StandingStore, path: Path) -> None:
        self._service = service
        self._store = store
        self._raw = sqlite3.connect(path)
        self._rng = random.Random(3)

    def close(self) -> None:
        self._raw.close()

    def viewer(self) -> int:
        """Draw somebody who has not left."""
        return self._rng.randrange(MEMBERS // LEFT) * LEFT + 1

    async def page(self, period: Period) -> Table:
        """Return all that /leaderboard shows, for some viewer."""
        return await self._service.table(GUILD, period, viewer_id=self.viewer())

    async def standing(self, period: Period) -> tuple[list[Line], int]:
        """Return the top ten and some viewer's rank."""
        board = PERIODS[period]
        top = await self._store.top(GUILD, board, "", offset=0, limit=10)
        own = await self._store.line(GUILD, board, "", self.viewer())
        assert own is not None
        above = await self._store.above(GUILD, board, "", [own.points])
        return top, 1 + above[own.points]

    def scan(self, period: Period, viewer: int) -> tuple[list[tuple[int, ...]], int]:
        """Return the top ten (member, points, ...) and the viewer's rank, from the awards."""
        which = {"guild": GUILD, "season": SEASON, "every": period is Period.ALL, "viewer": viewer}
        rows = self._raw.execute(SCAN, which).fetchall()
        return [row[:4] for row in rows], rows[0][4]

    async def check(self, period: Period) -> None:
        """See that both give the same board."""
        table = await self.page(period)
        assert table.own is not None
        top, place = self.scan(period, table.own.member_id)
        assert [(row.member_id, row.points, row.answered, row.correct) for row in table.rows] == top
        assert [row.rank for row in table.rows] == rank([points for _, points, _, _ in top])
        assert table.own.rank == place

    def asked(
        self, ask: Callable[[Period], Awaitable[object]], period: Period
    ) -> Callable[[], Awaitable[float]]:
        """Return a turn of asking: milliseconds an answer, each for another member."""

        async def turn() -> float:
            start = time.perf_counter()
            for _ in range(READS):
                await ask(period)
            return (time.perf_counter() - start) / READS * 1000

        return turn

    def scanned(self, period: Period) -> Callable[[], Awaitable[float]]:
        """Return a turn of the scan: milliseconds a board."""

        async def turn() -> float:
            start = time.perf_counter()
            self.scan(period, self.viewer())
            return (time.perf_counter() - start) * 1000

        return turn

    async def results(self, period: Period) -> list[Result]:
        """Let all take turns."""
        await self.check(period)
        turns = {
            "standing": self.asked(self.standing, period),
            "page": self.asked(self.page, period),
            "scan": self.scanned(period),
        }
        found = await best(turns, turns=TURNS)
        name, scan = period.value, found["scan"]
        return [
            Result(f"{name}: top ten and own rank", "ms", found["standing"], scan, GOAL, AIM),
            Result(f"{name}: the page of /leaderboard", "ms", found["page"], scan, None, AIM),
        ]


@benchmark("leaderboard")
async def run() -> list[Result]:
    """Top ten and own rank among 50,000 members, against scanning 1,000,000 awards."""
    async with AsyncExitStack() as stack:
        path = stack.enter_context(folder()) / "viva.db"
        prepare(path)
        db = await stack.enter_async_context(open_database(path))
        services = wire(
            db, Library(bank_of(SINGLE)), FakePublisher(), FakeClock(), random.Random(1)
        )
        contest = Contest(services.standings, StandingStore(db), path)
        stack.enter_context(closing(contest))
        return [result for period in PERIODS for result in await contest.results(period)]
