from __future__ import annotations

import re
import shutil
import sqlite3
import warnings
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import bot.store.migrations
from bot.errors import StoreError
from bot.store.database import upgrade
from bot.store.files import APPLICATION_ID
from bot.store.migrate import SCRIPTS, migrate
from bot.store.tables import metadata

BY_EXPRESSION = {
    "ix_standings_ranked",
    "ix_standings_rated",
    "ix_members_streak",
    "ix_ratings_shown",
}

NEXT = '''
"""A later revision."""
from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"

def upgrade():
    op.add_column("guilds", sa.Column("motto", sa.Text()))
    op.execute("INSERT INTO meta (key, value) VALUES ('motto', 'added')")
'''


AWARD = """
    INSERT INTO awards (guild_id, member_id, source, source_id, reason, topic, points, score_milli,
        answered, correct, season, week, rule, at)
    VALUES (1, ?, 'round', ?, 'answer', 't', 10, 8000, 10, 8, ?, '2026-W40', '', 0)
"""
ROUND = """
    INSERT INTO rounds (id, guild_id, channel_id, slot, day, question_id, question_version,
        key_version, topic, snapshot, option_order, seed, style, thread, state, nonce, opens_at,
        closes_at, give_up_at)
    VALUES (?, 1, 2, ?, ?, 'q', 1, 1, 't', '', '', 0, 'buttons', 'never', 'closed', '', ?, ?, ?)
"""
ANSWER = """
    INSERT INTO answers (round_id, member_id, response, source, answered_at)
    VALUES (?, 7, '0', 'button', 0)
"""
MEMBER = "INSERT INTO members VALUES (1, ?, 0, NULL, 4, 5, 1, ?)"
STANDING = "INSERT INTO standings VALUES (1, ?, '', ?, 10, 8000, 10, 8)"


def upgrade_to_first(path):
    """Make a file as the first revision left it."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()


def millis(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.fixture
def later(tmp_path):
    """The migrations of a later program, which has one more."""
    folder = tmp_path / "later"
    shutil.copytree(Path(bot.store.migrations.__file__).parent, folder)
    (folder / "versions" / "0003_next.py").write_text(NEXT)
    return folder


def schema(connection):
    """Every table and index as a head, its parts in any order, and a tail."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: parts(sql) for name, sql in rows if name != "alembic_version"}


def parts(sql):
    sql = re.sub(r'[\s"]+', "", sql)
    start, end = sql.index("("), sql.rindex(")")
    found, depth = [""], 0
    for character in sql[start + 1 : end]:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return sql[:start], sorted(found), sql[end:]


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def not_by_expression(name, kind, parents):
    """Whether Alembic can compare it; the test after the next compares them all as SQL."""
    return kind != "index" or name not in BY_EXPRESSION


def test_the_migrations_lead_to_the_tables_of_the_program(path):
    upgrade(path)
    engine = create_engine(f"sqlite:///{path}")

    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": not_by_expression}
        context = MigrationContext.configure(connection, opts=options)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression")
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based")
            difference = compare_metadata(context, metadata)
    engine.dispose()

    assert difference == []


def test_the_migrations_lead_to_the_same_constraints_and_indexes(path, tmp_path):
    upgrade(path)
    model = tmp_path / "model.db"
    engine = create_engine(f"sqlite:///{model}")
    metadata.create_all(engine)
    engine.dispose()

    with closing(sqlite3.connect(path)) as migrated, closing(sqlite3.connect(model)) as created:
        assert schema(migrated) == schema(created)


