"""Pictures in messages: drawn off the event loop, with what they show in words."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import discord

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.pictures.theme import Theme

log = logging.getLogger(__name__)

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and what it shows in words."""

    png: bytes
    alt: str
    name: str
    """Of the file; tells nothing of a key."""

    def file(self) -> discord.File:
        """Return it as an attachment; one can be sent once."""
        return discord.File(io.BytesIO(self.png), self.name, description=self.alt)


async def drawn(
    name: str,
    make: Callable[[], P],
    draw: Callable[[P, Theme], bytes],
    describe: Callable[[P], str],
    theme: Theme,
) -> Drawn | None:
    """Return a picture; None when it cannot be drawn, since the text beside it says the same.

    Args:
        name: of the file.
        make: returns what the picture shows.
        draw: draws it.
        describe: says it in words.
        theme: light or dark.
    """
    try:
        picture = make()
        png = await asyncio.to_thread(draw, picture, theme)
        return Drawn(png, describe(picture), name)
    except Exception:
        log.exception("%s cannot be drawn", name)
        return None
