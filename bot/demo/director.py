"""What the buttons in the demo's banner do, and what happens by itself meanwhile."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.demo.errors import DemoError
from bot.demo.parts import collect_text
from bot.demo.seat import Seat
from bot.demo.waiting import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from simcord import InteractionResult

    from bot.demo.players import Players
    from bot.demo.world import World
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round

log = logging.getLogger(__name__)
POST_NOW = "schedule post-now"
_DAY = timedelta(days=1)
_STEPS = 500
"""The most moments one jump stops at."""


class Step(StrEnum):
    """A button in the banner."""

    POST_NOW = "post-now"
    CLOSE = "close"
    NEXT_DAY = "next-day"
    NEXT_WEEK = "next-week"


class Stage(Protocol):
    """What the director asks of the running app."""

    async def open_rounds(self) -> Sequence[Round]:
        """Return the rounds that take answers."""
        ...

    async def schedules(self) -> Sequence[str]:
        """Return the names of the schedules."""
        ...

    async def quizzes(self) -> Sequence[tuple[Quiz, Round | None]]:
        """Return the quizzes that are being played, each with its open question."""
        ...

    async def next_post(self) -> datetime | None:
        """Return when the next question is due; None when nothing is scheduled."""
        ...

    async def season_end(self) -> datetime:
        """Return when the season that runs is over."""
        ...


class Director:
    """Moves the demo's time and lets everybody act on the way.

    Args:
        world: the simulated server.
        stage: the running app.
        players: the simulated members.
    """

    def __init__(self, world: World, stage: Stage, players: Players) -> None:
        self._world = world
        self._stage = stage
        self._players = players

    async def take(self, step: Step) -> str:
        """Do what a button says; return a sentence about it.

        Raises:
            DemoError: there is nothing to do.
        """
        async with self._world.turn():
            match step:
                case Step.POST_NOW:
                    return await self._post_now()
                case Step.CLOSE:
                    return await self._close()
                case Step.NEXT_DAY:
                    return await self._next_day()
                case Step.NEXT_WEEK:
                    return await self._next_week()

    async def _post_now(self) -> str:
        names = await self._stage.schedules()
        if not names:
            raise DemoError("There is no schedule. Add one with /setup first.")
        admin = self._world.admin
        before = {round_.id for round_ in await self._stage.open_rounds()}
        result = await Seat(admin, self._world.home).slash(POST_NOW, {"name": names[0]})
        await self._tick()
        fresh = [one for one in await self._stage.open_rounds() if one.id not in before]
        if not fresh:
            raise DemoError(_said(result) or f"/{POST_NOW} posted no question.")
        channel = self._world.channel(fresh[0].channel_id, admin)
        return f"{admin.name} used /{POST_NOW}. A new question is in #{channel.name}."

    async def _close(self) -> str:
        rounds = await self._stage.open_rounds()
        if not rounds:
            raise DemoError(
                "No question is open. Use \N{LEFT DOUBLE QUOTATION MARK}Post now"
                "\N{RIGHT DOUBLE QUOTATION MARK} first."
            )
        await self.pass_time(max(round_.closes_at for round_ in rounds))
        return "The question has closed. The reveal shows the answer and who was right."

    async def _next_day(self) -> str:
        await self.pass_time(await self._due())
        return "A day has passed. The next question is open."

    async def _next_week(self) -> str:
        before = await self._stage.season_end()
        await self.pass_time(await self._due() + 6 * _DAY)
        ended = " A season ended on the way." if await self._stage.season_end() != before else ""
        return f"A week has passed.{ended} The next question is open."

    async def _due(self) -> datetime:
        due = await self._stage.next_post()
        if due is None:
            raise DemoError("Nothing is scheduled: the schedule is paused or removed.")
        return due

    async def pass_time(self, until: datetime) -> None:
        """Move to an instant; stop at everything that is due on the way. Only inside a turn."""
        await self._meet()
        for _ in range(_STEPS):
            stop = min(await self._next_tick(), until)
            await self._players.play(until=stop)
            self._world.clock.move_to(stop)
            await self._tick()
            if stop == until:
                return

    async def _next_tick(self) -> datetime:
        moments = [round_.closes_at for round_ in await self._stage.open_rounds()]
        post = await self._stage.next_post()
        return min([*moments, await self._stage.season_end(), *([post] if post else [])])

    async def _tick(self) -> None:
        await self._world.tick()
        await self._meet()

    async def _meet(self) -> None:
        """Show the simulated members what is open, however it came to be."""
        for round_ in await self._stage.open_rounds():
            self._players.meet(round_)
        for quiz, question in await self._stage.quizzes():
            self._players.invite(quiz)
            if question is not None:
                self._players.hear(question)

    def hurry(self, within: timedelta) -> None:
        """Have those who still mean to answer do it within that time."""
        self._players.hurry(self._world.clock.now() + within)

    async def look_after(self, every: timedelta = timedelta(seconds=1)) -> None:
        """Let everything happen in its time, until cancelled."""
        while True:
            await asyncio.sleep(every.total_seconds())
            await uninterrupted(self._go_on())

    async def _go_on(self) -> None:
        try:
            async with self._world.turn(quiet=not self._players.are_due):
                await self._players.play()
                await self._tick()
        except Exception:
            # Whatever it is, the page should stay of use; the log says what happened.
            log.exception("The demo stumbled")


def _said(result: InteractionResult) -> str:
    """Return what the bot answered."""
    if result.response is None:
        return ""
    return result.response.content or collect_text(result.response.components)
