"""The client: what Viva asks of the gateway, and what it keeps in memory (as little as it can)."""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.adapters.discord.calls import translated
from bot.adapters.discord.failures import Tree, log_bug
from bot.errors import SettingsError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    SetUp = Callable[[app_commands.CommandTree[Any]], Awaitable[object]]

NO_INTENT = (
    "the message-content intent is off in the developer portal (Bot > Privileged Gateway "
    "Intents), so answers in threads cannot be read; members use the Answer button instead"
)
"""What the operator is told when `message_content_allowed` is false."""


NOT_ACCEPTED = (
    "VIVA_TOKEN: Discord does not accept this token. Get a new one in the developer portal "
    "(https://discord.com/developers/applications): your application > Bot > Reset Token."
)
AUTHENTICATION_FAILED = 4004
"""The code with which the gateway closes the connection of a token that was reset."""


class Viva(commands.AutoShardedBot):
    """The bot.

    Args:
        message_content: whether the portal grants the message-content intent, without which
            members cannot answer in threads.
        shard_count: of all processes together; Discord is asked when it is None.
        shard_ids: the shards of this process; all when None.
        freeze: whether to exempt what was loaded at the start from garbage collection, once
            ready: with 10,000 servers a full collection takes 0.36 s. Not for tests, which
            start many clients in one process.
    """

    def __init__(
        self,
        *,
        message_content: bool,
        shard_count: int | None = None,
        shard_ids: list[int] | None = None,
        freeze: bool = False,
    ) -> None:
        shards: dict[str, Any] = {} if shard_ids is None else {"shard_ids": shard_ids}
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            shard_count=shard_count,
            **shards,
        )
        self._added: tuple[commands.Cog, ...] = ()
        self._items: tuple[type[ui.DynamicItem[Any]], ...] = ()
        self._set_up: SetUp | None = None
        self._freeze = freeze

    def equip(
        self,
        *,
        cogs: Sequence[commands.Cog] = (),
        items: Sequence[type[ui.DynamicItem[Any]]] = (),
        set_up: SetUp | None = None,
    ) -> None:
        """Say what the client does, before it starts; cogs need services that need the client.

        Args:
            cogs: what listens and what answers commands.
            items: the buttons of messages sent at any time.
            set_up: called with the command tree before the connection is made, for syncing
                commands.
        """
        self._added = tuple(cogs)
        self._items = tuple(items)
        self._set_up = set_up

    async def setup_hook(self) -> None:
        """Add the cogs and the buttons, then let the commands be synced."""
        for cog in self._added:
            await self.add_cog(cog)
        self.add_dynamic_items(*self._items)
        if self._set_up is not None:
            await self._set_up(self.tree)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no commands in messages. Cogs hear messages all the same."""

    async def on_ready(self) -> None:
        """Freeze what was loaded, the first time."""
        if self._freeze:
            self._freeze = False
            gc.collect()
            gc.freeze()

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what an event led to."""
        error = sys.exc_info()[1]
        if error is not None:
            log_bug(error, event_method)


def intents(*, message_content: bool) -> discord.Intents:
    """Return the least Viva needs: servers, messages and reactions in them, perhaps content."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.guild_reactions = True
    wanted.message_content = message_content
    return wanted


async def sync_commands(tree: app_commands.CommandTree[Any], remembered: str | None) -> str:
    """Tell Discord the commands if they changed since; return their digest, to be remembered.

    Args:
        tree: the commands.
        remembered: the digest of what was synced last, for whichever application that was.

    Raises:
        Unreachable: Discord did not answer.
        Refused: the application may not have commands.
        discord.HTTPException: Discord does not take the commands, which is a bug.
    """
    told = [command.to_dict(tree) for command in tree.get_commands()]
    text = json.dumps([str(tree.client.application_id), told], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != remembered:
        try:
            await tree.sync()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise translated(error, "tell Discord the commands") from error
    return digest


async def stay_connected(client: discord.Client) -> None:
    """Keep a client that is logged in connected; this ends by being cancelled or with an error.

    Raises:
        SettingsError: the token was reset.
        Unreachable: the connection cannot be, for now; the message says what to do.
    """
    try:
        await client.connect()
    except discord.GatewayNotFound as error:
        raise Unreachable("Discord does not say where its gateway is; try again later") from error
    except discord.PrivilegedIntentsRequired as error:
        raise Unreachable(
            "the message-content intent was switched off in the developer portal; start Viva again "
            "to go on without it"
        ) from error
    except discord.ConnectionClosed as error:
        if error.code == AUTHENTICATION_FAILED:
            raise SettingsError(NOT_ACCEPTED) from error
        raise Unreachable(f"Discord closed the connection for good: {error}") from error
    raise Unreachable("Discord closed the connection; start Viva again")


async def message_content_allowed(token: str) -> bool:
    """Return whether the developer portal grants the application the message-content intent.

    Raises:
        SettingsError: Discord does not accept the token.
        Unreachable: Discord did not answer.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            raise SettingsError(NOT_ACCEPTED) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise Unreachable(f"Discord did not answer at the start: {error}") from error
        flags = client.application_flags
        return flags.gateway_message_content or flags.gateway_message_content_limited
