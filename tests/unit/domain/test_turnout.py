"""How many of those who play have answered."""

from __future__ import annotations

import pytest

from bot.domain.quiz import Mode, Player
from bot.domain.turnout import Turnout, turnout_of

ANN, BOB, CID = Player(1), Player(2), Player(3, out=1)


def test_those_who_joined_are_awaited():
    assert turnout_of(Mode.EVERYONE, 2, [ANN, BOB], {1}) == Turnout(1, 2)


def test_newcomers_who_answer_are_in_from_then_on():
    assert turnout_of(Mode.EVERYONE, 2, [ANN, BOB], {1, 77}) == Turnout(2, 3)


@pytest.mark.parametrize(("position", "found"), [(1, Turnout(2, 3)), (2, Turnout(1, 2))])
def test_newcomers_to_a_survival_quiz_count_at_its_first_question_alone(position, found):
    assert turnout_of(Mode.SURVIVAL, position, [ANN, BOB], {1, 77}) == found


def test_who_is_out_is_not_awaited_and_does_not_count():
    assert turnout_of(Mode.SURVIVAL, 2, [ANN, BOB, CID], {2, 3}) == Turnout(1, 2)
