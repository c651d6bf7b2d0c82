"""`viva db upgrade` and `viva standings rebuild`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.settings import load_settings
from bot.store import database
from bot.store.awards import AwardStore

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 20
"""How many differences are listed before the rest is only counted."""


def upgrade() -> str:
    """Bring the database up to date; return what happened.

    Raises:
        ConfigError: a setting is wrong, or the file cannot be used.
    """
    path = load_settings().database
    before, after = database.upgrade(path)
    if before is None:
        return f"{path}: created at version {after}"
    if before == after:
        return f"{path}: already up to date (version {after})"
    return f"{path}: upgraded from version {before} to {after}"


def rebuild() -> str:
    """Recompute the standings from the awards; return what was different.

    Raises:
        ConfigError: a setting is wrong, or the file cannot be used.
    """
    path = load_settings().database
    if not path.exists():
        raise StoreError(f"there is no database at {path}; set VIVA_DATABASE to where it is")
    different = asyncio.run(_rebuild(path))
    if not different:
        return f"{path}: the standings were right"
    lines = [f"{path}: {len(different)} standings were wrong and are right now:"]
    for guild_id, board, topic, member_id in different[:_SHOWN]:
        about = topic or "all topics"
        lines.append(f"  server {guild_id}, board {board}, {about}, member {member_id}")
    if len(different) > _SHOWN:
        lines.append(f"  and {len(different) - _SHOWN} more")
    return "\n".join(lines)


async def _rebuild(path: Path) -> list[tuple[int, str, str, int]]:
    async with database.open_database(path) as db:
        return await AwardStore(db).rebuild()
