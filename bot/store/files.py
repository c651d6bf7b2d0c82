"""What can be wrong with a database file, found out before it is touched."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x56495641
"""`PRAGMA application_id` of a Viva database: "VIVA" in ASCII."""

FULL_CHECK_BYTES = 8 * 1024 * 1024
"""Files up to this size are checked page by page on opening (some 20 ms), larger ones by schema."""

_PRIVATE = 0o600

_REASONS = {
    "SQLITE_FULL": (
        "the disk is full",
        "free some space, or move the database to a larger disk",
    ),
    "SQLITE_NOTADB": (
        "it is not an SQLite database",
        "give another path, or move that file away",
    ),
    "SQLITE_CORRUPT": (
        "it is damaged",
        "restore a backup, or salvage it with `sqlite3 FILE .recover`",
    ),
    "SQLITE_READONLY": (
        "it may not be written",
        "give the user that runs Viva write access to the file and its directory",
    ),
    "SQLITE_CANTOPEN": (
        "it cannot be opened",
        "give the user that runs Viva write access to the file and its directory",
    ),
    "SQLITE_BUSY": (
        "another program holds it locked",
        "close whatever has it open (a database browser, a copy in progress)",
    ),
    "SQLITE_IOERR": (
        "the disk reported an error",
        "look at the system log; check the disk, its quota and its mount",
    ),
}

_held: set[int] = set()


def _let_go_in_child() -> None:
    """Close inherited lock files, or a forked child would keep the lock of a killed parent."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go_in_child)


def absolute(path: Path) -> Path:
    """Return the one name of the file, whatever links and `~` lead to it.

    Raises:
        StoreError: there is a loop of links, or no such home.
    """
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"cannot use the database {path}: {error}; give a plain absolute path"
        ) from error


def explain(path: Path, error: BaseException) -> StoreError:
    """Return a StoreError that says where, what and how to mend it.

    Args:
        path: the database file.
        error: an `sqlite3.Error` or an `OSError`; SQLAlchemy's wrappers are looked through.
    """
    cause = _cause(error)
    if isinstance(cause, OSError):
        where = cause.filename or path
        return StoreError(
            f"cannot use the database {path}: {where}: {cause.strerror}; give a path on a disk "
            "that the user that runs Viva may write to"
        )
    name = str(getattr(cause, "sqlite_errorname", ""))
    for prefix, (reason, mend) in _REASONS.items():
        if name.startswith(prefix):
            return StoreError(f"cannot use the database {path}: {reason} ({cause}); {mend}")
    return StoreError(f"cannot use the database {path}: {cause}; restore a backup if it is damaged")


def is_explained(error: BaseException) -> bool:
    """Return whether the file, its disk or its rights are to blame, not the statement."""
    name = str(getattr(_cause(error), "sqlite_errorname", ""))
    return name.startswith(tuple(_REASONS))


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database for this process alone.

    The lock is on `<path>.lock`, which is left behind; the kernel lets go of it however the
    process ends.

    Raises:
        StoreError: another process, or another part of this one, holds it.
    """
    file = path.with_name(path.name + ".lock")
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE)
    except OSError as error:
        raise explain(path, error) from error
    _held.add(handle)
    try:
        _lock(path, handle)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        if handle in _held:  # not in a forked child
            _held.discard(handle)
            os.close(handle)


def _lock(path: Path, handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        who = f"process {pid}" if pid.isdigit() else "another process"
        raise StoreError(
            f"the database {path} is in use by {who}; stop that Viva first, or give this one a "
            "database of its own"
        ) from None
    except OSError as error:
        raise explain(path, error) from error


def make_ready(path: Path) -> None:
    """Create the directory and, with mode 0600, an empty file if there is none.

    Raises:
        StoreError: it cannot be created, is not a plain file, or may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(path, error) from error
    if path.exists() and not path.is_file():
        raise StoreError(
            f"cannot use the database {path}: it is not a file; give the path of a file, such as "
            f"{path / 'viva.db'}"
        )


def create(path: Path) -> None:
    """Create the file with mode 0600 if there is none, and see that it can be written.

    Raises:
        StoreError: it cannot.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
    except OSError as error:
        raise explain(path, error) from error


def revision_of(path: Path) -> str | None:
    """Return the migration an existing file is at, having changed nothing in it; None if new.

    Raises:
        StoreError: the file is damaged or not Viva's.
    """
    try:
        with closing(sqlite3.connect(path.as_uri() + "?mode=rw", uri=True)) as connection:
            return _revision(path, connection)
    except sqlite3.Error as error:
        raise explain(path, error) from error


def _revision(path: Path, connection: sqlite3.Connection) -> str | None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return None
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    if owner != APPLICATION_ID:
        raise StoreError(
            f"cannot use the database {path}: it is an SQLite database, but not Viva's; give "
            "another path, or move that file away"
        )
    if path.stat().st_size <= FULL_CHECK_BYTES:
        _check(path, connection)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _check(path: Path, connection: sqlite3.Connection) -> None:
    (finding,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if finding != "ok":
        raise explain(path, _damaged(finding))


def _damaged(finding: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(finding)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


def back_up(path: Path, copy: Path) -> None:
    """Copy a database, with what its journal holds, to another file of mode 0600.

    Raises:
        StoreError: the copy cannot be written.
    """
    try:
        copy.unlink(missing_ok=True)
        create(copy)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        raise explain(copy, error) from error
