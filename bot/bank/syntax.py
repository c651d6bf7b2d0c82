"""What is wrong with the form of a YAML file, in plain words."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

import yaml


class Trouble(NamedTuple):
    """Something wrong on a line (1-based; 0 means the whole file), and how to mend it."""

    line: int
    problem: str
    mend: str


_PLAIN: Final = (
    (
        "mapping values are not allowed",
        "a colon followed by a space stands where it cannot",
        "put the text in quotes, or indent the key like its neighbours",
    ),
    (
        "unknown escape character",
        "a backslash in double quotes starts an escape that does not exist",
        "use single quotes or a >- block, where backslashes stay as they are",
    ),
    (
        "invalid unicode character escape",
        "an escape in double quotes names no character",
        "write the character itself",
    ),
    (
        "tab character",
        "a tab is used for indentation",
        "indent with spaces",
    ),
    (
        "alphabetic or numeric character",
        "a text starts with & or *, which stand for aliases",
        "put the text in quotes",
    ),
    (
        "comment or line break",
        "something follows > or | on its line",
        "put the text in quotes, or start it on the next line",
    ),
    (
        "mapping keys are not allowed",
        "a text starts with a question mark and a space",
        "put the text in quotes",
    ),
    (
        "directive",
        "a line starts with %",
        "put the text in quotes",
    ),
    (
        "tag",
        "a text starts with an exclamation mark, which begins a tag",
        "put the text in quotes",
    ),
    (
        "could not find expected ':'",
        "a line reads like a key but has no colon",
        "write `key: value`, or indent the line to continue the text above",
    ),
    (
        "did not find expected ',' or ']'",
        "a list in [ ] is not closed or lacks a comma",
        "close it with ], or put text with commas, brackets or colons in quotes",
    ),
    (
        "did not find expected ',' or '}'",
        "a mapping in { } is not closed or lacks a comma",
        "close it with }, or put text with commas, brackets or colons in quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list item (-) stands where none can begin",
        "start the list on the line below its key",
    ),
    (
        "did not find expected '-' indicator",
        "a line among list items does not start with -",
        "indent it to belong to the item above, or start it with -",
    ),
    (
        "did not find expected key",
        "a line fits neither the text above nor the keys around it",
        "align it with the keys around it, and close or remove stray quotes",
    ),
    (
        "unexpected end of stream",
        "a quote is opened and never closed",
        "close it with the same quote character",
    ),
    (
        "did not find expected node content",
        "a bracket is opened and never closed, or a value is missing",
        "close the bracket, or write the value",
    ),
    (
        "did not find expected <document start>",
        "something follows the end of the document",
        "keep one document a file, with the keys at the left edge",
    ),
)

_ITEM: Final = re.compile(r"^( *)- +id: *[\"']?([a-z0-9-]+)")


def explain(error: yaml.YAMLError, text: str) -> Trouble:
    """Return a parser's complaint about `text` as a line, a plain sentence and a mend."""
    if isinstance(error, yaml.reader.ReaderError):
        return _unprintable(text)
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    line = min(line, max(len(lines), 1))
    if "cannot start any token" in problem:
        return Trouble(line, *_stray_character(lines, line, mark.column if mark else 0))
    for fragment, plain, mend in _PLAIN:
        if fragment in problem.lower() or fragment in problem:
            start = getattr(error, "context_mark", None)
            if fragment == "unexpected end of stream" and start:
                line = start.line + 1
            return Trouble(line, plain, mend)
    return Trouble(
        line,
        f"the YAML cannot be read here ({problem})",
        "check the indentation, the colons and the quotes on this line and the one above",
    )


def _stray_character(lines: list[str], line: int, column: int) -> tuple[str, str]:
    row = lines[line - 1] if lines else ""
    found = row[column : column + 1]
    if found == "\t" or "\t" in row[: column + 1]:
        return "a tab is used for indentation", "indent with spaces"
    return (
        f"text cannot start with {found or 'this character'} unless it is in quotes",
        "put the text in quotes",
    )


def _unprintable(text: str) -> Trouble:
    found = next(
        (i for i, c in enumerate(text) if not c.isprintable() and c not in "\t\n\r\ufeff"), 0
    )
    line = text.count("\n", 0, found) + 1
    return Trouble(
        line, f"there is an unprintable character ({text[found]!r})", "remove the character"
    )


class ItemFinder:
    """Tells which question a line of a text belongs to, as far as the text itself shows it."""

    def __init__(self, text: str) -> None:
        found = [
            (number, match[1], match[2])
            for number, line in enumerate(text.splitlines(), start=1)
            if (match := _ITEM.match(line))
        ]
        indent = min((indent for _, indent, _ in found), key=len, default="")
        self._starts = [(number, id_) for number, own, id_ in found if own == indent]

    def at(self, line: int) -> str:
        """Return the id of the question around a 1-based line; empty if there is none."""
        index = bisect_right(self._starts, line, key=lambda start: start[0])
        return self._starts[index - 1][1] if index else ""
