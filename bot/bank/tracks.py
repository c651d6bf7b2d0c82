"""Reads tracks: questions in an order, for servers that want to go through a subject."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.bank.bank import Track
from bot.bank.fields import ID_PATTERN
from bot.bank.file_schema import TrackFile
from bot.bank.wording import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.bank.files import Source
    from bot.bank.report import Report
    from bot.bank.source import Node


class TrackReader:
    """Collects tracks; the operator's own replace shipped ones of the same name.

    Args:
        report: where faults go.
        ids: the ids of all questions, also of those that are not asked and of faulty ones.
    """

    def __init__(self, report: Report, ids: Collection[str]) -> None:
        self._report = report
        self._ids = ids
        self._shipped: dict[str, Track] = {}
        self._local: dict[str, Track] = {}

    @property
    def tracks(self) -> dict[str, Track]:
        """The tracks by id, in the order of their ids."""
        return dict(sorted((self._shipped | self._local).items()))

    def read(self, source: Source, root: Node) -> None:
        """Read a track's file; its name is the track's id."""
        id_ = PurePosixPath(source.name).stem
        if not re.fullmatch(ID_PATTERN, id_):
            problem = f"{id_} is no name for a track"
            mend = "name the file with small letters, digits and single hyphens"
            self._report.add(source.name, 0, "", problem, mend)
        model = self._report.validate(source.name, root, TrackFile)
        if model is not None:
            self._report.find(source.name, root, "", self._findings(model.track))
            track = Track(id_, model.title, model.about or "", tuple(model.track))
            (self._local if source.is_local else self._shipped)[id_] = track

    def _findings(self, ids: list[str]) -> Iterator[Finding]:
        seen: set[str] = set()
        for index, id_ in enumerate(ids):
            if id_ not in self._ids:
                meant = nearest(id_, self._ids)
                mend = f"did you mean {meant}?" if meant else "name a question of the bank"
                yield Finding(("track", index), f"there is no question {id_}", mend)
            elif id_ in seen:
                yield Finding(("track", index), f"{id_} is in the track twice", "keep one of them")
            seen.add(id_)
