"""A server and a member with a row in every table, and what is left of them anywhere."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, String, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.question import to_snapshot
from bot.store.awards import record
from bot.store.tables import boards, metadata
from tests.questions import OPEN, SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.database import Database

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANNA, BERT = 711_000_000_000_000_101, 722_000_000_000_000_202
WORDS = "Annas own words"
"""In every text that only she wrote."""

HOLDERS = {
    "answers": {"member_id", "response"},
    "awards": {"member_id"},
    "barred": {"member_id"},
    "flags": {"member_id", "text"},
    "frozen_days": {"member_id"},
    "grants": {"member_id"},
    "members": {"member_id"},
    "outbox": {"payload"},
    "quiz_players": {"member_id"},
    "quizzes": {"host_id"},
    "rating_changes": {"member_id"},
    "ratings": {"member_id"},
    "rewards": {"created_by"},
    "schedules": {"created_by"},
    "standings": {"member_id"},
    "suggestions": {
        "member_id", "editor_ids", "stem", "answer", "explanation", "source",
    },
    "thread_messages": {"member_id", "content"},
    "vacations": {"member_id"},
}  # fmt: skip
"""The columns that can hold a member, by table: their id, or words of theirs."""
OTHERS = {
    "accuracy": {"guild_id", "question_id"},
    "awards": {
        "guild_id", "id", "reason", "rule", "season", "source", "source_id", "topic", "week",
    },
    "bans": {"guild_id", "kind", "question_id"},
    "boards": {"board", "guild_id", "score_milli", "topic"},
    "erasures": {"guild_id", "id", "reason"},
    "flags": {"guild_id", "kind", "question_id", "round_id"},
    "frozen_days": {"guild_id"},
    "grants": {"guild_id", "role_id"},
    "guilds": {"id", "season_channel_id", "season_kind", "zone"},
    "members": {"guild_id", "theme", "zone"},
    "meta": {"key", "value"},
    "outbox": {"guild_id", "id", "kind", "last_error", "quiz_id", "round_id"},
    "quizzes": {
        "announcement_id", "channel_id", "event_id", "finale_id", "guild_id", "id", "message_id",
        "mode", "reason", "repeats", "seed", "state", "style", "topic",
    },
    "quiz_players": {"quiz_id"},
    "rating_changes": {"quiz_id"},
    "ratings": {"guild_id"},
    "recaps": {"channel_id", "guild_id", "id", "message_id", "schedule_id", "season_id"},
    "rewards": {"guild_id", "kind", "role_id", "season", "trouble"},
    "rounds": {
        "channel_id", "guild_id", "id", "message_id", "nonce", "option_order", "pauses",
        "ping_role_id", "question_id", "quiz_id", "reason", "reveal_message_id", "schedule_id",
        "seed", "slot", "snapshot", "state", "style", "thread", "thread_id", "topic",
    },
    "answers": {"source", "round_id"},
    "barred": {"round_id"},
    "schedules": {
        "channel_id", "guild_id", "id", "language", "level", "name", "paused_reason",
        "ping_role_id", "seed", "style", "thread", "topics", "track", "zone",
    },
    "seasons": {"guild_id", "id", "kind"},
    "standings": {"board", "guild_id", "topic"},
    "suggestions": {"channel_id", "guild_id", "id", "reason", "state", "topic"},
    "thread_messages": {"message_id", "round_id"},
    "vacations": {"guild_id"},
}  # fmt: skip
"""The other columns of that kind, which never hold one."""


def able_columns() -> dict[str, set[str]]:
    """Return the columns that by their type could hold an id of Discord's, or words."""
    return {
        table.name: {column.name for column in table.c if _is_able(column)}
        for table in metadata.sorted_tables
    }


def _is_able(column: Column) -> bool:
    return isinstance(column.type, BigInteger | String)  # not instants, which wrap theirs


async def traces(database: Database, *of: object) -> set[tuple[str, str]]:
    """Return the (table, column) pairs that hold any of these, wherever it may be."""
    found = set()
    async with database.read() as conn:
        for table in metadata.sorted_tables:
            for row in (await conn.execute(select(table))).mappings():
                found |= {
                    (table.name, name)
                    for name, value in row.items()
                    if any(str(what) in str(value) for what in of)
                }
    return found


