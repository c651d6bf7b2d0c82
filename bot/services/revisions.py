"""Re-scoring: when a question gets a newer version, its rounds follow, whatever state they are in.

Open rounds go on with the newer version where answers keep their meaning. Graded ones are judged
anew: the differences go to the ledger. A round is never graded by an older key and then forgotten:
what is closed meanwhile takes the newer version before it is graded, or is looked at right after.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.domain.question import QuestionType
from bot.domain.quiz import Player
from bot.domain.regrading import NOTHING, WITHDRAWN, explained, regraded
from bot.domain.revision import carried, in_place, same_answer, same_key, same_options, shown_order
from bot.domain.round import RoundState
from bot.errors import NotFound, UserError
from bot.services.judging import judge, points_of
from bot.store.outbox import Chore
from bot.store.revisions import VOIDED, Revision, correction_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.bank import Bank
    from bot.domain.question import Question
    from bot.domain.round import Round
    from bot.domain.scoring import Points
    from bot.services.clock import Clock
    from bot.services.deliveries import Deliveries
    from bot.services.library import Library
    from bot.services.open_rounds import OpenRounds
    from bot.services.verdicts import VerdictService
    from bot.store.answers import Answer, AnswerStore
    from bot.store.awards import Award
    from bot.store.quizzes import QuizStore
    from bot.store.revisions import Earned, RevisionStore, Stale
    from bot.store.rounds import RoundStore

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 50
"""Servers looked at in one go."""
AT_A_TIME = 100
"""Answers looked at before others get their turn."""
MOST_NOTICES = 5
"""Of more rounds in a server that one correction concerns, only the newest is announced."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to become of a graded round, and whether its channel should know."""

    revision: Revision
    loud: bool


