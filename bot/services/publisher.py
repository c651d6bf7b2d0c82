"""What the services ask of Discord. The one implementation for Discord is in the adapters.

Every method may raise `Unreachable`, `Refused` or `Gone` (see `bot.errors`), and nothing else on
purpose. Methods are safe to repeat unless they say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.question import Question
    from bot.domain.quiz import Place, Quiz
    from bot.domain.rating import Change
    from bot.domain.round import Round
    from bot.domain.turnout import Turnout
    from bot.services.announcer import Announcer
    from bot.services.herald import Herald
    from bot.services.roles import Roles


@dataclass(frozen=True, slots=True)
class Vote:
    """A member's reaction on a card: the option at a display position."""

    member_id: int
    position: int


@dataclass(frozen=True, slots=True)
class ThreadPost:
    """A member's message in the thread of an open question."""

    message_id: int
    member_id: int
    content: str
    """Empty when there are no words in it, or none that Viva may read."""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How one option or typed answer fared: for the distribution in the reveal."""

    label: str
    """The letter of an option, the step from one to the next, or the answer as understood."""
    members: int


@dataclass(frozen=True, slots=True)
class QuizBoard:
    """How a quiz stands after a question."""

    quiz: Quiz
    places: tuple[Place, ...]
    fastest: tuple[int, int] | None
    """The member whose right answer came first, and after how many milliseconds."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question of a quiz that most got wrong."""

    round: Round
    share: float
    """Of those who answered, who were right: 0 to 1."""
    answered: int


@dataclass(frozen=True, slots=True)
class Finale:
    """How a quiz ended."""

    quiz: Quiz
    places: tuple[Place, ...]
    missed: tuple[Missed, ...]
    """The most missed first."""
    asked: int
    """Questions that were revealed."""
    humans: int
    """Members who answered at least one."""
    ratings: tuple[Change, ...] = ()
    """What it changed, the highest rating first; of members who hide nothing."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """What the reveal of a round shows besides the question itself."""

    answered: int
    """How many members answered."""
    right: tuple[int, ...]
    """Members whose answer was fully right, in the order they answered; none who hide."""
    partly: int
    """How many got a part of the points."""
    tallies: tuple[Tally, ...]
    """One per option in display order; where an order is asked for, one per step of the right one
    (who had it); for typed answers the most frequent first, at most 5."""
    board: QuizBoard | None = None
    """How the quiz stands, if it is one."""
    unnamed: int = 0
    """How many more were fully right and hide."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a channel is told when a question was corrected, or withdrawn."""

    version: int
    """The version that is right now; 0 when an admin withdrew the question."""
    question: Question | None
    """That version; None when the answers no longer count."""
    changed: int
    """How many members' points changed."""
    since: datetime
    """It was not sent before."""


class Publisher(Protocol):
    """Puts rounds into Discord and reads back what members did there."""

    @property
    def announcer(self) -> Announcer:
        """Shows quizzes that are to come."""
        ...

    @property
    def roles(self) -> Roles:
        """Gives roles to members."""
        ...

    @property
    def herald(self) -> Herald:
        """Looks back at seasons and weeks."""
        ...

    async def post(self, round_: Round) -> int:
        """Send the card with the round's nonce; return its message id. NOT safe to repeat."""
        ...

    async def find_post(self, round_: Round) -> int | None:
        """Look for the round's card in the channel's recent history; return its message id."""
        ...

    async def seed(self, round_: Round) -> None:
        """Add the letters' reactions to the card, in order."""
        ...

    async def open_thread(self, round_: Round) -> int:
        """Open the thread on the card (or find it there); return its id."""
        ...

    async def reveal(self, round_: Round, reveal: Reveal) -> int:
        """Send the reveal as a reply to the card; return its message id. NOT safe to repeat."""
        ...

    async def find_reveal(self, round_: Round) -> int | None:
        """Look for the round's reveal in the channel's recent history; return its message id."""
        ...

    async def correct(self, round_: Round, correction: Correction) -> int:
        """Say in the round's channel what was corrected; return the message id. NOT safe to repeat.

        It is a reply to the reveal where there still is one.
        """
        ...

    async def amend_reveal(self, round_: Round, reveal: Reveal, message_id: int) -> None:
        """Edit the reveal so that it points to the correction, which is a message."""
        ...

    async def find_correction(self, round_: Round, correction: Correction) -> int | None:
        """Look for that message in the channel's recent history; return its id."""
        ...

    async def refresh_card(self, round_: Round, answered: int) -> None:
        """Edit the card of an open round after its question was corrected, pictures and all."""
        ...

    async def open_discussion(self, round_: Round) -> int:
        """Open the discussion thread on the reveal (or find it there); return its id."""
        ...

    async def retire_card(self, round_: Round, answered: int) -> None:
        """Edit the card of a closed round: no buttons, "closed", a link to the reveal."""
        ...

    async def show_count(self, round_: Round, turnout: Turnout) -> None:
        """Edit the open card of a `buttons` round to show how many answered."""
        ...

    async def votes(self, round_: Round) -> Sequence[Vote]:
        """Read back the letters' reactions on the card; bots are dropped."""
        ...

    async def exists(self, round_: Round) -> None:
        """Return if the card is still there; raise `Gone` otherwise."""
        ...

    async def thread_posts(self, round_: Round) -> Sequence[ThreadPost]:
        """Read back members' messages in the round's thread, oldest first; bots are dropped."""
        ...

    async def take_back(self, round_: Round, vote: Vote) -> None:
        """Remove a member's reaction from the card."""
        ...

    async def missing_permissions(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """Return the names of the permissions Viva lacks in the channel, as Discord shows them.

        Raises `Gone` when the channel or the server cannot be seen any more.
        """
        ...

    async def notify_admins(self, guild_id: int, channel_id: int, user_id: int, text: str) -> None:
        """Tell the server's admins where they can see it.

        Tries the channel for community updates, then a direct message to `user_id`, then the
        system channel, then the channel itself. NOT safe to repeat.

        Args:
            guild_id: the server.
            channel_id: the channel the notice is about.
            user_id: who set the schedule up.
            text: one or two sentences, at most 1,500 characters.
        """
        ...

    async def tell(self, guild_id: int, user_id: int, text: str) -> None:
        """Write to a member directly, naming the server it is about. NOT safe to repeat.

        Raises `Refused` when the member takes no direct messages.

        Args:
            guild_id: the server.
            user_id: the member.
            text: a few sentences, at most 1,500 characters.
        """
        ...

    async def find_finale(self, quiz: Quiz, since: datetime) -> int | None:
        """Look for the end of a quiz in its channel's recent history; return its message id."""
        ...

    async def show_finale(self, finale: Finale) -> int:
        """Send the podium of a quiz; return its message id. NOT safe to repeat."""
        ...

    async def names(self, guild_id: int, member_ids: Sequence[int]) -> Mapping[int, str]:
        """Return the members' names in the server; who is not there, or not known, has none."""
        ...

    async def present(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int]:
        """Return which of the members are still in the server (at most 100 asked)."""
        ...

    async def found(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int] | None:
        """Return which of the members are still in the server (at most 100 asked).

        None when that cannot be known now.
        """
        ...

    async def belongs(self, guild_id: int) -> None:
        """Return if Viva is in a server; raise `Gone` if it is not.

        Raises `Unreachable` when that cannot be known now.
        """
        ...

    async def test_post(self, channel_id: int) -> None:
        """Send a message to the channel and delete it again."""
        ...
