"""Suggested questions: members propose, admins decide, and what is accepted is asked there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.formula import render_text
from bot.domain.proposal import Proposal, question_of
from bot.domain.revision import same_key
from bot.errors import NotFound, UserError
from bot.services.vetting import FULL, MOST, much_like, read, refuse_moves, same_question
from bot.store.helping import Help
from bot.store.suggestions import FullError, Notice, SuggestionState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.question import Question
    from bot.services.clock import Clock
    from bot.services.library import Library
    from bot.store.schedules import ScheduleStore
    from bot.store.seasons import SeasonStore
    from bot.store.suggestions import Suggestion, SuggestionStore

log = logging.getLogger(__name__)

CHANGED: Final = "Somebody else has changed or decided it since. Look at it again, then go on."
SHOWN: Final = 10
QUOTED: Final = 150


@dataclass(frozen=True, slots=True)
class Review:
    """A suggestion as an admin sees it."""

    suggestion: Suggestion
    question: Question
    """What it would become; its key is for the reviewer's eyes alone."""
    waiting: int
    """How many wait, this one included."""
    alike: Question | None
    """What asks much the same and may be asked there already."""


class SuggestionService:
    """Keeps the queue of suggestions, and the questions of a server's own.

    Args:
        suggestions: the queue.
        schedules: who set Viva up, to be told of suggestions.
        seasons: what points for accepted ones count for.
        library: where accepted questions are asked from.
        clock: the time.
        can_render: whether a formula (LaTeX) can be drawn; None when that cannot be told.
    """

    def __init__(
        self,
        *,
        suggestions: SuggestionStore,
        schedules: ScheduleStore,
        seasons: SeasonStore,
        library: Library,
        clock: Clock,
        can_render: Callable[[str], bool] | None = None,
    ) -> None:
        self._suggestions = suggestions
        self._schedules = schedules
        self._seasons = seasons
        self._library = library
        self._clock = clock
        self._can_render = can_render
        self._deciding = asyncio.Lock()  # so that the library follows the store in order

    async def load(self) -> int:
        """Put what was accepted into use, at start-up; return how many questions."""
        found = await self._suggestions.accepted()
        for guild_id in {suggestion.guild_id for suggestion in found}:
            self._adopt(guild_id, [s for s in found if s.guild_id == guild_id])
        return len(found)

    async def follow(self, guild_id: int) -> None:
        """Take over what has become of a server's own questions in the store."""
        async with self._deciding:
            await self._refresh(guild_id)

    # ------------------------------------------------------------------ members

    async def suggest(
        self, guild_id: int, channel_id: int, member_id: int, proposal: Proposal
    ) -> Suggestion:
        """Put a question into the queue.

        Raises:
            UserError: it cannot be a question yet (says what to mend), it is asked already, or
                there are too many.
        """
        if proposal.topic not in self._library.titles:
            raise UserError("There is no such topic. Pick one from the list.")
        await self._refuse_known(guild_id, await read(proposal, self._can_render))
        schedules = await self._schedules.of_guild(guild_id)
        notice = Notice(
            schedules[0].created_by if schedules else 0,
            "A member suggested a question. Look at it with `/bank review`.",
        )
        try:
            id_ = await self._suggestions.add(
                guild_id, channel_id, member_id, proposal, self._clock.now(),
                most=MOST, notice=notice,
            )  # fmt: skip
        except FullError as error:
            raise UserError(FULL[error.limit]) from None
        log.info("suggestion %s in server %s", id_, guild_id)
        return await self._known(guild_id, id_)

    async def mine(self, guild_id: int, member_id: int) -> Sequence[Suggestion]:
        """Return a member's latest suggestions, the latest first."""
        return await self._suggestions.of_member(guild_id, member_id, SHOWN)

    async def withdraw(self, guild_id: int, suggestion_id: int, member_id: int) -> Suggestion:
        """Take one's own suggestion back.

        Raises:
            NotFound: it is not there, or not the member's.
            UserError: it was decided already.
        """
        suggestion = await self._known(guild_id, suggestion_id)
        if suggestion.member_id != member_id:
            raise NotFound("That is not one of your suggestions.")
        if not await self._suggestions.withdraw(suggestion, self._clock.now()):
            raise UserError("That suggestion was decided already.")
        return suggestion

    # ------------------------------------------------------------------ admins

    async def review(self, guild_id: int, admin_id: int, after: int = 0) -> Review | None:
        """Return the next suggestion to decide after one; the first after the last; None: none.

        Whoever looks at it knows its key from then on.
        """
        waiting = await self._suggestions.waiting(guild_id)
        if not waiting:
            return None
        suggestion = next((s for s in waiting if s.id > after), waiting[0])
        await self._see(suggestion, admin_id)
        question = _question(suggestion)
        alike = await asyncio.to_thread(much_like, question, self._library.all(guild_id))
        return Review(suggestion, question, len(waiting), alike)

    async def get(self, guild_id: int, suggestion_id: int, admin_id: int) -> Suggestion:
        """Return a suggestion to an admin, who knows its key from then on.

        Raises:
            NotFound: there is none of that number here.
        """
        suggestion = await self._known(guild_id, suggestion_id)
        await self._see(suggestion, admin_id)
        return suggestion

    async def accept(self, guild_id: int, suggestion_id: int, admin_id: int) -> Question:
        """Take a suggestion into use.

        Raises:
            NotFound: there is none of that number here.
            UserError: it was decided already.
        """
        async with self._deciding:
            suggestion = await self._known(guild_id, suggestion_id)
            text = (
                f"Your question “{_quoted(suggestion)}” was accepted and will be asked in your "
                "server. Since you know the answer, you get points for taking part only. Thank you!"
            )
            await self._decide(suggestion, SuggestionState.ACCEPTED, admin_id, text)
            await self._refresh(guild_id)
        return _question(suggestion)

    async def reject(
        self, guild_id: int, suggestion_id: int, admin_id: int, reason: str
    ) -> Suggestion:
        """Turn a suggestion down; its author is told why.

        Raises:
            NotFound: there is none of that number here.
            UserError: it was decided already, or the reason is empty.
        """
        because = " ".join(reason.split())
        if not because:
            raise UserError("Say why in a few words; the author is told.")
        suggestion = await self._known(guild_id, suggestion_id)
        text = (
            f"Your question “{_quoted(suggestion)}” was not taken: {because}\n"
            "Mend it and send it again with `/suggest` if you like."
        )
        await self._decide(suggestion, SuggestionState.REJECTED, admin_id, text, because)
        return suggestion

    async def edit(
        self, guild_id: int, suggestion_id: int, admin_id: int, proposal: Proposal, stamp: str = ""
    ) -> Suggestion:
        """Change a suggestion before it is decided, or a question that it has become.

        A question whose key changes gets a newer version, and its rounds follow: see
        `bot.services.revisions`. With the stamp of what the admin began with, no other change is
        overwritten unseen.

        Raises:
            NotFound: there is none of that number here.
            UserError: it cannot be a question (says what to mend), it was turned down or taken
                back, or somebody else has changed it meanwhile.
        """
        await read(proposal, self._can_render)
        async with self._deciding:
            before = await self._known(guild_id, suggestion_id)
            if before.state not in {SuggestionState.WAITING, SuggestionState.ACCEPTED}:
                raise UserError("That suggestion was turned down or taken back.")
            if stamp not in {"", before.proposal.stamp}:
                raise UserError(CHANGED)
            in_use = before.state is SuggestionState.ACCEPTED
            after = question_of(proposal, own_id(before.id), before.version)
            if in_use:
                refuse_moves(_question(before), after)
            version = before.version + (in_use and not same_key(_question(before), after))
            if not await self._suggestions.edit(before, proposal, admin_id, version):
                raise UserError(CHANGED)
            if in_use:
                await self._refresh(guild_id)
                log.info("question %s changed by %s", own_id(before.id), admin_id)
        return await self._known(guild_id, suggestion_id)

    async def own(self, guild_id: int, question_id: str, admin_id: int) -> Suggestion:
        """Return the suggestion that became a question of the server's own, as `get` does.

        Raises:
            NotFound: there is no such question; says how others are changed.
        """
        for suggestion in await self._suggestions.accepted(guild_id):
            if own_id(suggestion.id) == question_id.strip().casefold():
                await self._see(suggestion, admin_id)
                return suggestion
        raise NotFound(
            "That is not one of this server's own questions. Those of the bank are changed in its "
            "files; report what is wrong with `/flag`."
        )

    # ------------------------------------------------------------------ helpers

    async def _refuse_known(self, guild_id: int, question: Question) -> None:
        if known := same_question(question, self._library.all(guild_id)):
            raise UserError(f"That question is asked here already: it is `{known.id}`.")
        if same_question(question, map(_question, await self._suggestions.waiting(guild_id))):
            raise UserError("That question was suggested here already; it waits for the admins.")

    async def _see(self, suggestion: Suggestion, admin_id: int) -> None:
        """Note that an admin is shown the key, before it is shown."""
        if await self._suggestions.see(suggestion.id, admin_id):
            async with self._deciding:  # it may have been accepted meanwhile
                await self._refresh(suggestion.guild_id)

    async def _decide(
        self,
        suggestion: Suggestion,
        state: SuggestionState,
        admin_id: int,
        text: str,
        reason: str = "",
    ) -> None:
        notice, now, given = Notice(suggestion.member_id, text), self._clock.now(), None
        if state is SuggestionState.ACCEPTED:
            given = Help(await self._seasons.periods(suggestion.guild_id, now), now, [admin_id])
        decided = await self._suggestions.decide(
            suggestion,
            state,
            admin_id=admin_id,
            now=now,
            notice=notice,
            reason=reason,
            given=given,
        )
        if not decided:
            raise UserError("That suggestion was decided already.")
        log.info("suggestion %s %s by %s", suggestion.id, state, admin_id)

    async def _known(self, guild_id: int, suggestion_id: int) -> Suggestion:
        suggestion = await self._suggestions.get(guild_id, suggestion_id)
        if suggestion is None:
            raise NotFound("There is no such suggestion here.")
        return suggestion

    async def _refresh(self, guild_id: int) -> None:
        self._adopt(guild_id, await self._suggestions.accepted(guild_id))

    def _adopt(self, guild_id: int, accepted: Sequence[Suggestion]) -> None:
        self._library.adopt(
            guild_id, {_question(s): s.editor_ids | {s.member_id} for s in accepted}
        )


def own_id(suggestion_id: int) -> str:
    """Return the id of the question that a suggestion becomes."""
    return f"own-{suggestion_id}"


def _question(suggestion: Suggestion) -> Question:
    return question_of(suggestion.proposal, own_id(suggestion.id), suggestion.version)


def _quoted(suggestion: Suggestion) -> str:
    stem = " ".join(render_text(suggestion.proposal.stem).text.split())
    return stem if len(stem) <= QUOTED else stem[: QUOTED - 1] + "…"
