"""`/season`: the season that runs, those that are over, and ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import boards
from bot.adapters.discord import season_pages as pages
from bot.adapters.discord.admins import Channel, how_to_grant, managed_server_of
from bot.adapters.discord.cogs.leaderboard import BELONGS_TO_A_SERVER, MENTION_NOBODY
from bot.adapters.discord.common import complete, find_topic, server_of
from bot.adapters.discord.pressing import button
from bot.domain.seasons import SeasonKind
from bot.errors import UserError

if TYPE_CHECKING:
    import re

    from bot.services.schedules import ScheduleService
    from bot.services.seasons import SeasonService
    from bot.services.standings import StandingsService

OVER = "That season is over already. `/season view` shows the one that runs."


class Season(
    commands.GroupCog,
    group_name="season",
    group_description="The season that runs, and those that are over",
):
    """Shows seasons, and lets admins end them.

    Args:
        seasons: when they are.
        standings: their boards.
        schedules: knows the topics, and which permissions are missing.
    """

    def __init__(
        self, seasons: SeasonService, standings: StandingsService, schedules: ScheduleService
    ) -> None:
        self._seasons = seasons
        self._standings = standings
        self._schedules = schedules
        self.buttons = (
            button(pages.SHOW_BUTTON, self._show),
            button(pages.PAST_BUTTON, self._turn),
            button(pages.END_BUTTON, self._end),
            button(pages.START_BUTTON, self._start),
            button(pages.KEEP_BUTTON, self._keep),
        )

    @app_commands.command()
    async def view(self, interaction: discord.Interaction) -> None:
        """Show which season runs, and until when."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        now = await self._seasons.now(guild_id)
        await interaction.response.send_message(view=pages.running(now), ephemeral=True)

    @app_commands.command()
    @app_commands.describe(page="Which page; the first has the latest seasons")
    async def history(
        self, interaction: discord.Interaction, page: app_commands.Range[int, 1] = 1
    ) -> None:
        """Show the seasons that are over, with their podiums."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True)
        view = pages.history(await self._seasons.history(guild_id, page))
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    @app_commands.command()
    @app_commands.describe(season="Which season; the latest when left out")
    async def archive(self, interaction: discord.Interaction, season: str = "") -> None:
        """Show the final standings of a season that is over."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        names = await self._seasons.names(guild_id)
        if not names:
            raise UserError("No season is over yet. `/leaderboard` shows the one that runs.")
        board = find_topic(season, names, "season") if season else names[0][0]
        await interaction.response.defer(ephemeral=True)
        await self._show_board(interaction, guild_id, board)

    @archive.autocomplete("season")
    async def _complete_season(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        return complete(current, await self._seasons.names(interaction.guild_id))

    @app_commands.command()
    @app_commands.describe(
        length="How long seasons last from now on",
        channel="Where recaps are posted; where the questions are when left out",
        recap="Whether a recap is posted when a season ends",
    )
    @app_commands.choices(
        length=[
            app_commands.Choice(name="a calendar month", value="month"),
            app_commands.Choice(name="four weeks", value="weeks"),
        ]
    )
    async def start(
        self,
        interaction: discord.Interaction,
        length: str = "",
        channel: Channel | None = None,
        *,
        recap: bool | None = None,
    ) -> None:
        """Begin a season now, and say how long seasons last (admins)."""
        guild_id = managed_server_of(interaction)
        kind = SeasonKind(length) if length else None
        channel_id = channel.id if channel is not None else None
        await interaction.response.defer(ephemeral=True)
        if channel_id is not None:
            await self._check_channel(guild_id, channel_id)
        now = await self._seasons.now(guild_id)
        if now.has_results:
            view = pages.ask_start(now, kind, channel_id, posts=recap)
        else:
            view = pages.begun(*await self._seasons.start(guild_id, kind, channel_id, posts=recap))
        await interaction.edit_original_response(view=view)

    @app_commands.command()
    async def end(self, interaction: discord.Interaction) -> None:
        """End the season now; the next one begins at once (admins)."""
        guild_id = managed_server_of(interaction)
        now = await self._seasons.now(guild_id)
        if not now.has_results:
            await self._seasons.end(guild_id)
        await interaction.response.send_message(view=pages.ask_end(now), ephemeral=True)

    # ------------------------------------------------------------------ buttons

    async def _end(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = await self._running(interaction, int(match["season"]))
        await interaction.response.defer()
        view = pages.begun(*await self._seasons.end(guild_id))
        await interaction.edit_original_response(view=view)

    async def _start(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = await self._running(interaction, int(match["season"]))
        await interaction.response.defer()
        kind = SeasonKind(match["kind"]) if match["kind"] else None
        posts = bool(int(match["posts"])) if match["posts"] else None
        channel_id = int(match["channel"]) or None
        done = await self._seasons.start(guild_id, kind, channel_id, posts=posts)
        await interaction.edit_original_response(view=pages.begun(*done))

    async def _keep(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.edit_message(view=pages.kept())

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        view = pages.history(await self._seasons.history(guild_id, int(match["page"])))
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    async def _show(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show_board(interaction, guild_id, match["board"])

    # ------------------------------------------------------------------ shared

    async def _running(self, interaction: discord.Interaction, season_id: int) -> int:
        """Return the server, if that season still runs in it.

        Raises:
            UserError: it is over.
        """
        guild_id = managed_server_of(interaction)
        if (await self._seasons.now(guild_id)).season.id != season_id:
            raise UserError(OVER)
        return guild_id

    async def _show_board(
        self, interaction: discord.Interaction, guild_id: int, board: str
    ) -> None:
        member_id = interaction.user.id
        wanted = boards.wanted("season", board)
        table = await self._standings.table(guild_id, wanted, viewer_id=member_id)
        view = boards.leaderboard(table, dict(self._schedules.topics()), member_id)
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    async def _check_channel(self, guild_id: int, channel_id: int) -> None:
        if missing := await self._schedules.check(guild_id, channel_id):
            raise UserError(how_to_grant(missing, channel_id))
