"""What `/me` shows: the member's own zone, and days off; and how a streak stands.

The buttons carry everything in the custom id, so that they work after any number of restarts:

    viva:me:zone     follow the server's zone again
    viva:me:back     end the days off today

They concern whoever presses them, who alone sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.adapters.discord.common import counted, panel, when

if TYPE_CHECKING:
    from datetime import date

    from bot.adapters.discord.layout import Row
    from bot.domain.streaks import StreakStatus
    from bot.services.own_time import Away, OwnZone

ZONE_BUTTON = r"viva:me:zone"
BACK_BUTTON = r"viva:me:back"
LONGEST = 30
"""The most days off taken at once."""


def zone(found: OwnZone) -> ui.LayoutView:
    """Return which zone the member's days follow, and the time there."""
    there = f"It is {found.now:%A, %H:%M} there."
    if found.is_own:
        row: Row = ui.ActionRow()
        row.add_item(ui.Button(label="Follow the server's time zone", custom_id=ZONE_BUTTON))
        about = f"Your days follow your own time zone, **{found.name}**. {there}"
        return panel(f"## Your time zone\n{about}\n{WHAT_FOR}", row=row)
    return panel(
        f"## Your time zone\nYour days follow the server's time zone, **{found.name}**. {there}\n"
        f"{WHAT_FOR} To set your own, name a city: `/me timezone zone:London`."
    )


WHAT_FOR = "-# A question counts for the day on which it opened for you. Changing costs no day."


def away(found: Away, greeting: str = "") -> ui.LayoutView:
    """Return the member's days off that are not over, with a button to end them."""
    if found.days is None or found.back_at is None:
        return panel(
            "## Days off\nYou have none at the moment. To take some from today on: "
            f"`/me vacation days:7`, up to {LONGEST}. They are never counted as missed."
        )
    if found.is_last:
        last = f"Today is your last day off{_waits(found.streak)}."
        return panel(f"## Days off\n{greeting}{last}")
    row: Row = ui.ActionRow()
    row.add_item(ui.Button(label="I am back", custom_id=BACK_BUTTON))
    until = when(found.back_at, "D")
    waits = (
        f"your streak of {counted(found.streak.days, 'day')} waits"
        if found.streak.days
        else "nothing is missed"
    )
    return panel(
        f"## Days off\nEnjoy your days off: {waits} until {until}.\n"
        "-# If you answer meanwhile, the day counts.",
        row=row,
    )


def _waits(streak: StreakStatus) -> str:
    return f", and your streak of {counted(streak.days, 'day')} goes on" if streak.days else ""


def streak(found: StreakStatus) -> str:
    """Return how a streak stands, on a line."""
    days = counted(found.days, "day")
    parts = [
        f"{days} (best {found.best:,})" if found.days or found.best else days,
        f"{counted(found.freezes, 'freeze')} left",
    ]
    if found.repaired:
        were = "was" if len(found.repaired) == 1 else "were"
        parts.append(f"{_listed(found.repaired)} {were} repaired by a freeze")
    if found.covered:
        parts.append(f"a freeze keeps {_listed(found.covered)} safe")
    if found.off is not None:
        parts.append("on days off")
    return " · ".join(parts)


def _listed(days: tuple[date, ...]) -> str:
    return " and ".join(f"{day:%A}" for day in days)
