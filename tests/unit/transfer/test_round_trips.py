"""What is exported comes back the same, as far as the format can hold it."""

import csv
import io
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.bank.bank import Topic
from bot.bank.transfer.anki_deck import write_anki
from bot.bank.transfer.columns import guarded, unguarded
from bot.bank.transfer.gift import read_gift
from bot.bank.transfer.gift_file import write_gift
from bot.bank.transfer.table import read_csv, write_csv
from bot.domain.question import (
    NumericKey,
    Option,
    Quantity,
    Question,
    QuestionType,
    Reference,
    ShortKey,
)
from tests.questions import ALL, NUMERIC, OPEN, ORDER, OUTPUT, SHORT, SINGLE, TRUE_FALSE, question

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TOPICS = {
    id_: Topic(id_, title, 1.0)
    for id_, title in (("transformers", "Transformers"), ("fundamentals", "Fundamentals"))
}

# As the bank keeps texts: trimmed, and without the characters that its files refuse.
_CHARACTERS = st.characters(
    exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x85\u00a0", include_characters="\n"
)
LINES = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()) or "x")
TEXTS = st.text(_CHARACTERS, min_size=1, max_size=80).map(lambda text: text.strip() or "x")
TRICKY = st.sampled_from(
    (
        *("=1+1", "-5", "+x", "@a", "'=a", "''-1", "'quoted'", 'say "x"', "a,b;c|d\te"),
        *(r"$\frac{1}{2}$", "a\\b", "\\n", "\\", "{=a ~b}", "#x", "// no", "::t::", "%50%a"),
        *("[html]x", "a -> b", "TRUE", "a*b", "####", "$CATEGORY: x"),
    )
)
ANY_TEXT = TEXTS | TRICKY
ANY_LINE = LINES | TRICKY.map(lambda text: " ".join(text.split()))


@st.composite
def closed(draw: st.DrawFn) -> Question:
    count = draw(st.integers(3, 5))
    keys = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count - 1))
    texts = draw(st.lists(ANY_TEXT, min_size=count, max_size=count, unique=True))
    options = tuple(
        Option("abcde"[i], text, i in keys, draw(ANY_TEXT)) for i, text in enumerate(texts)
    )
    kind = QuestionType.MULTIPLE if len(keys) > 1 else QuestionType.SINGLE
    return question(
        "any-1", type=kind, options=options, stem=draw(ANY_TEXT), explanation=draw(ANY_TEXT)
    )


@st.composite
def typed(draw: st.DrawFn) -> Question:
    changes = {"stem": draw(ANY_TEXT), "explanation": draw(ANY_TEXT), "options": ()}
    if draw(st.booleans()):
        forms = tuple(draw(st.lists(ANY_LINE, min_size=1, max_size=4, unique=True)))
        return question("any-2", type=QuestionType.SHORT, short=ShortKey(forms), **changes)
    number = st.floats(-1e12, 1e12).map(lambda value: value + 0.0)
    key = NumericKey(Quantity(draw(number)), absolute=draw(st.floats(0, 1e6)))
    return question("any-3", type=QuestionType.NUMERIC, numeric=key, **changes)


def _from_csv(text: str) -> dict:
    (found,) = read_csv(text)
    return dict(found.fields)


def _assert_same_key(fields: dict, asked: Question) -> None:
    assert fields["type"] == asked.type.value
    assert fields["stem"] == asked.stem
    assert fields["explanation"] == asked.explanation
    if asked.options:
        options = [
            (o["text"], o.get("correct", False), o.get("why", "")) for o in fields["options"]
        ]
        assert options == [(o.text, o.correct, o.why) for o in asked.options]
    if asked.short is not None:
        assert fields["answer"]["accept"] == list(asked.short.accept)
    if asked.numeric is not None:
        assert fields["answer"]["value"] == asked.numeric.quantity.value
        assert fields["answer"]["tolerance"] == {"absolute": asked.numeric.absolute}


@settings(max_examples=60, deadline=None)
@given(closed() | typed())
def test_a_table_brings_questions_back(asked):
    _assert_same_key(_from_csv(write_csv([asked])), asked)


@settings(max_examples=60, deadline=None)
@given(closed() | typed())
def test_gift_brings_questions_back(asked):
    text, left_out = write_gift([asked])
    assume(not left_out)  # forms that GIFT reads as pairs

    (found,) = read_gift(text)

    _assert_same_key(dict(found.fields), asked)
    assert found.fields["id"] == asked.id


