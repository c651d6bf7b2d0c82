"""Suggestions: what is refused at the door, who counts as knowing the key, what an edit may do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.formulas import can_render
from bot.domain.proposal import Proposal, question_of
from bot.errors import Unreadable, UserError
from bot.services.vetting import formula_faults
from tests.questions import EASY, SINGLE, bank_of
from tests.unit.services.conftest import ANN, BOB, GUILD

ADMIN, OTHER = 201, 202
PROPOSAL = Proposal(
    topic=SINGLE.topic,
    difficulty=3,
    stem="Why does a decoder mask the scores of later positions?",
    answer="* Else it would read what it predicts\nTo save memory\nTo add depth",
    explanation="All positions are predicted at once in training, so later tokens must hide.",
)


def faults(**changes):
    question = question_of(replace(PROPOSAL, **changes), "own-1")
    return list(formula_faults(question, can_render))


async def suggest(world, member=ANN, **changes):
    proposal = replace(PROPOSAL, **changes)
    return await world.services.suggestions.suggest(GUILD, 1, member, proposal)


async def accepted(world, **changes):
    suggestion = await suggest(world, **changes)
    await world.services.suggestions.accept(GUILD, suggestion.id, ADMIN)
    return suggestion


def insiders(world, suggestion):
    return world.services.library.insiders(GUILD, f"own-{suggestion.id}")


@pytest.mark.parametrize(
    "latex",
    [r"\frac{1", r"\nonsense{x}", "x" * 700, "{" * 60 + "x" + "}" * 60, "a\nb", r"\def\a{\a}\a"],
)
def test_a_formula_that_cannot_be_shown_is_named(latex):
    (fault,) = faults(stem=f"What does this say of the model: ${latex}$?")

    assert fault.startswith("The formula `$")
    assert len(fault) < 250


def test_a_question_has_no_more_pictures_than_a_message_holds():
    matrices = [rf"$\begin{{bmatrix}}{n}\\{n}\end{{bmatrix}}$" for n in range(11)]

    assert faults(stem=" ".join(matrices)) == [
        "11 formulas have to be drawn as pictures; 10 are the most."
    ]
    assert faults(stem=" ".join(matrices[:10] * 2)) == []


def test_a_price_is_no_formula():
    assert faults(stem="Which costs less: $5 an hour, or $3 and a fee?") == []


async def test_what_is_asked_or_waits_already_is_not_suggested_again(world):
    with pytest.raises(UserError, match=f"asked here already: it is `{SINGLE.id}`"):
        await suggest(world, stem=f"  {SINGLE.stem.upper()} ")
    await suggest(world)
    with pytest.raises(UserError, match="was suggested here already"):
        await suggest(world, BOB, stem=PROPOSAL.stem.replace(" ", "\n"))


async def test_an_admin_sees_which_question_asks_much_the_same(world):
    await accepted(world)
    await suggest(world, stem=f"{PROPOSAL.stem} Say briefly.")

    found = await world.services.suggestions.review(GUILD, ADMIN)

    assert found.alike.id == "own-1"


async def test_nobody_floods_the_admins_by_taking_suggestions_back(world):
    for number in range(15):
        suggestion = await suggest(world, stem=f"{PROPOSAL.stem} ({number})")
        await world.services.suggestions.withdraw(GUILD, suggestion.id, ANN)

    with pytest.raises(UserError, match="15 questions within a day"):
        await suggest(world)
    await suggest(world, BOB)


async def test_whoever_was_shown_the_key_knows_it_also_after_a_restart(world):
    suggestion = await suggest(world)
    await world.services.suggestions.review(GUILD, OTHER)
    await world.services.suggestions.accept(GUILD, suggestion.id, ADMIN)
    assert insiders(world, suggestion) == {ANN, ADMIN, OTHER}

    await world.services.suggestions.own(GUILD, "own-1", BOB)
    assert insiders(world, suggestion) == {ANN, ADMIN, OTHER, BOB}
    await world.restart()
    assert insiders(world, suggestion) == {ANN, ADMIN, OTHER, BOB}


async def test_a_changed_key_is_never_hidden_by_moving_options(world):
    suggestion = await accepted(world)
    moved = replace(
        PROPOSAL, answer="* To save memory\nElse it would read what it predicts\nTo add depth"
    )

    with pytest.raises(UserError, match="Leave the options on their lines"):
        await world.services.suggestions.edit(GUILD, suggestion.id, ADMIN, moved)
    shorter = replace(PROPOSAL, answer="Else it would read what it predicts\n* To save memory")
    changed = await world.services.suggestions.edit(GUILD, suggestion.id, ADMIN, shorter)

    assert changed.version == 2


async def test_what_cannot_be_shown_is_refused_at_an_edit_too(world):
    suggestion = await accepted(world)

    with pytest.raises(Unreadable, match="cannot be shown"):
        await world.services.suggestions.edit(
            GUILD, suggestion.id, ADMIN, replace(PROPOSAL, stem=r"What is $\frac{1$ here, about?")
        )


async def test_a_question_whose_topic_has_gone_is_still_asked_counted_and_changed(world):
    suggestion = await accepted(world)
    world.bank = bank_of(replace(EASY, topic="elsewhere"))
    await world.services.library.reload()

    round_ = await world.open_round(topics=(PROPOSAL.topic,))
    coverage = await world.services.catalogue.coverage(GUILD)
    changed = replace(PROPOSAL, stem=PROPOSAL.stem.replace("later", "future"))
    await world.services.suggestions.edit(GUILD, suggestion.id, ADMIN, changed)

    assert round_.question.id == "own-1"
    assert sum(topic.questions for topic in coverage.topics) == coverage.total.questions == 2
