import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grading import Grade
from bot.domain.question import QuestionType
from bot.domain.scoring import daily_points, streak_points
from tests.unit.domain.samples import question

RIGHT, WRONG = Grade(1), Grade(0)


@pytest.mark.parametrize(("difficulty", "points"), [(1, 10), (2, 12), (3, 15), (4, 19), (5, 24)])
def test_a_right_answer_earns_more_the_harder_it_was(difficulty, points):
    earned = daily_points(question(difficulty=difficulty), RIGHT)

    assert earned.points == points
    assert (earned.score_milli, earned.answered, earned.correct) == (1000, 1, 1)


def test_a_wrong_answer_earns_two_for_taking_part():
    earned = daily_points(question(difficulty=5), WRONG)

    assert earned.points == 2
    assert (earned.score_milli, earned.answered, earned.correct) == (0, 1, 0)


@pytest.mark.parametrize(("score", "points"), [(0.5, 8), (2 / 3, 10), (1 / 3, 5), (0.01, 2)])
def test_a_partly_right_answer_earns_its_share_and_two_at_least(score, points):
    earned = daily_points(question(difficulty=3), Grade(score))

    assert earned.points == points
    assert (earned.score_milli, earned.correct) == (round(score * 1000), 0)


@pytest.mark.parametrize(("hints", "points"), [(0, 24), (1, 18), (2, 12), (3, 6), (4, 2), (9, 2)])
def test_each_hint_takes_a_quarter(hints, points):
    earned = daily_points(question(difficulty=5), RIGHT, hints)

    assert earned.points == points
    assert earned.correct == 1


def test_an_open_question_earns_two_and_does_not_count_for_accuracy():
    earned = daily_points(question(QuestionType.OPEN), None)

    assert earned.points == 2
    assert (earned.score_milli, earned.answered, earned.correct) == (0, 0, 0)


@pytest.mark.parametrize(
    ("grade", "hints", "rule"),
    [
        (RIGHT, 0, "Right, difficulty 3 (medium): 15 points."),
        (WRONG, 0, "Not right: 2 points for taking part."),
        (Grade(0.5), 0, "50% right, difficulty 3 (medium): a share of 15 points, 2 at least."),
        (
            Grade(0.5),
            2,
            (
                "50% right, difficulty 3 (medium): "
                "a share of 15 points, less a quarter for each of 2 hints, 2 at least."
            ),
        ),
        (None, 0, "Open question: 2 points for taking part."),
    ],
)
def test_every_award_says_by_which_rule(grade, hints, rule):
    assert daily_points(question(difficulty=3), grade, hints).rule == rule


def test_a_streak_adds_a_point_a_day_up_to_five():
    assert [streak_points(days) for days in range(9)] == [0, 0, 1, 2, 3, 4, 5, 5, 5]


scores = st.floats(0, 1).map(Grade)


@given(st.integers(1, 5), scores, st.integers(0, 6))
def test_points_are_between_two_and_those_of_a_right_answer(difficulty, grade, hints):
    sample = question(difficulty=difficulty)

    assert 2 <= daily_points(sample, grade, hints).points <= daily_points(sample, RIGHT).points


@given(st.integers(1, 5), scores, scores)
def test_a_better_answer_never_earns_less(difficulty, one, other):
    sample = question(difficulty=difficulty)
    worse, better = sorted((one, other), key=lambda grade: grade.score)

    assert daily_points(sample, worse).points <= daily_points(sample, better).points


@given(st.integers(1, 5), scores, st.integers(0, 6))
def test_a_hint_never_pays(difficulty, grade, hints):
    sample = question(difficulty=difficulty)

    fewer, more = (daily_points(sample, grade, taken).points for taken in (hints, hints + 1))

    assert more <= fewer


def test_who_knew_the_key_earns_no_more_than_for_taking_part():
    """Neither right nor wrong answers of the author count for accuracy."""
    points = daily_points(question(difficulty=5), RIGHT, insider=True)

    assert points.points == 2
    assert (points.answered, points.correct, points.score_milli) == (0, 0, 0)
    assert "wrote or reviewed" in points.rule
