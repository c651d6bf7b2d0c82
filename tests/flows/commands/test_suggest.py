"""`/suggest`, `/suggestions`, `/bank review`: from a member's form to a question that is asked."""

from __future__ import annotations

import pytest

from bot.domain.scoring import ACCEPTED_QUESTION, TAKING_PART
from bot.errors import NotFound
from bot.store.answers import Source
from tests.flows.commands.reading import labels, refused, said
from tests.flows.conftest import text_of
from tests.questions import SINGLE

STEM = "Why does a decoder mask the scores of later positions?"
FORM = {
    "stem": STEM,
    "answer": "* Else it would read what it predicts\nTo save memory // It does not\nTo add depth",
    "explanation": "All positions are predicted at once in training, so later tokens must hide.",
    "source": "Attention Is All You Need, 3.2.3 https://arxiv.org/abs/1706.03762",
}


async def suggest(server, who=None, **changes):
    who = who or server.ann
    opened = await who.slash(server.channel, "suggest", topic="Transformers")
    return await who.submit_modal(opened, FORM | changes)


async def review(server):
    return await server.admin.slash(server.channel, "bank review")


def told(server, member) -> str:
    """Return all that Viva wrote to a member directly."""
    return "\n".join(text_of(message) for message in member.user.dm_channel.history())


async def test_an_accepted_suggestion_is_asked_and_its_author_is_told(server_of):
    async with server_of() as server:
        thanks = await suggest(server)
        assert thanks.ephemeral
        queue = await review(server)
        assert STEM in said(queue)
        assert "✅ right · Else it would read what it predicts" in said(queue)
        assert f"By <@{server.ann.id}>" in said(queue)

        await server.admin.click(queue.response, label="Accept")
        await server.tick()

        assert "Accepted as `own-1`. No suggestion waits." in said(queue)
        assert "was accepted" in told(server, server.ann)
        assert STEM in said(await server.admin.slash(server.channel, "bank show", question="own-1"))


async def ask_own(server):
    """Have a very hard suggestion accepted and asked; return its open round."""
    opened = await server.ann.slash(server.channel, "suggest", topic="Transformers", difficulty=5)
    await server.ann.submit_modal(opened, FORM)
    await server.admin.click((await review(server)).response, label="Accept")
    await server.restart()
    return await server.open_round(min_difficulty=5)


async def test_the_author_gets_no_points_for_knowing_the_answer(server_of):
    async with server_of() as server:
        own = await ask_own(server)
        for member in (server.ann, server.bob):
            await server.services.answers.choose(
                own.id, member.id, min(own.key_positions), source=Source.BUTTON
            )
        await server.until(own.closes_at)

        assert own.question.id == "own-1"
        assert await server.points(server.ann) == ACCEPTED_QUESTION + TAKING_PART
        assert await server.points(server.bob) == 24
        await server.tick(days=8)
        helpers = await server.bob.slash(
            server.channel, "leaderboard", board="helper", period="all"
        )
        assert f"**1.** <@{server.ann.id}> · **5 points**" in said(helpers)
        assert "Your question was accepted: 5 points" in said(
            await server.ann.slash(server.channel, "why")
        )


async def test_what_cannot_be_a_question_is_handed_back_with_what_to_mend(server_of):
    async with server_of() as server:
        answer = await suggest(server, stem="Why?", answer="one\ntwo")

        text = said(answer)
        assert "The question has 4 characters; it takes 15 at least." in text
        assert "Put a `*` before each right one." in text
        assert FORM["explanation"] in text
        assert "No suggestion waits." in said(await review(server))


async def test_a_rejected_suggestion_comes_back_with_the_reason(server_of):
    async with server_of() as server:
        await suggest(server)
        queue = await review(server)
        form = await server.admin.click(queue.response, label="Reject")
        await server.admin.submit_modal(form, {"reason": "We had this one last week."})
        await server.tick()

        assert "We had this one last week." in told(server, server.ann)
        mine = await server.ann.slash(server.channel, "suggestions")
        assert "not taken: We had this one last week." in said(mine)


