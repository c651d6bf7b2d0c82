"""Members, moderators and admins who do the unexpected, against the whole bot."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

from bot.adapters.discord.cards import REACTIONS
from bot.domain.round import RoundState
from tests.flows.conftest import text_of
from tests.questions import MULTIPLE, OPEN


async def away(server) -> None:
    """Stop the process; Discord goes on without it."""
    await server._opened.aclose()


async def back(server) -> None:
    """Start it again."""
    server._opened = AsyncExitStack()
    await server.open()
    await server.env.restart_bot(server.app.client)
    await server.tick()


async def held(server, round_, member):
    receipt = await server.services.answers.held(round_.id, member.id)
    return receipt.held if receipt else None


async def test_a_vote_made_private_stays_when_the_reaction_is_taken_away(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server.react(server.ann, round_, 1)
        card = await server.ann.slash(server.channel, "daily answer", question=str(round_.id))
        await server.ann.click(card.response, label="B")

        await server.ann.unreact(server.card(round_), REACTIONS[1])
        await server.restart()
        await server.tick()

        assert await held(server, round_, server.ann) == (1,)


async def test_of_several_options_one_taken_back_while_away_is_taken_back(server_of):
    async with server_of(MULTIPLE) as server:
        round_ = await server.open_round()
        for position in (0, 1, 2):
            await server.react(server.ann, round_, position)

        await away(server)
        await server.ann.unreact(server.card(round_), REACTIONS[1])
        await back(server)

        assert await held(server, round_, server.ann) == (0, 2)


async def test_a_thread_deleted_while_away_pauses_the_schedule(server_of):
    async with server_of(OPEN) as server:
        round_ = await server.open_round()
        await away(server)
        server.env.backend.delete_channel(round_.thread_id)
        await back(server)
        await server.tick(minutes=1)

        schedule = await server.services.schedules.get(server.guild.id, "daily")
        assert "thread" in schedule.paused_reason
        assert (await server.refetch(round_)).thread_id is None


async def test_a_channel_deleted_while_away_voids_the_round_and_pauses_once(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await away(server)
        server.env.backend.delete_channel(server.channel.id)
        await back(server)
        await server.restart()
        await server.tick(minutes=1)

        schedule = await server.services.schedules.get(server.guild.id, "daily")
        assert "gone" in schedule.paused_reason
        assert (await server.refetch(round_)).state is RoundState.VOID


async def test_an_answer_improved_in_the_thread_after_the_close_is_not_taken(server_of):
    async with server_of(OPEN) as server:
        round_ = await server.open_round()
        message = await server.ann.send(server.thread(round_), "in time")
        await away(server)
        await server.env.advance_time(timedelta(days=1, minutes=1).total_seconds())
        await server.ann.edit(message, "so much better")
        await back(server)

        receipt = await server.services.answers.held(round_.id, server.ann.id)
        assert receipt.text == "in time"
        assert (await server.refetch(round_)).state is RoundState.REVEALED


async def test_a_reveal_stands_though_a_moderator_deleted_the_card_meanwhile(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        right = min(round_.key_positions)
        await server.react(server.ann, round_, right)
        server.env.inject_error("POST", "/channels/*/messages", status=500, times=1)
        await server.until(round_.closes_at)
        server.env.backend.delete_message(server.channel.id, round_.message_id)
        await server.tick(minutes=1)
        await server.tick(minutes=1)

        revealed = await server.refetch(round_)
        assert revealed.state is RoundState.REVEALED
        shown = text_of(server.message(server.channel, revealed.reveal_message_id))
        assert server.ann.mention in shown
        assert await server.points(server.ann) == 15
