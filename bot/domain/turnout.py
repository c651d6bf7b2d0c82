"""How many of those who play a quiz have answered the question in play."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.quiz import Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.domain.quiz import Player


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have answered a question, of how many."""

    answered: int
    awaited: int | None = None
    """Those whose answers count, whether they have answered or not; None: nobody knows."""


def turnout_of(
    mode: Mode, position: int, players: Iterable[Player], answered: Collection[int]
) -> Turnout:
    """Return the turnout at a question of a quiz.

    Whoever answers without having joined is in from then on, except in a survival quiz that is
    past its first question. Those who were knocked out do not count.

    Args:
        mode: the quiz's.
        position: the question's number, from 1.
        players: who joined, knocked out or not.
        answered: the members who have answered it.
    """
    known = {player.member_id: player.out is None for player in players}
    inside = {member for member, still_in in known.items() if still_in}
    welcome = mode is not Mode.SURVIVAL or position <= 1
    counted = {member for member in answered if known.get(member, welcome)}
    return Turnout(len(counted), len(inside | counted))
