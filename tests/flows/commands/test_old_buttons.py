"""Buttons of messages that are old, or that nobody but a tinkerer can have made."""

from __future__ import annotations

from discord import ui

from bot.adapters.discord.pressing import UNKNOWN
from tests.flows.commands.reading import said
from tests.flows.commands.test_leaderboard import play

HUGE = "9" * 25
FORGED = (
    f"viva:lb:next:season:s{HUGE}::1:1",
    f"viva:lb:next:effort:season::{HUGE}:1",
    f"viva:lb:next:effort:season::1:{HUGE}",
    f"viva:lb:mine:season:s{HUGE}:",
    f"viva:lb:picture:effort:all::{HUGE}",
    f"viva:season:show:s{HUGE}",
    f"viva:season:past:next:{HUGE}",
    f"viva:season:end:{HUGE}",
    f"viva:season:start:weeks:{HUGE}::1",
    f"viva:why:next:{HUGE}",
    f"viva:history:next:{HUGE}",
)
OLD = (
    "viva:lb:next:season:s987654::1:1",
    f"viva:lb:next:effort:season::{2**63 - 1}:1",
    "viva:lb:last:season:week:gone-from-the-bank:3:1",
    "viva:lb:first:rating:week:gone-from-the-bank:3:1",
    "viva:season:show:s987654",
    f"viva:season:past:next:{2**63 - 1}",
    f"viva:why:next:{2**63 - 1}",
    f"viva:history:next:{2**63 - 1}",
)


async def with_buttons(server, custom_ids):
    """Post a message with buttons of these kinds, as an earlier Viva may have."""
    view = ui.LayoutView(timeout=None)
    for custom_id in custom_ids:
        view.add_item(ui.ActionRow(ui.Button(label="?", custom_id=custom_id)))
    view.stop()
    sent = await server.app.client.get_channel(server.channel.id).send(view=view)
    return lambda: server.message(server.channel, sent.id)


async def test_no_button_however_old_or_forged_brings_viva_down(server_of):
    async with server_of() as server:
        await play(server, right=[server.ann])
        for custom_id in FORGED:
            message = await with_buttons(server, FORGED)
            answer = await server.admin.click(message(), custom_id=custom_id)
            assert said(answer) == UNKNOWN, custom_id
        server.env.errors.clear()
        for custom_id in OLD:
            message = await with_buttons(server, OLD)
            assert said(await server.bob.click(message(), custom_id=custom_id)), custom_id
