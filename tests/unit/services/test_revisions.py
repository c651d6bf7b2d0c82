"""A question is corrected: its rounds follow, whatever their state, and the ledger says so."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.flags import FlagKind
from bot.domain.grading import grade
from bot.domain.question import QuestionType
from bot.domain.revision import carried
from bot.domain.round import AnswerStyle, RoundState
from bot.domain.scoring import RIGHT_REPORT, daily_points
from bot.errors import Gone, NotFound, Refused, Unreachable, UserError
from bot.store.answers import AnswerStore, Source
from bot.store.tables import awards, outbox, standings
from tests.questions import MULTIPLE, NUMERIC, OPEN, SINGLE, bank_of
from tests.unit.services.conftest import ADMIN, ANN, BOB, CID, GUILD, World

FULL, TAKING_PART = 15, 2


def keyed(question, *right, order=None, **changes):
    """The next version, with options of these ids right, in another order if wanted."""
    options = tuple(replace(o, correct=o.id in right) for o in question.options)
    if order is not None:
        options = tuple(options[index] for index in order)
    return replace(question, **{"version": question.version + 1, "options": options} | changes)


async def reload(world, *questions):
    world.bank = bank_of(*questions)
    await world.services.library.reload()


async def correct(world, *questions):
    await reload(world, *questions)
    await world.services.tick()


async def choose(world, round_, member_id, *ids):
    """Choose options by their ids in the bank."""
    for position, option in enumerate(round_.options):
        if option.id in ids:
            await world.services.answers.choose(
                round_.id, member_id, position, source=Source.BUTTON
            )


async def points(world, member_id):
    stats = await world.services.profiles.profile(GUILD, member_id)
    return stats.sums.points if stats.sums else 0


async def rows(world, table):
    async with world.db.read() as conn:
        return (await conn.execute(select(func.count()).select_from(table))).scalar_one()


async def why(world, member_id):
    page = await world.services.ledger.why(GUILD, member_id)
    return [(row.award.points, row.award.rule) for row in page.rows]


async def opened(world, **changes):
    """An open round; no further one is asked by itself."""
    round_ = await world.open_round(style=AnswerStyle.BUTTONS, **changes)
    await world.services.schedules.pause(GUILD, "daily")
    return round_


async def revealed(world, *, ann="a", bob="b", **changes):
    """A revealed round that Ann and Bob answered."""
    round_ = await opened(world, **changes)
    await choose(world, round_, ANN, ann)
    await choose(world, round_, BOB, bob)
    return await world.close(round_)


async def again(world, **answers):
    """Ask, answer and reveal once more; `answers` is member -> option id."""
    world.clock.advance(minutes=2)
    posted = await world.services.schedules.post_now(GUILD, "daily")
    round_ = await world.rounds.get(posted.id)
    for member_id, option in answers.items():
        await choose(world, round_, int(member_id[1:]), option)
    return await world.close(round_)


# ---------------------------------------------------------------------- graded rounds


async def test_a_fixed_key_moves_the_points_and_the_channel_is_told(world):
    round_ = await revealed(world)

    await correct(world, keyed(SINGLE, "b"))

    ((round_id, told),) = world.publisher.corrections
    assert [await points(world, m) for m in (ANN, BOB)] == [TAKING_PART, FULL]
    assert (round_id, told.changed, told.version) == (round_.id, 2, 2)
    assert told.question.keys == {1}
    (reveal,) = world.publisher.posted("reveal")
    (notice,) = world.publisher.posted("correction 2")
    assert reveal.corrected == notice.id
    assert await world.services.ledger.rebuild() == []
    (gain, rule), *_ = await why(world, BOB)
    assert gain == FULL - TAKING_PART
    assert "was corrected. Right" in rule
    assert rule.endswith("Before: 2.")


async def test_points_move_in_the_season_and_week_they_were_won_in(world):
    await revealed(world)
    world.clock.advance(days=70)

    await correct(world, keyed(SINGLE, "b"))

    async with world.db.read() as conn:
        found = await conn.execute(
            select(awards.c.season, awards.c.week).where(awards.c.member_id == BOB).distinct()
        )
        assert len(found.all()) == 1
    stats = await world.services.profiles.profile(GUILD, BOB)
    assert stats.season is None
    assert (stats.sums.points, stats.sums.answered, stats.sums.correct) == (
        FULL,
        1,
        1,
    )


async def test_a_new_order_of_the_options_changes_nobodys_answer(world):
    await revealed(world)

    await correct(world, keyed(SINGLE, "b", order=(3, 1, 0, 2)))

    assert [await points(world, m) for m in (ANN, BOB)] == [TAKING_PART, FULL]


async def test_a_new_wording_moves_no_points_and_is_not_announced(world):
    await revealed(world)
    before = await rows(world, awards)

    await correct(world, keyed(SINGLE, "a", stem="Which of them holds?"))
    await world.tick()

    assert await rows(world, awards) == before
    assert world.publisher.corrections == []
    assert await world.services.revisions.run() == 0


async def test_streaks_stay_as_taking_part_counts(world):
    await revealed(world)
    world.clock.advance(days=1)
    await again(world, **{f"m{ANN}": "a"})
    assert await points(world, ANN) == 2 * FULL + 1

    await correct(world, keyed(SINGLE, "b"))

    assert await points(world, ANN) == 2 * TAKING_PART + 1


@pytest.mark.parametrize(
    "new",
    [
        replace(SINGLE, version=2, options=SINGLE.options[:1] + SINGLE.options[2:]),
        replace(SINGLE, version=2, type=QuestionType.MULTIPLE),
    ],
    ids=["an option gone", "another type"],
)
async def test_a_round_that_can_no_longer_be_judged_gives_no_points(world, new):
    await revealed(world)

    await correct(world, new)

    ((_, told),) = world.publisher.corrections
    assert [await points(world, m) for m in (ANN, BOB)] == [0, 0]
    assert (told.question, told.changed) == (None, 2)
    assert "can no longer be judged" in (await why(world, ANN))[0][1]
    assert await world.services.ledger.rebuild() == []


async def test_what_nobody_answered_is_announced_but_moves_nothing(world):
    round_ = await opened(world)
    await world.close(round_)

    await correct(world, keyed(SINGLE, "b"))

    ((_, told),) = world.publisher.corrections
    assert told.changed == 0


async def test_a_wider_tolerance_gives_points_that_were_missed(world_of):
    async with world_of(NUMERIC) as world:
        round_ = await opened(world)
        await world.services.answers.submit(round_.id, ANN, "1.1")
        await world.services.answers.submit(round_.id, BOB, "2")
        await world.close(round_)
        wider = replace(NUMERIC, version=2, numeric=replace(NUMERIC.numeric, relative=0.2))

        await correct(world, wider)

        ((_, told),) = world.publisher.corrections
        assert [await points(world, m) for m in (ANN, BOB)] == [FULL, TAKING_PART]
        assert told.changed == 1


async def test_points_for_taking_part_in_an_open_question_stay(world_of):
    async with world_of(OPEN) as world:
        round_ = await opened(world)
        await world.services.answers.submit(round_.id, ANN, "An answer.")
        await world.close(round_)

        await correct(world, replace(OPEN, version=2, stem="Another wording?"))

        assert await points(world, ANN) == TAKING_PART
        assert world.publisher.corrections == []


async def test_of_many_rounds_the_newest_alone_is_announced(world):
    await revealed(world)
    rounds = [await again(world, **{f"m{ANN}": "a"}) for _ in range(5)]

    await correct(world, keyed(SINGLE, "b"))

    assert [round_id for round_id, _ in world.publisher.corrections] == [rounds[-1].id]
    assert await points(world, BOB) == FULL
    assert await world.services.ledger.rebuild() == []


async def test_another_correction_starts_from_what_stands(world):
    await revealed(world)

    second = keyed(SINGLE, "b")
    await correct(world, second)
    await correct(world, keyed(second, "a"))

    assert [await points(world, m) for m in (ANN, BOB)] == [FULL, TAKING_PART]
    assert [told.version for _, told in world.publisher.corrections] == [2, 3]


async def test_a_servers_own_question_is_corrected_there_and_its_author_gains_nothing(world):
    """Cid wrote it; Ann and Bob reported the version that was wrong."""
    own = replace(SINGLE, id="own-1", topic="fundamentals")
    library, flags = world.services.library, world.services.flags
    library.adopt(GUILD, {own: frozenset({CID})})
    round_ = await opened(world, topics=("fundamentals",))
    for member_id in (ANN, BOB, CID):
        await choose(world, round_, member_id, "b")
        await flags.flag(round_, member_id, FlagKind.KEY, "")
    await world.close(round_)

    library.adopt(GUILD, {keyed(own, "b"): frozenset({CID})})
    await world.services.tick()

    earned = [await points(world, member_id) for member_id in (ANN, BOB, CID)]
    assert earned == [FULL + RIGHT_REPORT, FULL + RIGHT_REPORT, TAKING_PART]
    assert library.edition(GUILD).suspended == frozenset()
    assert len(world.publisher.told) == 3


# ---------------------------------------------------------------------- not graded yet


async def test_an_open_round_goes_on_with_the_new_key(world):
    round_ = await opened(world)
    await choose(world, round_, ANN, "a")

    await correct(world, keyed(SINGLE, "b", order=(3, 2, 1, 0)))
    await choose(world, round_, BOB, "b")
    closed = await world.close(round_)

    card = world.publisher.posted()[0]
    assert card.version == closed.question.version == 2
    assert [o.id for o in closed.options] == [o.id for o in round_.options]
    assert [await points(world, m) for m in (ANN, BOB)] == [TAKING_PART, FULL]
    assert world.publisher.corrections == []


async def test_a_round_that_is_being_posted_shows_the_new_version_in_the_end(world):
    world.publisher.fail("post", Unreachable("time-out"), after=True)
    schedule = await world.schedule()
    world.clock.set(schedule.next_at)
    await world.services.tick()

    await correct(world, keyed(SINGLE, "b"))
    for _ in range(4):
        await world.tick(seconds=20)

    card = world.publisher.posted()[0]
    assert card.version == 2


async def test_answers_that_would_change_their_meaning_are_carried_over_at_the_close(world_of):
    """Put in order: the order of the options is the key, and answers point into it."""
    order = replace(SINGLE, type=QuestionType.ORDER)
    async with world_of(order) as world:
        round_ = await opened(world)
        at = {option.id: place for place, option in enumerate(round_.options)}
        await world.services.answers.arrange(round_.id, ANN, [at[i] for i in "dabc"])

        await correct(world, keyed(order, order=(3, 0, 1, 2)))
        before = await world.rounds.get(round_.id)
        closed = await world.close(round_)

        assert (before.question.version, closed.question.version) == (1, 2)
        assert [o.id for o in closed.options] == [o.id for o in round_.options]
        assert await points(world, ANN) == FULL
        assert world.publisher.corrections == []


async def test_a_round_closed_with_the_old_key_is_graded_by_the_new_one(world):
    round_ = await opened(world)
    await choose(world, round_, ANN, "b")
    await reload(world, keyed(SINGLE, "b", order=(1, 0, 2, 3)))

    await world.close(round_)

    assert await points(world, ANN) == FULL
    assert world.publisher.corrections == []


async def test_a_round_that_cannot_be_carried_over_is_judged_after_its_close(world):
    round_ = await opened(world)
    await choose(world, round_, ANN, "a")

    await reload(world, replace(SINGLE, version=2, type=QuestionType.MULTIPLE))
    await world.close(round_)
    await world.tick()

    ((_, told),) = world.publisher.corrections
    assert await points(world, ANN) == 0
    assert told.question is None


async def test_what_is_graded_but_not_revealed_is_corrected_at_once_and_announced_after(world):
    round_ = await opened(world)
    await choose(world, round_, ANN, "b")
    world.publisher.fail("reveal", Unreachable("time-out"), times=2)
    await world.close(round_)

    await correct(world, keyed(SINGLE, "b"))
    early = await points(world, ANN), list(world.publisher.corrections)
    for _ in range(4):
        await world.tick(minutes=1)

    assert early == (FULL, [])
    assert len(world.publisher.posted("reveal")) == 1
    assert [told.changed for _, told in world.publisher.corrections] == [1]


async def test_the_new_key_is_not_told_while_the_question_is_open_again(world):
    await revealed(world)
    world.clock.advance(minutes=2)
    second = await world.services.schedules.post_now(GUILD, "daily")

    await correct(world, keyed(SINGLE, "b"))
    await world.tick(hours=1)
    early = await points(world, BOB), list(world.publisher.corrections)
    await world.close(second)
    await world.tick(hours=1)

    assert early == (FULL, [])
    assert len(world.publisher.corrections) == 1


# ---------------------------------------------------------------------- crashes and refusals


async def test_a_correction_that_fell_into_a_stop_is_made_up_for_at_the_next_start(world):
    await revealed(world)
    await reload(world, keyed(SINGLE, "b"))

    await world.restart()
    await world.tick()

    assert await points(world, BOB) == FULL
    assert len(world.publisher.corrections) == 1


async def test_a_notice_that_was_sent_is_not_sent_again_after_a_crash(world):
    await revealed(world)
    world.publisher.fail("correct", Unreachable("time-out"), after=True)
    await correct(world, keyed(SINGLE, "b"))

    await world.restart()
    await world.tick(minutes=1)

    assert len(world.publisher.corrections) == 1
    assert await rows(world, outbox) == 0


async def test_every_step_done_twice_changes_nothing_more(world):
    await revealed(world)
    await reload(world, keyed(SINGLE, "b"))
    revisions = world.services.revisions
    *_, stale = await revisions._revisions.stale(GUILD, SINGLE.id, 2)
    plan = await revisions._plan(stale, world.bank.get(SINGLE.id))
    now = world.clock.now()

    done = [await revisions._revisions.correct(plan.revision, now, announce=True) for _ in "12"]
    await world.services.tick()
    revisions.rescore(SINGLE.id)
    await world.services.tick()

    assert done == [True, False]
    assert [await points(world, m) for m in (ANN, BOB)] == [TAKING_PART, FULL]
    assert len(world.publisher.corrections) == 1


@pytest.mark.parametrize("error", [Refused("no"), Gone("channel"), ValueError("a fault")])
async def test_points_are_right_where_the_channel_takes_no_notice(world, error):
    await revealed(world)
    world.publisher.fail("correct", error, times=99)

    await correct(world, keyed(SINGLE, "b"))
    for _ in range(12):
        await world.tick(minutes=16)

    assert await points(world, BOB) == FULL
    assert world.publisher.corrections == []
    assert await rows(world, outbox) == 0


async def test_a_fault_in_one_server_leaves_the_others_alone(world, monkeypatch):
    await revealed(world)
    store = world.services.revisions._revisions
    original = store.guilds

    async def guilds(*args):
        return [GUILD - 1, *await original(*args)]

    async def stale(guild_id, *args):
        if guild_id != GUILD:
            raise ValueError("a fault")
        return await type(store).stale(store, guild_id, *args)

    monkeypatch.setattr(store, "guilds", guilds, raising=False)
    monkeypatch.setattr(store, "stale", stale, raising=False)

    await correct(world, keyed(SINGLE, "b"))

    assert await points(world, BOB) == FULL


# ---------------------------------------------------------------------- withdrawn by an admin


async def test_a_withdrawn_round_gives_no_points_and_says_so(world):
    round_ = await revealed(world)

    await world.services.revisions.void(GUILD, round_.id, ADMIN)
    await world.services.tick()
    await correct(world, keyed(SINGLE, "b"))

    ((_, told),) = world.publisher.corrections
    assert [await points(world, m) for m in (ANN, BOB)] == [0, 0]
    assert (told.version, told.changed) == (0, 2)
    assert (await world.rounds.get(round_.id)).state is RoundState.VOID
    assert "An admin withdrew" in (await why(world, ANN))[0][1]
    assert await world.services.ledger.rebuild() == []


async def test_only_a_revealed_round_of_the_server_can_be_withdrawn_and_once(world):
    round_ = await opened(world)
    void = world.services.revisions.void

    with pytest.raises(UserError, match="revealed"):
        await void(GUILD, round_.id, ADMIN)
    with pytest.raises(NotFound):
        await void(GUILD + 1, round_.id, ADMIN)
    await world.close(round_)
    await void(GUILD, round_.id, ADMIN)
    with pytest.raises(UserError):
        await void(GUILD, round_.id, ADMIN)


# ---------------------------------------------------------------------- any sequence

ids = st.sampled_from("abcd")
keys = st.tuples(st.sets(ids, min_size=2, max_size=3), st.permutations(range(4)))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.lists(ids, min_size=3, max_size=3)),
        st.tuples(st.just("key"), keys),
        st.tuples(st.just("drop"), ids),
        st.tuples(st.just("void"), st.integers(0, 3)),
        st.tuples(st.just("again"), st.none()),
    ),
    min_size=3,
    max_size=8,
)  # fmt: skip


async def live(folder: Path, plan) -> None:
    """Ask, correct, withdraw in any order; afterwards everything has to agree."""
    world = World(folder / "viva.db", (MULTIPLE,))
    await world.start()
    try:
        await world.schedule(style=AnswerStyle.BUTTONS)
        rounds: list[int] = []
        latest = MULTIPLE
        for what, how in plan:
            if what == "ask":
                shown = {o.id for o in latest.options}
                told = {f"m{m}": i for m, i in zip((ANN, BOB, CID), how, strict=True) if i in shown}
                rounds.append((await again(world, **told)).id)
            elif what in {"key", "drop"}:
                latest = revised(latest, what, how)
                await correct(world, latest)
            elif what == "void" and how < len(rounds):
                round_ = await world.rounds.get(rounds[how])
                if round_.state is RoundState.REVEALED:
                    await world.services.revisions.void(GUILD, round_.id, ADMIN)
            elif what == "again":
                world.services.revisions.rescore(latest.id)
                await world.services.tick()
        assert await world.services.ledger.rebuild() == []
        assert await board(world) == await expected(world, rounds, latest)
    finally:
        await world.stop()


def revised(latest, what, how):
    if what == "key":
        right, order = how
        options = {o.id: o for o in MULTIPLE.options}
        kept = [options["abcd"[i]] for i in order]
        return replace(
            MULTIPLE,
            version=latest.version + 1,
            options=tuple(replace(o, correct=o.id in right) for o in kept),
        )
    kept = tuple(o for o in latest.options if o.id != how)
    usable = len(kept) > 2 and any(o.correct for o in kept)
    options = kept if usable else latest.options
    return replace(latest, version=latest.version + 1, options=options)


async def board(world):
    """Points and figures on the board of all time."""
    query = select(
        standings.c.member_id,
        standings.c.points,
        standings.c.score_milli,
        standings.c.answered,
        standings.c.correct,
    ).where(standings.c.board == "all", standings.c.topic == "")
    async with world.db.read() as conn:
        return {row[0]: tuple(row[1:]) for row in await conn.execute(query)}


async def expected(world, rounds, latest):
    """The same by grading every answer with the newest key; streaks as they stand."""
    sums = {}
    async with world.db.read() as conn:
        streaks = await conn.execute(
            select(awards.c.member_id, awards.c.points).where(awards.c.reason == "streak")
        )
        for member_id, won in streaks.all():
            sums[member_id] = added(sums.get(member_id), (won, 0, 0, 0))
    for round_id in rounds:
        round_ = await world.rounds.get(round_id)
        answers = await AnswerStore(world.db).of_round(round_id)
        said = {a.member_id: carried(round_.question, latest, a.response) for a in answers}
        void = round_.state is RoundState.VOID or None in said.values()
        for member_id, response in said.items():
            won = (0, 0, 0, 0)
            if not void:
                p = daily_points(latest, grade(latest, response))
                won = (p.points, p.score_milli, p.answered, p.correct)
            sums[member_id] = added(sums.get(member_id), won)
    return sums


def added(one, other):
    return tuple(a + b for a, b in zip(one or (0, 0, 0, 0), other, strict=True))


@settings(max_examples=12, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(steps)
def test_the_standings_are_what_grading_by_the_newest_key_gives(plan):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), plan))
