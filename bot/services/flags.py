"""Reports of what is wrong with a question.

Two members suspend a question there until an admin decides, or until the bank has a newer version.
Nothing that is said here depends on which answer is right.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.domain.flags import LONGEST_TEXT, Flag
from bot.domain.round import RoundState
from bot.errors import NotFound, UserError
from bot.store.flags import Alarm

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.domain.flags import FlagKind
    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.library import Library
    from bot.services.publisher import Publisher
    from bot.services.verdicts import VerdictService
    from bot.store.flags import FlagStore, Put
    from bot.store.rounds import RoundStore
    from bot.store.schedules import ScheduleStore

log = logging.getLogger(__name__)

RECENT = 25
"""Rounds that a member can choose from."""
REASONS = 6
"""Reasons in a notice."""
REASON_SHOWN = 150
"""Characters of a member's words in a notice."""
LARGEST_ID = 2**63 - 1
"""What the store can hold; members type ids."""
POSTED = frozenset({RoundState.OPEN, RoundState.CLOSED, RoundState.REVEALED})

NOT_HERE = "There is no such question here. Choose one from the suggestions."


class FlagService:
    """Takes flags, and suspends questions that have enough of them.

    Args:
        flags: the store.
        rounds: where questions were asked.
        verdicts: told what is suspended.
        schedules: who set them up, to be told.
        library: the questions in use.
        publisher: knows who is still in the server.
        clock: the time.
    """

    def __init__(
        self,
        *,
        flags: FlagStore,
        rounds: RoundStore,
        verdicts: VerdictService,
        schedules: ScheduleStore,
        library: Library,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._flags = flags
        self._rounds = rounds
        self._verdicts = verdicts
        self._schedules = schedules
        self._library = library
        self._publisher = publisher
        self._clock = clock

    # ------------------------------------------------------------------ members

    async def recent(self, guild_id: int, channel_ids: Collection[int]) -> list[Round]:
        """Return the questions asked in these channels, the latest first, at most 25."""
        return await self._rounds.recent(guild_id, channel_ids, RECENT)

    async def find(self, guild_id: int, round_id: int) -> Round:
        """Return a question that was posted in a server.

        Raises:
            NotFound: there is none, or it was withdrawn.
        """
        round_ = await self._rounds.get(round_id) if round_id <= LARGEST_ID else None
        if round_ is None or round_.guild_id != guild_id or round_.state not in POSTED:
            raise NotFound(NOT_HERE)
        return round_

    async def flag(self, round_: Round, member_id: int, kind: FlagKind, text: str) -> Put:
        """Record what a member says is wrong; it replaces what they said of this version before.

        Args:
            round_: where they met the question.
            member_id: who; somebody who is in the server now.
            kind: what is wrong.
            text: in their own words; may be empty.

        Raises:
            UserError: the text is too long, or it was decided upon before.
        """
        words = text.strip()
        if len(words) > LONGEST_TEXT:
            raise UserError(f"That is too long: {LONGEST_TEXT} characters are the most.")
        flag = Flag(
            guild_id=round_.guild_id,
            question_id=round_.question.id,
            version=self._version(round_),
            member_id=member_id,
            round_id=round_.id,
            kind=kind,
            text=words,
            at=self._clock.now(),
        )
        gone = await self._gone(flag)
        put = await self._flags.put(flag, gone, await self._alarm(round_))
        if put.suspended:
            log.info("question %s suspended in server %s", flag.question_id, flag.guild_id)
            await self._verdicts.tell_library(flag.guild_id)
        if not put.kept:
            raise UserError(
                "An admin has looked at your report of this question already. Should it be "
                "corrected later and still be wrong, you can report it again."
            )
        return put

    async def withdraw(self, guild_id: int, member_id: int, round_: Round | None) -> str:
        """Take a member's flag back, the latest if no question is named; return the question's id.

        A question that is suspended stays so: that is for an admin to decide.

        Raises:
            NotFound: there is no such flag, or it was decided upon.
        """
        mine = [f for f in await self._flags.open_in(guild_id) if f.member_id == member_id]
        if round_ is not None:
            mine = [f for f in mine if f.question_id == round_.question.id]
        for flag in reversed(mine):
            if await self._flags.withdraw(guild_id, flag.question_id, flag.version, member_id):
                return flag.question_id
        raise NotFound("You have no report here that an admin has not looked at already.")

    # ------------------------------------------------------------------ helpers

    def _version(self, round_: Round) -> int:
        """Return the version that a flag is about: the one that would be asked now."""
        question = self._library.question(round_.guild_id, round_.question.id)
        return max(round_.question.version, question.version if question else 0)

    async def _gone(self, flag: Flag) -> frozenset[int]:
        """Return who flagged the same and has left."""
        same = await self._flags.of(flag.guild_id, flag.question_id, flag.version)
        others = [f.member_id for f in same if f.member_id != flag.member_id]
        if not others:
            return frozenset()
        return frozenset(others) - await self._publisher.present(flag.guild_id, others)

    async def _alarm(self, round_: Round) -> Alarm:
        schedule = await self._schedules.get(round_.schedule_id or 0)
        others = [] if schedule else await self._schedules.of_guild(round_.guild_id)
        known = schedule or next(iter(others), None)
        user_id = known.created_by if known is not None else 0
        return Alarm(round_.channel_id, user_id, lambda flags: _notice(round_, flags))


def _notice(round_: Round, flags: Sequence[Flag]) -> str:
    reasons = "\n".join(_reason(flag) for flag in flags[-REASONS:])
    return (
        f"{len(flags)} members reported a problem with the question `{round_.question.id}` in "
        f"<#{round_.channel_id}>, so I do not ask it here until you decide:\n{reasons}\n"
        "`/flags list` shows it. Then keep it with `/flags dismiss`, or leave it out for good "
        "with `/flags retire`."
    )


def _reason(flag: Flag) -> str:
    """Return a reason; a member's words stand behind a spoiler, as the question may be open."""
    line = " ".join(flag.text.replace("`", "'").replace("|", "/").split())
    if len(line) > REASON_SHOWN:
        line = line[: REASON_SHOWN - 1].rstrip() + "…"
    return f"- {flag.kind.words}" + (f": ||`{line}`||" if line else "")
