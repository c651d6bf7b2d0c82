"""Fakes that hold state: a clock one can set, and a Discord in memory behind `Publisher`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.errors import Gone, Refused, Unreachable
from bot.services.announcer import Page
from bot.services.publisher import ThreadPost, Vote

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.domain.quiz import Player, Quiz
    from bot.domain.round import Round
    from bot.domain.turnout import Turnout
    from bot.services.herald import SeasonRecap, WeekRecap
    from bot.services.publisher import Correction, Finale, Reveal
    from bot.store.recaps import Recap

T = TypeVar("T")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""A Monday."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, **delta: float) -> None:
        self._now += timedelta(**delta)


@dataclass
class FakeMessage:
    """A card or a reveal in a channel."""

    id: int
    channel_id: int
    kind: str
    round_id: int
    nonce: str
    votes: set[tuple[int, int]] = field(default_factory=set)
    seeded: bool = False
    retired: bool = False
    count: int | None = None
    awaited: int | None = None
    reveal: Reveal | None = None
    corrected: int | None = None
    """The message that a reveal points to."""
    version: int = 0
    """Of the question that the card shows."""


@dataclass
class FakePage:
    """A message about a quiz as a whole."""

    id: int
    quiz: Quiz
    """As it stood when the page was sent or edited."""
    page: Page
    players: tuple[int, ...]


class FakeAnnouncer:
    """What is shown of quizzes to come."""

    def __init__(self, publisher: FakePublisher) -> None:
        self._publisher = publisher
        self.pages: list[FakePage] = []
        self.events: dict[int, str] = {}
        """How the events stand, by quiz; an event has the id of its quiz and a thousand."""
        self.may = True

    def of(self, page: Page) -> list[FakePage]:
        return [shown for shown in self.pages if shown.page is page]

    async def find(self, quiz: Quiz, page: Page, since: datetime) -> int | None:
        found = [shown.id for shown in self.of(page) if shown.quiz.id == quiz.id]
        return self._publisher.do("find_page", lambda: found[0] if found else None)

    async def show(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> int:
        def work() -> int:
            message_id = self._publisher.new_id()
            self.pages.append(FakePage(message_id, quiz, page, tuple(p.member_id for p in players)))
            return message_id

        return self._publisher.do("show_page", work)

    async def edit(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> None:
        def work() -> None:
            message_id = quiz.message_id if page is Page.LOBBY else quiz.announcement_id
            shown = next((s for s in self.pages if s.id == message_id), None)
            if shown is None:
                shown = FakePage(message_id or 0, quiz, page, ())
                self.pages.append(shown)
            shown.quiz, shown.players = quiz, tuple(p.member_id for p in players)

        self._publisher.do("edit_page", work)

    async def may_plan(self, guild_id: int) -> bool:
        return self.may

    async def find_event(self, quiz: Quiz) -> int | None:
        return self._publisher.do(
            "find_event", lambda: quiz.id + 1000 if quiz.id in self.events else None
        )

    async def create_event(self, quiz: Quiz) -> int:
        def work() -> int:
            assert quiz.id not in self.events, "the event was doubled"
            self.events[quiz.id] = "scheduled"
            return quiz.id + 1000

        return self._publisher.do("create_event", work)

    async def follow_event(self, quiz: Quiz, event_id: int) -> None:
        def work() -> None:
            self.events[event_id - 1000] = str(quiz.state)

        self._publisher.do("follow_event", work)


class FakeHerald:
    """The recaps that were posted, by their number."""

    def __init__(self, publisher: FakePublisher) -> None:
        self._publisher = publisher
        self.posted: dict[int, tuple[int, SeasonRecap | WeekRecap]] = {}

    async def find(self, recap: Recap) -> int | None:
        found = self.posted.get(recap.id)
        return self._publisher.do("find_recap", lambda: found[0] if found else None)

    async def season(self, found: SeasonRecap) -> int:
        return self._publisher.do("show_recap", lambda: self._post(found))

    async def week(self, found: WeekRecap) -> int:
        return self._publisher.do("show_recap", lambda: self._post(found))

    def _post(self, found: SeasonRecap | WeekRecap) -> int:
        assert found.recap.id not in self.posted, "the recap was doubled"
        message_id = self._publisher.new_id()
        self.posted[found.recap.id] = (message_id, found)
        return message_id


class FakeRoles:
    """Who has which role; a role that is not set up does not exist."""

    def __init__(self, publisher: FakePublisher) -> None:
        self._publisher = publisher
        self.holders: dict[int, set[int]] = {}
        """Role -> who holds it."""
        self.obstacles: dict[int, str] = {}
        """Role -> why it cannot be given."""
        self.history: list[tuple[str, int, int]] = []
        """("give" or "take", role, member), in the order in which Discord did it."""

    async def obstacle(self, guild_id: int, role_id: int, admin_id: int | None = None) -> str:
        if role_id not in self.holders:
            raise Gone("role")
        return self.obstacles.get(role_id, "")

    async def held(self, guild_id: int, member_ids: Collection[int]) -> dict[int, frozenset[int]]:
        def work() -> dict[int, frozenset[int]]:
            present = set(member_ids) - self._publisher.away
            return {
                member: frozenset(role for role, theirs in self.holders.items() if member in theirs)
                for member in present
            }

        return self._publisher.do("held", work)

    async def give(self, guild_id: int, role_id: int, member_id: int) -> None:
        self._publisher.do("give", lambda: self._change("give", role_id, member_id))

    async def take(self, guild_id: int, role_id: int, member_id: int) -> None:
        self._publisher.do("take", lambda: self._change("take", role_id, member_id))

    def _change(self, what: str, role_id: int, member_id: int) -> None:
        if role_id not in self.holders:
            raise Gone("role")
        if self.obstacles.get(role_id):
            raise Refused(self.obstacles[role_id])
        if member_id in self._publisher.away:
            if what == "give":
                raise Gone("member")
            return
        change = self.holders[role_id].add if what == "give" else self.holders[role_id].discard
        change(member_id)
        self.history.append((what, role_id, member_id))


class FakePublisher:
    """Discord as the services see it; errors can be set up per method."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self._clock = clock or FakeClock()
        self.ahead = timedelta(0)
        self.announcer = FakeAnnouncer(self)
        self.roles = FakeRoles(self)
        self.herald = FakeHerald(self)
        self.finales: list[Finale] = []
        self.messages: dict[int, FakeMessage] = {}
        self.threads: dict[int, list[ThreadPost]] = {}
        self.notices: list[tuple[int, str]] = []
        self.corrections: list[tuple[int, Correction]] = []
        self.told: list[tuple[int, str]] = []
        self.calls: Counter[str] = Counter()
        self.away: set[int] = set()
        self.unsure: set[int] = set()
        """Servers of which nothing can be known."""
        self.removed_from: set[int] = set()
        self.named: dict[int, str] = {}
        self.lacking: list[str] = []
        self.trials: list[int] = []
        self._faults: dict[str, list[tuple[Exception, bool]]] = {}
        self._next_id = 10_000

    # arranging -----------------------------------------------------------------

    def fail(self, method: str, error: Exception, *, times: int = 1, after: bool = False) -> None:
        """Let a method raise; `after` lets it take effect first, as a lost response does."""
        self._faults.setdefault(method, []).extend([(error, after)] * times)

    def posted(self, kind: str = "card") -> list[FakeMessage]:
        return [message for message in self.messages.values() if message.kind == kind]

    def vote(self, round_: Round, member_id: int, position: int) -> None:
        assert round_.message_id is not None
        self.messages[round_.message_id].votes.add((member_id, position))

    def write(self, round_: Round, member_id: int, content: str) -> ThreadPost:
        assert round_.thread_id is not None
        post = ThreadPost(self._new_id(), member_id, content)
        self.threads[round_.thread_id].append(post)
        return post

    # Publisher -----------------------------------------------------------------

    async def post(self, round_: Round) -> int:
        return self._do("post", lambda: self._send(round_, "card"))

    async def find_post(self, round_: Round) -> int | None:
        return self._do("find_post", lambda: self._find(round_, "card"))

    async def seed(self, round_: Round) -> None:
        def work() -> None:
            self._card(round_).seeded = True

        self._do("seed", work)

    async def open_thread(self, round_: Round) -> int:
        return self._do("open_thread", lambda: self._open(self._card(round_).id))

    async def reveal(self, round_: Round, reveal: Reveal) -> int:
        def work() -> int:
            message_id = self._send(round_, "reveal")
            self.messages[message_id].reveal = reveal
            return message_id

        return self._do("reveal", work)

    async def find_reveal(self, round_: Round) -> int | None:
        return self._do("find_reveal", lambda: self._find(round_, "reveal"))

    async def correct(self, round_: Round, correction: Correction) -> int:
        def work() -> int:
            message_id = self._send(round_, f"correction {correction.version}")
            self.corrections.append((round_.id, correction))
            return message_id

        return self._do("correct", work)

    async def amend_reveal(self, round_: Round, reveal: Reveal, message_id: int) -> None:
        def work() -> None:
            self.messages[round_.reveal_message_id or 0].corrected = message_id

        self._do("amend_reveal", work)

    async def find_correction(self, round_: Round, correction: Correction) -> int | None:
        kind = f"correction {correction.version}"
        return self._do("find_correction", lambda: self._find(round_, kind))

    async def refresh_card(self, round_: Round, answered: int) -> None:
        def work() -> None:
            self._card(round_).version = round_.question.version

        self._do("refresh_card", work)

    async def find_finale(self, quiz: Quiz, since: datetime) -> int | None:
        def work() -> int | None:
            return next((n for n, f in enumerate(self.finales, 1) if f.quiz.id == quiz.id), None)

        return self._do("find_finale", work)

    async def show_finale(self, finale: Finale) -> int:
        def work() -> int:
            self.finales.append(finale)
            return len(self.finales)

        return self._do("show_finale", work)

    async def open_discussion(self, round_: Round) -> int:
        return self._do("open_discussion", lambda: self._open(round_.reveal_message_id or 0))

    async def retire_card(self, round_: Round, answered: int) -> None:
        def work() -> None:
            self._card(round_).retired = True
            self._card(round_).count = answered

        self._do("retire_card", work)

    async def show_count(self, round_: Round, turnout: Turnout) -> None:
        def work() -> None:
            self._card(round_).count = turnout.answered
            self._card(round_).awaited = turnout.awaited

        self._do("show_count", work)

    async def votes(self, round_: Round) -> list[Vote]:
        return self._do("votes", lambda: [Vote(*v) for v in sorted(self._card(round_).votes)])

    async def exists(self, round_: Round) -> None:
        self._do("exists", lambda: self._card(round_))

    async def thread_posts(self, round_: Round) -> list[ThreadPost]:
        return self._do("thread_posts", lambda: list(self.threads[round_.thread_id or 0]))

    async def take_back(self, round_: Round, vote: Vote) -> None:
        place = (vote.member_id, vote.position)
        self._do("take_back", lambda: self._card(round_).votes.discard(place))

    async def missing_permissions(self, guild_id: int, channel_id: int) -> list[str]:
        return self._do("missing_permissions", lambda: list(self.lacking))

    async def notify_admins(self, guild_id: int, channel_id: int, user_id: int, text: str) -> None:
        self._do("notify_admins", lambda: self.notices.append((guild_id, text)))

    async def tell(self, guild_id: int, user_id: int, text: str) -> None:
        self._do("tell", lambda: self.told.append((user_id, text)))

    async def names(self, guild_id: int, member_ids: list[int]) -> dict[int, str]:
        known = {m: name for m, name in self.named.items() if m in member_ids}
        return self._do("names", lambda: known)

    async def present(self, guild_id: int, member_ids: list[int]) -> frozenset[int]:
        return self._do("present", lambda: frozenset(member_ids) - self.away)

    async def found(self, guild_id: int, member_ids: list[int]) -> frozenset[int] | None:
        known = None if guild_id in self.unsure else frozenset(member_ids) - self.away
        return self._do("found", lambda: known)

    async def belongs(self, guild_id: int) -> None:
        def work() -> None:
            if guild_id in self.unsure:
                raise Unreachable("not loaded")
            if guild_id in self.removed_from:
                raise Gone("guild")

        self._do("belongs", work)

    async def test_post(self, channel_id: int) -> None:
        self._do("test_post", lambda: self.trials.append(channel_id))

    # inside --------------------------------------------------------------------

    def do(self, method: str, work: Callable[[], T]) -> T:
        """Do what a method does, unless an error was set up for it."""
        return self._do(method, work)

    def new_id(self) -> int:
        return self._new_id()

    def _do(self, method: str, work: Callable[[], T]) -> T:
        self.calls[method] += 1
        faults = self._faults.get(method)
        error, after = faults.pop(0) if faults else (None, False)
        if error is not None and not after:
            raise error
        result = work()
        if error is not None:
            raise error
        return result

    def _new_id(self) -> int:
        """Return an id as Discord makes them: the milliseconds since 2015, and a count."""
        self._next_id += 1
        elapsed = self._clock.now() + self.ahead - datetime(2015, 1, 1, tzinfo=UTC)
        return ((elapsed // timedelta(milliseconds=1)) << 22) + self._next_id

    def _send(self, round_: Round, kind: str) -> int:
        message = FakeMessage(self._new_id(), round_.channel_id, kind, round_.id, round_.nonce)
        message.version = round_.question.version
        self.messages[message.id] = message
        return message.id

    def _find(self, round_: Round, kind: str) -> int | None:
        for message in self.messages.values():
            if message.round_id == round_.id and message.kind == kind:
                return message.id
        return None

    def _card(self, round_: Round) -> FakeMessage:
        if round_.message_id not in self.messages:
            raise Gone("message")
        return self.messages[round_.message_id]

    def _open(self, message_id: int) -> int:
        self.threads.setdefault(message_id, [])
        return message_id
