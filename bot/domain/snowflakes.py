"""Discord's ids, which carry when they were made: milliseconds since 2015, then 22 other bits.

See the developer documentation, "Reference", section "Snowflakes".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_BITS: Final = 22


def stamp_of(snowflake: int) -> datetime:
    """Return when an id was made, to the millisecond: UTC."""
    return DISCORD_EPOCH + (snowflake >> _BITS) * _MILLISECOND


def latest_id(instant: datetime) -> int:
    """Return the highest id that can have been made at an instant (aware) or before."""
    return (((instant - DISCORD_EPOCH) // _MILLISECOND + 1) << _BITS) - 1
