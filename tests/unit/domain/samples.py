"""Questions to test with, and a strategy that draws any question."""

from __future__ import annotations

from hypothesis import strategies as st

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


def question(type_: QuestionType = QuestionType.SINGLE, **fields) -> Question:
    """Return a question with what the test does not care about filled in."""
    filled = {
        "id": "sample-01",
        "version": 1,
        "topic": "statistics",
        "type": type_,
        "level": Level.SENIOR,
        "difficulty": 3,
        "stem": "What is asked?",
        "explanation": "Why it is so.",
        "references": (Reference("A standard text, 3.2"),),
    }
    return Question(**(filled | fields))


def closed(type_: QuestionType, correct: set[int], count: int = 4, **fields) -> Question:
    """Return a question with `count` options, those in `correct` right."""
    options = tuple(Option(f"o{i}", f"option {i}", i in correct, "why") for i in range(count))
    return question(type_, options=options, **fields)


def numeric(value: float, unit: str = "", **key) -> Question:
    """Return a numeric question; `key` holds relative, absolute or also."""
    return question(QuestionType.NUMERIC, numeric=NumericKey(Quantity(value, unit), **key))


def short(*accept: str, regex: tuple[str, ...] = ()) -> Question:
    """Return a question that accepts these forms."""
    return question(QuestionType.SHORT, short=ShortKey(accept, regex))


texts = st.text(st.characters(codec="utf-8"), max_size=30)
some_texts = st.lists(texts, max_size=3).map(tuple)
finite = st.floats(allow_nan=False, allow_infinity=False)
quantities = st.builds(Quantity, finite, texts)

questions = st.builds(
    Question,
    id=texts,
    version=st.integers(1, 99),
    topic=texts,
    type=st.sampled_from(QuestionType),
    level=st.sampled_from(Level),
    difficulty=st.integers(1, 5),
    stem=texts,
    explanation=texts,
    references=st.lists(st.builds(Reference, texts, texts), max_size=3).map(tuple),
    options=st.lists(st.builds(Option, texts, texts, st.booleans(), texts), max_size=5).map(tuple),
    shuffle=st.booleans(),
    numeric=st.none()
    | st.builds(
        NumericKey,
        quantities,
        st.none() | finite,
        st.none() | finite,
        st.lists(quantities, max_size=2).map(tuple),
    ),
    short=st.none() | st.builds(ShortKey, some_texts, some_texts),
    output=st.none() | texts,
    open=st.none() | st.builds(OpenKey, some_texts, texts, some_texts, some_texts),
    code=st.none() | st.builds(Code, texts, texts),
    subtopic=texts,
    bloom=texts,
    hints=some_texts,
    tags=some_texts,
    time_limit=st.none() | st.integers(1, 600),
)
