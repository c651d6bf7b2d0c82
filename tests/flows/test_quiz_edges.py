"""What members and hosts see when something is taken away from a live quiz."""

from __future__ import annotations

import discord

from bot.domain.round import RoundState
from tests.flows.commands.reading import said
from tests.flows.conftest import text_of
from tests.flows.test_quiz import QUESTIONS, begin, in_play, pass_window, press, start
from tests.flows.test_quiz_plans import announce, buttons, page, take_away


async def test_who_joins_from_the_lobby_in_mid_quiz_plays_on(server_of):
    async with server_of(*QUESTIONS) as server:
        lobby = await begin(server, server.bob, count=2)
        await pass_window(server)
        cid = server.join("cid")
        receipt = await press(server, cid)
        assert "Your answer: **" in said(receipt)
        await pass_window(server)

        board = text_of(next(m for m in server.channel.history() if "quiz is over" in text_of(m)))
        assert f"**1.** <@{cid.id}>" in board
        assert "Here we go" in said(lobby)


async def test_a_card_deleted_by_a_moderator_is_void_and_the_next_question_comes(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, server.bob, count=2)
        deleting = discord.Permissions(manage_messages=True)
        moderator = server.join(
            "moderator", roles=[server.guild.create_role("Mods", permissions=deleting)]
        )
        first = await in_play(server)
        await moderator.delete(server.card(first))
        await server.tick(seconds=1)
        await server.tick(seconds=6)

        assert (await server.refetch(first)).state is RoundState.VOID
        assert (await in_play(server)).position == 2


async def test_a_deleted_channel_ends_the_quiz_and_its_host_is_written_to(server_of):
    async with server_of(*QUESTIONS) as server:
        await announce(server)
        await begin(server, server.bob)
        other = server.guild.create_text_channel("elsewhere")
        server.env.backend.delete_channel(server.channel.id)
        await server.env.settle()
        await server.tick(seconds=1)
        await server.tick(seconds=1)

        listed = await server.ann.slash(other, "quiz upcoming")
        assert "No quiz is announced here" in said(listed)
        told = [text_of(m) for m in server.ann.user.dm_channel.history()]
        assert sum("the channel is gone" in text for text in told) == 2


async def test_a_permission_taken_in_the_middle_ends_the_quiz_and_the_host_is_told_which(server_of):
    async with server_of(*QUESTIONS) as server:
        await begin(server, server.bob, count=3)
        take_away(server, attach_files=True, send_messages=True)
        server.env.backend.edit_role(
            server.guild.id, server.guild.id, {"permissions": discord.Permissions(1024).value}
        )
        for _ in range(4):
            await server.tick(seconds=31)

        told = [text_of(m) for m in server.ann.user.dm_channel.history()]
        assert len([text for text in told if "Viva lacks Send Messages" in text]) == 1


async def test_a_lobby_goes_on_when_its_announcement_was_deleted(server_of):
    async with server_of(*QUESTIONS) as server:
        await announce(server, when="in 10m")
        announcement = page(server, "announced")
        await server.bob.click(announcement, label="I am in")
        server.env.backend.delete_message(server.channel.id, announcement.id)
        await server.tick(minutes=10)
        await server.tick(minutes=1)
        await server.tick(seconds=6)

        assert (await in_play(server)).position == 1


async def test_a_second_lobby_opens_once_the_first_was_called_off(server_of):
    async with server_of(*QUESTIONS) as server:
        await start(server)
        await server.tick(minutes=16)
        await start(server, server.bob)

        lobbies = [m for m in server.channel.history() if "## Quiz" in text_of(m)]
        assert sorted(bool(buttons(lobby)) for lobby in lobbies) == [False, True]
