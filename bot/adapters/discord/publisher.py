"""Puts rounds into Discord and reads back what members did there.

Everything is addressed by its ids, so nothing depends on what happens to be in a cache.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import discord

from bot.adapters.discord import cards, corrections, finales, reveals
from bot.adapters.discord.announcing import DiscordAnnouncer
from bot.adapters.discord.attachments import pictures_of
from bot.adapters.discord.calls import REACTIONS_FULL, SECONDS, THREAD_EXISTS, Calls, code_of
from bot.adapters.discord.common import jump_url, shorten
from bot.adapters.discord.herald import DiscordHerald
from bot.adapters.discord.history import posts_of, reactors
from bot.adapters.discord.permissions import RECOMMENDED
from bot.adapters.discord.roles import DiscordRoles
from bot.adapters.discord.rooms import Rooms
from bot.adapters.discord.servers import Servers
from bot.adapters.pictures.theme import DARK
from bot.domain.formula import render_text
from bot.domain.question import QuestionType
from bot.domain.turnout import Turnout
from bot.errors import Gone, PublishError, Refused
from bot.services.publisher import ThreadPost, Vote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from aiolimiter import AsyncLimiter
    from discord.types.threads import ThreadArchiveDuration

    from bot.adapters.discord.cards import Card
    from bot.adapters.discord.drawing import Drawn
    from bot.adapters.pictures.theme import Theme
    from bot.domain.quiz import Quiz
    from bot.domain.round import Round
    from bot.services.publisher import Correction, Finale, Reveal

_log = logging.getLogger(__name__)

T = TypeVar("T")

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far Discord's clock may be behind ours when a message is looked for."""
THREAD_NAME = 100
ARCHIVE_AFTER = (60, 1440, 4320, 10080)
"""Minutes without a message after which Discord may archive a thread."""
DAY = 1440


