"""The tables. Discord ids are BIGINT; instants are UTC, stored as integer milliseconds.

Constraints decide what may be; code only translates a violation into "already done".
"""

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
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.times import Day, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only numbers rows by itself in an INTEGER PRIMARY KEY, and gives the number of a deleted
# last row out again unless the table is AUTOINCREMENT: cards on Discord carry these numbers.
RowId = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

guilds = Table(
    "guilds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", Text, nullable=False),
    Column("left_at", Instant),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("name", String(50), nullable=False),
    Column("weekdays", Integer, nullable=False),  # bit 0 is Monday
    Column("minute", Integer, nullable=False),  # local minutes after midnight
    Column("zone", Text, nullable=False),
    Column("topics", Text, nullable=False),  # space-separated; empty is all
    Column("min_difficulty", Integer, nullable=False),
    Column("max_difficulty", Integer, nullable=False),
    Column("level", String(8), nullable=False, server_default=""),  # empty is any
    Column("language", String(2), nullable=False, server_default=""),  # empty is any
    Column("track", Text, nullable=False, server_default=""),  # empty is none
    Column("rhythm", Boolean, nullable=False, server_default=text("1")),
    Column("seed", BigInteger, nullable=False, server_default=text("0")),  # of all its picks
    Column("announced", Integer, nullable=False, server_default=text("0")),  # see Told
    Column("style", String(16), nullable=False),
    Column("thread", String(16), nullable=False),
    Column("window_s", Integer, nullable=False),
    Column("grace_s", Integer, nullable=False),
    Column("ping_role_id", BigInteger),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("paused_at", Instant),
    Column("paused_reason", Text),  # empty when an admin paused it
    Column("next_at", Instant),  # empty while paused
    Column("next_day", Day),
    UniqueConstraint("guild_id", "name"),
    CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
    CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
    CheckConstraint(
        "1 <= min_difficulty AND min_difficulty <= max_difficulty AND max_difficulty <= 5",
        name="difficulty",
    ),
    CheckConstraint("level IN ('','junior','senior','staff')", name="level"),
    CheckConstraint("rhythm IN (0, 1)", name="rhythm"),
    CheckConstraint("seed BETWEEN 0 AND 9007199254740991", name="seed"),  # 53 bits
    CheckConstraint("announced BETWEEN 0 AND 2", name="announced"),
    CheckConstraint("window_s BETWEEN 60 AND 604800", name="window"),
    CheckConstraint("style IN ('reactions','buttons')", name="style"),
    CheckConstraint("thread IN ('opening','reveal','never')", name="thread"),
    CheckConstraint("(paused_at IS NULL) = (next_at IS NOT NULL)", name="paused_or_next"),
    Index("ix_schedules_next_at", "next_at"),
    sqlite_autoincrement=True,
)

