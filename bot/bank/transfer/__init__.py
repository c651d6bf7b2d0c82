"""Questions from and for elsewhere: one module a format, and the placing of what they find."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.bank.transfer.base import Draft, Unplaced, read_text
from bot.bank.transfer.cards import read_anki, read_quizlet
from bot.bank.transfer.gift import read_gift
from bot.bank.transfer.opentdb import read_opentdb
from bot.bank.transfer.red import read_red
from bot.bank.transfer.table import read_csv
from bot.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.bank.transfer.base import Found

__all__ = ["READERS", "Draft", "Unplaced", "read_questions"]


READERS: Final[dict[str, Callable[[str], Iterator[Found]]]] = {
    "red": read_red,
    "anki": read_anki,
    "quizlet": read_quizlet,
    "gift": read_gift,
    "opentdb": read_opentdb,
    "csv": read_csv,
}
MAX_FOUND: Final = 100_000
"""Questions of a file; to place these takes a minute."""


def read_questions(path: Path, kind: str) -> list[Found]:
    """Return everything that a file of a format (a key of `READERS`) holds, in its order.

    Raises:
        TransferError: the file cannot be read, is not of this format, or holds too much.
    """
    found = list(islice(READERS[kind](read_text(path)), MAX_FOUND + 1))
    if len(found) > MAX_FOUND:
        raise TransferError(f"the file holds more than {MAX_FOUND:,} questions: split it")
    return found