@given(st.text(max_size=10) | TRICKY)
def test_no_cell_begins_a_formula_and_every_one_comes_back(text):
    cell = guarded(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(cell) == text


def test_a_table_holds_everything_of_every_type():
    full = replace(
        SINGLE,
        subtopic="attention",
        bloom="apply",
        hints=("Look up", "Look down"),
        tags=("a", "b-c"),
        time_limit=60,
        language="de",
        version=3,
        shuffle=False,
        references=(Reference("A book, 3.2", "https://example.org/a_(b)"), Reference("A talk")),
    )

    found = [dict(one.fields) for one in read_csv(write_csv((full, *ALL[1:])))]

    first = found[0]
    assert {name: first[name] for name in ("subtopic", "bloom", "time_limit", "version")} == {
        "subtopic": "attention",
        "bloom": "apply",
        "time_limit": 60,
        "version": 3,
    }
    assert first["shuffle"] is False
    assert first["references"] == [
        {"title": "A book, 3.2", "url": "https://example.org/a_(b)"},
        {"title": "A talk"},
    ]
    assert (first["hints"], first["tags"]) == (["Look up", "Look down"], ["a", "b-c"])
    by_id = {fields["id"]: fields for fields in found}
    assert [fields["type"] for fields in found] == [q.type.value for q in ALL]
    assert by_id[NUMERIC.id]["answer"] == {
        "value": 1.0,
        "unit": "GiB",
        "tolerance": {"relative": 0.05},
    }
    assert by_id[OUTPUT.id]["code"] == {"language": "python", "source": "print([1, 2])"}
    assert by_id[OUTPUT.id]["answer"] == {"output": "[1, 2]"}
    assert by_id[OPEN.id]["rubric"] == list(OPEN.open.rubric)
    assert by_id[OPEN.id]["model_answer"] == OPEN.open.model_answer.strip()
    assert [o["text"] for o in by_id[ORDER.id]["options"]] == [o.text for o in ORDER.options]
    assert "answer" not in by_id[OPEN.id]


def test_a_table_has_no_columns_that_would_be_empty():
    (heads, _) = csv.reader(io.StringIO(write_csv([SHORT])))

    assert "accept" in heads
    assert "why_a" not in heads


def test_gift_leaves_out_what_it_cannot_hold_and_says_so():
    text, left_out = write_gift(ALL)

    assert {one.what for one in left_out} == {OPEN.id, ORDER.id, OUTPUT.id}
    assert len(list(read_gift(text))) == len(ALL) - 3


def test_gift_leaves_out_accepted_forms_that_it_would_read_as_pairs():
    pairs = replace(SHORT, short=ShortKey(("a -> b", "a->b")))

    assert [one.what for one in write_gift([pairs])[1]] == [SHORT.id]
    assert not write_gift([replace(SHORT, short=ShortKey(("a -> b",)))])[1]


def test_gift_says_the_unit_and_the_tolerance_in_it():
    also = NumericKey(Quantity(1.0, "GiB"), relative=0.05, also=(Quantity(512.0, "MiB"),))
    text, _ = write_gift([replace(NUMERIC, numeric=also)])

    (found,) = read_gift(text)

    assert found.fields["stem"].endswith("(in GiB)")
    assert found.fields["answer"] == {
        "value": 1.0,
        "tolerance": {"absolute": 0.05},
        "also": [{"value": 0.5}],
    }


def test_true_and_false_come_back_from_gift():
    asked = replace(
        TRUE_FALSE,
        options=(
            Option("a", "True", correct=False, why="No."),
            Option("b", "False", correct=True, why="So."),
        ),
    )

    (found,) = read_gift(write_gift([asked])[0])

    _assert_same_key(dict(found.fields), asked)


# ------------------------------------------------------------------------------------------- Anki


def _notes(path, tmp_path) -> dict[str, tuple[str, ...]]:
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as db:
        rows = db.execute("SELECT flds, guid, mid, tags FROM notes").fetchall()
        decks = db.execute("SELECT DISTINCT did FROM cards").fetchall()
    db.close()
    notes = {fields.split("\x1f")[0]: (guid, mid, fields, tags) for fields, guid, mid, tags in rows}
    return notes | {"decks": tuple(sorted(deck for (deck,) in decks))}


def test_a_deck_has_a_note_a_question_with_ids_that_stay(tmp_path):
    changed = replace(SINGLE, stem="Said otherwise?")
    write_anki(tmp_path / "one.apkg", ALL, TOPICS, NOW)
    write_anki(tmp_path / "two.apkg", (changed, *ALL[1:]), TOPICS, NOW.replace(year=2027))

    one, two = (_notes(tmp_path / name, tmp_path) for name in ("one.apkg", "two.apkg"))

    assert one.keys() == {"decks", *(q.id for q in ALL)}
    assert len(one["decks"]) == 2
    assert one["decks"] == two["decks"]
    assert [one[q.id][:2] for q in ALL] == [two[q.id][:2] for q in ALL]
    assert "Said otherwise?" in two[SINGLE.id][2]


def test_a_card_shows_formulas_and_markup_as_text_and_every_reason_on_its_back(tmp_path):
    asked = replace(SINGLE, stem=r"Is $a < b$ & <b>`x`</b> \$5?")
    write_anki(tmp_path / "one.apkg", [asked], TOPICS, NOW)

    _, front, back = _notes(tmp_path / "one.apkg", tmp_path)[SINGLE.id][2].split("\x1f")

    assert r"Is \(a &lt; b\) &amp; &lt;b&gt;<code>x</code>&lt;/b&gt; $5?" in front
    assert "class='right'" not in front
    assert back.count("class='why'") == 4
    assert "https://example.org/text" in back


@pytest.mark.parametrize("asked", ALL, ids=lambda q: q.type.value)
def test_the_front_of_a_card_tells_nothing_of_the_key(asked, tmp_path):
    write_anki(tmp_path / "one.apkg", [asked], TOPICS, NOW)

    _, front, back = _notes(tmp_path / "one.apkg", tmp_path)[asked.id][2].split("\x1f")

    assert "Because the definition" not in front
    assert asked.explanation in back
    assert front.index("Find the cause") < front.index("Stop the harm") if asked is ORDER else True
