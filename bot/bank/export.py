"""The schema as JSON Schema draft-07, for editors (yaml-language-server reads no later draft)."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias

from pydantic.json_schema import models_json_schema

from bot.bank.file_schema import Defaults, QuestionFile, TopicsFile, TrackFile
from bot.bank.schema import MODELS, OPTION_COUNTS

SCHEMA_FILE: Final = "question.schema.json"

Json: TypeAlias = Any
"""Any piece of JSON."""


def schema_json() -> dict[str, Any]:
    """Return the JSON Schema of the bank's files: question files, topics.yaml and tracks.

    Keys that a file's defaults may give are not required of its questions here; the loader sees the
    two together and is stricter.
    """
    _, whole = models_json_schema(
        [
            (model, "validation")
            for model in (QuestionFile, TopicsFile, TrackFile, *MODELS.values())
        ],
        ref_template="#/definitions/{model}",
    )
    definitions: Json = {name: _plain(inner) for name, inner in whole["$defs"].items()}
    for kind, model in MODELS.items():
        definitions[model.__name__] = _relaxed(definitions[model.__name__], kind)
    definitions["QuestionFile"]["properties"]["questions"]["items"] = {
        "$ref": "#/definitions/Question"
    }
    definitions["Question"] = _by_type()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Viva question bank",
        "description": "A file of questions, topics.yaml, or a track.",
        "type": "object",
        "if": {"required": ["topics"]},
        "then": {"$ref": "#/definitions/TopicsFile"},
        "else": {
            "if": {"required": ["track"]},
            "then": {"$ref": "#/definitions/TrackFile"},
            "else": {"$ref": "#/definitions/QuestionFile"},
        },
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Return the JSON Schema as the file that is kept beside the bank."""
    return json.dumps(schema_json(), indent=2, ensure_ascii=False) + "\n"


def _by_type() -> Json:
    """Return a question's schema: the one of its type, so that editors name the real fault."""
    cases = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"$ref": f"#/definitions/{model.__name__}"},
        }
        for name, model in MODELS.items()
    ]
    return {
        "type": "object",
        "description": "A question; its `type` decides which further keys it has.",
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": list(MODELS), "description": "How the question is answered."},
        },
        "required": ["id"],
        "allOf": cases,
    }


def _relaxed(model: Json, kind: str) -> Json:
    """Return an item's schema without what its file's defaults may give."""
    if kind in OPTION_COUNTS:
        least, most = OPTION_COUNTS[kind]
        model["properties"]["options"] |= {"minItems": least, "maxItems": most}
    required = [key for key in model["required"] if key not in Defaults.model_fields]
    return {**model, "required": required}


def _plain(value: Json) -> Json:
    """Return a piece of the schema as draft-07 has it: no discriminators, titles or nulls."""
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    dropped = {"discriminator"} | ({"default"} if value.get("default", "") is None else set())
    found = {key: _plain(inner) for key, inner in value.items() if key not in dropped}
    if isinstance(found.get("title"), str):
        del found["title"]
    choices = [inner for inner in found.get("anyOf", ()) if inner != {"type": "null"}]
    if len(choices) == 1:
        del found["anyOf"]
        found |= choices[0]
    if "$ref" in found and len(found) > 1:  # draft-07 ignores what stands beside a reference
        found["allOf"] = [{"$ref": found.pop("$ref")}]
    return found
