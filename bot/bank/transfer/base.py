"""What importers share: what they find, and text that is safe to read."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MAX_BYTES: Final = 20_000_000
"""Longer files are refused before anything of them is read."""
_QUOTED: Final = 60
_TAG_LIMIT: Final = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as it was found: its fields as the bank names them, without what is missing.

    Attributes:
        line: where it starts, 1-based.
        fields: at least `type` and `stem`; `id` where the file has a fitting one.
    """

    line: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something that was found and cannot become a question, and why."""

    line: int
    what: str
    why: str


Found: TypeAlias = Draft | Unplaced

_FOREIGN: Final = (
    (b"PK\x03\x04", "a ZIP archive (an .apkg or .xlsx?)", "export plain text instead"),
    (b"SQLite format 3", "an SQLite database", "export plain text instead"),
    (b"%PDF", "a PDF document", "export plain text instead"),
    (b"\x1f\x8b", "compressed by gzip", "unpack it first"),
    (b"\xff\xfe", "UTF-16 text", "save it with the encoding UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it with the encoding UTF-8"),
)
_MARKUP: Final = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!ENTITY|!--|quiz\b|html\b)", re.IGNORECASE)


def read_text(path: Path) -> str:
    """Return the text of a file, with line feeds only.

    Raises:
        TransferError: it cannot be read, is too large, or is not UTF-8 text.
    """
    content = _bytes(path)
    for start, kind, mend in _FOREIGN:
        if content.startswith(start):
            raise TransferError(f"this is {kind}: {mend}")
    if (place := content.find(b"\0")) >= 0:
        where = f"line {_line(content, place)}, byte {place}"
        raise TransferError(f"this is not text: there is a zero byte ({where})")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"line {_line(content, error.start)}, byte {error.start}"
        found = f"0x{content[error.start]:02x}"
        raise TransferError(
            f"this is not UTF-8 text: {where} is {found}; save it with the encoding UTF-8"
        ) from error
    if _MARKUP.match(text):
        mend = "export GIFT, CSV or plain text from where it comes from"
        raise TransferError(f"this is XML or HTML, which is not imported: {mend}")
    if not text.strip():
        raise TransferError("the file is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise TransferError("this is no file" if path.exists() else "there is no such file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TransferError(
                f"the file has {size:,} bytes; at most {MAX_BYTES:,} are imported: split it"
            )
        return path.read_bytes()
    except OSError as error:
        raise TransferError(f"the file cannot be read ({error.strerror})") from error


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def shortened(text: str) -> str:
    """Return a text on one line, short enough to be listed."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}..."


_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_MEDIA: Final = re.compile(r"<(?:img|audio|video|object|svg)\b|\[sound:", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


def has_media(text: str) -> bool:
    """Whether a text of HTML shows a picture or plays a sound."""
    return _MEDIA.search(text) is not None


def plain_text(markup: str) -> str:
    """Return a text of HTML without its tags and entities, with its breaks as line feeds."""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", markup))).replace("\xa0", " ")
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def tag_of(words: str) -> str:
    """Return words as a tag of the bank: small letters, digits and hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold())[:_TAG_LIMIT].strip("-")


def options_of(texts: Iterable[tuple[str, bool, str]]) -> list[dict[str, Any]]:
    """Return options with letters as ids, from (text, whether right, why or nothing)."""
    return [
        {"id": letter, "text": text}
        | ({"correct": True} if right else {})
        | ({"why": why} if why else {})
        for letter, (text, right, why) in zip("abcdefghijklmnopqrstuvwxyz", texts, strict=False)
    ]


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without those that hold nothing."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], (), {})}


def choice(keys: int, count: int, texts: Sequence[str]) -> str:
    """Return the type of a closed question.

    Args:
        keys: how many options are right.
        count: how many there are.
        texts: what they say.
    """
    if count == 2 and {text.casefold() for text in texts} == {"true", "false"}:  # noqa: PLR2004
        return "true_false"
    return "multiple" if keys > 1 else "single"
