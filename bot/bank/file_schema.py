"""The schema of whole files: questions with their defaults, and the list of topics."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field

from bot.bank.fields import (
    Bloom,
    Day,
    Id,
    Language,
    LevelName,
    Line,
    Status,
    Tag,
    Title,
    TopicId,
    TypeName,
)
from bot.bank.schema import ReferenceModel, Strict

MAX_ITEMS: Final = 25
"""Questions in a file."""
MAX_STEPS: Final = 400
"""Questions in a track."""


class Defaults(Strict):
    """What every question of the file has unless it says otherwise."""

    topic: Id | None = Field(default=None, description="The topic of every question")
    subtopic: Line | None = Field(default=None, description="The subtopic of every question")
    type: TypeName | None = Field(default=None, description="The type of every question")
    level: LevelName | None = Field(default=None, description="junior, senior or staff")
    difficulty: int | None = Field(default=None, ge=1, le=5, description="1 to 5")
    bloom: Bloom | None = Field(default=None, description="What the questions ask of the mind")
    language: Language | None = Field(
        default=None, description="The language of the text, as two letters: en"
    )
    references: list[ReferenceModel] | None = Field(
        default=None, min_length=1, max_length=5, description="Where the keys are written down"
    )
    tags: list[Tag] | None = Field(default=None, max_length=10, description="For searching")
    time_limit: int | None = Field(default=None, ge=10, le=3600, description="Seconds in a quiz")
    author: Line | None = Field(default=None, description="Who wrote the questions")
    reviewed: Day | None = Field(default=None, description="When they were last read")
    version: int | None = Field(default=None, ge=1, description="The version of every question")
    expires: Day | None = Field(default=None, description="Not asked from this day on")
    status: Status | None = Field(default=None, description="active, draft or expired")


class QuestionFile(Strict):
    """A file of questions."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this format: 1")
    defaults: Defaults = Field(
        default_factory=Defaults, description="What every question has unless it says otherwise"
    )
    questions: list[Any] = Field(
        min_length=1, max_length=MAX_ITEMS, description=f"1 to {MAX_ITEMS} questions"
    )


class TopicModel(Strict):
    """A topic."""

    id: TopicId = Field(description="Small letters, digits and single hyphens: deep-learning")
    title: Title = Field(description="What members read")
    weight: float = Field(gt=0, allow_inf_nan=False, description="Its share among all topics")
    subtopics: list[Line] = Field(default_factory=list, description="What it falls into")


class TopicsFile(Strict):
    """The file topics.yaml."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this format: 1")
    topics: list[TopicModel] = Field(min_length=1, description="The topics, in order")


class TrackFile(Strict):
    """A track: a file in the folder tracks, whose name is the track's id."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this format: 1")
    title: Title = Field(description="What members read")
    about: Line | None = Field(default=None, description="What it is good for, in a line")
    track: list[Id] = Field(
        min_length=1, max_length=MAX_STEPS, description="The questions' ids, in their order"
    )
