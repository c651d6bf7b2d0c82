"""A quiz at a set time: how long it is likely to take, and who plays with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.quiz import Player, Quiz, QuizDraft

PAUSE_SECONDS: Final = 15
"""About what passes from the close of a question to the next one."""
UNTIMED_SECONDS: Final = 180
"""About what a question without a clock takes."""


def estimated_length(draft: QuizDraft) -> timedelta:
    """Return about how long a quiz takes, in whole multiples of five minutes."""
    each = UNTIMED_SECONDS if draft.mode is Mode.UNTIMED else draft.seconds + PAUSE_SECONDS
    seconds = draft.total * each
    return timedelta(minutes=5 * (seconds // 300 + 1))


def even_teams(quiz: Quiz, players: Iterable[Player]) -> dict[int, int]:
    """Return a team for every member who chose none, so that the teams are about as large."""
    players = list(players)
    sizes = [sum(player.team == team for player in players) for team in range(quiz.teams)]
    chosen: dict[int, int] = {}
    for player in players:
        if player.team < 0 and sizes:
            smallest = sizes.index(min(sizes))
            chosen[player.member_id] = smallest
            sizes[smallest] += 1
    return chosen
