"""Loads a bank: every file, every fault."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from bot.bank.bank import Bank, Topic
from bot.bank.cache import Cache, file_key
from bot.bank.file_schema import QuestionFile, TopicsFile
from bot.bank.files import LOCAL, TOPICS, collect, text_of
from bot.bank.items import ItemReader
from bot.bank.quick import read_quickly
from bot.bank.report import Report
from bot.bank.source import read
from bot.bank.syntax import ItemFinder
from bot.bank.tracks import TrackReader
from bot.bank.wording import Finding
from bot.errors import BankError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from bot.bank.bank import Track
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
    cache: Path | None = None,
) -> Bank:
    """Load the bank under a folder.

    Args:
        root: the folder that holds topics.yaml and a folder for each topic.
        today: items whose `expires` is not after this day are not served; None ignores `expires`.
        can_render: whether a formula (LaTeX without the dollars) can be drawn; without it, formulas
            that plain text cannot show are taken on trust.
        cache: the folder in which to keep what was found for the next load; None keeps nothing.

    Raises:
        BankError: with every fault of every file.
    """
    bank, faults = read_bank(root, today=today, can_render=can_render, cache=cache)
    if faults:
        raise BankError(faults)
    return bank


def read_bank(
    root: Path,
    *,
    today: date | None = None,
    can_render: Callable[[str], bool] | None = None,
    cache: Path | None = None,
) -> tuple[Bank, tuple[Fault, ...]]:
    """Return the questions that are without fault, and every fault; for those who mend a bank.

    Args:
        root: as for `load_bank`, like the others.
        today: the day.
        can_render: whether a formula can be drawn.
        cache: a folder, or none.
    """
    with _no_garbage_collection():
        return _Reader(root, can_render, cache).load(today)


class _Reader:
    """Reads all files of a bank."""

    def __init__(
        self, root: Path, can_render: Callable[[str], bool] | None, cache: Path | None
    ) -> None:
        self._root = root
        self._can_render = can_render
        self._cache = cache
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
        tracks = [s for s in sources if s.is_track]
        digests = self._read_all([s for s in sources if s not in (*topics, *tracks)])
        entries = self._items.entries
        if not entries and not self._report.faults:
            self._report.add(
                str(self._root), 0, "", "there are no questions", "add <topic>/<name>.yaml"
            )
        found = self._read_tracks(tracks)
        digest = _digest((*topics, *tracks), digests)
        bank = _bank(self._topics, entries, found, today=today, digest=digest)
        bank = replace(bank, incomplete=tuple(sorted(self._report.incomplete)))
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

    def _read_tracks(self, sources: Sequence[Source]) -> Mapping[str, Track]:
        reader = TrackReader(self._report, self._items.ids)
        for source in sources:
            root = self._parse(source)
            if root is not None:
                reader.read(source, root)
        return reader.tracks

    def _read_all(self, sources: Sequence[Source]) -> Sequence[str]:
        """Read the files of questions, or take what is kept of them; return their digests."""
        cache = self._cache and Cache(self._cache, self._root, self._topics, self._can_render)
        known = cache.read() if cache else {}
        kept: dict[str, Sequence[Entry]] = {}
        keys = [file_key(source) for source in sources]
        for key, source in zip(keys, sources, strict=True):
            if entries := self._read_questions(source, known.get(key)):
                kept[key] = entries
        if cache and kept.keys() != known.keys():
            cache.write(kept)
        return keys

    def _read_questions(
        self, source: Source, known: Sequence[Entry] | None
    ) -> Sequence[Entry] | None:
        """Add the questions of a file; return them if it has no fault."""
        entries = known or self._quickly(source)
        if entries is not None and self._items.take(source, entries):
            return entries
        return self._carefully(source)

    def _quickly(self, source: Source) -> Sequence[Entry] | None:
        """Return the questions of a file without any fault; None when it may have one."""
        text, fault = text_of(source)
        plain = None if fault else read_quickly(text)
        if plain is None:
            return None
        try:
            QuestionFile.model_validate(plain.value)
        except ValidationError:
            return None
        return self._items.convert(source, plain)

    def _carefully(self, source: Source) -> Sequence[Entry] | None:
        """Read a file, note all its faults, and return its questions if nothing is to be said."""
        before = len(self._report.faults) + len(self._report.incomplete)
        root = self._parse(source)
        if root is None:
            return None
        self._report.validate(source.name, root, QuestionFile)
        entries = self._items.read(source, root)
        noted = len(self._report.faults) + len(self._report.incomplete)
        return entries if noted == before else None

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
    topics: Mapping[str, Topic],
    entries: Mapping[str, Entry],
    tracks: Mapping[str, Track],
    *,
    today: date | None,
    digest: str,
) -> Bank:
    served: dict[str, Question] = {}
    apart: dict[str, Question] = {}
    entries = {id_: entries[id_] for id_ in sorted(entries)}
    for id_, entry in entries.items():
        (served if entry.is_served(today) else apart)[id_] = entry.question
    return Bank(
        questions=MappingProxyType(served),
        topics=MappingProxyType(dict(topics)),
        unserved=MappingProxyType(apart),
        expires=MappingProxyType({i: e.expires for i, e in entries.items() if e.expires}),
        checks=MappingProxyType({i: e.check for i, e in entries.items() if e.check}),
        records=MappingProxyType({i: e.record for i, e in entries.items()}),
        tracks=MappingProxyType(dict(tracks)),
        digest=digest,
    )


def _topic(model: TopicModel) -> Topic:
    return Topic(model.id, model.title, model.weight, tuple(model.subtopics))


def _digest(topics: Sequence[Source], digests: Sequence[str]) -> str:
    whole = "\n".join((*map(file_key, topics), *digests))
    return hashlib.sha256(whole.encode()).hexdigest()


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the collector the many small values that parsing makes (no cycles are among them)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                # To the oldest generation: at once enabled, it would look through all that is new.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
