"""Pages of lists."""

from __future__ import annotations


def pages(total: int, size: int) -> int:
    """Return how many pages a list takes: at least one."""
    return max(1, -(-total // size))