class RevisionService:
    """Looks for rounds of older versions and brings them up to date.

    Args:
        revisions: the store.
        rounds: the rounds.
        answers: their answers.
        verdicts: settles what was reported of a server's own questions.
        deliveries: announces corrections.
        library: the questions in use.
        quizzes: how quizzes are played.
        index: the open rounds in memory.
        clock: the time.
    """

    def __init__(
        self,
        *,
        revisions: RevisionStore,
        rounds: RoundStore,
        answers: AnswerStore,
        verdicts: VerdictService,
        deliveries: Deliveries,
        library: Library,
        quizzes: QuizStore,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._revisions = revisions
        self._quizzes = quizzes
        self._rounds = rounds
        self._answers = answers
        self._verdicts = verdicts
        self._deliveries = deliveries
        self._library = library
        self._index = index
        self._clock = clock
        # (question, server or None for all) -> the last server that was looked at
        self._todo: dict[tuple[str, int | None], int] = {}
        self._working = asyncio.Lock()
        self._note_bank(library.bank)
        library.on_change(self._changed)
        library.on_edition(self._note_edition)

    # ------------------------------------------------------------------ what is to be looked at

    def rescore(self, question_id: str, guild_id: int | None = None) -> None:
        """Have the rounds of a question looked at soon, in one server or in all."""
        self._todo[question_id, guild_id] = 0

    def note(self, round_: Round) -> None:
        """Have a round looked at that was graded by a version which may have been replaced."""
        if self._newer(round_) is not None:
            self.rescore(round_.question.id, round_.guild_id)

    async def _changed(self, bank: Bank) -> None:
        self._note_bank(bank)

    def _note_bank(self, bank: Bank) -> None:
        for question in bank.questions.values():
            if question.version > 1:
                self.rescore(question.id)

    def _note_edition(self, guild_id: int) -> None:
        for question in self._library.edition(guild_id).own.values():
            if question.version > 1:
                self.rescore(question.id, guild_id)

    def _newer(self, round_: Round) -> Question | None:
        question = self._library.question(round_.guild_id, round_.question.id)
        newer = question is not None and question.version > round_.question.version
        return question if newer else None

    # ------------------------------------------------------------------ looking

    async def run(self, most: int = AT_ONCE) -> int:
        """Look at some servers; return at how many. 0: nothing is left to be looked at."""
        async with self._working:
            looked = 0
            while self._todo and looked < most:
                (question_id, guild_id), after = next(iter(self._todo.items()))
                del self._todo[question_id, guild_id]
                guilds = [guild_id] if guild_id is not None else []
                question = self._library.bank.get(question_id)
                if guild_id is None and question is not None:
                    guilds = await self._revisions.guilds(
                        question_id, question.version, after, most - looked
                    )
                    if len(guilds) == most - looked:
                        self._todo.setdefault((question_id, None), guilds[-1])
                for each in guilds:
                    await self._look(each, question_id)
                if guild_id is not None:
                    await self._verdicts.corrected(guild_id, question_id)
                looked += max(len(guilds), 1)
            return looked

    async def _look(self, guild_id: int, question_id: str) -> None:
        """Bring a server's rounds of a question up to date; a fault there hurts no other."""
        try:
            question = self._library.question(guild_id, question_id)
            if question is not None:
                await self._revise(guild_id, question)
        except Exception:
            log.exception("rounds of %s in server %s not re-scored", question_id, guild_id)

    async def _revise(self, guild_id: int, new: Question) -> None:
        found = await self._revisions.stale(guild_id, new.id, new.version)
        waiting = [stale for stale in found if stale.key_version < new.version]
        plans = [await self._plan(stale, new) for stale in waiting if stale.settled]
        loud = [plan for plan in plans if plan.loud]
        many = len(loud) + len(found) - len(waiting) > MOST_NOTICES
        if many:
            loud = loud[:1] if len(found) == len(waiting) else []
        announced = {plan.revision.round.id for plan in loud}
        for revision in (plan.revision for plan in plans):
            await self._correct(revision, announce=revision.round.id in announced)
        for stale in waiting:
            if stale.round.state in {RoundState.POSTING, RoundState.OPEN}:
                await self._swap(stale.round, new)

    async def _correct(self, revision: Revision, *, announce: bool) -> None:
        if not await self._revisions.correct(revision, self._clock.now(), announce=announce):
            return
        if announce:
            self._deliveries.promise(Chore.CORRECT, [revision.round.id])
        log.info(
            "round %s follows version %s: %s corrections",
            revision.round.id, revision.version, len(revision.awards),
        )  # fmt: skip

    # ------------------------------------------------------------------ not graded yet

    async def _swap(self, round_: Round, new: Question) -> None:
        fitted = in_place(round_.question, new)
        if fitted is None or not await self._revisions.swap(round_, fitted, self._clock.now()):
            return
        log.info("round %s goes on with version %s", round_.id, new.version)
        fresh = await self._rounds.get(round_.id)
        if fresh is not None and self._index.by_id(round_.id) is not None:
            self._index.put(fresh)

    async def renewed(self, round_: Round) -> Round:
        """Return a closed round as it should be graded: by the newest version that can judge it."""
        old, new = round_.question, self._newer(round_)
        if new is None or new.type is not old.type or not same_options(old, new):
            return round_
        responses = {}
        for answer in await self._answers.of_round(round_.id):
            said = carried(old, new, answer.response)
            if said is None:
                return round_
            if said != answer.response:
                responses[answer.member_id] = said
        order = shown_order(old, new, round_.order)
        if not await self._revisions.renew(round_, new, order, responses):
            return round_
        log.info("round %s is graded by version %s", round_.id, new.version)
        return await self._rounds.get(round_.id) or round_

    # ------------------------------------------------------------------ graded

    async def _plan(self, stale: Stale, new: Question) -> _Plan:
        round_ = stale.round
        told_apart = not same_answer(round_.question, new)
        untouched = stale.key_version == round_.question.version
        if untouched and same_key(round_.question, new):
            return _Plan(Revision(round_, stale.key_version, new.version, (), {}), loud=False)
        answers = await self._answers.of_round(round_.id)
        earned = await self._revisions.earned(round_.id)
        if round_.quiz_id is None:
            judged = await self._judged(round_.question, new, answers, earned)
        else:
            judged = await self._judged_in_quiz(round_, new, answers, earned)
        reason = correction_of(new.version)
        changes = []
        async for member_id, (points, _) in _unhurried(judged.items()):
            line = self._change(earned[member_id], points, reason)
            changes += [line] if line is not None else []
        scores = {member_id: score for member_id, (_, score) in judged.items()}
        void = any(points is NOTHING for points, _ in judged.values())
        loud = bool(changes) or (told_apart and not void and new.type is round_.question.type)
        return _Plan(Revision(round_, stale.key_version, new.version, changes, scores), loud)

    async def _judged(
        self, old: Question, new: Question, answers: list[Answer], earned: dict[int, Earned]
    ) -> dict[int, tuple[Points, int | None]]:
        """Return what each member earns by the newer version; all nothing where one cannot be."""
        judged: dict[int, tuple[Points, int | None]] = {}
        async for answer in _unhurried(answers):
            if carried(old, new, answer.response) is None:
                return dict.fromkeys(earned, (NOTHING, None))
            member_id = answer.member_id
            if member_id in earned:
                first = earned[member_id].first
                insider = old.type is not QuestionType.OPEN and not first.answered
                judged[member_id] = regraded(old, new, answer.response, insider=insider)
        return judged

    async def _judged_in_quiz(
        self, round_: Round, new: Question, answers: list[Answer], earned: dict[int, Earned]
    ) -> dict[int, tuple[Points, int | None]]:
        """Return the same for a question of a quiz: by its mode, with the speed of the answers.

        Who was knocked out by the older key stays so; the quiz was played like that.
        """
        old = round_.question
        counted = [answer for answer in answers if answer.member_id in earned]
        said = {answer.member_id: carried(old, new, answer.response) for answer in counted}
        quiz = await self._quizzes.get(round_.quiz_id or 0)
        if quiz is None or None in said.values():
            return dict.fromkeys(earned, (NOTHING, None))
        judge_by = replace(round_, question=replace(new, difficulty=old.difficulty))
        restated = [replace(a, response=said[a.member_id] or "") for a in counted]
        verdict = judge(judge_by, quiz, [Player(member_id) for member_id in earned], restated)
        return {
            result.member_id: (points_of(judge_by, quiz, result), result.score_milli)
            for result in verdict.results
        }

    def _change(self, earned: Earned, points: Points, reason: str) -> Award | None:
        """Return the line that makes what a member has what it should be; None: it is."""
        line = replace(
            earned.first,
            reason=reason,
            points=points.points - earned.points,
            score_milli=points.score_milli - earned.score_milli,
            answered=points.answered - earned.answered,
            correct=points.correct - earned.correct,
            rule=explained(points, earned.points),
            at=self._clock.now(),
        )
        changed = any((line.points, line.score_milli, line.answered, line.correct))
        return line if changed else None

    async def void(self, guild_id: int, round_id: int, admin_id: int) -> Round:
        """Withdraw a revealed round: all points for answers to it are taken back, and it says so.

        Streaks stay, since taking part is what counts for them.

        Raises:
            NotFound: there is no such round in the server.
            UserError: it is not revealed, or was withdrawn before.
        """
        async with self._working:
            round_ = await self._rounds.get(round_id)
            if round_ is None or round_.guild_id != guild_id:
                raise NotFound("There is no such question here. Choose one from the suggestions.")
            earned = await self._revisions.earned(round_id)
            lines = [
                line for held in earned.values() if (line := self._change(held, WITHDRAWN, VOIDED))
            ]
            if not await self._revisions.void(round_, lines, self._clock.now()):
                raise UserError("Only a question whose answer was revealed can be withdrawn.")
            self._deliveries.promise(Chore.CORRECT, [round_id])
        log.info("round %s withdrawn in server %s by %s", round_id, guild_id, admin_id)
        return round_


async def _unhurried(items: Iterable[T]) -> AsyncIterator[T]:
    """Yield the items, and let others have their turn every now and then."""
    for number, item in enumerate(items):
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)
        yield item
