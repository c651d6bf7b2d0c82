"""What the tests of the operator's side share."""

import logging
import os

import pytest


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Start without any VIVA_ variable, in an empty directory."""
    for name in [name for name in os.environ if name.startswith("VIVA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def restored_logs():
    """Put the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    quiet = ("aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio", "discord", "sqlalchemy")
    levels = {name: logging.getLogger(name).level for name in quiet}
    yield
    logging.captureWarnings(capture=False)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    root.handlers[:] = handlers
    root.setLevel(level)
