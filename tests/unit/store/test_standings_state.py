"""Whatever happens to a server, its boards are what the ledger says, in the right order.

Questions are graded, sooner or later; corrected and withdrawn; members hide, leave, return and are
erased; seasons are cut, run out and are dealt with late; servers move to other zones.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.domain.question import to_snapshot
from bot.domain.seasons import SeasonKind
from bot.domain.streaks import Streak
from bot.store.awards import Award, AwardStore, Settlement
from bot.store.database import open_database
from bot.store.erasure import ErasureStore
from bot.store.members import MemberStore
from bot.store.outbox import Chore, errand_row, put
from bot.store.revisions import ANSWER, VOIDED, Revision, RevisionStore, correction_of
from bot.store.rounds import RoundStore
from bot.store.seasons import SeasonStore
from bot.store.standings import Board, Line, Order, StandingStore
from bot.store.tables import (
    awards,
    boards,
    guilds,
    members,
    metadata,
    rounds,
    seasons,
    standings,
)
from bot.store.trends import TrendStore
from tests.databases import place
from tests.questions import question
from tests.unit.store.ledger_oracle import Entry, Oracle, value

START = datetime(2026, 3, 20, 12, tzinfo=UTC)
GUILDS = (1, 2)
NEW = 2**40
"""An account that was made lately."""
MEMBERS = (1, 2, 3, 4, NEW)
TOPICS = ("trees", "nas")
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles")
ANY = 2**63 - 1

scores = st.tuples(
    st.sampled_from((9, 1, 3, 0)),  # answers: as if it were several, to have eight sooner
    st.sampled_from((0, 250, 500, 1000)),
    st.sampled_from((0, 2, 5, 10)),
)
given_scores = st.dictionaries(st.sampled_from(MEMBERS), scores, min_size=2)
graded = st.tuples(st.sampled_from(GUILDS), st.sampled_from(TOPICS), given_scores)
several = st.lists(graded, min_size=1, max_size=3)


def earned(answers, score, points):
    return {
        "points": points if answers else 0,
        "score_milli": answers * score,
        "answered": answers,
        "correct": answers * (score == 1000),
    }


class Live:
    """Servers on a real database."""

    def __init__(self, db):
        self.db = db
        self.ids = itertools.count(1)
        self.awards, self.members = AwardStore(db), MemberStore(db)
        self.rounds, self.seasons = RoundStore(db), SeasonStore(db)
        self.revisions, self.standings = RevisionStore(db), StandingStore(db)
        self.trends, self.erasure = TrendStore(db, self.standings), ErasureStore(db)

    async def wipe(self):
        async def work(conn):
            for table in reversed(metadata.sorted_tables):
                await conn.execute(table.delete())
            await conn.execute(insert(guilds), [{"id": g, "zone": "UTC"} for g in GUILDS])

        await self.db.writer.run(work)

    async def put(self, statement, *rows):
        async def work(conn):
            await conn.execute(statement, *rows)

        await self.db.writer.run(work)

    async def all(self, query):
        async with self.db.read() as conn:
            return [tuple(row) for row in await conn.execute(query)]

    async def oracle(self):
        found = await self.all(select(*(awards.c[name] for name in Entry._fields)))
        gone = members.c.left_at.is_not(None) | members.c.hidden
        absent = await self.all(select(members.c.guild_id, members.c.member_id).where(gone))
        return Oracle([Entry(*row) for row in found], set(absent))

    # ------------------------------------------------------------------ what happens

    async def close(self, guild_id, topic, now):
        """Close a question, which is to be graded now or later."""
        asked, number = question(topic=topic), next(self.ids)
        row = {
            "id": number, "guild_id": guild_id, "channel_id": 2, "slot": str(number),
            "day": now.date(), "question_id": asked.id, "question_version": 1, "key_version": 1,
            "topic": topic, "snapshot": to_snapshot(asked), "option_order": "0,1,2,3", "seed": 5,
            "style": "buttons", "thread": "never", "state": "closed", "nonce": str(number),
            "opens_at": now, "closes_at": now, "give_up_at": now, "message_id": number,
        }  # fmt: skip

        async def work(conn):
            await conn.execute(insert(rounds), row)
            await put(conn, [errand_row(Chore.SETTLE, guild_id, number, now)])

        await self.db.writer.run(work)
        return number

    async def grade(self, round_id, held, bonus, now):
        round_ = await self.rounds.get(round_id)
        periods = await self.seasons.periods(round_.guild_id, round_.closes_at)
        lines = [
            Award(
                guild_id=round_.guild_id, member_id=member, source="round", source_id=round_id,
                reason=ANSWER, topic=round_.question.topic, **earned(*score),
                season=periods.season, week=periods.week, rule="", at=round_.closes_at,
            )
            for member, score in held.items()
        ]  # fmt: skip
        streak = {"reason": "streak", "points": bonus, "score_milli": 0}
        extra = [replace(line, **streak, answered=0, correct=0) for line in lines if bonus]
        streaks = {member: Streak(1, 1, 2, round_.closes_at) for member in held}
        await self.awards.settle(round_, Settlement({}, [*lines, *extra], streaks), now)
        await self.put(update(rounds).where(rounds.c.id == round_id).values(state="revealed"))

    async def correct(self, round_id, version, held, now):
        """Give what is said by a new key, to some; twice, as a second tick would."""
        round_ = await self.rounds.get(round_id)
        before = round_.question.version if version == 2 else version - 1
        lines = [
            changed(line, earned(*held[member]), correction_of(version), now)
            for member, line in (await self.revisions.earned(round_id)).items()
            if member in held
        ]
        revision = Revision(round_, before, version, lines, {})
        for _ in range(2):
            await self.revisions.correct(revision, now, announce=False)

    async def void(self, round_id, now):
        round_ = await self.rounds.get(round_id)
        standing = await self.revisions.earned(round_id)
        lines = [changed(line, earned(0, 0, 0), VOIDED, now) for line in standing.values()]
        await self.revisions.void(round_, lines, now)

    async def hide(self, guild_id, member_id, *, hidden):
        row = {"guild_id": guild_id, "member_id": member_id, "hidden": hidden}
        key = ["guild_id", "member_id"]
        keep = upsert(members).values(row)
        await self.put(keep.on_conflict_do_update(index_elements=key, set_={"hidden": hidden}))

    async def roll(self, now):
        for season in await self.seasons.due(now, 100):
            await self.seasons.roll(season, now)

    # ------------------------------------------------------------------ what has to hold

    async def check_sums(self, oracle):
        held = {}
        for row in await self.all(select(standings)):
            held.setdefault(row[:3], []).append(Line(*row[3:]))
        assert held == oracle.lines()
        assert {row[:3]: row[3:] for row in await self.all(select(boards))} == oracle.totals()
        assert await self.awards.rebuild() == []

    async def check_board(self, oracle, key, order, newest):
        """Pages, ranks and neighbours of a board are the oracle's."""
        board = Board(*key, order, newest)
        lines = oracle.lines().get(key, [])
        shown = oracle.shown(key[0], lines, order, newest)
        expected = [line for _, line in shown]
        for limit, offset in ((2, n) for n in range(len(lines) + 2)):
            page = await self.standings.top(board, offset=offset, limit=limit)
            assert page == expected[offset : offset + limit]
        values = {value(line, order) for line in lines} | {0, 3}
        above = await self.standings.above(board, values | {-1})
        assert above == {v: sum(value(o, order) > v for o in expected) for v in values | {-1}}
        assert all(rank == 1 + above[value(line, order)] for rank, line in shown)
        for line in lines:
            mine = (-value(line, order), line.member_id)
            near = await self.standings.neighbours(board, -mine[0], line.member_id)
            ups = [x for x in expected if (-value(x, order), x.member_id) < mine]
            downs = [x for x in expected if (-value(x, order), x.member_id) > mine]
            assert near == (ups[-1] if ups else None, downs[0] if downs else None)

    async def check_trends(self, oracle, key, order, newest):
        guild_id, name, topic = key
        board = Board(*key, order, newest)
        held = oracle.entries(*key)
        for week in {entry.week for entry in held}:
            if held_by(oracle, guild_id, week, topic) <= len([e for e in held if e.week == week]):
                then = oracle.before(key, week, order, newest)
                assert await self.trends.ranks_before(board, week) == then
        if name.startswith("s"):
            season = await self.seasons.get(guild_id, int(name[1:]))
            since = await self.seasons.since(season)
            found = await self.trends.improved(board, "all", since)
            gains = oracle.improved(key, since, newest)
            assert [(gain, line.member_id) for gain, line in found] == gains

    async def check_seasons(self):
        """They follow one another, and hold what was earned in them."""
        query = select(seasons.c.guild_id, seasons.c.starts_at, seasons.c.ends_at, seasons.c.id)
        found = await self.all(query.order_by(seasons.c.guild_id, seasons.c.starts_at))
        for season, following in itertools.pairwise(found):
            assert season[0] != following[0] or season[2] == following[1]
        spans = {(guild_id, f"s{number}"): span for guild_id, *span, number in found}
        about = select(awards.c.guild_id, awards.c.season, rounds.c.closes_at)
        for guild_id, name, instant in await self.all(
            about.join(rounds, rounds.c.id == awards.c.source_id).distinct()
        ):
            start, end = spans[guild_id, name]
            assert start <= instant < end


