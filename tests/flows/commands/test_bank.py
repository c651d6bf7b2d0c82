"""`/bank`: what admins see of the questions, and never the key before the reveal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.question import QuestionType
from bot.store.answers import Source
from tests.banks import write_bank
from tests.flows.commands.reading import allow, labels, refused, said
from tests.questions import EASY, MULTIPLE, NUMERIC, SINGLE, question

KEY = next(option for option in SINGLE.options if option.correct)


async def bank(server, command, who=None, **options):
    return await (who or server.admin).slash(server.channel, f"bank {command}", **options)


async def ask(server, **changes):
    """Ask a question, have Ann get it right, and reveal it."""
    round_ = await server.open_round(**changes)
    key = min(round_.key_positions)
    await server.services.answers.choose(round_.id, server.ann.id, key, source=Source.BUTTON)
    await server.until(round_.closes_at)


# ------------------------------------------------------------------------------- who may


async def test_members_are_refused_whatever_discord_shows_them(server_of):
    async with server_of() as server:
        await allow(server, "bank", server.ann)
        answer = await bank(server, "coverage", server.ann)

        assert "Manage Server" in refused(server, answer)


# ------------------------------------------------------------------------------- coverage


async def test_coverage_counts_what_was_asked_and_how_it_went(server_of):
    async with server_of(SINGLE, EASY, NUMERIC) as server:
        await ask(server, topics=(EASY.topic,))
        answer = await bank(server, "coverage")

        assert answer.ephemeral
        lines = said(answer).splitlines()
        assert "**Fundamentals** · 1 of 1 asked, 100% right" in lines
        assert "1 of 3 asked, 100% right, over all topics" in lines


# ------------------------------------------------------------------------------- show


async def test_the_key_is_shown_only_after_the_reveal(server_of):
    async with server_of() as server:
        before = said(await bank(server, "show", question=SINGLE.id))
        round_ = await server.open_round(window=timedelta(hours=1))
        during = said(await bank(server, "show", question=SINGLE.id))
        await server.until(round_.closes_at)
        after = said(await bank(server, "show", question=SINGLE.id))

        for text in (before, during):
            assert SINGLE.stem in text
            assert KEY.text in text
            assert "✅" not in text
            assert SINGLE.explanation not in text
        assert f"✅ right · {KEY.text}" in after
        assert SINGLE.explanation in after
        assert "**Asked here** 1 time" in after
        assert "Picked because: " in after


async def test_the_steps_of_an_order_do_not_stand_in_their_order(server_of):
    steps = question(
        "order-1",
        type=QuestionType.ORDER,
        options=tuple(
            replace(option, text=text, correct=False)
            for option, text in zip(SINGLE.options, ("Zeta", "Beta", "Yota", "Alpha"), strict=True)
        ),
    )
    async with server_of(steps) as server:
        text = said(await bank(server, "show", question=steps.id))

        assert text.index("Alpha") < text.index("Beta") < text.index("Yota") < text.index("Zeta")


async def test_an_unknown_id_is_refused_with_close_ones(server_of):
    async with server_of() as server:
        answer = await bank(server, "show", question=SINGLE.id[:-1] + "7")

        assert f"Did you mean `{SINGLE.id}`?" in refused(server, answer)


async def test_questions_are_offered_to_admins_alone(server_of):
    async with server_of(SINGLE, NUMERIC) as server:
        await allow(server, "bank", server.ann)
        offered = await server.admin.autocomplete(
            server.channel, "bank show", "question", NUMERIC.id
        )
        hidden = await server.ann.autocomplete(server.channel, "bank show", "question", NUMERIC.id)

        assert [choice["value"] for choice in offered] == [NUMERIC.id]
        assert hidden == []


# ------------------------------------------------------------------------------- search


async def test_a_search_finds_by_words_topic_and_type(server_of):
    async with server_of(SINGLE, EASY, NUMERIC) as server:
        by_type = said(await bank(server, "search", text="numeric"))
        by_topic = said(await bank(server, "search", text="Fundamentals single"))
        nothing = said(await bank(server, "search", text="zebra crossings"))

        assert NUMERIC.id in by_type
        assert SINGLE.id not in by_type
        assert EASY.id in by_topic
        assert "is in no question" in nothing


async def test_the_pages_of_a_search_turn_after_a_restart(server_of):
    many = [replace(SINGLE, id=f"single-{n:02}") for n in range(10)]
    async with server_of(*many) as server:
        answer = await bank(server, "search", text="single")
        assert labels(answer.response) == ["First", "Previous", "Next", "Last"]
        assert "Page 1 of 2 · 10 questions" in said(answer)
        await server.restart()
        await server.admin.click(answer.response, label="Next")

        assert "single-09" in said(answer)


# ------------------------------------------------------------------------------- reload


async def test_only_the_operator_may_reload(server_of):
    async with server_of() as server:
        answer = await bank(server, "reload")

        assert "whoever runs this bot" in refused(server, answer)


async def test_a_reload_brings_new_questions_into_use(server_of):
    async with server_of(SINGLE) as server:
        server.app.client.owner_id = server.admin.id
        other_key = tuple(replace(o, correct=at == 1) for at, o in enumerate(SINGLE.options))
        write_bank(server.questions, replace(SINGLE, options=other_key), MULTIPLE)
        answer = await bank(server, "reload")

        assert "2 questions in use" in said(answer)
        assert f"**Another key, but no new version** · `{SINGLE.id}`" in said(answer)
        assert f"**New** · 1: `{MULTIPLE.id}`" in said(answer)
        assert MULTIPLE.id in said(await bank(server, "search", text="multiple"))


async def test_a_faulty_bank_is_refused_whole_and_the_old_one_stays(server_of):
    async with server_of(SINGLE) as server:
        server.app.client.owner_id = server.admin.id
        write_bank(server.questions, SINGLE, MULTIPLE, replace(EASY, difficulty=9))
        answer = await bank(server, "reload")

        assert "## Not reloaded" in said(answer)
        assert "fundamentals/test.yaml:" in said(answer)
        assert "difficulty" in said(answer)
        assert "is in no question" in said(await bank(server, "search", text="multiple"))
