"""What members see: cards before the close, after it, and the reveal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord import cards, receipts
from bot.adapters.discord.attachments import pictures_of
from bot.adapters.discord.layout import Piece, column, level, words
from bot.adapters.discord.reveals import reveal_card, reveal_footer
from bot.domain.question import DIFFICULTY_WORDS, NumericKey, Option, Quantity, QuestionType
from bot.domain.round import AnswerStyle, RoundState
from bot.domain.turnout import Turnout
from bot.services.answers import Receipt
from bot.services.publisher import Reveal, Tally
from tests.questions import MULTIPLE, NUMERIC, OPEN, ORDER, OUTPUT, SHORT, SINGLE, TRUE_FALSE
from tests.unit.adapters.rounds import TITLES, longest, round_of

REVEAL = Reveal(0, (), 0, ())
EVERY_KIND = [SINGLE, TRUE_FALSE, MULTIPLE, NUMERIC, SHORT, OUTPUT, ORDER, OPEN]
BUTTONS = AnswerStyle.BUTTONS


def texts(view) -> str:
    """Everything there is to read in a message."""
    return "\n".join(item.content for item in view.walk_children() if hasattr(item, "content"))


def sent(view) -> str:
    """The message as it travels."""
    return json.dumps(view.to_components(), ensure_ascii=False)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_limits(view) -> None:
    assert view.total_children_count <= 40
    assert sum(utf16(i.content) for i in view.walk_children() if hasattr(i, "content")) <= 4000
    assert all(i.content for i in view.walk_children() if hasattr(i, "content"))


def numeric(quantity: Quantity, **key):
    return replace(NUMERIC, numeric=NumericKey(quantity, **key))


def reveal_of(round_, **changes) -> Reveal:
    tallies = tuple(Tally("ABCDEFGHIJ"[p], 3) for p in range(len(round_.order)))
    return replace(Reveal(12, (101, 102), 1, tallies or (Tally("1 GiB", 9),)), **changes)


# ---------------------------------------------------------------------- the open card


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda q: q.type.value)
def test_a_card_says_what_is_asked_how_hard_until_when_and_by_which_id(question):
    text = texts(cards.open_card(round_of(question), TITLES).view)

    assert text.startswith("### Transformers\nSenior · 🟨 medium")
    assert question.stem in text
    assert "<t:1780390800:R>" in text
    assert text.endswith(f"-# {question.id} · round 42")


@pytest.mark.parametrize("difficulty", range(1, 6))
def test_difficulty_is_a_colour_and_a_word(difficulty):
    card = cards.open_card(round_of(replace(SINGLE, difficulty=difficulty)), TITLES)

    word, square = DIFFICULTY_WORDS[difficulty - 1], cards.SQUARES[difficulty - 1]
    assert f"{square} {word}" in texts(card.view)
    assert card.view.children[0].accent_colour == cards.COLOURS[difficulty - 1]


def test_options_are_shown_in_the_order_drawn():
    text = texts(cards.open_card(round_of(order=(2, 0, 3, 1)), TITLES).view)

    places = [text.index(f"Statement number {i}") for i in (3, 1, 4, 2)]
    assert places == sorted(places)
    assert "**A**\u2002Statement number 3" in text


def test_reactions_are_announced_as_visible_and_several_as_allowed():
    single = texts(cards.open_card(round_of(SINGLE), TITLES).view)
    multiple = texts(cards.open_card(round_of(MULTIPLE), TITLES).view)

    assert "Reactions are visible to everyone until the close." in single
    assert "Your latest one counts." in single
    assert "Several options are right." not in single
    assert "Several options are right." in multiple
    assert "Answered so far" not in single


def test_buttons_stand_beside_their_options_and_the_count_is_shown():
    view = cards.open_card(round_of(style=BUTTONS), TITLES, turnout=Turnout(1)).view

    ids = [i.custom_id for i in view.walk_children() if hasattr(i, "custom_id")]
    assert ids == ["viva:a:42:0", "viva:a:42:1", "viva:a:42:2", "viva:a:42:3"]
    assert "Answered so far: 1 member." in texts(view)


@pytest.mark.parametrize("question", [NUMERIC, SHORT, OUTPUT, OPEN], ids=lambda q: q.type.value)
def test_typed_and_open_questions_have_an_answer_button(question):
    view = cards.open_card(round_of(question), TITLES).view

    buttons = [i for i in view.walk_children() if hasattr(i, "custom_id")]
    assert [(b.label, b.custom_id) for b in buttons] == [("Answer", "viva:w:42")]


@pytest.mark.parametrize("style", AnswerStyle)
def test_an_order_is_asked_for_by_a_button_below_its_options_whatever_the_style(style):
    round_ = round_of(ORDER, style=style)
    view = cards.open_card(round_, TITLES, turnout=Turnout(2)).view

    buttons = [i for i in view.walk_children() if hasattr(i, "custom_id")]
    assert [(b.label, b.custom_id) for b in buttons] == [("Answer", "viva:w:42")]
    assert "**A**\u2002Write it down\n**B**\u2002Mend it" in texts(view)
    assert "**Put them in order.**" in texts(view)
    assert "Answered so far: 2 members." in texts(view)
    assert not cards.takes_reactions(round_)


def test_a_number_is_asked_for_in_its_unit():
    assert "Answer in **GiB**." in texts(cards.open_card(round_of(NUMERIC), TITLES).view)


def test_code_is_a_block_of_its_language_that_nothing_inside_ends():
    question = replace(OUTPUT, code=replace(OUTPUT.code, source="print('```')"))

    text = texts(cards.open_card(round_of(question), TITLES).view)

    assert "```python\nprint('`\u200b``')\n```" in text


def test_shown_to_one_member_a_card_says_what_they_hold_and_not_how_many_answered():
    view = cards.open_card(round_of(style=BUTTONS), TITLES, turnout=None, note="You hold B.").view

    assert "Answered so far" not in texts(view)
    assert "You hold B." in texts(view)


@pytest.mark.parametrize(
    ("turnout", "said"),
    [
        (Turnout(0), "Answered so far: nobody."),
        (Turnout(1, 9), "1 of 9 has answered."),
        (Turnout(7, 9), "7 of 9 have answered."),
    ],
)
def test_in_a_quiz_the_card_says_how_many_of_those_who_are_in_have_answered(turnout, said):
    live = round_of(style=BUTTONS, quiz_id=3, position=1, slot="1 of 10")
    untimed = replace(live, closes_at=live.opens_at + timedelta(hours=1))
    timed = replace(live, closes_at=live.opens_at + timedelta(seconds=30))

    assert said in texts(cards.open_card(timed, TITLES, turnout=turnout).view)
    assert said in texts(cards.open_card(untimed, TITLES, turnout=turnout).view)
    assert "answered" not in texts(cards.open_card(untimed, TITLES, turnout=None).view)


def test_the_thread_is_offered_only_where_it_can_be_read():
    readable = texts(cards.open_card(round_of(OPEN), TITLES, reads_threads=True).view)
    unreadable = texts(cards.open_card(round_of(OPEN), TITLES, reads_threads=False).view)

    assert "thread" in readable
    assert "thread" not in unreadable


def test_the_role_is_mentioned_over_the_card_and_nothing_else_may_be():
    round_ = round_of(ping_role_id=77)

    assert texts(cards.open_card(round_, TITLES).view).startswith("<@&77>\n")
    assert cards.pings(round_).to_dict() == {"parse": [], "roles": [77]}


def test_the_role_of_all_members_is_mentioned_by_name():
    round_ = round_of(ping_role_id=1)

    assert texts(cards.open_card(round_, TITLES).view).startswith("@everyone\n")
    assert cards.pings(round_).to_dict() == {"parse": ["everyone"]}


def test_without_a_role_nothing_is_mentioned():
    assert cards.pings(round_of()).to_dict() == {"parse": []}


def test_formulas_that_need_a_picture_are_attached_under_names_that_tell_nothing():
    matrix = r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$"
    stem = f"What is {matrix}, if it is not {matrix}?"
    card = cards.open_card(round_of(replace(SINGLE, stem=stem)), TITLES)

    assert card.formulas == (matrix.strip("$"),)
    assert "What is [formula 1], if it is not [formula 1]?" in texts(card.view)
    assert "attachment://formula-1.png" in sent(card.view)


def test_what_looks_like_markdown_is_shown_as_written():
    question = replace(SINGLE, stem="COUNT(*) counts rows, COUNT(*) of `a_b` not x_1")

    text = texts(cards.open_card(round_of(question), TITLES).view)

    assert r"COUNT(\*) counts rows, COUNT(\*) of `a_b` not x\_1" in text


@pytest.mark.parametrize("style", AnswerStyle)
@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda q: q.type.value)
def test_nothing_before_the_reveal_depends_on_the_key(question, style):
    """Rounds that differ only in what is right look exactly alike."""
    options = tuple(replace(o, correct=not o.correct, why="other") for o in question.options)
    key = {
        "options": options,
        "explanation": "Something else entirely.",
        "output": question.output and "something else",
        "short": question.short and replace(question.short, accept=("other",)),
        "open": question.open and replace(question.open, model_answer="Other. " * 40),
        "numeric": question.numeric
        and replace(question.numeric, quantity=replace(question.numeric.quantity, value=7)),
    }
    one, other = round_of(question, style=style), round_of(replace(question, **key), style=style)

    for card_of in (
        lambda r: cards.open_card(r, TITLES, turnout=Turnout(3)).view,
        lambda r: cards.closed_card(r, TITLES, answered=3).view,
    ):
        assert sent(card_of(one)) == sent(card_of(other))


# ---------------------------------------------------------------------- the closed card


def test_a_closed_card_has_no_buttons_and_a_link_to_the_reveal():
    round_ = round_of(style=BUTTONS, state=RoundState.REVEALED, reveal_message_id=99)

    view = cards.closed_card(round_, TITLES, answered=3).view

    assert "custom_id" not in sent(view)
    assert "**Closed**" in texts(view)
    link = "[See the answer](https://discord.com/channels/1/11/99)"
    assert f"3 members answered. {link}" in texts(view)
    assert texts(view).endswith("round 42")


def test_a_void_card_says_so():
    view = cards.closed_card(round_of(state=RoundState.VOID), TITLES, answered=3).view

    assert "**Void.**" in texts(view)


@pytest.mark.parametrize(
    "build", [cards.open_card, partial(cards.closed_card, answered=0)], ids=["open", "closed"]
)
def test_a_question_asked_again_says_why(build):
    again = texts(build(round_of(revisit=True), TITLES).view)

    assert "Asked again, because many missed it this week." in again
    assert "Asked again" not in texts(build(round_of(), TITLES).view)


# ---------------------------------------------------------------------- the reveal


def test_every_option_is_marked_by_a_symbol_and_a_word_and_explained():
    round_ = round_of(message_id=98)

    text = texts(reveal_card(round_, reveal_of(round_), TITLES).view)

    assert text.startswith("### The answer: D")
    assert text.count("❌ wrong") == 3
    assert "**D** · ✅ right · Statement number 1" in text
    assert text.count(SINGLE.options[0].why) == 4
    assert SINGLE.explanation in text
    assert "[A standard text](<https://example.org/text>)" in text
    assert text.endswith("-# single-1 · reveal of round 42")


def test_a_right_order_is_numbered_and_says_how_many_had_each_step():
    round_ = round_of(ORDER, order=(2, 0, 3, 1))
    tallies = (Tally("B → D", 6), Tally("D → A", 8), Tally("A → C", 0))

    reveal = reveal_of(round_, answered=8, tallies=tallies)
    text = texts(reveal_card(round_, reveal, TITLES).view)

    assert text.startswith("### The right order: B → D → A → C")
    firsts = [text.index(f"**{number}. {letter}** · ") for number, letter in enumerate("BDAC", 1)]
    assert firsts == sorted(firsts)
    assert f"**1. B** · Stop the harm\n{ORDER.options[0].why}" in text
    assert "wrong" not in text
    assert "Had this step right:\n`████████░░` 75% `B → D` (6)" in text
    assert "Right: <@101>, <@102>. 1 member partly." in text


def test_the_distribution_is_in_per_cent():
    round_ = round_of()
    tallies = (Tally("A", 1), Tally("B", 0), Tally("C", 1), Tally("D", 6))

    text = texts(reveal_card(round_, reveal_of(round_, answered=8, tallies=tallies), TITLES).view)

    assert "`████████░░` 75% `D` ✅ right (6)" in text
    assert "`░░░░░░░░░░` 0% `B` (0)" in text


def test_who_was_right_is_named_up_to_twenty_and_counted_above():
    round_ = round_of()
    few = reveal_of(round_, right=tuple(range(100, 120)))
    many = reveal_of(round_, right=tuple(range(100, 121)), partly=0)

    assert "<@119>. 1 member partly." in texts(reveal_card(round_, few, TITLES).view)
    assert "Right: 21 members." in texts(reveal_card(round_, many, TITLES).view)
    assert "<@" not in texts(reveal_card(round_, many, TITLES).view)


def test_nobody_right_and_nobody_there_are_said():
    round_ = round_of()

    nobody_right = texts(reveal_card(round_, reveal_of(round_, right=(), partly=0), TITLES).view)
    nobody_there = texts(reveal_card(round_, Reveal(0, (), 0, ()), TITLES).view)

    assert "Nobody had it quite right." in nobody_right
    assert "Nobody answered this time." in nobody_there


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (NUMERIC, "**1 GiB (within 5%)**"),
        (numeric(Quantity(3.0), absolute=0.5, also=(Quantity(4.0),)), "**3 or 4 (within 0.5)**"),
        (numeric(Quantity(3.0)), "**3**"),
        (SHORT, "**layer normalization**\nAlso accepted: LayerNorm"),
        (OUTPUT, "```text\n[1, 2]\n```"),
    ],
    ids=["relative", "absolute", "exact", "short", "output"],
)
def test_the_key_of_a_typed_question_is_shown(question, key):
    round_ = round_of(question)

    assert key in texts(reveal_card(round_, reveal_of(round_), TITLES).view)


def test_what_members_typed_cannot_break_out_of_the_distribution():
    round_ = round_of(SHORT)
    tallies = (Tally("`@everyone` **x**", 1),)

    text = texts(reveal_card(round_, reveal_of(round_, tallies=tallies), TITLES).view)

    assert "`'@everyone' **x**`" in text


def test_the_model_answer_and_the_rubric_are_behind_spoilers():
    key = replace(
        OPEN.open,
        model_answer="Before `||` after",
        red_flags=("hand-waving",),
        follow_ups=("And then?",),
    )
    round_ = round_of(replace(OPEN, open=key))

    text = texts(reveal_card(round_, reveal_of(round_, right=(), tallies=()), TITLES).view)

    assert "||Before `|\u200b|` after||" in text
    assert "- And then?" in text
    assert "- ||names the cause||" in text
    assert "- ||hand-waving||" in text
    assert "Right:" not in text


def test_a_reveal_shows_its_formulas_as_pictures():
    matrix = r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$"
    card = reveal_card(round_of(replace(SINGLE, explanation=f"It is {matrix}.")), REVEAL, TITLES)

    assert card.formulas == (matrix.strip("$"),)
    assert "attachment://formula-1.png" in sent(card.view)


def test_a_reveal_is_not_taken_for_a_card():
    assert reveal_footer(round_of()) != cards.footer(round_of())


# ---------------------------------------------------------------------- limits


@pytest.mark.parametrize("style", AnswerStyle)
@pytest.mark.parametrize("type_", QuestionType)
def test_a_question_beyond_every_limit_still_fits(type_, style):
    round_ = round_of(longest(type_), style=style, ping_role_id=77, message_id=98)
    crowd = Reveal(10**6, tuple(range(10**18, 10**18 + 20)), 10**6, (Tally("`" * 90, 10**5),) * 5)

    for view in (
        cards.open_card(round_, TITLES, turnout=Turnout(10**6), note="x" * 80).view,
        cards.closed_card(round_, TITLES, answered=10**6).view,
        reveal_card(round_, crowd, TITLES).view,
    ):
        check_limits(view)
    assert texts(cards.open_card(round_, TITLES).view).endswith("round 42")
    assert texts(reveal_card(round_, crowd, TITLES).view).endswith("reveal of round 42")


long_texts = st.text(st.sampled_from("ab `*_|$\\#>-\n\U0001d465é"), min_size=1, max_size=1500)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_text_fits(data):
    draw = data.draw
    options = tuple(
        Option(str(i), draw(long_texts), i == 0, draw(long_texts))
        for i in range(draw(st.integers(2, 5)))
    )
    question = replace(SINGLE, stem=draw(long_texts), explanation=draw(long_texts), options=options)
    round_ = round_of(question, style=draw(st.sampled_from(AnswerStyle)))

    shown = (
        cards.open_card(round_, TITLES).view,
        reveal_card(round_, reveal_of(round_), TITLES).view,
    )
    for view in shown:
        check_limits(view)
        assert "round " in texts(view).rpartition("\n")[2], "the last line is whole"


@given(st.lists(st.integers(0, 500)), st.integers(0, 3000))
def test_the_common_length_is_the_greatest_that_fits(lengths, room):
    cap = level(lengths, room)

    assert sum(min(n, cap) for n in lengths) <= room or cap == 0
    if max(lengths, default=0) > cap:
        assert sum(min(n, cap + 1) for n in lengths) > room


def test_long_texts_are_cut_and_short_ones_stay_whole():
    view = column([words(Piece("a" * 9000)), words(Piece("b" * 100)), words("footer")], colour=0)

    first, second, third = texts(view).split("\n")
    assert first.endswith("a…")
    assert (second, third) == ("b" * 100, "footer")


# ---------------------------------------------------------------------- receipts


def receipt(question, held=(), text="", **changes):
    return Receipt(round_of(question, **changes), tuple(held), None, text)


def test_a_receipt_says_what_is_held_and_until_when_it_can_be_changed():
    assert receipts.choice(receipt(SINGLE, [1], "B")) == (
        "Your answer: **B**. You can change it until the close, <t:1780390800:R>."
    )


def test_a_receipt_for_several_options_lists_them():
    assert receipts.choice(receipt(MULTIPLE, [0, 2])).startswith("Your answers: **A, C**.")
    assert receipts.choice(receipt(MULTIPLE)).startswith("You hold no answer now.")


def test_a_receipt_repeats_what_was_understood():
    assert "as I understood it: **1 GiB**." in receipts.typed(receipt(NUMERIC, text="1 GiB"))


def test_a_receipt_repeats_output_line_by_line():
    assert "```\n1\n2\n```" in receipts.typed(receipt(OUTPUT, text="1\n2"))


def test_a_receipt_for_a_sealed_answer_quotes_its_beginning():
    text = receipts.typed(receipt(OPEN, text="# First\n" + "x" * 4000))

    assert text.startswith("Handed in; nobody else sees it.\n> \\# First\n> xxx")
    assert len(text) < 1000


async def test_a_card_has_no_more_pictures_than_a_message_holds():
    stem = " ".join(rf"$\begin{{bmatrix}}{n}\\{n}\end{{bmatrix}}$" for n in range(12))
    card = cards.open_card(round_of(replace(SINGLE, stem=stem)), TITLES)

    assert len(await pictures_of(card)) == 10


@pytest.mark.parametrize(
    ("right", "unnamed", "said"),
    [((101,), 2, "Right: <@101> and 2 more."), ((), 2, "Right: 2 members."), ((), 0, "Nobody")],
)
def test_who_hides_is_counted_and_not_named(right, unnamed, said):
    round_ = round_of()
    revealed = reveal_of(round_, right=right, unnamed=unnamed, partly=0)

    assert said in texts(reveal_card(round_, revealed, TITLES).view)
