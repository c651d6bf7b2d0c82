"""What the keys of many questions give away together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bank import Bank, Topic
from bot.bank.lint_statistics import (
    chi_squared_survival,
    longest_share_limit,
    suspicions,
    uniformity,
)
from bot.domain.question import Option, QuestionType
from tests.questions import OPEN, WHY, question


def single(number: int, key: int, *, count: int = 4, longest: bool = False):
    """A question whose key stands at a place, and is the longest option or not."""
    texts = [f"Statement {at}" for at in range(count)]
    texts[key] += " and more" * longest
    options = tuple(Option("abcde"[at], texts[at], at == key, WHY) for at in range(count))
    return question(f"single-{number:02}", options=options)


def true_false(number: int, *, true: bool):
    options = (Option("a", "True", true, WHY), Option("b", "False", not true, WHY))
    return question(f"tf-{number}", type=QuestionType.TRUE_FALSE, options=options, shuffle=False)


def codes(*questions) -> list[str]:
    topics = {"transformers": Topic("transformers", "Transformers", 1)}
    return [s.code for s in suspicions(Bank({q.id: q for q in questions}, topics))]


def test_keys_that_are_often_the_longest_option_are_suspect():
    limit = longest_share_limit(20)

    most = [single(n, n % 4, longest=n < 20 * limit - 1) for n in range(20)]
    more = [single(n, n % 4, longest=n < 20 * limit + 1) for n in range(20)]

    assert limit == pytest.approx(0.25 + 1.645 * math.sqrt(0.1875 / 20))
    assert (codes(*most), codes(*more)) == ([], ["B001"])


def test_keys_that_stand_at_one_place_are_suspect():
    assert codes(*(single(n, 0) for n in range(20))) == ["B002"]
    assert codes(*(single(n, n % 4) for n in range(20))) == []


def test_a_small_topic_is_not_judged():
    assert codes(*(single(n, 0, longest=True) for n in range(19))) == []


def test_a_topic_without_single_questions_is_not_judged():
    assert codes(*(question(f"open-{n}", type=OPEN.type, options=()) for n in range(20))) == []


@pytest.mark.parametrize(
    ("true", "count", "expected"),
    [(3, 8, []), (5, 8, []), (2, 8, ["B003"]), (6, 8, ["B003"]), (4, 4, []), (5, 5, ["B003"])],
)
def test_about_half_of_the_true_false_questions_should_be_true(true, count, expected):
    assert codes(*(true_false(n, true=n < true) for n in range(count))) == expected


# Abramowitz and Stegun, table 26.8: percentage points of the chi-squared distribution
@pytest.mark.parametrize(
    ("statistic", "freedom", "probability"),
    [
        (3.84146, 1, 0.05),
        (5.99146, 2, 0.05),
        (11.3449, 3, 0.01),
        (13.2767, 4, 0.01),
        (1.145476, 5, 0.95),
        (22.4577, 6, 0.001),
        (0, 3, 1),
    ],
)
def test_the_survival_function_agrees_with_the_tables(statistic, freedom, probability):
    assert chi_squared_survival(statistic, freedom) == pytest.approx(probability, rel=2e-5)


@given(st.floats(0, 200), st.floats(0, 200), st.integers(1, 8))
def test_the_survival_function_falls_and_stays_a_probability(one, other, freedom):
    low, high = sorted((one, other))

    assert 0 <= chi_squared_survival(high, freedom) <= chi_squared_survival(low, freedom) <= 1


def test_questions_with_fewer_options_expect_more_keys_at_each_place():
    threes = [single(n, n % 3, count=3) for n in range(12)]
    rare_fifth = [single(20, 4, count=5)]

    assert uniformity(threes) == 1
    assert uniformity([*threes, *rare_fifth]) > 0.5
    assert uniformity(rare_fifth) == 1
