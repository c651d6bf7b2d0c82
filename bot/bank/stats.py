"""Figures of a bank: what it has, against what it aims for, and what was verified."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.bank.coverage import Cell, cells, theme_counts
from bot.bank.lint_statistics import key_positions, longest_keys, singles
from bot.domain.question import DIFFICULTY_WORDS, Level, QuestionType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.bank.bank import Bank
    from bot.bank.coverage import Coverage
    from bot.domain.question import Question

SOLVERS: Final = 2
"""Blind solutions that verify a key."""
NOT_CONCEPTUAL: Final = frozenset(
    {QuestionType.NUMERIC, QuestionType.CODE_OUTPUT, QuestionType.OPEN}
)


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures over the questions that are asked; drafts and expired ones are only counted.

    Attributes:
        items: questions that are asked.
        unserved: drafts and expired ones.
        closed: those with a key; open questions have none, and nothing to solve for.
        verified: those whose key at least two blind solvers reached (`verified: {solved: 2}`).
        checked: those whose key a check confirmed by execution (`verified: {checked: true}`).
        conceptual: closed ones that are neither numbers nor the output of code.
        conceptual_checked: how many of these a check confirmed.
        by_topic: count by topic id, like the next ones in the order they are shown.
        by_type: count by type.
        by_level: count by level.
        by_difficulty: count by difficulty, 1 to 5.
        by_bloom: count by what a question asks of the mind; empty if it does not say.
        key_positions: of questions with one right option, how often it stands at each place.
        longest_keys: of the same, how often it is strictly the longest option.
        cells: the coverage matrix; empty without aims.
        themes: count by theme; empty without aims.
    """

    items: int
    unserved: int
    closed: int
    verified: int
    checked: int
    conceptual: int
    conceptual_checked: int
    by_topic: Mapping[str, int]
    by_type: Mapping[str, int]
    by_level: Mapping[str, int]
    by_difficulty: Mapping[int, int]
    by_bloom: Mapping[str, int]
    key_positions: Mapping[str, int]
    longest_keys: int
    cells: tuple[Cell, ...] = ()
    themes: Mapping[str, int] | None = None

    @property
    def longest_key_share(self) -> float:
        """The share (0 to 1) of questions with one right option whose key is the longest."""
        return _share(self.longest_keys, sum(self.key_positions.values()))

    @property
    def conceptual_checked_share(self) -> float:
        """The share (0 to 1) of conceptual questions that a check confirmed."""
        return _share(self.conceptual_checked, self.conceptual)


def stats_of(bank: Bank, coverage: Coverage | None) -> Stats:
    """Return the figures of a bank.

    Args:
        bank: the bank.
        coverage: what it aims for, if it says.
    """
    questions = list(bank.questions.values())
    conceptual = [question for question in questions if question.type not in NOT_CONCEPTUAL]
    one_key = singles(questions)
    return Stats(
        items=len(questions),
        unserved=len(bank.unserved),
        closed=sum(question.type is not QuestionType.OPEN for question in questions),
        verified=sum(_is_verified(bank, question) for question in questions),
        checked=sum(_is_checked(bank, question) for question in questions),
        conceptual=len(conceptual),
        conceptual_checked=sum(_is_checked(bank, question) for question in conceptual),
        by_topic={topic: len(bank.by_topic.get(topic, ())) for topic in bank.topics},
        by_type=_counts([kind.value for kind in QuestionType], [q.type for q in questions]),
        by_level=_counts([level.value for level in Level], [q.level for q in questions]),
        by_difficulty=_difficulties(questions),
        by_bloom=dict(sorted(Counter(question.bloom for question in questions).items())),
        key_positions={"ABCDE"[at]: n for at, n in sorted(key_positions(one_key).items())},
        longest_keys=longest_keys(one_key),
        cells=tuple(cells(bank, coverage)) if coverage else (),
        themes=theme_counts(bank, coverage) if coverage else None,
    )


def _is_verified(bank: Bank, question: Question) -> bool:
    record = bank.records.get(question.id)
    return (
        question.type is not QuestionType.OPEN and record is not None and record.solved >= SOLVERS
    )


def _is_checked(bank: Bank, question: Question) -> bool:
    record = bank.records.get(question.id)
    return question.id in bank.checks and record is not None and record.checked


def _counts(names: list[str], found: list[QuestionType] | list[Level]) -> dict[str, int]:
    counted = Counter(one.value for one in found)
    return {name: counted[name] for name in names}


def _difficulties(questions: list[Question]) -> dict[int, int]:
    counted = Counter(question.difficulty for question in questions)
    return {difficulty: counted[difficulty] for difficulty in range(1, len(DIFFICULTY_WORDS) + 1)}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
