"""`/rewards`: roles that are earned, given and taken by the real bot."""

from __future__ import annotations

import discord
import pytest
from sqlalchemy import insert, update

from bot.store.tables import members, standings
from tests.flows.commands.reading import allow, refused, said

PLACE, STREAK, POINTS = "place", "streak", "points"


async def rewards(server, command, who=None, **options):
    return await (who or server.admin).slash(server.channel, f"rewards {command}", **options)


async def streak(server, member, days):
    row = {"guild_id": server.guild.id, "member_id": member.id, "streak": days}

    async def work(conn):
        changed = await conn.execute(
            update(members).where(members.c.member_id == member.id).values(streak=days)
        )
        if not changed.rowcount:
            await conn.execute(insert(members), row)

    await server.app.db.writer.run(work)


async def finish(server, board, *order):
    rows = [
        {"guild_id": server.guild.id, "board": board, "topic": "", "member_id": member.id,
         "points": 9, "score_milli": 0, "answered": 9, "correct": 9, "rate": 100 - place}
        for place, member in enumerate(order)
    ]  # fmt: skip

    async def work(conn):
        await conn.execute(insert(standings), rows)

    await server.app.db.writer.run(work)


def has(server, member, role) -> bool:
    return role.id in server.env.backend.get_member(server.guild.id, member.id).role_ids


def edit(server, role, **changes):
    server.env.backend.edit_role(server.guild.id, role.id, changes)


def viva(server):
    """The role that gives Viva its permissions, the highest of all."""
    return max(server.env.backend.get_guild(server.guild.id).roles.values(),
               key=lambda role: role.position)  # fmt: skip


async def test_a_role_for_a_streak_is_given_and_taken_and_the_rule_removed(server_of):
    async with server_of() as server:
        role = server.guild.create_role("Regular")
        assert "kind:streak" in said(await rewards(server, "list"))

        answer = await rewards(server, "add", role=role, kind=STREAK, threshold=7)
        assert answer.ephemeral
        assert f"<@&{role.id}> for a streak of 7 days, as long as it lasts" in said(answer)

        crowd = [server.join(f"member {number}") for number in range(4)]
        for member in (server.ann, *crowd):
            await streak(server, member, 9)
        await server.tick(days=8)  # accounts that are younger are not ranked
        before = len(server.env.http_requests)
        assert "Given: 5 · taken: 0" in said(await rewards(server, "sync"))
        shown = str(server.env.http_requests[before:])
        assert "2 of 5 changes..." in shown
        assert has(server, server.ann, role)
        assert not has(server, server.bob, role)

        listed = await rewards(server, "list")
        assert listed.ephemeral
        assert f"<@{server.ann.id}>" in said(listed)

        await streak(server, server.ann, 1)
        assert "Given: 0 · taken: 1" in said(await rewards(server, "sync"))
        assert not has(server, server.ann, role)
        assert "All is as it should be" in said(await rewards(server, "sync"))

        gone = await rewards(server, "remove", role=role)
        assert "I took it from 4 members" in said(gone)
        assert not any(has(server, member, role) for member in crowd)
        assert "No role is given for anything" in said(await rewards(server, "list"))


async def test_places_are_rewarded_at_the_end_of_a_season_until_the_role_is_deleted(server_of):
    async with server_of() as server:
        role, cy = server.guild.create_role("Champion"), server.join("cy")
        await rewards(server, "add", role=role, kind=PLACE, threshold=1)
        await finish(server, "s1", server.bob, server.ann, cy)
        await server.tick(days=8)  # accounts that are younger are not ranked

        await server.services.rewards.season_ended(server.guild.id, "s1")
        await server.tick()
        assert has(server, server.bob, role)

        edit(server, role, position=90)
        await finish(server, "s2", server.ann, cy, server.bob)
        await server.services.rewards.season_ended(server.guild.id, "s2")
        await server.tick()
        assert has(server, server.bob, role)
        assert not has(server, server.ann, role)
        listed = said(await rewards(server, "list"))
        assert "1st place in the season" in listed
        assert "drag Viva's role above it" in listed
        failed = said(await rewards(server, "sync"))
        assert f"- <@&{role.id}>, <@{server.bob.id}>, <@{server.ann.id}>: " in failed

        server.env.backend.delete_role(server.guild.id, role.id)
        await server.env.settle()
        assert await server.services.rewards.list(server.guild.id) == []


async def test_each_role_that_cannot_be_given_is_refused_with_the_mend(server_of):
    async with server_of() as server:

        async def told(role, who=None) -> str:
            result = await rewards(server, "add", who, role=role, kind=POINTS, threshold=100)
            return refused(server, result)

        powerful = discord.Permissions(moderate_members=True, ban_members=True)
        mod = server.guild.create_role("Mod", permissions=powerful)
        integrated = server.guild.create_role("App", managed=True)
        plain = server.guild.create_role("Plain")

        assert "Everybody has @everyone" in await told(server.guild.default_role)
        assert "carries **Ban Members**, **Timeout Members**" in await told(mod)
        assert "belongs to an app" in await told(integrated)

        edit(server, plain, position=90)
        high = await told(plain)
        assert "drag Viva's role above it" in high
        assert "Nothing was saved" in high

        edit(server, plain, position=1)
        edit(server, viva(server), permissions=discord.Permissions(send_messages=True).value)
        assert "lacks the permission **Manage Roles**" in await told(plain)


async def test_nobody_gives_away_a_role_above_their_own(server_of):
    async with server_of() as server:
        low = server.join("low", roles=[server.guild.create_role(
            "Low", permissions=discord.Permissions(manage_guild=True))])  # fmt: skip
        role = server.guild.create_role("Shiny")
        edit(server, role, position=3)

        asked = await rewards(server, "add", low, role=role, kind=POINTS, threshold=1)
        assert "not below your own highest role" in refused(server, asked)


async def test_a_member_may_look_but_not_change_where_the_server_lets_them(server_of):
    async with server_of() as server:
        await allow(server, "rewards", server.ann)
        assert "No role is given" in said(await rewards(server, "list", server.ann))

        asked = await rewards(server, "sync", server.ann)
        assert "Manage Server" in refused(server, asked)


@pytest.mark.parametrize("command", ["add", "remove", "sync"])
async def test_nobody_but_admins_changes_rewards(server_of, command):
    async with server_of() as server:
        role = server.guild.create_role("Regulars")
        options = {"role": role} if command != "sync" else {}
        if command == "add":
            options |= {"kind": "streak", "threshold": 3}

        answer = await server.ann.slash(server.channel, f"rewards {command}", **options)

        assert "Manage Server" in refused(server, answer)
