"""A simulated Discord with Viva in it, for every test that asks for one."""

from __future__ import annotations

import pytest

from tests.unit.adapters.fakes import world_of


@pytest.fixture
async def world():
    async with world_of() as world:
        yield world
