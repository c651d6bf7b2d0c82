"""The daily question as members live it: posted, answered, closed, revealed."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.adapters.discord.cards import REACTIONS
from bot.domain.round import AnswerStyle, RoundState, ThreadPolicy
from tests.flows.conftest import text_of
from tests.questions import MULTIPLE, NUMERIC, OPEN, OUTPUT, SHORT, SINGLE


async def test_the_question_is_posted_with_its_letters_and_no_sign_of_the_key(server_of):
    async with server_of() as server:
        round_ = await server.open_round()

        card = server.card(round_)
        shown = text_of(card)

        assert SINGLE.stem in shown
        assert [str(r.emoji) for r in card.reactions] == list(REACTIONS[:4])
        assert f"<t:{int(round_.closes_at.timestamp())}:R>" in shown
        assert SINGLE.explanation not in shown
        assert "medium" in shown


async def test_the_latest_reaction_counts_and_the_older_one_is_taken_back(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        right = min(round_.key_positions)
        wrong = (right + 1) % 4

        await server.react(server.ann, round_, wrong)
        await server.react(server.ann, round_, right)

        counts = {str(r.emoji): r.count for r in server.card(round_).reactions}
        held = await server.services.answers.held(round_.id, server.ann.id)
        assert held.held == (right,)
        assert counts[REACTIONS[wrong]] == 1
        assert counts[REACTIONS[right]] == 2


async def test_without_manage_messages_the_latest_reaction_counts_all_the_same(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        server.env.inject_error(
            "DELETE", "/channels/*/reactions/*", status=403, code=50013, times=None
        )
        right = min(round_.key_positions)

        await server.react(server.ann, round_, (right + 1) % 4)
        await server.react(server.ann, round_, right)
        await server.until(round_.closes_at)

        assert await server.points(server.ann) == 15


async def test_taking_the_reaction_away_withdraws_the_answer(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server.react(server.ann, round_, 0)

        await server.ann.unreact(server.card(round_), REACTIONS[0])

        assert await server.services.answers.held(round_.id, server.ann.id) is None


async def test_foreign_emoji_and_bots_do_not_count(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        robot = server.guild.add_member(server.env.create_user("robot", bot=True))

        await server.ann.react(server.card(round_), "🎉")
        await server.react(robot, round_, 0)

        assert await server.services.answers.held(round_.id, server.ann.id) is None
        assert await server.services.answers.held(round_.id, robot.id) is None


async def test_the_reveal_teaches_and_points_follow(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        right = min(round_.key_positions)
        await server.react(server.ann, round_, right)
        await server.react(server.bob, round_, (right + 1) % 4)

        await server.until(round_.closes_at)

        revealed = await server.refetch(round_)
        reveal = text_of(server.message(server.channel, revealed.reveal_message_id))
        assert revealed.state is RoundState.REVEALED
        assert SINGLE.explanation in reveal
        assert all(option.why in reveal for option in SINGLE.options)
        assert "50" in reveal
        assert server.ann.mention in reveal
        assert server.bob.mention not in reveal
        assert await server.points(server.ann) == 15
        assert await server.points(server.bob) == 2


async def test_the_closed_card_links_to_the_answer(server_of):
    async with server_of() as server:
        round_ = await server.open_round()

        await server.until(round_.closes_at)

        revealed = await server.refetch(round_)
        assert str(revealed.reveal_message_id) in text_of(server.card(round_))


async def test_a_discussion_thread_opens_at_the_reveal(server_of):
    async with server_of() as server:
        round_ = await server.open_round(thread=ThreadPolicy.REVEAL)
        before = list(server.channel.threads)

        await server.until(round_.closes_at)

        assert before == []
        assert server.thread(await server.refetch(round_)) is not None


async def test_a_button_answer_is_private_and_can_be_changed(server_of):
    async with server_of() as server:
        round_ = await server.open_round(style=AnswerStyle.BUTTONS)

        first = await server.ann.click(server.card(round_), label="A")
        second = await server.ann.click(server.card(round_), label="B")

        assert first.ephemeral
        assert second.ephemeral
        assert "**B**" in second.response.content
        held = await server.services.answers.held(round_.id, server.ann.id)
        assert held.held == (1,)


async def test_buttons_work_after_a_restart(server_of):
    async with server_of() as server:
        round_ = await server.open_round(style=AnswerStyle.BUTTONS)

        await server.restart()
        result = await server.ann.click(server.card(round_), label="C")

        assert "**C**" in result.response.content


async def test_the_card_shows_how_many_have_answered(server_of):
    async with server_of() as server:
        round_ = await server.open_round(style=AnswerStyle.BUTTONS)
        await server.ann.click(server.card(round_), label="A")
        await server.bob.click(server.card(round_), label="A")

        await server.tick(seconds=10)

        assert "2 members" in text_of(server.card(round_))


async def test_a_press_after_the_close_is_refused_kindly(server_of):
    async with server_of() as server:
        round_ = await server.open_round(style=AnswerStyle.BUTTONS)
        await server.env.advance_time(timedelta(days=1).total_seconds())

        result = await server.ann.click(server.card(round_), label="A")

        assert result.ephemeral
        assert "closed" in result.response.content


async def test_several_options_by_reactions(server_of):
    async with server_of(MULTIPLE) as server:
        round_ = await server.open_round()
        for position in sorted(round_.key_positions):
            await server.react(server.ann, round_, position)

        await server.until(round_.closes_at)

        assert await server.points(server.ann) == 15


async def test_a_numeric_answer_is_typed_and_repeated_as_understood(server_of):
    async with server_of(NUMERIC) as server:
        round_ = await server.open_round()
        opened = await server.ann.click(server.card(round_), label="Answer")

        result = await server.ann.submit_modal(opened, {"answer": "1024 MiB"})
        await server.until(round_.closes_at)

        assert "1,024 MiB" in result.response.content or "1024 MiB" in result.response.content
        assert await server.points(server.ann) == 15


async def test_an_unreadable_number_leaves_everything_as_it_was(server_of):
    async with server_of(NUMERIC) as server:
        round_ = await server.open_round()
        opened = await server.ann.click(server.card(round_), label="Answer")
        await server.ann.submit_modal(opened, {"answer": "1 GiB"})
        opened = await server.ann.click(server.card(round_), label="Answer")

        result = await server.ann.submit_modal(opened, {"answer": "about a lot"})

        held = await server.services.answers.held(round_.id, server.ann.id)
        assert "about a lot" in result.response.content
        assert held.text == "1 GiB"


async def test_short_and_code_answers_are_graded(server_of):
    for question, answer in ((SHORT, "layernorm"), (OUTPUT, "[1, 2]")):
        async with server_of(question) as server:
            round_ = await server.open_round()
            opened = await server.ann.click(server.card(round_), label="Answer")
            await server.ann.submit_modal(opened, {"answer": answer})

            await server.until(round_.closes_at)

            assert await server.points(server.ann) == 15


async def test_an_open_question_is_answered_in_its_thread(server_of):
    async with server_of(OPEN) as server:
        round_ = await server.open_round()
        thread = server.thread(round_)
        message = await server.ann.send(thread, "I would look at the data first.")
        await server.ann.edit(message, "I would look at the labels first.")
        gone = await server.bob.send(thread, "me too")
        await server.bob.delete(gone)

        held = await server.services.answers.held(round_.id, server.ann.id)
        await server.until(round_.closes_at)

        revealed = await server.refetch(round_)
        reveal = text_of(server.message(server.channel, revealed.reveal_message_id))
        assert held.text == "I would look at the labels first."
        assert await server.points(server.ann) == 2
        assert await server.points(server.bob) == 0
        assert "||" in reveal
        assert OPEN.open.rubric[0] in reveal


async def test_without_the_content_intent_open_answers_are_sealed(server_of):
    intents = discord.Intents.default()
    async with server_of(OPEN, message_content=False, approved_intents=intents) as server:
        round_ = await server.open_round()
        opened = await server.ann.click(server.card(round_), label="Answer")

        await server.ann.submit_modal(opened, {"answer": "I would look at the data."})
        await server.until(round_.closes_at)

        assert "thread" not in text_of(server.card(round_))
        assert await server.points(server.ann) == 2


async def test_reactions_made_while_away_count(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        await server._opened.aclose()
        right = min(round_.key_positions)
        await server.react(server.ann, round_, right)

        server._opened = type(server._opened)()
        await server.open()
        await server.env.restart_bot(server.app.client)
        await server.tick()

        held = await server.services.answers.held(round_.id, server.ann.id)
        assert held.held == (right,)


async def test_a_deleted_card_voids_the_round(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        moderators = server.guild.create_role(
            "Moderators", permissions=discord.Permissions(manage_messages=True)
        )
        moderator = server.join("moderator", roles=[moderators])

        await moderator.delete(server.card(round_))
        await server.until(round_.closes_at)

        assert (await server.refetch(round_)).state is RoundState.VOID


async def test_the_question_is_asked_once_a_day_over_restarts(server_of):
    async with server_of() as server:
        schedule = await server.schedule()
        await server.until(schedule.next_at)
        for _ in range(3):
            await server.restart()
            await server.tick(seconds=1)

        cards = [m for m in server.channel.history() if m.author.bot]
        assert len(cards) == 1


async def test_a_role_is_pinged_and_nobody_else(server_of):
    async with server_of() as server:
        role = server.guild.create_role("Learners")
        round_ = await server.open_round(ping_role_id=role.id)

        request = next(
            r.json for r in server.env.http_requests if r.method == "POST" and r.json.get("nonce")
        )
        assert role.mention in text_of(server.card(round_))
        assert request["allowed_mentions"]["roles"] in ([role.id], [str(role.id)])
        assert request["enforce_nonce"] is True
