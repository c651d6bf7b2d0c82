"""`/setup`: a schedule step by step, checked before it is saved."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord.admins import (
    Channel,
    channel_here,
    complete_zone,
    how_to_grant,
    managed_server_of,
    ping_advice,
    wishes,
)
from bot.adapters.discord.common import panel
from bot.adapters.discord.pressing import button
from bot.adapters.discord.schedule_options import ABOUT
from bot.adapters.discord.schedule_pages import changed
from bot.adapters.discord.wizard import EXPIRED, PREFIX, Wizard
from bot.domain.daily import Draft
from bot.domain.schedule import check_zone, parse_time

if TYPE_CHECKING:
    import re

    from bot.domain.daily import Schedule
    from bot.services.schedules import ScheduleService

DONE = "Viva is set up"
TESTED = (
    "A test post was sent and removed again: all is ready. "
    "Do not want to wait? `/schedule post-now` posts a question at once."
)
JUST_SET_UP = (
    "Nothing was saved: another admin has just set this up. Look at it before you replace it."
)


class Setup(commands.Cog):
    """Opens the form and saves what comes out of it.

    Args:
        schedules: checks and stores.
    """

    def __init__(self, schedules: ScheduleService) -> None:
        self._schedules = schedules
        self._forms: WeakValueDictionary[int, Wizard] = WeakValueDictionary()
        self.buttons = (button(PREFIX + ".*", self._press),)

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        time=ABOUT["time"],
        zone=ABOUT["zone"],
        channel=ABOUT["channel"] + "; here when left out",
        name="What to call the schedule; needed for a second one only",
    )
    @app_commands.autocomplete(zone=complete_zone)
    async def setup(
        self,
        interaction: discord.Interaction,
        time: str,
        zone: str,
        channel: Channel | None = None,
        name: app_commands.Range[str, 1, 50] = "daily",
    ) -> None:
        """Set up a daily question in a channel, step by step."""
        guild_id = managed_server_of(interaction)
        channel_id = channel.id if channel is not None else channel_here(interaction)
        minute, zone = parse_time(time), check_zone(zone)
        old = await self._called(guild_id, name)
        draft = _draft_of(old) if old else _new(guild_id, interaction.user.id, name, channel_id)
        form = Wizard(
            replace(draft, channel_id=channel_id, minute=minute, zone=zone),
            topics=self._schedules.topics(),
            tracks=self._schedules.tracks(),
            replaces=old,
            ping_advice=partial(ping_advice, interaction.guild, channel_id),
            finish=self._finish,
        )
        await form.open(interaction)
        self._forms[form.message_id] = form

    async def _finish(self, interaction: discord.Interaction, form: Wizard) -> None:
        """Check the channel, try a post, save, and show what will happen."""
        guild_id = managed_server_of(interaction)
        draft = form.draft
        if missing := await self._schedules.check(guild_id, draft.channel_id):
            await form.show(interaction, how_to_grant(missing, draft.channel_id))
            return
        old = await self._called(guild_id, draft.name)
        if old is not None and form.replaces is None:
            form.replaces = old
            await form.show(interaction, JUST_SET_UP)
            return
        await self._schedules.test_post(draft.channel_id)
        schedule = await self._store(draft, old)
        preview = await self._schedules.look_ahead(schedule)
        guild, channel_id = interaction.guild, schedule.channel_id
        advice = [ping_advice(guild, channel_id, schedule.ping_role_id), wishes(guild, channel_id)]
        titles = dict(self._schedules.topics())
        await form.close(interaction, changed(DONE, preview, titles, [*advice, TESTED]))

    async def _store(self, draft: Draft, old: Schedule | None) -> Schedule:
        if old is None:
            return await self._schedules.add(draft)
        kept = {"guild_id", "created_by", "name"}
        changes = {name: value for name, value in _values(draft).items() if name not in kept}
        return await self._schedules.edit(old.guild_id, old.name, **changes)

    async def _called(self, guild_id: int, name: str) -> Schedule | None:
        wanted = name.strip().casefold()
        schedules = await self._schedules.list(guild_id)
        return next((s for s in schedules if s.name.casefold() == wanted), None)

    async def _press(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        """Answer a press on a form that nothing listens to: it expired, or Viva was restarted."""
        message_id = interaction.message.id if interaction.message is not None else 0
        form = self._forms.get(message_id)
        if form is None or form.is_finished():
            await interaction.response.edit_message(view=panel(EXPIRED))


def _new(guild_id: int, member_id: int, name: str, channel_id: int) -> Draft:
    return Draft(guild_id=guild_id, channel_id=channel_id, created_by=member_id, name=name.strip())


def _draft_of(schedule: Schedule) -> Draft:
    return Draft(**_values(schedule))


def _values(draft: Draft) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in fields(Draft)}
