"""Writes small banks as text, so that tests can point at lines."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from bot.bank import load_bank
from bot.errors import BankError, Fault

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = "schema: 1\ntopics:\n- {id: maths, title: Maths, weight: 2, subtopics: [sums, proofs]}\n"

COMMON = """\
- id: {id}
  topic: maths
  type: {type}
  level: junior
  difficulty: 2
  stem: What is the sum of two and two?
  explanation: Counting two further from two gives three and then four, which is the sum.
  references: [{{title: "Principia, 110.643", url: "https://example.org/principia"}}]
"""
OPTIONS = """\
  options:
  - {id: a, text: Three, why: That is one further only.}
  - {id: b, text: Four, correct: true, why: Two further than two.}
  - {id: c, text: Five, why: That is three further.}
"""
KEYS = {
    "single": OPTIONS,
    "multiple": OPTIONS.replace("Three,", "A square, correct: true,"),
    "true_false": OPTIONS[: OPTIONS.index("  - {id: c")],
    "numeric": "  answer: {value: 4, tolerance: {absolute: 0}}\n",
    "short": "  answer: {accept: [four, '4']}\n",
    "code_output": (
        '  code: {language: python, source: "print(2 + 2)"}\n'
        '  answer: {output: "4"}\n'
        "  check: {kind: run}\n"
    ),
    "order": (
        "  options:\n"
        "  - {id: a, text: Start at two, why: Counting on starts from the first number.}\n"
        "  - {id: b, text: Two, why: Each step counts one further than the one before.}\n"
        "  - {id: c, text: Three, why: It follows two.}\n"
        "  - {id: d, text: Name the last number, why: It is named last.}\n"
    ),
    "open": (
        "  rubric: [Says four, Counts, Names the axiom]\n"
        f"  model_answer: {'Two and two are four because counting says so. ' * 5}\n"
    ),
}
HEAD = "schema: 1\nquestions:\n"


def item(kind: str = "single", id_: str = "sum-01", **lines: str) -> str:
    """Return an item's text; each keyword replaces the line (or lines) of a key, or adds it."""
    text = COMMON.format(id=id_, type=kind) + KEYS[kind]
    for key, value in lines.items():
        text = _with(text, key, value)
    return text


def _with(text: str, key: str, value: str) -> str:
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line[:2] != "  " or line[2] not in " -":
            inside = line[2:].startswith(f"{key}:")
        if not inside:
            kept.append(line)
    return "\n".join(kept) + "\n" + (f"  {key}: {value}\n" if value else "")


def write(root: Path, *items: str, name: str = "maths/sums.yaml", head: str = HEAD) -> Path:
    """Write a file of items, and topics.yaml if there is none; return the bank's folder."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "".join(items), encoding="utf-8")
    if not (root / "topics.yaml").exists():
        (root / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    return root


def write_text(root: Path, text: str, name: str = "maths/sums.yaml") -> Path:
    """Write a file as it is given."""
    return write(root, dedent(text), name=name, head="")


def faults(root: Path, **options: object) -> tuple[Fault, ...]:
    """Return the faults of a bank that has some."""
    with pytest.raises(BankError) as caught:
        load_bank(root, **options)
    return caught.value.faults


def only_fault(root: Path, **options: object) -> Fault:
    """Return the fault of a bank that has exactly one."""
    found = faults(root, **options)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def line_of(root: Path, fragment: str, name: str = "maths/sums.yaml") -> int:
    """Return the 1-based line of the first line that holds a fragment."""
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if fragment in line)


def block(text: str, by: int = 4) -> str:
    """Return a text indented as a block under a key."""
    return "|\n" + indent(text, " " * by).rstrip("\n")
