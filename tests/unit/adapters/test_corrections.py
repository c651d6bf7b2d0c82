"""What a channel is told of a correction: pure pages, and what Discord takes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.discord import flag_pages, flagging
from bot.adapters.discord.corrections import correction_card
from bot.adapters.discord.reveals import reveal_card
from bot.domain.flags import Ban, BanKind, Flag, FlagKind
from bot.domain.question import QuestionType
from bot.domain.round import RoundState
from bot.services.publisher import Correction
from bot.services.verdicts import Case, Cases
from bot.store.usage import Asked
from tests.questions import NUMERIC, ORDER, SINGLE
from tests.unit.adapters.rounds import OPENS, TITLES, longest, round_of
from tests.unit.adapters.test_cards import REVEAL, check_limits, texts


def corrected(question, *right, changed=3):
    options = tuple(replace(option, correct=option.id in right) for option in question.options)
    return Correction(2, replace(question, version=2, options=options), changed, OPENS)


def shown(round_, correction) -> str:
    return texts(correction_card(round_, correction, TITLES).view)


def test_the_new_key_is_named_by_the_letters_of_the_card():
    """The options are shown in reverse: c, the third of four, is B."""
    text = shown(round_of(message_id=98), corrected(SINGLE, "c"))

    assert text.startswith("### The answer to this question was corrected\n-# Transformers")
    assert "/98)" in text
    assert "✅ **B** · Statement number 3" in text
    assert "Statement number 1" not in text
    assert SINGLE.explanation in text
    assert "**3 members' points changed.**" in text
    assert text.endswith("-# single-1 · version 2 of round 42")


def test_an_option_that_was_not_on_the_card_has_no_letter():
    fewer = replace(SINGLE, options=SINGLE.options[:3])

    assert "✅ Statement number 4" in shown(round_of(fewer), corrected(SINGLE, "d"))


def test_a_new_order_is_numbered():
    new = replace(ORDER, version=2, options=tuple(reversed(ORDER.options)))

    text = shown(round_of(ORDER), Correction(2, new, 1, OPENS))

    assert "1. **A** · " in text
    assert "**1 member's points changed.**" in text


def test_a_new_number_is_given_with_its_tolerance():
    text = shown(round_of(NUMERIC), corrected(NUMERIC, changed=0))

    assert "**1 GiB (within 5%)**" in text
    assert "**Nobody's points changed.**" in text


def test_what_counts_no_more_shows_no_key():
    withdrawn = shown(round_of(), Correction(0, None, 2, OPENS))
    unjudged = shown(round_of(), Correction(2, None, 2, OPENS))

    assert withdrawn.startswith("### This question was withdrawn by an admin")
    assert withdrawn.endswith("-# single-1 · withdrawal of round 42")
    assert "answers to it no longer count" in unjudged
    assert "Statement number" not in withdrawn + unjudged


@pytest.mark.parametrize("type_", QuestionType)
def test_the_longest_question_fits(type_):
    question = longest(type_)
    address = "https://discord.com/channels/1/2/3"

    check_limits(correction_card(round_of(question), corrected(question, "a"), TITLES).view)
    check_limits(reveal_card(round_of(question), REVEAL, TITLES, corrected=address).view)


# ---------------------------------------------------------------------- the list for admins


def case(number: int, **changes) -> Case:
    flag = Flag(
        guild_id=1,
        question_id=f"q-{number}",
        version=1,
        member_id=10**18,
        round_id=1,
        kind=FlagKind.OTHER,
        text="*_~|`> # " * 55,
        at=OPENS,
    )
    time = Asked(1, 1, RoundState.REVEALED, 10**18, 10**18, OPENS, "", 0, 0)
    base = Case(f"q-{number}", "*_~|`> # " * 99, None, (flag,) * 9, (time,) * 9)
    return replace(base, **changes)


def test_the_longest_list_fits_and_can_be_turned():
    view = flag_pages.listing(Cases(tuple(map(case, range(4))), 2, 3, 12), 1)

    check_limits(view)
    assert "and 6 reports more" in texts(view)
    assert "viva:flags:next:3" in str(view.to_components())


def test_the_list_says_how_each_question_stands():
    retired = Ban(1, "q-1", 1, BanKind.RETIRED, OPENS)
    rows = (case(1, ban=retired, flags=(), stem="", asked=()), case(2, flags=()))

    text = texts(flag_pages.listing(Cases(rows, 1, 1, 2), 1))

    assert "**Retired <t:" in text
    assert "(no longer in the bank)" in text
    assert "**Asked as usual** · `q-2`" in text


def test_the_form_tells_nothing_of_the_key_and_asks_what_is_wrong():
    form = str(flagging.flag_modal(round_of()).to_dict())

    assert SINGLE.stem in form
    assert all(kind.words in form for kind in FlagKind)
    assert "Statement" not in form
    assert SINGLE.explanation not in form


# ---------------------------------------------------------------------- on Discord


async def test_a_correction_replies_to_the_reveal_and_is_found_again(world):
    round_ = await world.post()
    reveal_id = await world.publisher.reveal(round_, REVEAL)
    over = replace(round_, reveal_message_id=reveal_id)
    told = replace(corrected(SINGLE, "b"), since=world.env.now())

    message_id = await world.publisher.correct(over, told)
    await world.publisher.amend_reveal(over, REVEAL, message_id)

    notice = world.channel.last_message
    assert notice.reference.message_id == reveal_id
    assert await world.publisher.find_correction(over, told) == message_id
    assert await world.publisher.find_correction(over, replace(told, version=3)) is None
    later = replace(told, since=told.since + timedelta(hours=1))
    assert await world.publisher.find_correction(over, later) is None


async def test_a_refreshed_card_has_the_pictures_of_the_new_version(world):
    round_ = await world.post()
    stem = r"What is $\begin{pmatrix} a & b \\ c & d \end{pmatrix}$?"
    better = replace(round_, question=replace(SINGLE, version=2, stem=stem))

    await world.publisher.refresh_card(better, 0)

    (attachment,) = world.message(round_).attachments
    assert attachment.filename == "formula-1.png"