quizzes = Table(
    "quizzes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("host_id", BigInteger, nullable=False),
    Column("mode", String(10), nullable=False),
    Column("style", String(16), nullable=False),
    Column("topic", Text, nullable=False),  # empty is all
    Column("min_difficulty", Integer, nullable=False),
    Column("max_difficulty", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("rated", Boolean, nullable=False),
    Column("teams", Integer, nullable=False),  # 0 when not played in teams
    Column("repeats", Text, nullable=False),  # space-separated question ids; empty: picked
    Column("state", String(10), nullable=False),
    Column("position", Integer, nullable=False),  # of the latest question, 0 before the first
    Column("unanswered", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("paused_at", Instant),
    Column("next_at", Instant),  # empty while a question is in play
    Column("message_id", BigInteger, unique=True),  # of the lobby
    Column("finale_id", BigInteger, unique=True),  # the message with the podium
    Column("starts_at", Instant),  # when the lobby of an announced one opens
    Column("announcement_id", BigInteger, unique=True),
    Column("with_event", Boolean, nullable=False, server_default=text("0")),
    Column("event_id", BigInteger, unique=True),  # the scheduled event on Discord
    Column("reason", Text, nullable=False, server_default=""),  # why it was called off
    Column("host_gone_at", Instant),  # the host has left the server
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("mode IN ('everyone','race','survival','untimed','teams')", name="mode"),
    CheckConstraint(
        "state IN ('announced','lobby','starting','asking','between','ended','cancelled')",
        name="state",
    ),
    CheckConstraint("style IN ('reactions','buttons')", name="style"),
    CheckConstraint("count BETWEEN 1 AND 30", name="count"),
    CheckConstraint("seconds BETWEEN 10 AND 300", name="seconds"),
    CheckConstraint("teams IN (0, 2, 3, 4)", name="teams"),
    CheckConstraint("(state IN ('ended','cancelled')) = (ended_at IS NOT NULL)", name="ended"),
    CheckConstraint("paused = (paused_at IS NOT NULL)", name="paused"),
    CheckConstraint("state <> 'announced' OR starts_at IS NOT NULL", name="announced"),
    Index(
        "ix_quizzes_playing",
        "channel_id",
        unique=True,
        sqlite_where=text("state IN ('lobby','starting','asking','between')"),
    ),
    Index("ix_quizzes_next_at", "next_at"),
    Index("ix_quizzes_announced", "guild_id", sqlite_where=text("state = 'announced'")),
    Index("ix_quizzes_asking", "id", sqlite_where=text("state = 'asking'")),
    sqlite_autoincrement=True,
)

quiz_players = Table(
    "quiz_players",
    metadata,
    Column("quiz_id", RowId, ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("team", Integer, nullable=False),  # 0 to 3; -1 without one
    Column("joined", Integer, nullable=False),  # the number of the latest question then
    Column("joined_at", Instant, nullable=False),
    Column("out", Integer),  # the question that knocked them out
    CheckConstraint("team BETWEEN -1 AND 3", name="team"),
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

rounds = Table(
    "rounds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id"), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("schedule_id", RowId, ForeignKey("schedules.id", ondelete="SET NULL")),
    Column("quiz_id", RowId, ForeignKey("quizzes.id", ondelete="CASCADE")),
    Column("position", Integer),  # in its quiz, from 1
    Column("slot", String(40), nullable=False),
    Column("day", Day, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("question_version", Integer, nullable=False),  # of the snapshot
    Column("key_version", Integer, nullable=False),  # whose key the points follow
    Column("topic", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("option_order", String(40), nullable=False),  # comma-separated indices
    Column("seed", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),  # why this question, for admins
    Column("revisit", Boolean, nullable=False, server_default=text("0")),
    Column("style", String(16), nullable=False),
    Column("thread", String(16), nullable=False),
    Column("state", String(10), nullable=False),
    Column("nonce", String(25), nullable=False),
    Column("ping_role_id", BigInteger),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("give_up_at", Instant, nullable=False),
    Column("message_id", BigInteger, unique=True),
    Column("thread_id", BigInteger, unique=True),
    Column("reveal_message_id", BigInteger, unique=True),
    Column("most_changes", Integer, nullable=False, default=-1),  # of an answer; -1: any
    Column("pauses", Text, nullable=False, default=""),  # JSON: [[from, to], ...] in milliseconds
    Column("graded_at", Instant),  # of a quiz: from here on no answer is taken
    UniqueConstraint("schedule_id", "slot"),
    UniqueConstraint("quiz_id", "position"),
    CheckConstraint("(quiz_id IS NULL) = (position IS NULL)", name="quiz_position"),
    CheckConstraint(
        "state IN ('posting','open','paused','closed','revealed','void','skipped','failed')",
        name="state",
    ),
    CheckConstraint("state NOT IN ('open','revealed') OR message_id IS NOT NULL", name="posted"),
    CheckConstraint("revisit IN (0, 1)", name="revisit"),
    Index("ix_rounds_state_closes_at", "state", "closes_at"),
    Index("ix_rounds_guild_id_question_id", "guild_id", "question_id", "state"),
    Index("ix_rounds_guild_id_opens_at", "guild_id", "opens_at"),
    Index("ix_rounds_question_id_key_version", "question_id", "key_version", "guild_id", "state"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("response", Text, nullable=False),  # option indices "0,2" (bank order), or the text
    Column("source", String(10), nullable=False),  # reaction, button, modal, thread, menu
    Column("answered_at", Instant, nullable=False),
    Column("score_milli", Integer),  # thousandths, empty before the close
    Column("points", Integer),  # in a quiz; empty before it is scored
    Column("changes", Integer, nullable=False, default=0),
    CheckConstraint("score_milli BETWEEN 0 AND 1000", name="score_milli"),
    sqlite_with_rowid=False,
)

thread_messages = Table(
    "thread_messages",
    metadata,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Index("ix_thread_messages_round_id_member_id", "round_id", "member_id"),
)

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
    Column("season", String(16), nullable=False),
    Column("week", String(16), nullable=False),
    Column("rule", Text, nullable=False),  # the sentence that /why shows
    Column("at", Instant, nullable=False),
    UniqueConstraint("source", "source_id", "member_id", "reason"),
    Index("ix_awards_guild_id_member_id", "guild_id", "member_id", "at"),
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
    Column("topic", Text, primary_key=True),  # empty is all topics
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    Column("score_milli", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Index("ix_standings_ranked", "guild_id", "board", "topic", text("points DESC"), "member_id"),
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
    Column("last_day", Day),
    CheckConstraint("freezes BETWEEN 0 AND 2", name="freezes"),
    Index(  # holds all that the query asks for, or SQLite would prefer to read all members
        "ix_members_absent",
        "guild_id",
        "member_id",
        "left_at",
        "hidden",
        sqlite_where=text("left_at IS NOT NULL OR hidden = 1"),
    ),
    sqlite_with_rowid=False,
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