async def test_an_admin_can_mend_a_suggestion_before_accepting_it(server_of):
    async with server_of() as server:
        await suggest(server)
        queue = await review(server)
        form = await server.admin.click(queue.response, label="Edit")
        await server.admin.submit_modal(form, FORM | {"stem": STEM.replace("later", "future")})

        assert "future positions" in said(queue)
        assert "Changed." in said(queue)


async def test_a_member_can_take_a_suggestion_back_until_it_is_decided(server_of):
    async with server_of() as server:
        thanks = await suggest(server)
        queue = await review(server)
        await server.ann.click(thanks.response, label="Take it back")
        assert "Taken back" in said(thanks)

        late = await server.admin.click(queue.response, label="Accept")
        assert "was decided already" in text_of(late.response)


async def test_suggestions_are_decided_one_after_the_other(server_of):
    async with server_of() as server:
        await suggest(server)
        await suggest(server, server.bob, stem="What does a causal mask hide from a position?")
        queue = await review(server)
        assert labels(queue.response) == ["Accept", "Edit", "Reject", "Next"]
        assert "2 wait." in said(queue)

        await server.admin.click(queue.response, label="Next")
        assert "What does a causal mask hide" in said(queue)
        await server.admin.click(queue.response, label="Accept")
        assert STEM in said(queue)
        assert labels(queue.response) == ["Accept", "Edit", "Reject"]


async def test_nobody_can_flood_the_queue(server_of):
    async with server_of() as server:
        for number in range(5):
            await suggest(server, stem=f"{STEM} ({number})")
        answer = await suggest(server)

        assert "5 of your suggestions wait" in said(answer)
        assert "5 wait." in said(await review(server))


async def test_the_admins_are_told_once_while_suggestions_wait(server_of):
    async with server_of() as server:
        await server.schedule()
        await suggest(server)
        await suggest(server, server.bob, stem="What does a causal mask hide from a position?")
        await server.tick()

        assert told(server, server.admin).count("A member suggested a question") == 1


async def test_an_unknown_topic_is_refused_before_anything_is_typed(server_of):
    async with server_of(SINGLE) as server:
        answer = await server.ann.slash(server.channel, "suggest", topic="knitting")

        assert "There is no topic called “knitting”." in refused(server, answer)


async def test_nobody_takes_back_what_is_not_theirs(server_of):
    async with server_of() as server:
        suggestion = await _waiting(server)
        with pytest.raises(NotFound):
            await server.services.suggestions.withdraw(
                server.guild.id, suggestion.id, server.bob.id
            )
        assert "It is the only one." in said(await review(server))


async def _waiting(server):
    await suggest(server)
    (suggestion,) = await server.services.suggestions.mine(server.guild.id, server.ann.id)
    return suggestion


async def test_a_question_in_use_is_changed_and_its_rounds_are_scored_anew(server_of):
    async with server_of() as server:
        own = await ask_own(server)
        memory = [option.text for option in own.options].index("To save memory")
        await server.services.answers.choose(own.id, server.bob.id, memory, source=Source.BUTTON)
        await server.until(own.closes_at)
        before = await server.points(server.bob)

        form = await server.admin.slash(server.channel, "bank edit", question="own-1")
        wrong_way_round = FORM["answer"].replace("* ", "").replace("To save", "* To save")
        changed = await server.admin.submit_modal(form, FORM | {"answer": wrong_way_round})
        await server.tick()

        assert "`own-1` is now version 2" in said(changed)
        assert await server.points(server.bob) == before + 22


async def test_of_two_admins_with_the_form_open_the_second_overwrites_nothing(server_of):
    async with server_of() as server:
        await suggest(server)
        queue = await review(server)
        forms = [await server.admin.click(queue.response, label="Edit") for _ in range(2)]
        await server.admin.submit_modal(forms[0], FORM | {"stem": STEM.replace("later", "future")})
        late = await server.admin.submit_modal(forms[1], FORM)

        assert "Somebody else has changed" in said(late)
        assert FORM["explanation"] in said(late)
        assert "future positions" in said(await review(server))


async def test_a_question_of_the_bank_is_not_changed_in_a_server(server_of):
    async with server_of() as server:
        answer = await server.admin.slash(server.channel, "bank edit", question=SINGLE.id)

        assert "not one of this server's own" in refused(server, answer)
