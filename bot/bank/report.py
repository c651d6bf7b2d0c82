"""Collects faults: where a finding stands, and each only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from bot.bank.wording import line_of, word
from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.bank.source import Node
    from bot.bank.wording import Finding

_Model = TypeVar("_Model", bound=BaseModel)


class Report:
    """The faults of a bank so far."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.incomplete: list[Fault] = []
        """What drafts lack to teach, which only keeps them out of the bank."""
        self._seen: set[tuple[str, int, str]] = set()

    def add(
        self, file: str, line: int, item: str, problem: str, mend: str, *, code: str = "E001"
    ) -> None:
        """Note a fault, unless the same stands there already (defaults fail once, not per item)."""
        if (key := (file, line, problem)) not in self._seen:
            self._seen.add(key)
            self.faults.append(Fault(file, line, item, problem, mend, code))

    def add_all(self, faults: Iterable[Fault]) -> None:
        """Note faults."""
        for fault in faults:
            self.add(fault.file, fault.line, fault.item, fault.problem, fault.mend, code=fault.code)

    def postpone(self, start: int) -> None:
        """Move the faults from an index on to what drafts lack."""
        self.incomplete += self.faults[start:]
        del self.faults[start:]

    def find(self, file: str, root: Node, item: str, findings: Iterable[Finding]) -> bool:
        """Note findings about a node; return whether there were any."""
        any_ = False
        for finding in findings:
            any_ = True
            line = line_of(root, finding.loc)
            self.add(file, line, item, finding.problem, finding.mend, code=finding.code)
        return any_

    def validate(
        self,
        file: str,
        root: Node,
        model: type[_Model],
        item: str = "",
        inherited: frozenset[str] = frozenset(),
    ) -> _Model | None:
        """Return the node's value as a model; None, and the faults noted, when it is not one.

        Args:
            file: its name.
            root: what is to be validated.
            model: as what.
            item: the question's id, if there is one.
            inherited: keys that come from the file's defaults, where their faults are noted.
        """
        try:
            return model.model_validate(root.value)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        own = (
            e for e in errors if e["type"] == "missing" or not inherited.intersection(e["loc"][:1])
        )
        self.find(file, root, item, filter(None, (word(e, model, root) for e in own)))
        return None
