"""What became of the bank's questions in a server: how often each was asked, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.domain.round import RoundState
from bot.store.tables import answers, rounds

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

_SEEN = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSED, RoundState.REVEALED)
POSTED = tuple(state.value for state in _SEEN)


@dataclass(frozen=True, slots=True)
class Use:
    """How a question fared in a server.

    `asked` counts rounds, `graded` the answers with a score, `score_milli` the sum of those scores
    in thousandths.
    """

    asked: int
    graded: int
    score_milli: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One time that a question was asked; `graded` and `score_milli` are as in `Use`."""

    round_id: int
    version: int
    state: RoundState
    channel_id: int
    message_id: int | None
    """Of the reveal where there is one, else of the card."""
    opens_at: datetime
    reason: str
    """Why it was picked."""
    graded: int
    score_milli: int


class UsageStore:
    """Reads how questions were used."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def by_question(self, guild_id: int) -> dict[str, Use]:
        """Return the use of each question that a server was asked."""
        query = (
            select(
                rounds.c.question_id,
                func.count(rounds.c.id.distinct()),
                func.count(answers.c.score_milli),
                func.coalesce(func.sum(answers.c.score_milli), 0),
            )
            .outerjoin(answers, answers.c.round_id == rounds.c.id)
            .where(rounds.c.guild_id == guild_id, rounds.c.state.in_(POSTED))
            .group_by(rounds.c.question_id)
        )
        async with self._db.read() as conn:
            return {id_: Use(*figures) for id_, *figures in await conn.execute(query)}

    async def of_question(self, guild_id: int, question_id: str) -> list[Asked]:
        """Return the times that a server was asked a question, the latest first."""
        query = (
            select(
                rounds.c.id,
                rounds.c.question_version,
                rounds.c.state,
                rounds.c.channel_id,
                func.coalesce(rounds.c.reveal_message_id, rounds.c.message_id),
                rounds.c.opens_at,
                rounds.c.reason,
                func.count(answers.c.score_milli),
                func.coalesce(func.sum(answers.c.score_milli), 0),
            )
            .outerjoin(answers, answers.c.round_id == rounds.c.id)
            .where(
                rounds.c.guild_id == guild_id,
                rounds.c.question_id == question_id,
                rounds.c.state.in_((*POSTED, RoundState.POSTING.value)),
            )
            .group_by(rounds.c.id)
            .order_by(rounds.c.opens_at.desc(), rounds.c.id.desc())
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return [Asked(id_, version, RoundState(s), *rest) for id_, version, s, *rest in rows]
