"""What loading found is kept for the next load, which finds the same as without it."""

import gc
import os
import shutil
import zlib
from datetime import date
from pathlib import Path

import pytest

from bot.bank import load_bank
from bot.bank.loader import read_bank
from bot.bank.quick import read_quickly
from bot.bank.source import read
from tests.unit.bank.writing import KEYS, faults, item, only_fault, write

SHIPPED = Path(__file__).parents[3] / "questions"


def _draws_all(latex: str) -> bool:
    return True


def _draws_nothing(latex: str) -> bool:
    return False


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "kept" / "viva"


@pytest.fixture
def root(tmp_path):
    """A bank with all types, over two files, with a check, a draft and one of the operator's."""
    bank = tmp_path / "bank"
    (bank / "checks").mkdir(parents=True)
    (bank / "checks" / "two.py").write_text("")
    more = {
        "check": "{kind: python, script: checks/two.py}",
        "expires": "2027-01-01",
        "lint_ok": "[W101]",
        "verified": "{solved: 2, checked: true}",
        "reviewed": "2026-11-22",
    }
    write(bank, *(item(kind, f"sum-{kind.replace('_', '-')}") for kind in KEYS))
    write(
        bank, item(id_="more-01", **more), item(id_="more-02", status="draft"), name="maths/b.yaml"
    )
    return write(bank, item(id_="more-01", stem="My own?"), name="local/mine.yaml")


def _file(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def _forge(cache: Path, old: bytes, new: bytes) -> None:
    """Change what is kept, with fitting sums."""
    head, *lines = _file(cache).read_bytes().splitlines()
    for at, line in enumerate(lines):
        key, _, body = line.split(b" ", 2)
        body = body.replace(old, new)
        lines[at] = b"%s %08x %s" % (key, zlib.crc32(body), body)
    _file(cache).write_bytes(b"\n".join((head, *lines, b"")))


def test_a_bank_from_the_cache_equals_the_bank_itself_in_everything(root, cache):
    plain = load_bank(root)

    cold, warm = load_bank(root, cache=cache), load_bank(root, cache=cache)

    assert cold == plain
    assert warm == plain
    assert list(warm.questions) == list(plain.questions)
    assert warm.records == plain.records
    assert warm.by_topic == plain.by_topic


def test_the_shipped_bank_is_the_same_from_the_cache(cache):
    cold, found = read_bank(SHIPPED, cache=cache)

    assert read_bank(SHIPPED, cache=cache) == (cold, found)
    assert read_bank(SHIPPED) == (cold, found)


def test_what_is_kept_is_used(root, cache):
    load_bank(root, cache=cache)
    _forge(cache, b"My own?", b"My OWN?")

    assert load_bank(root, cache=cache).questions["more-01"].stem == "My OWN?"


def test_a_changed_file_is_read_anew_and_the_others_are_not(root, cache):
    load_bank(root, cache=cache)
    _forge(cache, b"My own?", b"My OWN?")
    write(root, item(id_="more-03"), name="maths/b.yaml")

    bank = load_bank(root, cache=cache)

    assert "more-02" not in bank.unserved
    assert bank.questions["more-03"].version == 1
    assert bank.questions["more-01"].stem == "My OWN?"
    assert b"more-02" not in _file(cache).read_bytes()


def test_a_file_that_moves_to_another_topic_is_read_anew(root, cache):
    load_bank(root, cache=cache)
    (root / "logic").mkdir()
    (root / "maths" / "b.yaml").rename(root / "logic" / "b.yaml")

    assert {fault.file for fault in faults(root, cache=cache)} == {"logic/b.yaml"}


def test_changed_topics_are_a_fault_of_files_that_did_not_change(root, cache):
    load_bank(root, cache=cache)
    topics = root / "topics.yaml"
    topics.write_text(topics.read_text().replace("id: maths", "id: sums"))

    found = faults(root, cache=cache)

    assert all('there is no topic "maths"' in fault.problem for fault in found)
    assert found == faults(root)


def test_a_check_script_that_is_gone_is_a_fault_of_a_file_that_did_not_change(root, cache):
    load_bank(root, cache=cache)
    (root / "checks" / "two.py").unlink()

    assert only_fault(root, cache=cache).problem == "there is no script checks/two.py"


def test_an_id_that_another_file_takes_is_a_fault_of_both_files_places(root, cache):
    load_bank(root, cache=cache)
    write(root, item(id_="more-02"), name="maths/a.yaml")

    fault = only_fault(root, cache=cache)

    assert fault.file == "maths/b.yaml"
    assert fault.problem == "the id is taken: it stands first in maths/a.yaml:3"


def test_the_day_counts_at_every_load(root, cache):
    (root / "local" / "mine.yaml").unlink()

    load_bank(root, cache=cache, today=date(2026, 12, 31))
    late = load_bank(root, cache=cache, today=date(2027, 1, 1))

    assert "more-01" in late.unserved


def test_a_faulty_file_is_not_kept(root, cache):
    write(root, item(id_="more-01", difficulty="9"), name="maths/b.yaml")

    first = faults(root, cache=cache)

    assert faults(root, cache=cache) == first
    kept = _file(cache).read_bytes()
    assert b"My own?" in kept
    assert b"maths/b.yaml" not in kept


def test_whether_formulas_can_be_drawn_is_part_of_what_is_kept(root, cache):
    write(root, item(stem=r"What is $\int_0^1 \frac{\sqrt{x}}{\frac{a}{b}}$?"))
    load_bank(root, can_render=_draws_all, cache=cache)
    load_bank(root, can_render=_draws_all, cache=cache)

    assert "nor drawn" in only_fault(root, can_render=_draws_nothing, cache=cache).problem


def test_a_renderer_without_a_name_keeps_nothing(root, cache):
    load_bank(root, can_render=lambda latex: True, cache=cache)

    assert not cache.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: b"",
        lambda kept: kept[:-100],
        lambda kept: kept.replace(b"My own?", b"My OWN?"),
        lambda kept: b"\x00" * len(kept),
        lambda kept: kept.replace(kept.split()[1], b"0" * 64, 1),
        lambda kept: kept.partition(b"\n")[0],
        lambda kept: kept[: kept.rindex(b"\n", 0, -1) + 1],
        lambda kept: kept + b"\n",
    ],
    ids=[
        *("empty", "cut off", "changed", "zeroed", "of another version", "without content"),
        *("without its last line", "with a line more"),
    ],
)
def test_a_spoilt_cache_is_ignored_and_made_anew(root, cache, spoil):
    plain = load_bank(root, cache=cache)
    good = _file(cache).read_bytes()
    _file(cache).write_bytes(spoil(good))

    assert load_bank(root, cache=cache) == plain
    assert _file(cache).read_bytes() == good


