"""The number of members on a board: exact, but on large boards a minute old at most."""

from __future__ import annotations

from bot.services.ladders import EVERYBODY, BoardLadder
from bot.services.totals import LARGE, Totals
from bot.store.standings import Board
from tests.fakes import FakeClock


class Counted:
    """A store whose boards have as many members as is said, one point each."""

    def __init__(self, total: int) -> None:
        self.total = total

    async def above(self, board, values):
        return {value: self.total if value < 1 else 0 for value in values}


async def told(store, totals, *, newest=1):
    ladder = BoardLadder(store, Board(1, "s1", newest=newest), totals)
    return await ladder.above([EVERYBODY, 0, 1])


async def test_a_large_board_is_counted_once_a_minute_and_ranks_are_exact():
    clock, store = FakeClock(), Counted(LARGE)
    totals = Totals(clock)
    await told(store, totals)
    store.total += 7

    clock.advance(seconds=59)
    assert await told(store, totals, newest=2) == {EVERYBODY: LARGE, 0: LARGE + 7, 1: 0}
    clock.advance(seconds=1)
    assert (await told(store, totals))[EVERYBODY] == LARGE + 7


async def test_a_small_board_is_always_counted():
    totals, store = Totals(FakeClock()), Counted(LARGE - 1)
    await told(store, totals)
    store.total -= 1

    assert (await told(store, totals))[EVERYBODY] == LARGE - 2


async def test_only_so_many_boards_are_kept():
    clock = FakeClock()
    totals = Totals(clock)
    for guild_id in range(300):
        totals.note(Board(guild_id, "all"), LARGE)

    assert totals.known(Board(0, "all")) is None
    assert totals.known(Board(299, "all")) == LARGE
