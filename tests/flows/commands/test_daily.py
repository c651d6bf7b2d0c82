"""`/daily`: what is open, a private way to answer it, and what was asked before."""

from __future__ import annotations

import discord
import pytest

from bot.domain.round import LETTERS, AnswerStyle
from bot.store.answers import Source
from tests.flows.commands.reading import labels, refused, said
from tests.questions import EASY, MULTIPLE, NUMERIC, OPEN, SINGLE


async def run(server, command, who=None, **options):
    return await (who or server.ann).slash(server.channel, f"daily {command}", **options)


async def held(server, round_, who=None):
    return await server.services.answers.held(round_.id, (who or server.ann).id)


async def two_open(server):
    """Open a question, and a minute later another one; return both, the older first."""
    first = await server.open_round(name="a", topics=("transformers",))
    await server.schedule(name="b", topics=("fundamentals",))
    await server.tick(minutes=2)
    await server.services.schedules.post_now(server.guild.id, "b")
    await server.tick()
    second, _ = await server.services.history.current(server.guild.id)
    return first, second


# ------------------------------------------------------------------------------- view


async def test_without_a_schedule_an_admin_is_called_for(server_of):
    async with server_of() as server:
        answer = await run(server, "view")

        assert answer.ephemeral
        assert "an admin can change that with `/setup`" in said(answer)


async def test_when_nothing_is_open_the_next_question_is_announced(server_of):
    async with server_of() as server:
        schedule = await server.schedule()
        text = said(await run(server, "view"))

        assert "Nothing is open right now." in text
        assert f"<t:{int(schedule.next_at.timestamp())}:R>" in text


