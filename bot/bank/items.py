"""Reads the questions of parsed files: each with its file's defaults, each id once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from bot.bank.convert import check_of, question_of, record_of
from bot.bank.fields import SCRIPT_PATTERN
from bot.bank.formulas import formula_findings
from bot.bank.rules import item_findings
from bot.bank.schema import MODELS
from bot.bank.source import Node
from bot.bank.wording import Finding, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from bot.bank.bank import CheckSpec, Record, Topic
    from bot.bank.files import Source
    from bot.bank.quick import Plain
    from bot.bank.report import Report
    from bot.bank.schema import AnyItem
    from bot.domain.question import Question
    from bot.errors import Fault

TEACHING: Final = "E020"
"""The code of what explains the key: drafts may lack that."""


class Entry(NamedTuple):
    """A valid question of the bank."""

    question: Question
    record: Record
    expires: date | None
    check: CheckSpec | None

    def is_served(self, today: date | None) -> bool:
        """Whether the question may be asked; `expires` does not matter without a day."""
        over = today is not None and self.expires is not None and self.expires <= today
        return self.record.status == "active" and not over


class ItemReader:
    """Collects entries over files; the operator's own replace shipped ones of the same id.

    Args:
        root: the bank's folder.
        report: where faults go.
        topics: the known topics, filled before questions are read.
        can_render: whether a formula can be drawn, if that can be told.
    """

    def __init__(
        self,
        root: Path,
        report: Report,
        topics: Mapping[str, Topic],
        can_render: Callable[[str], bool] | None,
    ) -> None:
        self._root = root
        self._report = report
        self._topics = topics
        self._can_render = can_render
        self._shipped: dict[str, Entry] = {}
        self._local: dict[str, Entry] = {}
        self._first: dict[bool, dict[str, tuple[str, int]]] = {True: {}, False: {}}
        self._scripts: dict[str, bool] = {}

    @property
    def entries(self) -> dict[str, Entry]:
        """The valid questions by id, in no particular order."""
        return self._shipped | self._local

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all questions that were read, faulty ones too."""
        return frozenset().union(*self._first.values())

    def take(self, source: Source, entries: Sequence[Entry]) -> bool:
        """Add the faultless questions of a file, unless its surroundings make a fault of one.

        These are what may change while the file does not: other files and the check scripts.
        """
        by_id = {entry.question.id: entry for entry in entries}
        first = self._first[source.is_local]
        if len(by_id) < len(entries) or not first.keys().isdisjoint(by_id):
            return False
        scripts = (entry.check.script for entry in entries if entry.check is not None)
        if not all(self._is_script(script) for script in scripts if script):
            return False
        first.update((id_, (source.name, entry.record.line)) for id_, entry in by_id.items())
        (self._local if source.is_local else self._shipped).update(by_id)
        return True

    def convert(self, source: Source, plain: Plain) -> list[Entry] | None:
        """Return the questions of a file that was read quickly; None when one is not faultless."""
        defaults = plain.value.get("defaults", {})
        entries: list[Entry] = []
        for item, line in zip(plain.value["questions"], plain.lines, strict=True):
            entry = self._converted(source, defaults | item, line) if type(item) is dict else None
            if entry is None:
                return None
            entries.append(entry)
        return entries

    def read(self, source: Source, root: Node) -> list[Entry]:
        """Read every question of a file, note all faults, and return the faultless questions."""
        questions, defaults = root.child("questions"), root.child("defaults")
        found: list[Entry | None] = []
        for node in questions.entries if questions else ():
            if isinstance(node.value, dict):
                found.append(self._read(source, *_merged(node, defaults)))
            elif node.value is not None:
                problem = f"a question is {shown(node)}, not a mapping of keys"
                self._report.add(source.name, node.line, "", problem, "write `- id: ...` and so on")
        return [entry for entry in found if entry is not None]

    def _converted(self, source: Source, item: dict[str, Any], line: int) -> Entry | None:
        model = MODELS.get(kind) if isinstance(kind := item.get("type"), str) else None
        if model is None or any(self._findings(source, item)):
            return None
        try:
            return _entry(source, model.model_validate(item), line)
        except ValidationError:
            return None

    def _findings(self, source: Source, item: dict[str, Any]) -> Iterator[Finding]:
        yield from item_findings(item, self._topics)
        yield from self._surroundings(source, item)
        yield from formula_findings(item, self._can_render)

    def _read(self, source: Source, node: Node, inherited: frozenset[str]) -> Entry | None:
        given = node.value.get("id")
        id_ = given if isinstance(given, str) else ""
        before = len(self._report.faults)
        findings = [*self._taken(source, node, id_), *self._findings(source, node.value)]
        kind = node.value.get("type")
        model = MODELS.get(kind) if isinstance(kind, str) else None
        if model is None:
            findings.extend(_no_type(node))
            item = None
        else:
            item = self._report.validate(source.name, node, model, id_, inherited)
        self._report.find(source.name, node, id_, findings)
        if node.value.get("status") == "draft" and _is_teaching(self._report.faults[before:]):
            # Whoever imports or begins a question has no reasons and sources yet. It stays out of
            # the bank, so that nobody is asked it, and the lint lists what it lacks.
            self._report.postpone(before)
            return None
        if item is None or len(self._report.faults) != before:
            return None
        entry = _entry(source, item, node.line)
        (self._local if source.is_local else self._shipped)[item.id] = entry
        return entry

    def _is_script(self, script: str) -> bool:
        if script not in self._scripts:
            self._scripts[script] = (self._root / script).is_file()
        return self._scripts[script]

    def _taken(self, source: Source, node: Node, id_: str) -> Iterator[Finding]:
        if not id_:
            return
        here = source.name, node.line
        first = self._first[source.is_local].setdefault(id_, here)
        if first != here:
            problem = f"the id is taken: it stands first in {first[0]}:{first[1]}"
            yield Finding(("id",), problem, "give this question an id of its own")

    def _surroundings(self, source: Source, item: Mapping[str, object]) -> Iterator[Finding]:
        topic, check = item.get("topic"), item.get("check")
        known = isinstance(topic, str) and topic in self._topics
        if source.folder and known and topic != source.folder:
            yield Finding(
                ("topic",),
                f"the topic is {topic}, but the file lies in the folder {source.folder}",
                f"move the question to the folder {topic}, or change its topic",
            )
        script = check.get("script") if isinstance(check, dict) else None
        well_formed = isinstance(script, str) and re.fullmatch(SCRIPT_PATTERN, script)
        if well_formed and not self._is_script(well_formed[0]):
            yield Finding(
                ("check", "script"),
                f"there is no script {script}",
                "add it, or mend the path",
                "E050",
            )


