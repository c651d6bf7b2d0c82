"""The services of standings, seasons, profiles and rewards, wired by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.granting import Granter
from bot.services.ledger import LedgerService
from bot.services.own_time import OwnTimeService
from bot.services.profiles import ProfileService
from bot.services.recaps import RecapService
from bot.services.rewards import RewardService
from bot.services.seasons import SeasonService
from bot.services.standings import StandingsService
from bot.services.streaks import StreakService

if TYPE_CHECKING:
    from bot.services.given import Given
    from bot.services.wiring_rounds import Asking


@dataclass(frozen=True, slots=True)
class Standing:
    """The use cases of standings."""

    ledger: LedgerService
    own_time: OwnTimeService
    profiles: ProfileService
    recaps: RecapService
    rewards: RewardService
    seasons: SeasonService
    streaks: StreakService
    tables: StandingsService


def wire_standings(given: Given, asking: Asking) -> Standing:
    """Return the services of standings."""
    stores, clock = given.stores, given.clock
    streaks = StreakService(stores.streaks)
    tables = StandingsService(
        standings=stores.standings,
        trends=stores.trends,
        seasons=stores.seasons,
        ratings=stores.ratings,
        streaks=streaks,
        streak_board=stores.streak_board,
        members=stores.members,
        publisher=given.publisher,
        clock=clock,
    )
    seasons = SeasonService(
        seasons=stores.seasons, recaps=stores.recaps, tables=tables, clock=clock
    )
    return Standing(
        ledger=LedgerService(stores.awards),
        own_time=OwnTimeService(
            members=stores.members,
            vacations=stores.vacations,
            streaks=stores.streaks,
            standing=streaks,
            clock=clock,
        ),
        profiles=ProfileService(
            tables=tables,
            standings=stores.standings,
            members=stores.members,
            ratings=stores.ratings,
            seasons=stores.seasons,
            streaks=streaks,
            clock=clock,
        ),
        recaps=_recaps(given, asking, tables, seasons),
        rewards=_rewards(given, asking, tables),
        seasons=seasons,
        streaks=streaks,
        tables=tables,
    )


def _recaps(
    given: Given, asking: Asking, tables: StandingsService, seasons: SeasonService
) -> RecapService:
    stores = given.stores
    return RecapService(
        recaps=stores.recaps,
        schedules=stores.schedules,
        seasons=seasons,
        season_store=stores.seasons,
        tables=tables,
        standings=stores.standings,
        picker=asking.picker,
        outbox=stores.outbox,
        deliveries=asking.deliveries,
        herald=given.publisher.herald,
        clock=given.clock,
    )


def _rewards(given: Given, asking: Asking, tables: StandingsService) -> RewardService:
    stores, roles = given.stores, given.publisher.roles

    async def places(guild_id: int, board: str) -> list[tuple[int, int]]:
        return [(row.rank, row.member_id) for row in await tables.podium(guild_id, board)]

    granter = Granter(rewards=stores.rewards, roles=roles, places=places, clock=given.clock)
    return RewardService(
        rewards=stores.rewards,
        granter=granter,
        roles=roles,
        outbox=stores.outbox,
        deliveries=asking.deliveries,
        clock=given.clock,
    )
