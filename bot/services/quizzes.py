"""Live quizzes: what hosts and members do. They only change what is stored; see `quiz_running`."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.quiz import Mode, QuizDraft, QuizState, scoreboard
from bot.domain.quiz_plan import even_teams
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.quiz_board import missed_of
from bot.services.quiz_gathering import COUNTDOWN
from bot.services.quiz_running import wanted
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

HOST_AWAY: Final = timedelta(minutes=2)
"""After so long without its host, any player may go on with a quiz or end it."""

HOSTS_ONLY = "Only the host of this quiz, or somebody who can manage messages here, can do that."
JUST_MOVED = "This quiz has just moved on. Look again."
NONE_HERE = "No quiz is being played in this channel. Start one with `/quiz start`."


class QuizService:
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
        self._quizzes = quizzes
        self._plans = plans
        self._runner = runner
        self._picks = picks
        self._publisher = publisher
        self._index = index
        self._clock = clock
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
        return await self._known(id_)

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
        quiz = await self._led(await self._known(quiz_id), member_id, moderator=moderator)
        if quiz.state is not QuizState.LOBBY:
            raise UserError("This quiz has begun already.")
        now = self._clock.now()
        if quiz.mode is not Mode.TEAMS:
            await self._move(quiz, QuizState.STARTING, now + COUNTDOWN)
            return await self._known(quiz_id)
        players = await self._quizzes.players(quiz_id)
        late = even_teams(quiz, players)  # those who said ahead that they are in, and chose none
        if len({late.get(player.member_id, player.team) for player in players}) < 2:  # noqa: PLR2004  one team has nobody to play against
            raise UserError("At least two teams need a member. Choose teams first.")
        if not await self._plans.start(quiz, late, now + COUNTDOWN, now):
            raise UserError(JUST_MOVED)
        return await self._known(quiz_id)

    async def cancel(self, quiz_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Call a quiz off from its lobby.

        Raises:
            NotAllowed: not the host, nor a moderator.
            UserError: it has begun already.
        """
        quiz = only_host(await self._known(quiz_id), member_id, moderator=moderator)
        if quiz.state is not QuizState.LOBBY:
            raise UserError("This quiz has begun already. End it with `/quiz stop`.")
        await self._runner.end(quiz)
        return await self._known(quiz_id)

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

    async def stop(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """End the quiz of a channel now; what was revealed counts.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
        """
        quiz = await self._led(await self.here(channel_id), member_id, moderator=moderator)
        await self._runner.end(quiz)
        return await self._known(quiz.id)

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
        return await self._known(quiz.id)

    async def go_on(self, quiz_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Go on with an untimed quiz: reveal the open question, or ask the next one.

        Raises:
            NotAllowed: not the host, nor a moderator.
            UserError: there is nothing to go on to just now.
        """
        quiz = await self._led(await self._known(quiz_id), member_id, moderator=moderator)
        now = self._clock.now()
        round_ = await self._runner.in_play(quiz)
        if round_ is not None:
            await self._runner.close(round_, now, now)
        elif quiz.state is QuizState.BETWEEN and not quiz.paused:
            await self._move(quiz, QuizState.BETWEEN, now)
        else:
            raise UserError("Wait a moment: the answer is on its way.")
        return await self._known(quiz.id)

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
        if quiz.paused or not await self._quizzes.pause(quiz, round_, self._clock.now()):
            raise UserError("This quiz is paused already. Go on with `/quiz resume`.")
        return await self._known(quiz.id)

    async def resume(self, channel_id: int, member_id: int, *, moderator: bool) -> Quiz:
        """Go on after a pause.

        Raises:
            NotFound: no quiz is being played there.
            NotAllowed: not the host, nor a moderator.
            UserError: it is not paused.
        """
        quiz = await self._led(await self.here(channel_id), member_id, moderator=moderator)
        round_ = await self._runner.in_play(quiz)
        if not quiz.paused or not await self._quizzes.resume(quiz, round_, self._clock.now()):
            raise UserError("This quiz is not paused.")
        return await self._known(quiz.id)

    # ------------------------------------------------------------------ members

    async def here(self, channel_id: int) -> Quiz:
        """Return the quiz that is being played in a channel.

        Raises:
            NotFound: there is none.
        """
        quiz = await self._quizzes.in_channel(channel_id)
        if quiz is None:
            raise NotFound(NONE_HERE)
        return quiz

    async def playing(self, guild_id: int) -> Sequence[Quiz]:
        """Return the quizzes of a server whose lobby is open, or that are being played."""
        return await self._quizzes.playing(guild_id)

    async def get(self, quiz_id: int) -> Quiz:
        """Return a quiz.

        Raises:
            NotFound: there is no such quiz.
        """
        return await self._known(quiz_id)

    async def players(self, quiz_id: int) -> Sequence[Player]:
        """Return who plays, in the order in which they joined."""
        return await self._quizzes.players(quiz_id)

    async def join(self, quiz_id: int, member_id: int, team: int = -1) -> Quiz:
        """Let a member in, or into another team.

        Raises:
            UserError: the quiz is over, or there is no such team.
        """
        quiz = await self._known(quiz_id)
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
        quiz = await self._known(quiz_id)
        if not await self._quizzes.leave(quiz_id, member_id):
            raise UserError("You can leave while the lobby is open and you are in it.")
        return quiz

    async def closes_at(self, quiz_id: int) -> datetime | None:
        """Return when the open question closes; None when none is open."""
        round_ = await self._runner.in_play(await self._known(quiz_id))
        return round_.closes_at if round_ is not None else None

    async def results(self, quiz_id: int) -> Sequence[Result]:
        """Return what members made of the questions that were scored, in order."""
        return await self._quizzes.results(quiz_id)

    async def board(self, quiz_id: int) -> list[Place]:
        """Return the scoreboard after the latest question that was scored."""
        quiz = await self._known(quiz_id)
        players = await self._quizzes.players(quiz_id)
        return scoreboard(quiz.mode, players, await self._quizzes.results(quiz_id))

    # ------------------------------------------------------------------ helpers

    async def _led(self, quiz: Quiz, member_id: int, *, moderator: bool) -> Quiz:
        """Return a quiz for those who may go on with it or end it.

        When its host has left the server, any player may, after a while.

        Raises:
            NotAllowed: not one of them.
        """
        if member_id == quiz.host_id or moderator:
            return quiz
        players = {player.member_id for player in await self._quizzes.players(quiz.id)}
        here = await self._publisher.present(quiz.guild_id, [quiz.host_id])
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

    async def _move(self, quiz: Quiz, state: QuizState, next_at: datetime | None) -> None:
        if not await self._quizzes.move(quiz, state, next_at):
            raise UserError(JUST_MOVED)

    async def _known(self, quiz_id: int) -> Quiz:
        quiz = await self._quizzes.get(quiz_id)
        if quiz is None:
            raise NotFound("That quiz is no longer known here.")
        return quiz


def only_host(quiz: Quiz, member_id: int, *, moderator: bool) -> Quiz:
    """Return a quiz for its host and for moderators.

    Raises:
        NotAllowed: not one of them.
    """
    if member_id != quiz.host_id and not moderator:
        raise NotAllowed(HOSTS_ONLY)
    return quiz
