"""Writes questions as an Anki package; ids stay, so that a new export updates the deck."""

from __future__ import annotations

import hashlib
import html
import itertools
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import genanki

from bot.domain.formula import Part, segments
from bot.domain.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.bank.bank import Topic
    from bot.domain.question import Option, Question

_CSS: Final = """\
.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 40em; margin: auto; }
.right { font-weight: bold; }
.why, .sources { font-size: 85%; opacity: 0.8; }
pre { background: rgba(127, 127, 127, 0.15); padding: 0.5em; }
"""
_MODEL: Final = "Viva question"
_DECK: Final = "Viva"
_EPOCH: Final = (2026, 1, 1, 0, 0, 0)


def write_anki(
    path: Path, questions: Iterable[Question], topics: Mapping[str, Topic], now: datetime
) -> None:
    """Write a package to a file that is not there yet: a deck a topic, a note a question.

    Args:
        path: the package.
        questions: what it holds.
        topics: for the decks' names.
        now: noted as the time of the change; Anki takes the later of two notes.
    """
    model = genanki.Model(
        _number(_MODEL),
        _MODEL,
        fields=[{"name": "Id"}, {"name": "Question"}, {"name": "Answer"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}",
                "afmt": "{{Question}}<hr id=answer>{{Answer}}",
            }
        ],
        css=_CSS,
        sort_field_index=0,
    )
    decks: dict[str, genanki.Deck] = {}
    for question in questions:
        name = f"{_DECK}::{topics[question.topic].title}"
        deck = decks.setdefault(question.topic, genanki.Deck(_number(question.topic), name))
        deck.add_note(_note(model, question))
    _pack(path, genanki.Package(list(decks.values())), now.timestamp())


def _note(model: genanki.Model, question: Question) -> genanki.Note:
    tags = [f"viva::{question.level}", f"viva::difficulty-{question.difficulty}", *question.tags]
    fields = [question.id, _front(question), _back(question)]
    return genanki.Note(model, fields, guid=genanki.guid_for("viva", question.id), tags=tags)


def _pack(path: Path, package: genanki.Package, timestamp: float) -> None:
    """Write the package as Anki reads it; genanki itself leaves its temporary file behind."""
    with tempfile.TemporaryDirectory(prefix="viva-anki-") as folder:
        collection = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(collection)) as db:
            package.write_to_db(db.cursor(), timestamp, itertools.count(int(timestamp * 1000)))
            db.commit()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (
                ("collection.anki2", collection.read_bytes()),
                ("media", json.dumps({}).encode()),
            ):
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def _number(name: str) -> int:
    """Return an id that the same name always gets, in the range that Anki uses."""
    digest = hashlib.sha256(f"viva {name}".encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


def _front(question: Question) -> str:
    parts = [f"<p>{_html(question.stem)}</p>"]
    if question.code is not None:
        parts.append(f"<pre><code>{html.escape(question.code.source)}</code></pre>")
    if question.type is QuestionType.ORDER:  # as they are written is the key
        parts += [f"<p>{text}</p>" for text in sorted(_html(o.text) for o in question.options)]
    else:
        parts += [f"<p>{letter}. {_html(o.text)}</p>" for letter, o in _lettered(question)]
    return "".join(parts)


def _back(question: Question) -> str:
    parts: list[str] = []
    for letter, option in _lettered(question):
        mark = " class='right'" if option.correct else ""
        why = f"<div class='why'>{_html(option.why)}</div>"
        parts.append(f"<p{mark}>{letter}. {_html(option.text)}</p>{why}")
    parts += [f"<p class='right'>{text}</p>" for text in _typed(question)]
    parts.append(f"<p>{_html(question.explanation)}</p>")
    sources = "<br>".join(html.escape(f"{r.title} {r.url}".strip()) for r in question.references)
    return "".join((*parts, f"<p class='sources'>{sources}</p>"))


def _lettered(question: Question) -> Iterable[tuple[str, Option]]:
    return zip("ABCDE", question.options, strict=False)


def _typed(question: Question) -> list[str]:
    """Return the key of a question without options, as HTML."""
    if (numeric := question.numeric) is not None:
        quantity = numeric.quantity
        return [html.escape(f"{quantity.value:g} {quantity.unit}".strip())]
    if question.short is not None:
        return [_html(question.short.accept[0])]
    if question.output is not None:
        return [f"<pre>{html.escape(question.output)}</pre>"]
    if question.open is not None:
        points = "".join(f"<li>{_html(point)}</li>" for point in question.open.rubric)
        return [f"<ul>{points}</ul>", _html(question.open.model_answer)]
    return []


def _html(text: str) -> str:
    r"""Return a text of the bank as HTML, its formulas as `\(...\)`, which Anki draws."""
    parts: list[str] = []
    for part, inner in segments(text):
        if part is Part.FORMULA:
            parts.append(rf"\({html.escape(inner)}\)")
        elif part is Part.CODE:
            parts.append(f"<code>{html.escape(inner.strip('`'))}</code>")
        else:
            parts.append(html.escape(inner.replace(r"\$", "$")))
    return "".join(parts).replace("\n", "<br>")
