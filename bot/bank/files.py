"""Which files make up a bank, and their text."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1_000_000
TOPICS: Final = "topics.yaml"
COVERAGE: Final = "coverage.yaml"
"""What a bank aims for; `bot.bank.coverage` reads it, and loading does not."""
LOCAL: Final = "local"
TRACKS: Final = "tracks"
_APART: Final = frozenset({"checks"})


class Source(NamedTuple):
    """A file of the bank: its path from the root with forward slashes, and its bytes."""

    name: str
    content: bytes

    @property
    def is_local(self) -> bool:
        """Whether the file is the operator's own."""
        return self.name.startswith(f"{LOCAL}/")

    @property
    def is_track(self) -> bool:
        """Whether the file is a track, shipped or the operator's own."""
        return self.name.startswith((f"{TRACKS}/", f"{LOCAL}/{TRACKS}/"))

    @property
    def folder(self) -> str:
        """The topic's folder for a shipped file, else an empty string."""
        return "" if self.is_local else self.name.partition("/")[0]


def collect(root: Path) -> tuple[list[Source], list[Fault]]:
    """Return the bank's YAML files in the order of their names, and what keeps others out."""
    if not root.is_dir():
        mend = "name the folder that holds topics.yaml and a folder for each topic"
        return [], [Fault(str(root), 0, "", "there is no such folder", mend)]
    sources: list[Source] = []
    faults: list[Fault] = []
    for path, name in _yaml_files(root, faults):
        fault = _misplaced(name)
        if fault is None:
            content, fault = _content(path, name)
            if content is not None:
                sources.append(Source(name, content))
        if fault is not None:
            faults.append(fault)
    return sources, faults


def text_of(source: Source) -> tuple[str, Fault | None]:
    """Return a file's text; a fault, and an empty text, when it is not UTF-8."""
    try:
        return source.content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, error.start) + 1
        return "", Fault(
            source.name, line, "", "the file is not UTF-8 text", "save it with the encoding UTF-8"
        )


def _yaml_files(root: Path, faults: list[Fault]) -> Iterator[tuple[Path, str]]:
    """Yield the paths of YAML files, and their names from the root; links are followed.

    Folders that cannot be read are added to the faults.
    """

    def unreadable(error: OSError) -> None:
        faults.append(_unreadable(Path(error.filename).relative_to(root).as_posix(), error))

    seen: set[tuple[int, int]] = set()
    for folder, inner, names in os.walk(root, onerror=unreadable, followlinks=True):
        here = Path(folder)
        top = here == root
        prefix = "" if top else f"{here.relative_to(root).as_posix()}/"
        inner[:] = sorted(n for n in inner if not n.startswith(".") and not (top and n in _APART))
        found = here.stat()
        if (found.st_dev, found.st_ino) in seen:  # a link back into what was read
            inner.clear()
            continue
        seen.add((found.st_dev, found.st_ino))
        for name in sorted(names):
            if top and name == COVERAGE:
                continue
            if name.lower().endswith((".yaml", ".yml")) and not name.startswith("."):
                yield here / name, f"{prefix}{name}"


def _misplaced(name: str) -> Fault | None:
    depth = name.count("/")
    if not name.endswith(".yaml"):
        return Fault(name, 0, "", "the name does not end in .yaml", "rename the file")
    if name.startswith(f"{LOCAL}/") or name == TOPICS:
        return None
    if depth == 0:
        return Fault(name, 0, "", "the file lies outside of a topic's folder", "move it into one")
    if depth > 1:
        return Fault(name, 0, "", "the file lies too deep", "move it up into the topic's folder")
    return None


def _content(path: Path, name: str) -> tuple[bytes | None, Fault | None]:
    try:
        try:
            found = path.stat()
        except FileNotFoundError:  # a link that leads nowhere
            return None, _no_file(name)
        if not stat.S_ISREG(found.st_mode):
            return None, _no_file(name)
        if found.st_size > MAX_BYTES:
            problem = f"the file has {found.st_size:,} bytes; at most {MAX_BYTES:,} are read"
            return None, Fault(name, 0, "", problem, "split it")
        return path.read_bytes(), None
    except OSError as error:
        return None, _unreadable(name, error)


def _unreadable(name: str, error: OSError) -> Fault:
    problem = f"it cannot be read ({error.strerror})"
    return Fault(name, 0, "", problem, "let the user that runs Viva read it")


def _no_file(name: str) -> Fault:
    return Fault(name, 0, "", "this is not a file", "remove it")
