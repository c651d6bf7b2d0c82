"""Reading back: making the answers agree with what stands on Discord, since events get lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.grading import positions
from bot.domain.question import QuestionType
from bot.domain.round import RoundState
from bot.errors import NotFound, RoundClosed
from bot.services.answers import TEXT_LIMIT
from bot.store.answers import AnswerOp, Edit, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.round import Round
    from bot.services.clock import Clock
    from bot.services.open_rounds import OpenRounds
    from bot.services.publisher import ThreadPost, Vote
    from bot.store.answers import AnswerStore
    from bot.store.threads import ThreadStore


class ReconcilingService:
    """Takes over what is read back from cards and threads.

    A round that was open when it was read takes nothing once it has closed: then it is read once
    more before it is graded, and nothing may come after that.

    Args:
        answers: the answers of all rounds.
        threads: what is written in the threads of open questions.
        index: knows what came too late.
        clock: the time.
        changed: where rounds are noted whose number of answers may have changed.
    """

    def __init__(
        self,
        *,
        answers: AnswerStore,
        threads: ThreadStore,
        index: OpenRounds,
        clock: Clock,
        changed: set[int],
    ) -> None:
        self._answers = answers
        self._threads = threads
        self._index = index
        self._clock = clock
        self._changed = changed

    # ------------------------------------------------------------------ reactions

    async def votes(self, round_: Round, votes: Iterable[Vote]) -> None:
        """Make the answers agree with the reactions on the card.

        What came or went after the close does not count. Of several reactions to a single choice
        the one held stays; if none is held, it cannot be known which is the latest: none counts.
        """
        late = self._index.late(round_.id)
        shown: dict[int, set[int]] = {}
        for vote in votes:
            if late.get((vote.member_id, vote.position)) is not True:
                shown.setdefault(vote.member_id, set()).add(vote.position)
        for (member_id, position), added in late.items():
            if not added:
                shown.setdefault(member_id, set()).add(position)
        standing = {a.member_id: a for a in await self._answers.of_round(round_.id)}
        for member_id in standing.keys() | shown.keys():
            answer = standing.get(member_id)
            if answer is not None and answer.source is not Source.REACTION:
                continue
            held = frozenset(positions(round_.order, answer.response if answer else ""))
            await self._agree(round_, member_id, held, shown.get(member_id, set()))

    async def _agree(
        self, round_: Round, member_id: int, held: frozenset[int], shown: set[int]
    ) -> None:
        if round_.question.type is QuestionType.MULTIPLE:
            gone, new = held - shown, shown - held
        elif held & shown:
            return
        else:
            gone, new = held, shown if len(shown) == 1 else set()
        for edit, places in ((Edit.DROP, gone), (Edit.ADD, new)):
            for position in sorted(places):
                await self._put_back(round_, member_id, edit, position)

    async def _put_back(self, round_: Round, member_id: int, edit: Edit, position: int) -> None:
        single = round_.question.type is not QuestionType.MULTIPLE
        edit = Edit.SET if single and edit is Edit.ADD else edit
        option = round_.order[position]
        try:
            await self._answers.put(self._op(round_, member_id, edit, Source.REACTION, option))
        except (RoundClosed, NotFound):
            return
        self._changed.add(round_.id)

    # ------------------------------------------------------------------ threads

    async def posts(self, round_: Round, posts: Sequence[ThreadPost]) -> None:
        """Make the answers to an open question agree with the messages in its thread.

        A message edited after the close counts as it was seen before.
        """
        known = await self._threads.contents(round_.id)
        for post in posts:
            seen = known.get(post.message_id)
            late = post.edited_at is not None and post.edited_at >= round_.closes_at
            if post.content and post.content != seen and not (late and seen is not None):
                await self._post(round_, post)
        gone = known.keys() - {post.message_id for post in posts}
        if gone:
            await self._threads.drop(
                lambda member_id: self._op(round_, member_id, Edit.SET, Source.THREAD),
                gone,
                TEXT_LIMIT,
            )
            self._changed.add(round_.id)

    async def _post(self, round_: Round, post: ThreadPost) -> None:
        if _written_at(post.message_id) >= int(round_.closes_at.timestamp() * 1000):
            return
        op = self._op(round_, post.member_id, Edit.SET, Source.THREAD)
        try:
            await self._threads.put(op, post.message_id, post.content, TEXT_LIMIT)
        except (RoundClosed, NotFound):
            return
        self._changed.add(round_.id)

    def _op(
        self, round_: Round, member_id: int, edit: Edit, source: Source, option: int = -1
    ) -> AnswerOp:
        now, settling = self._clock.now(), round_.state is RoundState.CLOSED
        return AnswerOp(
            round_.id, member_id, edit, round_.question, option, "", source, now, settling
        )


def _written_at(message_id: int) -> int:
    """Return when a message was written: milliseconds since 1970, from its snowflake."""
    return (message_id >> 22) + 1_420_070_400_000