def test_a_new_file_is_marked_as_vivas(path):
    assert upgrade(path) == (None, "0002")
    assert rows(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert APPLICATION_ID.to_bytes(4, "big") == b"VIVA"


def test_upgrading_again_changes_nothing(path):
    upgrade(path)
    before = path.read_bytes()

    assert upgrade(path) == ("0002", "0002")
    assert path.read_bytes() == before


def test_an_older_file_is_copied_and_then_upgraded(path, later):
    upgrade(path)

    assert migrate(path, str(later)) == ("0002", "0003")

    copy = path.with_name("viva.db.before-0002")
    assert rows(path, "SELECT value FROM meta") == [("added",)]
    assert rows(copy, "SELECT value FROM meta") == []
    assert copy.stat().st_mode & 0o777 == 0o600
    assert upgrade(copy) == ("0002", "0002")


def test_a_file_upgraded_by_a_later_program_is_refused_by_this_one(path, later):
    upgrade(path)
    migrate(path, str(later))

    with pytest.raises(StoreError, match="newer than this program"):
        upgrade(path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path, later):
    upgrade(path)
    script = later / "versions" / "0003_next.py"
    script.write_text(NEXT.replace("meta", "nowhere"))

    with pytest.raises(StoreError, match="no such table: nowhere"):
        migrate(path, str(later))

    assert rows(path, "SELECT value FROM meta") == []
    assert upgrade(path) == ("0002", "0002")


def test_a_migration_that_loses_rows_others_refer_to_leaves_the_file_as_it_was(path, later):
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO guilds (id, zone) VALUES (1, 'UTC')")
        connection.execute(
            "INSERT INTO members (guild_id, member_id, hidden, streak, best_streak, freezes) "
            "VALUES (1, 2, 0, 0, 0, 2)"
        )
        connection.commit()
    script = later / "versions" / "0003_next.py"
    script.write_text(
        NEXT.replace(
            "INSERT INTO meta (key, value) VALUES ('motto', 'added')", "DELETE FROM guilds"
        )
    )

    with pytest.raises(StoreError, match="table members refers to rows of guilds"):
        migrate(path, str(later))

    assert rows(path, "SELECT id FROM guilds") == [(1,)]


def test_a_program_without_migrations_says_so(path, tmp_path):
    (tmp_path / "none" / "versions").mkdir(parents=True)

    with pytest.raises(StoreError, match="install it again"):
        migrate(path, str(tmp_path / "none"))


def test_months_become_seasons_and_what_was_earned_follows_them(path):
    upgrade_to_first(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO guilds VALUES (1, 'Europe/Berlin', NULL)")
        for number, season in enumerate(["2026-10", "2026-10", "2026-12"]):
            connection.execute(AWARD, (101 + number, number, season))
            for board in ("all", season):
                connection.execute(STANDING, (board, 101 + number))
        connection.commit()

    assert upgrade(path) == ("0001", "0002")

    assert rows(path, "SELECT DISTINCT season FROM awards ORDER BY id") == [("s1",), ("s2",)]
    assert rows(path, "SELECT id, kind, starts_at, ends_at, rolled_at FROM seasons") == [
        (1, "month", millis("2026-09-30T22:00Z"), millis("2026-10-31T23:00Z"),
         millis("2026-10-31T23:00Z")),
        (2, "month", millis("2026-11-30T23:00Z"), millis("2026-12-31T23:00Z"), None),
    ]  # fmt: skip
    assert rows(path, "SELECT board, score_milli, answered FROM boards ORDER BY board") == [
        ("all", 24_000, 30), ("s1", 16_000, 20), ("s2", 8_000, 10)
    ]  # fmt: skip
    rates = rows(path, "SELECT DISTINCT rate FROM standings")
    assert rates == [(800_000,)], "8 of 10 in a group whose mean is 80%"


def test_the_day_of_the_latest_answer_becomes_when_its_question_opened(path):
    upgrade_to_first(path)
    opened = [millis("2026-10-05T07:00Z"), millis("2026-10-06T07:00Z")]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO guilds VALUES (1, 'Europe/Berlin', NULL)")
        for number, at in enumerate(opened, start=1):
            day = f"2026-10-0{4 + number}"
            connection.execute(ROUND, (number, f"slot {number}", day, at, at, at))
            connection.execute(ANSWER, (number,))
        for member_id, day in ((7, "2026-10-06"), (8, "2026-10-06"), (9, None)):
            connection.execute(MEMBER, (member_id, day))
        connection.commit()

    upgrade(path)

    kept = rows(path, "SELECT member_id, streak, best_streak, freezes, last_at FROM members")
    assert kept == [
        (7, 4, 5, 1, opened[1]), (8, 4, 5, 1, millis("2026-10-06T12:00Z")), (9, 4, 5, 1, None)
    ]  # fmt: skip
