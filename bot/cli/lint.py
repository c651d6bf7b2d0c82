"""`viva bank lint`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot.adapters.clock import SystemClock
from bot.adapters.formulas import can_render
from bot.bank.lint import is_error, lint_bank
from bot.bank.lint_fix import fix_bank
from bot.cli.bank import counted, executed, print_faults
from bot.errors import ConfigError
from bot.settings import load_settings

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bot.bank.lint import Lint
    from bot.bank.lint_fix import Mended
    from bot.errors import Fault


def lint(
    root: Path | None,
    *,
    as_json: bool,
    fix: bool,
    execute: bool,
    strict: bool,
    today: date | None = None,
) -> int:
    """Lint the bank and print what was found.

    Args:
        root: the bank's directory; the one of the settings when None.
        as_json: whether to print one JSON document instead of text.
        fix: whether to mend first what is mechanical.
        execute: whether to confirm keys by execution, too.
        strict: whether warnings fail, too.
        today: the day by which questions age; by the clock when None.

    Returns:
        The exit status: 1 when there are errors (or, if strict, warnings), else 0.

    Raises:
        ConfigError: a setting is wrong, NumPy is missing, or a file cannot be written.
    """
    root = root or load_settings().questions
    console = Console(stderr=as_json)
    done, left = _fixed(root) if fix else ([], [])
    found = lint_bank(root, today=today or SystemClock().now().date(), can_render=can_render)
    if execute:
        found = found.with_faults(executed(console, found.bank, root))
    if as_json:
        document = _document(found, done, left, executed=execute)
        print(json.dumps(document, indent=2))  # noqa: T201 - the output
    else:
        _print(console, root, found, done, left, executed=execute)
    return int(bool(found.errors or (strict and found.warnings)))


def _fixed(root: Path) -> tuple[list[Mended], list[Mended]]:
    try:
        return fix_bank(root)
    except OSError as error:
        raise ConfigError(f"A file of the bank cannot be written: {error}") from error


def _document(
    found: Lint, done: list[Mended], left: list[Mended], *, executed: bool
) -> dict[str, Any]:
    return {
        "questions": len(found.bank.questions) + len(found.bank.unserved),
        "errors": len(found.errors),
        "warnings": len(found.warnings),
        "waived": found.waived,
        "executed": executed,
        "fixed": [_mended(one) for one in done],
        "not_fixed": [_mended(one) for one in left],
        "findings": [_finding(finding) for finding in found.findings],
    }


def _mended(one: Mended) -> dict[str, str]:
    return {"file": one.file, "id": one.item, "what": one.what}


def _finding(finding: Fault) -> dict[str, str | int]:
    return {
        "file": finding.file,
        "line": finding.line,
        "id": finding.item,
        "code": finding.code,
        "severity": "error" if is_error(finding.code) else "warning",
        "problem": finding.problem,
        "mend": finding.mend,
    }


def _print(
    console: Console,
    root: Path,
    found: Lint,
    done: list[Mended],
    left: list[Mended],
    *,
    executed: bool,
) -> None:
    for one in (*done, *left):
        console.print(f"{root / one.file}: {one.item} {one.what}", soft_wrap=True, highlight=False)
    if done or left:
        console.print()
    print_faults(console, root, found.findings)
    if found.findings:
        console.print()
    console.print(_summary(found, executed=executed), highlight=False)


def _summary(found: Lint, *, executed: bool) -> str:
    questions = len(found.bank.questions) + len(found.bank.unserved)
    keys = counted(len(found.bank.checks), "key")
    return (
        f"{counted(questions, 'question')}: {counted(len(found.errors), 'error')}, "
        f"{counted(len(found.warnings), 'warning')}, {found.waived} waived; "
        f"{keys} {'executed' if executed else 'not executed'}."
    )
