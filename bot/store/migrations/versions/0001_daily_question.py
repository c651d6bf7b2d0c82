"""The daily question: schedules, rounds, answers, awards and standings.

There is no way back; restore the copy that was made before an upgrade instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create all tables."""
    _guilds()
    _meta()
    _accuracy()
    _standings()
    _awards()
    _members()
    _schedules()
    _quizzes()
    _quiz_players()
    _ratings()
    _rounds()
    _answers()
    _outbox()
    _thread_messages()
    _suggestions()
    _flags()
    _bans()


def _guilds() -> None:
    op.create_table(
        "guilds",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guilds")),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def _accuracy() -> None:
    op.create_table(
        "accuracy",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score_milli", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "question_id", "version", name=op.f("pk_accuracy")),
        sqlite_with_rowid=False,
    )


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("board", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("score_milli", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "guild_id", "board", "topic", "member_id", name=op.f("pk_standings")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_standings_ranked",
        "standings",
        ["guild_id", "board", "topic", sa.text("points DESC"), "member_id"],
        unique=False,
    )


def _awards() -> None:
    op.create_table(
        "awards",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("score_milli", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("season", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_awards_guild_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint(
            "source",
            "source_id",
            "member_id",
            "reason",
            name=op.f("uq_awards_source_source_id_member_id_reason"),
        ),
    )
    op.create_index(
        "ix_awards_guild_id_member_id", "awards", ["guild_id", "member_id", "at"], unique=False
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("best_streak", sa.Integer(), nullable=False),
        sa.Column("freezes", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=True),
        sa.CheckConstraint("freezes BETWEEN 0 AND 2", name=op.f("ck_members_freezes")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_members_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_members")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_members_absent",
        "members",
        ["guild_id", "member_id", "left_at", "hidden"],
        unique=False,
        sqlite_where=sa.text("left_at IS NOT NULL OR hidden = 1"),
    )


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("min_difficulty", sa.Integer(), nullable=False),
        sa.Column("max_difficulty", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=8), server_default="", nullable=False),
        sa.Column("language", sa.String(length=2), server_default="", nullable=False),
        sa.Column("track", sa.Text(), server_default="", nullable=False),
        sa.Column("rhythm", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("seed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("announced", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("style", sa.String(length=16), nullable=False),
        sa.Column("thread", sa.String(length=16), nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("grace_s", sa.Integer(), nullable=False),
        sa.Column("ping_role_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_reason", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("next_day", sa.String(length=10), nullable=True),
        sa.CheckConstraint("style IN ('reactions','buttons')", name=op.f("ck_schedules_style")),
        sa.CheckConstraint(
            "thread IN ('opening','reveal','never')", name=op.f("ck_schedules_thread")
        ),
        sa.CheckConstraint(
            "(paused_at IS NULL) = (next_at IS NOT NULL)", name=op.f("ck_schedules_paused_or_next")
        ),
        sa.CheckConstraint(
            "1 <= min_difficulty AND min_difficulty <= max_difficulty AND max_difficulty <= 5",
            name=op.f("ck_schedules_difficulty"),
        ),
        sa.CheckConstraint(
            "level IN ('','junior','senior','staff')", name=op.f("ck_schedules_level")
        ),
        sa.CheckConstraint("rhythm IN (0, 1)", name=op.f("ck_schedules_rhythm")),
        sa.CheckConstraint("seed BETWEEN 0 AND 9007199254740991", name=op.f("ck_schedules_seed")),
        sa.CheckConstraint("announced BETWEEN 0 AND 2", name=op.f("ck_schedules_announced")),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_schedules_minute")),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_schedules_weekdays")),
        sa.CheckConstraint("window_s BETWEEN 60 AND 604800", name=op.f("ck_schedules_window")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_schedules_guild_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("guild_id", "name", name=op.f("uq_schedules_guild_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedules_next_at", "schedules", ["next_at"], unique=False)


def _quizzes() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("style", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("min_difficulty", sa.Integer(), nullable=False),
        sa.Column("max_difficulty", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("teams", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("finale_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("announcement_id", sa.BigInteger(), nullable=True),
        sa.Column("with_event", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("host_gone_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('everyone','race','survival','untimed','teams')",
            name=op.f("ck_quizzes_mode"),
        ),
        sa.CheckConstraint(
            "state IN ('announced','lobby','starting','asking','between','ended','cancelled')",
            name=op.f("ck_quizzes_state"),
        ),
        sa.CheckConstraint("style IN ('reactions','buttons')", name=op.f("ck_quizzes_style")),
        sa.CheckConstraint("count BETWEEN 1 AND 30", name=op.f("ck_quizzes_count")),
        sa.CheckConstraint("seconds BETWEEN 10 AND 300", name=op.f("ck_quizzes_seconds")),
        sa.CheckConstraint("teams IN (0, 2, 3, 4)", name=op.f("ck_quizzes_teams")),
        sa.CheckConstraint(
            "(state IN ('ended','cancelled')) = (ended_at IS NOT NULL)",
            name=op.f("ck_quizzes_ended"),
        ),
        sa.CheckConstraint("paused = (paused_at IS NOT NULL)", name=op.f("ck_quizzes_paused")),
        sa.CheckConstraint(
            "state <> 'announced' OR starts_at IS NOT NULL", name=op.f("ck_quizzes_announced")
        ),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_quizzes_guild_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
        sa.UniqueConstraint("announcement_id", name=op.f("uq_quizzes_announcement_id")),
        sa.UniqueConstraint("event_id", name=op.f("uq_quizzes_event_id")),
        sa.UniqueConstraint("finale_id", name=op.f("uq_quizzes_finale_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_quizzes_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_quizzes_playing",
        "quizzes",
        ["channel_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('lobby','starting','asking','between')"),
    )
    op.create_index("ix_quizzes_next_at", "quizzes", ["next_at"], unique=False)
    op.create_index(
        "ix_quizzes_announced",
        "quizzes",
        ["guild_id"],
        unique=False,
        sqlite_where=sa.text("state = 'announced'"),
    )
    op.create_index(
        "ix_quizzes_asking",
        "quizzes",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'asking'"),
    )


def _quiz_players() -> None:
    op.create_table(
        "quiz_players",
        sa.Column("quiz_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("out", sa.Integer(), nullable=True),
        sa.CheckConstraint("team BETWEEN -1 AND 3", name=op.f("ck_quiz_players_team")),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_players_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "member_id", name=op.f("pk_quiz_players")),
        sqlite_with_rowid=False,
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mu", sa.Float(), nullable=False),
        sa.Column("sigma", sa.Float(), nullable=False),
        sa.Column("quizzes", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sigma > 0", name=op.f("ck_ratings_sigma")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_ratings_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating_changes",
        sa.Column("quiz_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mu_before", sa.Float(), nullable=False),
        sa.Column("sigma_before", sa.Float(), nullable=False),
        sa.Column("mu", sa.Float(), nullable=False),
        sa.Column("sigma", sa.Float(), nullable=False),
        sa.Column("quizzes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_rating_changes_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "member_id", name=op.f("pk_rating_changes")),
        sqlite_with_rowid=False,
    )


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("schedule_id", ROW_ID, nullable=True),
        sa.Column("quiz_id", ROW_ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("question_version", sa.Integer(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("option_order", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("revisit", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("style", sa.String(length=16), nullable=False),
        sa.Column("thread", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("nonce", sa.String(length=25), nullable=False),
        sa.Column("ping_role_id", sa.BigInteger(), nullable=True),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("give_up_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("reveal_message_id", sa.BigInteger(), nullable=True),
        sa.Column("most_changes", sa.Integer(), server_default="-1", nullable=False),
        sa.Column("pauses", sa.Text(), server_default="", nullable=False),
        sa.Column("graded_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('posting','open','paused','closed','revealed','void','skipped','failed')",
            name=op.f("ck_rounds_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('open','revealed') OR message_id IS NOT NULL",
            name=op.f("ck_rounds_posted"),
        ),
        sa.CheckConstraint("revisit IN (0, 1)", name=op.f("ck_rounds_revisit")),
        sa.CheckConstraint(
            "(quiz_id IS NULL) = (position IS NULL)", name=op.f("ck_rounds_quiz_position")
        ),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_rounds_guild_id")),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_rounds_quiz_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_rounds_schedule_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("message_id", name=op.f("uq_rounds_message_id")),
        sa.UniqueConstraint("reveal_message_id", name=op.f("uq_rounds_reveal_message_id")),
        sa.UniqueConstraint("quiz_id", "position", name=op.f("uq_rounds_quiz_id_position")),
        sa.UniqueConstraint("schedule_id", "slot", name=op.f("uq_rounds_schedule_id_slot")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_rounds_thread_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rounds_guild_id_opens_at", "rounds", ["guild_id", "opens_at"], unique=False)
    op.create_index(
        "ix_rounds_guild_id_question_id",
        "rounds",
        ["guild_id", "question_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_rounds_question_id_key_version",
        "rounds",
        ["question_id", "key_version", "guild_id", "state"],
        unique=False,
    )
    op.create_index("ix_rounds_state_closes_at", "rounds", ["state", "closes_at"], unique=False)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("round_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("score_milli", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("score_milli BETWEEN 0 AND 1000", name=op.f("ck_answers_score_milli")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_answers_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", ROW_ID, nullable=True),
        sa.Column("quiz_id", ROW_ID, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_outbox_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_outbox_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("quiz_id", "kind", name=op.f("uq_outbox_quiz_id_kind")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_outbox_round_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], unique=False)


def _thread_messages() -> None:
    op.create_table(
        "thread_messages",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("round_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
            name=op.f("fk_thread_messages_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_thread_messages")),
    )
    op.create_index(
        "ix_thread_messages_round_id_member_id",
        "thread_messages",
        ["round_id", "member_id"],
        unique=False,
    )


def _flags() -> None:
    op.create_table(
        "flags",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("round_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('key','several','unclear','broken','other')", name=op.f("ck_flags_kind")
        ),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_flags_guild_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_flags_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "guild_id", "question_id", "version", "member_id", name=op.f("pk_flags")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_flags_open",
        "flags",
        ["guild_id", "at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
    )


def _bans() -> None:
    op.create_table(
        "bans",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('suspended','retired')", name=op.f("ck_bans_kind")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_bans_guild_id")),
        sa.PrimaryKeyConstraint("guild_id", "question_id", name=op.f("pk_bans")),
        sqlite_with_rowid=False,
    )


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("editor_ids", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','accepted','rejected','withdrawn')",
            name=op.f("ck_suggestions_state"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_suggestions_decided")
        ),
        sa.CheckConstraint("difficulty BETWEEN 1 AND 5", name=op.f("ck_suggestions_difficulty")),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name=op.f("fk_suggestions_guild_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_suggestions_guild_id_state",
        "suggestions",
        ["guild_id", "state", "id"],
        unique=False,
    )
