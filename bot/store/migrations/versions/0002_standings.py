"""Standings that members come back for: seasons, recaps, rewards, streaks with days off, privacy.

Seasons were calendar months by name; they become rows, and what was earned follows them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SUMS: Final = """
    INSERT INTO boards (guild_id, board, topic, score_milli, answered)
    SELECT guild_id, board, topic, sum(score_milli), sum(answered)
    FROM standings GROUP BY guild_id, board, topic
"""
LATEST: Final = """
    UPDATE members SET last_at = coalesce(
        (SELECT max(r.opens_at) FROM rounds r
            JOIN answers a ON a.round_id = r.id AND a.member_id = members.member_id
            WHERE r.guild_id = members.guild_id AND r.quiz_id IS NULL AND r.day = members.last_day
            AND r.opens_at BETWEEN 1000 * strftime('%s', members.last_day, '-3 days')
                AND 1000 * strftime('%s', members.last_day, '+3 days')),
        1000 * strftime('%s', members.last_day, '+12 hours')
    ) WHERE last_day IS NOT NULL
"""
"""The local date of the latest answer becomes the instant at which its question opened."""
RATES: Final = """
    UPDATE standings SET rate = (score_milli * 1000 + 100000 * (
        SELECT CASE WHEN b.answered > 0
            THEN (b.score_milli + 5 * b.answered) / (10 * b.answered) ELSE 0 END
        FROM boards b WHERE b.guild_id = standings.guild_id
            AND b.board = standings.board AND b.topic = standings.topic
    )) / (answered + 10)
