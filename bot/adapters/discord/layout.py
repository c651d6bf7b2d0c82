"""Building Components V2 messages that cannot exceed Discord's limits.

A message is a column of blocks in a container. Text is made of pieces of which only the body may
be cut; when all texts together are too long, the longest bodies are cut to one common length, so
that short ones (headings, options, the footer) stay whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord
from discord import ui

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TEXT_LIMIT = 4000
"""Characters over all texts of one message (Discord: Component Reference, Text Display)."""
GALLERY_LIMIT = 10
"""Pictures in a media gallery, and files in a message."""
ALT_LIMIT = 1024
"""Characters of a picture's alt text."""

Button = ui.Button[ui.LayoutView]
Row = ui.ActionRow[ui.LayoutView]
Item = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. Markers around the body (fences, spoilers) survive its being cut."""

    body: str
    before: str = ""
    after: str = ""

    def cut(self, room: int) -> str:
        """Return the text with at most `room` characters of the body."""
        body = self.body
        if len(body) > room:
            body = body[: room - 1].rstrip() + "…" if room > 0 else ""
        return f"{self.before}{body}{self.after}"


@dataclass(frozen=True, slots=True)
class Words:
    """A text: its pieces are lines; a button beside it makes it a section."""

    pieces: tuple[Piece, ...]
    button: Button | None = None


Block = Words | Item


def words(*lines: Piece | str, button: Button | None = None) -> Words:
    """Return a text block; plain strings are never cut, and empty ones are left out."""
    pieces = [Piece("", line) if isinstance(line, str) else line for line in lines]
    return Words(tuple(p for p in pieces if p.before or p.body or p.after), button)


def level(lengths: Iterable[int], room: int) -> int:
    """Return the greatest length to which all may be cut so that together they fit the room."""
    ordered = sorted(lengths)
    for index, length in enumerate(ordered):
        share = max(room, 0) // (len(ordered) - index)
        if length > share:
            return share
        room -= length
    return max(ordered, default=0)


def column(blocks: Sequence[Block], *, colour: int, above: str = "") -> ui.LayoutView:
    """Return the message.

    The view listens to nothing: its buttons are answered by their custom ids, also after a
    restart, so nothing is kept in memory for each message.

    Args:
        blocks: from top to bottom; texts without any words are left out.
        colour: of the container's edge.
        above: a text over the container, for mentions.
    """
    pieces = [piece for block in blocks if isinstance(block, Words) for piece in block.pieces]
    fixed = sum(len(p.before) + len(p.after) + 1 + _surplus(p) for p in pieces) + len(above)
    room = level((len(p.body) for p in pieces), TEXT_LIMIT - fixed)
    view = ui.LayoutView(timeout=None)
    if above:
        view.add_item(ui.TextDisplay(above))
    view.add_item(ui.Container(*_items(blocks, room), accent_colour=colour))
    view.stop()
    return view


def gallery(alts: Sequence[str]) -> ui.MediaGallery[ui.LayoutView]:
    """Return the pictures attached as `picture_name(1)`, ... with their alt texts."""
    return ui.MediaGallery(
        *(
            discord.MediaGalleryItem(f"attachment://{picture_name(i)}", description=a[:ALT_LIMIT])
            for i, a in enumerate(alts[:GALLERY_LIMIT], start=1)
        )
    )


def picture(name: str, alt: str) -> ui.MediaGallery[ui.LayoutView]:
    """Return one picture, attached under a name, with its alt text."""
    item = discord.MediaGalleryItem(f"attachment://{name}", description=alt[:ALT_LIMIT])
    return ui.MediaGallery(item)


def picture_name(number: int) -> str:
    """Return the file name of a card's picture, counted from 1. It tells nothing of the key."""
    return f"formula-{number}.png"


def texts_of(components: Iterable[object]) -> Iterator[str]:
    """Return all texts of a received message, from top to bottom."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from texts_of(getattr(component, "children", ()))


def _items(blocks: Sequence[Block], room: int) -> Iterator[Item]:
    for block in blocks:
        if not isinstance(block, Words):
            yield block
        elif text := "\n".join(piece.cut(room) for piece in block.pieces).strip():
            shown: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(text)
            yield ui.Section(shown, accessory=block.button) if block.button else shown


def _surplus(piece: Piece) -> int:
    """Return by how much the text is longer when counted in UTF-16, as some clients do."""
    return sum(ord(char) > 0xFFFF for char in f"{piece.before}{piece.body}{piece.after}")  # noqa: PLR2004
