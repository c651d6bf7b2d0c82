"""Files that cannot be used: each is refused with what is wrong and how to mend it."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.errors import StoreError
from bot.store.database import open_database, upgrade
from bot.store.tables import guilds

NOBODY = 65534


def refusal(path):
    """Why the file is refused; and it is refused every time, with no lock left behind."""
    with pytest.raises(StoreError) as first:
        upgrade(path)
    with pytest.raises(StoreError) as second:
        upgrade(path)
    assert str(first.value) == str(second.value)
    assert str(path) in str(first.value)
    return str(first.value)


async def filled(path, rows=2000):
    """A database with something in it."""
    async with open_database(path) as database:

        async def fill(connection):
            zones = [{"id": n, "zone": "Europe/London" * 10} for n in range(rows)]
            await connection.execute(insert(guilds), zones)

        await database.writer.run(fill)


@pytest.mark.parametrize("content", [b"id,name\n1,Ada\n", b"x" * 100_000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path, content):
    path.write_bytes(content)

    text = refusal(path)

    assert "it is not an SQLite database" in text
    assert "give another path" in text
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_database(path):
    path.touch()

    assert upgrade(path) == (None, "0002")


def test_an_sqlite_file_of_another_program_is_refused_and_left_alone(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE contacts (name)")
    before = path.read_bytes()

    text = refusal(path)

    assert "not Viva's" in text
    assert "give another path" in text
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} == {"viva.db", "viva.db.lock"}


def test_a_file_of_a_newer_viva_is_refused_and_left_alone(path):
    upgrade(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()

    text = refusal(path)

    assert "'9999' is newer than this program" in text
    assert "upgrade Viva or restore a backup" in text


def test_a_directory_in_the_place_of_the_file_is_refused(path):
    path.mkdir()

    text = refusal(path)

    assert "it is not a file" in text
    assert str(path / "viva.db") in text


def test_a_file_in_the_place_of_the_directory_is_refused(path):
    path.touch()

    assert "give a path on a disk" in refusal(path / "viva.db")


def test_a_loop_of_links_is_refused(path):
    path.symlink_to(path)

    assert "give a plain absolute path" in refusal(path)


async def test_a_damaged_page_is_found_at_the_start(path):
    await filled(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size - 3 * 4096)
        file.write(os.urandom(4096))

    text = refusal(path)

    assert "it is damaged" in text
    assert "restore a backup" in text


async def test_a_file_that_was_cut_off_is_found_at_the_start(path):
    await filled(path)
    os.truncate(path, path.stat().st_size // 2)

    assert "it is damaged" in refusal(path)


async def test_a_damaged_first_page_is_found_at_the_start(path):
    await filled(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(os.urandom(3000))

    assert "it is damaged" in refusal(path)


def test_viva_tables_without_a_version_are_refused(path):
    upgrade(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE alembic_version")

    assert "restore a backup" in refusal(path)


@contextmanager
def as_nobody():
    """Be a user without rights, where this one is root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def public():
    """A directory that everybody may read and only its owner may write."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o555)
    yield directory
    directory.chmod(0o755)
    shutil.rmtree(directory)


def test_a_directory_that_may_not_be_written_is_refused(public):
    with as_nobody():
        text = refusal(public / "viva.db")

    assert "Permission denied" in text
    assert "the user that runs Viva may write to" in text


def test_a_directory_that_may_not_be_created_is_refused(public):
    with as_nobody():
        text = refusal(public / "data" / "viva.db")

    assert "Permission denied" in text


def test_a_file_that_may_not_be_written_is_refused(public):
    public.chmod(0o777)
    path = public / "viva.db"
    upgrade(path)
    path.with_name("viva.db.lock").unlink()
    path.chmod(0o444)

    with as_nobody():
        text = refusal(path)

    assert "Permission denied" in text


def test_a_disk_without_space_is_refused_and_the_next_start_goes_well(path):
    script = (
        "import sys; from pathlib import Path; from bot.errors import StoreError\n"
        "from bot.store.database import upgrade\n"
        "try: upgrade(Path(sys.argv[1]))\n"
        "except StoreError as error: print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"cannot use the database {path}" in done.stdout
    assert upgrade(path) == (None, "0002")
