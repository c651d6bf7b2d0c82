"""Looking things up in the bank: what it covers, single questions, and a search.

The key of a question is part of what is returned only when a server may know it: after a reveal
there, and not while the question is open there again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.domain.formula import render_text
from bot.domain.round import RoundState
from bot.errors import NotFound
from bot.services.paging import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.question import Question
    from bot.services.library import Change, Library
    from bot.store.usage import Asked, UsageStore

PAGE = 8
ALIKE = 70
"""How alike (0 to 100) a misspelt search must be to a question to find it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a server has come in a topic."""

    title: str
    questions: int
    """That may be asked there."""
    asked: int
    """Of these, asked at least once."""
    graded: int
    """Answers with a score."""
    score: float | None
    """Their mean, 0 to 1; None without any."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the bank covers, topic by topic and in all."""

    topics: tuple[Figures, ...]
    total: Figures
    difficulties: tuple[int, ...]
    """Questions of difficulty 1 to 5."""
    suspended: int
    own: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the bank and what became of it in a server."""

    question: Question
    asked: tuple[Asked, ...]
    """The latest first."""
    suspended: bool
    own: bool
    key_known: bool
    """Whether the key may be shown."""


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what a search found; `page` is 1-based, `pages` at least 1."""

    questions: tuple[Question, ...]
    page: int
    pages: int
    total: int


class CatalogueService:
    """Looks up questions for admins.

    Args:
        usage: what was asked.
        library: the questions.
    """

    def __init__(self, usage: UsageStore, library: Library) -> None:
        self._usage = usage
        self._library = library

    def questions(self, guild_id: int) -> list[Question]:
        """Return what a server may be asked, suspended or not, in the order of ids."""
        return sorted(self._library.all(guild_id), key=lambda question: question.id)

    async def coverage(self, guild_id: int) -> Coverage:
        """Return how much there is, and how much of it the server was asked."""
        used = await self._usage.by_question(guild_id)
        edition = self._library.edition(guild_id)
        asked = [q for q in self.questions(guild_id) if q.id not in edition.suspended]

        def figures(title: str, questions: Sequence[Question]) -> Figures:
            uses = [used[question.id] for question in questions if question.id in used]
            graded = sum(use.graded for use in uses)
            score = sum(use.score_milli for use in uses) / (1000 * graded) if graded else None
            return Figures(title, len(questions), len(uses), graded, score)

        by_topic: dict[str, list[Question]] = {id_: [] for id_ in self._library.titles}
        for question in asked:  # a server's own may be of a topic that the bank no longer has
            by_topic.setdefault(question.topic, []).append(question)
        titles = self._library.titles
        topics = (figures(titles.get(id_, id_), found) for id_, found in by_topic.items())
        return Coverage(
            topics=tuple(found for found in topics if found.questions),
            total=figures("All", asked),
            difficulties=tuple(sum(q.difficulty == d for q in asked) for d in range(1, 6)),
            suspended=len(edition.suspended),
            own=len(edition.own),
        )

    async def show(self, guild_id: int, question_id: str) -> Entry:
        """Return a question and what became of it.

        Raises:
            NotFound: there is none of that id; names close ones.
        """
        id_ = question_id.strip().casefold()
        question = self._library.question(guild_id, id_)
        if question is None:
            raise NotFound(self._unknown(guild_id, id_))
        asked = await self._usage.of_question(guild_id, id_)
        edition = self._library.edition(guild_id)
        states = {time.state for time in asked}
        return Entry(
            question=question,
            asked=tuple(time for time in asked if time.state is not RoundState.POSTING),
            suspended=id_ in edition.suspended,
            own=id_ in edition.own,
            key_known=states == {RoundState.REVEALED},
        )

    def search(self, guild_id: int, text: str, page: int = 1) -> Hits:
        """Return a page of the questions that hold all the words; else of those most alike.

        What is searched is what members may see beforehand: id, topic, type, level, tags, stem.
        """
        questions = self.questions(guild_id)
        texts = {question.id: self._text(question) for question in questions}
        wanted = text.casefold().split()
        found = [q for q in questions if all(word in texts[q.id] for word in wanted)]
        if not found:
            alike = process.extract(
                text.casefold(), texts, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=PAGE
            )
            close = {id_ for _, _, id_ in alike}
            found = [question for question in questions if question.id in close]
        count = pages(len(found), PAGE)
        page = min(max(page, 1), count)
        return Hits(tuple(found[(page - 1) * PAGE : page * PAGE]), page, count, len(found))

    async def reload(self) -> Change:
        """Read the bank anew; on any fault the old one stays.

        Raises:
            BankError: with every fault of every file.
        """
        return await self._library.reload()

    def _text(self, question: Question) -> str:
        title = self._library.titles.get(question.topic, question.topic)
        stem = render_text(question.stem).text
        parts = (
            question.id, question.topic, title, question.subtopic, question.type.value,
            question.level.value, *question.tags, stem,
        )  # fmt: skip
        return " ".join(parts).casefold()

    def _unknown(self, guild_id: int, id_: str) -> str:
        ids = [question.id for question in self.questions(guild_id)]
        close = [found for found, _, _ in process.extract(id_, ids, score_cutoff=ALIKE, limit=3)]
        hint = f"Did you mean {' or '.join(f'`{i}`' for i in close)}?" if close else ""
        return f"There is no question of that id. {hint or 'Find it with `/bank search`.'}"