def changed(line, now_earned, reason, now):
    """The line that makes what a member has what it should be."""
    sums = {name: total - getattr(line, name) for name, total in now_earned.items()}
    return replace(line.first, reason=reason, at=now, **sums)


def held_by(oracle, guild_id, week, topic):
    return len(oracle.entries(guild_id, week, topic))


def machine(run, live):  # noqa: C901  (a class that knows a database)
    """Make the state machine for an open database."""

    class Servers(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.now = START
            self.waiting: list[int] = []
            self.graded: dict[int, int] = {}
            self.changed = True

        @initialize(pending=st.booleans())
        def begin(self, pending):
            """Begin from nothing, or with a question from long before all else."""
            run(live.wipe())
            if pending:
                self.close(GUILDS[0], TOPICS[0])
                self.now += timedelta(days=100)

        def do(self, work):
            """Have something happen, a moment after what was before."""
            self.now += timedelta(milliseconds=1)
            self.changed = True
            return run(work)

        @rule(questions=several, bonus=st.integers(0, 2))
        def ask_and_grade(self, questions, bonus):
            for guild_id, topic, held in questions:
                number = self.do(live.close(guild_id, topic, self.now))
                self.do(live.grade(number, held, bonus, self.now))
                self.graded[number] = 1

        @rule(questions=several)
        def ask_and_grade_more(self, questions):
            self.ask_and_grade(questions, 0)

        @rule(guild_id=st.sampled_from(GUILDS), topic=st.sampled_from(TOPICS))
        def close(self, guild_id, topic):
            self.waiting.append(self.do(live.close(guild_id, topic, self.now)))

        @precondition(lambda self: self.waiting)
        @rule(data=st.data(), held=given_scores)
        def grade_late(self, data, held):
            number = data.draw(st.sampled_from(self.waiting))
            self.waiting.remove(number)
            self.do(live.grade(number, held, 0, self.now))
            self.graded[number] = 1

        @precondition(lambda self: self.graded)
        @rule(data=st.data(), held=given_scores)
        def correct(self, data, held):
            number = data.draw(st.sampled_from(sorted(self.graded)))
            self.graded[number] += 1
            self.do(live.correct(number, self.graded[number], held, self.now))

        @precondition(lambda self: self.graded)
        @rule(data=st.data())
        def void(self, data):
            number = data.draw(st.sampled_from(sorted(self.graded)))
            del self.graded[number]
            self.do(live.void(number, self.now))

        @rule(
            guild_id=st.sampled_from(GUILDS),
            member_id=st.sampled_from(MEMBERS),
            what=st.sampled_from(("leave", "hide", "return", "show", "erase")),
        )
        def somebody(self, guild_id, member_id, what):
            if what == "erase":
                self.do(live.erasure.erase(guild_id, member_id, self.now))
            elif what == "leave":
                self.do(live.members.left(guild_id, [member_id], self.now))
            elif what == "return":
                self.do(live.members.returned(guild_id, [member_id]))
            else:
                self.do(live.hide(guild_id, member_id, hidden=what == "hide"))

        @rule(hours=st.sampled_from((24, 24 * 6, 24 * 27, 1, 24 * 100)), awake=st.booleans())
        def wait(self, hours, awake):
            self.now += timedelta(hours=hours)
            if awake:
                self.do(live.roll(self.now))

        @rule(
            guild_id=st.sampled_from(GUILDS),
            kind=st.none() | st.sampled_from(SeasonKind),
            zone=st.sampled_from(ZONES),
        )
        def cut_or_move(self, guild_id, kind, zone):
            if kind is None:
                moved = update(guilds).where(guilds.c.id == guild_id).values(zone=zone)
                self.do(live.put(moved))
                return
            kept = run(live.seasons.settings(guild_id))
            self.now += timedelta(milliseconds=1)
            self.do(live.seasons.cut(guild_id, replace(kept, kind=kind), self.now))

        @invariant()
        def sums_are_those_of_the_ledger(self):
            if self.changed:
                run(live.check_seasons())
                run(live.check_sums(run(live.oracle())))
                self.changed = False

        @rule(data=st.data(), order=st.sampled_from(Order), newest=st.sampled_from((ANY, NEW - 1)))
        def look(self, data, order, newest):
            oracle = run(live.oracle())
            found = sorted(oracle.boards())
            if found:
                key = data.draw(st.sampled_from(found))
                run(live.check_board(oracle, key, order, newest))
                run(live.check_trends(oracle, key, order, newest))

        def teardown(self):
            async def look_at_all():
                oracle = await live.oracle()
                for key, order in itertools.product(sorted(oracle.boards()), Order):
                    if not key[1].startswith("2"):  # weeks are looked at on the way
                        await live.check_board(oracle, key, order, NEW - 1)
                        await live.check_trends(oracle, key, order, ANY)

            run(look_at_all())

    return Servers


def test_boards_are_what_the_ledger_says_whatever_happens(tmp_path):
    with asyncio.Runner() as runner:
        opened = open_database(place(tmp_path / "viva.db"))
        db = runner.run(opened.__aenter__())
        try:
            run_state_machine_as_test(
                machine(runner.run, Live(db)),
                settings=settings(
                    max_examples=8,
                    stateful_step_count=30,
                    deadline=None,
                    phases=[Phase.reuse, Phase.generate, Phase.shrink],
                ),
            )
        finally:
            runner.run(opened.__aexit__(None, None, None))
