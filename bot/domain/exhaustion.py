"""Running out of new questions: what the admins of a server were told about it."""

from __future__ import annotations

from enum import IntEnum


class Told(IntEnum):
    """What the admins know of a schedule's questions. It only rises until there are more again."""

    NOTHING = 0
    FEW = 1
    """That few are left which were never asked."""
    ALL = 2
    """That all were asked, and the oldest come again."""


def known_after(remaining: int, few: int) -> Told:
    """Return what the admins ought to know once a question was picked.

    Args:
        remaining: questions that were never asked, after this one.
        few: how many are few.
    """
    if not remaining:
        return Told.ALL
    return Told.FEW if remaining <= few else Told.NOTHING


def known_at_start(remaining: int, few: int) -> Told:
    """Return what the page says that shows a schedule after a change, so that no notice need.

    Args:
        remaining: questions that were never asked, before the first pick.
        few: how many are few.
    """
    return known_after(max(remaining - 1, 0), few)
