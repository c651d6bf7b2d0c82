"""Edits a file of questions as text: comments, quotes and line breaks stay as they are.

Options are moved as the lines (or, in a flow list, the characters) on which they stand. Whatever
the result, it is only returned if it reads as the same questions in the wanted order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

from bot.bank.source import Value, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Orders: TypeAlias = "Mapping[str, Sequence[str]]"
"""The ids of a question's options in the order wanted, by the question's id."""
Span: TypeAlias = tuple[int, int]
"""From one character to before another."""
YamlNode: TypeAlias = Any
"""One of PyYAML's nodes, which knows where it stands."""

_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ODD_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r"[ \t]+(?=\r?\n|\r|\Z)")
_EXACT: Final = frozenset({"code", "answer"})
"""Keys under which white space matters."""


class CannotEdit(Exception):
    """The file cannot be edited without changing what it says; nothing was changed."""


def reordered(text: str, orders: Orders) -> str:
    """Return a file's text with the options of questions put in order.

    Raises:
        CannotEdit: the file is written in a way that does not let lines be moved.
    """
    if _ODD_BREAKS.search(text):
        raise CannotEdit
    for id_, wanted in orders.items():
        text = _with_order(text, id_, list(wanted))
    return text


def trimmed(text: str) -> str:
    """Return a file's text without blanks at the ends of lines, and with one line break at its end.

    Lines of literal blocks (`|`) are left alone: there blanks are part of the value.
    """
    if _ODD_BREAKS.search(text):
        return text
    kept = _literal_lines(text)
    lines = [
        line if number in kept else _BLANKS.sub("", line)
        for number, line in enumerate(_LINES.findall(text))
    ]
    while lines and not lines[-1].strip() and len(lines) - 1 not in kept:
        lines.pop()
    whole = "".join(lines)
    return whole if not whole or whole.endswith(("\n", "\r")) else whole + "\n"


def ensure_same(before: str, after: str, orders: Orders) -> None:
    """Check that a text reads as another one with its options in order.

    Raises:
        CannotEdit: it does not.
    """
    old, new = read(before), read(after)
    if old[0] is None or new[0] is None or new[1]:
        raise CannotEdit
    wanted = _plain(old[0].value)
    for item in _items(wanted):
        if item.get("id") in orders:
            order = list(orders[item["id"]])
            item["options"] = sorted(item["options"], key=lambda o: order.index(o["id"]))
    if wanted != _plain(new[0].value):
        raise CannotEdit


def _with_order(text: str, id_: str, wanted: list[str]) -> str:
    options = _options_of(yaml.compose(text, Loader=yaml.CSafeLoader), id_)
    ids = [_scalar(option, "id") for option in options.value]
    if sorted(ids) != sorted(wanted):
        raise CannotEdit
    spans = _flow_spans(options) if options.flow_style else _block_spans(text, options)
    chosen = [spans[ids.index(name)] for name in wanted]
    pieces: list[str] = []
    end = 0
    for (start, stop), (moved, moved_stop) in zip(spans, chosen, strict=True):
        pieces += [text[end:start], text[moved:moved_stop]]
        end = stop
    return "".join([*pieces, text[end:]])


def _options_of(root: YamlNode, id_: str) -> YamlNode:
    questions = _child(root, "questions")
    for item in questions.value if questions else ():
        if _scalar(item, "id") == id_:
            options = _child(item, "options")
            if isinstance(options, yaml.SequenceNode):
                return options
    raise CannotEdit


def _child(node: YamlNode, key: str) -> YamlNode:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _scalar(node: YamlNode, key: str) -> str:
    child = _child(node, key)
    return str(child.value) if isinstance(child, yaml.ScalarNode) else ""


def _flow_spans(options: YamlNode) -> list[Span]:
    return [(entry.start_mark.index, entry.end_mark.index) for entry in options.value]


def _block_spans(text: str, options: YamlNode) -> list[Span]:
    """Return where each entry of a block list stands: whole lines, with the comments above it.

    Comments above the first entry stay where they are.
    """
    lines = _LINES.findall(text)
    if not text.endswith(("\n", "\r")):
        raise CannotEdit
    column = options.start_mark.column
    starts = [_dash(lines, entry.start_mark.line, column) for entry in options.value]
    ends = [_without_comments(lines, start, column) for start in starts[1:]]
    last = options.value[-1].end_mark
    end = last.line + bool(lines[last.line][: last.column].strip()) if last.line < len(lines) else 0
    ends.append(_without_comments(lines, end or len(lines), column))
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    firsts = [starts[0], *ends[:-1]]
    return [(offsets[first], offsets[stop]) for first, stop in zip(firsts, ends, strict=True)]


def _dash(lines: Sequence[str], line: int, column: int) -> int:
    """Return the line of the hyphen that starts an entry."""
    while not lines[line].startswith("-", column) or lines[line][:column].strip():
        line -= 1
        if line < 0:
            raise CannotEdit
    return line


def _without_comments(lines: Sequence[str], end: int, column: int) -> int:
    """Return the end of an entry whose next neighbour starts at `end`.

    Blank lines, and comments that stand no further in than the hyphens, go with the neighbour.
    """
    while end:
        line = lines[end - 1]
        indent = len(line) - len(line.lstrip())
        if line.strip() and not (line.lstrip().startswith("#") and indent <= column):
            break
        end -= 1
    return end


def _literal_lines(text: str) -> set[int]:
    """Return the numbers (from 0) of the lines that belong to literal blocks."""
    found: set[int] = set()
    events: Iterable[YamlNode] = yaml.parse(text, Loader=yaml.CSafeLoader)
    for event in events:
        if getattr(event, "style", None) == "|":
            found.update(range(event.start_mark.line, event.end_mark.line))
    return found


def _items(value: Value) -> list[dict[str, Value]]:
    questions = value.get("questions") if isinstance(value, dict) else None
    return [i for i in questions if isinstance(i, dict)] if isinstance(questions, list) else []


def _plain(value: Value, *, exact: bool = False) -> Value:
    """Return a value with the white space of its prose evened out."""
    if isinstance(value, dict):
        return {k: _plain(inner, exact=exact or k in _EXACT) for k, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, exact=exact) for inner in value]
    return " ".join(value.split()) if isinstance(value, str) and not exact else value
