"""Questions that members suggest: the queue that admins review, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.domain.proposal import Proposal
from bot.store.helping import thank_author
from bot.store.outbox import Chore, errand_row, put
from bot.store.tables import guilds, suggestions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from bot.store.helping import Help


A_DAY: Final = timedelta(days=1)


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggested question."""

    id: int
    guild_id: int
    channel_id: int
    """Where it was suggested."""
    member_id: int
    proposal: Proposal
    state: SuggestionState
    version: int
    """Of the question it became, from 1."""
    editor_ids: frozenset[int]
    """Who has seen its key: looked at it, changed or decided it."""
    created_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for somebody; sent through the outbox."""

    user_id: int
    text: str


class Limit(StrEnum):
    """What there may be so many of."""

    MEMBER = "of a member that wait"
    SERVER = "in a server that wait"
    DAY = "of a member within a day"


class FullError(Exception):
    """A limit is reached.

    Args:
        limit: the limit.
    """

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        super().__init__(f"too many suggestions {limit}")


class SuggestionStore:
    """The suggestions of all servers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------ reading

    async def get(self, guild_id: int, suggestion_id: int) -> Suggestion | None:
        """Return a server's suggestion by id."""
        found = await self._all(
            select(suggestions).where(
                suggestions.c.guild_id == guild_id, suggestions.c.id == suggestion_id
            )
        )
        return found[0] if found else None

    async def waiting(self, guild_id: int) -> list[Suggestion]:
        """Return what waits for a decision, the oldest first."""
        return await self._all(
            select(suggestions)
            .where(suggestions.c.guild_id == guild_id, suggestions.c.state == "waiting")
            .order_by(suggestions.c.id)
        )

    async def accepted(self, guild_id: int | None = None) -> list[Suggestion]:
        """Return what was accepted in a server, or in all."""
        query = select(suggestions).where(suggestions.c.state == "accepted")
        if guild_id is not None:
            query = query.where(suggestions.c.guild_id == guild_id)
        return await self._all(query.order_by(suggestions.c.id))

    async def of_member(self, guild_id: int, member_id: int, limit: int) -> list[Suggestion]:
        """Return a member's suggestions, the latest first."""
        return await self._all(
            select(suggestions)
            .where(suggestions.c.guild_id == guild_id, suggestions.c.member_id == member_id)
            .order_by(suggestions.c.id.desc())
            .limit(limit)
        )

    # ------------------------------------------------------------------ writing

    async def add(
        self,
        guild_id: int,
        channel_id: int,
        member_id: int,
        proposal: Proposal,
        now: datetime,
        *,
        most: Mapping[Limit, int],
        notice: Notice,
    ) -> int:
        """Put a suggestion into the queue; return its id. When it was empty, the notice goes out.

        Raises:
            FullError: there are as many as may be.
        """
        where = {"guild_id": guild_id, "channel_id": channel_id, "member_id": member_id}
        row = _columns(proposal) | where | _NEW | {"created_at": now}
        mine = suggestions.c.member_id == member_id
        waits, today = suggestions.c.state == "waiting", suggestions.c.created_at > now - A_DAY
        counts = select(
            func.count().filter(waits, mine).label(Limit.MEMBER.name),
            func.count().filter(waits).label(Limit.SERVER.name),
            func.count().filter(today, mine).label(Limit.DAY.name),
        ).where(suggestions.c.guild_id == guild_id)

        async def work(conn: AsyncConnection) -> int:
            found = (await conn.execute(counts)).mappings().one()
            for limit, number in most.items():
                if found[limit.name] >= number:
                    raise FullError(limit)
            await conn.execute(_keep_guild, {"id": guild_id, "zone": "UTC"})
            added = await conn.execute(insert(suggestions).returning(suggestions.c.id), row)
            suggestion_id = int(added.scalar_one())
            if not found[Limit.SERVER.name]:
                told = errand_row(
                    Chore.NOTICE, guild_id, None, now,
                    channel_id=channel_id, user_id=notice.user_id, text=notice.text,
                )  # fmt: skip
                await put(conn, [told])
            return suggestion_id

        return await self._db.writer.run(work)

    async def withdraw(self, suggestion: Suggestion, now: datetime) -> bool:
        """Take a waiting suggestion back; False when it does not wait any more."""
        values = {"state": SuggestionState.WITHDRAWN.value, "decided_at": now}
        return await self._move(suggestion, values, None, now)

    async def decide(
        self,
        suggestion: Suggestion,
        state: SuggestionState,
        *,
        admin_id: int,
        now: datetime,
        notice: Notice,
        reason: str = "",
        given: Help | None = None,
    ) -> bool:
        """Accept or reject a waiting suggestion and have its author told; False when it is late.

        The author of one that is accepted gets points for it (`given`), in the same transaction.
        """
        values = {
            "state": state.value,
            "decided_at": now,
            "reason": reason,
        }
        return await self._move(suggestion, values, notice, now, admin_id=admin_id, given=given)

    async def edit(
        self, suggestion: Suggestion, proposal: Proposal, admin_id: int, version: int
    ) -> bool:
        """Change a waiting or accepted suggestion; False when it has changed since it was read."""
        values = _columns(proposal) | {"version": version}
        statement = (
            update(suggestions)
            .where(
                suggestions.c.id == suggestion.id,
                suggestions.c.state == suggestion.state.value,
                suggestions.c.version == suggestion.version,
            )
            .values(**values)
        )

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(statement)).rowcount:
                return False
            await _see(conn, suggestion.id, admin_id)
            return True

        return await self._db.writer.run(work)

    async def see(self, suggestion_id: int, admin_id: int) -> bool:
        """Note that somebody was shown the key; False when that was noted before."""
        return await self._db.writer.run(lambda conn: _see(conn, suggestion_id, admin_id))

    async def _move(
        self,
        suggestion: Suggestion,
        values: dict[str, Any],
        notice: Notice | None,
        now: datetime,
        *,
        admin_id: int | None = None,
        given: Help | None = None,
    ) -> bool:
        waits = (suggestions.c.id == suggestion.id, suggestions.c.state == "waiting")
        statement = update(suggestions).where(*waits).values(**values)

        async def work(conn: AsyncConnection) -> bool:
            moved = (await conn.execute(statement)).rowcount == 1
            if moved and admin_id is not None:
                await _see(conn, suggestion.id, admin_id)
            if moved and given is not None:
                author = suggestion.member_id
                await thank_author(conn, suggestion.guild_id, author, suggestion.id, given)
            if moved and notice is not None:
                told = errand_row(
                    Chore.TELL, suggestion.guild_id, None, now,
                    user_id=notice.user_id, text=notice.text,
                )  # fmt: skip
                await put(conn, [told])
            return moved

        return await self._db.writer.run(work)

    async def _all(self, query: Select[Any]) -> list[Suggestion]:
        async with self._db.read() as conn:
            return [_suggestion(row) for row in (await conn.execute(query)).mappings()]


