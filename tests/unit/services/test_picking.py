"""What is picked, why, and what the admins are told when questions run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.bank import Track
from bot.domain.daily import Draft
from bot.domain.exhaustion import Told
from bot.domain.round import RoundState
from bot.errors import Refused, UserError
from bot.services.picking import FRESH, Picker
from bot.store.accuracy import AccuracyStore
from bot.store.pasts import PastStore
from bot.store.tables import accuracy, rounds
from tests.questions import OPEN, SINGLE, question
from tests.unit.services.conftest import ANN, BOB, CID, GUILD

HOUR = timedelta(hours=1)
TOPICS = ["statistics", "transformers", "xai", "quantum"]


def many(count, **changes):
    """Return questions of four topics, of every difficulty."""
    return [
        question(f"q-{n:02}", topic=TOPICS[n % 4], difficulty=1 + n % 5, **changes)
        for n in range(count)
    ]


async def post(world, days=1):
    """Post each day's question and let it close; return the last round."""
    for _ in range(days):
        (schedule, *_) = await world.services.schedules.list(GUILD)
        world.clock.set(schedule.next_at)
        await world.tick()
    return (await world.services.history.current(GUILD))[0]


async def history(world):
    """Return all rounds of the server, the first one first."""
    query = select(rounds.c.id).where(rounds.c.guild_id == GUILD).order_by(rounds.c.id)
    async with world.db.read() as conn:
        ids = list((await conn.execute(query)).scalars())
    return [await world.rounds.get(id_) for id_ in ids]


async def asked(world):
    return [round_.question.id for round_ in await history(world)]


def notices(world):
    return [text for _, text in world.publisher.notices]


# ---------------------------------------------------------------------- the same picks


async def test_the_posts_foretold_are_posted_whatever_is_restarted_meanwhile(world_of):
    async with world_of(*many(12), OPEN) as world:
        await world.schedule(window=HOUR)
        await world.schedule(name="late", minute=20 * 60, weekdays=0b0010101, window=HOUR)
        preview = await world.services.schedules.preview(GUILD, "daily", 10)
        await world.restart()
        for hour in range(11 * 24):
            if hour % 4 == 0:
                await world.services.daily.look_ahead(world.clock.now())
            await world.tick(hours=1)

        (daily, _) = await world.services.schedules.list(GUILD)
        posted = [r for r in await history(world) if r.schedule_id == daily.id]
    foretold = [(c.at.at, c.choice.question.id, c.choice.pick.reason) for c in preview.posts]
    assert [(r.opens_at, r.question.id, r.reason) for r in posted][:10] == foretold


async def test_servers_of_the_same_settings_are_asked_different_questions(world_of):
    async with world_of(*many(40)) as world:
        for guild_id in range(1, 9):
            draft = Draft(guild_id=guild_id, channel_id=guild_id, created_by=9)
            await world.services.schedules.add(draft)
        world.clock.set((await world.services.schedules.list(GUILD))[0].next_at)
        await world.tick()

        first = [
            (await world.services.history.current(guild_id))[0].question.id
            for guild_id in range(1, 9)
        ]
    assert len(set(first)) > 1


async def test_a_pick_is_stored_with_its_seed_and_its_reason(world_of):
    async with world_of(*many(40)) as world:
        schedule = await world.schedule()
        round_ = await post(world)

        stored = select(rounds.c.seed).where(rounds.c.id == round_.id)
        async with world.db.read() as conn:
            seed = (await conn.execute(stored)).scalar_one()
    assert round_.reason.startswith("Tuesday asks for difficulty 2 to 3. ")
    assert round_.reason.endswith("39 left that were never asked here.")
    assert seed not in {0, schedule.seed}
    assert 0 < schedule.seed < 2**53


async def test_a_question_that_could_not_be_posted_was_not_asked(world_of):
    async with world_of(*many(2), OPEN) as world:
        world.bank = replace(world.bank, tracks={"t": Track("t", "T", "", ("q-01", "q-00"))})
        await world.restart()
        await world.schedule(track="t", window=HOUR)
        (schedule,) = await world.services.schedules.list(GUILD)
        world.publisher.fail("post", Refused("Viva may not post"), times=2)
        world.clock.set(schedule.next_at)
        for _ in range(4):
            await world.tick(minutes=30)
        await world.services.schedules.resume(GUILD, "daily")

        await post(world)

        states = [(r.question.id, r.state) for r in await history(world)]
    assert states == [("q-01", RoundState.FAILED), ("q-01", RoundState.OPEN)]


# ---------------------------------------------------------------------- the weekend


