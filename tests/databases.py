"""Databases for tests that are not about how one comes to be: migrated once, then copied."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from bot.store.database import upgrade


def place(path: Path) -> Path:
    """Put an empty database of the newest revision where there is none; return its path."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_migrated(), path)
    return path


@lru_cache(maxsize=1)
def _home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="viva-test-")


@lru_cache(maxsize=1)
def _migrated() -> Path:
    path = Path(_home().name) / "viva.db"
    upgrade(path)
    return path
