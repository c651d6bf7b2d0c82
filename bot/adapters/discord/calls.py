"""Requests to Discord: within the rate, within a time limit, and failing in Viva's own terms."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
from aiolimiter import AsyncLimiter

from bot.errors import Gone, PublishError, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.errors import Where

_log = logging.getLogger(__name__)

T = TypeVar("T")

SECONDS = 15.0
"""How long a request may take before it counts as unanswered."""

MISSING_ACCESS = 50001
REACTIONS_FULL = 30010
THREAD_EXISTS = 160004

_GONE: dict[int, Where] = {
    10003: "channel",
    10004: "guild",
    10007: "member",
    10008: "message",
    10011: "role",
    10013: "member",
}
"""Discord's codes for things that no longer exist (404)."""

# Codes of status 400 that no repetition mends before an admin does something.
_REFUSED = {
    50024: "this kind of channel cannot do it",
    160002: "replying needs the permission Read Message History",
    200000: "AutoMod blocked the message",
}
# Codes of status 400 that go away by themselves: edits of old messages are limited, active threads
# are capped, a thread was archived, direct messages were opened too fast.
_LATER = frozenset({30046, 160006, 50083, 40003})


class Unpaced(AsyncLimiter):
    """A limiter that holds nothing up, for a Discord inside this process.

    There the clock that a limiter reads jumps between the simulated and the real one, so that a
    limiter with any rate comes to a standstill.
    """

    def __init__(self) -> None:
        super().__init__(1)

    async def acquire(self, amount: float = 1) -> None:
        """Return at once."""


class Calls:
    """Runs requests.

    Args:
        limiter: shared by everything that sends; Discord allows 50 requests a second per bot.
        seconds: see `SECONDS`.
    """

    def __init__(self, limiter: AsyncLimiter, seconds: float = SECONDS) -> None:
        self._limiter = limiter
        self._seconds = seconds
        self._left_running: set[asyncio.Future[Any]] = set()

    async def __call__(
        self, request: Callable[[], Awaitable[T]], doing: str, *, place: Where = "channel"
    ) -> T:
        """Run one request and return its result.

        A request that takes too long is left to finish by itself instead of being cancelled:
        discord.py keeps every later request waiting for ever when one is cancelled while it
        sleeps off a global rate limit.

        Args:
            request: starts the request.
            doing: what Viva is about to do, completing "Viva may not ...".
            place: what an unknown channel is: a channel, or a thread.

        Raises:
            Unreachable: no answer in time, a rate limit, or a fault on Discord's side.
            Refused: a permission is missing.
            Gone: what was addressed no longer exists.
            discord.HTTPException: the request itself was wrong, which is a bug.
        """
        await self._limiter.acquire()
        running: asyncio.Future[T] = asyncio.ensure_future(request())
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(running)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            problem = translated(error, doing, place)  # a TimeoutError is an OSError
            if problem is error:
                raise
            raise problem from error
        finally:
            if not running.done():
                self._leave(running, doing)

    def _leave(self, running: asyncio.Future[T], doing: str) -> None:
        def finished(future: asyncio.Future[T]) -> None:
            self._left_running.discard(future)
            if not future.cancelled():
                _log.info("late end of trying to %s: %s", doing, future.exception() or "done")

        self._left_running.add(running)
        running.add_done_callback(finished)


def translated(error: Exception, doing: str, place: Where = "channel") -> Exception:
    """Return a library's error as one of Viva's; one that is a bug comes back as it is."""
    if not isinstance(error, discord.HTTPException):
        known = isinstance(error, discord.RateLimited | aiohttp.ClientError | OSError)
        reason = str(error) or type(error).__name__
        return Unreachable(f"could not {doing}: {reason}") if known else error
    if error.status == 404:  # noqa: PLR2004
        gone: Where = _GONE.get(error.code, place)
        return Gone(place if gone == "channel" else gone)
    return _by_status(error, doing)


def _by_status(error: discord.HTTPException, doing: str) -> Exception:
    reason = error.text or f"status {error.status}"
    if error.status == 403:  # noqa: PLR2004
        return Refused(f"Viva may not {doing} ({reason})")
    if error.code in _REFUSED:
        return Refused(f"Viva may not {doing} ({_REFUSED[error.code]})")
    if error.status in {401, 408, 429} or error.status >= 500 or error.code in _LATER:  # noqa: PLR2004
        return Unreachable(f"could not {doing}: {reason}")
    return error


def code_of(error: BaseException) -> int:
    """Return Discord's code in or behind an error, 0 when there is none."""
    refusal = error.__cause__ if isinstance(error, PublishError) else error
    return refusal.code if isinstance(refusal, discord.HTTPException) else 0