class DiscordPublisher:
    """The publisher for Discord; see `bot.services.publisher.Publisher` for what each method does.

    Args:
        client: the bot; it may still be starting.
        limiter: shared by everything that sends; at most 45 requests a second.
        titles: topic id -> title.
        reads_threads: whether Viva may read what members write in threads.
        seconds: how long a request may take.
        theme: of pictures that everyone sees.
    """

    def __init__(
        self,
        client: discord.Client,
        limiter: AsyncLimiter,
        titles: Mapping[str, str],
        *,
        reads_threads: bool,
        seconds: float = SECONDS,
        theme: Theme = DARK,
    ) -> None:
        self._client = client
        self._calls = Calls(limiter, seconds)
        self._servers = Servers(client, self._calls)
        self._rooms = Rooms(client, self._calls, self._servers)
        self._titles = titles
        self._announcer = DiscordAnnouncer(client, self._calls, self._servers, self._rooms, titles)
        self._roles = DiscordRoles(client, self._calls, self._servers)
        self._herald = DiscordHerald(self._servers, self._rooms, titles, theme)
        self.theme = theme
        self._reads_threads = reads_threads

    @property
    def announcer(self) -> DiscordAnnouncer:
        """Shows quizzes that are to come."""
        return self._announcer

    @property
    def herald(self) -> DiscordHerald:
        """Looks back at seasons and weeks."""
        return self._herald

    @property
    def roles(self) -> DiscordRoles:
        """Gives roles to members."""
        return self._roles

    def _open_card(self, round_: Round, turnout: Turnout) -> Card:
        return cards.open_card(
            round_, self._titles, reads_threads=self._reads_threads, turnout=turnout
        )

    # ------------------------------------------------------------------ sending

    async def post(self, round_: Round) -> int:
        """Send the card with the round's nonce; return its message id. NOT safe to repeat."""
        card = self._open_card(round_, Turnout(0))
        files = await pictures_of(card)
        sent = await self._rooms.ask(
            lambda: self._rooms.channel(round_).send(
                view=card.view,
                files=files,
                nonce=round_.nonce,
                allowed_mentions=cards.pings(round_),
            ),
            "post the question",
            round_,
        )
        return sent.id

    async def reveal(self, round_: Round, reveal: Reveal) -> int:
        """Send the reveal as a reply to the card; return its message id. NOT safe to repeat."""
        card = reveals.reveal_card(round_, reveal, self._titles)
        files = await pictures_of(card)
        reply_to = self._rooms.message(round_).to_reference(fail_if_not_exists=False)
        sent = await self._rooms.ask(
            lambda: self._rooms.channel(round_).send(
                view=card.view,
                files=files,
                nonce=_nonce("reveal", round_),
                reference=reply_to,
                mention_author=False,
                allowed_mentions=discord.AllowedMentions.none(),
            ),
            "post the answer",
            round_,
        )
        return sent.id

    async def seed(self, round_: Round) -> None:
        """Add the letters' reactions to the card, in order."""
        if not cards.takes_reactions(round_):
            return
        message = self._rooms.message(round_)
        for emoji in cards.REACTIONS[: len(round_.options)]:
            try:
                await self._rooms.ask(partial(message.add_reaction, emoji), "add reactions", round_)
            except (PublishError, discord.HTTPException) as error:
                if code_of(error) != REACTIONS_FULL:
                    raise
                # Members were faster with twenty emoji of their own.
                _log.warning("round %s: no room for the letters' reactions", round_.id)
                return

    async def retire_card(self, round_: Round, answered: int) -> None:
        """Edit the card of a closed round: no buttons, "closed", a link to the reveal."""
        await self._rooms.edit(round_, cards.closed_card(round_, self._titles, answered=answered))

    async def show_count(self, round_: Round, turnout: Turnout) -> None:
        """Edit the open card to show how many answered."""
        await self._rooms.edit(round_, self._open_card(round_, turnout))

    async def refresh_card(self, round_: Round, answered: int) -> None:
        """Edit the card of an open round after its question was corrected, pictures and all."""
        card = self._open_card(round_, Turnout(answered))
        await self._rooms.edit(round_, card, await pictures_of(card))

    async def correct(self, round_: Round, correction: Correction) -> int:
        """Say in the round's channel what was corrected; return the message id. NOT safe to repeat.

        It is a reply to the reveal where there still is one.
        """
        card = corrections.correction_card(round_, correction, self._titles)
        files = await pictures_of(card)
        channel, shown = self._rooms.channel(round_), round_.reveal_message_id or round_.message_id
        reply_to = channel.get_partial_message(shown or 0).to_reference(fail_if_not_exists=False)
        sent = await self._rooms.ask(
            lambda: channel.send(
                view=card.view,
                files=files,
                nonce=_nonce(f"correction {correction.version}", round_),
                reference=reply_to,
                mention_author=False,
                allowed_mentions=discord.AllowedMentions.none(),
            ),
            "post the correction",
            round_,
        )
        return sent.id

    async def amend_reveal(self, round_: Round, reveal: Reveal, message_id: int) -> None:
        """Edit the reveal so that it points to the correction, which is a message."""
        url = jump_url(round_.guild_id, round_.channel_id, message_id)
        card = reveals.reveal_card(round_, reveal, self._titles, corrected=url)
        await self._rooms.edit(round_, card, message_id=round_.reveal_message_id)

    async def find_finale(self, quiz: Quiz, since: datetime) -> int | None:
        """Look for the end of a quiz in its channel's recent history; return its message id."""
        return await self._rooms.find(quiz, finales.finale_footer(quiz), since)

    async def show_finale(self, finale: Finale) -> int:
        """Send the podium of a quiz; return its message id. NOT safe to repeat."""
        names = await self._servers.names(finale.quiz.guild_id, finales.on_podium(finale))
        podium = await finales.drawn_podium(finale, names, self._titles, self.theme)
        if podium is not None:
            try:
                return await self._send_finale(finale, podium)
            except (Refused, discord.HTTPException) as error:
                _log.warning("quiz %s: no picture of its podium: %s", finale.quiz.id, error)
        return await self._send_finale(finale, None)

    async def _send_finale(self, finale: Finale, podium: Drawn | None) -> int:
        quiz, view = finale.quiz, finales.finale(finale, podium).view
        files = [podium.file()] if podium is not None else []
        sent = await self._rooms.ask(
            lambda: self._rooms.channel(quiz).send(
                view=view,
                files=files,
                nonce=f"viva-quiz-{quiz.id}",
                allowed_mentions=discord.AllowedMentions.none(),
            ),
            "post the results",
            quiz,
        )
        return sent.id

    async def take_back(self, round_: Round, vote: Vote) -> None:
        """Remove a member's reaction from the card."""
        emoji, member = cards.REACTIONS[vote.position], discord.Object(vote.member_id)
        await self._rooms.ask(
            lambda: self._rooms.message(round_).remove_reaction(emoji, member),
            "take reactions back",
            round_,
        )

    # ------------------------------------------------------------------ threads

    async def open_thread(self, round_: Round) -> int:
        """Open the thread on the card (or find it there); return its id."""
        minutes = (round_.closes_at - round_.opens_at) // timedelta(minutes=1)
        archive = next((m for m in ARCHIVE_AFTER if m >= minutes), ARCHIVE_AFTER[-1])
        return await self._thread_on(round_, round_.message_id, archive)

    async def open_discussion(self, round_: Round) -> int:
        """Open the discussion thread on the reveal (or find it there); return its id."""
        return await self._thread_on(round_, round_.reveal_message_id, DAY)

    async def _thread_on(self, round_: Round, message_id: int | None, archive: int) -> int:
        if message_id is None:
            raise Gone("message")
        # The library builds the thread from the server it belongs to.
        await self._servers.guild(round_.guild_id)
        message = self._rooms.channel(round_).get_partial_message(message_id)
        name, after = _thread_name(round_), cast("ThreadArchiveDuration", archive)
        try:
            thread = await self._rooms.ask(
                lambda: message.create_thread(name=name, auto_archive_duration=after),
                "open threads",
                round_,
            )
        except (PublishError, discord.HTTPException) as error:
            # A message has one thread at most, and the thread carries the message's id.
            if code_of(error) == THREAD_EXISTS:
                return message_id
            raise
        return thread.id

    # ------------------------------------------------------------------ reading back

    async def find_post(self, round_: Round) -> int | None:
        """Look for the round's card in the channel's recent history; return its message id."""
        return await self._rooms.find(round_, cards.footer(round_), round_.opens_at)

    async def find_reveal(self, round_: Round) -> int | None:
        """Look for the round's reveal in the channel's recent history; return its message id."""
        return await self._rooms.find(round_, reveals.reveal_footer(round_), round_.closes_at)

    async def find_correction(self, round_: Round, correction: Correction) -> int | None:
        """Look for the correction in the channel's recent history; return its message id."""
        footer = corrections.correction_footer(round_, correction)
        return await self._rooms.find(round_, footer, correction.since)

    async def votes(self, round_: Round) -> Sequence[Vote]:
        """Read back the letters' reactions on the card; bots are dropped."""
        if not cards.takes_reactions(round_):
            return []
        message = await self._rooms.fetch(round_)
        votes: list[Vote] = []
        for reaction in message.reactions:
            position = cards.position_of(round_, str(reaction.emoji))
            if position is not None and reaction.count > reaction.me:
                members = await reactors(self._calls, reaction)
                votes += (Vote(member, position) for member in sorted(members))
        return votes

    async def exists(self, round_: Round) -> None:
        """Return if the card is still there; raise `Gone` otherwise."""
        await self._rooms.fetch(round_)

    async def thread_posts(self, round_: Round) -> Sequence[ThreadPost]:
        """Read back members' messages in the round's thread, oldest first; bots are dropped."""
        if round_.thread_id is None:
            return []
        thread = self._client.get_partial_messageable(round_.thread_id, guild_id=round_.guild_id)
        return [post async for post in posts_of(self._calls, thread)]

    # ------------------------------------------------------------------ servers

    async def missing_permissions(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """Return the names of the permissions Viva lacks in the channel, as Discord shows them."""
        return await self._servers.missing(guild_id, channel_id)

    async def missing_recommended(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """Return the names of those Viva would like to have in the channel and copes without."""
        return await self._servers.missing(guild_id, channel_id, RECOMMENDED)

    async def notify_admins(self, guild_id: int, channel_id: int, user_id: int, text: str) -> None:
        """Tell the server's admins where they can see it. NOT safe to repeat."""
        await self._servers.notify(guild_id, channel_id, user_id, text)

    async def tell(self, guild_id: int, user_id: int, text: str) -> None:
        """Write to a member directly, naming the server it is about. NOT safe to repeat."""
        await self._servers.tell(guild_id, user_id, text)

    async def names(self, guild_id: int, member_ids: Sequence[int]) -> Mapping[int, str]:
        """Return the members' names in the server; who is not there, or not known, has none."""
        return await self._servers.names(guild_id, member_ids)

    async def present(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int]:
        """Return which of the members are still in the server (at most 100 asked)."""
        return await self._servers.present(guild_id, member_ids)

    async def found(self, guild_id: int, member_ids: Sequence[int]) -> frozenset[int] | None:
        """Return which of the members are still in the server; None when that is not known."""
        return await self._servers.found(guild_id, member_ids)

    async def belongs(self, guild_id: int) -> None:
        """Return if Viva is in a server; raise `Gone` if it is not, `Unreachable` if unknown."""
        await self._servers.belongs(guild_id)

    async def test_post(self, channel_id: int) -> None:
        """Send a message to the channel and delete it again."""
        await self._servers.test_post(channel_id)


def _nonce(what: str, round_: Round) -> str:
    """Return the nonce (24 characters) of a message about a round, the same at every try."""
    return hashlib.blake2b(f"{what} {round_.nonce}".encode(), digest_size=12).hexdigest()


def _thread_name(round_: Round) -> str:
    kind = "Answers" if round_.question.type is QuestionType.OPEN else "Discussion"
    stem = render_text(round_.question.stem, markdown=False).text.replace("`", "")
    return shorten(f"{kind}: {stem}", THREAD_NAME)
