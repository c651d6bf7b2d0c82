"""A Discord that takes its time: one call takes effect and its answer comes when the test says."""

from __future__ import annotations

import asyncio
from typing import Any


class Gate:
    """Holds back the answer to the next call of a method of the publisher.

    `reached` is set once the call took effect; setting `open` lets the answer through.
    """

    def __init__(self, publisher: object, method: str) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        self._publisher, self._method = publisher, method
        self._inner = getattr(publisher, method)
        setattr(publisher, method, self._call)

    async def _call(self, *args: Any) -> Any:
        setattr(self._publisher, self._method, self._inner)
        found = await self._inner(*args)
        self.reached.set()
        await self.open.wait()
        return found
