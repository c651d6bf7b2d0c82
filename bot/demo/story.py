"""What happened in the demo's server before the page opens.

Nearly five weeks ago the group began with a question a day, answered in private. A season ended
three weeks before the present, and the last week brought public votes, harder questions and recaps
on Mondays. All of it is done by commands, as anybody could at the page; only what the members
answered before the last week is handed in behind the scenes, to keep the start short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.demo.parts import buttons
from bot.demo.seat import Seat

if TYPE_CHECKING:
    from simcord import ChannelHandle, InteractionResult

    from bot.demo.director import Director
    from bot.demo.players import Players
    from bot.demo.scribe import Scribe
    from bot.demo.world import Person, World

CHANNEL = "daily-question"
PRIVATE_CHANNEL = "senior-round"
"""Where answers are given with buttons, so that nobody sees them."""
SEASON_CHANNEL = "general"
"""Where the recaps of seasons are posted."""
CHAMPION = "Season champion"
"""A role to be earned."""
WINDOW = "10h"
"""Short enough that a question closes well before the next one."""
FIRST_SEASON = timedelta(days=13)
"""Long enough that most members have answers enough to be ranked."""
EARLIER = timedelta(days=26)
"""What is played before the last week: as long again, so that ranks have moved since."""
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
DAYS_OFF = 5
RECENT_REPAIR = 3
"""Days ago of the day that a freeze repaired."""
TALK = (
    "Second round on Thursday. They said system design, so I will live in that topic this week.",
    "Good luck! Ask them how they evaluate, that always gets a good conversation going.",
    "I have added the daily question to my morning coffee.",
)
"""What was said in #general."""


@dataclass(frozen=True, slots=True)
class Storyteller:
    """Has the server live through its past; only inside a turn of the world.

    Args:
        world: the simulated server.
        scribe: leaves out what nobody has on their screen any more.
        early: moves time while answers are handed in behind the scenes.
        director: moves time while members answer by hand.
        players: those who answer by hand.
        posted: when the present question opens; a full quarter of an hour.
    """

    world: World
    scribe: Scribe
    early: Director
    director: Director
    players: Players
    posted: datetime

    async def tell(self, days: int, *, whole: bool) -> None:
        """Play everything up to the present question.

        Args:
            days: how many days are answered by hand.
            whole: whether to play what came before as well.
        """
        begin = self.posted - days * DAY - QUARTER
        visitor = self.world.admin.id
        since = self.posted if whole else begin
        self.players.rest(visitor, since, datetime.max.replace(tzinfo=since.tzinfo))
        if whole:
            await self._earlier(begin)
        await self._begin_week(whole=whole)
        await self._talk()
        if whole:
            await self._rests()
        await self.director.pass_time(self.posted)

    async def _earlier(self, until: datetime) -> None:
        """Play the first season, and the second one up to an instant."""
        start = until - EARLIER
        season = self._channel(SEASON_CHANNEL)
        role = self.world.guild.roles[CHAMPION]
        await self._run("season start", length="weeks", channel=season)
        await self._run("rewards add", role=role, kind="place", threshold=1)
        await self._add(CHANNEL, style="buttons", thread="never")
        await self.early.pass_time(start + FIRST_SEASON)
        asked = await self._run("season end")
        if asked.response is not None:
            (end, _keep) = buttons(asked.response.components)
            admin = Seat(self.world.admin, self._channel(SEASON_CHANNEL))
            await admin.click(asked.response.message, end["custom_id"])
        await self.early.pass_time(until)

    async def _begin_week(self, *, whole: bool) -> None:
        if whole:
            changed = {"style": "reactions", "thread": "reveal", "recap": True}
            await self._run("schedule edit", name="daily", **changed)
        else:
            await self._add(CHANNEL)
        await self._add(PRIVATE_CHANNEL, name="senior", style="buttons", easiest=3, thread="never")

    async def _rests(self) -> None:
        """Have one member miss a day, and another one take days off."""
        *_, forgetful, _, away = self.world.people
        missed = self.posted - RECENT_REPAIR * DAY
        self.players.rest(forgetful.id, missed, missed + DAY)
        self.players.rest(away.id, self.posted - DAY, self.posted + (DAYS_OFF - 1) * DAY)
        await self.director.pass_time(self.posted - DAY - QUARTER)
        await self._run_as(away, "me vacation", days=DAYS_OFF)

    async def _talk(self) -> None:
        channel = self._channel("general")
        for person, text in zip(self.world.people[1:], TALK, strict=False):
            await Seat(person, channel).send(text)

    async def _add(self, channel: str, **options: Any) -> None:
        common = {"time": f"{self.posted:%H:%M}", "zone": "UTC", "window": WINDOW}
        await self._run("schedule add", channel=self._channel(channel), **common, **options)

    async def _run(self, command: str, **options: Any) -> InteractionResult:
        """Use a command as the admin; nobody has the answer on the screen today."""
        return await self._run_as(self.world.admin, command, **options)

    async def _run_as(self, person: Person, command: str, **options: Any) -> InteractionResult:
        seat = Seat(person, self._channel(SEASON_CHANNEL))
        result = await seat.slash(command, options)
        answers = [result.response, *result.followups]
        self.scribe.hide([answer.id for answer in answers if answer is not None])
        return result

    def _channel(self, name: str) -> ChannelHandle:
        return self.world.guild.channels[name]
