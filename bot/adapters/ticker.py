"""Runs the recurring jobs: a few for the whole process, each asking the store what is due."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)

# APScheduler drops runs that are more than a second late unless told otherwise.
_JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again; never run twice at the same time."""

    name: str
    seconds: float
    """From one start to the next; the first comes one such interval after `Ticker.start`."""
    run: Callable[[], Awaitable[object]]


class Ticker:
    """Starts each job at its interval; a job that raises is logged and comes round again."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)
        self._running: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_JOB_DEFAULTS)

    def start(self) -> None:
        """Begin; there must be a running event loop."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._run, "interval", args=(job,), seconds=job.seconds, id=job.name, name=job.name
            )
        self._scheduler.start()

    async def stop(self, grace: float = 4.0) -> None:
        """Start nothing more and let what is running finish.

        Args:
            grace: seconds; what is still running then is cancelled. The default leaves the rest of
                the shutdown its share of the 10 s after which Docker kills a container.
        """
        self._scheduler.pause()
        await asyncio.sleep(0)  # what was handed to the loop just now starts, so it is counted
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        late = tuple(self._running)
        self._scheduler.shutdown()  # cancels without waiting
        for task in late:
            log.warning("job %s did not finish within %g s; cancelled", task.get_name(), grace)
        await asyncio.gather(*late, return_exceptions=True)
        await asyncio.sleep(0)  # the scheduler's own shutdown runs as a callback

    async def _run(self, job: Job) -> None:
        task = asyncio.current_task()
        if task is None:  # a coroutine always runs in a task; this tells the type checker
            return
        task.set_name(job.name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            await job.run()
        except Exception:
            log.exception("job %s failed; it comes round again in %g s", job.name, job.seconds)
