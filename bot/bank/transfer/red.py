"""Trivia lists as Red-DiscordBot ships them: YAML with a list of answers under each question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.bank.source import Node, read
from bot.bank.transfer.base import Draft, Unplaced
from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.bank.syntax import Trouble
    from bot.bank.transfer.base import Found

_ABOUT: Final = frozenset({"AUTHOR", "DESCRIPTION", "CONFIG"})
"""Keys that are about the list."""
_LINE: Final = 200


def read_red(text: str) -> Iterator[Found]:
    """Yield the questions of a list, each to be answered by a short text.

    Answers are taken as they are written: an unquoted `yes` is the text "yes".

    Raises:
        TransferError: the text is not YAML, or no list of this kind.
    """
    root, troubles = read(text)
    if root is None or not isinstance(root.value, dict):
        raise TransferError(_unreadable(troubles))
    author = _author(root.child("AUTHOR"))
    questions = {key: node for key, node in root.keys.items() if key not in _ABOUT}
    found: list[Found] = []
    for stem, node in questions.items():
        line = root.key_lines[stem]
        inside = _lines(node) | {line}
        own = [trouble for trouble in troubles if trouble.line in inside]
        troubles = [trouble for trouble in troubles if trouble not in own]
        found.append(
            Unplaced(line, stem, own[0].problem) if own else _read(line, stem, node, author)
        )
    about = {line for key, node in root.keys.items() if key in _ABOUT for line in _lines(node)}
    found += [
        Unplaced(trouble.line, "", f"{trouble.problem}: {trouble.mend}")
        for trouble in troubles
        if trouble.line not in about
    ]
    yield from sorted(found, key=lambda one: one.line)


def _unreadable(troubles: Sequence[Trouble]) -> str:
    if not troubles:
        return "this is no trivia list: a list has questions, each with its answers below"
    first = troubles[0]
    return f"line {first.line}: {first.problem}: {first.mend}"


def _author(node: Node | None) -> dict[str, str]:
    name = node.value if node is not None else None
    return {"author": name.strip()} if isinstance(name, str) and 0 < len(name) <= _LINE else {}


def _read(line: int, stem: str, node: Node, author: dict[str, str]) -> Found:
    entries = node.entries if isinstance(node.value, list) else (node,)
    if any(isinstance(entry.value, list | dict) for entry in entries):
        return Unplaced(line, stem, "its answers are not a plain list")
    answers = list(dict.fromkeys(_written(entry).strip() for entry in entries))
    if not any(answers):
        return Unplaced(line, stem, "it has no answer")
    fields: dict[str, Any] = {"type": "short", "stem": stem, "answer": {"accept": answers}}
    return Draft(line, fields | author)


def _written(node: Node) -> str:
    return node.raw if node.raw is not None else str(node.value)


def _lines(node: Node) -> set[int]:
    inner = [*node.entries, *node.keys.values()]
    return {node.line, *node.key_lines.values()}.union(*map(_lines, inner))
