"""A member's copy of what is kept: complete, readable, and without the key of an open question."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from datetime import UTC, datetime

import pytest

from bot.domain.round import AnswerStyle
from bot.services.archive import archives, in_words, readme
from bot.services.archive_subjects import SUBJECTS
from bot.store.answers import Source
from bot.store.database import open_database
from bot.store.export import ExportStore
from bot.store.tables import standings
from tests.databases import place
from tests.questions import EASY, MULTIPLE, NUMERIC, OPEN, ORDER, SHORT, SINGLE
from tests.unit.services.conftest import ANN, BOB, GUILD
from tests.unit.services.test_privacy import played, rows
from tests.unit.services.test_revisions import correct, keyed
from tests.unit.store.belongings import ANNA, BERT, HOLDERS, WORDS, settle_in


def opened(data: bytes) -> dict[str, str]:
    """Return the files of an archive, byte order marks left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


async def exported(world, member=ANN):
    """Return the rows of a member's copy, by subject."""
    (data,) = await world.services.privacy.export(GUILD, member)
    files = opened(data)
    return {name[:-5]: json.loads(text) for name, text in files.items() if name.endswith(".json")}


@pytest.fixture
async def full(tmp_path):
    """Everything there can be about a member."""
    async with open_database(place(tmp_path / "viva.db")) as database:
        await settle_in(database)
        yield await ExportStore(database).of(1, ANNA)


async def test_it_holds_something_from_every_place_where_a_member_is_kept(full):
    (data,) = archives(full)
    files = opened(data)
    empty = {name for name in SUBJECTS if not json.loads(files[f"{name}.json"])}

    assert set(full) == set(SUBJECTS)
    assert set(files) == {"README.txt"} | {f"{s}.{k}" for s in SUBJECTS for k in ("csv", "json")}
    assert empty == set()
    assert len(SUBJECTS) >= len(HOLDERS) - 1
    assert str(BERT) not in "".join(files.values())
    assert WORDS in files["thread_messages.csv"]
    assert [row["what"] for row in json.loads(files["set_up.json"])] == [
        "key of a suggestion", "quiz", "quiz", "quiz", "reward", "schedule",
    ]  # fmt: skip


async def test_the_readme_explains_every_file_and_field(full):
    (data,) = archives(full)
    files = opened(data)

    for name, subject in SUBJECTS.items():
        header = next(csv.reader(io.StringIO(files[f"{name}.csv"])))
        assert header == list(subject.columns)
        assert f"\n{name}: " in files["README.txt"]
        assert all(f"    {column} " in files["README.txt"] for column in header)
    assert "(1 row)" in readme(full)


async def test_the_same_rows_make_the_same_bytes(full):
    assert archives(full) == archives(full)


def test_nothing_kept_is_no_archive():
    assert archives({name: [] for name in SUBJECTS}) == []


def test_a_cell_that_would_be_a_formula_is_made_harmless():
    text = '=HYPERLINK("http://example.org")'
    posts = [{"round_id": 1, "message_id": 2, "content": text}]
    (data,) = archives({"thread_messages": posts})
    files = opened(data)

    (row,) = csv.DictReader(io.StringIO(files["thread_messages.csv"]))
    assert row["content"] == f"'{text}"
    assert json.loads(files["thread_messages.json"])[0]["content"] == text


def test_what_is_too_large_for_one_archive_comes_in_several():
    posts = [{"round_id": 1, "message_id": n, "content": f"{n} {'x' * 90}"} for n in range(1000)]
    found = archives({"thread_messages": posts}, most=20_000, part=20_000)
    files = [opened(data) for data in found]

    assert len(found) > 1
    assert all(len(data) <= 20_000 for data in found)
    assert "README.txt" in files[0]
    together = [
        row["message_id"]
        for archive in files
        for name, text in sorted(archive.items(), key=lambda item: item[0])
        if name.endswith(".json") and name.startswith("thread")
        for row in json.loads(text)
    ]
    assert sorted(together) == list(range(1000))


def test_letters_of_several_bytes_are_not_counted_as_one():
    """Rare ones make four bytes each, of which packing saves little."""
    chance = random.Random(1)
    texts = ["".join(chr(chance.randrange(0x20000, 0x2A000)) for _ in range(90)) for _ in range(90)]
    posts = [{"round_id": 1, "message_id": n, "content": text} for n, text in enumerate(texts)]

    found = archives({"thread_messages": posts}, most=18_000, part=7_000)

    assert len(found) > 1
    assert all(len(data) <= 18_000 for data in found)


def test_instants_and_days_are_written_as_everyone_reads_them():
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    (data,) = archives({"roles": [{"role_id": 2**60, "at": at}]})

    (row,) = json.loads(opened(data)["roles.json"])
    assert row == {"role_id": 2**60, "at": "2026-06-01T12:00:00+00:00"}


