"""Answering by button and by modal, on a simulated Discord."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.adapters.discord.answering import LABEL_LIMIT, answer_modal
from bot.adapters.discord.pressing import Patience
from bot.domain.grading import understand
from bot.domain.question import Quantity
from bot.domain.round import AnswerStyle
from bot.errors import Unreadable
from bot.store.answers import Source
from tests.questions import MULTIPLE, NUMERIC, OPEN, OUTPUT, SHORT
from tests.unit.adapters.rounds import round_of

BUTTONS = AnswerStyle.BUTTONS


async def test_a_press_is_committed_and_confirmed_privately(world):
    round_ = await world.post(style=BUTTONS)

    result = await world.ann.click(world.message(round_), label="B")

    assert world.answers.choices == {world.ann.id: {1}}
    assert world.answers.sources == [Source.BUTTON]
    assert result.ephemeral
    assert result.response.content.startswith("Your answer: **B**.")


async def test_the_latest_press_wins_and_a_double_press_changes_nothing(world):
    round_ = await world.post(style=BUTTONS)
    message = world.message(round_)

    for label in ("A", "C", "C"):
        result = await world.ann.click(message, label=label)

    assert world.answers.choices == {world.ann.id: {2}}
    assert "**C**" in result.response.content


async def test_of_several_options_each_press_switches_one(world):
    round_ = await world.post(MULTIPLE, style=BUTTONS)
    message = world.message(round_)

    receipts = [(await world.ann.click(message, label=label)).response.content for label in "CACA"]

    assert [r.split(".")[0] for r in receipts] == [
        "Your answers: **C**",
        "Your answers: **A, C**",
        "Your answers: **A**",
        "You hold no answer now",
    ]


async def test_buttons_live_on_after_a_restart(world):
    round_ = await world.post(style=BUTTONS)
    message = world.message(round_)

    await world.restart()
    result = await world.bob.click(message, label="D")

    assert world.answers.choices == {world.bob.id: {3}}
    assert "**D**" in result.response.content


async def test_a_press_after_the_close_is_refused_kindly(world):
    round_ = await world.post(style=BUTTONS)
    message = world.message(round_)
    world.answers.close(round_)

    result = await world.ann.click(message, label="A")

    assert result.response.content == "Too late: this question is closed."
    assert result.ephemeral


async def test_nothing_is_confirmed_before_the_commit(world):
    round_ = await world.post(style=BUTTONS)
    world.answers.error = Unreadable("The disk is full.")

    result = await world.ann.click(world.message(round_), label="A")

    assert result.response.content == "The disk is full."
    assert world.answers.choices == {}


class Deferring:
    """An interaction that can only be deferred, and notes when it is."""

    def __init__(self, error: Exception | None = None) -> None:
        self.id = 1
        self.response = self
        self.error = error
        self.deferred = asyncio.Event()

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        assert ephemeral
        assert thinking
        self.deferred.set()
        if self.error is not None:
            raise self.error


async def test_a_slow_commit_gets_a_sign_of_life_first(monkeypatch):
    # simcord fires timers only when the bot is idle, so this is tried without it.
    monkeypatch.setattr("bot.adapters.discord.pressing.PATIENCE", 0.0)
    interaction = Deferring()

    async with Patience(interaction):
        await interaction.deferred.wait()
        deferred_first = interaction.deferred.is_set()

    assert deferred_first


async def test_a_sign_of_life_that_fails_does_not_lose_the_answer(monkeypatch):
    monkeypatch.setattr("bot.adapters.discord.pressing.PATIENCE", 0.0)
    response = SimpleNamespace(status=404, reason="Not Found", headers={})
    interaction = Deferring(discord.NotFound(response, {"code": 10062, "message": "gone"}))
    committed = False

    async with Patience(interaction):
        await interaction.deferred.wait()
        committed = True

    assert committed, "leaving the block did not raise"


async def test_a_quick_commit_needs_none():
    interaction = Deferring()

    async with Patience(interaction):
        pass

    assert not interaction.deferred.is_set()


# ---------------------------------------------------------------------- the modal


async def test_the_answer_button_opens_a_modal_and_the_receipt_repeats_what_was_understood(world):
    round_ = await world.post(NUMERIC)

    shown = await world.ann.click(world.message(round_), label="Answer")
    result = await world.ann.submit_modal(shown, {"answer": "1 GiB"})

    assert shown.modal["custom_id"] == "viva:t:42"
    assert world.answers.texts == {world.ann.id: "1 GiB"}
    assert "**1 GiB**" in result.response.content
    assert result.ephemeral


async def test_the_modal_holds_the_answer_given_so_far(world):
    round_ = await world.post(OPEN)
    message = world.message(round_)
    shown = await world.ann.click(message, label="Answer")
    await world.ann.submit_modal(shown, {"answer": "A first thought."})

    again = await world.ann.click(message, label="Answer")
    other = await world.bob.click(message, label="Answer")

    assert "A first thought." in str(again.modal)
    assert "A first thought." not in str(other.modal)


async def test_two_members_may_have_the_modal_open_at_once(world):
    round_ = await world.post(SHORT)
    message = world.message(round_)
    first = await world.ann.click(message, label="Answer")
    second = await world.bob.click(message, label="Answer")

    await world.ann.submit_modal(first, {"answer": "LayerNorm"})
    await world.bob.submit_modal(second, {"answer": "BatchNorm"})

    assert world.answers.texts == {world.ann.id: "LayerNorm", world.bob.id: "BatchNorm"}


async def test_a_modal_opened_before_a_restart_is_taken_after_it(world):
    round_ = await world.post(OPEN)
    shown = await world.ann.click(world.message(round_), label="Answer")

    await world.restart()
    result = await world.ann.submit_modal(shown, {"answer": "Two hours of work."})

    assert world.answers.texts == {world.ann.id: "Two hours of work."}
    assert "Two hours of work." in result.response.content


async def test_an_answer_that_cannot_be_read_is_handed_back_with_how_to_mend_it(world):
    round_ = await world.post(NUMERIC)
    shown = await world.ann.click(world.message(round_), label="Answer")

    result = await world.ann.submit_modal(shown, {"answer": "gibberish"})

    assert result.response.content == (
        "I could not read a number there.\nYou wrote:\n```\ngibberish\n```"
    )


async def test_a_long_text_that_comes_too_late_is_handed_back_as_a_file(world):
    round_ = await world.post(OPEN)
    shown = await world.ann.click(world.message(round_), label="Answer")
    world.answers.close(round_)

    result = await world.ann.submit_modal(shown, {"answer": "word " * 700})

    (file,) = result.response.attachments
    assert result.response.content.startswith("Too late")
    assert (await file.read()).decode() == "word " * 700


async def test_a_bug_loses_no_text_either(world):
    round_ = await world.post(OPEN)
    shown = await world.ann.click(world.message(round_), label="Answer")
    world.answers.error = ZeroDivisionError()

    result = await world.ann.submit_modal(shown, {"answer": "My answer."})

    assert "reference" in result.response.content
    assert "My answer." in result.response.content


async def test_no_modal_opens_for_a_closed_or_forgotten_round(world):
    round_ = await world.post(OPEN)
    message = world.message(round_)
    world.answers.close(round_)
    closed = await world.ann.click(message, label="Answer")
    world.answers.rounds.clear()
    forgotten = await world.ann.click(message, label="Answer")

    for result in (closed, forgotten):
        assert result.modal is None
        assert "closed" in result.response.content


async def test_a_modal_of_somebody_elses_making_is_left_alone(world):
    round_ = await world.post(OPEN)
    shown = await world.ann.click(world.message(round_), label="Answer")
    shown._interaction.modal["custom_id"] = "viva:x:42"

    await world.ann.submit_modal(shown, {"answer": "hello"})

    assert world.answers.texts == {}


@pytest.mark.parametrize("question", [NUMERIC, SHORT, OUTPUT, OPEN], ids=lambda q: q.type.value)
async def test_every_modal_keeps_discords_limits(question):
    if question is NUMERIC:
        key = replace(NUMERIC.numeric, quantity=Quantity(1, "of a very long unit " * 9))
        question = replace(question, numeric=key)
    modal = answer_modal(round_of(question), "x" * 9000)

    (label,) = modal.to_dict()["components"]
    assert len(modal.title) <= 45
    assert len(label["label"]) <= LABEL_LIMIT
    assert len(label.get("description") or "") <= 100
    assert len(label["component"]["value"]) <= label["component"]["max_length"] <= 4000


@pytest.mark.parametrize("question", [SHORT, OUTPUT, OPEN], ids=lambda q: q.type.value)
async def test_what_fits_into_the_modal_is_never_too_long_to_be_taken(question):
    (label,) = answer_modal(round_of(question)).to_dict()["components"]
    limit = label["component"]["max_length"]

    understand(question, "x" * limit)
    with pytest.raises(Unreadable, match="Shorten it"):
        understand(question, "x" * (limit + 1))
