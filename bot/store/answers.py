"""Answers, written in groups: one statement for all that is pending.

Whether a round still takes answers is decided in the transaction that writes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.domain.grading import choose, chosen
from bot.domain.question import QuestionType
from bot.errors import NotFound, RoundClosed
from bot.store.barring import ERASED, barred_from
from bot.store.batch import Batch
from bot.store.tables import answers, rounds
from bot.store.watching import WATCHING, watching

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.domain.question import Question
    from bot.store.database import Database


NO_MORE_CHANGES = "Your answer cannot be changed any more; it stays as it is."


class Source(StrEnum):
    """How an answer was given."""

    REACTION = "reaction"
    BUTTON = "button"
    MODAL = "modal"
    THREAD = "thread"
    MENU = "menu"


class Edit(StrEnum):
    """What an answer does to the one that the member holds."""

    SET = "set"  # replaces it
    ADD = "add"  # adds an option
    TOGGLE = "toggle"  # adds an option or takes it away
    DROP = "drop"  # takes an option away


class AnswerOp(NamedTuple):
    """One member's answer to one round, before it is committed."""

    round_id: int
    member_id: int
    edit: Edit
    question: Question
    option: int
    """An index into the question's options (bank order); -1 where `text` is the answer."""
    text: str
    """The canonical response of a typed answer, or of options put in order; else empty."""
    source: Source
    at: datetime
    settling: bool = False
    """Whether it was read back from Discord: then a round that has just closed takes it, too."""
    stamped: bool = False
    """Whether `at` is Discord's own stamp: then a quiz's round that has just closed takes what was
    sent in time."""
    most_changes: int = -1
    """How often it may be changed; -1 for as often as one likes."""


class Kept(NamedTuple):
    """A response, how it was given (the value of a `Source`), and how often it was changed."""

    response: str
    source: str
    changes: int = 0


