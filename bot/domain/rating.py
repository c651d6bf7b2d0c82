"""Ratings: how strong members are in live quizzes, whatever the quizzes they happened to play.

A rating is a belief, a mean and its uncertainty, after Weng and Lin (2011), "A Bayesian
Approximation Method for Online Ranking". Of the models in openskill 6.2 Plackett-Luce ranks tied
players below those who finished after them, so Bradley-Terry with full pairing is used. That one
adds up the steps of all pairs and so moves the further the more play: a step here is the mean over
the opponents, of the mean as of the variance. In simulations of 25 members and quizzes of 4 to 12,
the order after 60 quizzes correlates with true skill as well as undamped (0.96 to 0.94), while the
longest step is a tenth (2.8 to 28.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openskill.models import BradleyTerryFull

from bot.domain.quiz import Mode, scoreboard
from bot.domain.standings import newest_ranked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.domain.quiz import Player, Quiz, Result

FEWEST: Final = 4
"""Members a quiz needs among those who can be rated to change ratings."""
SHOWN_FROM: Final = 5
"""Quizzes after which a rating says something."""
SCALE: Final = 100
MEAN: Final = 25.0
SPREAD: Final = MEAN / 3

_model = BradleyTerryFull(mu=MEAN, sigma=SPREAD)


@dataclass(frozen=True, slots=True)
class Rating:
    """What is believed of a member's strength."""

    mu: float = MEAN
    sigma: float = SPREAD
    quizzes: int = 0
    """Quizzes that it rests on."""

    @property
    def shown(self) -> int | None:
        """The number for people: nearly surely not more than the strength; None when too early.

        It is 100 (mu - 2 sigma), at least 0: most are between 500 and 2,500.
        """
        if self.quizzes < SHOWN_FROM:
            return None
        return max(round(SCALE * (self.mu - 2 * self.sigma)), 0)


@dataclass(frozen=True, slots=True)
class Change:
    """How a quiz changed a member's rating."""

    member_id: int
    before: Rating
    after: Rating


def finishers(
    quiz: Quiz,
    players: Collection[Player],
    results: Collection[Result],
    ended_at: datetime,
    insiders: Collection[int] = (),
) -> dict[int, int]:
    """Return the rank of each member whom a quiz rates, best first; empty when it rates nobody.

    Ties share a rank. In a team quiz everybody is ranked by their own points: all answer the same
    questions by themselves, and a team's mean tells less of each. Unrated are who answered nothing,
    accounts under seven days, and who knew one of the keys beforehand.

    Args:
        quiz: the quiz; one that is not rated rates nobody.
        players: who took part.
        results: what they made of the questions.
        ended_at: the end of the quiz.
        insiders: the members who knew one of the keys beforehand.
    """
    answered = {result.member_id for result in results} - set(insiders)
    rated = {member for member in answered if member <= newest_ranked(ended_at)}
    if not quiz.rated or len(rated) < FEWEST:
        return {}
    mode = Mode.EVERYONE if quiz.mode is Mode.TEAMS else quiz.mode
    board = scoreboard(mode, [p for p in players if p.member_id in rated], results)
    return {place.member_id: place.rank for place in board}


def rate(ranks: Mapping[int, int], before: Mapping[int, Rating]) -> list[Change]:
    """Return how a quiz changes the ratings, in the order of the ranks given.

    Who tied and had the same rating changes by the same; no mean moves further than its sigma.

    Args:
        ranks: member -> rank, 1 is first, ties share one; at least two members.
        before: member -> rating; who is missing has none yet.
    """
    held = [before.get(member, Rating()) for member in ranks]
    pairs = len(held) - 1
    return [
        Change(member, old, _damped(old, mu, sigma, pairs))
        for member, old, (mu, sigma) in zip(ranks, held, _rated(held, ranks), strict=True)
    ]


def _rated(held: Sequence[Rating], ranks: Mapping[int, int]) -> list[tuple[float, float]]:
    teams = [[_model.rating(mu=rating.mu, sigma=rating.sigma)] for rating in held]
    places = [float(rank) for rank in ranks.values()]
    return [(player.mu, player.sigma) for (player,) in _model.rate(teams, ranks=places)]


def _damped(old: Rating, mu: float, sigma: float, pairs: int) -> Rating:
    variance = old.sigma**2 + (sigma**2 - old.sigma**2) / pairs
    return Rating(old.mu + (mu - old.mu) / pairs, math.sqrt(variance), old.quizzes + 1)
