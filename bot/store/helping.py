"""Points for helping the group: questions that were accepted, and reports that were right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.scoring import ACCEPTED_QUESTION, RIGHT_REPORT
from bot.domain.standings import HELP
from bot.store.awards import Award, award_row, record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.seasons import Periods


@dataclass(frozen=True, slots=True)
class Help:
    """When somebody helped."""

    periods: Periods
    at: datetime
    besides: Collection[int] = ()
    """Who earns nothing for it: whoever decided, and whoever knew the key anyway."""


async def thank_author(
    conn: AsyncConnection, guild_id: int, member_id: int, suggestion_id: int, given: Help
) -> None:
    """Give points for a question that was accepted, once for each suggestion."""
    rule = f"Your question was accepted: {ACCEPTED_QUESTION} points for helping the group."
    line = _line(guild_id, member_id, given, source="suggestion", source_id=suggestion_id)
    await _give(conn, [replace(line, points=ACCEPTED_QUESTION, rule=rule)], given)


async def thank_reporters(
    conn: AsyncConnection, guild_id: int, reports: Iterable[tuple[int, int]], given: Help
) -> None:
    """Give points for reports that were right, once for each round and member.

    Args:
        conn: the transaction that decides upon them.
        guild_id: the server.
        reports: (member, round) of each.
        given: when.
    """
    rule = f"Your report of a question was right: {RIGHT_REPORT} points for helping the group."
    lines = [
        _line(guild_id, member_id, given, source="flag", source_id=round_id)
        for member_id, round_id in reports
    ]
    await _give(conn, [replace(line, points=RIGHT_REPORT, rule=rule) for line in lines], given)


async def _give(conn: AsyncConnection, lines: Iterable[Award], given: Help) -> None:
    await record(conn, [award_row(line) for line in lines if line.member_id not in given.besides])


def _line(guild_id: int, member_id: int, given: Help, *, source: str, source_id: int) -> Award:
    return Award(
        guild_id=guild_id,
        member_id=member_id,
        source=source,
        source_id=source_id,
        reason="help",
        topic=HELP,
        points=0,
        score_milli=0,
        answered=0,
        correct=0,
        season=given.periods.season,
        week=given.periods.week,
        rule="",
        at=given.at,
    )
