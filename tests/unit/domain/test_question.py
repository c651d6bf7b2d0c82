import json

from hypothesis import given

from bot.domain.question import QuestionType, from_snapshot, to_snapshot
from tests.unit.domain.samples import closed, questions


@given(questions)
def test_a_question_comes_back_from_its_snapshot_as_it_was(question):
    assert from_snapshot(to_snapshot(question)) == question


@given(questions)
def test_a_question_from_a_snapshot_can_be_hashed_and_keeps_its_types(question):
    restored = from_snapshot(to_snapshot(question))

    assert hash(restored) == hash(question)
    assert type(restored.type) is QuestionType


def test_a_snapshot_is_compact_json_with_letters_as_they_are():
    snapshot = to_snapshot(closed(QuestionType.SINGLE, {0}, stem="Wie groß ist ω?"))

    assert json.loads(snapshot)["stem"] == "Wie groß ist ω?"
    assert "ω" in snapshot
    assert '": ' not in snapshot


def test_the_keys_are_the_indices_of_the_right_options():
    assert closed(QuestionType.MULTIPLE, {1, 3}).keys == {1, 3}


def test_every_type_is_chosen_or_typed_or_put_in_order_or_open():
    choice = {kind for kind in QuestionType if kind.is_choice}
    typed = {kind for kind in QuestionType if kind.is_typed}

    assert not choice & typed
    assert choice | typed | {QuestionType.ORDER, QuestionType.OPEN} == set(QuestionType)
