"""Brings a database file to the tables this program knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.errors import StoreError
from bot.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

SCRIPTS = "bot.store:migrations"
"""Where the migrations are: a folder of the package, also when it is installed."""

BUSY_SECONDS = 5
"""How long to wait for another program that holds the file locked."""


def migrate(path: Path, scripts: str = SCRIPTS) -> tuple[str | None, str]:
    """Create or upgrade the tables in one transaction; the caller holds the file's lock.

    A file that exists and is older is first copied to `<path>.before-<revision>`.

    Args:
        path: the absolute path of the file, in a directory that exists.
        scripts: where the migrations are, as Alembic's `script_location`.

    Returns:
        The revision the file was at, None if it is new, and the one it is at now.

    Raises:
        StoreError: the file cannot be used; it is unchanged.
    """
    config = Config()
    config.set_main_option("script_location", scripts)
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    if head is None:
        raise StoreError("this program has no migrations; install it again")
    files.create(path)
    before = files.revision_of(path)
    if before is not None and before not in {entry.revision for entry in script.walk_revisions()}:
        raise StoreError(
            f"cannot use the database {path}: its format {before!r} is newer than this program; "
            "upgrade Viva or restore a backup"
        )
    if before != head:
        if before is not None:
            files.back_up(path, path.with_name(f"{path.name}.before-{before}"))
        _upgrade(path, config)
    return before, head


def _upgrade(path: Path, config: Config) -> None:
    """Run the missing migrations, all or none of them."""
    engine = _engine(path)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(path, connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {files.APPLICATION_ID}")
    except DBAPIError as error:
        raise files.explain(path, error) from error
    finally:
        engine.dispose()


def _engine(path: Path) -> Engine:
    """Return an engine with real transactions and, as rebuilding tables needs, no references."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _check_references(path: Path, connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(
            f"cannot upgrade the database {path}: table {broken[0]} refers to rows of "
            f"{broken[2]} that are not there; restore a backup"
        )
