"""Tracks: ids in an order, looked up in the bank."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from bot.bank import Track, load_bank
from bot.bank.export import schema_json
from tests.unit.bank.writing import faults, item, line_of, only_fault, write, write_text

TRACK = """\
    schema: 1
    title: First steps
    about: Adding for beginners
    track:
    - sum-02
    - sum-01
    """
FILE = "tracks/first-steps.yaml"


def bank_with(root, track=TRACK, name=FILE):
    write(root, item(), item(id_="sum-02"))
    return write_text(root, track, name=name)


def test_a_track_keeps_its_order_and_has_the_files_name(tmp_path):
    bank = load_bank(bank_with(tmp_path))

    wanted = Track("first-steps", "First steps", "Adding for beginners", ("sum-02", "sum-01"))
    assert dict(bank.tracks) == {"first-steps": wanted}


def test_a_bank_without_tracks_has_none(tmp_path):
    assert load_bank(write(tmp_path, item())).tracks == {}


def test_an_operators_own_track_replaces_the_shipped_one_of_its_name(tmp_path):
    bank_with(tmp_path)
    own = "schema: 1\ntitle: Mine\ntrack: [sum-01]\n"
    write_text(tmp_path, own, name="local/tracks/first-steps.yaml")

    assert load_bank(tmp_path).tracks["first-steps"] == Track(
        "first-steps", "Mine", "", ("sum-01",)
    )


def test_an_id_that_does_not_exist_is_a_fault_with_its_line_and_what_was_meant(tmp_path):
    fault = only_fault(bank_with(tmp_path, TRACK.replace("sum-02", "sum-03")))

    assert (fault.file, fault.line) == (FILE, line_of(tmp_path, "sum-03", FILE))
    assert fault.problem == "there is no question sum-03"
    assert fault.mend.startswith("did you mean sum-0")


def test_an_id_in_a_track_twice_is_a_fault(tmp_path):
    fault = only_fault(bank_with(tmp_path, TRACK.replace("sum-01", "sum-02")))

    assert (fault.line, fault.problem) == (6, "sum-02 is in the track twice")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: First steps", "", "`title` is missing"),
        ("- sum-02", "- 3", "3"),
        ("about:", "abuot:", "abuot"),
        ("schema: 1", "schema: 2", "schema"),
    ],
)
def test_what_is_no_track_is_a_fault(tmp_path, old, new, told):
    found = faults(bank_with(tmp_path, TRACK.replace(old, new)))

    assert any(told in fault.problem and fault.file == FILE for fault in found)


def test_the_files_name_must_do_as_an_id(tmp_path):
    fault = only_fault(bank_with(tmp_path, name="tracks/First Steps.yaml"))

    assert "First Steps is no name for a track" in fault.problem


def test_a_draft_may_stand_in_a_track_and_a_faulty_question_is_reported_once(tmp_path):
    root = bank_with(tmp_path)
    write(root, item(status="draft"), item(id_="sum-02"))
    assert "sum-01" in load_bank(root).tracks["first-steps"].questions

    write(root, item(difficulty="9"), item(id_="sum-02"))
    assert [fault.file for fault in faults(root)] == ["maths/sums.yaml"]


def test_a_changed_track_changes_the_digest(tmp_path):
    before = load_bank(bank_with(tmp_path)).digest

    after = load_bank(bank_with(tmp_path, TRACK.replace("First", "Second"))).digest

    assert before != after


def test_editors_know_tracks():
    track = yaml.safe_load(TRACK)

    jsonschema.validate(track, schema_json())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(track | {"track": []}, schema_json())
    assert "TrackFile" in json.dumps(schema_json())
