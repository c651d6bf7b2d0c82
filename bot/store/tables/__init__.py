"""The tables. Discord ids are BIGINT; instants are UTC, stored as integer milliseconds.

Constraints decide what may be; code only translates a violation into "already done".
"""

from bot.store.tables.base import RowId, metadata
from bot.store.tables.play import (
    answers,
    guilds,
    quiz_players,
    quizzes,
    rounds,
    schedules,
    thread_messages,
)
from bot.store.tables.points import accuracy, awards, members, rating_changes, ratings, standings
from bot.store.tables.upkeep import bans, flags, meta, outbox, suggestions

__all__ = [
    "RowId",
    "accuracy",
    "answers",
    "awards",
    "bans",
    "flags",
    "guilds",
    "members",
    "meta",
    "metadata",
    "outbox",
    "quiz_players",
    "quizzes",
    "rating_changes",
    "ratings",
    "rounds",
    "schedules",
    "standings",
    "suggestions",
    "thread_messages",
]
