"""Deciding upon what members reported: admins, or a newer version of the question."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.flags import Ban, BanKind, Flag
from bot.domain.round import RoundState
from bot.errors import NotFound
from bot.services.paging import pages
from bot.store.helping import Help

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.bank import Bank
    from bot.services.clock import Clock
    from bot.services.library import Library
    from bot.store.flags import FlagStore, Settled
    from bot.store.seasons import SeasonStore
    from bot.store.usage import Asked, UsageStore

log = logging.getLogger(__name__)

PAGE = 4
"""Questions on a page of the list for admins."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was flagged or is not asked in a server."""

    question_id: str
    stem: str
    """Empty when the bank no longer has it."""
    ban: Ban | None
    flags: tuple[Flag, ...]
    """Those not decided upon, the earliest first."""
    asked: tuple[Asked, ...]
    """When it was asked, the latest first."""


@dataclass(frozen=True, slots=True)
class Cases:
    """A page of cases; `page` is 1-based, `pages` at least 1."""

    rows: tuple[Case, ...]
    page: int
    pages: int
    total: int


class VerdictService:
    """Lists what was reported and settles it; keeps the library told of what is not asked where.

    Args:
        flags: the store.
        usage: when questions were asked.
        seasons: what points for right reports count for.
        library: the questions in use.
        clock: the time.
    """

    def __init__(
        self,
        *,
        flags: FlagStore,
        usage: UsageStore,
        seasons: SeasonStore,
        library: Library,
        clock: Clock,
    ) -> None:
        self._flags = flags
        self._seasons = seasons
        self._usage = usage
        self._library = library
        self._clock = clock
        self._telling = asyncio.Lock()
        library.on_change(self._look_again)

    async def load(self) -> None:
        """Tell the library what each server is not asked, at start-up."""
        by_guild: dict[int, set[str]] = {}
        for ban in await self._flags.bans():
            by_guild.setdefault(ban.guild_id, set()).add(ban.question_id)
        for guild_id, ids in by_guild.items():
            self._library.suspend(guild_id, ids)
        await self._look_again(self._library.bank)

    async def tell_library(self, guild_id: int) -> None:
        """Tell the library what a server is not asked, as it is stored now."""
        async with self._telling:
            banned = await self._flags.bans(guild_id)
            self._library.suspend(guild_id, [ban.question_id for ban in banned])

    # ------------------------------------------------------------------ admins

    async def cases(self, guild_id: int, page: int = 1) -> Cases:
        """Return a page of what was flagged: what is suspended first, what is retired last."""
        ids, flags, banned = await self._standing(guild_id)
        count = pages(len(ids), PAGE)
        page = min(max(page, 1), count)
        rows = [
            await self._case(guild_id, id_, banned.get(id_), flags.get(id_, []))
            for id_ in ids[(page - 1) * PAGE : page * PAGE]
        ]
        return Cases(tuple(rows), page, count, len(ids))

    async def names(self, guild_id: int) -> list[tuple[str, str]]:
        """Return (id, stem) of every question with a case."""
        ids, _, _ = await self._standing(guild_id)
        return [(id_, self._stem(guild_id, id_)) for id_ in ids]

    async def dismiss(self, guild_id: int, question_id: str, admin_id: int) -> Settled:
        """Keep asking a question: its flags are settled, a suspension is lifted.

        Raises:
            NotFound: nothing waits for a decision.
        """
        words = f"{_thanks(question_id)} An admin has looked at it, and it is asked as it is."
        settled = await self._clear(guild_id, question_id, words, [BanKind.SUSPENDED])
        if not settled.flags and settled.ban is None:
            raise NotFound(f"Nobody has reported `{question_id}` here, or it was decided upon.")
        log.info("flags of %s dismissed in %s by %s", question_id, guild_id, admin_id)
        return settled

    async def reinstate(self, guild_id: int, question_id: str, admin_id: int) -> Settled:
        """Ask a suspended or retired question again; its flags are settled.

        Raises:
            NotFound: it is neither.
        """
        if not any(ban.question_id == question_id for ban in await self._flags.bans(guild_id)):
            raise NotFound(f"`{question_id}` is neither suspended nor retired here.")
        words = f"{_thanks(question_id)} An admin has looked at it, and it is asked again."
        settled = await self._clear(guild_id, question_id, words, list(BanKind))
        log.info("question %s reinstated in %s by %s", question_id, guild_id, admin_id)
        return settled

    async def retire(self, guild_id: int, question_id: str, admin_id: int) -> Settled:
        """Never ask a question in a server again; its flags are settled.

        Raises:
            NotFound: there is no such question.
        """
        question = self._library.question(guild_id, question_id)
        waiting = await self._flags.open_in(guild_id)
        if question is None and all(flag.question_id != question_id for flag in waiting):
            raise NotFound(
                f"There is no question `{question_id}`. Choose one from the suggestions."
            )
        words = f"{_thanks(question_id)} An admin has looked at it, and it is not asked any more."
        version, now = (question.version if question else 0), self._clock.now()
        given = await self._help(guild_id, question_id, now, admin_id)
        settled = await self._flags.retire(guild_id, question_id, version, now, words, given=given)
        await self.tell_library(guild_id)
        log.info("question %s retired in %s by %s", question_id, guild_id, admin_id)
        return settled

    # ------------------------------------------------------------------ corrections

    async def _look_again(self, _bank: Bank) -> None:
        """The questions may have changed: what was reported of older versions is settled."""
        for guild_id, question_id, version in await self._flags.undecided():
            question = self._library.question(guild_id, question_id)
            if question is not None and version < question.version:
                await self.corrected(guild_id, question_id)

    async def corrected(self, guild_id: int, question_id: str) -> None:
        """Settle what was reported of versions before the present one; lift a suspension for it."""
        question = self._library.question(guild_id, question_id)
        if question is None:
            return
        words = f"{_thanks(question_id)} The question was corrected."
        suspended = [BanKind.SUSPENDED]
        settled = await self._clear(guild_id, question_id, words, suspended, question.version)
        if settled.flags or settled.ban is not None:
            log.info("question %s was corrected; settled in %s", question_id, guild_id)

    # ------------------------------------------------------------------ helpers

    async def _clear(
        self,
        guild_id: int,
        question_id: str,
        words: str,
        lift: Collection[BanKind],
        before: int | None = None,
    ) -> Settled:
        now, given = self._clock.now(), None
        if before is not None:  # it was corrected, so they were right
            given = await self._help(guild_id, question_id, now)
        settled = await self._flags.clear(
            guild_id, question_id, now, words, lift=lift, before=before, given=given
        )
        if settled.ban is not None:
            await self.tell_library(guild_id)
        return settled

    async def _help(
        self, guild_id: int, question_id: str, now: datetime, admin_id: int = 0
    ) -> Help:
        periods = await self._seasons.periods(guild_id, now)
        return Help(periods, now, self._library.insiders(guild_id, question_id) | {admin_id})

    async def _standing(
        self, guild_id: int
    ) -> tuple[list[str], dict[str, list[Flag]], dict[str, Ban]]:
        flags: dict[str, list[Flag]] = {}
        for flag in await self._flags.open_in(guild_id):
            flags.setdefault(flag.question_id, []).append(flag)
        banned = {ban.question_id: ban for ban in await self._flags.bans(guild_id)}
        suspended = [i for i, ban in banned.items() if ban.kind is BanKind.SUSPENDED]
        return list(dict.fromkeys([*suspended, *flags, *banned])), flags, banned

    async def _case(
        self, guild_id: int, question_id: str, ban: Ban | None, flags: Iterable[Flag]
    ) -> Case:
        asked = await self._usage.of_question(guild_id, question_id)
        posted = tuple(time for time in asked if time.state is not RoundState.POSTING)
        return Case(question_id, self._stem(guild_id, question_id), ban, tuple(flags), posted)

    def _stem(self, guild_id: int, question_id: str) -> str:
        question = self._library.question(guild_id, question_id)
        return question.stem if question is not None else ""


def _thanks(question_id: str) -> str:
    return f"Thank you for reporting a problem with the question `{question_id}`."
