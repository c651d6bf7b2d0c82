"""What a member can see in a server."""

from __future__ import annotations

import discord

from bot.errors import NotFound

NOT_SEEN = "There is no such question in a channel that you can see. Choose one of the suggestions."


def visible_channels(interaction: discord.Interaction) -> list[int]:
    """Return the ids of the channels that whoever acts can see; none outside a server."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return []
    return [c.id for c in guild.channels if c.permissions_for(member).view_channel]


def require_sight(interaction: discord.Interaction, channel_id: int) -> None:
    """Check that whoever acts can see a channel.

    Raises:
        NotFound: they cannot; that there is something in it is not told.
    """
    guild, member = interaction.guild, interaction.user
    channel = guild.get_channel(channel_id) if guild is not None else None
    if channel is None or not isinstance(member, discord.Member):
        raise NotFound(NOT_SEEN)
    if not channel.permissions_for(member).view_channel:
        raise NotFound(NOT_SEEN)
