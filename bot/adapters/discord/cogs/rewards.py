"""`/rewards`: roles for places, streaks, answers and points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.adapters.discord import reward_pages as pages
from bot.adapters.discord.admins import managed_server_of
from bot.adapters.discord.common import server_of
from bot.adapters.discord.progress import Progress
from bot.domain.rewards import MOST, RewardKind

if TYPE_CHECKING:
    from bot.services.rewards import RewardService

BELONG_TO_A_SERVER = "Rewards belong to a server. Run this command in the server it is for."
MENTION_NOBODY = discord.AllowedMentions.none()


class Rewards(
    commands.GroupCog,
    group_name="rewards",
    group_description="Roles for places, streaks, answers and points",
):
    """Lets admins say what earns a role.

    Args:
        rewards: the rules, and who follows from them.
    """

    def __init__(self, rewards: RewardService) -> None:
        self._rewards = rewards

    @app_commands.command()
    @app_commands.describe(
        role="The role to give; below Viva's own role",
        kind="What it is given for",
        threshold="Which place (1 to 3), or how many days, answers or points",
    )
    @app_commands.choices(
        kind=[
            app_commands.Choice(name="place in the season", value="place"),
            app_commands.Choice(name="streak of days", value="streak"),
            app_commands.Choice(name="answers of all time", value="answers"),
            app_commands.Choice(name="points of all time", value="points"),
        ]
    )
    async def add(
        self,
        interaction: discord.Interaction,
        role: discord.Role,
        kind: str,
        threshold: app_commands.Range[int, 1, MOST],
    ) -> None:
        """Give a role to whoever reaches something (admins)."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        reward = await self._rewards.add(
            guild_id, interaction.user.id, role.id, RewardKind(kind), threshold
        )
        await interaction.edit_original_response(view=pages.added(reward))

    @app_commands.command(name="list")
    async def show_all(self, interaction: discord.Interaction) -> None:
        """Show which roles can be earned here, and who holds them."""
        guild_id = server_of(interaction, BELONG_TO_A_SERVER)
        await interaction.response.defer(ephemeral=True)
        view = pages.listing(await self._rewards.list(guild_id))
        await interaction.edit_original_response(view=view, allowed_mentions=MENTION_NOBODY)

    @app_commands.command()
    @app_commands.describe(
        role="Which role is to be no reward any more",
        keep="Leave it to those who have it (otherwise I take it from those I gave it to)",
    )
    async def remove(
        self, interaction: discord.Interaction, role: discord.Role, *, keep: bool = False
    ) -> None:
        """Stop giving a role, and take it back unless members may keep it (admins)."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        report = await self._rewards.remove(guild_id, role.id, keep=keep)
        progress = Progress(interaction, pages.in_progress)
        await progress.show(pages.removed(role.id, report, keep=keep))

    @app_commands.command()
    async def sync(self, interaction: discord.Interaction) -> None:
        """Give and take roles now, instead of when the season ends (admins)."""
        guild_id = managed_server_of(interaction)
        await interaction.response.defer(ephemeral=True)
        progress = Progress(interaction, pages.in_progress)
        await progress.show(pages.synced(await self._rewards.sync(guild_id, progress)))

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Forget the reward of a role that was deleted."""
        await self._rewards.role_deleted(role.guild.id, role.id)
