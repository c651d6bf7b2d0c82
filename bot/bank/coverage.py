"""What a bank aims for, from its coverage.yaml, and how far it has come.

The counts are of the questions that are asked: drafts, expired ones and an operator's own
(`local/`) are left out.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.bank.fields import Line
from bot.bank.files import COVERAGE, LOCAL
from bot.bank.report import Report
from bot.bank.schema import Strict
from bot.bank.source import read
from bot.bank.wording import Finding
from bot.domain.question import Level, QuestionType
from bot.domain.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.bank.bank import Bank
    from bot.domain.question import Question
    from bot.errors import Fault

SHARE: Final = 0.2
"""How far a count may be off, as a share of what is wanted."""
_WHOLE: Final = 100


class LevelTargets(Strict):
    """How many questions of a topic at each level."""

    junior: int = Field(default=0, ge=0)
    senior: int = Field(default=0, ge=0)
    staff: int = Field(default=0, ge=0)


class TypeTargets(Strict):
    """How many questions of a topic of each type."""

    single: int = Field(default=0, ge=0)
    multiple: int = Field(default=0, ge=0)
    true_false: int = Field(default=0, ge=0)
    numeric: int = Field(default=0, ge=0)
    short: int = Field(default=0, ge=0)
    code_output: int = Field(default=0, ge=0)
    order: int = Field(default=0, ge=0)
    open: int = Field(default=0, ge=0)


class TopicTargets(Strict):
    """What a topic aims for: the same number of questions, by level and by type."""

    levels: LevelTargets
    types: TypeTargets

    @property
    def total(self) -> int:
        """How many questions the topic is to have."""
        return sum(self.levels.model_dump().values())


class Coverage(Strict):
    """The file coverage.yaml."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this format: 1")
    topics: dict[str, TopicTargets] = Field(description="The targets of each topic")
    difficulty: list[int] = Field(
        min_length=5, max_length=5, description="Per cent of the questions, difficulty 1 to 5"
    )
    remember_at_most: int = Field(
        ge=0, le=100, description="Per cent of the questions whose bloom is `remember`"
    )
    least_per_theme: int = Field(default=3, ge=1, description="Questions each theme needs")
    themes: dict[str, Line] = Field(
        default_factory=dict, description="Themes by the tag of their questions"
    )

    @property
    def total(self) -> int:
        """How many questions the bank is to have."""
        return sum(topic.total for topic in self.topics.values())


@dataclass(frozen=True, slots=True)
class Cell:
    """How many questions of a kind a topic has, and how many it wants."""

    topic: str
    kind: str
    """A level, a type, or `total`."""
    have: int
    want: int

    @property
    def margin(self) -> int:
        """How many questions more or fewer will do.

        For a total a fifth; for a level or a type a fifth rounded up, and at least one.
        """
        if self.kind == "total":
            return math.floor(self.want * SHARE)
        return max(1, math.ceil(self.want * SHARE))

    @property
    def is_met(self) -> bool:
        """Whether the count is near enough."""
        return abs(self.have - self.want) <= self.margin


def read_coverage(root: Path, bank: Bank) -> tuple[Coverage | None, list[Fault]]:
    """Return what a bank aims for, and what is wrong with the file; None if there is none."""
    path = root / COVERAGE
    if not path.is_file():
        return None, []
    report = Report()
    node, troubles = read(path.read_bytes().decode("utf-8-sig", "replace"))
    for line, problem, mend in troubles:
        report.add(COVERAGE, line, "", problem, mend)
    if node is None:
        return None, report.faults or _empty(report)
    coverage = report.validate(COVERAGE, node, Coverage)
    if coverage is not None:
        report.find(COVERAGE, node, "", _contradictions(coverage, bank))
    return (None if report.faults else coverage), report.faults


def _empty(report: Report) -> list[Fault]:
    report.add(COVERAGE, 0, "", "the file is empty", "write it, or remove it")
    return report.faults


def _contradictions(coverage: Coverage, bank: Bank) -> Iterator[Finding]:
    for topic, targets in coverage.topics.items():
        if topic not in bank.topics:
            yield Finding(("topics", topic), f"there is no topic {topic}", "see topics.yaml")
        by_type = sum(targets.types.model_dump().values())
        if by_type != targets.total:
            problem = f"the levels of {topic} add up to {targets.total}, its types to {by_type}"
            yield Finding(("topics", topic), problem, "mend one of them")
    if sum(coverage.difficulty) != _WHOLE:
        problem = f"the shares of the difficulties add up to {sum(coverage.difficulty)}%"
        yield Finding(("difficulty",), problem, "make them 100")


def counted(bank: Bank) -> list[Question]:
    """Return the questions that count towards the aims: those that are asked and shipped."""
    return [
        question
        for id_, question in bank.questions.items()
        if id_ not in bank.records or not bank.records[id_].file.startswith(f"{LOCAL}/")
    ]


def cells(bank: Bank, coverage: Coverage) -> list[Cell]:
    """Return every cell of the matrix, topic by topic: total, levels, types."""
    have: Counter[tuple[str, str]] = Counter()
    for question in counted(bank):
        have.update((question.topic, kind) for kind in ("total", question.level, question.type))
    return [
        Cell(topic, kind, have[topic, kind], want)
        for topic, targets in coverage.topics.items()
        for kind, want in wanted(targets).items()
    ]


def wanted(targets: TopicTargets) -> Mapping[str, int]:
    """Return what a topic wants by kind: total, levels, types, in the order they are shown."""
    levels, types = targets.levels.model_dump(), targets.types.model_dump()
    return {
        "total": targets.total,
        **{level.value: levels[level] for level in Level},
        **{kind.value: types[kind] for kind in QuestionType},
    }


def theme_counts(bank: Bank, coverage: Coverage) -> dict[str, int]:
    """Return how many questions treat each theme, by its tag."""
    tags = Counter(tag for question in counted(bank) for tag in set(question.tags))
    return {theme: tags[theme] for theme in coverage.themes}


def gaps(bank: Bank, coverage: Coverage) -> Iterator[Finding]:
    """Yield what is missing or too much: cells, totals, themes, and questions on mere recall."""
    for cell in cells(bank, coverage):
        if not cell.is_met:
            yield _gap(cell)
    for theme, count in theme_counts(bank, coverage).items():
        if count < coverage.least_per_theme:
            problem = f"{plural(count, 'question')} on the theme {coverage.themes[theme]}"
            mend = f"write or tag at least {coverage.least_per_theme} (tag: {theme})"
            yield Finding(("themes", theme), problem, mend, "B103")
    questions = counted(bank)
    recall = sum(question.bloom == "remember" for question in questions)
    if questions and recall / len(questions) > coverage.remember_at_most / _WHOLE:
        problem = f"{recall} of {len(questions)} questions ask to remember"
        mend = f"at most {coverage.remember_at_most}% should: ask what follows from it"
        yield Finding(("remember_at_most",), problem, mend, "B104")


def _gap(cell: Cell) -> Finding:
    few = cell.have < cell.want
    bound = cell.want - cell.margin if few else cell.want + cell.margin
    mend = f"write {bound - cell.have} more" if few else f"leave out {cell.have - bound}"
    if cell.kind == "total":
        problem = f"{cell.topic} has {plural(cell.have, 'question')} of {cell.want}"
        return Finding(("topics", cell.topic), problem, mend, "B102")
    part = "levels" if cell.kind in set(Level) else "types"
    problem = f"{cell.topic} has {plural(cell.have, 'question')} of {cell.want} ({cell.kind})"
    return Finding(("topics", cell.topic, part), problem, mend, "B101")
