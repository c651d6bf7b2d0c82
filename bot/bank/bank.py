"""The loaded bank: topics, questions and how their keys are checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the cache reads the annotations
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.question import Question
    from bot.errors import Fault


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the bank; `weight` is its share relative to the other topics, above 0."""

    id: str
    title: str
    weight: float
    subtopics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """Questions in the order in which a server goes through them.

    Its questions exist, but not all need be asked: drafts and expired ones are passed over.
    """

    id: str
    title: str
    about: str
    """What it is good for, in a line; may be empty."""
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """How the key of a question is confirmed by execution.

    `run` runs the listing `source` and compares what it prints with `output`; `python` runs
    `script` (a path from the bank's root) with the question's id.
    """

    item: str
    file: str
    line: int
    kind: Literal["run", "python"]
    script: str = ""
    source: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the bank keeps of a question beside what is asked.

    Attributes:
        file: the path from the bank's root, with forward slashes.
        line: where the question starts, 1-based.
        status: active, draft or expired, as written.
        reviewed: the day it was last read; None if that is not said.
        lint_ok: the codes of the warnings that are waived.
        solved: how many blind solutions reached the key, as `verified` says.
        checked: whether a check confirmed the key, as `verified` says.
    """

    file: str
    line: int
    status: Literal["active", "draft", "expired"] = "active"
    reviewed: date | None = None
    lint_ok: tuple[str, ...] = ()
    solved: int = 0
    checked: bool = False


@dataclass(frozen=True)
class Bank:
    """Everything of the bank, immutable.

    Args:
        questions: those that may be asked, by id, in the order of their ids.
        topics: all topics by id, in the order of topics.yaml.
        unserved: drafts and expired questions by id.
        expires: the first day on which a question may no longer be asked.
        checks: how keys are confirmed, by question id, drafts included.
        records: what else is known of each question, by its id, drafts included.
        tracks: the tracks by id.
        incomplete: what drafts lack to teach; these drafts are nowhere else in the bank.
        digest: SHA-256 over all files as hexadecimal; equal banks have equal digests.
    """

    questions: Mapping[str, Question]
    topics: Mapping[str, Topic]
    unserved: Mapping[str, Question] = field(default_factory=dict)
    expires: Mapping[str, date] = field(default_factory=dict)
    checks: Mapping[str, CheckSpec] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    incomplete: tuple[Fault, ...] = ()
    digest: str = ""

    def get(self, question_id: str) -> Question | None:
        """Return the question that may be asked under this id; None if there is none."""
        return self.questions.get(question_id)

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions of each topic that has any, by topic id, each in the order of ids."""
        found: dict[str, list[Question]] = {}
        for question in self.questions.values():
            found.setdefault(question.topic, []).append(question)
        return MappingProxyType({id_: tuple(found[id_]) for id_ in self.topics if id_ in found})