@pytest.mark.parametrize(
    ("question", "response", "words"),
    [
        (SINGLE, "1", "Statement number 2"),
        (MULTIPLE, "0,2", "Statement number 1 | Statement number 3"),
        (ORDER, "3,0,1,2", "Write it down → Stop the harm → Find the cause → Mend it"),
        (NUMERIC, "1.5", "1.5 GiB"),
        (SHORT, "LayerNorm", "LayerNorm"),
        (OPEN, "My thoughts.", "My thoughts."),
        (SINGLE, "9", ""),
    ],
)
def test_answers_are_told_in_words(question, response, words):
    assert in_words(question, response) == words


# ---------------------------------------------------------------------- keys


async def test_a_revealed_answer_comes_with_its_score_and_its_points(world):
    round_ = await played(world)
    kept = await exported(world)

    (answer,), (award,) = kept["answers"], kept["awards"]
    assert (answer["round_id"], answer["score"], answer["asked"]) == (round_.id, 1.0, SINGLE.stem)
    assert answer["answer"] == "Statement number 1"
    assert (award["points"], award["correct"]) == (15, 1)
    assert (await exported(world, BOB))["answers"][0]["score"] == 0.0


async def test_nothing_tells_the_key_of_a_question_that_is_open(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)

    (answer,) = (await exported(world))["answers"]

    assert (answer["score"], answer["points"], answer["state"]) == (None, None, "open")
    (data,) = await world.services.privacy.export(GUILD, ANN)
    text = "".join(opened(data).values())
    assert SINGLE.explanation not in text
    assert all(option.why not in text for option in SINGLE.options)


async def test_nor_of_one_that_is_graded_and_not_revealed_yet(world):
    round_ = await world.open_round(style=AnswerStyle.BUTTONS)
    await world.answer(round_, ANN)
    world.publisher.fail("reveal", ValueError("a fault"), times=99)
    await world.close(round_)

    kept = await exported(world)

    assert kept["answers"][0]["score"] is None
    assert [(row["points"], row["rule"]) for row in kept["awards"]] == [(None, None)]
    assert len(kept["standings"]) == 6
    assert {tuple(row.values())[2:] for row in kept["standings"]} == {(0, 0, 0, 0)}


async def test_a_corrected_key_is_not_told_while_the_question_is_asked_again(world):
    await played(world)
    world.clock.advance(minutes=2)
    await world.services.schedules.post_now(GUILD, "daily")
    await correct(world, keyed(SINGLE, "b"))

    kept = await exported(world)

    assert {row["rule"] for row in kept["awards"]} == {None}
    assert {row["score"] for row in kept["answers"]} == {None}
    assert {row["points"] for row in kept["standings"]} == {0}


async def test_the_sums_are_less_only_by_what_is_not_told_yet(world_of):
    async with world_of(SINGLE, EASY) as world:
        await played(world)
        told = await exported(world)
        world.clock.advance(minutes=2)
        await world.services.schedules.resume(GUILD, "daily")
        round_ = await world.services.schedules.post_now(GUILD, "daily")
        await world.answer(await world.rounds.get(round_.id), ANN)
        world.publisher.fail("reveal", ValueError("a fault"), times=99)
        await world.close(await world.rounds.get(round_.id))

        sums = {(row["board"], row["topic"]): row for row in (await exported(world))["standings"]}

        assert {tuple(row.items()) for row in told["standings"]} <= {
            tuple(row.items()) for row in sums.values()
        }
        held = {(row.board, row.topic): row.points for row in await rows(world, standings, ANN)}
        assert held["all", ""] > sums["all", ""]["points"]


def test_a_notice_to_an_admin_comes_without_the_words_of_members():
    told = {
        "kind": "notice",
        "due_at": None,
        "text": "Look:\n- unclear: ||`Bert's words`||\nDecide.",
    }
    (data,) = archives({"messages": [told, told | {"kind": "tell", "text": "Thanks."}]})

    texts = [row["text"] for row in json.loads(opened(data)["messages.json"])]
    assert texts == ["Look:\n- unclear: ...\nDecide.", "Thanks."]


async def test_it_says_who_hides_and_what_was_answered_by_reaction(world):
    round_ = await world.open_round()
    await world.services.answers.choose(round_.id, ANN, 0, source=Source.REACTION)
    await world.services.privacy.change(GUILD, ANN, hidden=True, pictures="dark")

    kept = await exported(world)

    assert kept["settings"][0] | {"zone": None} == {
        "boards": "hidden", "profile": "private", "pictures": "dark", "zone": None, "left_at": None,
    }  # fmt: skip
    assert kept["answers"][0]["source"] == "reaction"
