"""`/stats`, `/why` and `/group map`: how a member does, why, and what the group knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.adapters.discord import ledger_pages, profile_pages
from bot.adapters.discord.cogs.leaderboard import BELONGS_TO_A_SERVER, MENTION_NOBODY
from bot.adapters.discord.common import server_of
from bot.adapters.discord.pressing import button
from bot.errors import UserError
from bot.services.tables import Period

if TYPE_CHECKING:
    import re

    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.discord.layout import Row
    from bot.adapters.discord.painting import Painter
    from bot.services.ledger import LedgerService
    from bot.services.profiles import ProfileService
    from bot.services.schedules import ScheduleService


class Member(commands.Cog):
    """Shows members how they do.

    Args:
        profiles: how members and groups do.
        ledger: where points come from.
        schedules: knows the topics.
        painter: draws profiles and maps.
    """

    group = app_commands.Group(name="group", description="What the group knows.", guild_only=True)

    def __init__(
        self,
        profiles: ProfileService,
        ledger: LedgerService,
        schedules: ScheduleService,
        painter: Painter,
    ) -> None:
        self._painter = painter
        self._profiles = profiles
        self._ledger = ledger
        self._schedules = schedules
        self.buttons = (
            button(ledger_pages.WHY_BUTTON, self._turn),
            button(profile_pages.SHARE_BUTTON, self._share),
            button(profile_pages.MAP_BUTTON, self._other_map),
        )

    @app_commands.command()
    @app_commands.describe(member="Whose profile; yours when left out")
    async def stats(
        self, interaction: discord.Interaction, member: discord.User | None = None
    ) -> None:
        """Show a profile: place and trend, accuracy by topic, streak, a year of days."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        who = member or interaction.user
        if who.bot:
            raise UserError("Bots do not answer questions, so they have no profile.")
        await interaction.response.defer(ephemeral=True)
        own = who.id == interaction.user.id
        found = await self._profiles.profile(guild_id, who.id)
        if found.member.hidden and not own:
            raise UserError(f"<@{who.id}> keeps results private.")
        whole, drawn = own or found.member.is_open, None
        if whole and found.topics:
            drawn = await self._painter.profile(guild_id, found, interaction.user.id)
        row = _share_row() if own and found.topics else None
        view = profile_pages.profile(
            found, dict(self._schedules.topics()), whole=whole, drawn=drawn, row=row
        )
        await _send(interaction, view, drawn)

    async def _share(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer(thinking=True)
        found = await self._profiles.profile(guild_id, interaction.user.id)
        drawn = await self._painter.profile(guild_id, found)
        topics = dict(self._schedules.topics())
        view = profile_pages.profile(found, topics, whole=True, drawn=drawn)
        await _send(interaction, view, drawn)

    @app_commands.command()
    @app_commands.describe(page="Which page; the first has the latest points")
    async def why(
        self, interaction: discord.Interaction, page: app_commands.Range[int, 1] = 1
    ) -> None:
        """Show where each of your points comes from."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._ledger.why(guild_id, interaction.user.id, page)
        await interaction.response.send_message(
            view=ledger_pages.why(found, guild_id), ephemeral=True
        )

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        found = await self._ledger.why(guild_id, interaction.user.id, int(match["page"]))
        await interaction.response.edit_message(view=ledger_pages.why(found, guild_id))

    @group.command(name="map")
    @app_commands.describe(period="This season, or all time (the default)")
    @app_commands.choices(
        period=[
            app_commands.Choice(name="all time", value="all"),
            app_commands.Choice(name="this season", value="season"),
        ]
    )
    async def map(self, interaction: discord.Interaction, period: str = "all") -> None:
        """Show what the group knows, topic by topic, and who could explain it."""
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        await self._show_map(interaction, guild_id, Period(period))

    async def _other_map(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        guild_id = server_of(interaction, BELONGS_TO_A_SERVER)
        await interaction.response.defer()
        await self._show_map(interaction, guild_id, Period(match["period"]))

    async def _show_map(
        self, interaction: discord.Interaction, guild_id: int, period: Period
    ) -> None:
        known = await self._profiles.group(guild_id, period)
        drawn = await self._painter.group_map(guild_id, known, period)
        view = profile_pages.group_map(known, dict(self._schedules.topics()), period, drawn)
        await _send(interaction, view, drawn)


async def _send(interaction: discord.Interaction, view: ui.LayoutView, drawn: Drawn | None) -> None:
    """Show a page with its picture, if there is one, in place of what was there."""
    await interaction.edit_original_response(
        view=view,
        attachments=[] if drawn is None else [drawn.file()],
        allowed_mentions=MENTION_NOBODY,
    )


def _share_row() -> Row:
    return ui.ActionRow(ui.Button(label="Share in this channel", custom_id="viva:stats:share"))
