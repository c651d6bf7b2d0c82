"""Every error Viva raises on purpose, sorted by who reads it.

VivaError
├── UserError                 a member did something that cannot work; the text is shown as it is
│   ├── NotAllowed            a permission is missing
│   ├── NotFound              there is no such schedule, question, round, ...
│   ├── RoundClosed           an answer came after the close
│   └── Unreadable            an answer or a setting could not be understood
├── ConfigError               the operator has to mend something; the program exits 78
│   ├── SettingsError         environment or `.env`
│   ├── BankError             the question bank; lists every fault with file and line
│   └── StoreError            the database file
├── TransferError             a file of questions cannot be imported or written
└── PublishError              Discord did not do what was asked
    ├── Unreachable           for the moment: time-outs, 429, 5xx; try again later
    ├── Refused               403: a permission is missing
    └── Gone                  404: the message, thread, channel, server, ... no longer exists
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Where = Literal["message", "thread", "channel", "member", "role", "guild"]
"""What on Discord can be gone, innermost first."""

EX_CONFIG = 78
"""The exit status for a configuration that has to be mended (sysexits.h)."""


class VivaError(Exception):
    """Anything Viva raises on purpose."""


class UserError(VivaError):
    """Something a member can mend; the message is shown to them as it is."""


class NotAllowed(UserError):
    """The member lacks a permission."""


class NotFound(UserError):
    """There is nothing by that name."""


class RoundClosed(UserError):
    """The answer came after the close."""


class Unreadable(UserError):
    """The text could not be understood."""


class ConfigError(VivaError):
    """Something the operator has to mend before Viva can run."""


class SettingsError(ConfigError):
    """The environment or `.env` is wrong; the message lists every fault."""


class StoreError(ConfigError):
    """The database file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in the bank: where it stands, what it is, and how to mend it."""

    file: str
    line: int
    """1-based; 0 when the fault concerns the whole file."""
    item: str
    """The question's id, or an empty string."""
    problem: str
    mend: str
    code: str = "E001"
    """The rule that is broken, as the lint of the bank names it; E001 is the form of the files."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        item = f" [{self.item}]" if self.item else ""
        return f"{where}:{item} {self.problem} ({self.code}) - {self.mend}"


class BankError(ConfigError):
    """The question bank has faults; nothing of it was loaded.

    Args:
        faults: every fault found, at least one.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        count = len(self.faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{count} fault{'s' * (count != 1)} in the question bank:\n{lines}")


class TransferError(VivaError):
    """A file of questions cannot be imported or written; the message says why and what to do."""


class PublishError(VivaError):
    """Discord did not do what was asked."""


class Unreachable(PublishError):
    """Discord did not answer, or asked to come back later."""


class Refused(PublishError):
    """Discord refused for want of a permission."""


class Gone(PublishError):
    """What was addressed no longer exists.

    Args:
        what: the outermost thing known to be gone.
    """

    def __init__(self, what: Where, text: str = "") -> None:
        self.what: Where = what
        super().__init__(text or f"the {what} no longer exists")
