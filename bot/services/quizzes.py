"""Live quizzes: what hosts and members do. They only change what is stored; see `quiz_running`."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import Mode, QuizDraft, QuizState, scoreboard
from bot.domain.quiz_plan import even_teams
from bot.errors import NotFound, UserError
from bot.services.quiz_board import missed_of
from bot.services.quiz_gathering import COUNTDOWN
from bot.services.quiz_running import wanted
from bot.services.quiz_steering import JUST_MOVED, QuizSteering, only_host
from bot.store.quizzes import BusyError

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.quiz import Place, Player, Quiz, Result
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.picking import Picker
    from bot.services.publisher import Publisher
    from bot.services.quiz_running import QuizRunner
    from bot.store.quiz_plans import PlanStore
    from bot.store.quizzes import QuizStore

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=15)
"""How long a lobby waits to be started."""


class QuizService(QuizSteering):
    """Opens quizzes, and takes what hosts and members wish.

    Args:
        quizzes: the quizzes.
        plans: notes whose host is gone.
        runner: ends them, and knows what is in play.
        picks: whether a question fits.
        publisher: asks Discord for permissions.
        index: the open rounds in memory.
        clock: the time.
        rng: draws seeds.
    """

    def __init__(
        self,
        *,
        quizzes: QuizStore,
        plans: PlanStore,
        runner: QuizRunner,
        picks: Picker,
        publisher: Publisher,
        index: OpenRounds,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        super().__init__(
            quizzes=quizzes,
            plans=plans,
            runner=runner,
            publisher=publisher,
            index=index,
            clock=clock,
        )
        self._picks = picks
        self._rng = rng

    # ------------------------------------------------------------------ hosts

    async def open_lobby(self, draft: QuizDraft) -> Quiz:
        """Open a lobby in a channel.

        Raises:
            UserError: a quiz is being played there, no question fits, or a permission is missing.
        """
        now, seed = self._clock.now(), self._rng.getrandbits(53)
        await self.check(draft, seed, now)
        try:
            id_ = await self._quizzes.add(draft, QuizState.LOBBY, now + PATIENCE, seed, now)
        except BusyError:
            raise UserError(
                "A quiz is being played in this channel already. Wait for its end, or have it "
                "stopped with `/quiz stop`."
            ) from None
        log.info("quiz %s opened in channel %s", id_, draft.channel_id)
        return await self.get(id_)

    async def check(self, draft: QuizDraft, seed: int, now: datetime) -> None:
        """Return if a quiz can be played.

        Raises:
            UserError: no question fits, or a permission is missing.
        """
        missing = await self._publisher.missing_permissions(draft.guild_id, draft.channel_id)
        if missing:
            raise UserError(
                f"I lack {', '.join(missing)} in <#{draft.channel_id}>. Grant that in the "
                "channel's settings, then start again."
            )
        first = await self._picks.for_quiz(draft.guild_id, wanted(draft), seed, set(), now)
        if not draft.repeats and first is None:
            raise UserError("No question fits this topic and difficulty. Choose another.")

    async def posted(self, quiz_id: int, message_id: int) -> None:
        """Record the message of the lobby."""
        await self._quizzes.posted(quiz_id, message_id)

    async def begin(self, quiz_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Start a quiz from its lobby: the first question follows the countdown.

        Raises:
            NotAllowed: not the host, nor a moderator.
            UserError: it has begun already, or no team has a member.
        """
        quiz = await self.led(await self.get(quiz_id), member_id, moderator=moderator)
        if quiz.state is not QuizState.LOBBY:
            raise UserError("This quiz has begun already.")
        now = self._clock.now()
        if quiz.mode is not Mode.TEAMS:
            await self.move(quiz, QuizState.STARTING, now + COUNTDOWN)
            return await self.get(quiz_id)
        players = await self._quizzes.players(quiz_id)
        late = even_teams(quiz, players)  # those who said ahead that they are in, and chose none
        if len({late.get(player.member_id, player.team) for player in players}) < 2:  # noqa: PLR2004  one team has nobody to play against
            raise UserError("At least two teams need a member. Choose teams first.")
        if not await self._plans.start(quiz, late, now + COUNTDOWN, now):
            raise UserError(JUST_MOVED)
        return await self.get(quiz_id)

    async def cancel(self, quiz_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Call a quiz off from its lobby.

        Raises:
            NotAllowed: not the host, nor a moderator.
            UserError: it has begun already.
        """
        quiz = only_host(await self.get(quiz_id), member_id, moderator=moderator)
        if quiz.state is not QuizState.LOBBY:
            raise UserError("This quiz has begun already. End it with `/quiz stop`.")
        if not await self._runner.end(quiz):
            raise UserError(JUST_MOVED)
        return await self.get(quiz_id)

    async def again(self, guild_id: int, channel_id: int, host_id: int) -> Quiz:
        """Open a lobby that asks again what the group missed in the channel's last quiz.

        Raises:
            NotFound: there was no quiz there, or nothing was missed.
            UserError: as `open_lobby`.
        """
        last = await self._quizzes.latest(channel_id)
        if last is None:
            raise NotFound("No quiz was played in this channel yet. Start one with `/quiz start`.")
        results = await self._quizzes.results(last.id)
        missed = missed_of(await self._quizzes.rounds(last.id), results)
        if not missed:
            raise NotFound("The group missed nothing in the last quiz here. Well done!")
        return await self.open_lobby(
            QuizDraft(
                guild_id=guild_id,
                channel_id=channel_id,
                host_id=host_id,
                mode=Mode.EVERYONE,
                style=last.style,
                count=len(missed),
                seconds=last.seconds,
                rated=False,
                repeats=tuple(found.round.question.id for found in missed),
            )
        )

    # ------------------------------------------------------------------ members

    async def playing(self, guild_id: int) -> Sequence[Quiz]:
        """Return the quizzes of a server whose lobby is open, or that are being played."""
        return await self._quizzes.playing(guild_id)

    async def players(self, quiz_id: int) -> Sequence[Player]:
        """Return who plays, in the order in which they joined."""
        return await self._quizzes.players(quiz_id)

    async def join(self, quiz_id: int, member_id: int, team: int = -1) -> Quiz:
        """Let a member in, or into another team.

        Raises:
            UserError: the quiz is over, or there is no such team.
        """
        quiz = await self.get(quiz_id)
        if quiz.mode is Mode.TEAMS and not 0 <= team < quiz.teams:
            raise UserError("Choose one of the teams.")
        if quiz.mode is Mode.TEAMS and quiz.state is not QuizState.LOBBY:
            mine = {p.member_id: p.team for p in await self._quizzes.players(quiz_id)}
            if mine.get(member_id, -1) >= 0:
                raise UserError("Teams cannot be changed once the quiz has begun.")
        if not await self._quizzes.join(quiz_id, member_id, team, self._clock.now()):
            raise UserError("This quiz is over.")
        return quiz

    async def leave(self, quiz_id: int, member_id: int) -> Quiz:
        """Take a member out of the lobby.

        Raises:
            UserError: they are not in it, or the quiz has begun.
        """
        quiz = await self.get(quiz_id)
        if not await self._quizzes.leave(quiz_id, member_id):
            raise UserError("You can leave while the lobby is open and you are in it.")
        return quiz

    async def closes_at(self, quiz_id: int) -> datetime | None:
        """Return when the open question closes; None when none is open."""
        round_ = await self._runner.in_play(await self.get(quiz_id))
        return round_.closes_at if round_ is not None else None

    async def results(self, quiz_id: int) -> Sequence[Result]:
        """Return what members made of the questions that were scored, in order."""
        return await self._quizzes.results(quiz_id)

    async def board(self, quiz_id: int, viewer_id: int = 0) -> list[Place]:
        """Return the scoreboard after the latest question that was revealed.

        Who hides is on it for themselves alone.
        """
        quiz = await self.get(quiz_id)
        players = await self._quizzes.on_board(quiz, viewer_id)
        results = await self._quizzes.results(quiz_id)
        return scoreboard(quiz.mode, players, [r for r in results if r.position <= quiz.revealed])
