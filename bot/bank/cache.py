"""Keeps what loading found, so that the next load of unchanged files is quick.

One file a bank: a line with what its content depends on, then a line for each question file that
is without fault: a digest of that file's name and bytes, a sum over the rest, and its questions as
JSON. What is not in the file alone (other files, check scripts, the day) is looked at every time.

The format is JSON, read into the same types by pydantic, and not pickle or marshal: somebody who
can write the file can at worst say what they could have said by writing a question. It is fast
enough, too: 10,000 questions in 70 ms, line by line, so that what the parser needs meanwhile stays
small. Nothing about the cache can make a load fail.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import stat
import sys
import tempfile
import zlib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

import bot
from bot.bank.bank import CheckSpec, Record
from bot.bank.items import Entry
from bot.domain.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.bank.bank import Topic
    from bot.bank.files import Source

_Row: TypeAlias = tuple[Question, Record, date | None, CheckSpec | None]
"""The fields of an `Entry`."""
_PARTS: Final = ("PyYAML", "pydantic", "pydantic_core", "ziamath", "ziafont", "latex2mathml")
"""Packages whose version may decide what is a fault."""
_MAGIC: Final = "viva-bank-cache"
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def file_key(source: Source) -> str:
    """Return the digest of a file's name (its folder matters) and bytes, as hexadecimal."""
    name = source.name.encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(b"%d %s" % (len(name), name))
    digest.update(source.content)
    return digest.hexdigest()


class Cache:
    """The kept questions of one bank.

    Args:
        folder: where caches are; made when something is kept.
        root: the bank's folder.
        topics: the bank's topics, on which faults depend.
        can_render: what draws formulas, likewise. One that cannot be told from another by its name
            (a lambda) keeps nothing.
    """

    def __init__(
        self,
        folder: Path,
        root: Path,
        topics: Mapping[str, Topic],
        can_render: Callable[[str], bool] | None,
    ) -> None:
        renderer = _renderer(can_render)
        place = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
        self._path = folder / f"bank-{place}{'-drawn' if can_render else ''}.json"
        ground = "" if renderer is None else f"{_code()} {renderer} {list(topics.values())!r}"
        digest = hashlib.sha256(ground.encode()).hexdigest()
        self._head = f"{_MAGIC} {digest}\n".encode() if ground else b""

    def read(self) -> dict[str, list[Entry]]:
        """Return the questions of each file by its key; empty if nothing fitting is kept."""
        if not self._head:
            return {}
        try:
            with _own_file(self._path) as file:
                return dict(map(_kept, file)) if file.readline() == self._head else {}
        except (OSError, ValueError):
            return {}

    def write(self, files: Mapping[str, Sequence[Entry]]) -> None:
        """Keep the questions of each file, and nothing else; without effect if that cannot be."""
        if not self._head:
            return
        with contextlib.suppress(OSError, PydanticSerializationError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _replacing(self._path) as descriptor, os.fdopen(descriptor, "wb") as file:
                file.write(self._head)
                file.writelines(_line(key, entries) for key, entries in files.items())


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[list[_Row]]:
    return TypeAdapter(list[_Row])


def _line(key: str, entries: Sequence[Entry]) -> bytes:
    body = _adapter().dump_json(list(entries), exclude_defaults=True, warnings="error")
    return b"%s %08x %s\n" % (key.encode(), zlib.crc32(body), body)


def _kept(line: bytes) -> tuple[str, list[Entry]]:
    """Return the key of a question file, and its questions.

    Raises:
        ValueError: the line is not as it was written.
    """
    key, sum_, body = line.removesuffix(b"\n").split(b" ", 2)
    if sum_ != b"%08x" % zlib.crc32(body):
        raise ValueError("the sum does not fit")
    return key.decode(), list(map(Entry._make, _adapter().validate_json(body, strict=True)))


@contextlib.contextmanager
def _own_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that only this user can have written.

    Raises:
        OSError: it cannot be read, or others may write it.
    """
    # A FIFO in the cache's place would be waited for.
    with open(os.open(path, os.O_RDONLY | _NO_WAIT), "rb") as file:  # noqa: PTH123 - a descriptor
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS_MAY_WRITE:
            raise PermissionError(f"{path} may be written by others")
        if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to somebody else")
        yield file


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """Lend a new private file (as a descriptor to close) that takes the path's place at the end."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        yield descriptor
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@lru_cache(maxsize=1)
def _code() -> str:
    """Return the digest of everything that decides what a file means: Viva, Python, packages."""
    package = Path(bot.__file__).parent
    digest = hashlib.sha256(f"{bot.__version__} {sys.version} {_versions()}".encode())
    for folder in ("bank", "domain"):
        for path in sorted((package / folder).glob("*.py")):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _versions() -> str:
    found: list[str] = []
    for name in _PARTS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name} {importlib.metadata.version(name)}")
    return ", ".join(found)


def _renderer(can_render: Callable[[str], bool] | None) -> str | None:
    """Return what draws formulas, as text that changes with its code; None if that cannot be."""
    if can_render is None:
        return "none"
    module = sys.modules.get(can_render.__module__)
    name = getattr(can_render, "__qualname__", "")
    file = getattr(module, "__file__", None)
    if file is None or getattr(module, name, None) is not can_render:
        return None
    return f"{name} {hashlib.sha256(Path(file).read_bytes()).hexdigest()}"
