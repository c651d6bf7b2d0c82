"""Steering a live quiz: its host and moderators stop it, pause it, and go on with it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import QuizState
from bot.domain.round import RoundState
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.quiz_gathering import COUNTDOWN
from bot.services.quiz_running import LAG

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.quiz import Quiz
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import Publisher
    from bot.services.quiz_running import QuizRunner
    from bot.store.quiz_plans import PlanStore
    from bot.store.quizzes import QuizStore

HOST_AWAY: Final = timedelta(minutes=2)
"""After so long without its host, any player may go on with a quiz or end it."""

STOP_TRIES: Final = 3
"""A quiz may move on between a look at it and the attempt to stop it."""

HOSTS_ONLY = "Only the host of this quiz, or somebody who can manage messages here, can do that."
JUST_MOVED = "This quiz has just moved on. Look again."
NONE_HERE = "No quiz is being played in this channel. Start one with `/quiz start`."


class QuizSteering:
    """Takes what hosts wish while a quiz is being played.

    Args:
        quizzes: the quizzes.
        plans: notes whose host is gone.
        runner: ends them, and knows what is in play.
        publisher: knows who is in the server.
        index: the open rounds in memory.
        clock: the time.
    """

    def __init__(
        self,
        *,
        quizzes: QuizStore,
        plans: PlanStore,
        runner: QuizRunner,
        publisher: Publisher,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._quizzes = quizzes
        self._plans = plans
        self._runner = runner
        self._publisher = publisher
        self._index = index
        self._clock = clock

    async def stop(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """End the quiz of a channel now; what was revealed counts.

        Where an answer is just on its way it is not over yet, but will be after that.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
            UserError: it keeps moving on.
        """
        for _ in range(STOP_TRIES):
            quiz = await self.led(await self.here(channel_id), member_id, moderator=moderator)
            if await self._runner.stop(quiz):
                return await self.get(quiz.id)
        raise UserError(JUST_MOVED)

    async def skip(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Withdraw the question in play: nobody gains or loses by it.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
            UserError: no question is open.
        """
        quiz = only_host(await self.here(channel_id), member_id, moderator=moderator)
        round_ = await self._runner.in_play(quiz)
        if round_ is None or not await self._quizzes.withdraw(round_, self._clock.now()):
            raise UserError("No question is open just now.")
        self._index.forget(round_.id)
        await self._quizzes.went_on(quiz.id, quiz.position, self._clock.now() + COUNTDOWN)
        return await self.get(quiz.id)

    async def go_on(self, quiz_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Go on with an untimed quiz: reveal the open question, or ask the next one.

        Raises:
            NotAllowed: not the host, nor a moderator.
            UserError: there is nothing to go on to just now.
        """
        quiz = await self.led(await self.get(quiz_id), member_id, moderator=moderator)
        if quiz.paused:
            raise UserError("This quiz is paused. Go on with `/quiz resume`.")
        now = self._clock.now()
        round_ = await self._runner.in_play(quiz)
        if round_ is not None:
            await self._runner.close(round_, now, now + LAG)
        elif quiz.state is QuizState.BETWEEN:
            await self.move(quiz, QuizState.BETWEEN, now)
        elif await self._is_revealed(quiz):  # the button may be pressed as soon as it is seen
            await self._quizzes.went_on(quiz.id, quiz.position, now)
        else:
            raise UserError("Wait a moment: the answer is on its way.")
        return await self.get(quiz.id)

    async def pause(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Freeze the quiz; what is left of the window is kept.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
            UserError: it is paused, or has not begun.
        """
        quiz = only_host(await self.here(channel_id), member_id, moderator=moderator)
        if quiz.state is QuizState.LOBBY:
            raise UserError("This quiz has not begun yet.")
        round_ = await self._runner.in_play(quiz)
        if quiz.paused:
            raise UserError("This quiz is paused already. Go on with `/quiz resume`.")
        if not await self._quizzes.pause(quiz, round_, self._clock.now()):
            raise UserError(JUST_MOVED)
        return await self.get(quiz.id)

    async def resume(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Go on after a pause.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
            UserError: it is not paused.
        """
        quiz = await self.led(await self.here(channel_id), member_id, moderator=moderator)
        round_ = await self._runner.in_play(quiz)
        if not quiz.paused:
            raise UserError("This quiz is not paused.")
        if not await self._quizzes.resume(quiz, round_, self._clock.now()):
            raise UserError(JUST_MOVED)
        fresh = await self._runner.in_play(await self.get(quiz.id))
        if fresh is not None:
            self._index.forget(fresh.id)  # and with it what came too early, during the pause
            self._index.put(fresh)
        return await self.get(quiz.id)

    async def _is_revealed(self, quiz: Quiz) -> bool:
        played = await self._quizzes.rounds(quiz.id)
        asking = quiz.state is QuizState.ASKING
        return asking and bool(played) and played[-1].state is RoundState.REVEALED

    async def here(self, channel_id: int) -> Quiz:
        """Return the quiz that is being played in a channel.

        Raises:
            NotFound: there is none.
        """
        quiz = await self._quizzes.in_channel(channel_id)
        if quiz is None:
            raise NotFound(NONE_HERE)
        return quiz

    async def get(self, quiz_id: int) -> Quiz:
        """Return a quiz.

        Raises:
            NotFound: there is no such quiz.
        """
        quiz = await self._quizzes.get(quiz_id)
        if quiz is None:
            raise NotFound("That quiz is no longer known here.")
        return quiz

    async def led(self, quiz: Quiz, member_id: int, *, moderator: bool) -> Quiz:
        """Return a quiz for those who may go on with it or end it.

        When its host has left the server, or erased their data, any player may, after a while.

        Raises:
            NotAllowed: not one of them.
        """
        if member_id == quiz.host_id or moderator:
            return quiz
        players = {player.member_id for player in await self._quizzes.players(quiz.id)}
        host = [quiz.host_id] if quiz.host_id else []
        here = await self._publisher.present(quiz.guild_id, host)
        if member_id not in players or here:
            if here and quiz.host_gone_at is not None:
                await self._plans.host_gone(quiz.id, None)
            raise NotAllowed(HOSTS_ONLY)
        now = self._clock.now()
        since = quiz.host_gone_at or now
        if since + HOST_AWAY > now:
            await self._plans.host_gone(quiz.id, since)
            at = int((since + HOST_AWAY).timestamp())
            raise NotAllowed(f"The host has left this server. You can do that <t:{at}:R>.")
        return quiz

    async def move(self, quiz: Quiz, state: QuizState, next_at: datetime | None) -> None:
        """Move a quiz on.

        Raises:
            UserError: somebody else was quicker.
        """
        if not await self._quizzes.move(quiz, state, next_at):
            raise UserError(JUST_MOVED)


def only_host(quiz: Quiz, member_id: int, *, moderator: bool) -> Quiz:
    """Return a quiz for its host and for moderators.

    Raises:
        NotAllowed: not one of them.
    """
    if member_id != quiz.host_id and not moderator:
        raise NotAllowed(HOSTS_ONLY)
    return quiz
