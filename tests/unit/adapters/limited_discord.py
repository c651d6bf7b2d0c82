"""A Discord over real HTTP that limits what it is sent, in the time of a `SkippingLoop`.

Discord publishes no figures for its routes; these are those its headers name.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import discord
from aiohttp import web

from tests.skipping import LoopClock
from tests.unit.adapters.http_discord import ME, FakeDiscord, message, problem, reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.skipping import SkippingLoop

EVERYWHERE = 50
"""Requests a second of one bot, over all routes but those of interactions."""
THINKING = 5
"""The type of an answer that says that the real one takes a moment."""
ME_ID = int(ME["id"])


class Rule(NamedTuple):
    """How often a route may be used in each channel (or with each token)."""

    name: str
    method: str
    path: re.Pattern[str]
    limit: int
    seconds: float
    global_too: bool = True


def _rule(name: str, method: str, path: str, limit: int, seconds: float, **more: bool) -> Rule:
    return Rule(name, method, re.compile(f"/api/v10{path}"), limit, seconds, **more)


_CHANNEL = r"/channels/(?P<major>\d+)/messages"
RULES = (
    _rule("create", "POST", _CHANNEL, 5, 5),
    _rule("edit", "PATCH", rf"{_CHANNEL}/(?P<message>\d+)", 5, 5),
    _rule("history", "GET", _CHANNEL, 5, 5),
    _rule("fetch", "GET", rf"{_CHANNEL}/(?P<message>\d+)", 5, 5),
    _rule("react", "PUT", rf"{_CHANNEL}/(?P<message>\d+)/reactions/(?P<emoji>.+)/@me", 1, 0.25),
    _rule("reactors", "GET", rf"{_CHANNEL}/(?P<message>\d+)/reactions/(?P<emoji>.+)", 5, 1),
    _rule(
        "callback", "POST", r"/interactions/(?P<interaction>\d+)/(?P<major>[^/]+)/callback", 5, 5,
        global_too=False,
    ),
    _rule("followup", "POST", r"/webhooks/\d+/(?P<major>[^/]+)", 5, 5, global_too=False),
    _rule(
        "original", "PATCH", r"/webhooks/\d+/(?P<major>[^/]+)/messages/@original", 5, 5,
        global_too=False,
    ),
)  # fmt: skip


@dataclass
class Bucket:
    """What is left of a limit; it fills up some time after its first use."""

    rule: Rule
    left: int = 0
    resets_at: float = 0.0
    lowest: int = 99

    def take(self, now: float) -> bool:
        if now >= self.resets_at:
            self.left, self.resets_at = self.rule.limit, now + self.rule.seconds
        if self.left == 0:
            return False
        self.left -= 1
        self.lowest = min(self.lowest, self.left)
        return True

    def headers(self, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.rule.limit),
            "X-RateLimit-Remaining": str(self.left),
            "X-RateLimit-Reset": str(self.resets_at),
            "X-RateLimit-Reset-After": f"{self.resets_at - now:.3f}",
            "X-RateLimit-Bucket": self.rule.name,
        }


@dataclass
class LimitedDiscord(FakeDiscord):
    """Takes what a quiz sends, as often as Discord would, and keeps it."""

    loop: SkippingLoop = field(default_factory=asyncio.get_running_loop)
    used: Counter[str] = field(default_factory=Counter)
    """Requests by the name of their rule."""
    refused: list[str] = field(default_factory=list)
    """What was answered 429."""
    unknown: list[str] = field(default_factory=list)
    """Requests that nothing is known of."""
    channels: defaultdict[int, dict[int, dict]] = field(default_factory=lambda: defaultdict(dict))
    """The messages of each channel, by id."""
    receipts: defaultdict[int, list[dict]] = field(default_factory=lambda: defaultdict(list))
    """What each interaction was answered with, signs of life left out."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever an interaction was answered."""

    def __post_init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._lately: deque[float] = deque()
        self._nonces: dict[tuple[int, str], dict] = {}
        self._count = 0
        self._begun: set[int] = set()
        self.deferred = 0

    def lowest(self, *, but: tuple[str, ...] = ()) -> int:
        """The least that was ever left in a bucket; at 0 discord.py holds what comes next up."""
        return min(b.lowest for b in self._buckets.values() if b.rule.name not in but)

    def new_id(self, milliseconds: int = 0) -> int:
        """Return an id that says that it was made so many milliseconds from now."""
        self._count += 1
        now = discord.utils.time_snowflake(LoopClock(self.loop).now())
        return now + (milliseconds << 22) + self._count % 4096

    async def acknowledged(self, count: int) -> None:
        """Wait until so many interactions were answered."""
        while len(self.receipts) < count:
            self.news.clear()
            await self.news.wait()

    def vote(self, channel_id: int, message_id: int, member_id: int, emoji: str) -> None:
        """Let a member react."""
        reactions = self.channels[channel_id][message_id]["votes"]
        reactions.setdefault(emoji, set()).add(member_id)

    # ------------------------------------------------------------------ limits

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        for rule in RULES:
            match = rule.path.fullmatch(path)
            if match is not None and rule.method == request.method:
                return await self._limited(request, rule, match.groupdict())
        if request.method == "PUT" and path.endswith("/commands"):
            return reply([])
        if request.method == "GET" and path.endswith("/@me"):
            return await super().handle(request)
        self.unknown.append(f"{request.method} {path}")
        return problem(404)

    async def _limited(
        self, request: web.Request, rule: Rule, found: dict[str, str]
    ) -> web.StreamResponse:
        now = self.loop.time()
        self.used[rule.name] += 1
        bucket = self._buckets.setdefault((rule.name, found["major"]), Bucket(rule))
        if rule.global_too and not self._has_room(now):
            return self._slow_down(rule, 1.0, {"X-RateLimit-Global": "true"})
        if not bucket.take(now):
            return self._slow_down(rule, bucket.resets_at - now, bucket.headers(now))
        serve: Callable = getattr(self, f"_{rule.name}")
        response = serve(await body_of(request), found, request.query)
        await self.hold.wait()
        response.headers.update(bucket.headers(now))
        return response

    def _has_room(self, now: float) -> bool:
        while self._lately and self._lately[0] <= now - 1:
            self._lately.popleft()
        self._lately.append(now)
        return len(self._lately) <= EVERYWHERE

    def _slow_down(self, rule: Rule, seconds: float, headers: dict[str, str]) -> web.Response:
        self.refused.append(rule.name)
        everywhere = "X-RateLimit-Global" in headers
        body = {"message": "slow down", "retry_after": seconds, "global": everywhere}
        return reply(body, 429, Via="1.1 google", **headers)

    # ------------------------------------------------------------------ routes

    def _create(self, body: dict, found: dict, _query: object) -> web.Response:
        channel_id = int(found["major"])
        nonce = (channel_id, str(body.get("nonce")))
        if body.get("enforce_nonce") and nonce in self._nonces:
            return reply(shown(self._nonces[nonce]))
        sent = message(self.new_id()) | {"channel_id": found["major"], "votes": {}}
        sent["components"] = body.get("components", [])
        sent["sent_at"] = self.loop.time()
        sent["edits"] = []
        self.channels[channel_id][int(sent["id"])] = self._nonces[nonce] = sent
        return reply(shown(sent))

    def _edit(self, body: dict, found: dict, _query: object) -> web.Response:
        edited = self.channels[int(found["major"])].get(int(found["message"]))
        if edited is None:
            return problem(404, 10008)
        edited["components"] = body.get("components", edited["components"])
        edited["edits"].append(self.loop.time())
        return reply(shown(edited))

    def _history(self, _body: dict, found: dict, query: dict) -> web.Response:
        self.history = [shown(sent) for sent in self.channels[int(found["major"])].values()]
        return reply(self.page(query))

    def _fetch(self, _body: dict, found: dict, _query: object) -> web.Response:
        sent = self.channels[int(found["major"])].get(int(found["message"]))
        return problem(404, 10008) if sent is None else reply(shown(sent))

    def _react(self, _body: dict, found: dict, _query: object) -> web.Response:
        self.vote(int(found["major"]), int(found["message"]), ME_ID, found["emoji"])
        return web.Response(status=204)

    def _reactors(self, _body: dict, found: dict, query: dict) -> web.Response:
        sent = self.channels[int(found["major"])][int(found["message"])]
        after, limit = int(query.get("after", 0)), int(query["limit"])
        members = sorted(m for m in sent["votes"].get(found["emoji"], ()) if m > after)
        return reply([ME | {"id": str(m), "bot": m == ME_ID} for m in members[:limit]])

    def _callback(self, body: dict, found: dict, _query: object) -> web.Response:
        interaction_id = int(found["interaction"])
        if interaction_id in self._begun:
            return problem(400, 40060)
        self._begun.add(interaction_id)
        if body["type"] == THINKING:
            self.deferred += 1
        else:
            self._note(interaction_id, body)
        answered = {"id": found["interaction"], "type": 3, "activity_instance_id": None}
        return reply({"interaction": answered | {"response_message_id": None}, "resource": None})

    def _followup(self, body: dict, found: dict, _query: object) -> web.Response:
        self._note(int(found["major"].removeprefix("token-")), body)
        return reply(message(self.new_id()))

    _original = _followup

    def _note(self, interaction_id: int, body: dict) -> None:
        self.receipts[interaction_id].append(body)
        self.news.set()


async def body_of(request: web.Request) -> dict:
    """Return the JSON of a request, also where files come with it."""
    if request.content_type == "multipart/form-data":
        return json.loads((await request.post())["payload_json"])
    return await request.json() if request.can_read_body else {}


def shown(sent: dict) -> dict:
    """Return a message as Discord would show it."""
    reactions = [
        {"emoji": {"id": None, "name": emoji}, "count": len(members), "me": ME_ID in members}
        for emoji, members in sent["votes"].items()
    ]
    hidden = {"votes", "sent_at", "edits"}
    return {k: v for k, v in sent.items() if k not in hidden} | {"reactions": reactions}
