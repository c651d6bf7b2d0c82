"""`/schedule`: add, change, look ahead, pause and remove question schedules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import schedule_pages as pages
from bot.adapters.discord.admins import (
    Channel,
    channel_here,
    complete_zone,
    how_to_grant,
    managed_server_of,
    ping_advice,
    wishes,
)
from bot.adapters.discord.common import complete, complete_topics
from bot.adapters.discord.pressing import button
from bot.adapters.discord.schedule_options import (
    ABOUT,
    DIFFICULTIES,
    LEVELS,
    NONE_NAMED,
    STYLES,
    THREADS,
    Known,
    check_span,
    read_options,
)
from bot.domain.daily import Draft
from bot.errors import NotFound, UserError

if TYPE_CHECKING:
    import re

    from bot.domain import daily
    from bot.services.schedules import ScheduleService

Name = app_commands.Range[str, 1, 50]
WHICH = "Which schedule"
choices = app_commands.choices(
    easiest=DIFFICULTIES, hardest=DIFFICULTIES, level=LEVELS, style=STYLES, thread=THREADS
)


@app_commands.default_permissions(manage_guild=True)
class Schedule(
    commands.GroupCog,
    group_name="schedule",
    group_description="Set what Viva asks when, and how members answer",
):
    """Lets admins manage a server's schedules.

    Args:
        schedules: the one service behind all of it.
    """

    def __init__(self, schedules: ScheduleService) -> None:
        self._schedules = schedules
        self.buttons = (
            button(pages.REMOVE_BUTTON, self._remove),
            button(pages.KEEP_BUTTON, self._keep),
        )

    @app_commands.command()
    @app_commands.describe(name="What to call it; needed for a second one only", **ABOUT)
    @choices
    @app_commands.autocomplete(zone=complete_zone)
    async def add(
        self,
        interaction: discord.Interaction,
        time: str,
        zone: str,
        *,
        channel: Channel | None = None,
        name: Name = "daily",
        weekdays: str | None = None,
        topics: str | None = None,
        easiest: int | None = None,
        hardest: int | None = None,
        level: str | None = None,
        language: str | None = None,
        track: str | None = None,
        rhythm: bool | None = None,
        window: str | None = None,
        style: str | None = None,
        thread: str | None = None,
        ping: discord.Role | None = None,
        recap: bool | None = None,
    ) -> None:
        """Add a schedule in one go; /setup does it step by step."""
        guild_id = managed_server_of(interaction)
        channel_id = channel.id if channel is not None else channel_here(interaction)
        given = read_options(
            Known.by(self._schedules), time=time, zone=zone, name=name, weekdays=weekdays,
            topics=topics, easiest=easiest, hardest=hardest, level=level, language=language,
            track=track, rhythm=rhythm, window=window, style=style, thread=thread, ping=ping,
            recap=recap,
        )  # fmt: skip
        draft = Draft(
            guild_id=guild_id, channel_id=channel_id, created_by=interaction.user.id, **given
        )
        check_span(draft)
        await interaction.response.defer(ephemeral=True)
        await self._check_channel(guild_id, draft.channel_id)
        await self._show(interaction, "Added", await self._schedules.add(draft))

    @app_commands.command()
    @app_commands.describe(
        name="Which schedule to change",
        rename="A new name for it",
        no_ping="Notify no role any more",
        **ABOUT,
    )
    @choices
    @app_commands.autocomplete(zone=complete_zone)
    async def edit(
        self,
        interaction: discord.Interaction,
        name: Name,
        *,
        channel: Channel | None = None,
        time: str | None = None,
        zone: str | None = None,
        weekdays: str | None = None,
        topics: str | None = None,
        easiest: int | None = None,
        hardest: int | None = None,
        level: str | None = None,
        language: str | None = None,
        track: str | None = None,
        rhythm: bool | None = None,
        window: str | None = None,
        style: str | None = None,
        thread: str | None = None,
        ping: discord.Role | None = None,
        no_ping: bool = False,
        recap: bool | None = None,
        rename: Name | None = None,
    ) -> None:
        """Change a schedule; what you leave out stays as it is."""
        guild_id = managed_server_of(interaction)
        given = read_options(
            Known.by(self._schedules), channel=channel, time=time, zone=zone, name=rename,
            weekdays=weekdays, topics=topics, easiest=easiest, hardest=hardest, level=level,
            language=language, track=track, rhythm=rhythm, window=window, style=style,
            thread=thread, ping=ping, recap=recap,
        )  # fmt: skip
        changes = given | ({"ping_role_id": None} if no_ping else {})
        if not changes:
            raise UserError("Say what to change: add an option, such as `time` or `channel`.")
        schedule = await self._schedules.get(guild_id, name)
        check_span(replace(schedule, **changes))
        await interaction.response.defer(ephemeral=True)
        if "channel_id" in changes:
            await self._check_channel(guild_id, changes["channel_id"])
        edited = await self._schedules.edit(guild_id, name, **changes)
        await self._show(interaction, "Changed", edited)

    @app_commands.command(name="list")
    async def show_all(self, interaction: discord.Interaction) -> None:
        """List the schedules of this server with their next posts."""
        guild_id = managed_server_of(interaction)
        schedules = await self._schedules.list(guild_id)
        known = Known.by(self._schedules)
        view = pages.listing(schedules, dict(known.topics), dict(known.tracks))
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command()
    @app_commands.describe(name=WHICH, count="How many posts to look ahead")
    async def preview(
        self,
        interaction: discord.Interaction,
        name: Name,
        count: app_commands.Range[int, 1, 10] = 5,
    ) -> None:
        """Show the next posts with their questions, to admins only."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        preview = await self._schedules.preview(guild_id, name, count)
        view = pages.foretold(preview, dict(self._schedules.topics()))
        await interaction.edit_original_response(view=view)

    @app_commands.command()
    @app_commands.describe(name=WHICH)
    async def pause(self, interaction: discord.Interaction, name: Name) -> None:
        """Stop posting until you resume; open questions go on."""
        schedule = await self._schedules.pause(managed_server_of(interaction), name)
        await interaction.response.send_message(view=pages.paused(schedule), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(name=WHICH)
    async def resume(self, interaction: discord.Interaction, name: Name) -> None:
        """Go on posting after a pause."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        schedule = await self._schedules.resume(guild_id, name)
        await interaction.edit_original_response(view=pages.next_post("Resumed", schedule))

    @app_commands.command()
    @app_commands.describe(name=WHICH, undo="Take the last skip back instead")
    async def skip(
        self, interaction: discord.Interaction, name: Name, *, undo: bool = False
    ) -> None:
        """Leave out the next post, or take that back."""
        guild_id = managed_server_of(interaction)
        schedule = await self._schedules.skip(guild_id, name, undo=undo)
        view = pages.next_post("Skip taken back" if undo else "Skipped one post", schedule)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(name="post-now")
    @app_commands.describe(name=WHICH)
    async def post_now(self, interaction: discord.Interaction, name: Name) -> None:
        """Post a question at once, besides the regular ones."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        round_ = await self._schedules.post_now(guild_id, name)
        await interaction.edit_original_response(view=pages.posted(name, round_))

    @app_commands.command()
    @app_commands.describe(name=WHICH)
    async def remove(self, interaction: discord.Interaction, name: Name) -> None:
        """Remove a schedule for good; points and history stay."""
        schedule = await self._schedules.get(managed_server_of(interaction), name)
        await interaction.response.send_message(view=pages.ask_removal(schedule), ephemeral=True)

    async def _remove(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = managed_server_of(interaction)
        found = [s for s in await self._schedules.list(guild_id) if s.id == int(match["id"])]
        if not found:
            raise NotFound("That schedule is gone already.")
        removed = await self._schedules.remove(guild_id, found[0].name)
        await interaction.response.edit_message(view=pages.removed(removed))

    async def _keep(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.edit_message(view=pages.kept())

    @edit.autocomplete("name")
    @preview.autocomplete("name")
    @pause.autocomplete("name")
    @resume.autocomplete("name")
    @skip.autocomplete("name")
    @post_now.autocomplete("name")
    @remove.autocomplete("name")
    async def _complete_name(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        names = await self._schedules.names(interaction.guild_id)
        return complete(current, [(name, name) for name in names])

    @add.autocomplete("topics")
    @edit.autocomplete("topics")
    async def _complete_topics(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete_topics(current, self._schedules.topics())

    @add.autocomplete("track")
    @edit.autocomplete("track")
    async def _complete_track(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return complete(current, [NONE_NAMED, *Known.by(self._schedules).tracks])

    @add.autocomplete("language")
    @edit.autocomplete("language")
    async def _complete_language(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        languages = ["any", *self._schedules.languages()]
        return complete(current, [(language, language) for language in languages])

    async def _check_channel(self, guild_id: int, channel_id: int) -> None:
        if missing := await self._schedules.check(guild_id, channel_id):
            raise UserError(how_to_grant(missing, channel_id))

    async def _show(
        self, interaction: discord.Interaction, what: str, schedule: daily.Schedule
    ) -> None:
        preview = await self._schedules.look_ahead(schedule)
        guild, channel_id = interaction.guild, schedule.channel_id
        advice = [ping_advice(guild, channel_id, schedule.ping_role_id), wishes(guild, channel_id)]
        view = pages.changed(what, preview, dict(self._schedules.topics()), advice)
        await interaction.edit_original_response(view=view)
