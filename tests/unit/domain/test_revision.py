"""A corrected question: what becomes of answers given to the version before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.arranging import arrange, sequence
from bot.domain.grading import choose, chosen, grade, understand
from bot.domain.question import QuestionType
from bot.domain.revision import carried, in_place, same_answer, same_key, shown_order
from tests.unit.domain.samples import closed, numeric, question, short

SINGLE = closed(QuestionType.SINGLE, {0})
LONGER = closed(QuestionType.SINGLE, {0}, count=5)
ORDER = closed(QuestionType.ORDER, set())
CHOICE = [kind for kind in QuestionType if kind.is_choice]


def rearranged(old, order, correct=None):
    """The same options in another order; `correct` holds the ids that are right now."""
    options = [old.options[index] for index in order]
    if correct is not None:
        options = [replace(option, correct=option.id in correct) for option in options]
    return replace(old, version=2, options=tuple(options))


def printing(output):
    return question(QuestionType.CODE_OUTPUT, output=output)


def held(sample, response):
    return {sample.options[index].id for index in chosen(response)}


@given(st.permutations(range(4)), st.sets(st.integers(0, 3), min_size=1))
def test_an_answer_stays_the_choice_of_the_same_options(order, picks):
    old = closed(QuestionType.MULTIPLE, {0, 1})
    new = rearranged(old, order)
    response = choose(old, picks)

    moved = carried(old, new, response)

    assert held(new, moved) == held(old, response)
    assert grade(new, moved) == grade(old, response)


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_an_answer_that_is_an_order_stays_the_same_order_of_options(key, given_order):
    old = closed(QuestionType.ORDER, set())
    new = rearranged(old, key)

    moved = carried(old, new, arrange(old, given_order))

    assert [new.options[i].id for i in sequence(moved)] == [f"o{i}" for i in given_order]
    assert grade(new, moved).correct == (list(given_order) == list(key))


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_a_card_shows_the_same_options_at_the_same_letters(order, shown):
    new = rearranged(SINGLE, order)

    moved = shown_order(SINGLE, new, tuple(shown))

    assert [new.options[i].id for i in moved] == [SINGLE.options[i].id for i in shown]


@given(st.permutations(range(4)), st.sampled_from(["o0", "o3"]))
def test_an_open_round_goes_on_with_the_new_key_and_the_old_indices(order, right):
    new = rearranged(SINGLE, order, {right})

    fitted = in_place(SINGLE, new)

    assert [option.id for option in fitted.options] == [option.id for option in SINGLE.options]
    assert fitted.keys == {int(right[1])}
    assert fitted.version == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SINGLE, replace(SINGLE, type=QuestionType.MULTIPLE)),
        (SINGLE, replace(SINGLE, options=SINGLE.options[:3])),
        (SINGLE, LONGER),
        (numeric(1, "GiB"), numeric(1024, "MiB")),
        (ORDER, rearranged(ORDER, [1, 0, 2, 3])),
    ],
    ids=["another type", "an option gone", "an option more", "another unit", "another order"],
)  # fmt: skip
def test_an_open_round_keeps_its_version_where_answers_would_change_their_meaning(old, new):
    assert in_place(old, new) is None


def test_an_answer_to_an_option_that_is_gone_cannot_be_judged():
    new = replace(SINGLE, options=SINGLE.options[:3])

    assert carried(SINGLE, new, "3") is None
    assert carried(SINGLE, new, "2") == "2"
    ordered = closed(QuestionType.ORDER, set())
    assert carried(ordered, replace(ordered, options=ordered.options[:3]), "0,1,2,3") is None
    longer = closed(QuestionType.ORDER, set(), count=5)
    assert carried(ordered, longer, "0,1,2,3") is None


def test_an_answer_to_another_type_of_question_cannot_be_judged():
    assert carried(SINGLE, replace(SINGLE, type=QuestionType.MULTIPLE), "0") is None
    assert carried(short("a"), question(QuestionType.OPEN), "a") is None


@pytest.mark.parametrize(
    ("typed", "old", "new", "right"),
    [
        ("1", numeric(1, "GiB"), numeric(1024, "MiB"), True),
        ("1 GiB", numeric(1, "GiB"), numeric(1024, "MiB"), True),
        ("1024", numeric(1, "GiB"), numeric(1024, "MiB"), False),
        ("1024 MiB", numeric(2, "GiB"), numeric(1024, "MiB"), True),
        ("3", numeric(4), numeric(3, "GiB"), True),
        ("3", numeric(3, "GiB"), numeric(3), True),
        ("3", numeric(3, "GiB"), numeric(3, "s"), True),
    ],
)
def test_a_number_keeps_the_unit_it_was_given_in(typed, old, new, right):
    response, _ = understand(old, typed)

    assert grade(new, carried(old, new, response)).correct is right


def test_a_text_is_judged_as_it_stands():
    assert carried(short("a"), short("b"), "B") == "B"


@pytest.mark.parametrize("kind", [*CHOICE, QuestionType.ORDER])
def test_a_new_wording_is_no_new_key(kind):
    old = closed(kind, {1})
    options = tuple(replace(option, text="better", why="clearer") for option in old.options)
    new = replace(old, version=2, stem="Better?", explanation="Clearer.", options=options)

    assert same_key(old, new)
    assert same_answer(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SINGLE, rearranged(SINGLE, range(4), {"o1"})),
        (ORDER, rearranged(ORDER, [1, 0, 2, 3])),
        (numeric(1), numeric(2)),
        (short("a"), short("b", "a")),
        (printing("1"), printing("2")),
        (SINGLE, replace(SINGLE, type=QuestionType.TRUE_FALSE)),
    ],
    ids=["option", "order", "number", "text", "output", "type"],
)  # fmt: skip
def test_a_new_answer_is_a_new_key(old, new):
    assert not same_key(old, new)
    assert not same_answer(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (numeric(1, relative=0.1), numeric(1, relative=0.2)),
        (short("a"), short("a", "b")),
        (SINGLE, LONGER),
    ],
    ids=["tolerance", "form", "option"],
)
def test_a_wider_key_may_give_the_same_answer(old, new):
    assert not same_key(old, new)
    assert same_answer(old, new)
