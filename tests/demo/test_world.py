"""Turns in the simulated server, and the demo's clock."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.demo.clock import DemoClock
from tests.demo.sample import NOON, HandClock, open_sample


@pytest.fixture
async def world():
    async with open_sample() as (opened, _):
        yield opened


def test_the_clock_follows_its_base_and_only_moves_ahead():
    base = HandClock()
    clock = DemoClock(base, NOON - timedelta(days=1))
    base.pass_time(hours=1)
    assert clock.now() == NOON - timedelta(hours=23)

    clock.move_to(NOON)
    clock.move_to(NOON - timedelta(hours=5))
    assert clock.now() == NOON


async def test_simcord_s_time_is_the_demo_s_at_every_turn(world):
    world.clock.move_to(NOON + timedelta(hours=5))
    async with world.turn():
        assert world.env.now() == NOON + timedelta(hours=5)


async def test_a_tick_comes_at_the_demo_s_time(world):
    async with world.turn():
        world.clock.move_to(NOON + timedelta(days=1))
        await world.tick()

        assert world.env.now() == NOON + timedelta(days=1)
    assert world.host.ticks == 1


async def test_turns_do_not_overlap(world):
    inside = 0

    async def take():
        nonlocal inside
        async with world.turn():
            inside += 1
            assert inside == 1
            await world.admin.actor.send(world.home, "x")
            inside -= 1

    await asyncio.gather(*(take() for _ in range(5)))


async def test_onlookers_are_called_after_each_turn_until_they_stop(world):
    looks = []

    async def look():
        looks.append(len(world.home.history()))

    stop = world.watch(look)
    async with world.turn():
        await world.admin.actor.send(world.home, "one")
    async with world.turn(quiet=True):
        pass
    async with world.turn(quiet=True):
        await world.host.client.get_channel(world.home.id).send("two")
    stop()
    async with world.turn():
        pass

    assert looks == [1, 2]


async def test_onlookers_see_what_came_before_a_failure(world):
    looks = []

    async def look():
        looks.append(len(world.home.history()))

    world.watch(look)
    with suppress(RuntimeError):
        async with world.turn():
            await world.admin.actor.send(world.home, "one")
            raise RuntimeError

    assert looks == [1]


async def test_a_new_page_shows_home_or_the_first_channel(world):
    assert world.home.name == "questions"

    async with world.turn():
        await world.host.client.get_channel(world.home.id).delete()

    assert world.home.name == "general"
