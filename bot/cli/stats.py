"""`viva bank stats`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.adapters.clock import SystemClock
from bot.adapters.formulas import can_render
from bot.adapters.pictures.matrix import describe_matrix, draw_matrix, label
from bot.bank import load_bank
from bot.bank.coverage import read_coverage
from bot.bank.stats import stats_of
from bot.domain.question import DIFFICULTY_WORDS, Level, QuestionType
from bot.errors import BankError, ConfigError
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.bank import Bank
    from bot.bank.coverage import Cell, Coverage
    from bot.bank.stats import Stats


_SHORT: Final = {"true_false": "t/f", "multiple": "multi", "code_output": "code", "numeric": "num"}
"""Headings for terminals of 80 columns."""
_TOPIC_COLUMNS: Final = 15
_CELL_COLUMNS: Final = 8
"""What a cell such as `11/12` takes with the space before it."""


def stats(root: Path | None, *, as_json: bool, picture: Path | None) -> None:
    """Print the figures of a bank, and draw its coverage where a file is named.

    Args:
        root: the bank's directory; the one of the settings when None.
        as_json: whether to print one JSON document instead of tables.
        picture: where to write the coverage matrix as PNG; None for nowhere.

    Raises:
        ConfigError: a setting or the bank is wrong, or the picture cannot be drawn or written.
    """
    root = root or load_settings().questions
    bank = load_bank(root, today=SystemClock().now().date(), can_render=can_render)
    coverage, mistakes = read_coverage(root, bank)
    if mistakes:
        raise BankError(mistakes)
    figures = stats_of(bank, coverage)
    if picture is not None:
        _draw(figures, bank, picture)
        said = f"{picture}: {describe_matrix(figures.cells, _titles(bank))}"
        Console(stderr=as_json).print(said, "", highlight=False, soft_wrap=True)
    if as_json:
        document = _document(figures, coverage)
        print(json.dumps(document, indent=2))  # noqa: T201 - the output
    else:
        _print(Console(), figures, coverage)


def _draw(figures: Stats, bank: Bank, picture: Path) -> None:
    if not figures.cells:
        raise ConfigError("There is no coverage to draw: the bank has no coverage.yaml.")
    try:
        picture.write_bytes(draw_matrix(figures.cells, _titles(bank)))
    except OSError as error:
        raise ConfigError(f"The picture cannot be written: {error}") from error


def _document(figures: Stats, coverage: Coverage | None) -> dict[str, Any]:
    return {
        "items": figures.items,
        "wanted": coverage.total if coverage else None,
        "unserved": figures.unserved,
        "closed": figures.closed,
        "verified": figures.verified,
        "checked": figures.checked,
        "conceptual_checked_share": round(figures.conceptual_checked_share, 4),
        "by_topic": figures.by_topic,
        "by_type": figures.by_type,
        "by_level": figures.by_level,
        "by_difficulty": figures.by_difficulty,
        "bloom": figures.by_bloom,
        "key_positions": figures.key_positions,
        "longest_key_share": round(figures.longest_key_share, 4),
        "themes": figures.themes or {},
        "coverage": [
            {"topic": c.topic, "kind": c.kind, "have": c.have, "want": c.want, "met": c.is_met}
            for c in figures.cells
        ],
    }


def _print(console: Console, figures: Stats, coverage: Coverage | None) -> None:
    if figures.cells and coverage is not None:
        levels = ["total", *(level.value for level in Level)]
        most = max((console.width - _TOPIC_COLUMNS) // _CELL_COLUMNS, 1)
        for kinds in (levels, [kind.value for kind in QuestionType]):
            for start in range(0, len(kinds), most):
                console.print(_matrix(figures.cells, kinds[start : start + most]), "")
    else:
        console.print(_counts("topic", figures.by_topic), "", _counts("type", figures.by_type), "")
    console.print(_difficulties(figures, coverage), "")
    console.print(_counts("bloom", figures.by_bloom), "")
    if coverage is not None and figures.themes:
        console.print(_themes(figures.themes, coverage), "")
    console.print(_summary(figures), highlight=False)


def _matrix(cells: Iterable[Cell], kinds: list[str]) -> Table:
    table = _table("topic", *(_SHORT.get(kind, kind) for kind in kinds))
    rows: dict[str, list[Text]] = {}
    for cell in cells:
        if cell.kind in kinds:
            style = "" if cell.is_met else "yellow"
            text = label(cell) if cell.have or cell.want else ""
            rows.setdefault(cell.topic, []).append(Text(text, style=style))
    for topic, texts in rows.items():
        table.add_row(topic, *texts)
    return table


def _difficulties(figures: Stats, coverage: Coverage | None) -> Table:
    table = _table("difficulty", "questions", "share", *(["wanted"] if coverage else []))
    for difficulty, count in figures.by_difficulty.items():
        wanted = [f"{coverage.difficulty[difficulty - 1]}%"] if coverage else []
        name = f"{difficulty} {DIFFICULTY_WORDS[difficulty - 1]}"
        table.add_row(name, str(count), _percent(count, figures.items), *wanted)
    return table


def _counts(name: str, counts: Mapping[str, int]) -> Table:
    table = _table(name, "questions", "share")
    for key, count in counts.items():
        table.add_row(key or "not said", str(count), _percent(count, sum(counts.values())))
    return table


def _themes(themes: Mapping[str, int], coverage: Coverage) -> Table:
    table = _table("theme", "questions")
    for theme, count in themes.items():
        few = count < coverage.least_per_theme
        shown = Text(f"{count}{' -' * few}", style="yellow" if few else "")
        table.add_row(coverage.themes[theme], shown)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(first, box=None, header_style="bold", pad_edge=False)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _summary(figures: Stats) -> str:
    singles = sum(figures.key_positions.values())
    positions = ", ".join(f"{place} {count}" for place, count in figures.key_positions.items())
    return (
        f"{figures.items} questions are asked, {figures.unserved} drafts or expired ones are not.\n"
        f"{figures.verified} of {figures.closed} keys were reached by two blind solvers; open "
        "questions have no key.\n"
        f"{figures.checked} keys are confirmed by execution, among them "
        f"{figures.conceptual_checked} of {figures.conceptual} conceptual ones "
        f"({figures.conceptual_checked_share:.0%}).\n"
        f"Among {singles} with one right option the key stands at {positions}, and is the longest "
        f"in {figures.longest_keys} ({figures.longest_key_share:.0%})."
    )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _titles(bank: Bank) -> dict[str, str]:
    return {topic.id: topic.title for topic in bank.topics.values()}