async def test_an_open_question_is_shown_with_link_deadline_and_the_own_answer(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server.react(server.ann, round_, 1)
        text = said(await run(server, "view"))

        link = f"/channels/{server.guild.id}/{server.channel.id}/{round_.message_id})"
        assert link in text
        assert f"closes <t:{int(round_.closes_at.timestamp())}:R>" in text
        assert "Your answer: **B**" in text
        assert "Not answered yet." in said(await run(server, "view", server.bob))


async def test_questions_in_channels_one_cannot_see_are_not_shown(server_of):
    async with server_of() as server:
        hide = {server.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
        see = discord.PermissionOverwrite(view_channel=True)
        allow = {server.guild.me: see, server.guild.roles["Admins"]: see}
        staff = server.guild.create_text_channel("staff", overwrites=hide | allow)
        options = {"time": "9", "zone": "UTC", "channel": staff}
        await server.admin.slash(server.channel, "schedule add", **options)
        await server.admin.slash(server.channel, "schedule post-now", name="daily")
        (round_,) = await server.services.history.current(server.guild.id)

        assert "Nothing is open right now." in said(await run(server, "view"))
        answer = await run(server, "answer", question=str(round_.id))
        assert "Nothing is open right now." in refused(server, answer)


# ------------------------------------------------------------------------------- answer


async def test_a_question_answered_by_reactions_can_be_answered_privately(server_of):
    async with server_of() as server:
        round_ = await server.open_round(style=AnswerStyle.REACTIONS)
        card = await run(server, "answer")
        assert card.ephemeral
        assert labels(card.response) == ["A", "B", "C", "D"]

        receipt = await server.ann.click(card.response, label="C")
        assert receipt.ephemeral
        assert (await held(server, round_)).held == (2,)
        assert all(r.count == 1 for r in server.card(round_).reactions)


async def test_several_options_can_be_chosen_privately(server_of):
    async with server_of(MULTIPLE) as server:
        round_ = await server.open_round()
        card = await run(server, "answer")
        await server.ann.click(card.response, label="A")
        await server.ann.click(card.response, label="D")

        assert (await held(server, round_)).held == (0, 3)


async def test_the_private_card_shows_the_answer_held_so_far(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server.react(server.ann, round_, 0)

        assert "Your answer so far: **A**" in said(await run(server, "answer"))


async def test_a_number_is_asked_for_in_a_form(server_of):
    async with server_of(NUMERIC) as server:
        round_ = await server.open_round()
        form = await run(server, "answer")
        receipt = await server.ann.submit_modal(form, {"answer": "1024 MiB"})

        assert receipt.ephemeral
        assert (await held(server, round_)).text in said(receipt)


async def test_an_open_question_can_be_handed_in_unseen(server_of):
    async with server_of(OPEN) as server:
        round_ = await server.open_round()
        form = await run(server, "answer")
        await server.ann.submit_modal(form, {"answer": "Because the gradients vanish."})

        assert (await held(server, round_)).text == "Because the gradients vanish."


async def test_the_newest_question_without_an_answer_comes_first(server_of):
    async with server_of(SINGLE, EASY) as server:
        older, newer = await two_open(server)
        assert newer.question.id in said(await run(server, "answer"))

        await server.services.answers.choose(newer.id, server.ann.id, 0, source=Source.BUTTON)
        assert older.question.id in said(await run(server, "answer"))


async def test_a_question_is_chosen_by_its_suggestion(server_of):
    async with server_of(SINGLE, EASY) as server:
        older, _ = await two_open(server)
        offered = await server.ann.autocomplete(
            server.channel, "daily answer", "question", "Transf"
        )
        assert [choice["value"] for choice in offered] == [str(older.id)]

        answer = await run(server, "answer", question=offered[0]["value"])
        assert older.question.id in said(answer)


async def test_an_unknown_question_is_refused(server_of):
    async with server_of() as server:
        await server.open_round()
        answer = await run(server, "answer", question="the one with the cat")

        assert "No open question is called “the one with the cat”" in refused(server, answer)


async def test_a_private_card_used_after_the_close_is_refused(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        card = await run(server, "answer")
        await server.until(round_.closes_at)
        answer = await server.ann.click(card.response, label="A")

        assert "closed" in said(answer)
        assert await held(server, round_) is None


# ------------------------------------------------------------------------------- history


async def test_past_questions_show_the_own_result_and_a_link_to_the_answer(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        right = min(round_.key_positions)
        await server.react(server.ann, round_, right)
        await server.until(round_.closes_at)
        revealed = await server.refetch(round_)
        mine = said(await run(server, "history"))
        others = said(await run(server, "history", server.bob))

        assert f"you: {LETTERS[right]} · right · 15 points" in mine
        assert f"/{revealed.reveal_message_id})" in mine
        assert "not answered" in others


async def test_an_empty_history_is_explained(server_of):
    async with server_of() as server:
        assert "None yet." in said(await run(server, "history"))


async def test_the_history_has_pages_that_turn_after_a_restart(server_of):
    async with server_of() as server:
        await server.schedule()
        for _ in range(11):
            await server.services.schedules.post_now(server.guild.id, "daily")
            await server.tick(minutes=1)
        first = await run(server, "history")
        assert "Page 1 of 2" in said(first)

        await server.restart()
        await server.ann.click(first.response, label="Next")
        assert "Page 2 of 2" in said(first)
        assert said(first).count("open until") == 1
        assert "Page 2 of 2" in said(await run(server, "history", page=99))


# ------------------------------------------------------------------------------- elsewhere


@pytest.mark.parametrize("command", ["view", "answer", "history"])
async def test_in_a_direct_message_the_reason_is_said(server_of, command):
    async with server_of() as server:
        answer = await server.ann.user.slash(f"daily {command}")

        assert "Questions belong to a server" in refused(server, answer)


async def test_in_a_direct_message_no_questions_are_offered(server_of):
    async with server_of() as server:
        await server.open_round()

        assert await server.ann.user.autocomplete("daily answer", "question", "") == []


async def test_another_server_sees_nothing_of_it(server_of):
    async with server_of() as server:
        await server.open_round()
        elsewhere = server.env.create_guild("Elsewhere")
        channel = elsewhere.create_text_channel("general")
        guest = elsewhere.add_member(server.ann.user)
        answer = await guest.slash(channel, "daily view")

        assert "Nothing is open right now." in said(answer)
