"""What members write in the threads of open questions: their messages are their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.errors import RoundClosed
from bot.store.answers import AnswerOp, Kept, Source, refusal, standings_of, write
from bot.store.barring import ERASED, barred_from
from bot.store.tables import answers, thread_messages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_message = insert(thread_messages)
_keep_message = _message.on_conflict_do_update(
    index_elements=["message_id"], set_={"content": _message.excluded.content}
)
_texts = (
    select(thread_messages.c.content)
    .where(
        thread_messages.c.round_id == bindparam("r"), thread_messages.c.member_id == bindparam("m")
    )
    .order_by(thread_messages.c.message_id)
)
_source = select(answers.c.source).where(
    answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m")
)


class ThreadStore:
    """The thread messages of all rounds."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, op: AnswerOp, message_id: int, content: str, limit: int) -> None:
        """Store a member's message in the thread of an open question: it is (part of) the answer.

        Args:
            op: the round, member and instant.
            message_id: Discord's id; a message seen again is replaced, so edits are followed.
            content: the text; the answer keeps at most `limit` characters of all of them.
            limit: characters.
        """
        row = {
            "message_id": message_id,
            "round_id": op.round_id,
            "member_id": op.member_id,
            "content": content,
        }

        async def work(conn: AsyncConnection) -> None:
            standing = await standings_of(conn, [op.round_id])
            refused = refusal(op, standing.get(op.round_id))
            if (op.round_id, op.member_id) in await barred_from(conn, [op.round_id]):
                refused = RoundClosed(ERASED)
            if refused is not None:
                raise refused
            await conn.execute(_keep_message, [row])
            await _gather(conn, op, limit)

        await self._db.writer.run(work)

    async def drop(
        self, op_of: Callable[[int], AnswerOp], message_ids: Collection[int], limit: int
    ) -> None:
        """Forget deleted thread messages; the answers are what is left.

        Args:
            op_of: makes the operation for a member id (round, instant, whether settling).
            message_ids: Discord's ids; unknown ones are ignored.
            limit: characters an answer keeps.
        """
        which = thread_messages.c.message_id.in_(message_ids)
        query = select(thread_messages.c.member_id).where(which).distinct()

        async def work(conn: AsyncConnection) -> None:
            authors = list((await conn.execute(query)).scalars())
            for author in authors:
                op = op_of(author)
                standing = await standings_of(conn, [op.round_id])
                if refusal(op, standing.get(op.round_id)) is None:
                    await conn.execute(delete(thread_messages).where(which))
                    await _gather(conn, op, limit)

        await self._db.writer.run(work)

    async def contents(self, round_id: int) -> dict[int, str]:
        """Return the messages stored for a round: id -> text."""
        query = select(thread_messages.c.message_id, thread_messages.c.content).where(
            thread_messages.c.round_id == round_id
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}


async def _gather(conn: AsyncConnection, op: AnswerOp, limit: int) -> None:
    """Make a member's answer of their thread messages, unless they answered privately."""
    who = {"r": op.round_id, "m": op.member_id}
    if (await conn.execute(_source, who)).scalar_one_or_none() == Source.MODAL.value:
        return
    texts = (await conn.execute(_texts, who)).scalars().all()
    text = "\n".join(t for t in texts if t.strip())[:limit]
    place = (op.round_id, op.member_id)
    await write(conn, {place: op}, {place: Kept(text, op.source.value) if text else None})