class Held(NamedTuple):
    """What a member held before, and what is held now; None is no answer."""

    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as stored."""

    round_id: int
    member_id: int
    response: str
    source: Source
    answered_at: datetime


# What to look up comes as one JSON array, so that the statement is the same for any number:
# `(round_id, member_id) IN (...)` would read the whole table, and a statement per round would cost
# a trip to the database for each.
_id = func.json_each(bindparam("ids")).table_valued("value", name="id")
_standing = select(
    rounds.c.id, rounds.c.state, rounds.c.closes_at, rounds.c.graded_at, rounds.c.quiz_id
).where(rounds.c.id.in_(select(_id.c.value)))
_place = func.json_each(bindparam("places")).table_valued("value", name="place")
_held = select(
    answers.c.round_id,
    answers.c.member_id,
    answers.c.response,
    answers.c.source,
    answers.c.changes,
).join_from(
    _place,
    answers,
    (answers.c.round_id == func.json_extract(_place.c.value, "$[0]"))
    & (answers.c.member_id == func.json_extract(_place.c.value, "$[1]")),
)
_insert = insert(answers)
_upsert = Batch(
    _insert.on_conflict_do_update(
        index_elements=["round_id", "member_id"],
        set_={
            "response": _insert.excluded.response,
            "source": _insert.excluded.source,
            "changes": _insert.excluded.changes,
            "answered_at": _insert.excluded.answered_at,
        },
    ),
    ["round_id", "member_id", "response", "source", "changes", "answered_at"],
)
_delete = Batch(
    delete(answers).where(
        answers.c.round_id == bindparam("r"), answers.c.member_id == bindparam("m")
    ),
    ["r", "m"],
)


async def apply(conn: AsyncConnection, ops: Sequence[AnswerOp]) -> Sequence[Held | Exception]:
    """Write a group of answers in the order given; a late one gets its error, alone."""
    concerned = {op.round_id for op in ops}
    standing = await standings_of(conn, concerned)
    barred = await barred_from(conn, concerned)
    held = await _held_now(conn, ops)
    quizzed = {round_id for round_id, at in standing.items() if at.quiz_id is not None}
    live = {(op.round_id, op.member_id) for op in ops if op.round_id in quizzed}
    outside = await watching(conn, live) if live else ()
    results: list[Held | Exception] = []
    touched: dict[tuple[int, int], AnswerOp] = {}
    for op in ops:
        place = (op.round_id, op.member_id)
        refused = refusal(op, standing.get(op.round_id))
        if refused is None and (place in outside or place in barred):
            refused = RoundClosed(ERASED if place in barred else WATCHING)
        if refused is not None:
            results.append(refused)
            continue
        before = held.get(place)
        after = edited(op, before)
        if before is not None and after is not None and after != before:
            if 0 <= op.most_changes <= before.changes:
                results.append(RoundClosed(NO_MORE_CHANGES))
                continue
            after = after._replace(changes=before.changes + 1)
        results.append(Held(before and before.response, after and after.response))
        if after != before:
            held[place] = after
            touched[place] = op
    await write(conn, touched, held)
    return results


def edited(op: AnswerOp, before: Kept | None) -> Kept | None:
    """Return what is held after the operation; None when nothing is left.

    A vote made in public never unmakes an answer given in private: one that repeats it leaves it
    private, and taking that vote away leaves it standing.
    """
    if op.option < 0:
        changes = before.changes if before else 0
        return Kept(op.text, op.source.value, changes) if op.text else None
    private = before if before and before.source != Source.REACTION.value else None
    if op.edit is Edit.SET:
        after = Kept(str(op.option), op.source.value, before.changes if before else 0)
        repeated = private and op.source is Source.REACTION and private.response == after.response
        return private if repeated else after
    if private and op.edit is Edit.DROP and op.question.type is not QuestionType.MULTIPLE:
        return private
    options = set(chosen(before.response)) if before else set()
    if op.edit is Edit.DROP or (op.edit is Edit.TOGGLE and op.option in options):
        options.discard(op.option)
    else:
        options.add(op.option)
    source = private.source if private else op.source.value
    changes = before.changes if before else 0
    return Kept(choose(op.question, options), source, changes) if options else None


class Standing(NamedTuple):
    """Where a round stands, as a transaction sees it."""

    state: str
    closes_at: datetime
    graded_at: datetime | None
    quiz_id: int | None


async def standings_of(conn: AsyncConnection, ids: Collection[int]) -> dict[int, Standing]:
    """Return where rounds stand, as this transaction sees them."""
    rows = await conn.execute(_standing, {"ids": json.dumps(list(ids))})
    return {row[0]: Standing(*row[1:]) for row in rows}


async def _held_now(
    conn: AsyncConnection, ops: Iterable[AnswerOp]
) -> dict[tuple[int, int], Kept | None]:
    places = {(op.round_id, op.member_id) for op in ops}
    rows = await conn.execute(_held, {"places": json.dumps(list(places))})
    return {(row[0], row[1]): Kept(row[2], row[3], row[4]) for row in rows}


def refusal(op: AnswerOp, standing: Standing | None) -> Exception | None:
    """Return why an answer is not taken, or None."""
    if standing is None:
        return NotFound("That question is no longer known here.")
    state, closes_at, graded_at, _ = standing
    if state == "posting":
        return NotFound("That question is just being posted. Try again in a moment.")
    in_time = op.at < closes_at
    late_news = op.stamped and graded_at is None and in_time
    if (state == "open" and (op.settling or in_time)) or (
        state == "closed" and (op.settling or late_news)
    ):
        return None
    if state in {"void", "failed", "skipped"}:
        return NotFound("That question was withdrawn; answers to it do not count.")
    if state == "paused":
        return RoundClosed("The quiz is paused. Answer when it goes on.")
    stamp = int(closes_at.timestamp())
    return RoundClosed(f"That question closed <t:{stamp}:R>, so this answer does not count.")


async def write(
    conn: AsyncConnection,
    touched: Mapping[tuple[int, int], AnswerOp],
    held: Mapping[tuple[int, int], Kept | None],
) -> None:
    """Store what is held at each (round, member) that was touched; None deletes."""
    upserts: list[tuple[Any, ...]] = []
    deletes: list[tuple[int, int]] = []
    for place, op in touched.items():
        kept = held[place]
        if kept is None:
            deletes.append(place)
        else:
            upserts.append((*place, *kept, op.at))
    await _upsert.execute(conn, upserts)
    await _delete.execute(conn, deletes)


class AnswerStore:
    """The answers of all rounds."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, op: AnswerOp) -> Held:
        """Commit an answer, together with whatever else is pending.

        Raises:
            RoundClosed: the round takes no answers any more.
            NotFound: there is no such round, or it was withdrawn.
        """
        return await self._db.writer.submit(apply, op)

    async def get(self, round_id: int, member_id: int) -> Answer | None:
        """Return a member's answer."""
        found = await self._all(answers.c.round_id == round_id, answers.c.member_id == member_id)
        return found[0] if found else None

    async def of_round(self, round_id: int) -> list[Answer]:
        """Return a round's answers, the earliest first."""
        return await self._all(answers.c.round_id == round_id)

    async def _all(self, *where: ColumnElement[bool]) -> list[Answer]:
        query = select(answers).where(*where).order_by(answers.c.answered_at, answers.c.member_id)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        return [answer_of(row) for row in rows]


def answer_of(row: Row[Any]) -> Answer:
    """Return the answer in a row of `answers`."""
    return Answer(row.round_id, row.member_id, row.response, Source(row.source), row.answered_at)
