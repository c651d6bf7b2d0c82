"""The kinds of text that question files hold, with their limits and forms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, StringConstraints

STEM_LIMIT: Final = 900
OPTION_LIMIT: Final = 180
STEP_LIMIT: Final = 90
"""Characters of an option that is put in order: a menu shows it after its letter, in 100."""
LINE_LIMIT: Final = 200
TOPIC_LIMIT: Final = 40
"""Characters of a topic's id: the buttons of its boards carry it, in 100."""
CODE_LINES: Final = 15
CODE_COLUMNS: Final = 60

ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
OPTION_ID_PATTERN: Final = r"^[a-z0-9]{1,8}$"
URL_PATTERN: Final = r"^https?://[^\s<>]+$"
SCRIPT_PATTERN: Final = r"^(local/)?checks/[A-Za-z0-9_-]+\.py$"
WAIVER_PATTERN: Final = r"^W[0-9]{3}$"
WORD_PATTERN: Final = r"^[A-Za-z0-9+#._-]+$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2}$"


def _text(limit: int, least: int = 1) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=limit)


def _word(pattern: str, limit: int | None = None) -> StringConstraints:
    return StringConstraints(pattern=pattern, max_length=limit)


def _date(value: object) -> object:
    """Return the date that a quoted text names; anything else as it is."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and "-" in value else value
    except ValueError:
        return value


Id: TypeAlias = Annotated[str, _word(ID_PATTERN, 64)]
TopicId: TypeAlias = Annotated[str, _word(ID_PATTERN, TOPIC_LIMIT)]
Line: TypeAlias = Annotated[str, _text(LINE_LIMIT)]
Hint: TypeAlias = Annotated[str, _text(300)]
Url: TypeAlias = Annotated[str, _word(URL_PATTERN, 400)]
Script: TypeAlias = Annotated[str, _word(SCRIPT_PATTERN, 100)]
Waiver: TypeAlias = Annotated[str, _word(WAIVER_PATTERN)]
Tag: TypeAlias = Annotated[str, _word(ID_PATTERN, 40)]
Day: TypeAlias = Annotated[date, BeforeValidator(_date)]
OptionId: TypeAlias = Annotated[str, _word(OPTION_ID_PATTERN)]
OptionText: TypeAlias = Annotated[str, _text(OPTION_LIMIT)]
StepText: TypeAlias = Annotated[str, _text(STEP_LIMIT)]
Why: TypeAlias = Annotated[str, _text(400)]
Stem: TypeAlias = Annotated[str, _text(STEM_LIMIT)]
Explanation: TypeAlias = Annotated[str, _text(1024, least=60)]
ModelAnswer: TypeAlias = Annotated[str, _text(1500, least=200)]
Title: TypeAlias = Annotated[str, _text(60)]
Unit: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
Listing: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Output: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=900)]
Highlight: TypeAlias = Annotated[str, _word(WORD_PATTERN, 20)]
Language: TypeAlias = Annotated[str, _word(LANGUAGE_PATTERN)]
LevelName: TypeAlias = Literal["junior", "senior", "staff"]
TypeName: TypeAlias = Literal[
    "single", "true_false", "multiple", "numeric", "short", "code_output", "order", "open"
]
Bloom: TypeAlias = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
Status: TypeAlias = Literal["active", "draft", "expired"]
