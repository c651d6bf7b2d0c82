"""Pieces of an erasure: what is done with rows that name a member, besides answers and quizzes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import delete, select, update

from bot.store.outbox import Chore
from bot.store.tables import outbox, quizzes, rewards, rounds, schedules, suggestions

if TYPE_CHECKING:
    from sqlalchemy import Executable, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

SPOILERS: Final = re.compile(r"\|\|`.*?`\|\|")
"""Members' words in a notice; see `bot.services.flags`."""


class Who(NamedTuple):
    """Who is erased."""

    guild_id: int
    member_id: int
    pseudonym: int
    """Below zero; what is kept goes to it."""


def rounds_of(who: Who) -> Any:  # noqa: ANN401  a select of one column
    """Select the rounds of the server."""
    return select(rounds.c.id).where(rounds.c.guild_id == who.guild_id)


def quizzes_of(who: Who) -> Any:  # noqa: ANN401  a select of one column
    """Select the quizzes of the server."""
    return select(quizzes.c.id).where(quizzes.c.guild_id == who.guild_id)


def in_rounds(table: Table, who: Who) -> tuple[Any, Any]:
    """Return which rows about rounds are the member's."""
    return table.c.member_id == who.member_id, table.c.round_id.in_(rounds_of(who))


def of_theirs(table: Table, who: Who) -> Executable:
    """Return the statement that deletes the member's rows."""
    return delete(table).where(table.c.guild_id == who.guild_id, table.c.member_id == who.member_id)


async def rename(conn: AsyncConnection, table: Table, who: Who) -> int:
    """Give the member's rows to the pseudonym; return how many."""
    mine = (table.c.guild_id == who.guild_id, table.c.member_id == who.member_id)
    return await count(conn, update(table).where(*mine).values(member_id=who.pseudonym))


async def count(conn: AsyncConnection, statement: Executable) -> int:
    """Execute a statement and return how many rows it changed."""
    return (await conn.execute(statement)).rowcount


async def orphan_questions(conn: AsyncConnection, who: Who) -> tuple[int, int]:
    """Take the author from accepted questions, and delete the rest; return how many of each."""
    mine = (
        suggestions.c.guild_id == who.guild_id,
        suggestions.c.member_id == who.member_id,
    )
    accepted = update(suggestions).where(*mine, suggestions.c.state == "accepted")
    questions = await count(conn, accepted.values(member_id=0))
    return questions, await count(conn, delete(suggestions).where(*mine))


async def forget_keys(conn: AsyncConnection, who: Who) -> int:
    """Forget which suggestions' keys they were shown; return how many."""
    query = select(suggestions.c.id, suggestions.c.editor_ids).where(
        suggestions.c.guild_id == who.guild_id, suggestions.c.editor_ids != ""
    )
    forgotten = 0
    for id_, editors in (await conn.execute(query)).all():
        left = [editor for editor in editors.split() if editor != str(who.member_id)]
        if len(left) < len(editors.split()):
            this = update(suggestions).where(suggestions.c.id == id_)
            forgotten += await count(conn, this.values(editor_ids=" ".join(left)))
    return forgotten


async def forget_admin(conn: AsyncConnection, who: Who) -> int:
    """Take the name from what they set up as an admin; return how many there are."""
    changed = 0
    for table in (schedules, rewards):
        mine = (table.c.guild_id == who.guild_id, table.c.created_by == who.member_id)
        changed += await count(conn, update(table).where(*mine).values(created_by=0))
    return changed


async def clear_outbox(conn: AsyncConnection, who: Who, *, hush: bool) -> int:
    """Drop what is on its way to the member; notices to the admins go without them.

    Args:
        conn: the transaction.
        who: the member.
        hush: whether notices may hold words of theirs; they lose all words of members then.
    """
    rows = select(outbox.c.id, outbox.c.kind, outbox.c.payload).where(
        outbox.c.guild_id == who.guild_id
    )
    dropped = 0
    for id_, kind, payload in (await conn.execute(rows)).all():
        said: dict[str, Any] = json.loads(payload)
        this = outbox.c.id == id_
        names = who.member_id in said.values()
        if names and kind != Chore.NOTICE.value:
            dropped += await count(conn, delete(outbox).where(this))
            continue
        kept = {key: 0 if value == who.member_id else value for key, value in said.items()}
        if hush and kind == Chore.NOTICE.value:
            kept["text"] = SPOILERS.sub("...", str(kept["text"]))
        if kept != said:
            text = json.dumps(kept, separators=(",", ":"))
            await conn.execute(update(outbox).where(this).values(payload=text))
    return dropped