_NEW = {"state": SuggestionState.WAITING.value, "version": 1, "editor_ids": "", "reason": ""}
_keep_guild = upsert(guilds).on_conflict_do_nothing(index_elements=["id"])


async def _see(conn: AsyncConnection, suggestion_id: int, member_id: int) -> bool:
    which = suggestions.c.id == suggestion_id
    held = (await conn.execute(select(suggestions.c.editor_ids).where(which))).scalar_one_or_none()
    if held is None or str(member_id) in held.split():
        return False
    seen = " ".join([*held.split(), str(member_id)])
    await conn.execute(update(suggestions).where(which).values(editor_ids=seen))
    return True


def _columns(proposal: Proposal) -> dict[str, Any]:
    return {
        "topic": proposal.topic,
        "difficulty": proposal.difficulty,
        "stem": proposal.stem,
        "answer": proposal.answer,
        "explanation": proposal.explanation,
        "source": proposal.source,
    }


def _suggestion(row: RowMapping) -> Suggestion:
    return Suggestion(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        member_id=row["member_id"],
        proposal=Proposal(
            topic=row["topic"],
            difficulty=row["difficulty"],
            stem=row["stem"],
            answer=row["answer"],
            explanation=row["explanation"],
            source=row["source"],
        ),
        state=SuggestionState(row["state"]),
        version=row["version"],
        editor_ids=frozenset(map(int, row["editor_ids"].split())),
        created_at=row["created_at"],
        reason=row["reason"],
    )
