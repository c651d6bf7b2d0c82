"""The demo as it starts: the real app in a simulated server with a week behind it."""

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.demo.director import Step
from bot.demo.errors import DemoError
from bot.demo.parts import buttons, collect_text
from bot.demo.runner import SEED
from bot.demo.seat import Seat
from bot.demo.stage import QUIZ_CHANNEL, open_demo
from bot.demo.story import CHAMPION, CHANNEL, PRIVATE_CHANNEL
from bot.errors import ConfigError
from bot.settings import Settings
from tests.demo.conftest import demo_with
from tests.demo.sample import NOON, HandClock
from tests.questions import ALL, OPEN, SINGLE, question
from tests.recording import record


def said(demo, channel=CHANNEL):
    place = demo.world.guild.channels[channel]
    return [
        message.content + collect_text([part.to_dict() for part in message.components])
        for message in Seat(demo.world.admin, place).messages()
    ]


def count(texts, phrase):
    return sum(phrase in text for text in texts)


async def test_the_server_has_a_week_of_questions_and_one_open(tmp_path):
    async with demo_with(tmp_path, *ALL, days=7) as demo:
        rounds = await demo.running.open_rounds()

        assert count(said(demo), "reveal of round") == 7
        assert count(said(demo, PRIVATE_CHANNEL), "reveal of round") == 7
        assert len(rounds) == 2
        assert all(NOON - timedelta(minutes=25) <= r.opens_at <= NOON for r in rounds)
        assert demo.world.clock.now() == demo.world.env.now() == NOON
        assert demo.world.env.errors == []
        assert not (tmp_path / "unused.db").exists()


async def test_the_shipped_questions_can_be_played(tmp_path):
    settings = Settings(_env_file=None, database=tmp_path / "unused.db")

    opening = open_demo(settings, tmp_path, HandClock(), random.Random(SEED), whole=False)
    async with opening as demo:
        await demo.director.take(Step.NEXT_WEEK)

        assert demo.world.env.errors == []
        assert count(said(demo), "reveal of round") == 14
        record(demo.world.env)


async def test_seasons_boards_streaks_recaps_and_rewards_can_be_tried_at_once(tmp_path):
    singles = [question(f"other-{n}", difficulty=n % 4 + 1) for n in range(25 - len(ALL))]
    questions = [*ALL, *singles]
    async with demo_with(tmp_path, *questions, days=7, whole=True) as demo:
        world = demo.world

        async def run(command, person=world.admin, **options):
            async with world.turn():
                result = await Seat(person, world.home).slash(command, options)
            return collect_text(result.response.components)

        board, archive = await run("leaderboard"), await run("season archive")
        assert all(f"<@{person.id}>" in board for person in world.people)
        assert "\N{BLACK UP-POINTING TRIANGLE}" in board
        assert sum(f"<@{person.id}>" in archive for person in world.people) >= 3
        assert "was repaired by a freeze" in await run("stats", world.people[4])
        assert "on days off" in await run("stats", world.people[6])
        assert count(said(demo, "general"), "is over") == 1
        assert count(said(demo), "## The week of") == 1
        holders = [one.name for one in world.people if CHAMPION in world.roles(one)]
        assert len(holders) == 1

        assert "A season ended" not in await demo.director.take(Step.NEXT_WEEK)
        assert "A season ended" in await demo.director.take(Step.NEXT_WEEK)
        assert count(said(demo, "general"), "is over") == 2
        assert count(said(demo), "## The week of") == 3
        assert world.env.errors == []
        record(world.env)


