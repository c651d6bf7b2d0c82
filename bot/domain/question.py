"""A question of the bank as a frozen value, and its snapshot as text.

A round stores the snapshot, so that it can be revealed and graded when the bank has changed since.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any


class QuestionType(StrEnum):
    """How a question is answered and graded."""

    SINGLE = "single"
    TRUE_FALSE = "true_false"
    MULTIPLE = "multiple"
    NUMERIC = "numeric"
    SHORT = "short"
    CODE_OUTPUT = "code_output"
    ORDER = "order"
    OPEN = "open"

    @cached_property
    def is_choice(self) -> bool:
        """Whether the answer is one or several of the options."""
        return self in {QuestionType.SINGLE, QuestionType.TRUE_FALSE, QuestionType.MULTIPLE}

    @cached_property
    def is_typed(self) -> bool:
        """Whether the answer is a short text graded by a key."""
        return self in {QuestionType.NUMERIC, QuestionType.SHORT, QuestionType.CODE_OUTPUT}


class Level(StrEnum):
    """The seniority an interviewer would ask the question at."""

    JUNIOR = "junior"
    SENIOR = "senior"
    STAFF = "staff"


DIFFICULTY_WORDS = ("very easy", "easy", "medium", "hard", "very hard")
"""The word for each difficulty; index 0 is difficulty 1."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a closed question; `why` says why it is right or which misconception it is.

    In a question about an order every option belongs, and `why` says why it stands where it does.
    """

    id: str
    text: str
    correct: bool
    why: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the key is written down."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A listing shown with the stem."""

    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written in the bank; the unit is empty for a pure number."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NumericKey:
    """The value, further accepted values, and one tolerance (the other is None).

    `relative` is a fraction of the value (0.05 is 5%); `absolute` is in the value's unit.
    """

    quantity: Quantity
    relative: float | None = None
    absolute: float | None = None
    also: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortKey:
    """Accepted forms (compared normalised) and regular expressions (matched whole)."""

    accept: tuple[str, ...]
    regex: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenKey:
    """What a good answer covers: 3 to 7 yes/no points, and an example."""

    rubric: tuple[str, ...]
    model_answer: str
    red_flags: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. Which of the key fields is set follows from `type`."""

    id: str
    version: int
    topic: str
    type: QuestionType
    level: Level
    difficulty: int
    """1 (very easy) to 5 (very hard)."""
    stem: str
    explanation: str
    references: tuple[Reference, ...]
    options: tuple[Option, ...] = ()
    """In the bank's order; for a question about an order that order is the key."""
    shuffle: bool = True
    """Whether a round may draw the options' order (true/false and ordered scales keep theirs)."""
    numeric: NumericKey | None = None
    short: ShortKey | None = None
    output: str | None = None
    open: OpenKey | None = None
    code: Code | None = None
    subtopic: str = ""
    bloom: str = ""
    hints: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    time_limit: int | None = None
    """Seconds a live quiz should allow."""
    language: str = "en"
    """Of the text, as two letters."""

    @property
    def keys(self) -> frozenset[int]:
        """The indices into `options` of the right ones."""
        return frozenset(i for i, option in enumerate(self.options) if option.correct)


def to_snapshot(question: Question) -> str:
    """Return the question as compact JSON text."""
    return json.dumps(asdict(question), ensure_ascii=False, separators=(",", ":"))


def from_snapshot(text: str) -> Question:
    """Return the question that `to_snapshot` wrote."""
    data: dict[str, Any] = json.loads(text)
    data["type"] = QuestionType(data["type"])
    data["level"] = Level(data["level"])
    data["references"] = tuple(Reference(**r) for r in data["references"])
    data["options"] = tuple(Option(**o) for o in data["options"])
    for name in ("hints", "tags"):
        data[name] = tuple(data[name])
    data["code"] = Code(**data["code"]) if data["code"] else None
    data["numeric"] = _numeric(data["numeric"])
    data["short"] = ShortKey(**_tuples(data["short"])) if data["short"] else None
    data["open"] = OpenKey(**_tuples(data["open"])) if data["open"] else None
    return Question(**data)


def _numeric(data: dict[str, Any] | None) -> NumericKey | None:
    if data is None:
        return None
    also = tuple(Quantity(**q) for q in data["also"])
    return NumericKey(Quantity(**data["quantity"]), data["relative"], data["absolute"], also)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
