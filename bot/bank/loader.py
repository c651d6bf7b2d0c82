"""Loads a bank: every file, every fault."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.bank.bank import Bank, Topic
from bot.bank.file_schema import QuestionFile, TopicsFile
from bot.bank.files import LOCAL, TOPICS, collect, text_of
from bot.bank.items import ItemReader
from bot.bank.report import Report
from bot.bank.source import read
from bot.bank.syntax import ItemFinder
from bot.bank.wording import Finding
from bot.errors import BankError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from bot.bank.file_schema import TopicModel
    from bot.bank.files import Source
    from bot.bank.items import Entry
    from bot.bank.source import Node
    from bot.domain.question import Question
    from bot.errors import Fault

_LOCAL_TOPICS: Final = f"{LOCAL}/{TOPICS}"


def load_bank(
    root: Path,
    *,
    today: date | None = None,
    can_render: Callable[[str], bool] | None = None,
) -> Bank:
    """Load the bank under a folder.

    Args:
        root: the folder that holds topics.yaml and a folder for each topic.
        today: items whose `expires` is not after this day are not served; None ignores `expires`.
        can_render: whether a formula (LaTeX without the dollars) can be drawn; without it, formulas
            that plain text cannot show are taken on trust.

    Raises:
        BankError: with every fault of every file.
    """
    bank, faults = read_bank(root, today=today, can_render=can_render)
    if faults:
        raise BankError(faults)
    return bank


def read_bank(
    root: Path,
    *,
    today: date | None = None,
    can_render: Callable[[str], bool] | None = None,
) -> tuple[Bank, tuple[Fault, ...]]:
    """Return the questions that are without fault, and every fault; for those who mend a bank.

    Args:
        root: as for `load_bank`, like the others.
        today: the day.
        can_render: whether a formula can be drawn.
    """
    with _no_garbage_collection():
        return _Reader(root, can_render).load(today)


class _Reader:
    """Reads all files of a bank."""

    def __init__(self, root: Path, can_render: Callable[[str], bool] | None) -> None:
        self._root = root
        self._report = Report()
        self._topics: dict[str, Topic] = {}
        self._items = ItemReader(root, self._report, self._topics, can_render)

    def load(self, today: date | None) -> tuple[Bank, tuple[Fault, ...]]:
        sources, faults = collect(self._root)
        self._report.add_all(faults)
        topics = [s for s in sources if s.name in {TOPICS, _LOCAL_TOPICS}]
        if self._root.is_dir() and not any(s.name == TOPICS for s in sources):
            self._report.add(TOPICS, 0, "", "the file is missing", "list the topics in it")
        for source in sorted(topics, key=lambda source: source.is_local):
            self._read_topics(source)
        for source in sources:
            if source not in topics:
                self._read_questions(source)
        if not self._items.entries and not self._report.faults:
            self._report.add(
                str(self._root), 0, "", "there are no questions", "add <topic>/<name>.yaml"
            )
        bank = _bank(self._topics, self._items.entries, today, _digest(sources))
        return bank, tuple(sorted(self._report.faults))

    def _read_topics(self, source: Source) -> None:
        root = self._parse(source)
        if root is None:
            return
        parsed = self._report.validate(source.name, root, TopicsFile)
        seen: set[str] = set()
        for index, model in enumerate(parsed.topics if parsed else ()):
            if model.id in seen:
                problem = f"the topic {model.id} is listed twice"
                finding = Finding(("topics", index, "id"), problem, "keep one of the two")
                self._report.find(source.name, root, "", [finding])
            seen.add(model.id)
            self._topics[model.id] = _topic(model)

    def _read_questions(self, source: Source) -> None:
        root = self._parse(source)
        if root is not None:
            self._report.validate(source.name, root, QuestionFile)
            self._items.read(source, root)

    def _parse(self, source: Source) -> Node | None:
        text, fault = text_of(source)
        if fault:
            self._report.add_all([fault])
            return None
        root, troubles = read(text)
        finder = ItemFinder(text if troubles else "")
        for line, problem, mend in troubles:
            self._report.add(source.name, line, finder.at(line), problem, mend)
        if root is None and not troubles:
            self._report.add(source.name, 0, "", "the file is empty", "write it, or remove it")
        return root


def _bank(
    topics: Mapping[str, Topic], entries: Mapping[str, Entry], today: date | None, digest: str
) -> Bank:
    served: dict[str, Question] = {}
    apart: dict[str, Question] = {}
    for id_, entry in sorted(entries.items()):
        (served if entry.is_served(today) else apart)[id_] = entry.question
    return Bank(
        questions=MappingProxyType(served),
        topics=MappingProxyType(dict(topics)),
        unserved=MappingProxyType(apart),
        expires=MappingProxyType({i: e.expires for i, e in entries.items() if e.expires}),
        checks=MappingProxyType({i: e.check for i, e in sorted(entries.items()) if e.check}),
        records=MappingProxyType({i: e.record for i, e in sorted(entries.items())}),
        digest=digest,
    )


def _topic(model: TopicModel) -> Topic:
    return Topic(model.id, model.title, model.weight, tuple(model.subtopics))


def _digest(sources: list[Source]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.name}\0{len(source.content)}\0".encode())
        digest.update(source.content)
    return digest.hexdigest()


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the collector the many small values that parsing makes (no cycles are among them)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
