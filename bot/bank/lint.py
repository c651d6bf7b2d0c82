"""The lint of the bank: every rule of its design, each finding with its code.

Loading itself reports what makes a bank unusable. On the questions that load, this adds what makes
them fair: cues, likeness, statistics over topics, coverage. E and B0 codes are errors, W and B1
warnings; a question waives its own W codes by `lint_ok`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.bank.coverage import gaps, read_coverage
from bot.bank.files import COVERAGE, TOPICS
from bot.bank.lint_items import style_findings
from bot.bank.lint_pairs import ALIKE, alike_pairs
from bot.bank.lint_statistics import suspicions
from bot.bank.loader import read_bank
from bot.bank.source import Node, read
from bot.bank.wording import Finding, line_of
from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from bot.bank.bank import Bank
    from bot.bank.lint_pairs import Pair

NEEDLESS: Final = "W100"
NEAR_CODE: Final = "W030"


def is_error(code: str) -> bool:
    """Whether a finding of this code makes the lint fail; the others are warnings."""
    return code.startswith(("E", "B0"))


@dataclass(frozen=True, slots=True)
class Lint:
    """What the lint found.

    Attributes:
        bank: the questions that load.
        findings: in the order of files and lines.
        waived: how many warnings were waived.
    """

    bank: Bank
    findings: tuple[Fault, ...]
    waived: int = 0

    @property
    def errors(self) -> list[Fault]:
        """The findings that make the lint fail."""
        return [finding for finding in self.findings if is_error(finding.code)]

    @property
    def warnings(self) -> list[Fault]:
        """The findings that do not."""
        return [finding for finding in self.findings if not is_error(finding.code)]

    def with_faults(self, faults: Iterable[Fault]) -> Lint:
        """Return this with more findings, such as those of executed checks."""
        return Lint(self.bank, tuple(sorted((*self.findings, *faults))), self.waived)


def lint_bank(root: Path, *, today: date, can_render: Callable[[str], bool] | None = None) -> Lint:
    """Lint the bank under a folder; nothing is executed.

    While files have faults, nothing is said of the bank as a whole: questions are missing from it.

    Args:
        root: the bank's folder.
        today: the day by which questions expire and reviews age.
        can_render: whether a formula can be drawn, if that can be told.
    """
    bank, faults = read_bank(root, today=today, can_render=can_render)
    lines = _Lines(root)
    findings, waived = _of_questions(bank, today, lines)
    coverage, mistakes = read_coverage(root, bank)
    findings += [*faults, *bank.incomplete, *mistakes]
    if not faults:
        findings += _of_topics(bank, lines)
        if coverage is not None:
            about = lines.whole(COVERAGE)
            findings += [_fault(COVERAGE, "", about, gap) for gap in gaps(bank, coverage)]
    return Lint(bank, tuple(sorted(findings)), waived)


def _of_questions(bank: Bank, today: date, lines: _Lines) -> tuple[list[Fault], int]:
    """Return what is to be said of questions, one by one and by pairs, and how much was waived."""
    questions = dict(sorted({**bank.questions, **bank.unserved}.items(), key=_place(bank)))
    found: dict[str, list[Finding]] = {
        id_: list(style_findings(question, bank.records[id_], today))
        for id_, question in questions.items()
    }
    active_first = sorted(questions.values(), key=lambda q: bank.records[q.id].status != "active")
    for pair in alike_pairs(active_first):
        found[pair.later.id].append(_likeness(pair))
    faults: list[Fault] = []
    waived = 0
    for id_, findings in found.items():
        record = bank.records[id_]
        kept = [finding for finding in findings if finding.code not in record.lint_ok]
        waived += len(findings) - len(kept)
        kept += _needless(record.lint_ok, {finding.code for finding in findings})
        if kept:
            node = lines.item(record.file, record.line)
            faults += [_fault(record.file, id_, node, finding) for finding in kept]
    return faults, waived


def _place(bank: Bank) -> Callable[[tuple[str, object]], tuple[str, int]]:
    return lambda entry: (bank.records[entry[0]].file, bank.records[entry[0]].line)


def _likeness(pair: Pair) -> Finding:
    problem = f"the stem is {pair.ratio:.0f}% like that of {pair.earlier.id}"
    code = "E030" if pair.ratio >= ALIKE else NEAR_CODE
    return Finding(("stem",), problem, "ask for something else, or say it otherwise", code)


def _needless(waivers: Iterable[str], raised: set[str]) -> Iterator[Finding]:
    for code in waivers:
        if code not in raised:
            problem = f"{code} is waived, but nothing raises it"
            yield Finding(("lint_ok",), problem, "remove the waiver", NEEDLESS)


def _of_topics(bank: Bank, lines: _Lines) -> list[Fault]:
    topics = list(bank.topics)
    found: list[Fault] = []
    for suspicion in suspicions(bank):
        loc = ("topics", topics.index(suspicion.topic)) if suspicion.topic else ()
        about = f"{suspicion.topic}: " if suspicion.topic else ""
        finding = Finding(loc, about + suspicion.problem, suspicion.mend, suspicion.code)
        found.append(_fault(TOPICS, "", lines.whole(TOPICS), finding))
    return found


def _fault(file: str, item: str, node: Node, finding: Finding) -> Fault:
    line = line_of(node, finding.loc)
    return Fault(file, line, item, finding.problem, finding.mend, finding.code)


class _Lines:
    """Finds where things stand; files are read for it only when there is something to say."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, Node] = {}

    def whole(self, file: str) -> Node:
        """Return a file as a node; an empty one at line 0 when it cannot be read."""
        if file not in self._files:
            text = (self._root / file).read_bytes().decode("utf-8-sig", "replace")
            self._files[file] = read(text)[0] or Node({}, 0)
        return self._files[file]

    def item(self, file: str, line: int) -> Node:
        """Return the question that starts on a line."""
        questions = self.whole(file).child("questions")
        entries = questions.entries if questions else ()
        return next((node for node in entries if node.line == line), Node({}, line))