async def missed_week(world, *wrong):
    """Post Tuesday to Friday; on the days named by number, 0 is Tuesday, all three are wrong."""
    await world.schedule(window=HOUR)
    for day in range(4):
        round_ = await post(world)
        for member in (ANN, BOB, CID):
            await world.answer(round_, member, right=day not in wrong)
        await world.close(round_)
    return await history(world)


async def test_the_weekend_asks_again_what_most_have_missed(world_of):
    async with world_of(*many(30)) as world:
        week = await missed_week(world, 1)
        saturday = await post(world)
        await world.close(saturday)
        sunday = await post(world)

    assert (saturday.question.id, saturday.revisit) == (week[1].question.id, True)
    assert "scored 0% in 3 answers this week" in saturday.reason
    assert not sunday.revisit
    assert sunday.question.id not in {r.question.id for r in week}


async def test_two_schedules_of_a_weekend_do_not_ask_the_same_again(world_of):
    async with world_of(*many(30)) as world:
        await missed_week(world, 0, 1)
        await world.schedule(name="second", window=HOUR)
        await post(world)

        *_, first, second = await history(world)
    assert first.revisit
    assert first.question.id != second.question.id


@pytest.mark.parametrize("changes", [{"rhythm": False}, {"min_difficulty": 1, "level": "senior"}])
async def test_a_schedule_is_asked_again_only_in_rhythm(world_of, changes):
    async with world_of(*many(30)) as world:
        await missed_week(world, 1)
        await world.services.schedules.edit(GUILD, "daily", **changes)

        saturday = await post(world)

    assert saturday.revisit is changes.get("rhythm", True)


# ---------------------------------------------------------------------- running out


async def test_admins_are_told_once_when_twenty_are_left_and_once_when_all_were_asked(world_of):
    async with world_of(*many(23)) as world:
        await world.schedule(window=HOUR, rhythm=False)
        await post(world, 2)
        before = notices(world)
        await post(world)
        few = notices(world)
        await post(world, 20)
        done = notices(world)
        await post(world, 3)

        (schedule,) = await world.services.schedules.list(GUILD)
        ids = await asked(world)
    assert before == []
    assert len(few) == 1
    assert "**daily** has 20 questions left, of the questions that fit" in few[0]
    assert len(done) == 2
    assert "from here on the oldest come again" in done[1]
    assert notices(world) == done
    assert schedule.told is Told.ALL
    assert len(set(ids[:23])) == 23


async def test_a_bank_that_grows_is_told_of_anew_when_it_runs_out_again(world_of):
    async with world_of(*many(2)) as world:
        await world.schedule(window=HOUR, rhythm=False)
        await post(world, 3)
        world.bank = replace(world.bank, questions={q.id: q for q in many(26)})
        await world.services.library.reload()
        await post(world)
        (grown,) = await world.services.schedules.list(GUILD)
        await post(world, 3)

        (schedule,) = await world.services.schedules.list(GUILD)
    assert grown.told is Told.NOTHING
    assert schedule.told is Told.FEW
    assert len(notices(world)) == 2


async def test_what_the_page_after_a_change_says_is_not_told_again(world_of):
    async with world_of(*many(3)) as world:
        schedule = await world.schedule(window=HOUR, rhythm=False)
        few = (await world.services.schedules.look_ahead(schedule)).left
        await post(world, 2)
        quiet = notices(world)
        await post(world)
        edited = await world.services.schedules.edit(GUILD, "daily", max_difficulty=1)

    assert (schedule.told, few, quiet) == (Told.FEW, 3, [])
    assert len(notices(world)) == 1
    assert edited.told is Told.ALL


async def test_a_lone_question_comes_every_time_without_a_notice(world):
    await world.schedule(window=HOUR)
    await post(world, 3)

    assert notices(world) == []


# ---------------------------------------------------------------------- tracks


async def track_world(world, ids, **changes):
    world.bank = replace(world.bank, tracks={"t": Track("t", "Steps", "", tuple(ids))})
    await world.restart()
    return await world.schedule(track="t", window=HOUR, **changes)


async def test_a_track_is_asked_in_its_order_and_announced_when_five_are_left(world_of):
    async with world_of(*many(8)) as world:
        order = [f"q-{n:02}" for n in (5, 0, 3, 1, 7, 2, 6)]
        await track_world(world, order)
        await post(world, 2)
        told = notices(world)
        await post(world, 6)

        ids = await asked(world)
    assert ids == [*order, "q-05"]
    assert len(told) == 1
    assert "5 questions left, of the track Steps" in told[0]
    assert "has now asked all of the track Steps" in notices(world)[1]


