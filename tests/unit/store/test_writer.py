from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from types import NoneType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.errors import NotFound, RoundClosed, StoreError
from bot.store.database import open_database
from bot.store.tables import guilds, members, meta
from bot.store.writer import GROUP
from tests.unit.store.conftest import add_guilds, driver_of, guild, stored


async def outcomes(*operations):
    return await asyncio.gather(*operations, return_exceptions=True)


async def test_a_unit_of_work_returns_its_result_once_it_is_committed(database, path):
    result = await database.writer.run(guild(7))

    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT id FROM guilds").fetchall() == [(7,)]
    assert result == 7


async def test_what_waits_together_is_committed_together(database):
    results = await asyncio.gather(*(database.writer.submit(add_guilds, n) for n in range(256)))

    assert results == [f"guild {n}" for n in range(256)]
    assert await stored(database) == list(range(256))
    assert database.writer.commits == 1


async def test_the_commits_counted_are_the_commits_made(database):
    statements = []

    async def watch(connection):
        await (await driver_of(connection)).set_trace_callback(statements.append)

    await database.writer.run(watch)
    statements.clear()
    before = database.writer.commits
    await asyncio.gather(*(database.writer.run(guild(n)) for n in range(50)))
    await asyncio.gather(*(database.writer.run(guild(n)) for n in range(50, 100)))

    assert database.writer.commits - before == 2
    assert statements.count("COMMIT") == 2
    assert statements.count("BEGIN IMMEDIATE") == 2


async def test_a_group_has_an_upper_size(database):
    count = GROUP + 1

    await asyncio.gather(*(database.writer.submit(add_guilds, n) for n in range(count)))

    assert database.writer.commits == 2


async def test_what_arrives_during_a_commit_goes_into_the_next(database):
    async def invite(connection):
        late.extend(asyncio.create_task(database.writer.run(guild(n))) for n in range(10))
        await guild(99)(connection)

    late = []
    await database.writer.run(invite)
    await asyncio.gather(*late)

    assert database.writer.commits == 2


async def test_items_for_one_function_come_as_batches_in_the_order_of_submission(database):
    batches = []

    async def letters(connection, items):
        batches.append(("letters", list(items)))
        return items

    async def digits(connection, items):
        batches.append(("digits", list(items)))
        return items

    submit = database.writer.submit
    await asyncio.gather(
        submit(letters, "a"), submit(letters, "b"), submit(digits, 1), submit(letters, "c")
    )

    assert batches == [("letters", ["a", "b"]), ("digits", [1]), ("letters", ["c"])]


async def test_bound_methods_of_one_object_share_a_batch(database):
    class Store:
        def __init__(self):
            self.sizes = []

        async def apply(self, connection, items):
            self.sizes.append(len(items))
            return items

    store = Store()
    await asyncio.gather(*(database.writer.submit(store.apply, n) for n in range(5)))

    assert store.sizes == [5]


async def test_units_run_in_the_order_in_which_they_were_submitted(database):
    seen = []

    def note(number):
        async def work(connection):
            seen.append(number)

        return work

    await asyncio.gather(*(database.writer.run(note(n)) for n in range(20)))

    assert seen == list(range(20))


async def test_an_exception_returned_for_an_item_reaches_its_caller_alone(database):
    runs = []

    async def all_but_late(connection, items):
        runs.append(list(items))
        on_time = [n for n in items if n != 2]
        await add_guilds(connection, on_time)
        return [RoundClosed("too late") if n == 2 else n for n in items]

    results = await outcomes(*(database.writer.submit(all_but_late, n) for n in range(4)))

    assert [type(result) for result in results] == [int, int, RoundClosed, int]
    assert await stored(database) == [0, 1, 3]
    assert len(runs) == database.writer.commits == 1


async def test_an_exception_that_a_unit_of_work_returns_is_a_result(database):
    async def work(connection):
        return NotFound("nothing by that name")

    assert isinstance(await database.writer.run(work), NotFound)


async def test_a_failing_unit_is_told_so_and_hurts_nobody_else(database):
    await database.writer.run(guild(3))

    results = await outcomes(*(database.writer.run(guild(n)) for n in range(6)))

    assert [type(result) for result in results] == [int, int, int, IntegrityError, int, int]
    assert await stored(database) == [0, 1, 2, 3, 4, 5]


async def test_a_failing_unit_leaves_nothing_behind(database):
    async def half_done(connection):
        await guild(1)(connection)
        raise LookupError("changed my mind")

    results = await outcomes(database.writer.run(half_done), database.writer.run(guild(2)))

    assert isinstance(results[0], LookupError)
    assert await stored(database) == [2]


async def test_a_failing_item_in_a_batch_is_told_so_and_hurts_nobody_else(database):
    await database.writer.run(guild(100))

    results = await outcomes(*(database.writer.submit(add_guilds, n) for n in range(256)))

    failed = [n for n, result in enumerate(results) if isinstance(result, Exception)]
    assert failed == [100]
    assert await stored(database) == list(range(256))


async def test_finding_the_failing_one_of_256_takes_few_commits(database):
    await database.writer.run(guild(100))
    before = database.writer.commits

    await outcomes(*(database.writer.submit(add_guilds, n) for n in range(256)))

    assert database.writer.commits - before <= 8


async def test_when_all_fail_each_is_told_its_own_error(database):
    def failing(number):
        async def work(connection):
            raise LookupError(number)

        return work

    results = await outcomes(*(database.writer.run(failing(n)) for n in range(10)))

    assert [result.args for result in results] == [(n,) for n in range(10)]
    assert database.writer.commits == 0


