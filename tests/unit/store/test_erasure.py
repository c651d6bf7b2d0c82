"""An erased member leaves no trace, and a server that was purged none either."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from bot.domain.round import RoundState
from bot.store.awards import AwardStore
from bot.store.database import open_database
from bot.store.erasure import Erased, ErasureStore
from bot.store.members import MemberStore
from bot.store.purge import OWNED, UNOWNED, PurgeStore, Step, belongs_to
from bot.store.rounds import RoundStore
from bot.store.tables import awards, boards, guilds, metadata, outbox, quizzes, standings
from tests.databases import place
from tests.unit.store.belongings import (
    ANNA,
    BERT,
    HOLDERS,
    NOON,
    OTHERS,
    WORDS,
    able_columns,
    contents,
    settle_in,
    traces,
)

LATER = NOON + timedelta(days=31)


@pytest.fixture
async def full(database):
    """A database with a server that has a row in every table."""
    await settle_in(database)
    return database


def erase(database, **how):
    return ErasureStore(database).erase(1, ANNA, NOON, **how)


# ---------------------------------------------------------------------- a member


def test_every_column_that_could_hold_a_member_is_known_to_hold_one_or_none():
    """A new column has to be put into one of the two; the next test then looks at it."""
    known = {
        table: HOLDERS.get(table, set()) | OTHERS.get(table, set()) for table in metadata.tables
    }

    assert known == able_columns()
    assert not any(HOLDERS[table] & OTHERS.get(table, set()) for table in HOLDERS)


async def test_nothing_is_left_of_an_erased_member_in_any_column(full):
    before = await traces(full, ANNA, WORDS)
    assert before == {(table, column) for table, held in HOLDERS.items() for column in held}

    await erase(full)

    assert await traces(full, ANNA, WORDS) == {("barred", "member_id")}
    assert {table for table, rows in (await contents(full)).items() if not rows} == {"meta"}


async def test_they_are_barred_from_what_they_answered_until_it_is_graded_or_void(full):
    erased = await erase(full)
    store = RoundStore(full)
    await store.end(erased.closed_to, RoundState.VOID)

    assert erased.closed_to == (104,)  # from 103 they had been barred before
    assert await traces(full, ANNA) == {("barred", "member_id")}


async def test_the_other_member_keeps_every_row(full):
    before = await traces(full, BERT)
    held = await contents(full)
    del held["suggestions"]  # one of Bert's was looked at by Anna
    theirs = [row for rows in held.values() for row in rows if BERT in row]

    await erase(full)

    after = await contents(full)
    assert await traces(full, BERT) == before
    assert all(any(row in rows for rows in after.values()) for row in theirs)
    await check_sums(full)


async def test_a_server_where_the_member_is_known_as_well_keeps_them(full):
    await settle_in(full, 2)
    before = await contents(full)

    await erase(full)

    after = await contents(full)
    for table in OWNED:
        async with full.read() as conn:
            kept = {tuple(r) for r in await conn.execute(select(table).where(belongs_to(table, 2)))}
        assert kept <= before[table.name]
        assert kept == {row for row in after[table.name] if row in kept}
    assert await traces(full, ANNA) >= {("awards", "member_id"), ("members", "member_id")}


async def test_what_was_done_is_told_in_numbers_and_again_it_is_nothing(full):
    first, second = await erase(full), await erase(full)

    assert (first.answers, first.messages, first.awards, first.quizzes) == (5, 1, 2, 2)
    assert (first.flags, first.suggestions, first.days, first.questions) == (1, 2, 2, 0)
    assert second == Erased()
    async with full.read() as conn:
        numbers = select(func.count()).select_from(metadata.tables["erasures"])
        assert (await conn.execute(numbers)).scalar_one() == 2  # the one of before, and this


async def test_the_points_stay_under_a_number_that_says_nothing(full):
    await erase(full)

    async with full.read() as conn:
        lines = (await conn.execute(select(awards.c.member_id, awards.c.points))).all()
        ranked = (await conn.execute(select(standings.c.member_id).distinct())).scalars().all()
    assert sorted(lines) == [(-101, 10), (-101, 10), (BERT, 10), (BERT, 10)]
    assert sorted(ranked) == [-101, BERT]


async def test_notices_to_the_admins_go_on_without_the_member(full):
    await erase(full)

    async with full.read() as conn:
        rows = (await conn.execute(select(outbox.c.payload).where(outbox.c.kind == "notice"))).all()
    assert [json.loads(row.payload) for row in rows] == [
        {"user_id": 0, "text": "Look."},
        {"user_id": 5, "text": "Wrong key: ...\nDecide."},
    ]


async def test_a_quiz_that_is_not_over_has_lost_its_host_and_its_pages_follow(full):
    await erase(full)

    async with full.read() as conn:
        hosts = (await conn.execute(select(quizzes.c.host_id, quizzes.c.host_gone_at))).all()
        pages = select(outbox.c.quiz_id).where(outbox.c.kind == "pages")
        assert (await conn.execute(pages)).scalars().all() == [101]
    assert hosts == [(0, None), (0, NOON), (0, NOON)]


async def test_who_came_back_in_that_very_moment_is_not_erased(full):
    await MemberStore(full).left(1, [ANNA], NOON)
    assert (await erase(full, left_before=NOON)).is_nothing
    await MemberStore(full).returned(1, [ANNA])

    assert (await erase(full, left_before=LATER)).is_nothing
    assert ("members", "member_id") in await traces(full, ANNA)


async def test_that_a_member_left_is_noted_once(full):
    """Or they would be kept for good by whoever looks again and again."""
    members = MemberStore(full)
    await members.left(1, [ANNA], NOON)
    await members.left(1, [ANNA], LATER)

    assert not (await erase(full, left_before=NOON + timedelta(seconds=1))).is_nothing


# ---------------------------------------------------------------------- a server


async def leave(database, guild_id=1, at=NOON):
    await MemberStore(database).guild_left(guild_id, at)


async def purge(database, *, page=3, most=10_000):
    """Take so many pieces; return what the last came to."""
    store = PurgeStore(database)
    step = Step.MORE
    while most and step is Step.MORE:
        step = await store.step(1, LATER, page)
        most -= 1
    return step


def test_every_table_is_a_servers_or_known_not_to_be():
    assert {table.name for table in OWNED} | UNOWNED | {"guilds"} == set(metadata.tables)
    assert all({"guild_id", "round_id", "quiz_id"} & set(table.c.keys()) for table in OWNED)


async def test_nothing_is_left_of_a_purged_server_and_everything_of_the_others(full, tmp_path):
    everyone = {"guild_id": 0, "question_id": "q", "version": 1, "answered": 9, "score_milli": 1}

    async def add(conn):
        await conn.execute(metadata.tables["accuracy"].insert(), [everyone])

    await full.writer.run(add)
    async with open_database(place(tmp_path / "other.db")) as other:
        await settle_in(other, 2)
        await other.writer.run(add)
        untouched = unnumbered(await contents(other))
    await settle_in(full, 2)
    await leave(full)

    assert await purge(full) is Step.DONE

    assert unnumbered(await contents(full)) == untouched
    assert await purge(full) is Step.NOT_DUE


async def test_a_purge_goes_on_after_a_crash_between_any_two_pieces(full, path):
    """Every piece leaves standings that follow from the ledger, and sums that follow from both."""
    await leave(full)
    pieces = 0
    while await purge(full, most=1) is Step.MORE:
        pieces += 1
        await check_sums(full)
        async with full.read() as conn:
            assert (await conn.execute(select(guilds.c.id))).scalars().all() == [1]
    assert pieces > 25
    assert not any((await contents(full)).values())


async def test_a_purge_is_taken_up_by_the_next_process(path):
    for pieces in (5, 20, 10_000):
        async with open_database(place(path)) as database:
            if pieces == 5:
                await settle_in(database)
                await leave(database)
            last = await purge(database, most=pieces)
            left = await contents(database)

    assert last is Step.DONE
    assert not any(left.values())


@pytest.mark.parametrize("pieces", [0, 1, 2, 6, 14, 22])
async def test_a_server_that_comes_back_in_the_middle_keeps_what_is_left(full, pieces):
    await leave(full)
    await purge(full, most=pieces)
    await leave(full, at=None)
    assert await AwardStore(full).rebuild() == []
    before = await contents(full)

    assert await purge(full) is Step.NOT_DUE
    assert await contents(full) == before
    await check_sums(full)


async def test_a_server_is_kept_for_the_whole_time(full):
    await leave(full, at=LATER)

    assert await purge(full) is Step.NOT_DUE


async def test_no_piece_reads_a_table_from_end_to_end(full):
    """But for the outbox, which is short."""
    async with full.read() as conn:
        for table in OWNED:
            query = select(*table.primary_key).where(belongs_to(table, 1)).limit(500)
            sql = str(query.compile(full.writer._engine, compile_kwargs={"literal_binds": True}))
            plan = (await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")).all()
            scans = [row[3] for row in plan if row[3].startswith("SCAN")]
            assert scans == (["SCAN outbox"] if table is outbox else []), (table.name, plan)


def unnumbered(held):
    """The same without the numbers of the ledger's lines, which count those before."""
    return held | {"awards": {row[1:] for row in held["awards"]}}


async def check_sums(database):
    """Every sum follows from the ledger."""
    points, groups = Counter(), Counter()
    async with database.read() as conn:
        for line in (await conn.execute(select(awards))).mappings():
            for board, topic in product(("all", line["season"], line["week"]), ("", line["topic"])):
                points[line["guild_id"], board, topic, line["member_id"]] += line["points"]
                groups[line["guild_id"], board, topic] += line["score_milli"]
        held = {tuple(row[:4]): row.points for row in await conn.execute(select(standings))}
        rows = await conn.execute(select(boards).where(boards.c.answered > 0))
        sums = {tuple(row[:3]): row.score_milli for row in rows}
    assert held == dict(points)
    assert sums == dict(groups)
