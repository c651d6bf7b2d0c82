"""Putting options in order through menus, on a simulated Discord."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.arranging import LABEL_LIMIT, menu_page, order_items, receipt_page
from bot.domain.question import Option, QuestionType
from bot.errors import Unreadable
from bot.services.answers import Receipt
from tests.flows.conftest import text_of
from tests.questions import MULTIPLE, ORDER
from tests.unit.adapters.fakes import FakeAnswers
from tests.unit.adapters.rounds import OPENS, longest, round_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.round import Round


def components(message) -> list[dict]:
    """Everything a message is made of, from top to bottom."""
    found, stack = [], list(message.components)
    while stack:
        part = stack.pop(0)
        found.append(part)
        stack[:0] = part.get("components", ())
    return found


def menu(message) -> dict | None:
    return next((part for part in components(message) if part["type"] == 3), None)


def offered(message) -> list[str]:
    return [option["label"] for option in menu(message)["options"]]


async def pick(member, result, letter: str):
    """Choose the option of that letter in the menu shown."""
    value = str("ABCD".index(letter))
    return await member.select(
        result.response, [value], custom_id=menu(result.response)["custom_id"]
    )


# ---------------------------------------------------------------------- step by step


async def test_one_option_after_the_other_is_chosen_and_the_last_finds_its_place(world):
    round_ = await world.post(ORDER)

    first = await world.ann.click(world.message(round_), label="Answer")
    asked = text_of(first.response)
    letters = [label[0] for label in offered(first.response)]
    second = await pick(world.ann, first, "C")
    third = await pick(world.ann, second, "A")
    shown, left = text_of(third.response), offered(third.response)
    nothing_yet = dict(world.answers.orders)
    receipt = await pick(world.ann, third, "D")

    assert first.ephemeral
    assert asked.startswith("### What comes first?")
    assert letters == ["A", "B", "C", "D"]
    assert shown.startswith("### What comes next?")
    assert "**1. C** · Find the cause\n**2. A** · Write it down" in shown
    assert left == ["B · Mend it", "D · Stop the harm"]
    assert nothing_yet == {}
    assert world.answers.orders == {world.ann.id: (2, 0, 3, 1)}
    assert receipt.response.id == first.response.id, "the menu's message became the receipt"
    assert "Your answer: **C → A → D → B**. You can change it" in text_of(receipt.response)
    assert menu(receipt.response) is None


async def test_the_answer_held_is_shown_and_a_new_one_replaces_it(world):
    round_ = await world.post(ORDER)
    world.answers.orders[world.ann.id] = (0, 1, 2, 3)

    again = await world.ann.click(world.message(round_), label="Answer")
    held = text_of(again.response)
    for letter in "DCB":
        again = await pick(world.ann, again, letter)

    assert "Your answer so far: **A → B → C → D**. It stands until a new order" in held
    assert world.answers.orders == {world.ann.id: (3, 2, 1, 0)}


async def test_starting_over_forgets_what_was_chosen_and_keeps_what_is_held(world):
    round_ = await world.post(ORDER)
    world.answers.orders[world.ann.id] = (0, 1, 2, 3)
    begun = await world.ann.click(world.message(round_), label="Answer")
    begun = await pick(world.ann, begun, "D")

    anew = await world.ann.click(begun.response, label="Start over")

    assert text_of(anew.response).startswith("### What comes first?")
    assert "**A → B → C → D**" in text_of(anew.response)
    assert len(offered(anew.response)) == 4
    assert world.answers.orders == {world.ann.id: (0, 1, 2, 3)}


async def test_a_half_done_order_is_finished_after_a_restart(world):
    round_ = await world.post(ORDER)
    half = await world.ann.click(world.message(round_), label="Answer")
    half = await pick(world.ann, half, "B")

    await world.restart()
    half = await pick(world.ann, half, "A")
    await pick(world.ann, half, "C")

    assert world.answers.orders == {world.ann.id: (1, 0, 2, 3)}


async def test_the_last_pick_after_the_close_is_refused_and_changes_nothing(world):
    round_ = await world.post(ORDER)
    half = await world.ann.click(world.message(round_), label="Answer")
    for letter in "BA":
        half = await pick(world.ann, half, letter)
    world.answers.close(round_)

    refused = await pick(world.ann, half, "C")

    assert refused.ephemeral
    assert refused.response.content == "This question is closed; it takes no more answers."
    assert world.answers.orders == {}


async def test_nothing_is_confirmed_before_the_commit(world):
    round_ = await world.post(ORDER)
    half = await world.ann.click(world.message(round_), label="Answer")
    for letter in "BA":
        half = await pick(world.ann, half, letter)
    world.answers.error = Unreadable("The disk is full.")

    refused = await pick(world.ann, half, "C")

    assert refused.response.content == "The disk is full."
    assert menu(half.response) is not None, "the menu is still there to be tried again"


async def test_reactions_to_a_card_that_asks_for_an_order_count_for_nothing(world):
    round_ = await world.post(ORDER)

    await world.ann.react(world.message(round_), "🇦")

    assert world.reactions(round_) == {"🇦": 1}, "none was seeded, and this one stays"
    assert (world.answers.choices, world.answers.orders) == ({}, {})


# ---------------------------------------------------------------------- what does not fit


class Pressed:
    """An interaction of a member in server 1 that chose these values, and what it was told."""

    type = discord.InteractionType.component
    guild_id = 1
    user = SimpleNamespace(id=7)

    def __init__(self, *values: str) -> None:
        self.data = {"values": list(values)}
        self.response = self
        self.told = ""
        self.shown: ui.LayoutView | None = None

    def is_done(self) -> bool:
        return False

    async def send_message(self, text: str, *, ephemeral: bool) -> None:
        assert ephemeral
        self.told = text

    async def edit_message(self, *, view: ui.LayoutView) -> None:
        self.shown = view


async def press(
    custom_id: str,
    *values: str,
    round_: Round | None = None,
    answers: FakeAnswers | None = None,
    interaction: Pressed | None = None,
) -> tuple[FakeAnswers, Pressed]:
    """Press what has this custom id, as if some message still showed it."""
    answers, interaction = answers or FakeAnswers(), interaction or Pressed(*values)
    answers.rounds = {42: round_ or round_of(ORDER)}
    item: ui.Button[ui.View] = ui.Button(custom_id=custom_id)
    menus_, restarts = order_items(answers)
    kind = menus_ if custom_id.startswith("viva:o:") else restarts
    match = re.fullmatch(kind(item, None).template, custom_id)
    await kind(item, match).callback(interaction)
    return answers, interaction


@pytest.mark.parametrize(
    ("custom_id", "values"),
    [
        ("viva:o:42:20", ["2"]),  # chosen twice
        ("viva:o:42:20", ["4"]),  # there is no fifth option
        ("viva:o:42:22", ["1"]),
        ("viva:o:42:0123", ["0"]),
        ("viva:o:42:01234", ["5"]),
        ("viva:o:42:", []),
        ("viva:o:42:", ["0", "1"]),
    ],
)
async def test_a_choice_that_does_not_fit_is_refused_and_changes_nothing(custom_id, values):
    answers, interaction = await press(custom_id, *values)

    assert interaction.told.startswith("That choice does not fit any more.")
    assert interaction.shown is None
    assert answers.orders == {}


@pytest.mark.parametrize("round_", [round_of(MULTIPLE), round_of(ORDER, guild_id=2)])
@pytest.mark.parametrize("custom_id", ["viva:o:42:20", "viva:s:42"])
async def test_a_menu_of_another_question_or_server_is_refused(custom_id, round_):
    answers, interaction = await press(custom_id, "1", round_=round_)

    assert interaction.told.startswith("This menu belongs to another question.")
    assert (interaction.shown, answers.orders) == (None, {})


@pytest.mark.parametrize("custom_id", ["viva:o:41:", "viva:s:41"])
async def test_a_menu_of_a_forgotten_round_is_refused(custom_id):
    _, interaction = await press(custom_id, "1")

    assert interaction.told == "This question is closed; it takes no more answers."


async def test_a_pick_sent_twice_leads_to_the_same_page():
    pages = [(await press("viva:o:42:2", "0"))[1].shown for _ in range(2)]

    assert pages[0].to_components() == pages[1].to_components()


class Slow(Pressed):
    """An interaction whose answer is committed only after Discord was asked for patience."""

    def __init__(self, *values: str, error: Exception | None = None) -> None:
        super().__init__(*values)
        self.id = 1
        self.command = None
        self.created_at = OPENS
        self.error = error
        self.deferred = asyncio.Event()

    def is_done(self) -> bool:
        return self.deferred.is_set()

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        assert ephemeral
        assert not thinking, "the menu's own message is to become the receipt"
        self.deferred.set()

    async def edit_original_response(self, *, view: ui.LayoutView) -> None:
        if self.error is not None:
            raise self.error
        self.shown = view


class SlowAnswers(FakeAnswers):
    """Commits when the interaction was deferred."""

    def __init__(self, interaction: Slow) -> None:
        super().__init__()
        self.interaction = interaction

    async def arrange(
        self, round_id: int, member_id: int, places: Sequence[int], *, at: datetime | None = None
    ) -> Receipt:
        await self.interaction.deferred.wait()
        return await super().arrange(round_id, member_id, places, at=at)


GONE = discord.NotFound(
    SimpleNamespace(status=404, reason="Not Found"), {"code": 10008, "message": "gone"}
)


@pytest.mark.parametrize("error", [None, GONE])
async def test_a_slow_commit_is_confirmed_in_place_and_stands_even_if_it_cannot_be(
    monkeypatch, error
):
    monkeypatch.setattr("bot.adapters.discord.pressing.PATIENCE", 0.0)
    interaction = Slow("1", error=error)
    answers = SlowAnswers(interaction)

    await press("viva:o:42:20", "1", answers=answers, interaction=interaction)

    assert answers.orders == {7: (2, 0, 1, 3)}
    assert (interaction.shown is None) == (error is not None)
    assert interaction.told == ""


# ---------------------------------------------------------------------- what Discord takes


def menus(view: ui.LayoutView) -> list[ui.Select]:
    return [item for item in view.walk_children() if isinstance(item, ui.Select)]


@given(st.permutations(range(5)), st.integers(0, 3))
def test_a_page_beyond_every_limit_still_fits(order, chosen):
    round_ = round_of(longest(QuestionType.ORDER), order=tuple(order), message_id=98)

    view = menu_page(round_, tuple(range(chosen)), held=Receipt(round_, (), None, "A → B"))

    (menu_,) = menus(view)
    assert len(menu_.options) == 5 - chosen
    assert all(len(option.label) <= LABEL_LIMIT for option in menu_.options)
    assert len(menu_.custom_id) <= 100
    assert len(menu_.placeholder) <= 150
    assert (menu_.min_values, menu_.max_values) == (1, 1)
    assert sum(len(i.content) for i in view.walk_children() if hasattr(i, "content")) <= 4000


def test_custom_ids_tell_nothing_of_the_key():
    """Two rounds shown alike whose keys differ have the same ids and values."""
    swapped = replace(ORDER, options=ORDER.options[::-1])
    one, other = round_of(ORDER, order=(0, 1, 2, 3)), round_of(swapped, order=(3, 2, 1, 0))

    assert menu_page(one, (2,)).to_components() == menu_page(other, (2,)).to_components()


def test_a_label_shows_formulas_and_code_as_plain_text():
    options = (Option("a", r"Scale by $d_k$ in `attention()`", correct=False, why="."),)
    round_ = round_of(replace(ORDER, options=options + ORDER.options[1:]), order=(0, 1, 2, 3))

    (menu_,) = menus(menu_page(round_))

    assert menu_.options[0].label == "A · Scale by dₖ in attention()"


def test_the_receipt_repeats_the_order_in_full():
    round_ = round_of(ORDER)

    texts = [
        i.content
        for i in receipt_page(Receipt(round_, (3, 2, 1, 0), None, "D → C → B → A")).walk_children()
        if hasattr(i, "content")
    ]

    assert "**1. D** · Stop the harm\n**2. C** · Find the cause" in "\n".join(texts)
