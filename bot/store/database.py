"""The database: one file, one process, one writing connection and a few that read."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError
from bot.store import driver, files
from bot.store.migrate import BUSY_SECONDS, migrate
from bot.store.writer import GROUP, Writer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

READERS = 4
"""The most connections that read at the same time; each is a thread of its own."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # The index of a board of 50,000 is 2 MB, which is all that SQLite would keep in memory.
    "PRAGMA cache_size=-8000",
    # Fold the journal into the file every 32 MB, not every 4: under a rush of answers a page is
    # then written back once for many changes, which is a fifth more answers a second.
    "PRAGMA wal_autocheckpoint=8000",
)


class Database:
    """An open database; `open_database` makes one.

    Args:
        path: the file.
        writer: takes everything that changes something.
        readers: opens connections that may not write.
        resources: what to let go of at the end.
    """

    def __init__(
        self, path: Path, writer: Writer, readers: AsyncEngine, resources: AsyncExitStack
    ) -> None:
        self.path = path
        self.writer = writer
        self._readers = readers
        self._resources = resources

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that sees one consistent state of what was committed.

        Writing through it is refused. It is for a few statements, not for keeps: while it is
        held, the journal cannot be folded into the file.

        Raises:
            StoreError: the database is closed.
        """
        if self.writer.is_closed():
            raise StoreError(f"the database {self.path} is closed; start Viva again")
        async with self._readers.connect() as connection:
            try:
                yield connection
            finally:
                if self.writer.is_closed():  # the pool it came from is gone, and would keep it open
                    await connection.invalidate()

    async def close(self) -> None:
        """Finish what is pending, fold the journal into the file, and let go of it."""
        await self._resources.aclose()


@asynccontextmanager
async def open_database(path: Path, *, group: int = GROUP) -> AsyncIterator[Database]:
    """Open the database, creating it or bringing it up to date, for this process alone.

    Args:
        path: the file; it and its directory are created if there are none.
        group: the most operations in one commit.

    Raises:
        StoreError: the file cannot be used; the message says why and how to mend it.
    """
    path = files.absolute(path)
    async with AsyncExitStack() as stack:
        files.make_ready(path)
        stack.enter_context(files.locked(path))
        migrate(path)
        writing = _engine(path, begin="BEGIN IMMEDIATE", connections=1)
        stack.push_async_callback(writing.dispose)
        reading = _engine(path, begin="BEGIN", connections=READERS, query_only=True)
        stack.push_async_callback(reading.dispose)
        writer = Writer(writing, path, group=group)
        stack.push_async_callback(writer.close)
        yield Database(path, writer, reading, stack)


def upgrade(path: Path) -> tuple[str | None, str]:
    """Bring the file up to date, for this process alone.

    Returns:
        The revision it was at, None if it is new, and the one it is at now.

    Raises:
        StoreError: the file cannot be used; the message says why and how to mend it.
    """
    path = files.absolute(path)
    files.make_ready(path)
    with files.locked(path):
        return migrate(path)


def _engine(path: Path, *, begin: str, connections: int, query_only: bool = False) -> AsyncEngine:
    """Return an engine whose transactions begin with `begin`, not where sqlite3 thinks fit."""

    async def connect() -> driver.LeanConnection:
        return await driver.connect(
            path, _PRAGMAS, begin=begin, query_only=query_only, busy_seconds=BUSY_SECONDS
        )

    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        async_creator=connect,
        pool_size=connections,
        max_overflow=0,
    )

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        lean = connection.connection.driver_connection
        if lean is not None:
            lean.begin()

    return engine
