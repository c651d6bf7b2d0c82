"""What members say of questions, what is still to be done, and what Viva remembers."""

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

flags = Table(
    "flags",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),  # empty until it was decided
    CheckConstraint("kind IN ('key','several','unclear','broken','other')", name="kind"),
    Index("ix_flags_open", "guild_id", "at", sqlite_where=text("settled_at IS NULL")),
    Index("ix_flags_round_id", "round_id"),
    sqlite_with_rowid=False,
)

bans = Table(
    "bans",
    metadata,
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), primary_key=True, autoincrement=False),
    Column("question_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),  # the one that was reported
    Column("kind", String(10), nullable=False),  # suspended until decided, or retired for good
    Column("at", Instant, nullable=False),
    CheckConstraint("kind IN ('suspended','retired')", name="kind"),
    sqlite_with_rowid=False,
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("difficulty", Integer, nullable=False),
    Column("stem", Text, nullable=False),
    Column("answer", Text, nullable=False),  # as typed; see bot.domain.proposal
    Column("explanation", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),  # of the question it became
    Column("editor_ids", Text, nullable=False),  # space-separated: who saw the key
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),  # empty while it waits
    Column("reason", Text, nullable=False),  # why it was rejected
    CheckConstraint("state IN ('waiting','accepted','rejected','withdrawn')", name="state"),
    CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
    Index("ix_suggestions_guild_id_state", "guild_id", "state", "id"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE")),
    Column("quiz_id", RowId, ForeignKey("quizzes.id", ondelete="CASCADE")),
    Column("payload", Text, nullable=False),
    Column("priority", Integer, nullable=False),  # 0 first
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", Text),
    UniqueConstraint("round_id", "kind"),
    UniqueConstraint("quiz_id", "kind"),
    Index("ix_outbox_due_at", "due_at"),
    sqlite_autoincrement=True,
)
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
