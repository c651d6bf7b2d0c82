"""`/me visibility`, `/me export` and `/me erase`."""

from __future__ import annotations

import io
import json
import zipfile

from tests.flows.commands.reading import labels, refused, said
from tests.flows.commands.test_leaderboard import board, play
from tests.flows.conftest import text_of
from tests.questions import SINGLE


async def me(server, what, who=None, **options):
    return await (who or server.ann).slash(server.channel, f"me {what}", **options)


async def type_word(server, word, asked=None):
    """Ask for the erasure, press the button, and type a word."""
    asked = asked or await me(server, "erase")
    form = await server.ann.click(asked.response, label="Erase my data")
    return await server.ann.submit_modal(form, {"word": word})


def last(result):
    """Return what was answered in the end."""
    return result.followups[-1] if result.followups else result.response


async def files_of(result) -> dict[str, bytes]:
    attached = last(result).message.attachments
    return {one.filename: await one.read() for one in attached}


# ---------------------------------------------------------------------- visibility


async def test_who_hides_is_off_the_board_and_their_own_place_stays(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        shown = await me(server, "visibility")
        assert shown.ephemeral
        assert "**Boards** · **shown**" in said(shown)
        assert "**Profile** · **private**" in said(shown)
        assert "**Pictures** · **automatic**" in said(shown)

        changed = await me(server, "visibility", boards="hidden", pictures="dark")
        assert "Changed" in said(changed)
        assert "**hidden**. You are on no leaderboard" in said(changed)

        shown = await board(server, server.bob)
        assert f"<@{server.ann.id}>" not in said(shown)
        assert f"🥇 **1.** <@{server.bob.id}>" in said(shown)
        own = await server.ann.click(shown.response, label="My place")
        assert own.ephemeral
        assert "15 points" in said(own)


async def test_it_can_be_chosen_before_there_is_a_schedule_and_not_in_a_direct_message(server_of):
    async with server_of() as server:
        answer = await me(server, "visibility", profile="open", boards="hidden")
        assert "**open**. Others may see all of it" in said(answer)
        assert "**hidden**" in said(await me(server, "visibility"))

        direct = await server.ann.user.slash("me visibility")
        assert "belongs to a server" in refused(server, direct)


# ---------------------------------------------------------------------- export


async def test_an_export_holds_what_was_answered_and_is_for_the_member_alone(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        answer = await me(server, "export")

        assert last(answer).ephemeral
        assert "Only you see this message." in said(answer)
        ((name, data),) = (await files_of(answer)).items()
        assert name == f"viva-{server.guild.id}-{server.ann.id}.zip"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (row,) = json.loads(archive.read("answers.json"))
            everything = b"".join(archive.read(n) for n in archive.namelist()).decode()
        assert (row["asked"], row["score"]) == (SINGLE.stem, 1.0)
        assert str(server.bob.id) not in everything


async def test_where_nothing_is_kept_a_sentence_says_so(server_of):
    async with server_of() as server:
        answer = await me(server, "export")

        assert "I keep nothing about you in this server." in said(answer)
        assert not await files_of(answer)


# ---------------------------------------------------------------------- erasure


async def test_the_wrong_word_erases_nothing_and_the_right_one_all(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann], wrong=[server.bob])
        asked = await me(server, "erase")
        assert asked.ephemeral
        assert labels(asked.response) == ["Erase my data"]
        assert "This cannot be undone" in said(asked)

        wrong = await type_word(server, "*no*", asked)
        assert "Nothing was erased: you typed “\\*no\\*”." in text_of(wrong.response)
        assert await server.points(server.ann) == 15

        await server.restart()
        right = await type_word(server, " Erase ", asked)
        assert last(right).ephemeral
        assert "Erased: 1 answer" in said(right)
        assert "1 award stays without your name, so that others' standings stand." in said(right)
        assert await server.points(server.ann) == 0
        text = said(await board(server, server.bob))
        assert f"🥇 **1.** <@{server.bob.id}> · **2 points**" in text
        assert "1 member" in text
        assert "There is nothing to erase" in said(await type_word(server, "ERASE"))
        assert "I keep nothing about you" in said(await me(server, "export"))


async def test_an_open_question_answered_by_reaction_stays_unanswered(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server.react(server.ann, round_, 0)
        await server.react(server.bob, round_, 1)
        done = await type_word(server, "erase")
        assert "takes no more answers from you" in said(done)

        await server.react(server.ann, round_, 2)
        card = await server.ann.slash(server.channel, "daily answer", question=str(round_.id))
        refusal = await server.ann.click(card.response, label="B")
        assert "You erased your data while this question was open" in text_of(refusal.response)
        await server.restart()
        await server.tick()
        assert await server.services.answers.held(round_.id, server.ann.id) is None
        await server.until(round_.closes_at)

        reveal = (await server.refetch(round_)).reveal_message_id
        shown = text_of(server.message(server.channel, reveal))
        assert f"<@{server.ann.id}>" not in shown
        assert await server.points(server.ann) == 0


async def test_whoever_leaves_is_forgotten_after_a_month(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann, server.bob])
        server.guild.remove_member(server.bob)
        await server.services.schedules.remove(server.guild.id, "daily")
        for _ in range(8):
            await server.tick(days=7)
        assert await server.points(server.bob) == 0
        server.bob = server.guild.add_member(server.bob.user)

        assert await server.points(server.ann) == 15
        assert "I keep nothing about you" in said(await me(server, "export", server.bob))


async def test_a_server_that_removed_viva_is_forgotten_after_a_month(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann])
        await server.services.rounds.guild_removed(server.guild.id)
        for _ in range(3):
            await server.tick(days=16)
        # Viva is in it after all, as the simulated Discord knows, so nothing is forgotten.
        assert await server.points(server.ann) == 15
