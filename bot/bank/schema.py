"""The schema of question files: pydantic models, one for each type of question.

What a single field cannot say (how many keys, alike options, formulas) stands in `bot.bank.rules`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from bot.bank.fields import (
    CODE_COLUMNS,
    CODE_LINES,
    OPTION_LIMIT,
    STEM_LIMIT,
    STEP_LIMIT,
    Bloom,
    Day,
    Explanation,
    Highlight,
    Hint,
    Id,
    Language,
    LevelName,
    Line,
    Listing,
    ModelAnswer,
    OptionId,
    OptionText,
    Output,
    Script,
    Status,
    Stem,
    StepText,
    Tag,
    Unit,
    Url,
    Waiver,
    Why,
)


class Strict(BaseModel):
    """No unknown keys and no conversions: a number is not text, `"3"` is not a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OptionModel(Strict):
    """An option of a closed question."""

    id: OptionId = Field(
        description="A letter or short word, unique within the question: a, b, c, ..."
    )
    text: OptionText = Field(description=f"What members read; at most {OPTION_LIMIT} characters.")
    correct: bool = Field(default=False, description="`true` for a right option.")
    why: Why = Field(
        description="Why it is right, or which misconception it is; shown in the reveal."
    )


class StepModel(Strict):
    """An option of a question about an order; where it is written is where it belongs."""

    id: OptionId = Field(
        description="A letter or short word, unique within the question: a, b, c, ..."
    )
    text: StepText = Field(description=f"What members read; at most {STEP_LIMIT} characters.")
    why: Why = Field(description="Why it stands where it does; shown in the reveal.")


class ReferenceModel(Strict):
    """Where the key is written down."""

    title: Line = Field(description='The source with its section: "Attention Is All You Need, 3.2"')
    url: Url | None = Field(default=None, description="A link that starts with https://")


class CodeModel(Strict):
    """A listing shown with the stem."""

    language: Highlight = Field(description="The language for highlighting: python, sql, ...")
    source: Listing = Field(
        description=f"At most {CODE_LINES} lines of {CODE_COLUMNS} columns; use a | block."
    )


class QuantityModel(Strict):
    """A number with its unit."""

    value: float = Field(allow_inf_nan=False, description="A plain number: 1000, 0.5 or 7e9")
    unit: Unit = Field(default="", description="GiB, ms, %, FLOP, ...; leave out for a pure number")


class ToleranceModel(Strict):
    """How near is near enough: either relative or absolute."""

    relative: float | None = Field(
        default=None, ge=0, le=0.5, description="A fraction of the value: 0.05 is 5%"
    )
    absolute: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="In the unit of the value"
    )


class NumericAnswer(QuantityModel):
    """The key of a numeric question."""

    tolerance: ToleranceModel = Field(description="{relative: 0.05} or {absolute: 1}")
    also: list[QuantityModel] = Field(
        default_factory=list, max_length=5, description="Further values that are right"
    )


class ShortAnswer(Strict):
    """The key of a short question."""

    accept: list[Line] = Field(
        min_length=1, max_length=30, description="Accepted forms; case and spacing do not matter"
    )
    regex: list[Line] = Field(
        default_factory=list, max_length=5, description="Python patterns, matched whole"
    )


class OutputAnswer(Strict):
    """The key of a code question."""

    output: Output = Field(
        description="Exactly what the listing prints; quote it, or use a | block"
    )


class RunCheck(Strict):
    """Runs the listing and compares what it prints with the answer."""

    kind: Literal["run"]


class PythonCheck(Strict):
    """Runs a script with the question's id; exit status 0 confirms the key."""

    kind: Literal["python"]
    script: Script = Field(description="checks/name.py, from the bank's folder")


class Verified(Strict):
    """What was done to verify the question, never what was hoped."""

    solved: int = Field(default=0, ge=0, description="Blind solutions that reached the key")
    checked: bool = Field(default=False, description="Whether a check confirmed the key")


