"""Picking questions for schedules: the same picks for what is posted and for what is foretold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.choosing import Past, choose, few
from bot.domain.drawing import seed_of
from bot.domain.exhaustion import Told, known_after
from bot.domain.expected import Outlook, lean, log_odds
from bot.domain.pools import Filter, Pools
from bot.domain.rhythm import is_weekend
from bot.domain.selection import Candidate, Used
from bot.services.library import PLAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from bot.bank import Bank
    from bot.domain.course import Course
    from bot.domain.daily import Draft, Schedule
    from bot.domain.question import Question
    from bot.domain.selection import Pick, Pool
    from bot.services.library import Edition, Library
    from bot.store.accuracy import AccuracyStore
    from bot.store.pasts import PastStore

FRESH: Final = timedelta(minutes=10)
"""How long the answers over all servers are kept in memory before they are read again."""

A_WEEK: Final = timedelta(days=9)
"""How far back the questions of a local week can lie, in any zone."""

_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=-12)
_MOST_ARRANGED = 4096


@dataclass(frozen=True, slots=True)
class Choice:
    """A question picked for a slot."""

    question: Question
    pick: Pick
    seed: int
    told: Told
    """What the admins ought to know about running out of questions after it."""


class Picker:
    """Picks questions.

    Args:
        pasts: what servers were asked.
        accuracy: how it went.
        library: the questions.
    """

    def __init__(self, *, pasts: PastStore, accuracy: AccuracyStore, library: Library) -> None:
        self._pasts = pasts
        self._accuracy = accuracy
        self._library = library
        # By server (0 for all that have the bank as it is) and the questions expired by then.
        self._arranged: dict[tuple[int, frozenset[str]], _Arranged] = {}
        self._expired: dict[date, frozenset[str]] = {}
        self._entries: dict[str, Used] = {}
        self._odds: Mapping[str, float] = {}
        self._mean = 0.0
        self._read_at: datetime | None = None
        library.on_change(self._forget)

    async def left(self, draft: Draft, now: datetime) -> int:
        """Return how many fitting questions the server was not asked yet."""
        used = await self._used({draft.guild_id})
        return self.stock(draft, now).remaining(used.get(draft.guild_id, ()))

    def stock(self, draft: Draft, at: datetime) -> Pool | Course:
        """Return the questions that fit a schedule at an instant."""
        return self._pools(draft.guild_id, at.date()).pool(draft.wanted)

    async def pasts(
        self, schedules: Collection[Schedule], now: datetime, *, ahead: bool = False
    ) -> dict[int, Past]:
        """Return, for the schedules' servers, all that a pick looks at.

        Args:
            schedules: those to pick for.
            now: the time.
            ahead: whether picks of later days are wanted, so that a weekend may be among them.
        """
        guilds = {schedule.guild_id for schedule in schedules}
        if not guilds:
            return {}
        await self._keep_fresh(now)
        used = await self._used(guilds)
        leans = await self._accuracy.servers(guilds)
        asking = {s.guild_id for s in schedules if s.rhythm and not s.track}
        near = is_weekend((now + _AHEAD).date()) or is_weekend((now + _BEHIND).date())
        weeks = await self._pasts.lately(asking, now - A_WEEK) if asking and (near or ahead) else {}
        return {
            guild_id: Past(
                used.get(guild_id, []),
                weeks.get(guild_id, []),
                Outlook(self._odds, lean(*leans.get(guild_id, (0, 0.0)), self._mean)),
            )
            for guild_id in guilds
        }

    def choose(
        self, schedule: Schedule, past: Past, *, slot: str, day: date, at: datetime
    ) -> Choice | None:
        """Return what a schedule asks in a slot; None when no question fits.

        Args:
            schedule: for what.
            past: what its server was asked before.
            slot: the slot; with the schedule's seed it decides what is drawn.
            day: its local day.
            at: the instant, by which questions expire.
        """
        stock = self.stock(schedule, at)
        if not stock:
            return None
        seed = seed_of(schedule.seed, slot)
        pick = choose(stock, past, day, seed, rhythm=schedule.rhythm)
        question = self._library.question(schedule.guild_id, pick.question_id)
        if question is None:
            raise LookupError(f"question {pick.question_id} was picked and is not there")
        told = schedule.told if pick.revisit else known_after(pick.remaining, few(stock))
        return Choice(question, pick, seed, told)

    async def for_quiz(
        self, guild_id: int, wanted: Filter, seed: int, barred: AbstractSet[str], now: datetime
    ) -> tuple[Question, str] | None:
        """Return a question for a quiz, and why it; None when no other one fits.

        Args:
            guild_id: the server.
            wanted: what the quiz is about.
            seed: what the draws follow from.
            barred: questions that are open in the server or were asked in the quiz.
            now: the time.
        """
        await self._keep_fresh(now)
        pool = self._pools(guild_id, now.date()).without(wanted, barred)
        if not pool:
            return None
        used = await self._used({guild_id})
        outlook = Outlook(self._odds, 0.0)
        pick = pool.pick(used.get(guild_id, []), seed, outlook=outlook)
        question = self._library.question(guild_id, pick.question_id)
        if question is None:
            raise LookupError(f"question {pick.question_id} was picked and is not there")
        return question, pick.reason

    # ------------------------------------------------------------------ inside

    async def _forget(self, _bank: Bank) -> None:
        """The bank was exchanged: what was arranged is out of date."""
        self._arranged.clear()
        self._expired.clear()
        self._entries.clear()
        self._read_at = None

    async def _used(self, guild_ids: Collection[int]) -> dict[int, list[Used]]:
        used = await self._pasts.used(guild_ids)
        return {
            guild_id: [self._used_of(guild_id, question_id) for question_id in question_ids]
            for guild_id, question_ids in used.items()
        }

    def _used_of(self, guild_id: int, question_id: str) -> Used:
        """Return the entry for the history; made once, since every server has hundreds."""
        found = self._entries.get(question_id)
        if found is None:
            question = self._library.question(guild_id, question_id)
            topic = question.topic if question else ""  # the bank had it once
            found = self._entries[question_id] = Used(question_id, topic)
        return found

    async def _keep_fresh(self, now: datetime) -> None:
        """Read the answers over all servers, unless that was done lately."""
        if self._read_at is not None and now - self._read_at < FRESH:
            return
        self._read_at = now
        sums = await self._accuracy.questions()
        answered = sum(count for count, _ in sums.values())
        self._mean = sum(score for _, score in sums.values()) / answered if answered else 0.6
        known = self._library.bank.questions
        self._odds = {
            question_id: log_odds(known[question_id].difficulty, *counted)
            for (question_id, version), counted in sums.items()
            if question_id in known and known[question_id].version == version
        }

    def _pools(self, guild_id: int, day: date) -> Pools:
        """Return the pools of what a server may be asked, arranged once for an edition."""
        bank, edition = self._library.bank, self._library.edition(guild_id)
        key = 0 if edition is PLAIN else guild_id, self._expired_by(day)
        found = self._arranged.get(key)
        if found is None or found.bank is not bank or found.edition is not edition:
            if len(self._arranged) >= _MOST_ARRANGED:
                self._arranged.clear()
            found = self._arranged[key] = _Arranged.of(bank, edition, key[1])
        return found.pools

    def _expired_by(self, day: date) -> frozenset[str]:
        found = self._expired.get(day)
        if found is None:
            expires = self._library.bank.expires
            found = self._expired[day] = frozenset(i for i, last in expires.items() if last <= day)
        return found


@dataclass(frozen=True, slots=True)
class _Arranged:
    """The pools of one edition."""

    bank: Bank
    edition: Edition
    pools: Pools

    @classmethod
    def of(cls, bank: Bank, edition: Edition, expired: frozenset[str]) -> _Arranged:
        """Arrange what may be asked: not expired, not suspended, with the server's own."""
        barred = edition.suspended | expired
        asked = [
            *(q for q in bank.questions.values() if q.id not in barred and q.id not in edition.own),
            *(q for q in edition.own.values() if q.id not in edition.suspended),
        ]
        topics = bank.topics.values()
        pools = Pools(
            map(Candidate.of, asked),
            {topic.id: topic.weight for topic in topics},
            {topic.id: topic.title for topic in topics},
            {track.id: (track.title, track.questions) for track in bank.tracks.values()},
        )
        return cls(bank, edition, pools)