async def contents(database: Database) -> dict[str, set[tuple]]:
    """Return every row of every table."""
    async with database.read() as conn:
        return {
            table.name: {tuple(row) for row in await conn.execute(select(table))}
            for table in metadata.sorted_tables
        }


async def settle_in(database: Database, guild_id: int = 1) -> None:
    """Add a server with two members, of whom one has something in every place there is."""

    async def work(conn) -> None:
        for table, rows in _rows(guild_id):
            await conn.execute(insert(metadata.tables[table]), rows)
        await record(conn, [line for who in (ANNA, BERT) for line in _awards(guild_id, who)])
        await conn.execute(insert(boards).on_conflict_do_nothing(), _boards(guild_id))

    await database.writer.run(work)


def _rows(g: int) -> Iterator[tuple[str, list[dict]]]:
    """Yield rows by table; ids begin with the server's number."""
    n, later = g * 100, NOON + timedelta(days=1)
    plan = {
        "guild_id": g, "channel_id": n, "zone": "UTC", "topics": "", "min_difficulty": 1,
        "max_difficulty": 5, "style": "buttons", "thread": "never",
    }  # fmt: skip
    yield "guilds", [{"id": g, "zone": "UTC"}]
    yield "schedules", [
        plan | {
            "id": n, "name": "daily", "weekdays": 127, "minute": 540, "window_s": 3600,
            "grace_s": 3600, "created_by": ANNA, "created_at": NOON, "next_at": later,
        }
    ]  # fmt: skip
    quiz = {
        "guild_id": g, "mode": "everyone", "style": "buttons", "topic": "", "min_difficulty": 1,
        "max_difficulty": 5, "count": 3, "seconds": 30, "rated": True, "teams": 0, "repeats": "",
        "unanswered": 0, "seed": 1, "paused": False, "created_at": NOON, "host_id": ANNA,
        "ended_at": None,
    }  # fmt: skip
    yield (
        "quizzes",
        [
            quiz | {"id": n, "channel_id": n, "state": "ended", "position": 1, "ended_at": later},
            quiz | {"id": n + 1, "channel_id": n, "state": "lobby", "position": 0},
            quiz | {"id": n + 2, "channel_id": n + 1, "state": "between", "position": 1},
        ],
    )
    played = {"team": -1, "joined": 0, "joined_at": NOON}
    yield (
        "quiz_players",
        [played | {"quiz_id": n + at, "member_id": who} for at in range(3) for who in (ANNA, BERT)],
    )
    yield "rounds", [_round(n, at, **how) for at, how in enumerate(_ROUNDS)]
    yield "answers", [
        {
            "round_id": n + at, "member_id": who, "source": "modal", "answered_at": NOON,
            "response": WORDS if who == ANNA else "something", "score_milli": 0, "points": 0,
        }
        for at in range(len(_ROUNDS)) for who in (ANNA, BERT)
    ]  # fmt: skip
    yield (
        "thread_messages",
        [
            {"message_id": n + at, "round_id": n + 1, "member_id": who, "content": words}
            for at, (who, words) in enumerate([(ANNA, WORDS), (BERT, "something")])
        ],
    )
    yield "barred", [{"round_id": n + 3, "member_id": ANNA}]
    half = {"mu": 25.0, "sigma": 8.0, "quizzes": 1}
    for who in (ANNA, BERT):
        own = {"guild_id": g, "member_id": who}
        yield "members", [own | {"streak": 3, "best_streak": 3, "last_at": NOON}]
        yield "frozen_days", [own | {"day": date(2026, 5, 30)}]
        yield "vacations", [own | {"first_day": date(2026, 7, 1), "last_day": date(2026, 7, 9)}]
        yield "ratings", [own | half | {"updated_at": NOON}]
        yield (
            "rating_changes",
            [half | {"quiz_id": n, "member_id": who, "mu_before": 24.0, "sigma_before": 8.3}],
        )
        yield "grants", [own | {"role_id": 5, "at": NOON}]
        yield "flags", [
            own | {
                "question_id": "q", "version": 1, "round_id": n, "kind": "key", "at": NOON,
                "text": WORDS if who == ANNA else "something",
            }
        ]  # fmt: skip
    yield "rewards", [
        {
            "guild_id": g, "role_id": 5, "kind": "streak", "threshold": 3, "created_by": ANNA,
            "created_at": NOON,
        }
    ]  # fmt: skip
    yield (
        "seasons",
        [{"id": n, "guild_id": g, "kind": "month", "starts_at": NOON, "ends_at": later}],
    )
    yield "recaps", [
        {
            "id": n, "guild_id": g, "season_id": n, "channel_id": n, "since": NOON, "until": later,
            "created_at": later,
        }
    ]  # fmt: skip
    yield "bans", [{"guild_id": g, "question_id": "q", "version": 1, "kind": "retired", "at": NOON}]
    yield "suggestions", [
        _suggestion(g, n, ANNA, "waiting", ""), _suggestion(g, n + 1, ANNA, "rejected", ""),
        _suggestion(g, n + 2, BERT, "accepted", f"5 {ANNA} 6"),
    ]  # fmt: skip
    told = {"guild_id": g, "priority": 1, "due_at": NOON, "attempts": 0}
    yield "outbox", [
        told | {"id": n, "kind": "tell", "payload": _json(user_id=ANNA, text=WORDS)},
        told | {"id": n + 1, "kind": "notice", "payload": _json(user_id=ANNA, text="Look.")},
        told | {
            "id": n + 2, "kind": "notice",
            "payload": _json(user_id=5, text=f"Wrong key: ||`{WORDS}`||\nDecide."),
        },
        told | {"id": n + 3, "kind": "tell", "payload": _json(user_id=BERT, text="Hello.")},
    ]  # fmt: skip
    yield "erasures", [{"id": n, "guild_id": g, "at": NOON, "reason": "left"}]
    yield (
        "accuracy",
        [{"guild_id": g, "question_id": "", "version": 0, "answered": 2, "score_milli": 0}],
    )


