"""Writes question banks for tests, from questions as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.domain.question import Question


def write_bank(
    root: Path, *questions: Question, tracks: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """Write the questions, and tracks of them, as a bank that `load_bank` takes.

    Returns its folder.
    """
    topics = sorted({question.topic for question in questions})
    for topic in topics:
        items = [_item(question) for question in questions if question.topic == topic]
        folder = root / topic
        folder.mkdir(parents=True, exist_ok=True)
        _dump(folder / "test.yaml", {"schema": 1, "questions": items})
    listed = [
        {"id": topic, "title": topic.title(), "weight": 1, "subtopics": []} for topic in topics
    ]
    _dump(root / "topics.yaml", {"schema": 1, "topics": listed})
    for track, ids in (tracks or {}).items():
        (root / "tracks").mkdir(exist_ok=True)
        content = {"schema": 1, "title": track.title(), "track": list(ids)}
        _dump(root / "tracks" / f"{track}.yaml", content)
    return root


def _dump(path: Path, data: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def _item(question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": question.id,
        "version": question.version,
        "topic": question.topic,
        "type": question.type.value,
        "level": question.level.value,
        "difficulty": question.difficulty,
        "stem": question.stem,
        "explanation": question.explanation,
        "references": [{"title": r.title, "url": r.url} for r in question.references],
    }
    if question.options:
        item["options"] = [
            {"id": o.id, "text": o.text, "why": o.why} | ({"correct": True} if o.correct else {})
            for o in question.options
        ]
    if question.numeric is not None:
        key = question.numeric
        item["answer"] = {
            "value": key.quantity.value,
            "unit": key.quantity.unit,
            "tolerance": {"relative": key.relative},
        }
    if question.short is not None:
        item["answer"] = {"accept": list(question.short.accept)}
    if question.output is not None and question.code is not None:
        item["answer"] = {"output": question.output}
        item["code"] = {"language": question.code.language, "source": question.code.source}
        item["check"] = {"kind": "run"}
    if question.open is not None:
        item["rubric"] = list(question.open.rubric)
        item["model_answer"] = question.open.model_answer
    return item