async def test_a_used_up_track_says_so_in_the_preview(world_of):
    async with world_of(*many(4)) as world:
        await track_world(world, ["q-00", "q-01"])
        await post(world, 2)

        preview = await world.services.schedules.preview(GUILD, "daily", 2)

    assert (preview.candidates, preview.left, preview.track.title) == (2, 0, "Steps")
    assert [c.choice.pick.reused for c in preview.posts] == [True, True]


async def test_a_track_with_nothing_that_fits_is_refused(world_of):
    async with world_of(*many(4)) as world:
        with pytest.raises(UserError, match="track together"):
            await track_world(world, ["q-00"], level="staff")


async def test_a_track_that_the_bank_loses_pauses_its_schedule(world_of):
    async with world_of(*many(4)) as world:
        await track_world(world, ["q-00", "q-01"])
        world.bank = replace(world.bank, tracks={})
        await world.services.library.reload()
        preview = await world.services.schedules.preview(GUILD, "daily")
        world.clock.advance(days=1)
        await world.tick()

        (schedule,) = await world.services.schedules.list(GUILD)
    assert preview.posts == []
    assert "no question of the bank fits" in schedule.paused_reason
    assert "choose another track" in notices(world)[0]


async def test_a_paused_schedule_has_nothing_to_foretell(world_of):
    async with world_of(*many(4)) as world:
        await world.schedule()
        await world.services.schedules.pause(GUILD, "daily")

        preview = await world.services.schedules.preview(GUILD, "daily")

    assert preview.posts == []


# ---------------------------------------------------------------------- what is expected


async def test_answers_add_to_the_sums_of_their_question_and_their_server(world):
    round_ = await world.open_round()
    await world.answer(round_, ANN)
    await world.answer(round_, BOB, right=False)
    await world.close(round_)

    store = AccuracyStore(world.db)
    assert await store.questions() == {(round_.question.id, 1): (2, 1.0)}
    assert await store.servers([GUILD, 2]) == {GUILD: (2, 1.0)}


async def test_open_questions_do_not_count_for_accuracy(world_of):
    async with world_of(OPEN) as world:
        round_ = await world.open_round()
        await world.services.answers.submit(round_.id, ANN, "An answer.")
        await world.close(round_)

        assert await AccuracyStore(world.db).questions() == {}


async def test_more_questions_than_a_page_are_all_read(world):
    rows = [
        {"guild_id": 0, "question_id": f"q-{n}", "version": 1, "answered": 2, "score_milli": n}
        for n in range(2500)
    ]
    await world.db.writer.run(lambda conn: conn.execute(accuracy.insert(), rows))

    found = await AccuracyStore(world.db).questions()

    assert len(found) == 2500
    assert found["q-1500", 1] == (2, 1.5)


async def test_a_question_that_hardly_anybody_has_right_comes_later(world_of):
    """Both are of difficulty 3; 1,000 answers elsewhere say that one of them is too hard."""
    first = []
    for number in range(12):
        async with world_of(question("hard"), question("fair")) as world:
            world.reseed(number)
            sums = {"guild_id": 0, "version": 1, "answered": 1000}
            rows = [
                {**sums, "question_id": "hard", "score_milli": 20_000},
                {**sums, "question_id": "fair", "score_milli": 600_000},
            ]
            await world.db.writer.run(lambda conn, rows=rows: conn.execute(accuracy.insert(), rows))
            await world.schedule()
            first.append((await post(world)).question.id)

    assert first.count("fair") >= 9


async def test_answers_over_all_servers_are_read_every_ten_minutes_at_most(world):
    schedule = await world.schedule()
    picker = Picker(
        pasts=PastStore(world.db), accuracy=AccuracyStore(world.db), library=world.library()
    )
    row = {"guild_id": 0, "question_id": SINGLE.id, "version": 1, "score_milli": 0}

    async def expected(later):
        past = (await picker.pasts([schedule], world.clock.now() + later))[GUILD]
        return past.outlook.share(SINGLE.id, SINGLE.difficulty)

    before = await expected(timedelta(0))
    insert = accuracy.insert().values(**row, answered=100)
    await world.db.writer.run(lambda conn: conn.execute(insert))

    assert before == pytest.approx(0.6)
    assert await expected(FRESH / 2) == before
    assert await expected(FRESH) < 0.1


async def test_a_post_by_hand_is_picked_like_the_others(world_of):
    async with world_of(*many(30)) as world:
        await world.schedule()
        round_ = await world.services.schedules.post_now(GUILD, "daily")

    assert round_.reason.startswith("Monday asks for difficulty 1 to 2.")
    assert round_.question.difficulty <= 2