def _boards(g: int) -> list[dict]:
    return [
        {"guild_id": g, "board": board, "topic": topic, "answered": 4, "score_milli": 2000}
        for board in ("all", "s1", "2026-W23")
        for topic in ("", "nas")
    ]


_ROUNDS = (
    {"state": "revealed"},
    {"state": "revealed", "question": OPEN},
    {"state": "revealed", "quiz": 0},  # graded: the answers are needed
    {"state": "open"},
    {"state": "open", "quiz": 2},
)


def _round(n: int, at: int, *, state: str, question=SHORT, quiz: int | None = None) -> dict:
    return {
        "id": n + at, "guild_id": n // 100, "channel_id": n, "slot": str(at), "state": state,
        "schedule_id": n if quiz is None else None, "quiz_id": None if quiz is None else n + quiz,
        "position": None if quiz is None else 1, "day": date(2026, 6, 1),
        "question_id": question.id, "question_version": 1, "key_version": 1,
        "topic": question.topic, "snapshot": to_snapshot(question), "option_order": "", "seed": 1,
        "style": "buttons", "thread": "never", "nonce": f"n{n + at}", "opens_at": NOON,
        "closes_at": NOON, "give_up_at": NOON, "message_id": n + at,
        "graded_at": NOON if quiz == 0 else None,
    }  # fmt: skip


def _suggestion(g: int, id_: int, author: int, state: str, editors: str) -> dict:
    words = WORDS if author == ANNA else "something"
    texts = dict.fromkeys(("stem", "answer", "explanation", "source"), words)
    return texts | {
        "id": id_, "guild_id": g, "channel_id": 3, "member_id": author, "topic": "nas",
        "difficulty": 3, "state": state, "version": 1, "editor_ids": editors, "reason": "",
        "created_at": NOON, "decided_at": None if state == "waiting" else NOON,
    }  # fmt: skip


def _awards(g: int, who: int) -> Iterator[dict]:
    for at in (0, 2):
        yield {
            "guild_id": g, "member_id": who, "source": "round", "source_id": g * 100 + at,
            "reason": "answer", "topic": "nas", "points": 10, "score_milli": 500, "answered": 1,
            "correct": 0, "season": "s1", "week": "2026-W23", "rule": "Half right.", "at": NOON,
        }  # fmt: skip


def _json(**said: object) -> str:
    return json.dumps(said, separators=(",", ":"))