async def test_close_reveals_and_the_members_have_answered_before(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        before = count(said(demo), "reveal of round")

        assert "closed" in await demo.director.take(Step.CLOSE)

        assert count(said(demo), "reveal of round") == before + 1
        assert "members answered" in said(demo)[-2]
        assert demo.world.clock.now() > NOON + timedelta(hours=9)
        with pytest.raises(DemoError, match="Post now"):
            await demo.director.take(Step.CLOSE)


async def test_next_day_brings_the_next_question(tmp_path):
    async with demo_with(tmp_path, SINGLE, question("single-9")) as demo:
        (before,) = {r.opens_at for r in await demo.running.open_rounds()}

        assert "next question" in await demo.director.take(Step.NEXT_DAY)

        after = await demo.running.open_rounds()
        assert {r.opens_at for r in after} == {before + timedelta(days=1)}
        assert demo.world.env.now() == before + timedelta(days=1)


async def test_post_now_is_the_admin_s_command(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        before = len(await demo.running.open_rounds())

        assert "/schedule post-now" in await demo.director.take(Step.POST_NOW)

        assert len(await demo.running.open_rounds()) == before + 1
        with pytest.raises(DemoError, match="minute"):
            await demo.director.take(Step.POST_NOW)


async def test_a_question_posted_by_hand_is_answered_even_when_closed_at_once(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        await demo.director.take(Step.CLOSE)
        async with demo.world.turn():
            admin = Seat(demo.world.admin, demo.world.home)
            await admin.slash("schedule post-now", {"name": "daily"})

        await demo.director.take(Step.CLOSE)

        assert "members answered" in said(demo)[-2]


async def test_post_now_says_where_and_fails_with_the_bot_s_reason(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        admin = Seat(demo.world.admin, demo.world.home)
        async with demo.world.turn():
            general = demo.world.guild.channels["general"]
            await admin.slash("schedule edit", {"name": "daily", "channel": general})
        assert "#general" in await demo.director.take(Step.POST_NOW)

        async with demo.world.turn():
            for name in ("daily", "senior"):
                asked = await admin.slash("schedule remove", {"name": name})
                (remove, _) = buttons(asked.response.components)
                await admin.click(asked.response.message, remove["custom_id"])
        with pytest.raises(DemoError, match="/setup"):
            await demo.director.take(Step.POST_NOW)


async def test_nothing_scheduled_is_said(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        admin = Seat(demo.world.admin, demo.world.home)
        async with demo.world.turn():
            for name in ("daily", "senior"):
                await admin.slash("schedule pause", {"name": name})

        with pytest.raises(DemoError, match="paused"):
            await demo.director.take(Step.NEXT_DAY)


async def test_members_answer_open_questions_in_the_thread(tmp_path):
    async with demo_with(tmp_path, OPEN) as demo:
        await demo.director.take(Step.CLOSE)

        (thread, *_) = demo.world.home.threads
        authors = {message.author.id for message in thread.history() if not message.author.bot}
        assert len(authors) >= 4


async def test_those_who_have_not_answered_yet_do_so_while_one_watches(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        card = Seat(demo.world.admin, demo.world.home).messages()[-1]
        seen = Times(1)
        demo.world.watch(seen)
        demo.world.clock.move_to(NOON + timedelta(minutes=4))

        await look_after(demo, until=seen)

        fresh = Seat(demo.world.admin, demo.world.home).message(card.id)
        votes = [sum(r.count for r in message.reactions) for message in (card, fresh)]
        assert votes[1] > votes[0]


async def test_nothing_to_see_bothers_nobody(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        async with demo.world.turn():
            await demo.director.pass_time(NOON + timedelta(minutes=4))
        looks = Times(1)
        ticks = demo.world.host.tick = Times(3, then=demo.world.host.tick)
        demo.world.watch(looks)

        await look_after(demo, until=ticks)

        assert looks.count == 0


async def test_a_stumble_is_logged_and_the_demo_goes_on(tmp_path, caplog):
    async def fail():
        raise RuntimeError("the disk is full")

    async with demo_with(tmp_path, SINGLE) as demo:
        ticks = demo.world.host.tick = Times(2, then=fail)

        await look_after(demo, until=ticks)

    assert "the disk is full" in caplog.text


async def test_members_whose_card_is_gone_do_not_hold_others_up(tmp_path):
    async with demo_with(tmp_path, SINGLE) as demo:
        await demo.director.take(Step.NEXT_DAY)
        # The bot has not heard of it yet when the members find it gone.
        home = Seat(demo.world.admin, demo.world.home)
        demo.running._app.services.rounds.messages_deleted = ignore
        async with demo.world.turn():
            await home.delete(home.messages()[-1])

        await demo.director.take(Step.CLOSE)

        assert count(said(demo, PRIVATE_CHANNEL), "reveal of round") == 3


async def test_a_bank_without_hard_questions_cannot_set_the_server_up(tmp_path):
    easy = question("easy-1", difficulty=1)

    async with demo_with(tmp_path, easy) as demo:
        # The harder schedule is refused, and the daily one works all the same.
        assert len(await demo.running.open_rounds()) == 1


async def test_a_server_that_cannot_be_set_up_is_a_fault_of_the_configuration(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("bot.demo.story.WINDOW", "no time at all")

    with pytest.raises(ConfigError, match="set up"):
        async with demo_with(tmp_path, SINGLE):
            pass


async def ignore(_message_ids):
    pass


class Times:
    """A coroutine function that knows when it was called often enough."""

    def __init__(self, wanted, then=None):
        self.count = 0
        self._wanted = wanted
        self._then = then
        self.enough = asyncio.Event()

    async def __call__(self):
        self.count += 1
        if self.count >= self._wanted:
            self.enough.set()
        if self._then:
            await self._then()


async def look_after(demo, until):
    """Have the director look after the demo until something was called often enough."""
    task = asyncio.create_task(demo.director.look_after(timedelta(milliseconds=1)))
    async with asyncio.timeout(10):
        await until.enough.wait()
    # Whoever holds the turn finishes it first.
    async with demo.world.glance():
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_the_members_play_a_quiz(tmp_path):
    questions = [question(f"single-{n}") for n in range(4)]
    async with demo_with(tmp_path, *questions, days=1) as demo:
        world, rounds = demo.world, world_seconds(demo)
        place = world.guild.channels[QUIZ_CHANNEL]
        async with world.turn():
            lobby = await Seat(world.admin, place).slash("quiz start", {"count": 1, "seconds": 10})
        await rounds(9)
        shown = lobby.response.message
        assert sum(f"<@{p.id}>" in said(demo, QUIZ_CHANNEL)[0] for p in world.people) >= 5
        async with world.turn():
            start = next(b for b in buttons(lobby.response.components) if "start" in b["custom_id"])
            await Seat(world.admin, place).click(shown, start["custom_id"])
        await rounds(40)

        texts = said(demo, QUIZ_CHANNEL)
        assert count(texts, "**Standings**") == 1
        assert count(texts, "## The quiz is over") == 1
        assert world.env.errors == []
        record(world.env)


def world_seconds(demo):
    """Return what lets seconds pass as the open page does."""

    async def wait(seconds):
        for _ in range(seconds):
            now = demo.world.clock.now() + timedelta(seconds=1)
            async with demo.world.turn():
                await demo.director.pass_time(now)

    return wait