"""


def upgrade() -> None:
    """Add the tables and columns, and carry over what was earned."""
    _boards()
    _seasons()
    _rewards()
    _members()
    _privacy()
    _columns()
    _carry_seasons()
    op.execute(LATEST)
    op.drop_column("members", "last_day")
    op.execute(SUMS)
    op.execute(RATES)


def _boards() -> None:
    op.create_table(
        "boards",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("board", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("score_milli", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "board", "topic", name=op.f("pk_boards")),
        sqlite_with_rowid=False,
    )


def _seasons() -> None:
    op.create_table(
        "seasons",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("rolled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('month','weeks')", name=op.f("ck_seasons_kind")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_seasons_span")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_seasons_guild_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
        sa.UniqueConstraint("guild_id", "starts_at", name=op.f("uq_seasons_guild_id_starts_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_seasons_ends_at",
        "seasons",
        ["ends_at"],
        unique=False,
        sqlite_where=sa.text("rolled_at IS NULL"),
    )
    op.create_table(
        "recaps",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("season_id", ROW_ID, nullable=True),
        sa.Column("schedule_id", ROW_ID, nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(season_id IS NULL) <> (schedule_id IS NULL)", name=op.f("ck_recaps_about")
        ),
        sa.CheckConstraint("since < until", name=op.f("ck_recaps_span")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_recaps_guild_id")),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_recaps_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_recaps_season_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recaps")),
        sa.UniqueConstraint("message_id", name=op.f("uq_recaps_message_id")),
        sa.UniqueConstraint("schedule_id", "until", name=op.f("uq_recaps_schedule_id_until")),
        sa.UniqueConstraint("season_id", name=op.f("uq_recaps_season_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recaps_guild_id", "recaps", ["guild_id"], unique=False)


def _rewards() -> None:
    op.create_table(
        "grants",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_grants_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "role_id", "member_id", name=op.f("pk_grants")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rewards",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("season", sa.String(length=16), server_default="", nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('place','streak','answers','points')", name=op.f("ck_rewards_kind")
        ),
        sa.CheckConstraint("threshold >= 1", name=op.f("ck_rewards_threshold")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_rewards_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "role_id", name=op.f("pk_rewards")),
        sqlite_with_rowid=False,
    )


def _members() -> None:
    op.create_table(
        "frozen_days",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_frozen_days_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "day", name=op.f("pk_frozen_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vacations",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_vacations_days")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_vacations_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "first_day", name=op.f("pk_vacations")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vacations_last_day", "vacations", ["guild_id", "last_day"], unique=False)


def _privacy() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.CheckConstraint("reason IN ('asked','left')", name=op.f("ck_erasures_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasures_guild_id", "erasures", ["guild_id"], unique=False)
    op.create_table(
        "barred",
        sa.Column("round_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_barred_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_barred")),
        sqlite_with_rowid=False,
    )


def _columns() -> None:
    op.add_column(
        "guilds",
        sa.Column(
            "season_kind",
            sa.String(length=10),
            sa.CheckConstraint(
                "season_kind IN ('month','weeks')", name=op.f("ck_guilds_season_kind")
            ),
            server_default="month",
            nullable=False,
        ),
    )
    op.add_column("guilds", sa.Column("season_channel_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "guilds",
        sa.Column("season_posts", sa.Boolean(), server_default=sa.text("1"), nullable=False),
    )
    op.add_column("members", sa.Column("last_at", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("kept_until", sa.BigInteger(), nullable=True))
    op.add_column("guilds", sa.Column("swept_at", sa.BigInteger(), nullable=True))
    for table in ("guilds", "members"):
        op.create_index(
            f"ix_{table}_left_at",
            table,
            ["left_at"],
            unique=False,
            sqlite_where=sa.text("left_at IS NOT NULL"),
        )
    op.create_index("ix_guilds_swept_at", "guilds", ["swept_at"], unique=False)
    op.create_index("ix_quizzes_guild_id", "quizzes", ["guild_id"], unique=False)
    op.create_index("ix_flags_round_id", "flags", ["round_id"], unique=False)
    op.add_column("members", sa.Column("zone", sa.Text(), nullable=True))
    op.add_column(
        "members", sa.Column("is_open", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("members", sa.Column("theme", sa.String(length=5), nullable=True))
    op.create_index(
        "ix_awards_answered",
        "awards",
        ["guild_id", "member_id", "at", "source_id"],
        unique=False,
        sqlite_where=sa.text("source = 'round' AND reason = 'answer'"),
    )
    op.create_index(
        "ix_rounds_guild_id_closes_at", "rounds", ["guild_id", "closes_at"], unique=False
    )
    op.add_column("schedules", sa.Column("recap_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_schedules_recap_at",
        "schedules",
        ["recap_at"],
        unique=False,
        sqlite_where=sa.text("recap_at IS NOT NULL"),
    )
    op.add_column(
        "standings", sa.Column("rate", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_standings_rated",
        "standings",
        ["guild_id", "board", "topic", sa.text("rate DESC"), "member_id", "answered"],
        unique=False,
        sqlite_where=sa.text("answered >= 8"),
    )
    op.create_index(
        "ix_members_streak",
        "members",
        ["guild_id", sa.text("streak DESC"), "member_id"],
        unique=False,
    )
    op.create_index(
        "ix_members_zone",
        "members",
        ["guild_id", "zone"],
        unique=False,
        sqlite_where=sa.text("zone IS NOT NULL"),
    )
    op.create_index(
        "ix_ratings_shown",
        "ratings",
        ["guild_id", sa.text("(mu - 2 * sigma) DESC"), "member_id"],
        unique=False,
    )


def _carry_seasons() -> None:
    """Turn the months that awards name into rows; all but a server's latest are dealt with."""
    bind = op.get_bind()
    months = bind.exec_driver_sql(
        "SELECT DISTINCT a.guild_id, a.season, g.zone FROM awards a JOIN guilds g"
        " ON g.id = a.guild_id ORDER BY a.guild_id, a.season"
    ).fetchall()
    latest = {guild_id: season for guild_id, season, _ in months}
    for number, (guild_id, season, zone) in enumerate(months, start=1):
        start, end = _span(season, zone)
        rolled = None if latest[guild_id] == season else end
        bind.exec_driver_sql(
            "INSERT INTO seasons (id, guild_id, kind, starts_at, ends_at, rolled_at)"
            " VALUES (?, ?, 'month', ?, ?, ?)",
            (number, guild_id, start, end, rolled),
        )
        renamed = (f"s{number}", guild_id, season)
        bind.exec_driver_sql(
            "UPDATE awards SET season = ? WHERE guild_id = ? AND season = ?", renamed
        )
        bind.exec_driver_sql(
            "UPDATE standings SET board = ? WHERE guild_id = ? AND board = ?", renamed
        )


def _span(season: str, zone: str) -> tuple[int, int]:
    """Return a month such as `2026-11` in milliseconds since 1970."""
    year, month = (int(part) for part in season.split("-"))
    following = (year + month // 12, month % 12 + 1)
    first, last = (
        datetime(*at, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp()
        for at in ((year, month), following)
    )
    return round(first * 1000), round(last * 1000)
