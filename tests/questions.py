"""Questions for tests, one of each type."""

from __future__ import annotations

from dataclasses import replace

from bot.bank.bank import Bank, Topic
from bot.domain.question import (
    Code,
    Level,
    NumericKey,
    OpenKey,
    Option,
    Quantity,
    Question,
    QuestionType,
    Reference,
    ShortKey,
)

WHY = "Because the definition says so, in so many words."
EXPLANATION = "The definition settles it: everything else confuses two things that differ."


def _options(*right: int, count: int = 4) -> tuple[Option, ...]:
    return tuple(
        Option("abcd"[i], f"Statement number {i + 1}", i in right, WHY) for i in range(count)
    )


def question(question_id: str = "single-1", **changes: object) -> Question:
    """A single-choice question whose first option (bank order) is right."""
    base = Question(
        id=question_id,
        version=1,
        topic="transformers",
        type=QuestionType.SINGLE,
        level=Level.SENIOR,
        difficulty=3,
        stem="Which of these statements holds for scaled dot-product attention?",
        explanation=EXPLANATION,
        references=(Reference("A standard text", "https://example.org/text"),),
        options=_options(0),
    )
    return replace(base, **changes)


SINGLE = question()
EASY = question("single-2", difficulty=1, topic="fundamentals")
TRUE_FALSE = question(
    "tf-1", type=QuestionType.TRUE_FALSE, options=_options(1, count=2), shuffle=False
)
MULTIPLE = question("multi-1", type=QuestionType.MULTIPLE, options=_options(0, 2))
NUMERIC = question(
    "num-1",
    type=QuestionType.NUMERIC,
    options=(),
    stem="How much memory do the weights take?",
    numeric=NumericKey(Quantity(1.0, "GiB"), relative=0.05),
)
SHORT = question(
    "short-1",
    type=QuestionType.SHORT,
    options=(),
    short=ShortKey(("layer normalization", "LayerNorm")),
)
OUTPUT = question(
    "code-1",
    type=QuestionType.CODE_OUTPUT,
    options=(),
    output="[1, 2]",
    code=Code("python", "print([1, 2])"),
)
ORDER = question(
    "order-1",
    type=QuestionType.ORDER,
    stem="In which order does a service come back after an outage?",
    options=tuple(
        Option("abcd"[i], text, correct=False, why=WHY)
        for i, text in enumerate(("Stop the harm", "Find the cause", "Mend it", "Write it down"))
    ),
)
OPEN = question(
    "open-1",
    type=QuestionType.OPEN,
    options=(),
    open=OpenKey(("names the cause", "names a check", "names a cost"), "A good answer. " * 20),
)
ALL = (SINGLE, EASY, TRUE_FALSE, MULTIPLE, NUMERIC, SHORT, OUTPUT, ORDER, OPEN)


def bank_of(*questions: Question) -> Bank:
    """A bank of these questions, with their topics."""
    topics = {q.topic: Topic(q.topic, q.topic.title(), 1.0) for q in questions}
    return Bank({q.id: q for q in questions}, topics)
