"""Ratings from the ranks of quizzes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiz import Mode, Player, Quiz, QuizState, Result
from bot.domain.rating import Rating, finishers, rate
from bot.domain.round import AnswerStyle
from bot.domain.snowflakes import latest_id, stamp_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

ranks = st.lists(st.integers(1, 6), min_size=4, max_size=30).map(
    lambda points: {n: 1 + sum(q > p for q in points) for n, p in enumerate(points, start=1)}
)
ratings = st.builds(Rating, mu=st.floats(-10, 60), sigma=st.floats(0.5, 9), quizzes=st.just(7))


def quiz(mode: Mode = Mode.EVERYONE, *, rated: bool = True) -> Quiz:
    return Quiz(
        id=1, guild_id=1, channel_id=1, host_id=1, mode=mode, style=AnswerStyle.BUTTONS,
        state=QuizState.ENDED, rated=rated,
    )  # fmt: skip


def played(points: dict[int, int]) -> tuple[list[Player], list[Result]]:
    players = [Player(member, team=member % 2) for member in points]
    return players, [Result(m, 1, p, 1000, 5000) for m, p in points.items()]


def account(age: timedelta) -> int:
    return latest_id(NOW - age)


# ------------------------------------------------------------------------------- the step


@given(ranks)
def test_equals_move_as_they_finished_and_alike_when_they_tied(given_ranks):
    moved = {c.member_id: c.after.mu - c.before.mu for c in rate(given_ranks, {})}
    for one, first in given_ranks.items():
        for other, second in given_ranks.items():
            if first == second:
                assert moved[one] == pytest.approx(moved[other], abs=1e-9)
            elif first < second:
                assert moved[one] > moved[other]


@given(ranks, st.data())
def test_no_step_is_longer_than_the_uncertainty(given_ranks, data):
    before = {member: data.draw(ratings) for member in given_ranks}

    for change in rate(given_ranks, before):
        widest = (change.before.sigma**2 + 1) ** 0.5  # what time adds to it included
        assert abs(change.after.mu - change.before.mu) < widest
        assert 0 < change.after.sigma < widest
        assert change.after.quizzes == 8


def test_a_tie_ahead_of_the_last_is_not_worse_than_being_last():
    # Where Plackett-Luce of openskill 6.2 goes wrong: 27.3, 25.6, 25.6, 26.4.
    first, second, also, last = (c.after.mu for c in rate({1: 1, 2: 2, 3: 2, 4: 4}, {}))

    assert first > second == pytest.approx(also)
    assert also > last


def test_beating_the_strong_counts_more():
    strong, weak = Rating(35, 3), Rating(15, 3)
    against_strong = rate({1: 1, 2: 2}, {2: strong})[0].after.mu
    against_weak = rate({1: 1, 2: 2}, {2: weak})[0].after.mu

    assert against_strong > against_weak > Rating().mu


def test_a_rating_is_shown_from_five_quizzes_on():
    assert Rating(25, 5, 4).shown is None
    assert Rating(25, 5, 5).shown == 1500
    assert Rating(5, 5, 9).shown == 0


# ------------------------------------------------------------------------------- who is rated


def test_the_ranks_are_those_of_the_scoreboard():
    assert finishers(quiz(), *played({1: 30, 2: 20, 3: 20, 4: 10}), NOW) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_members_of_a_team_are_ranked_by_their_own_points():
    board = finishers(quiz(Mode.TEAMS), *played({1: 30, 2: 20, 3: 5, 4: 10}), NOW)

    assert board == {1: 1, 2: 2, 4: 3, 3: 4}


def test_new_accounts_onlookers_and_insiders_are_not_rated():
    new, old = account(timedelta(days=6)), account(timedelta(days=8))
    players, results = played({1: 30, 2: 20, 3: 10, 4: 40, old: 5, new: 50})
    watching = [*players, Player(9)]

    assert finishers(quiz(), watching, results, NOW, {4}) == {1: 1, 2: 2, 3: 3, old: 4}
    assert stamp_of(old) == NOW - timedelta(days=8)


def test_fewer_than_four_or_an_unrated_quiz_rate_nobody():
    assert finishers(quiz(), *played({1: 3, 2: 2, 3: 1}), NOW) == {}
    assert finishers(quiz(rated=False), *played({1: 4, 2: 3, 3: 2, 4: 1}), NOW) == {}