async def test_a_constraint_that_only_the_commit_finds_broken_hurts_nobody_else(database):
    async def orphan(connection):
        await connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        await connection.execute(insert(members), [{"guild_id": 404, "member_id": 1}])

    results = await outcomes(
        database.writer.run(guild(1)), database.writer.run(orphan), database.writer.run(guild(2))
    )

    assert [type(result) for result in results] == [int, IntegrityError, int]
    assert await stored(database) == [1, 2]


async def test_too_few_results_are_refused_and_nothing_is_kept(database):
    async def forgetful(connection, items):
        await add_guilds(connection, items)
        return []

    with pytest.raises(ValueError, match="0 results for 1 items"):
        await database.writer.submit(forgetful, 1)

    assert await stored(database) == []


async def test_nobody_sees_what_is_not_committed(database):
    seen = []

    async def work(connection):
        await guild(1)(connection)
        seen.append(await stored(database))

    await database.writer.run(work)

    assert seen == [[]]
    assert await stored(database) == [1]


async def test_a_full_disk_is_reported_to_all_and_passes(database):
    big = "x" * 3_000_000

    async def limit(connection):
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count={pages + 20}"))

    async def lift(connection):
        await connection.execute(text("PRAGMA max_page_count=1000000"))

    async def note(connection):
        await connection.execute(insert(meta), [{"key": "big", "value": big}])

    await database.writer.run(limit)
    results = await outcomes(database.writer.run(note), database.writer.run(guild(1)))
    await database.writer.run(lift)
    await database.writer.run(note)

    assert [type(result) for result in results] == [StoreError, StoreError]
    assert "the disk is full" in str(results[0])
    assert str(database.path) in str(results[0])
    assert results[0] is not results[1]
    assert await stored(database) == []


async def test_a_file_that_stays_locked_is_reported_to_all_and_passes(database, path):
    async def impatient(connection):
        await connection.execute(text("PRAGMA busy_timeout=0"))

    await database.writer.run(impatient)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = await outcomes(*(database.writer.run(guild(n)) for n in range(3)))
    after = await database.writer.run(guild(9))

    assert [type(result) for result in results] == [StoreError] * 3
    assert "another program holds it locked" in str(results[0])
    assert after == 9
    assert await stored(database) == [9]


async def test_a_file_that_is_locked_for_a_moment_is_waited_for(database, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(database.writer.run(guild(1)))
        for _ in range(10):
            await asyncio.sleep(0)
        other.execute("COMMIT")
        assert await writing == 1


async def test_a_connection_that_breaks_is_replaced(database, caplog):
    async def break_it(connection):
        await guild(1)(connection)
        await (await driver_of(connection)).close()
        raise LookupError("broken")

    results = await outcomes(database.writer.run(break_it), database.writer.run(guild(2)))

    assert [type(result) for result in results] == [LookupError, int]
    assert await stored(database) == [2]
    assert "opening another connection" in caplog.text


async def test_a_unit_of_work_that_would_wait_for_another_is_told_so(database):
    async def nested(connection):
        await database.writer.run(guild(2))

    with pytest.raises(RuntimeError, match="wait for it forever"):
        await database.writer.run(nested)

    assert await database.writer.run(guild(1)) == 1


async def test_nothing_runs_while_nobody_waits(database):
    await database.writer.run(guild(1))

    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_finishes_what_is_pending_and_refuses_what_comes_later(path):
    async with open_database(path) as database:
        waiting = [asyncio.create_task(database.writer.run(guild(n))) for n in range(10)]
        await asyncio.sleep(0)
    late = await outcomes(database.writer.run(guild(10)))

    assert await asyncio.gather(*waiting) == list(range(10))
    assert isinstance(late[0], StoreError)
    assert "closed" in str(late[0])


class Mixture:
    """Operations of several kinds, numbered; each tries to add the guild of its number."""

    def __init__(self, plan, writer):
        self.plan = plan
        self.writer = writer

    def start(self, number):
        if self.plan[number] in {"submit", "return"}:
            return asyncio.create_task(self.writer.submit(self.apply, number))
        return asyncio.create_task(self.writer.run(partial(self.work, number)))

    async def work(self, number, connection):
        await guild(number)(connection)
        if self.plan[number] == "raise":
            raise LookupError(number)

    async def apply(self, connection, numbers):
        wanted = [n for n in numbers if self.plan[n] == "submit"]
        if wanted:
            await add_guilds(connection, wanted)
        return [n if n in wanted else NotFound(str(n)) for n in numbers]


TOLD = {
    "run": NoneType,
    "submit": int,
    "raise": LookupError,
    "return": NotFound,
    "cancel": asyncio.CancelledError,
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=st.lists(st.sampled_from(sorted(TOLD)), max_size=40))
async def test_whatever_is_mixed_each_caller_is_told_what_happened(tmp_path_factory, plan):
    async with open_database(tmp_path_factory.mktemp("mixed") / "viva.db") as database:
        mixture, tasks = Mixture(plan, database.writer), []
        for number, kind in enumerate(plan):
            tasks.append(mixture.start(number))
            await asyncio.sleep(0)
            if kind == "cancel":
                tasks[-1].cancel()
        results = await outcomes(*tasks)
        kept = set(await stored(database))

    assert [type(result) for result in results] == [TOLD[kind] for kind in plan]
    certain = {n for n, kind in enumerate(plan) if kind in {"run", "submit"}}
    possible = certain | {n for n, kind in enumerate(plan) if kind == "cancel"}
    assert certain <= kept <= possible


async def test_a_thousand_callers_lose_no_update(database):
    async def count(connection):
        total = await connection.scalar(select(func.count()).select_from(guilds))
        await guild(total)(connection)

    await asyncio.gather(*(database.writer.run(count) for _ in range(1000)))

    assert await stored(database) == list(range(1000))
