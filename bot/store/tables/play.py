"""What is asked and answered: schedules, quizzes, rounds and answers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from bot.store.times import Day, Instant

guilds = Table(
    "guilds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", Text, nullable=False),
    Column("left_at", Instant),
    Column(  # of the seasons to come
        "season_kind",
        String(10),
        CheckConstraint("season_kind IN ('month','weeks')", name="season_kind"),
        nullable=False,
        server_default="month",
    ),
    Column("season_channel_id", BigInteger),  # for recaps; empty: where questions are posted
    Column("season_posts", Boolean, nullable=False, server_default=text("1")),  # recaps at all
    Column("swept_at", Instant),  # when it was last asked who of its members is still there
    Index("ix_guilds_left_at", "left_at", sqlite_where=text("left_at IS NOT NULL")),
    Index("ix_guilds_swept_at", "swept_at"),
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
    Column("recap_at", Instant),  # of the week, when it is next due; empty: none is wanted
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
    Index("ix_schedules_recap_at", "recap_at", sqlite_where=text("recap_at IS NOT NULL")),
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
    Index("ix_quizzes_guild_id", "guild_id"),
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
    Column("most_changes", Integer, nullable=False, server_default="-1"),  # of an answer; -1: any
    Column("pauses", Text, nullable=False, server_default=""),  # JSON of [from, to] in ms
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
    Index("ix_rounds_guild_id_closes_at", "guild_id", "closes_at"),
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
    Column("changes", Integer, nullable=False, server_default="0"),
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

# Members who erased their data while a round was open: what is read back must not restore it.
barred = Table(
    "barred",
    metadata,
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
