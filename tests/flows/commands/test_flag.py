"""`/flag`, `/flags` and what follows: a wrong key is reported, suspended, corrected, explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord

from bot.domain.flags import FlagKind
from bot.domain.scoring import RIGHT_REPORT
from bot.store.answers import Source
from tests.banks import write_bank
from tests.flows.commands.reading import allow, labels, refused, said
from tests.flows.conftest import text_of
from tests.questions import EASY, NUMERIC, SINGLE

SOON = timedelta(minutes=30)


async def flag(server, who, **options):
    return await who.slash(server.channel, "flag", **options)


async def flags(server, command, who=None, **options):
    return await (who or server.admin).slash(server.channel, f"flags {command}", **options)


async def choose(server, round_, member, option_id):
    place = next(p for p, option in enumerate(round_.options) if option.id == option_id)
    await server.services.answers.choose(round_.id, member.id, place, source=Source.BUTTON)


async def revealed(server, **changes):
    """A round that Ann answered with a (right) and Bob with b; its answer is out."""
    round_ = await server.open_round(window=SOON, **changes)
    await choose(server, round_, server.ann, "a")
    await choose(server, round_, server.bob, "b")
    await server.until(round_.closes_at)
    return await server.refetch(round_)


async def reload(server, *questions):
    write_bank(server.questions, *questions)
    await server.services.library.reload()
    await server.tick()


def fixed(question, right="b"):
    options = tuple(replace(o, correct=o.id == right) for o in question.options)
    return replace(question, version=question.version + 1, options=options)


def told(server, member) -> str:
    return "\n".join(text_of(message) for message in member.user.dm_channel.history())


def suspended(server):
    return server.services.library.edition(server.guild.id).suspended


async def test_two_members_suspend_a_question_until_an_admin_keeps_it(server_of):
    async with server_of(SINGLE, EASY) as server:
        round_ = await server.open_round(topics=("transformers",))
        form = await flag(server, server.ann)
        values = {"kind": FlagKind.SEVERAL.value, "text": "C holds, too, since d_k is 1."}
        first = await server.ann.submit_modal(form, values)
        second = await flag(server, server.bob, reason="The key is wrong")
        await server.tick()

        notice = told(server, server.admin)
        assert first.ephemeral
        assert second.ephemeral
        assert SINGLE.stem in str(form.modal)
        assert SINGLE.explanation not in str(form.modal)
        assert "/flag withdraw:True" in said(first)
        assert "second member" in said(second)
        assert "More than one answer is right: ||`C holds, too, since d_k is 1.`||" in notice
        assert suspended(server) == {SINGLE.id}

        shown = said(await flags(server, "list"))
        assert "Suspended" in shown
        assert f"<@{server.ann.id}>" in shown
        assert str(round_.message_id) in shown
        assert "2 members who reported it will be told" in said(
            await flags(server, "dismiss", question=SINGLE.id)
        )
        await server.tick()
        assert suspended(server) == frozenset()
        assert "**ML Study Group**: Thank you" in told(server, server.ann)
        assert "Nothing is reported" in said(await flags(server, "list"))


async def test_a_retired_question_is_asked_again_when_it_is_reinstated(server_of):
    async with server_of(SINGLE, EASY) as server:
        await server.open_round(topics=("transformers",))
        await flag(server, server.ann, reason="unclear")

        assert "not asked here any more" in said(await flags(server, "retire", question=SINGLE.id))
        assert suspended(server) == {SINGLE.id}
        assert "Retired" in said(await flags(server, "list"))
        await flags(server, "reinstate", question=SINGLE.id)
        assert suspended(server) == frozenset()


async def test_the_button_under_a_reveal_opens_the_form_also_after_a_restart(server_of):
    async with server_of() as server:
        round_ = await revealed(server)
        await server.restart()
        reveal = server.message(server.channel, round_.reveal_message_id)

        form = await server.bob.click(reveal, label="Report a problem")
        answer = await server.bob.submit_modal(form, {"kind": "broken"})
        back = await flag(server, server.bob, withdraw=True)

        assert "Thank you for the report" in said(answer)
        assert f"`{SINGLE.id}` is taken back" in said(back)
        assert "Nothing is reported" in said(await flags(server, "list"))


async def test_a_form_that_comes_too_late_hands_the_text_back(server_of):
    async with server_of() as server:
        round_ = await server.open_round()
        form = await flag(server, server.ann)
        await server.services.rounds.messages_deleted([round_.message_id])

        answer = await server.ann.submit_modal(form, {"kind": "key", "text": "It is C."})

        assert "no such question" in said(answer)
        assert "It is C." in said(answer)


async def test_questions_are_offered_that_one_can_see_the_latest_first(server_of):
    async with server_of(SINGLE, EASY) as server:
        hide = {server.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
        see = discord.PermissionOverwrite(view_channel=True)
        staff = server.guild.create_text_channel(
            "staff", overwrites=hide | {server.guild.me: see, server.guild.roles["Admins"]: see}
        )
        seen = await server.open_round(topics=("transformers",))
        await server.services.schedules.edit(server.guild.id, "daily", channel_id=staff.id)
        await server.tick(minutes=2)
        hidden = await server.services.schedules.post_now(server.guild.id, "daily")

        offered = await server.ann.autocomplete(server.channel, "flag", "question", "")
        admins = await server.admin.autocomplete(server.channel, "flag", "question", "")
        denied = await flag(server, server.ann, question=str(hidden.id), reason="unclear")

        assert [choice["value"] for choice in offered] == [str(seen.id)]
        assert [choice["value"] for choice in admins] == [str(hidden.id), str(seen.id)]
        assert "can see" in refused(server, denied)


async def test_members_are_refused_the_commands_of_admins(server_of):
    async with server_of() as server:
        await allow(server, "flags", server.ann)
        round_ = await server.open_round()
        for command, options in (
            ("list", {}),
            ("dismiss", {"question": SINGLE.id}),
            ("retire", {"question": SINGLE.id}),
            ("reinstate", {"question": SINGLE.id}),
            ("void", {"question": str(round_.id)}),
        ):
            answer = await flags(server, command, server.ann, **options)
            assert "Manage Server" in refused(server, answer)

        assert suspended(server) == frozenset()


async def test_a_fixed_key_moves_the_points_and_everyone_is_told(server_of):
    async with server_of() as server:
        round_ = await revealed(server)
        await flag(server, server.bob, reason="The key is wrong")

        await reload(server, fixed(SINGLE))

        notice = server.channel.last_message
        letter = "ABCD"[next(p for p, o in enumerate(round_.options) if o.id == "b")]
        why = said(await server.bob.slash(server.channel, "why"))
        earned = [await server.points(m) for m in (server.ann, server.bob)]
        assert earned == [2, 15 + RIGHT_REPORT]
        assert "The answer to this question was corrected" in text_of(notice)
        assert f"✅ **{letter}** · " in text_of(notice)
        assert SINGLE.explanation in text_of(notice)
        assert "2 members' points changed" in text_of(notice)
        assert str(round_.message_id) in text_of(notice)
        assert notice.reference.message_id == round_.reveal_message_id
        assert not notice.mentions
        reveal = server.message(server.channel, round_.reveal_message_id)
        assert f"[see what is right]({notice.jump_url})" in text_of(reveal)
        assert "**+13**" in why
        assert "Before: 2." in why
        assert "The question was corrected" in told(server, server.bob)

        await server.restart()
        await server.tick(minutes=1)
        assert server.channel.last_message.id == notice.id


async def test_the_card_of_an_open_question_is_corrected_in_place(server_of):
    async with server_of(NUMERIC) as server:
        round_ = await server.open_round(window=SOON)
        better = replace(NUMERIC, version=2, stem="How much memory do $n$ weights take?")

        await reload(server, better)

        assert "How much memory do" in text_of(server.card(round_))
        assert (await server.refetch(round_)).question.version == 2


async def test_an_admin_withdraws_a_question_after_being_asked(server_of):
    async with server_of() as server:
        round_ = await revealed(server)
        asked = await flags(server, "void", question=str(round_.id))
        assert labels(asked.response) == ["Withdraw it", "Keep it"]
        await server.admin.click(asked.response, label="Keep it")
        assert await server.points(server.ann) == 15

        asked = await flags(server, "void", question=str(round_.id))
        await server.admin.click(asked.response, label="Withdraw it")
        await server.tick()

        assert [await server.points(m) for m in (server.ann, server.bob)] == [0, 0]
        assert "withdrawn by an admin" in text_of(server.channel.last_message)
        assert "Void" in text_of(server.card(round_))
        assert "Taken back: 15 points." in said(await server.ann.slash(server.channel, "why"))


async def test_admins_choose_from_what_there_is_to_decide(server_of):
    async with server_of(SINGLE, EASY) as server:
        round_ = await revealed(server, topics=("transformers",))
        await flag(server, server.ann, question=SINGLE.id, reason="It is B.")
        ask = server.admin.autocomplete
        cases = await ask(server.channel, "flags dismiss", "question", "")
        rounds = await ask(server.channel, "flags void", "question", "")
        reasons = await server.ann.autocomplete(server.channel, "flag", "reason", "typo")

        assert [choice["value"] for choice in cases] == [SINGLE.id]
        assert [choice["value"] for choice in rounds] == [str(round_.id)]
        assert [choice["value"] for choice in reasons] == [FlagKind.BROKEN.words]
        assert "It is B." in said(await flags(server, "list", page=9))


async def test_only_a_question_whose_answer_is_out_can_be_withdrawn(server_of):
    async with server_of() as server:
        round_ = await server.open_round()

        early = await flags(server, "void", question=str(round_.id))
        assert "revealed" in refused(server, early)
        unclear = await flags(server, "void", question=SINGLE.id)
        assert "suggestions" in refused(server, unclear)


async def test_the_list_is_turned_by_its_buttons(server_of):
    questions = [replace(SINGLE, id=f"single-{n}", stem=f"{SINGLE.stem} ({n})") for n in range(5)]
    async with server_of(*questions) as server:
        await server.open_round()
        for question in questions:
            await flags(server, "retire", question=question.id)
        first = await flags(server, "list")

        await server.admin.click(first.response, label="Next")

        assert "Page 2 of 2" in said(first)


async def test_what_nobody_was_asked_is_no_question_however_it_is_named(server_of):
    async with server_of() as server:
        far = await flag(server, server.ann, question="9" * 30, reason="The key is wrong")
        assert "no such question" in refused(server, far)

        unknown = await flags(server, "retire", question="x" * 64)
        assert "There is no question" in refused(server, unknown)