def test_kept_values_of_wrong_types_are_ignored(root, cache):
    plain = load_bank(root, cache=cache)
    _forge(cache, b'"difficulty":2', b'"difficulty":"2"')

    assert load_bank(root, cache=cache) == plain


def test_what_others_may_write_is_ignored(root, cache):
    load_bank(root, cache=cache)
    _forge(cache, b"My own?", b"Another?")
    _file(cache).chmod(0o622)

    assert load_bank(root, cache=cache).questions["more-01"].stem == "My own?"


def test_a_directory_in_the_caches_place_is_no_fault_and_nothing_is_left_beside_it(root, cache):
    load_bank(root, cache=cache)
    place = _file(cache)
    place.unlink()
    (place / "x").mkdir(parents=True)

    assert load_bank(root, cache=cache) == load_bank(root)
    assert _file(cache) == place


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_fifo_in_the_caches_place_is_not_waited_for(root, cache):
    load_bank(root, cache=cache)
    place = _file(cache)
    place.unlink()
    os.mkfifo(place)

    assert load_bank(root, cache=cache) == load_bank(root)
    assert place.is_file()


def test_only_this_user_may_read_the_cache(root, cache):
    load_bank(root, cache=cache)

    assert cache.stat().st_mode & 0o777 == 0o700
    assert _file(cache).stat().st_mode & 0o777 == 0o600


def test_a_cache_that_cannot_be_written_or_is_deleted_is_no_fault(root, cache, tmp_path):
    plain = load_bank(root)
    (tmp_path / "file").write_text("")
    load_bank(root, cache=cache)
    shutil.rmtree(cache)

    assert load_bank(root, cache=tmp_path / "file" / "viva") == plain
    assert load_bank(root, cache=cache) == plain


def test_loading_leaves_the_garbage_collector_as_it_was(root, cache):
    before = gc.isenabled(), gc.get_freeze_count()

    load_bank(root, cache=cache)

    assert (gc.isenabled(), gc.get_freeze_count()) == before


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [x, 2.5, true]\n",
        "a: {b: [{c: '1'}]}\nd: |\n  text\n",
        "a: 2026-11-22\nquestions:\n- {id: a}\n\n- {id: b}\n",
        "\ufeffa: 1\n",
    ],
)
def test_the_quick_reader_reads_what_the_careful_one_reads(text):
    node, troubles = read(text)
    quick = read_quickly(text)

    assert not troubles
    assert quick is not None
    assert quick.value == node.value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "a: {b: *c}\n",
        "[1]",
        "a: 1\na: 2\n",
        "a: yes\n",
        "a: 1:30\n",
        "a:\n",
        "a: [~]\n",
        "1: a\n",
        "? [a]\n: b\n",
        "a: !!str 1\n",
        "a: !x {b: 1}\n",
        "a: &x 1\n",
        "a: &x [1]\nb: *x\n",
        'a: "\\x07"\n',
        "a: '\u202eabc'\n",
        "a: 1\n---\nb: 2\n",
        "a: [1\n",
        "a: " + "[" * 12 + "]" * 12 + "\n",
        "a: [" + "1, " * 30_000 + "]\n",
    ],
)
def test_the_quick_reader_leaves_whatever_is_odd_to_the_careful_one(text):
    assert read_quickly(text) is None


def test_the_quick_reader_agrees_on_every_shipped_file():
    for path in sorted(SHIPPED.glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        quick, (node, _) = read_quickly(text), read(text)

        assert quick is not None
        assert quick.value == node.value
        questions = node.child("questions")
        assert quick.lines == [entry.line for entry in questions.entries] if questions else True