def _is_teaching(faults: Sequence[Fault]) -> bool:
    """Whether there are faults, and all are of what explains the key: reasons and references."""
    return bool(faults) and all(fault.code == TEACHING for fault in faults)


def _entry(source: Source, item: AnyItem, line: int) -> Entry:
    return Entry(
        question_of(item),
        record_of(item, source.name, line),
        item.expires,
        check_of(item, source.name, line),
    )


def _merged(item: Node, defaults: Node | None) -> tuple[Node, frozenset[str]]:
    """Return the item with what it leaves to the defaults of its file, and which keys these are."""
    if defaults is None or not isinstance(defaults.value, dict):
        return item, frozenset()
    merged = Node(
        defaults.value | item.value,
        item.line,
        keys={**defaults.keys, **item.keys},
        key_lines={**defaults.key_lines, **item.key_lines},
    )
    return merged, frozenset(defaults.value.keys() - item.value.keys())


def _no_type(node: Node) -> Iterator[Finding]:
    given = node.child("type")
    choices = f"write one of {', '.join(MODELS)}"
    if given is None:
        yield Finding(("type",), "`type` is missing", choices)
    elif given.value is not None:
        meant = nearest(str(given.value), MODELS)
        mend = f"did you mean {meant}?" if meant else choices
        yield Finding(("type",), f"`type` is {shown(given)}, which Viva does not know", mend)
