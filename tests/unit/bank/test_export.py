"""The JSON Schema that editors read."""

import json
from functools import lru_cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.bank.export import SCHEMA_FILE, schema_json, schema_text
from bot.bank.schema import MODELS
from tests.unit.bank.writing import HEAD, KEYS, TOPICS, item

QUESTIONS = Path(__file__).parents[3] / "questions"


class _EditorLoader(yaml.CSafeLoader):
    """Reads dates as text, as editors do."""


_EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if not tag.endswith("timestamp")]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _errors(text: str) -> list[str]:
    document = yaml.load(text, _EditorLoader)  # noqa: S506 - a safe loader
    return [error.message for error in _validator().iter_errors(document)]


@lru_cache(maxsize=1)
def _validator() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(schema_json())


def test_the_schema_is_draft_07_and_says_so():
    schema = schema_json()

    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in schema_text()
    assert "discriminator" not in schema_text()


def test_the_committed_schema_is_what_the_models_say():
    committed = (QUESTIONS / SCHEMA_FILE).read_text(encoding="utf-8")

    assert json.loads(committed) == schema_json()
    assert committed == schema_text(), "run: viva bank schema > questions/question.schema.json"


@pytest.mark.parametrize("kind", KEYS)
def test_what_loads_is_valid_for_editors(kind):
    assert _errors(HEAD + item(kind)) == []
    assert _errors(TOPICS) == []


def test_every_shipped_file_is_valid_for_editors():
    files = [*QUESTIONS.glob("*/*.yaml"), QUESTIONS / "topics.yaml"]

    found = {path.name: _errors(path.read_text(encoding="utf-8")) for path in files}

    assert files
    assert not {name: errors for name, errors in found.items() if errors}


def test_keys_from_the_defaults_are_not_missed():
    head = "schema: 1\ndefaults: {topic: maths, type: single, reviewed: 2026-11-22}\nquestions:\n"

    assert _errors(head + item(topic="", level="")) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stme": "x"}, "'stme' was unexpected"),
        ({"level": "boss"}, "'boss' is not one of"),
        ({"stem": ""}, "'stem' is a required property"),
        ({"type": "ordre"}, "'ordre' is not one of"),
        ({"explanation": "No."}, "'No.' is too short"),
        ({"tags": "sums"}, "'sums' is not of type 'array'"),
    ],
)
def test_editors_are_told_the_real_fault(change, message):
    assert any(message in error for error in _errors(HEAD + item(**change)))


def test_every_key_of_a_question_is_described():
    definitions = schema_json()["definitions"]

    undescribed = [
        (model.__name__, key)
        for model in MODELS.values()
        for key, field in definitions[model.__name__]["properties"].items()
        if key != "type" and not field.get("description")
    ]
    assert not undescribed
