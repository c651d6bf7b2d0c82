"""The ledger as members read it: where each of their points comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.question import from_snapshot
from bot.services.paging import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from bot.store.awards import Award, AwardStore

PAGE = 10


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A line of `/why`."""

    award: Award
    question_id: str
    """Empty when it does not concern a question."""
    channel_id: int | None
    message_id: int | None
    """The reveal's message, to jump to."""
    stem: str = ""
    """The question as it was asked; empty when it does not concern one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of something listed; `page` is 1-based, `pages` at least 1."""

    rows: tuple[AwardRow, ...]
    page: int
    pages: int
    total: int


class LedgerService:
    """Explains points.

    Args:
        awards: the ledger.
    """

    def __init__(self, awards: AwardStore) -> None:
        self._awards = awards

    async def why(self, guild_id: int, member_id: int, page: int = 1) -> Page:
        """Return a page of a member's awards, the latest first."""
        _, total = await self._awards.of_member(guild_id, member_id, offset=0, limit=0)
        page = min(max(page, 1), pages(total, PAGE))
        found, total = await self._awards.of_member(
            guild_id, member_id, offset=(page - 1) * PAGE, limit=PAGE
        )
        rows = tuple(_award_row(award, row) for award, row in found)
        return Page(rows, page, pages(total, PAGE), total)

    async def rebuild(self) -> Sequence[tuple[int, str, str, int]]:
        """Recompute the standings from the ledger; return the places that differed."""
        return await self._awards.rebuild()


def _award_row(award: Award, row: RowMapping | None) -> AwardRow:
    if row is None:
        return AwardRow(award, "", None, None)
    stem = from_snapshot(row["snapshot"]).stem
    return AwardRow(award, row["question_id"], row["channel_id"], row["reveal_message_id"], stem)
