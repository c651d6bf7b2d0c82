"""The formats of `viva bank import` and `viva bank export`, without what reads and writes them."""

from __future__ import annotations

from enum import StrEnum


class ImportFormat(StrEnum):
    """What can be read."""

    RED = "red"
    ANKI = "anki"
    QUIZLET = "quizlet"
    GIFT = "gift"
    OPENTDB = "opentdb"
    CSV = "csv"


class ExportFormat(StrEnum):
    """What can be written."""

    ANKI = "anki"
    CSV = "csv"
    GIFT = "gift"
