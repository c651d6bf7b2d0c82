"""Files that cannot be read end in one sentence that says why, before anything is made of them."""

import pytest

from bot.bank.transfer import MAX_FOUND, READERS, Draft, read_questions
from bot.errors import TransferError

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<quiz>&b;</quiz>"
)


@pytest.mark.parametrize("kind", sorted(READERS))
@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (ENTITIES, "XML or HTML"),
        (b"\xef\xbb\xbf \n<quiz></quiz>", "XML or HTML"),
        (b"<!doctype html><html>", "XML or HTML"),
        ("Frage\tAntwort".encode("utf-16"), "UTF-16 text: save it with the encoding UTF-8"),
        ("a\tb".encode("utf-16-be"), r"zero byte \(line 1, byte 0\)"),
        (b"one\ntwo\x00\n", r"zero byte \(line 2, byte 7\)"),
        ("ok\ncaf\xe9 ist es".encode("latin-1"), "line 2, byte 6 is 0xe9; save it"),
        (b"PK\x03\x04rest", "ZIP archive"),
        (b"SQLite format 3\x00", "SQLite database"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, kind, content, part):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(TransferError, match=part):
        read_questions(path, kind)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    with pytest.raises(TransferError, match="the file has 100,000,000 bytes; at most 20,000,000"):
        read_questions(path, "csv")


def test_a_missing_file_and_a_directory_are_refused(tmp_path):
    for path, problem in (
        (tmp_path / "none", "there is no such file"),
        (tmp_path, "this is no file"),
    ):
        with pytest.raises(TransferError, match=problem):
            read_questions(path, "gift")


def test_a_file_of_too_many_questions_is_refused(tmp_path):
    path = tmp_path / "many.json"
    path.write_text(f'{{"results": [{"5," * MAX_FOUND}5]}}')

    with pytest.raises(TransferError, match="more than 100,000 questions: split it"):
        read_questions(path, "opentdb")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_mark_of_utf_8_and_windows_line_ends_do_not_matter(tmp_path, mark):
    path = tmp_path / "file.csv"
    path.write_bytes(mark + b"stem,accept\r\nWhat?,one\r\n\r\nWho?,two\r\n")

    found = read_questions(path, "csv")

    assert [(one.line, type(one)) for one in found] == [(2, Draft), (4, Draft)]
