"""Cells that spreadsheets take for what they are."""

from __future__ import annotations

from typing import Final

_ACTIVE: Final = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001  full-width signs are read as the others
"""With these a cell begins that a spreadsheet may take for a formula."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before such."""
    return f"'{text}" if text.lstrip(" ").startswith(tuple(_ACTIVE)) else text
