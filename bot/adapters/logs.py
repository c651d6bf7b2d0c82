"""Logging for an operator: one line a state change, UTC, and never a secret."""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.logging import RichHandler

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"
_HIDDEN = "[hidden]"
_BOT_TOKEN = re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}")
# Whoever has an interaction's or a webhook's token can post with it; URLs in logs carry them.
_URL_TOKEN = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.-]{20,}")

# What libraries say below these levels is noise, or (discord.gateway at DEBUG) members' messages.
_LIBRARY_LEVELS = {
    "aiohttp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,
    "asyncio": logging.INFO,
    "discord": logging.INFO,
    "sqlalchemy": logging.WARNING,
}


# discord.py says these whenever a client is made; Viva has no voice, and it makes clients without
# intents to ask what the token may do.
_BESIDE_THE_POINT = (
    "PyNaCl is not installed",
    "davey is not installed",
    "Guilds intent seems to be disabled",
)


class RedactingFormatter(logging.Formatter):
    """Formats a record and hides secrets wherever they are, also in tracebacks.

    Args:
        template: the format of a line.
        times: the format of `%(asctime)s`, which is in UTC.
        secrets: exact texts to hide, besides everything that looks like a token.
    """

    def __init__(self, template: str, times: str, secrets: Iterable[str] = ()) -> None:
        super().__init__(template, times)
        self.converter = time.gmtime
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback if any, without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _URL_TOKEN.sub(rf"\1{_HIDDEN}", _BOT_TOKEN.sub(_HIDDEN, text))


def configure_logs(
    level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all log records to `stream` (standard error): in colour to a terminal, else plain.

    Args:
        level: DEBUG, INFO, WARNING or ERROR; libraries are quieter.
        secrets: exact texts that may never appear.
        stream: where to write.
    """
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(_handler(stream or sys.stderr, secrets))
    root.setLevel(level)
    for name, floor in _LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(max(floor, root.level))
    logging.captureWarnings(capture=True)


def _to_the_point(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_BESIDE_THE_POINT)


def _handler(stream: TextIO, secrets: Iterable[str]) -> logging.Handler:
    handler: logging.Handler
    if stream.isatty():
        handler = RichHandler(console=Console(file=stream), show_path=False)
        # Rich shows the time by itself, in the operator's zone; it takes the format from here.
        handler.setFormatter(RedactingFormatter("%(message)s", "%X", secrets))
    else:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(RedactingFormatter(_PLAIN, "%Y-%m-%dT%H:%M:%SZ", secrets))
    handler.addFilter(_to_the_point)
    return handler
