"""The real clock: the one place that reads the time of day."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Tells the system's time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)
