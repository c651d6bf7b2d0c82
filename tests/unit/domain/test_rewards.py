"""Who should hold which role, and what has to change for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rewards import Changes, Reward, RewardKind, changes, entitled, placed
from tests.fakes import NOON

NOBODY: frozenset[int] = frozenset()
REWARD = Reward(1, 50, RewardKind.PLACE, 1, 99, NOON)


def kind(of: RewardKind) -> Reward:
    return replace(REWARD, kind=of)


# ---------------------------------------------------------------------- places


def test_two_who_tie_for_first_both_have_that_place_and_nobody_is_second():
    standings = [(1, 7), (1, 8), (3, 9)]

    assert placed(standings, 1) == {7, 8}
    assert placed(standings, 2) == NOBODY
    assert placed(standings, 3) == {9}


def test_who_was_erased_keeps_the_place_and_gets_nothing():
    assert placed([(1, -4), (2, 8), (3, 9)], 1) == NOBODY
    assert placed([(1, -4), (2, 8), (3, 9)], 2) == {8}


@pytest.mark.parametrize("ranked", [0, 1, 2])
def test_below_three_ranked_members_nobody_has_a_place(ranked):
    assert placed([(n, n) for n in range(1, ranked + 1)], 1) is None


# ---------------------------------------------------------------------- who should hold it


def test_a_season_without_places_leaves_the_earlier_holders_their_role():
    assert entitled(REWARD, None, frozenset({7})) == {7}


@pytest.mark.parametrize("of", [RewardKind.PLACE, RewardKind.STREAK])
def test_places_and_streaks_are_held_as_long_as_they_last(of):
    assert entitled(kind(of), frozenset({8}), frozenset({7})) == {8}


@pytest.mark.parametrize("of", [RewardKind.ANSWERS, RewardKind.POINTS])
def test_what_was_reached_of_all_time_is_kept(of):
    assert entitled(kind(of), frozenset({8}), frozenset({7})) == {7, 8}


def test_nobody_is_entitled_to_a_role_whose_rule_was_removed():
    assert entitled(None, frozenset({7}), frozenset({7})) == NOBODY


# ---------------------------------------------------------------------- what has to change


def test_who_has_the_role_from_somebody_else_is_left_alone():
    assert changes(frozenset({7}), NOBODY, {7: True}) == Changes()
    assert changes(NOBODY, NOBODY, {7: True}) == Changes()


def test_who_lost_a_role_that_is_due_gets_it_again():
    assert changes(frozenset({7}), frozenset({7}), {7: False}).give == {7}


def test_who_has_left_gets_nothing_and_is_forgotten():
    assert changes(frozenset({7, 8}), frozenset({7}), {}) == Changes(forget=frozenset({7}))


def test_a_role_that_somebody_took_already_is_only_forgotten():
    assert changes(NOBODY, frozenset({7}), {7: False}) == Changes(forget=frozenset({7}))


MEMBERS = st.frozensets(st.integers(1, 6))
KINDS = st.sampled_from([*RewardKind, None])
STEPS = st.lists(st.tuples(KINDS, st.none() | MEMBERS, MEMBERS), max_size=12)


@given(foreign=MEMBERS, steps=STEPS)
def test_after_any_evaluations_the_grants_are_right_and_nothing_foreign_was_taken(foreign, steps):
    """Each step: the rule's kind (None: removed), who fulfils it, and who is away meanwhile."""
    holding, granted = set(foreign), NOBODY
    for of, reached, away in steps:
        should = entitled(None if of is None else kind(of), reached, granted)
        present = {member: member in holding for member in range(1, 7) if member not in away}
        due = changes(should, granted, present)

        assert due.give.isdisjoint(holding)
        assert due.take <= granted
        holding = (holding | due.give) - due.take
        granted = (granted | due.give) - due.take - due.forget

        assert {m for m in granted if present.get(m)} <= should
        assert should & present.keys() <= holding
        assert granted <= should
        again = changes(entitled(None if of is None else kind(of), reached, granted), granted,
                        {member: member in holding for member in present})  # fmt: skip
        assert again == Changes()
    assert foreign <= holding
