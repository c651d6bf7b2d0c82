from datetime import date, timedelta

import pytest

from bot.domain.question import QuestionType
from bot.domain.rhythm import ANYTHING, Asked, Step, is_weekend, most_missed, wish_of

MONDAY = date(2026, 6, 1)
SATURDAY = MONDAY + timedelta(days=5)


def asked(question_id, day=0, *, score=0.0, answered=4, closed=True, revisit=False):
    """Return a question of Monday's week, answered by four."""
    return Asked(
        question_id, "t", MONDAY + timedelta(days=day), closed, revisit, answered, score * answered
    )


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (0, "difficulty 1 to 2"),
        (1, "difficulty 2 to 3"),
        (2, "a number or the output of code, difficulty 3"),
        (3, "difficulty 3 to 4"),
        (4, "an open question, difficulty 3 to 5"),
        (5, "anything"),
        (6, "anything"),
    ],
)
def test_each_day_has_its_wish(day, first):
    assert str(wish_of(MONDAY + timedelta(days=day)).steps[0]) == first


@pytest.mark.parametrize("day", range(7))
def test_every_wish_widens_to_anything(day):
    assert wish_of(MONDAY + timedelta(days=day)).steps[-1] == ANYTHING.steps[0]


def test_a_wish_for_types_gives_up_the_difficulty_before_the_type():
    steps = [str(step) for step in wish_of(MONDAY + timedelta(days=4)).steps]

    assert steps == [
        "an open question, difficulty 3 to 5",
        "an open question, difficulty 2 to 5",
        "an open question",
        "difficulty 3 to 5",
        "difficulty 2 to 5",
        "anything",
    ]


def test_a_step_without_types_takes_every_type_of_its_difficulties():
    step = Step((), 2, 3)

    assert step.fits(QuestionType.OPEN, 2)
    assert not step.fits(QuestionType.OPEN, 4)


def test_only_saturday_and_sunday_are_the_weekend():
    week = [MONDAY + timedelta(days=n) for n in range(7)]

    assert [is_weekend(day) for day in week] == [False] * 5 + [True] * 2


def test_the_most_missed_question_comes_first():
    week = [asked("a", 0, score=0.5), asked("b", 1, score=0.25), asked("c", 2, score=0.4)]

    assert [entry.question_id for entry in most_missed(week, SATURDAY)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "entry",
    [
        asked("right", score=0.6),
        asked("lonely", answered=1),
        asked("unanswered", answered=0),
        asked("still open", closed=False),
        asked("of last week", day=-1),
        asked("of next week", day=7),
    ],
)
def test_what_says_nothing_about_the_week_is_left_out(entry):
    assert most_missed([entry], SATURDAY) == []


def test_what_was_asked_again_is_not_asked_a_third_time():
    week = [asked("a"), asked("b", score=0.5), asked("a", 5, revisit=True, closed=False)]

    assert [entry.question_id for entry in most_missed(week, SATURDAY)] == ["b"]
