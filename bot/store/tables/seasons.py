"""Seasons, what is posted about them and about weeks, and what members get for them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
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
from bot.store.times import Instant

# An instant belongs to the season with starts_at <= instant < ends_at; those of a server never
# overlap.
seasons = Table(
    "seasons",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("rolled_at", Instant),  # empty until its end was dealt with
    UniqueConstraint("guild_id", "starts_at"),
    CheckConstraint("kind IN ('month','weeks')", name="kind"),
    CheckConstraint("starts_at < ends_at", name="span"),
    Index("ix_seasons_ends_at", "ends_at", sqlite_where=text("rolled_at IS NULL")),
    sqlite_autoincrement=True,
)

# What looks back at a season or at a week of a schedule: one each, posted once.
recaps = Table(
    "recaps",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("season_id", RowId, ForeignKey("seasons.id", ondelete="CASCADE"), unique=True),
    Column("schedule_id", RowId, ForeignKey("schedules.id", ondelete="CASCADE")),
    Column("channel_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),  # it covers what closed from here
    Column("until", Instant, nullable=False),  # to here, exclusive
    Column("created_at", Instant, nullable=False),
    Column("message_id", BigInteger, unique=True),  # empty until it is posted
    UniqueConstraint("schedule_id", "until"),
    CheckConstraint("(season_id IS NULL) <> (schedule_id IS NULL)", name="about"),
    CheckConstraint("since < until", name="span"),
    Index("ix_recaps_guild_id", "guild_id"),
    sqlite_autoincrement=True,
)

# A role for whoever reaches something; a role stands for one thing.
rewards = Table(
    "rewards",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("role_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("threshold", Integer, nullable=False),  # a place, days, answers or points
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("season", String(16), nullable=False, server_default=""),  # whose places it shows
    Column("trouble", Text, nullable=False, server_default=""),  # why it could not be given
    CheckConstraint("kind IN ('place','streak','answers','points')", name="kind"),
    CheckConstraint("threshold >= 1", name="threshold"),
    sqlite_with_rowid=False,
)

# Who was given which role by Viva, so that it takes none that somebody else gave; noted before it
# is given.
grants = Table(
    "grants",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("role_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# A row for each erasure: its number, below zero, stands for the member in what is kept.
erasures = Table(
    "erasures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", String(10), nullable=False),
    CheckConstraint("reason IN ('asked','left')", name="reason"),
    Index("ix_erasures_guild_id", "guild_id"),
    sqlite_autoincrement=True,
)
