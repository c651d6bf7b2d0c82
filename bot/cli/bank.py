"""`viva bank check` and `viva bank schema`."""

from __future__ import annotations

import importlib.util
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from rich.table import Table
from rich.text import Text

from bot.adapters.clock import SystemClock
from bot.adapters.formulas import can_render
from bot.bank import load_bank
from bot.bank.check import run_checks
from bot.bank.export import schema_text
from bot.bank.lint import is_error
from bot.cli.seen import visible
from bot.domain.question import Level
from bot.errors import BankError, ConfigError, SettingsError
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.bank import Bank
    from bot.domain.question import Question
    from bot.errors import Fault


def schema() -> str:
    """Return the JSON Schema of the bank's files."""
    return schema_text()


def check(root: Path | None, *, execute: bool) -> int:
    """Check the bank and print what was found.

    Args:
        root: the bank's directory; the one of the settings when None.
        execute: whether to confirm keys by execution, too.

    Returns:
        The exit status: 1 when there are faults, else 0.

    Raises:
        ConfigError: a setting is wrong, or NumPy is missing.
    """
    root, cache = _places(root)
    console = Console()
    try:
        today = SystemClock().now().date()
        bank = load_bank(root, today=today, can_render=can_render, cache=cache)
    except BankError as error:
        _print_faulty(console, root, error.faults)
        return 1
    faults = executed(console, bank, root) if execute else []
    if faults:
        _print_faulty(console, root, faults)
        return 1
    _print_summary(console, bank, executed=execute)
    return 0


def _places(root: Path | None) -> tuple[Path, Path | None]:
    """Return the bank's directory and the cache's; to one that is named settings do not matter."""
    try:
        settings = load_settings()
    except SettingsError:
        if root is None:
            raise
        return root, None
    return root or settings.questions, settings.cache


def executed(console: Console, bank: Bank, root: Path) -> list[Fault]:
    """Run the bank's checks behind a progress bar; return what they refute.

    Raises:
        ConfigError: NumPy is missing.
    """
    has_scripts = any(spec.kind == "python" for spec in bank.checks.values())
    if has_scripts and importlib.util.find_spec("numpy") is None:
        raise ConfigError(
            "The bank's check scripts need NumPy: pip install 'viva-bot[checks]', "
            "or leave them out with --no-execute"
        )
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("Running checks", total=len(bank.checks))
        return run_checks(bank, root, lambda done, _: progress.update(task, completed=done))


def _print_faulty(console: Console, root: Path, faults: Sequence[Fault]) -> None:
    print_faults(console, root, faults)
    console.print(f"\n{counted(len(faults), 'fault')}.", highlight=False)


def print_faults(console: Console, root: Path, faults: Sequence[Fault]) -> None:
    """Print faults file by file, each with its line, its question, its code and a mend."""
    for file, group in groupby(sorted(faults), key=lambda fault: fault.file):
        console.print(Text(visible(str(root / file)), style="bold"), soft_wrap=True)
        for fault in group:
            line = Text(f"{fault.line or '':>6}  ")
            line.append(f"{visible(fault.item)}  " if fault.item else "", style="cyan")
            colour = "red" if is_error(fault.code) else "yellow"
            line.append(f"{visible(fault.problem)} ({fault.code})", style=colour)
            console.print(line, soft_wrap=True)
            console.print(Text(f"{'':8}{visible(fault.mend)}", style="dim"), soft_wrap=True)


def _print_summary(console: Console, bank: Bank, *, executed: bool) -> None:
    table = Table("topic", box=None, header_style="bold", pad_edge=False)
    for heading in ("questions", *Level, "checked"):
        table.add_column(heading, justify="right")
    for topic_id, questions in bank.by_topic.items():
        table.add_row(bank.topics[topic_id].title, *_figures(bank, questions))
    table.add_row("all", *_figures(bank, bank.questions.values()), style="bold")
    console.print(table)
    confirmed = counted(len(bank.checks), "key")
    done = f"{confirmed} confirmed by execution" if executed else f"{confirmed} not executed"
    apart = f", {len(bank.unserved)} not asked (draft or expired)" if bank.unserved else ""
    drafts = len({fault.item or fault.line for fault in bank.incomplete})
    lacking = f", {counted(drafts, 'draft')} incomplete (see viva bank lint)" if drafts else ""
    console.print(f"\nNo fault. {done}{apart}{lacking}.", highlight=False)


def _figures(bank: Bank, questions: Iterable[Question]) -> list[str]:
    """Return the cells of a row: how many in all, by level, and checked by execution."""
    questions = list(questions)
    levels = Counter(question.level for question in questions)
    checked = sum(question.id in bank.checks for question in questions)
    return [str(n) for n in (len(questions), *(levels[level] for level in Level), checked)]


def counted(count: int, noun: str) -> str:
    """Return `1 fault`, `2 faults`."""
    return f"{count} {noun}{'s' * (count != 1)}"
