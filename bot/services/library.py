"""The questions in use: the bank, which may be exchanged meanwhile, and what differs by server.

Everything is in memory. What differs by server is stored elsewhere first and then told here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.domain.revision import same_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from bot.bank import Bank
    from bot.domain.question import Question


@dataclass(frozen=True, slots=True)
class Edition:
    """How a server's questions differ from the bank's.

    Args:
        suspended: ids that are not asked there.
        own: questions of the server itself, by id; one replaces the bank's question of its id.
        insiders: the members who knew the key of a question of the server's own before it was
            asked, by question id.
    """

    suspended: frozenset[str] = frozenset()
    own: Mapping[str, Question] = field(default_factory=dict)
    insiders: Mapping[str, frozenset[int]] = field(default_factory=dict)


PLAIN: Final = Edition()
"""The edition of a server that has the bank as it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a reload changed, as ids of questions that may be asked.

    Those of `same_version` are graded in another way than before under the same version, so that
    nothing that was asked is judged anew.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    total: int
    same_version: tuple[str, ...] = ()


class Library:
    """Holds the bank in use.

    Args:
        bank: the bank to begin with.
        load: reads the bank anew; called in a thread. None: it cannot be exchanged.
    """

    def __init__(self, bank: Bank, load: Callable[[], Bank] | None = None) -> None:
        self._bank = bank
        self._load = load
        self._titles = _titles(bank)
        self._editions: dict[int, Edition] = {}
        self._listeners: list[Callable[[Bank], Awaitable[None]]] = []
        self._edition_listeners: list[Callable[[int], object]] = []
        self._loading = asyncio.Lock()

    @property
    def bank(self) -> Bank:
        """The bank in use."""
        return self._bank

    @property
    def titles(self) -> Mapping[str, str]:
        """Topic id -> title; the mapping follows the bank."""
        return MappingProxyType(self._titles)

    def topics(self) -> list[tuple[str, str]]:
        """Return the topics that have questions, as (id, title), in the bank's order."""
        return [(id_, self._titles[id_]) for id_ in self._bank.by_topic]

    def edition(self, guild_id: int) -> Edition:
        """Return how a server's questions differ from the bank's."""
        return self._editions.get(guild_id, PLAIN)

    def question(self, guild_id: int, question_id: str) -> Question | None:
        """Return a question that may be asked, suspended or not; None if there is none."""
        own = self.edition(guild_id).own.get(question_id)
        return own or self._bank.questions.get(question_id)

    def all(self, guild_id: int) -> list[Question]:
        """Return all questions that may be asked in a server, suspended or not."""
        return list((dict(self._bank.questions) | dict(self.edition(guild_id).own)).values())

    def insiders(self, guild_id: int, question_id: str) -> frozenset[int]:
        """Return the members who wrote or reviewed a question."""
        return self.edition(guild_id).insiders.get(question_id, frozenset())

    def suspend(self, guild_id: int, question_ids: Collection[str]) -> None:
        """Set which questions a server is not asked."""
        edition = replace(self.edition(guild_id), suspended=frozenset(question_ids))
        self._keep(guild_id, edition)

    def adopt(self, guild_id: int, questions: Mapping[Question, frozenset[int]]) -> None:
        """Set a server's own questions, each with the members who knew its key beforehand."""
        edition = replace(
            self.edition(guild_id),
            own=MappingProxyType({question.id: question for question in questions}),
            insiders=MappingProxyType({q.id: members for q, members in questions.items()}),
        )
        self._keep(guild_id, edition)

    def on_change(self, listener: Callable[[Bank], Awaitable[None]]) -> None:
        """Have a coroutine called with the new bank after each exchange."""
        self._listeners.append(listener)

    def on_edition(self, listener: Callable[[int], object]) -> None:
        """Have a function called with the server's id after each change of its edition."""
        self._edition_listeners.append(listener)

    async def reload(self) -> Change:
        """Read the bank anew and use it from now on; on any fault the old one stays.

        Raises:
            BankError: with every fault of every file.
            RuntimeError: this library was made without a way to load.
        """
        if self._load is None:
            raise RuntimeError("this library cannot be reloaded")
        async with self._loading:
            fresh = await asyncio.to_thread(self._load)
            change = _compared(self._bank.questions, fresh.questions)
            self._bank = fresh
            self._titles.clear()
            self._titles.update(_titles(fresh))
            for listener in self._listeners:
                await listener(fresh)
        return change

    def _keep(self, guild_id: int, edition: Edition) -> None:
        if edition.suspended or edition.own:
            self._editions[guild_id] = edition
        else:
            self._editions.pop(guild_id, None)
        for listener in self._edition_listeners:
            listener(guild_id)


def _titles(bank: Bank) -> dict[str, str]:
    return {topic.id: topic.title for topic in bank.topics.values()}


def _compared(old: Mapping[str, Question], new: Mapping[str, Question]) -> Change:
    changed = sorted(id_ for id_ in new.keys() & old.keys() if new[id_] != old[id_])
    return Change(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(old.keys() - new.keys())),
        total=len(new),
        same_version=tuple(
            id_
            for id_ in changed
            if new[id_].version == old[id_].version and not same_key(old[id_], new[id_])
        ),
    )
