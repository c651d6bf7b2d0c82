"""What was earned, and by whom."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.tables.base import RowId, metadata
from bot.store.times import Day, Instant

awards = Table(
    "awards",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("source", String(16), nullable=False),  # round
    Column("source_id", BigInteger, nullable=False),
    Column("reason", String(24), nullable=False),  # answer, streak, answer:v2, answer:void
    Column("topic", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("score_milli", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("season", String(16), nullable=False),  # "s" and the number of a row of seasons
    Column("week", String(16), nullable=False),
    Column("rule", Text, nullable=False),  # the sentence that /why shows
    Column("at", Instant, nullable=False),
    UniqueConstraint("source", "source_id", "member_id", "reason"),
    Index("ix_awards_guild_id_member_id", "guild_id", "member_id", "at"),
    Index(  # holds all that a year of days asks of the ledger
        "ix_awards_answered",
        "guild_id",
        "member_id",
        "at",
        "source_id",
        sqlite_where=text("source = 'round' AND reason = 'answer'"),
    ),
)

# How often a question (guild_id 0) or a server (question_id empty) was right, from all its answers.
accuracy = Table(
    "accuracy",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("answered", Integer, nullable=False),
    Column("score_milli", Integer, nullable=False),
    sqlite_with_rowid=False,
)

standings = Table(
    "standings",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("board", String(16), primary_key=True),  # all, or a season, or an ISO week
    Column("topic", Text, primary_key=True),  # empty is all topics; "@help" is helping others
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    Column("score_milli", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("rate", Integer, nullable=False, server_default=text("0")),  # see bot.store.boards
    Index("ix_standings_ranked", "guild_id", "board", "topic", text("points DESC"), "member_id"),
    Index(
        "ix_standings_rated",
        "guild_id",
        "board",
        "topic",
        text("rate DESC"),
        "member_id",
        "answered",  # or SQLite would look every line up to see that it is at least eight
        sqlite_where=text("answered >= 8"),
    ),
    sqlite_with_rowid=False,
)

# The sums over all members of a board, whose mean its members' rates are drawn towards.
boards = Table(
    "boards",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("board", String(16), primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("score_milli", BigInteger, nullable=False),
    Column("answered", Integer, nullable=False),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hidden", Boolean, nullable=False, default=False),
    Column("left_at", Instant),
    Column("streak", Integer, nullable=False, default=0),
    Column("best_streak", Integer, nullable=False, default=0),
    Column("freezes", Integer, nullable=False, default=2),
    Column("last_at", Instant),  # when the latest question that was answered, and graded, opened
    Column("kept_until", Instant),  # when its day ended, where the member was at the grading
    Column("zone", Text),  # IANA; empty: the server's
    Column("is_open", Boolean, nullable=False, server_default=text("0")),  # others may see it all
    Column("theme", String(5)),  # of pictures; empty: as the operator chose
    CheckConstraint("freezes BETWEEN 0 AND 2", name="freezes"),
    Index(  # holds all that the query asks for, or SQLite would prefer to read all members
        "ix_members_absent",
        "guild_id",
        "member_id",
        "left_at",
        "hidden",
        sqlite_where=text("left_at IS NOT NULL OR hidden = 1"),
    ),
    Index("ix_members_left_at", "left_at", sqlite_where=text("left_at IS NOT NULL")),
    Index("ix_members_streak", "guild_id", text("streak DESC"), "member_id"),
    Index("ix_members_zone", "guild_id", "zone", sqlite_where=text("zone IS NOT NULL")),
    sqlite_with_rowid=False,
)

# Missed days that a freeze repaired.
frozen_days = Table(
    "frozen_days",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Day, primary_key=True),
    sqlite_with_rowid=False,
)

# Days off: they neither extend a streak nor break it.
vacations = Table(
    "vacations",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("first_day", Day, primary_key=True),
    Column("last_day", Day, nullable=False),
    CheckConstraint("first_day <= last_day", name="days"),
    Index("ix_vacations_last_day", "guild_id", "last_day"),
    sqlite_with_rowid=False,
)

ratings = Table(
    "ratings",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mu", Float, nullable=False),
    Column("sigma", Float, nullable=False),
    Column("quizzes", Integer, nullable=False),  # that it rests on
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("sigma > 0", name="sigma"),
    Index("ix_ratings_shown", "guild_id", text("(mu - 2 * sigma) DESC"), "member_id"),
    sqlite_with_rowid=False,
)

# What each quiz changed, so that no quiz changes a rating twice, and its end can be shown again.
rating_changes = Table(
    "rating_changes",
    metadata,
    Column("quiz_id", RowId, ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mu_before", Float, nullable=False),
    Column("sigma_before", Float, nullable=False),
    Column("mu", Float, nullable=False),
    Column("sigma", Float, nullable=False),
    Column("quizzes", Integer, nullable=False),  # with this one
    sqlite_with_rowid=False,
)
