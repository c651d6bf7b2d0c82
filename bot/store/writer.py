"""The one writer: whatever is waiting is committed together, and nobody is told before.

An SQLite commit waits for the disk, some tenths of a millisecond however little it holds. A caller
therefore leaves its operation with the writer and waits; everything that gathered while the last
group was being committed becomes the next group, in one transaction. The task that commits starts
with the first operation and ends with the last: there is nothing to start or to stop.

Operations have to be re-runnable. A group in which one fails is rolled back and tried again in
halves until the failing operation is alone, so that it hurts nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.errors import StoreError
from bot.store.files import explain, is_explained

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    Apply = Callable[[AsyncConnection, Sequence[Any]], Awaitable[Sequence[Any]]]

log = logging.getLogger(__name__)

T = TypeVar("T")
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

GROUP = 512
"""The most operations in one commit; it bounds how long the first of them waits."""


class _Operation:
    __slots__ = ("apply", "done", "item")

    def __init__(self, apply: Apply, item: object, done: asyncio.Future[Any]) -> None:
        self.apply = apply
        self.item = item
        self.done = done

    def succeed(self, result: object) -> None:
        if self.done.done():
            return
        if isinstance(result, Exception):
            self.done.set_exception(result)
        else:
            self.done.set_result(result)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


async def _run_alone(connection: AsyncConnection, works: Sequence[Any]) -> Sequence[Any]:
    """Do what was given to `run`, one after the other; each answers in a box.

    The box keeps an exception that is *returned* by a unit of work a plain result.
    """
    return [_Box(await work(connection)) for work in works]


class _Box:
    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class Writer:
    """Commits what callers leave with it, in order, in groups.

    Args:
        engine: opens the write connection, whose transactions begin with `BEGIN IMMEDIATE`.
        path: the database file, for messages.
        group: the most operations in one commit.

    A caller that is cancelled may or may not have its operation committed; the operations of the
    others go on.
    """

    def __init__(self, engine: AsyncEngine, path: Path, *, group: int = GROUP) -> None:
        self._engine = engine
        self._path = path
        self._group = group
        self._pending: deque[_Operation] = deque()
        self._connection: AsyncConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.commits = 0
        """Transactions committed so far."""

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do a unit of work in the next commit and return what it returned, once committed.

        Args:
            work: uses the connection it is given and neither commits nor rolls back. It may be
                run more than once; only the last run counts.

        Raises:
            StoreError: the file could not be written, or the database is closed.
            Exception: whatever `work` raised; nothing of it was kept. An outcome that is common
                (late, already done) is better returned than raised: raising costs the group a
                second attempt.
        """
        box: _Box = await self._enqueue(_run_alone, work)
        return cast("T", box.value)

    async def submit(
        self,
        apply: Callable[
            [AsyncConnection, Sequence[ItemT]], Awaitable[Sequence[ResultT | Exception]]
        ],
        item: ItemT,
    ) -> ResultT:
        """Have `apply` deal with the item in the next commit and return its result.

        Items that wait one behind the other for an equal `apply` are handed to it as one batch, in
        the order in which they were submitted.

        Args:
            apply: returns one result per item, in their order; an exception instance among them
                is raised to that item's caller alone, and costs the others nothing. It may be run
                more than once; only the last run counts.
            item: what to deal with.

        Raises:
            StoreError: the file could not be written, or the database is closed.
            Exception: what `apply` returned for the item, or raised when it ran with it alone.
        """
        result: ResultT = await self._enqueue(apply, item)
        return result

    def is_closed(self) -> bool:
        """Return whether operations are refused."""
        return self._closed

    async def close(self) -> None:
        """Refuse new operations, finish the pending ones, and close the connection."""
        self._closed = True
        try:
            while self._task is not None:
                await asyncio.wait([self._task])
        except asyncio.CancelledError:
            await self._give_up()
            raise
        finally:
            await self._discard()

    async def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _enqueue(self, apply: Apply, item: object) -> asyncio.Future[Any]:
        if self._closed:
            raise StoreError(f"the database {self._path} is closed; start Viva again")
        if self._task is not None and asyncio.current_task() is self._task:
            raise RuntimeError("a unit of work waits for another, which would wait for it forever")
        loop = asyncio.get_running_loop()
        operation = _Operation(apply, item, loop.create_future())
        self._pending.append(operation)
        if self._task is None:
            self._task = loop.create_task(self._drain(), name="store-writer")
            self._task.add_done_callback(self._ended)
        return operation.done

    async def _drain(self) -> None:
        """Commit until nothing is pending; being cancelled cancels whoever still waits."""
        group: list[_Operation] = []
        try:
            while self._pending:
                group = self._next_group()
                await self._commit(group)
        except BaseException:
            self._pending.extendleft(reversed(group))
            self._abandon()
            raise
        finally:
            self._task = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task is self._task:  # cancelled before it began
            self._task = None
            self._abandon()

    def _abandon(self) -> None:
        while self._pending:
            self._pending.popleft().done.cancel()

    def _next_group(self) -> list[_Operation]:
        """Take the operations of the next commit; those whose callers have left are dropped."""
        group: list[_Operation] = []
        while self._pending and len(group) < self._group:
            operation = self._pending.popleft()
            if not operation.done.done():
                group.append(operation)
        return group

    async def _commit(self, group: list[_Operation]) -> None:
        """Commit the group, or as much of it as can be, and tell every caller."""
        if not group:
            return
        try:
            results = await self._transaction(group)
        except Exception as error:  # noqa: BLE001  (told to the callers it concerns)
            await self._failed(group, error)
        else:
            self.commits += 1
            for operation, result in zip(group, results, strict=True):
                operation.succeed(result)

    async def _failed(self, group: list[_Operation], error: Exception) -> None:
        """Tell all of the group if the file is to blame, else find the operation that is."""
        if is_explained(error):
            for operation in group:
                told = explain(self._path, error)
                told.__cause__ = error
                operation.fail(told)
        elif len(group) == 1:
            group[0].fail(error)
        else:
            middle = len(group) // 2
            await self._commit(group[:middle])
            await self._commit(group[middle:])

    async def _transaction(self, group: list[_Operation]) -> list[Any]:
        """Run the group in a transaction of its own; return its results once committed.

        Raises:
            Exception: something failed; nothing was kept.
        """
        if self._connection is None:
            self._connection = await self._engine.connect()
        connection = self._connection
        try:
            await connection.begin()
            results = await _apply(connection, group)
            await connection.commit()
        except Exception:
            await self._roll_back(connection)
            raise
        except BaseException:
            await self._discard()
            raise
        return results

    async def _roll_back(self, connection: AsyncConnection) -> None:
        """Undo, also what SQLAlchemy does not know of: a failed COMMIT leaves SQLite's open.

        Where that fails, too, closing the connection undoes it.
        """
        try:
            await connection.rollback()
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None and driver.in_transaction:
                await driver.rollback()
        except Exception:
            log.warning("opening another connection, as one failed to roll back", exc_info=True)
            await self._discard()

    async def _discard(self) -> None:
        """Let go of the connection; the next transaction opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


async def _apply(connection: AsyncConnection, group: list[_Operation]) -> list[Any]:
    results: list[Any] = []
    for apply, run in groupby(group, key=lambda operation: operation.apply):
        items = [operation.item for operation in run]
        answers = await apply(connection, items)
        if len(answers) != len(items):
            raise ValueError(f"{apply!r} returned {len(answers)} results for {len(items)} items")
        results.extend(answers)
    return results
