"""Live quizzes: what speed is worth, who leads, who is out, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grading import Grade
from bot.domain.quiz import (
    UNANSWERED,
    Mode,
    Player,
    Quiz,
    QuizState,
    Result,
    elapsed_ms,
    is_decided,
    knocked_out,
    quiz_points,
    scoreboard,
    speed,
)
from bot.domain.round import AnswerStyle
from tests.unit.domain.samples import question

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
QUIZ = Quiz(
    id=1, guild_id=1, channel_id=2, host_id=3, mode=Mode.EVERYONE, style=AnswerStyle.BUTTONS,
    state=QuizState.BETWEEN, position=3,
)  # fmt: skip
RIGHT, WRONG = Grade(1), Grade(0)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


# ------------------------------------------------------------------------------- points


@pytest.mark.parametrize(
    ("elapsed", "points"), [(0, 15), (3_000, 15), (16_500, 13), (30_000, 10), (99_000, 10)]
)
def test_a_right_answer_keeps_seventy_percent_however_slow(elapsed, points):
    earned = quiz_points(question(difficulty=3), RIGHT, Mode.EVERYONE, elapsed, 30)

    assert earned.points == points
    assert (earned.score_milli, earned.answered, earned.correct) == (1000, 1, 1)


@pytest.mark.parametrize("mode", [Mode.UNTIMED, Mode.RACE])
def test_where_speed_does_not_count_every_right_answer_is_worth_the_same(mode):
    slow = quiz_points(question(difficulty=5), RIGHT, mode, 29_000, 30)

    assert slow.points == 24
    assert "speed" not in slow.rule


def test_a_wrong_answer_earns_nothing_but_counts():
    earned = quiz_points(question(), WRONG, Mode.EVERYONE, 1_000, 30)

    assert (earned.points, earned.answered, earned.correct) == (0, 1, 0)


def test_a_guesser_does_worse_than_a_thinker():
    """At one second a guesser of four is right in 25%, at 25 s a thinker in 45%."""
    guess, thought = speed(1_000, 30), speed(25_000, 30)

    assert 0.25 * (0.7 + 0.3 * guess) < 0.45 * (0.7 + 0.3 * thought)


@given(st.integers(0, 400_000), st.integers(0, 400_000), st.integers(10, 300))
def test_quicker_is_never_worth_less(one, other, seconds):
    assert 0 <= speed(max(one, other), seconds) <= speed(min(one, other), seconds) <= 1


def test_pauses_before_the_answer_do_not_count():
    pauses = [(later(5), later(65)), (later(70), later(80))]

    assert elapsed_ms(NOON, later(4), pauses) == 4_000
    assert elapsed_ms(NOON, later(68), pauses) == 8_000
    assert elapsed_ms(NOON, later(90), pauses) == 20_000
    assert elapsed_ms(NOON, later(-1)) == 0


# ------------------------------------------------------------------------------- the end


def test_a_quiz_ends_with_its_last_question():
    assert not is_decided(replace(QUIZ, position=9), [])
    assert is_decided(replace(QUIZ, position=10), [])
    assert is_decided(replace(QUIZ, repeats=("a", "b", "c")), [])


def test_a_quiz_that_nobody_plays_ends_by_itself():
    assert not is_decided(replace(QUIZ, unanswered=UNANSWERED - 1), [])
    assert is_decided(replace(QUIZ, unanswered=UNANSWERED), [])


def test_survival_ends_when_one_is_left():
    quiz = replace(QUIZ, mode=Mode.SURVIVAL)

    assert is_decided(quiz, [Player(1), Player(2, out=2)])
    assert not is_decided(quiz, [Player(1), Player(2), Player(3, out=1)])
    assert not is_decided(quiz, [Player(1)])
    assert not is_decided(replace(quiz, position=0), [Player(1), Player(2, out=0)])


def test_who_was_wrong_or_silent_is_out_unless_nobody_was_right():
    assert knocked_out({1, 2, 3}, {2}) == {1, 3}
    assert knocked_out({1, 2, 3}, set()) == frozenset()
    assert knocked_out({1, 2}, {3}) == frozenset()


# ------------------------------------------------------------------------------- scoreboard


def shown(places) -> list[tuple[int, int, float, int]]:
    return [(p.rank, p.member_id or p.team, p.points, p.moved) for p in places]


def test_ties_share_a_rank_and_movement_is_against_the_question_before():
    players = [Player(1), Player(2), Player(3)]
    results = [
        Result(1, 1, 10, 1000, 5_000),
        Result(2, 1, 8, 1000, 9_000),
        Result(2, 2, 10, 1000, 4_000),
        Result(3, 2, 10, 1000, 4_000),
    ]

    board = scoreboard(Mode.EVERYONE, players, results)

    assert shown(board) == [(1, 2, 18, 1), (2, 1, 10, -1), (2, 3, 10, 1)]
    assert [(p.right, p.answered) for p in board] == [(2, 2), (1, 1), (1, 1)]


def test_nobody_has_moved_on_the_first_question():
    board = scoreboard(Mode.EVERYONE, [Player(1), Player(2)], [Result(2, 1, 5, 1000, 1)])

    assert shown(board) == [(1, 2, 5, 0), (2, 1, 0, 0)]


def test_survivors_stand_before_those_who_are_out_whatever_their_points():
    players = [Player(1, out=2), Player(2), Player(3, out=1)]
    results = [Result(1, 1, 20, 1000, 1), Result(2, 2, 7, 1000, 1)]

    board = scoreboard(Mode.SURVIVAL, players, results)

    assert [p.member_id for p in board] == [2, 1, 3]
    assert [p.out for p in board] == [None, 2, 1]


def test_a_team_counts_the_mean_of_its_members():
    players = [Player(1, team=0), Player(2, team=0), Player(3, team=1), Player(4)]
    results = [Result(1, 1, 10, 1000, 1), Result(3, 1, 8, 1000, 1), Result(4, 1, 24, 1000, 1)]

    board = scoreboard(Mode.TEAMS, players, results)

    assert [(p.rank, p.team, p.points, p.right) for p in board] == [(1, 1, 8, 1), (2, 0, 5, 1)]


@given(
    st.lists(
        st.builds(
            Result, st.integers(1, 6), st.integers(1, 5), st.integers(0, 24),
            st.sampled_from([0, 500, 1000]), st.integers(0, 30_000),
        ),
        unique_by=lambda result: (result.member_id, result.position),
    ),
    st.sampled_from([Mode.EVERYONE, Mode.RACE, Mode.UNTIMED, Mode.SURVIVAL]),
)  # fmt: skip
def test_everyone_is_on_the_board_once_and_more_points_never_stand_lower(results, mode):
    players = [Player(member) for member in range(1, 7)]

    board = scoreboard(mode, players, results)

    assert sorted(place.member_id for place in board) == [1, 2, 3, 4, 5, 6]
    assert sum(place.points for place in board) == sum(result.points for result in results)
    for better in board:
        above = sum(place.points > better.points for place in board)
        assert better.rank == above + 1
