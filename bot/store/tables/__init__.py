"""The tables. Discord ids are BIGINT; instants are UTC, stored as integer milliseconds.

Constraints decide what may be; code only translates a violation into "already done".
"""

from bot.store.tables.base import RowId, metadata
from bot.store.tables.play import (
    answers,
    barred,
    guilds,
    quiz_players,
    quizzes,
    rounds,
    schedules,
    thread_messages,
)
from bot.store.tables.points import (
    accuracy,
    awards,
    boards,
    frozen_days,
    members,
    rating_changes,
    ratings,
    standings,
    vacations,
)
from bot.store.tables.seasons import erasures, grants, recaps, rewards, seasons
from bot.store.tables.upkeep import bans, flags, meta, outbox, suggestions

__all__ = [
    "RowId",
    "accuracy",
    "answers",
    "awards",
    "bans",
    "barred",
    "boards",
    "erasures",
    "flags",
    "frozen_days",
    "grants",
    "guilds",
    "members",
    "meta",
    "metadata",
    "outbox",
    "quiz_players",
    "quizzes",
    "rating_changes",
    "ratings",
    "recaps",
    "rewards",
    "rounds",
    "schedules",
    "seasons",
    "standings",
    "suggestions",
    "thread_messages",
    "vacations",
]
