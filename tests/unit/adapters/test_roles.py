"""Roles on Discord: who has which, and how giving and taking fails."""

from __future__ import annotations

import discord
import pytest

from bot.adapters.discord import servers
from bot.adapters.discord.progress import STEPS, Progress
from bot.adapters.discord.roles import unfit
from bot.errors import Gone, Refused, Unreachable


def role_of(world, **data):
    """A role as Discord describes it."""
    guild = world.env.bot.get_guild(world.guild.id)
    described = {"id": "77", "name": "R", "permissions": "0", "position": 1, "color": 0,
                 "colors": {"primary_color": 0}, "hoist": False, "managed": False,
                 "mentionable": False, "flags": 0}  # fmt: skip
    return discord.Role(guild=guild, state=guild._state, data=described | data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"managed": True, "tags": {"premium_subscriber": None}}, "for boosters"),
        ({"managed": True, "tags": {"integration_id": "5"}}, "an integration"),
        ({"tags": {"guild_connections": None}}, "linked accounts"),
    ],
)
async def test_a_role_that_discord_gives_by_itself_is_unfit(world, data, why):
    assert why in unfit(role_of(world, **data))


async def test_an_ordinary_role_is_fit(world):
    assert unfit(role_of(world)) == ""


async def test_roles_are_given_taken_and_told_of_those_who_are_there(world):
    roles, guild = world.publisher.roles, world.guild
    role = guild.create_role("Regular")
    await world.env.settle()

    for _ in range(2):
        await roles.give(guild.id, role.id, world.ann.id)
    held = await roles.held(guild.id, [world.ann.id, world.bob.id, 12345])
    assert role.id in held[world.ann.id]
    assert role.id not in held[world.bob.id]
    assert 12345 not in held

    for _ in range(2):
        await roles.take(guild.id, role.id, world.ann.id)
    assert role.id not in (await roles.held(guild.id, [world.ann.id]))[world.ann.id]


async def test_who_has_left_cannot_be_given_a_role_and_has_none_to_take(world):
    roles, guild = world.publisher.roles, world.guild
    role = guild.create_role("Regular")

    with pytest.raises(Gone) as gone:
        await roles.give(guild.id, role.id, 12345)
    assert gone.value.what == "member"
    await roles.take(guild.id, role.id, 12345)


async def test_a_role_that_is_gone_is_told_from_a_member_who_is(world):
    roles = world.publisher.roles
    for change in (roles.give, roles.take):
        with pytest.raises(Gone) as gone:
            await change(world.guild.id, 999, world.ann.id)
        assert gone.value.what == "role"
    with pytest.raises(Gone):
        await roles.obstacle(world.guild.id, 999)


async def test_a_refusal_says_how_to_mend_it(world):
    roles, guild = world.publisher.roles, world.guild
    role = guild.create_role("High", position=90)
    await world.env.settle()

    with pytest.raises(Refused, match="drag Viva's role above it"):
        await roles.give(guild.id, role.id, world.ann.id)


async def test_the_owner_may_give_any_role_that_viva_can_give(world):
    roles, guild = world.publisher.roles, world.guild
    role = guild.create_role("Regular")
    await world.env.settle()

    assert await roles.obstacle(guild.id, role.id, guild.owner.id) == ""
    assert "your own highest role" in await roles.obstacle(guild.id, role.id, world.ann.id)


async def test_nothing_is_assumed_when_discord_does_not_tell_who_is_there(world, monkeypatch):
    async def silent(*_args):
        return None

    monkeypatch.setattr("bot.adapters.discord.roles.queried", silent)

    with pytest.raises(Unreachable):
        await world.publisher.roles.held(world.guild.id, [world.ann.id])


async def test_more_members_than_can_be_asked_for_at_once_are_asked_for_in_turn(world):
    extra = [10_000 + number for number in range(servers.QUERIED)]

    held = await world.publisher.roles.held(world.guild.id, [*extra, world.ann.id, world.bob.id])

    assert held.keys() == {world.ann.id, world.bob.id}


class Answer:
    """The answer to a command, which can no longer be edited after so many edits."""

    id = 1

    def __init__(self, lasts: int) -> None:
        self._left = lasts
        self.shown: list[object] = []

    async def edit_original_response(self, *, view, allowed_mentions):
        if self._left == 0:
            raise discord.HTTPException(_Response(), "Invalid Webhook Token")
        self._left -= 1
        self.shown.append(view)


class _Response:
    status, reason = 401, "Unauthorized"


async def test_progress_is_shown_so_often_at_most_and_stops_nothing():
    answer = Answer(lasts=STEPS - 5)
    progress = Progress(answer, lambda done, total: f"{done} of {total}")

    for done in range(1, 201):
        await progress(done, 200)
    await progress.show("the end")

    assert answer.shown[:2] == ["10 of 200", "20 of 200"]
    assert len(answer.shown) == STEPS - 5