class Item(Strict):
    """What every question has."""

    id: Id = Field(description="Small letters, digits and single hyphens: tfm-attn-scale-01")
    topic: Id = Field(description="The id of a topic in topics.yaml")
    subtopic: Line | None = Field(default=None, description="One of the topic's subtopics")
    level: LevelName = Field(description="Who would be asked this: junior, senior or staff")
    difficulty: int = Field(ge=1, le=5, description="1 (very easy) to 5 (very hard)")
    bloom: Bloom | None = Field(default=None, description="What the question asks of the mind")
    language: Language = Field(
        default="en", description="The language of the text, as two letters: en"
    )
    stem: Stem = Field(
        description=f"The question; at most {STEM_LIMIT} characters. Formulas are $...$"
    )
    code: CodeModel | None = Field(default=None, description="A listing shown with the stem")
    explanation: Explanation = Field(description="What the reveal teaches; 60 to 1024 characters.")
    references: list[ReferenceModel] = Field(
        min_length=1, max_length=5, description="Where the key is written down"
    )
    hints: list[Hint] = Field(default_factory=list, max_length=3, description="From vague to plain")
    tags: list[Tag] = Field(default_factory=list, max_length=10, description="For searching")
    time_limit: int | None = Field(
        default=None, ge=10, le=3600, description="Seconds a live quiz should allow"
    )
    scoring: Literal["standard"] = Field(
        default="standard", description="How points are given; only the type's own rule so far"
    )
    author: Line | None = Field(default=None, description="Who wrote the question")
    reviewed: Day | None = Field(default=None, description="When it was last read: 2026-11-22")
    version: int = Field(default=1, ge=1, description="Raise it whenever the key changes")
    expires: Day | None = Field(default=None, description="Not asked from this day on")
    status: Status = Field(default="active", description="Drafts and expired ones are not asked")
    lint_ok: list[Waiver] = Field(default_factory=list, description="Waived warnings: [W101]")
    verified: Verified | None = Field(default=None, description="What was done to verify it")


class ChoiceItem(Item):
    """A question with options."""

    options: list[OptionModel] = Field(description="The options, each with its why")
    shuffle: bool = Field(default=True, description="`false` keeps the order of the options")
    check: PythonCheck | None = Field(default=None, description="How a script confirms the key")


class SingleItem(ChoiceItem):
    """One of 3 to 5 options is right."""

    type: Literal["single"]


class MultipleItem(ChoiceItem):
    """Two or more of 3 to 5 options are right, but not all."""

    type: Literal["multiple"]


class TrueFalseItem(ChoiceItem):
    """One of two options is right; their order is kept."""

    type: Literal["true_false"]
    shuffle: bool = Field(default=False, description="True/false keeps its order")


class NumericItem(Item):
    """The answer is a number with a unit."""

    type: Literal["numeric"]
    answer: NumericAnswer = Field(description="{value, unit, tolerance, also}")
    check: PythonCheck | None = Field(default=None, description="How a script confirms the key")


class ShortItem(Item):
    """The answer is a word or a phrase."""

    type: Literal["short"]
    answer: ShortAnswer = Field(description="{accept: [forms], regex: [patterns]}")
    check: PythonCheck | None = Field(default=None, description="How a script confirms the key")


class CodeOutputItem(Item):
    """The answer is what the listing prints."""

    type: Literal["code_output"]
    code: CodeModel = Field(description="The listing")
    answer: OutputAnswer = Field(description="{output: what it prints}")
    check: Annotated[RunCheck | PythonCheck, Field(discriminator="kind")] | None = Field(
        default=None, description="{kind: run} runs the listing"
    )


class OrderItem(Item):
    """3 to 5 options are put in order; rounds always shuffle them."""

    type: Literal["order"]
    options: list[StepModel] = Field(description="The options in the right order, each with a why")
    check: PythonCheck | None = Field(default=None, description="How a script confirms the key")


class OpenItem(Item):
    """The answer is free text that peers compare with a rubric."""

    type: Literal["open"]
    rubric: list[Line] = Field(
        min_length=3, max_length=7, description="3 to 7 points a good answer covers, each yes or no"
    )
    model_answer: ModelAnswer = Field(description="A good answer in 200 to 1500 characters")
    red_flags: list[Line] = Field(
        default_factory=list, max_length=5, description="What would worry an interviewer"
    )
    follow_ups: list[Line] = Field(
        default_factory=list, max_length=5, description="What an interviewer would ask next"
    )
    check: PythonCheck | None = Field(default=None, description="How a script confirms the key")


AnyItem: TypeAlias = (
    SingleItem
    | MultipleItem
    | TrueFalseItem
    | NumericItem
    | ShortItem
    | CodeOutputItem
    | OrderItem
    | OpenItem
)
MODELS: Final[dict[str, type[AnyItem]]] = {
    "single": SingleItem,
    "multiple": MultipleItem,
    "true_false": TrueFalseItem,
    "numeric": NumericItem,
    "short": ShortItem,
    "code_output": CodeOutputItem,
    "order": OrderItem,
    "open": OpenItem,
}

OPTION_COUNTS: Final = {
    "single": (3, 5),
    "multiple": (3, 5),
    "true_false": (2, 2),
    "order": (3, 5),
}
"""The least and the most options of each type; `bot.bank.rules` words the fault."""
