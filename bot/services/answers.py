"""Answers: whatever a member does becomes one committed answer, or a clear refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.arranging import arrange, places_in_order
from bot.domain.grading import choose, positions, show_response, understand
from bot.domain.question import QuestionType
from bot.domain.round import AnswerStyle
from bot.errors import NotFound, RoundClosed, Unreadable
from bot.store.answers import AnswerOp, Edit, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import ThreadPost
    from bot.store.answers import AnswerStore
    from bot.store.rounds import RoundStore
    from bot.store.threads import ThreadStore

TEXT_LIMIT = 12_000
"""Characters kept of an open answer: three modals' worth."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a member holds after an answer was committed."""

    round: Round
    held: tuple[int, ...]
    """Display positions: ascending, or as the member put them where an order is asked for."""
    replaced: int | None
    """The display position that a new choice replaced."""
    text: str
    """The answer as it was understood: "B", "A, C", "C → A → B", "1 GiB", or an open one's text."""


class AnswerService:
    """Takes, changes and withdraws answers.

    Args:
        rounds: the rounds of all servers.
        answers: their answers.
        threads: what is written in the threads of open questions.
        index: the open rounds in memory.
        clock: tells whether an answer is in time.
    """

    def __init__(
        self,
        *,
        rounds: RoundStore,
        answers: AnswerStore,
        threads: ThreadStore,
        index: OpenRounds,
        clock: Clock,
    ) -> None:
        self._rounds = rounds
        self._answers = answers
        self._threads = threads
        self._index = index
        self._clock = clock
        self.changed: set[int] = set()
        """Rounds whose number of answers may have changed since it was last shown."""

    def by_message(self, message_id: int) -> Round | None:
        """Return the open (or just closed) round whose card the message is."""
        return self._index.by_message(message_id)

    def by_thread(self, thread_id: int) -> Round | None:
        """Return the open (or just closed) round whose thread it is."""
        return self._index.by_thread(thread_id)

    def by_id(self, round_id: int) -> Round | None:
        """Return the open (or just closed) round of that id."""
        return self._index.by_id(round_id)

    async def find(self, round_id: int) -> Round:
        """Return a round in any state.

        Raises:
            NotFound: there is no such round.
        """
        round_ = self._index.by_id(round_id) or await self._rounds.get(round_id)
        if round_ is None:
            raise NotFound("That question is no longer known here.")
        return round_

    async def choose(
        self,
        round_id: int,
        member_id: int,
        position: int,
        *,
        source: Source,
        at: datetime | None = None,
    ) -> Receipt:
        """Choose the option at a display position (0 is A).

        For a single choice the latest wins. For several, a button switches the option on and
        off, and a reaction switches it on. In a quiz, where every second counts, `at` is when
        Discord took the press, not when it got here.

        Raises:
            RoundClosed: the round takes no answers any more, or no more changes.
            NotFound: there is no such round or option.
        """
        round_ = await self.find(round_id)
        if not _is_option(round_, position):
            raise NotFound("That question has no such option.")
        edit = Edit.SET
        if round_.question.type is QuestionType.MULTIPLE:
            edit = Edit.ADD if source is Source.REACTION else Edit.TOGGLE
        try:
            return await self._put(round_, member_id, edit, position, source, at=at)
        except RoundClosed:
            if source is Source.REACTION:
                self._index.note_late(round_id, member_id, position, added=True)
            raise

    async def withdraw(self, round_id: int, member_id: int, position: int) -> None:
        """Take an answer back because its reaction was removed, if it is the one held."""
        round_ = self._index.by_id(round_id)
        if round_ is None or not _is_option(round_, position):
            return
        try:
            await self._put(round_, member_id, Edit.DROP, position, Source.REACTION)
        except RoundClosed:
            self._index.note_late(round_id, member_id, position, added=False)
        except NotFound:
            return

    async def withdraw_all(self, round_id: int, position: int | None = None) -> None:
        """Take back every answer by reaction (to one option), since a moderator cleared them."""
        round_ = self._index.by_id(round_id)
        if round_ is None:
            return
        for answer in await self._answers.of_round(round_id):
            if answer.source is Source.REACTION:
                for held in positions(round_.order, answer.response):
                    if position in {None, held}:
                        await self.withdraw(round_id, answer.member_id, held)

    async def pick(
        self, round_id: int, member_id: int, places: Collection[int], *, at: datetime | None = None
    ) -> Receipt:
        """Choose several options at once, by their display positions (0 is A), from a menu.

        Raises:
            RoundClosed: the round takes no answers any more, or no more changes.
            NotFound: there is no such round or option.
            Unreadable: none was chosen.
        """
        round_ = await self.find(round_id)
        if not all(_is_option(round_, place) for place in places):
            raise NotFound("That question has no such option.")
        if not places:
            raise Unreadable("Choose at least one option.")
        response = choose(round_.question, [round_.order[place] for place in places])
        op = self._op(round_, member_id, Edit.SET, Source.MENU, text=response, at=at)
        held = await self._answers.put(op)
        self.changed.add(round_id)
        return self._receipt(round_, held.before, held.now)

    async def submit(
        self,
        round_id: int,
        member_id: int,
        text: str,
        *,
        source: Source = Source.MODAL,
        at: datetime | None = None,
    ) -> Receipt:
        """Answer a typed or an open question.

        Raises:
            Unreadable: the text is no answer to this question; says how to mend it.
            RoundClosed: the round takes no answers any more.
            NotFound: there is no such round.
        """
        round_ = await self.find(round_id)
        if round_.question.type.is_choice:
            raise Unreadable("That question is answered by choosing an option.")
        response, echo = understand(round_.question, text)
        if not response.strip():
            raise Unreadable("There was no answer in that. Write at least a word.")
        op = self._op(round_, member_id, Edit.SET, source, text=response, at=at)
        held = await self._answers.put(op)
        self.changed.add(round_id)
        return Receipt(round_, (), 0 if held.before else None, echo)

    async def arrange(
        self,
        round_id: int,
        member_id: int,
        places: Sequence[int],
        *,
        source: Source = Source.MENU,
        at: datetime | None = None,
    ) -> Receipt:
        """Put the options in an order: their display positions (0 is A), the first one first.

        Raises:
            Unreadable: not every option stands there once, or the question asks for no order.
            RoundClosed: the round takes no answers any more.
            NotFound: there is no such round.
        """
        round_ = await self.find(round_id)
        if round_.question.type is not QuestionType.ORDER:
            raise Unreadable("That question does not ask for an order.")
        if sorted(places) != list(range(len(round_.order))):
            raise Unreadable("Every option belongs into the order once. Start over, please.")
        response = arrange(round_.question, [round_.order[place] for place in places])
        op = self._op(round_, member_id, Edit.SET, source, text=response, at=at)
        held = await self._answers.put(op)
        self.changed.add(round_id)
        return self._receipt(round_, held.before, held.now)

    async def held(self, round_id: int, member_id: int) -> Receipt | None:
        """Return what a member has answered, or None."""
        answer = await self._answers.get(round_id, member_id)
        if answer is None:
            return None
        round_ = await self.find(round_id)
        return self._receipt(round_, None, answer.response)

    # ------------------------------------------------------------------ threads

    async def thread_written(self, thread_id: int, post: ThreadPost) -> None:
        """A member wrote, or edited, a message in the thread of an open question."""
        round_ = self._index.by_thread(thread_id)
        if round_ is None or round_.question.type is not QuestionType.OPEN:
            return
        op = self._op(round_, post.member_id, Edit.SET, Source.THREAD)
        try:
            await self._threads.put(op, post.message_id, post.content, TEXT_LIMIT)
        except (RoundClosed, NotFound):
            return
        self.changed.add(round_.id)

    async def thread_deleted(self, thread_id: int, message_ids: Collection[int]) -> None:
        """Messages in the thread of an open question were deleted."""
        round_ = self._index.by_thread(thread_id)
        if round_ is None or round_.question.type is not QuestionType.OPEN:
            return

        def op_of(member_id: int) -> AnswerOp:
            return self._op(round_, member_id, Edit.SET, Source.THREAD)

        await self._threads.drop(op_of, message_ids, TEXT_LIMIT)
        self.changed.add(round_.id)

    # ------------------------------------------------------------------ helpers

    async def _put(
        self,
        round_: Round,
        member_id: int,
        edit: Edit,
        position: int,
        source: Source,
        *,
        at: datetime | None = None,
    ) -> Receipt:
        op = self._op(round_, member_id, edit, source, option=round_.order[position], at=at)
        held = await self._answers.put(op)
        if held.before != held.now:
            self.changed.add(round_.id)
        return self._receipt(round_, held.before, held.now)

    def _op(
        self,
        round_: Round,
        member_id: int,
        edit: Edit,
        source: Source,
        *,
        option: int = -1,
        text: str = "",
        at: datetime | None = None,
    ) -> AnswerOp:
        live = round_.quiz_id is not None
        return AnswerOp(
            round_.id,
            member_id,
            edit,
            round_.question,
            option,
            text,
            source,
            at if at is not None and live else self._clock.now(),
            stamped=at is not None and live,
            # A reaction is public and easily taken back by Discord's own means.
            most_changes=-1 if source is Source.REACTION else round_.most_changes,
        )

    def _receipt(self, round_: Round, before: str | None, now: str | None) -> Receipt:
        if round_.question.type is QuestionType.OPEN:
            return Receipt(round_, (), None, now or "")
        shown = show_response(round_.question, round_.order, now) if now else ""
        if round_.question.type is QuestionType.ORDER:
            return Receipt(round_, places_in_order(round_.order, now or ""), None, shown)
        if not round_.question.type.is_choice:
            return Receipt(round_, (), None, shown)
        held = positions(round_.order, now or "")
        replaced = None
        if before and round_.question.type is not QuestionType.MULTIPLE:
            replaced = next((p for p in positions(round_.order, before) if p not in held), None)
        return Receipt(round_, held, replaced, shown)


def _is_option(round_: Round, position: int) -> bool:
    return round_.question.type.is_choice and 0 <= position < len(round_.order)


def counts_are_shown(round_: Round) -> bool:
    """Whether the card says how many have answered: where reactions do not show it."""
    return not round_.question.type.is_choice or round_.style is AnswerStyle.BUTTONS
