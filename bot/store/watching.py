"""Who only watches: in a survival quiz, whoever is out, or came after its first question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from bot.domain.quiz import Mode
from bot.store.tables import quiz_players, quizzes, rounds

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

WATCHING = "You only watch this quiz: who was wrong, silent or late is out."

_place = func.json_each(bindparam("places")).table_valued("value", name="place")
_round = func.json_extract(_place.c.value, "$[0]")
_member = func.json_extract(_place.c.value, "$[1]")
_still_in = (
    select(quiz_players.c.member_id)
    .where(
        quiz_players.c.quiz_id == quizzes.c.id,
        quiz_players.c.member_id == _member,
        quiz_players.c.out.is_(None),
    )
    .correlate(quizzes, _place)
    .exists()
)
_watching = (
    select(_round, _member)
    .join_from(_place, rounds, rounds.c.id == _round)
    .join(quizzes, quizzes.c.id == rounds.c.quiz_id)
    .where(quizzes.c.mode == Mode.SURVIVAL.value, rounds.c.position > 1, ~_still_in)
)


async def watching(
    conn: AsyncConnection, places: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return those of the places, (round, member), whose answers are not asked for."""
    rows = await conn.execute(_watching, {"places": json.dumps(list(places))})
    return {(row[0], row[1]) for row in rows}
