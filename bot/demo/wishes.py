"""What the page may ask for, as validated values; Discord ids arrive as text."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_LENGTH = 2000
"""Characters Discord allows in a message."""


class Where(BaseModel):
    """Who acts, and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    member: int
    channel: int


class Send(Where):
    """A message to write."""

    content: str = Field(min_length=1, max_length=_LENGTH)
    reply_to: int | None = None


class Edit(Where):
    """A change to a message of one's own."""

    message: int
    content: str = Field(min_length=1, max_length=_LENGTH)


class Delete(Where):
    """A message to delete."""

    message: int


class React(Where):
    """A reaction to add or to take back."""

    message: int
    emoji: str = Field(min_length=1, max_length=64)
    reacted: bool


class Click(Where):
    """A button to press."""

    message: int
    custom_id: str


class Select(Where):
    """A choice in a select menu."""

    message: int
    custom_id: str
    values: list[str] = Field(max_length=25)


class Slash(Where):
    """A command with its options as typed."""

    command: str
    options: dict[str, str | bool] = {}


class Complete(Slash):
    """What was typed so far in one option of a command."""

    option: str
    value: str


class Submit(Where):
    """A modal, filled in: what the page got as `modal.token`, and a value for each custom id."""

    token: str
    values: dict[str, str | bool | list[str]]
