"""Puts quizzes at a set time into Discord: their pages, and events in the server's list."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord import quiz_announcements as announcements
from bot.adapters.discord import quiz_pages
from bot.adapters.discord.common import shorten
from bot.domain.quiz import QuizState
from bot.domain.quiz_plan import estimated_length
from bot.errors import Gone, Refused
from bot.services.announcer import Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.adapters.discord.calls import Calls
    from bot.adapters.discord.rooms import Rooms
    from bot.adapters.discord.servers import Servers
    from bot.domain.quiz import Player, Quiz

NAME = 100
"""Characters of an event's name."""
FOOTERS = {
    Page.ANNOUNCEMENT: announcements.announcement_footer,
    Page.LOBBY: quiz_pages.lobby_footer,
    Page.REGRET: announcements.regret_footer,
}
NOBODY = discord.AllowedMentions.none()


class DiscordAnnouncer:
    """The announcer for Discord; see `bot.services.announcer.Announcer`.

    Args:
        client: the bot; it may still be starting.
        calls: runs requests.
        servers: what Viva may do there.
        rooms: runs requests about channels.
        titles: topic id -> title.
    """

    def __init__(
        self,
        client: discord.Client,
        calls: Calls,
        servers: Servers,
        rooms: Rooms,
        titles: Mapping[str, str],
    ) -> None:
        self._client = client
        self._calls = calls
        self._servers = servers
        self._rooms = rooms
        self._titles = titles

    # ------------------------------------------------------------------ pages

    async def find(self, quiz: Quiz, page: Page, since: datetime) -> int | None:
        """Look for a page in the channel's recent history; return its message id."""
        return await self._rooms.find(quiz, FOOTERS[page](quiz), since)

    async def show(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> int:
        """Send a page; return its message id. NOT safe to repeat."""
        view = self._view(quiz, page, players)
        mentions = NOBODY if page is Page.ANNOUNCEMENT else announcements.notified(players)
        sent = await self._rooms.ask(
            lambda: self._rooms.channel(quiz).send(
                view=view,
                nonce=hashlib.blake2b(f"{page} {quiz.id}".encode(), digest_size=12).hexdigest(),
                allowed_mentions=mentions,
            ),
            "announce a quiz",
            quiz,
        )
        return sent.id

    async def edit(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> None:
        """Make a page that was sent agree with how the quiz stands."""
        message_id = quiz.message_id if page is Page.LOBBY else quiz.announcement_id
        message = self._rooms.channel(quiz).get_partial_message(message_id or 0)
        view = self._view(quiz, page, players)
        await self._rooms.ask(
            lambda: message.edit(view=view, allowed_mentions=NOBODY), "edit its message", quiz
        )

    def _view(self, quiz: Quiz, page: Page, players: Sequence[Player]) -> discord.ui.LayoutView:
        match page:
            case Page.ANNOUNCEMENT:
                return announcements.announcement(quiz, players, self._titles)
            case Page.LOBBY:
                return quiz_pages.lobby(quiz, players, self._titles)
            case Page.REGRET:
                return announcements.regret(quiz, players)

    # ------------------------------------------------------------------ events

    async def may_plan(self, guild_id: int) -> bool:
        """Return whether Viva may create events in the server, as far as is known."""
        guild = await self._servers.guild(guild_id)
        held = guild.me.guild_permissions
        return held.create_events or held.manage_events

    async def find_event(self, quiz: Quiz) -> int | None:
        """Look for the quiz among the server's events; return the event's id."""
        guild = await self._servers.guild(quiz.guild_id)
        found = await self._calls(
            lambda: guild.fetch_scheduled_events(with_counts=False), "read the server's events"
        )
        me = self._client.user.id if self._client.user else 0
        mark = _mark(quiz)
        return next(
            (e.id for e in found if e.creator_id == me and (e.description or "").endswith(mark)),
            None,
        )

    async def create_event(self, quiz: Quiz) -> int:
        """Create an event on Discord; return its id. NOT safe to repeat."""
        guild = await self._servers.guild(quiz.guild_id)
        start = quiz.starts_at
        if start is None:
            raise Refused("the quiz has no time")
        topic = announcements.topic_of(quiz, self._titles)
        event = await self._calls(
            lambda: guild.create_scheduled_event(
                name=shorten(f"Quiz: {topic}", NAME),
                description=_description(quiz),
                start_time=start,
                end_time=start + estimated_length(quiz),
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=f"https://discord.com/channels/{quiz.guild_id}/{quiz.channel_id}",
            ),
            "create events",
        )
        return event.id

    async def follow_event(self, quiz: Quiz, event_id: int) -> None:
        """Start, end or cancel the event, as the quiz stands; one that was deleted is left."""
        guild = await self._servers.guild(quiz.guild_id)
        try:
            event = await self._calls(
                lambda: guild.fetch_scheduled_event(event_id, with_counts=False),
                "read the server's events",
            )
            change = _change(quiz, event.status)
            if change is not None:
                await self._calls(lambda: event.edit(status=change), "edit events")
        except Gone:
            return


def _change(quiz: Quiz, now: discord.EventStatus) -> discord.EventStatus | None:
    """Return what an event becomes; None when it is as it should be, or cannot be changed."""
    planned = now is discord.EventStatus.scheduled
    if quiz.state.is_over:
        if now is discord.EventStatus.active:
            return discord.EventStatus.completed
        return discord.EventStatus.canceled if planned else None
    begun = quiz.state is not QuizState.ANNOUNCED
    return discord.EventStatus.active if planned and begun else None


def _mark(quiz: Quiz) -> str:
    """Return the end of an event's description, by which it is found again."""
    return f"Viva, quiz {quiz.id}"


def _description(quiz: Quiz) -> str:
    return f"{quiz_pages.about(quiz).replace('-# ', '')}\n{_mark(quiz)}"
