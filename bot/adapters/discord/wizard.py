"""The form of `/setup`: an ephemeral message of menus that only the one who asked can see.

Every choice changes the draft and draws the form anew. Nothing is stored before "Check and save".
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import discord
from discord import ui

from bot.adapters.discord import failures
from bot.adapters.discord.admins import place_and_time, utc_advice
from bot.adapters.discord.common import ACCENT, CHOICES_SHOWN, panel, plain
from bot.adapters.discord.layout import TEXT_LIMIT
from bot.adapters.discord.wizard_menus import menus_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.adapters.discord.wizard_menus import Menu
    from bot.bank import Track
    from bot.domain.daily import Draft, Schedule

PREFIX = "viva:setup:"
LIFETIME = timedelta(minutes=14, seconds=30)
"""How long the form waits for the next press: Discord lets it be edited for 15 minutes."""
CANCELLED = "Cancelled. Nothing was changed."
EXPIRED = "This setup has expired and nothing was saved. Run `/setup` again when you are ready."


class Finish(Protocol):
    """What "Check and save" does; an error it raises is shown and leaves the form open."""

    async def __call__(self, interaction: discord.Interaction, form: Wizard) -> None:
        """Check and save the form's draft and show what came of it."""
        ...


class Wizard(ui.LayoutView):
    """The form.

    Args:
        draft: what was given with the command, with defaults or the old schedule's settings.
        topics: the bank's topics as (id, title).
        tracks: the bank's tracks.
        replaces: the schedule that saving would change, if there is one of that name.
        ping_advice: what to warn of when this role is to be pinged; empty when all is well.
        finish: called by "Check and save".
    """

    def __init__(
        self,
        draft: Draft,
        *,
        topics: Sequence[tuple[str, str]],
        tracks: Sequence[Track],
        replaces: Schedule | None,
        ping_advice: Callable[[int], str],
        finish: Finish,
    ) -> None:
        super().__init__(timeout=LIFETIME.total_seconds())
        self.draft = draft
        self.replaces = replaces
        self.message_id = 0
        self._notice = ""
        self._latest: discord.Interaction | None = None  # its token may edit the form longest
        self._topics = topics
        self._tracks = tracks
        self._ping_advice = ping_advice
        self._finish = finish
        self._draw()

    async def open(self, interaction: discord.Interaction) -> None:
        """Send the form, for the asking admin's eyes only."""
        self._latest = interaction
        sent = await interaction.response.send_message(view=self, ephemeral=True)
        self.message_id = sent.message_id or 0

    def _draw(self) -> None:
        self.clear_items()
        box: ui.Container[Wizard] = ui.Container(accent_colour=ACCENT)
        box.add_item(ui.TextDisplay(self._heading()))
        for menu in menus_of(self.draft, self._topics, self._tracks):
            box.add_item(ui.TextDisplay(f"**{menu.label}**"))
            box.add_item(ui.ActionRow(_Choose(menu)))
        box.add_item(ui.TextDisplay("**Role to ping** (nobody is pinged without one)"))
        box.add_item(ui.ActionRow(_ChooseRole(self.draft.ping_role_id)))
        if notes := self._notes():
            box.add_item(ui.TextDisplay(notes))
        box.add_item(ui.ActionRow(_Save(replacing=self.replaces is not None), _Cancel()))
        self.add_item(box)

    async def change(self, interaction: discord.Interaction, **changes: Any) -> None:
        """Change the draft and show the form with it."""
        self.draft = replace(self.draft, **changes)
        await self.show(interaction)

    async def show(self, interaction: discord.Interaction, notice: str = "") -> None:
        """Show the form as it is now, with a notice above the buttons."""
        self._latest, self._notice = interaction, notice
        self._draw()
        await _edit(interaction, self)

    async def save(self, interaction: discord.Interaction) -> None:
        """Check and save; the test post may take longer than Discord waits for an answer."""
        self._latest = interaction
        await interaction.response.defer()
        await self._finish(interaction, self)

    async def close(self, interaction: discord.Interaction, view: ui.LayoutView) -> None:
        """Put another message in place of the form, for good."""
        self.stop()
        await _edit(interaction, view)

    async def on_timeout(self) -> None:
        """Say that the form has expired."""
        if self._latest is not None:
            with contextlib.suppress(discord.HTTPException):  # dismissed by its reader meanwhile
                await self._latest.edit_original_response(view=panel(EXPIRED))

    async def on_error(
        self,
        interaction: discord.Interaction,
        error: Exception,
        _item: ui.Item[Any],
        /,
    ) -> None:
        """Hand the error to the one handler; the form stays open."""
        await failures.report(interaction, error)

    def _heading(self) -> str:
        draft = self.draft
        lines = [
            "## Set up Viva",
            f"A question in {place_and_time(draft)}. It is called **{plain(draft.name)}**.",
        ]
        if self.replaces is not None:
            lines.append(_already(self.replaces))
        if utc_note := utc_advice(draft.zone):
            lines.append(utc_note)
        return "\n".join(lines)

    def _notes(self) -> str:
        role_id = self.draft.ping_role_id
        advice = self._ping_advice(role_id) if role_id is not None else ""
        notes = [self._notice, advice]
        if len(self._topics) > CHOICES_SHOWN:
            notes.append("More topics can be chosen with `/schedule edit`.")
        return "\n".join(note for note in notes if note)[: TEXT_LIMIT // 2]


async def _edit(interaction: discord.Interaction, view: ui.LayoutView) -> None:
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)


def _already(old: Schedule) -> str:
    return (
        f"There is already a schedule of that name: {place_and_time(old)}. "
        "**Saving replaces its settings**, Cancel keeps it as it is. For a second schedule, "
        "run `/setup` with another `name`."
    )


class _Choose(ui.Select[Wizard]):
    def __init__(self, menu: Menu) -> None:
        super().__init__(
            custom_id=PREFIX + menu.name,
            options=list(menu.options),
            min_values=menu.least,
            max_values=menu.most,
            placeholder=menu.placeholder or None,
            required=menu.least > 0,
        )
        self._change = menu.change

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view is not None:
            await self.view.change(interaction, **self._change(self.values))


class _ChooseRole(ui.RoleSelect[Wizard]):
    def __init__(self, role_id: int | None) -> None:
        chosen = [discord.Object(role_id, type=discord.Role)] if role_id is not None else []
        super().__init__(
            custom_id=PREFIX + "role",
            min_values=0,
            max_values=1,
            default_values=chosen,
            placeholder="No role",
        )

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view is not None:
            role_id = self.values[0].id if self.values else None
            await self.view.change(interaction, ping_role_id=role_id)


class _Save(ui.Button[Wizard]):
    def __init__(self, *, replacing: bool) -> None:
        super().__init__(
            custom_id=PREFIX + "save",
            label="Check and replace" if replacing else "Check and save",
            style=discord.ButtonStyle.success,
        )

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view is not None:
            await self.view.save(interaction)


class _Cancel(ui.Button[Wizard]):
    def __init__(self) -> None:
        super().__init__(custom_id=PREFIX + "cancel", label="Cancel")

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view is not None:
            await self.view.close(interaction, panel(CANCELLED))
