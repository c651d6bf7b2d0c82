"""Quizzes against the limits of a Discord over real HTTP, in time that is skipped."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.calls import Calls
from bot.adapters.discord.permissions import REQUIRED
from bot.app import assemble, pacing
from bot.domain.grading import Grade
from bot.domain.quiz import Mode, QuizDraft, QuizState, quiz_points
from bot.domain.round import AnswerStyle, RoundState
from bot.services.library import Library
from bot.services.quiz_running import COUNTDOWN
from bot.store.database import open_database
from bot.store.quizzes import QuizStore
from tests.payloads import member, press, reaction, server
from tests.questions import SINGLE, bank_of
from tests.skipping import LoopClock, SkippingLoop
from tests.unit.adapters.http_discord import serving
from tests.unit.adapters.limited_discord import ME_ID, LimitedDiscord

if TYPE_CHECKING:
    from bot.domain.round import Round

GUILD = 1 << 22
CHANNELS = {(n + 10) << 22: f"quiz-{n}" for n in range(10)}
LETTERS = "🇦🇧🇨🇩"
ASKED, SECONDS = 2, 20
EPHEMERAL = 64
IMPATIENT = 20
"""Of two hundred members press twice."""
FEW = 5
"""Commits; an answer each would be 200."""
QUESTIONS = tuple(replace(SINGLE, id=f"single-{n:02}") for n in range(1, 41))


class Gateway:
    """A connection that knows every member who is asked for."""

    def __init__(self, client: discord.Client) -> None:
        self._state = client._connection
        self._answering: set[asyncio.Task] = set()
        self.ws = self

    async def request_chunks(
        self, guild_id: int, *, user_ids: list[int], nonce: str, **_more: object
    ) -> None:
        chunk = {"guild_id": str(guild_id), "members": [member(id_) for id_ in user_ids]}
        chunk |= {"chunk_index": 0, "chunk_count": 1, "nonce": nonce}
        self._answering.add(asyncio.create_task(self._answer(chunk)))

    async def _answer(self, chunk: dict) -> None:
        for _ in range(3):  # the client begins to wait only now
            await asyncio.sleep(0)
        self._state.parse_guild_members_chunk(chunk)

    async def close(self) -> None:
        await asyncio.gather(*self._answering)


class Town:
    """The real app in a server of ten channels, on a Discord that limits it."""

    def __init__(self, server: LimitedDiscord, app, clock: LoopClock) -> None:
        self.server = server
        self.app = app
        self.services = app.services
        self.quizzes = QuizStore(app.db)
        self.clock = clock
        self.pressed: list[int] = []

    async def start(self, channel_id: int, members: range, style: AnswerStyle) -> int:
        """Open a lobby and start; the first question comes after the countdown."""
        draft = QuizDraft(
            guild_id=GUILD,
            channel_id=channel_id,
            host_id=members[0],
            mode=Mode.EVERYONE,
            style=style,
            count=ASKED,
            seconds=SECONDS,
        )
        quiz = await self.services.quizzes.open_lobby(draft)
        for member_id in members:
            self.press(channel_id, 1, member_id, f"viva:q:join:{quiz.id}:")
        await self.server.acknowledged(len(self.pressed))
        self.press(channel_id, 1, members[0], f"viva:q:start:{quiz.id}")
        await self.server.acknowledged(len(self.pressed))
        return quiz.id

    def press(
        self, channel_id: int, message_id: int, member_id: int, custom_id: str, *, in_ms: int = 0
    ) -> int:
        """Have the gateway say that a member pressed a button just now, or a moment later."""
        id_ = self.server.new_id(in_ms)
        self.pressed.append(id_)
        payload = press(GUILD, channel_id, message_id, member_id, custom_id, interaction_id=id_)
        self.app.client._connection.parse_interaction_create(payload)
        return id_

    def answer(self, round_, member_id: int, position: int) -> None:
        """Answer as the quiz is played: by a button or a reaction."""
        if round_.style is AnswerStyle.BUTTONS:
            custom_id = f"viva:a:{round_.id}:{position}"
            self.press(round_.channel_id, round_.message_id, member_id, custom_id)
            return
        place = (round_.channel_id, round_.message_id, member_id, LETTERS[position])
        self.server.vote(*place)
        self.app.client._connection.parse_message_reaction_add(reaction(GUILD, *place))

    async def is_quiet(self) -> bool:
        """Whether no quiz is being played."""
        return not any([await self.quizzes.in_channel(channel_id) for channel_id in CHANNELS])

    async def later(self, seconds: float = 1) -> None:
        """Let time pass, and do what is due."""
        asyncio.get_running_loop().skip(seconds)
        await self.app.tick()


@asynccontextmanager
async def town(path, monkeypatch):
    loop = asyncio.get_running_loop()
    limits, clock = LimitedDiscord(loop=loop), LoopClock(loop)
    permissions = discord.Permissions(**dict.fromkeys(REQUIRED, True)).value
    async with serving(limits, monkeypatch), open_database(path) as db:
        library = Library(bank_of(*QUESTIONS))
        async with assemble(
            library, db, clock=clock, rng=random.Random(1), message_content=True, shard_count=1
        ) as app:
            await app.client.login("token")
            app.client._connection.user = app.client.user
            channels = server(GUILD, CHANNELS, me=ME_ID, permissions=permissions)
            app.client._connection._add_guild_from_data(channels)
            app.client._AutoShardedClient__shards[0] = Gateway(app.client)
            yield Town(limits, app, clock)


def played(scenario, *, pace: float = 1) -> None:
    """Run a scenario in a loop whose time can be skipped."""
    with asyncio.Runner(loop_factory=lambda: SkippingLoop(pace)) as runner:
        runner.run(scenario)


class Group:
    """Eight members who answer each question of their quiz once, each at a time of their own."""

    def __init__(self, town: Town, quiz_id: int, members: range, seed: int) -> None:
        self.quiz_id = quiz_id
        self.answered: list[tuple[int, int]] = []
        """(question, member)"""
        self._town = town
        self._members = members
        self._rng = random.Random(seed)
        self._plans: dict[int, dict[int, list[int]]] = {}

    def play(self, round_: Round) -> None:
        """Answer what is to be answered this second."""
        if round_.state is not RoundState.OPEN:
            return
        passed = (self._town.clock.now() - round_.opens_at) // timedelta(seconds=1)
        plan = self._plans.setdefault(round_.position, self._plan(round_.position))
        for second in [second for second in plan if second <= passed]:
            for member_id in plan.pop(second):
                self._town.answer(round_, member_id, self._rng.randrange(4))
                self.answered.append((round_.position, member_id))

    def _plan(self, position: int) -> dict[int, list[int]]:
        """Return second -> who answers then; the last member sleeps through every other one."""
        plan: dict[int, list[int]] = {}
        for member_id in self._members[: 8 - position % 2]:
            plan.setdefault(self._rng.randint(2, 16), []).append(member_id)
        return plan


def test_ten_quizzes_at_once_in_one_server_stay_within_every_limit(tmp_path, monkeypatch):
    async def scenario():
        async with town(tmp_path / "viva.db", monkeypatch) as here:
            groups = {}
            for n, channel_id in enumerate(CHANNELS):
                members = range(1000 * (n + 1), 1000 * (n + 1) + 8)
                style = AnswerStyle.REACTIONS if n == 9 else AnswerStyle.BUTTONS
                quiz_id = await here.start(channel_id, members, style)
                groups[quiz_id] = Group(here, quiz_id, members, seed=n)
            for _ in range(200):
                await here.later()
                asked = await here.quizzes.asked()
                for quiz, round_ in asked:
                    groups[quiz.id].play(round_)
                await here.server.acknowledged(len(here.pressed))
                if not asked and await here.is_quiet():
                    break

            await assert_played(here, groups)
            assert (here.server.refused, here.server.unknown) == ([], [])
            # With one left nothing was held up, either; the letters' reactions are many at once.
            assert here.server.lowest(but=("react",)) >= 1

    played(scenario(), pace=5)


async def assert_played(here: Town, groups: dict[int, Group]) -> None:
    """Every question was posted and revealed once, and every answer counts once."""
    for group in groups.values():
        quiz = await here.quizzes.get(group.quiz_id)
        rounds = await here.quizzes.rounds(group.quiz_id)
        results = await here.quizzes.results(group.quiz_id)
        assert quiz.state is QuizState.ENDED
        assert [round_.state for round_ in rounds] == [RoundState.REVEALED] * ASKED
        assert Counter((r.position, r.member_id) for r in results) == Counter(group.answered)
        sent = set(here.server.channels[quiz.channel_id])
        told = {r.message_id for r in rounds} | {r.reveal_message_id for r in rounds}
        assert len(told & sent) == 2 * ASKED
        assert len(sent - told) == 1, "the podium"
    assert len(here.pressed) > 10 * 8 * ASKED
    assert set(here.server.receipts) == set(here.pressed)
    assert all(len(bodies) == 1 for bodies in here.server.receipts.values())


def test_two_hundred_members_who_answer_within_a_second_are_all_heard_at_once(
    tmp_path, monkeypatch
):
    async def scenario():
        async with town(tmp_path / "viva.db", monkeypatch) as here:
            quiz_id = await here.start(next(iter(CHANNELS)), range(7, 8), AnswerStyle.BUTTONS)
            await here.later(COUNTDOWN.total_seconds())
            ((_, round_),) = await here.quizzes.asked()
            asyncio.get_running_loop().skip(4)
            commits, begun = here.app.db.writer.commits, len(here.pressed)

            # Discord takes the receipts and answers none of them before it has them all.
            here.server.hold.clear()
            for n in [*range(200), *range(IMPATIENT)]:
                here.press(
                    round_.channel_id, round_.message_id, 1000 + n, f"viva:a:{round_.id}:{n % 4}",
                    in_ms=5 * n,
                )  # fmt: skip
            await here.server.acknowledged(len(here.pressed))
            commits = here.app.db.writer.commits - commits
            here.server.hold.set()

            said = [here.server.receipts[id_] for id_ in here.pressed[begun:]]
            assert Counter(body["type"] for bodies in said for body in bodies) == {
                4: 200 + IMPATIENT
            }
            assert all(body["data"]["flags"] == EPHEMERAL for (body,) in said)
            # Whoever comes last waits for a few commits, and for nobody's request.
            assert commits <= FEW
            assert (here.server.deferred, here.server.refused) == (0, [])
            await assert_scored(here, quiz_id, round_)

    played(scenario(), pace=0.1)


async def assert_scored(here: Town, quiz_id: int, round_: Round) -> None:
    """Each of the 200 has one result, and the points of the instant at which they pressed."""
    await here.later()
    assert "200 of 201 have answered." in str(here.server.channels[round_.channel_id])
    for _ in range(3):
        await here.later(30)
    results = await here.quizzes.results(quiz_id)
    assert [r.member_id for r in results] == list(range(1000, 1200))
    first = results[0].elapsed_ms
    assert 4000 <= first < 8000
    assert [r.elapsed_ms for r in results] == [first + 5 * n for n in range(200)]
    for n, result in enumerate(results):
        grade = Grade(float(n % 4 in round_.key_positions))
        earned = quiz_points(round_.question, grade, Mode.EVERYONE, result.elapsed_ms, SECONDS)
        assert (result.points, result.right) == (earned.points, grade.correct)
    assert len({result.points for result in results}) > 1, "some were right, some sooner"


# ------------------------------------------------------------------------------- the simulation


def test_what_is_too_much_for_a_channel_is_held_up_by_the_library(tmp_path, monkeypatch):
    async def scenario():
        async with town(tmp_path / "viva.db", monkeypatch) as here:
            channel = here.app.client.get_partial_messageable(next(iter(CHANNELS)))
            began = asyncio.get_running_loop().time()
            await asyncio.gather(*(channel.send("hello") for _ in range(7)))

            assert here.server.refused == []
            assert here.server.lowest() == 0
            assert asyncio.get_running_loop().time() - began >= 5

    played(scenario(), pace=50)


def test_what_is_too_much_for_the_bot_is_refused_by_discord(tmp_path, monkeypatch):
    async def scenario():
        async with town(tmp_path / "viva.db", monkeypatch) as here:
            rooms = [here.app.client.get_partial_messageable(id_) for id_ in range(100, 160)]
            await rooms[0].send("hello")
            await asyncio.gather(*(room.send("hello") for room in rooms[1:]))

            assert set(here.server.refused) == {"create"}
            assert sum(map(len, here.server.channels.values())) == 60

    played(scenario(), pace=50)


def test_what_viva_sends_is_paced_so_that_nothing_is_refused(tmp_path, monkeypatch):
    async def scenario():
        async with town(tmp_path / "viva.db", monkeypatch) as here:
            rooms = [here.app.client.get_partial_messageable(id_) for id_ in range(100, 300)]
            calls = Calls(pacing())
            await calls(partial(rooms[0].send, "hello"), "say hello")
            await asyncio.gather(*(calls(partial(r.send, "hello"), "say hello") for r in rooms[1:]))

            assert here.server.refused == []
            assert asyncio.get_running_loop().time() < 60

    played(scenario(), pace=50)
