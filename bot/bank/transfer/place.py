"""Places what importers found: each question as a draft that the bank accepts, or with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.bank.file_schema import MAX_ITEMS
from bot.bank.files import LOCAL, Source, collect, text_of
from bot.bank.items import TEACHING, ItemReader
from bot.bank.quick import read_quickly
from bot.bank.report import Report
from bot.bank.source import read
from bot.bank.transfer.base import Draft, Unplaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.bank.bank import Topic
    from bot.bank.transfer.base import Found

_HEAD: Final = """\
# yaml-language-server: $schema=../question.schema.json
# Imported as drafts: nobody is asked these. What each lacks is listed by `viva bank lint`; when it
# says nothing more of a question, give it `status: active`.
"""
_ORDER: Final = ("id", "type", "topic", "subtopic", "level", "difficulty", "bloom", "stem", "code")


@dataclass(frozen=True, slots=True)
class Known:
    """Where questions stand that are there already, by id and by what they ask."""

    ids: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of everything that was found: the counts of the two add up to it."""

    items: tuple[dict[str, Any], ...]
    unplaced: tuple[Unplaced, ...]


def known_questions(root: Path, but: Iterable[Path] = ()) -> Known:
    """Return what a bank's files ask, drafts and faulty ones included.

    Args:
        root: the bank's folder.
        but: files that are about to be replaced.
    """
    left_out = {path.resolve() for path in but}
    known = Known()
    for source in collect(root)[0]:
        if (root / source.name).resolve() in left_out:
            continue
        for line, item in _items(source):
            where = f"{source.name}:{line}"
            if isinstance(item.get("id"), str):
                known.ids.setdefault(item["id"], where)
            known.asked.setdefault(_asked(item), where)
    return known


class Placer:
    """Turns drafts into items of the bank.

    Args:
        root: the bank's folder.
        topics: its topics.
        known: what is asked already.
        defaults: what every item has unless it says otherwise: topic, level, difficulty.
        can_render: whether a formula can be drawn, if that can be told.
    """

    def __init__(
        self,
        root: Path,
        topics: Mapping[str, Topic],
        known: Known,
        defaults: Mapping[str, Any],
        can_render: Callable[[str], bool] | None = None,
    ) -> None:
        self._root = root
        self._topics = topics
        self._known = known
        self._defaults = {**defaults, "language": "en", "status": "draft"}
        self._can_render = can_render

    def place(
        self, found: Sequence[Found], on_progress: Callable[[int], None] | None = None
    ) -> Placed:
        """Place everything that was found; `on_progress` is called with how much was looked at."""
        items: list[dict[str, Any]] = []
        unplaced: list[Unplaced] = []
        for count, one in enumerate(found, start=1):
            if isinstance(one, Unplaced):
                unplaced.append(one)
            elif why := self._add(one, items):
                unplaced.append(Unplaced(one.line, str(one.fields.get("stem", "")), why))
            if on_progress is not None:
                on_progress(count)
        return Placed(tuple(items), tuple(unplaced))

    def texts(self, items: Sequence[dict[str, Any]]) -> list[str]:
        """Return the items as question files, as few as hold them."""
        starts = range(0, len(items), MAX_ITEMS)
        return [self._text(items[start : start + MAX_ITEMS]) for start in starts]

    def _text(self, items: Sequence[dict[str, Any]]) -> str:
        defaults = yaml.dump(
            self._defaults, Dumper=_Dumper, sort_keys=False, default_flow_style=True, width=200
        )
        questions = "\n".join(_dumped([item]) for item in items)
        return f"{_HEAD}schema: 1\ndefaults: {defaults}questions:\n{questions}"

    def _add(self, draft: Draft, items: list[dict[str, Any]]) -> str:
        """Add a draft to the items; return why it cannot be, or an empty string."""
        item = _ordered({"id": _id(draft.fields), **draft.fields})
        asked = _asked(item)
        for taken in (self._known.asked.get(asked), self._known.ids.get(item["id"])):
            if taken is not None:
                return f"it is there already ({taken})"
        if faults := self._faults(item):
            return "; ".join(faults)
        here = f"line {draft.line} of this file"
        self._known.asked[asked] = self._known.ids[item["id"]] = here
        items.append(item)
        return ""

    def _faults(self, item: dict[str, Any]) -> list[str]:
        """Return what is wrong with an item, apart from what a draft may lack."""
        root, troubles = read(self._text([item]))
        if root is None or troubles:
            return [trouble.problem for trouble in troubles]
        report = Report()
        reader = ItemReader(self._root, report, self._topics, self._can_render)
        reader.read(Source(f"{LOCAL}/import.yaml", b""), root)
        wrong = (fault.problem for fault in report.faults if fault.code != TEACHING)
        return list(dict.fromkeys(wrong))


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as blocks, and nothing as an alias."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's own name
        return True


def _represent(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else "")


_Dumper.add_representer(str, _represent)


def _dumped(value: object) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96, indent=2)


def _ordered(fields: Mapping[str, Any]) -> dict[str, Any]:
    first = {key: fields[key] for key in _ORDER if key in fields}
    return first | {key: value for key, value in fields.items() if key not in first}


def _id(fields: Mapping[str, Any]) -> str:
    """Return the id that a question came with, or one that the same question always gets."""
    digest = hashlib.sha256(f"{_asked(fields)}\0{fields.get('answer')}".encode()).hexdigest()
    return str(fields.get("id") or f"imported-{digest[:10]}")


def _asked(item: Mapping[str, Any]) -> str:
    """Return what an item asks, in a form in which likenesses of writing do not matter."""
    code = item.get("code")
    listing = code.get("source", "") if isinstance(code, dict) else ""
    stem = " ".join(str(item.get("stem", "")).casefold().split()).rstrip(" ?.!:")
    return f"{stem}\n{str(listing).strip()}"


def _items(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the questions of a file, as far as it can be read, with their lines."""
    text, _ = text_of(source)
    if (plain := read_quickly(text)) is not None:
        questions = plain.value.get("questions")
        entries = zip(plain.lines, questions, strict=True) if isinstance(questions, list) else ()
        yield from ((line, item) for line, item in entries if isinstance(item, dict))
        return
    root, _ = read(text)
    listed = root.child("questions") if root is not None else None
    for node in listed.entries if listed is not None else ():
        if isinstance(node.value, dict):
            yield node.line, node.value
