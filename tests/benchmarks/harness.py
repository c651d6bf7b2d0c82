"""What benchmarks share: results against a baseline of the same run, and how they are shown.

A benchmark is a module of this package with one function `@benchmark("its name")`; its docstring's
first line says what is measured. Contestants take turns, and the best turn of each counts: whatever
else the machine does makes a turn slower, never faster.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

import tests.benchmarks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
    from typing import Any

    Run = Callable[[], Coroutine[Any, Any, Sequence["Result"]]]

ROOT = Path(__file__).parents[2]
NOT_BENCHMARKS = {"__main__", "harness"}


class Aim(Enum):
    """What a goal is about, and how it reads."""

    AT_MOST = "at most {:g}x"
    AT_LEAST = "at least {:g}x"
    FASTER = "at least {:g}x faster"
    LIMIT = "at most {:g} {unit}"


@dataclass(frozen=True)
class Result:
    """A figure, what it is compared with, and whether that is good enough."""

    case: str
    unit: str
    value: float
    baseline: float
    goal: float | None = None
    """A ratio; with `Aim.LIMIT` a value. None where there is nothing to reach."""
    aim: Aim = Aim.AT_MOST

    @property
    def ratio(self) -> float:
        """Value by baseline; with `Aim.FASTER` baseline by value."""
        above, below = self.value, self.baseline
        if self.aim is Aim.FASTER:
            above, below = below, above
        return above / below if below else float("inf")

    @property
    def met(self) -> bool:
        """Whether the goal is reached; no goal is always reached."""
        if self.goal is None:
            return True
        if self.aim is Aim.LIMIT:
            return self.value <= self.goal
        return self.ratio <= self.goal if self.aim is Aim.AT_MOST else self.ratio >= self.goal

    def as_dict(self) -> dict[str, object]:
        return {
            "case": self.case,
            "unit": self.unit,
            "value": rounded(self.value),
            "baseline": rounded(self.baseline),
            "ratio": rounded(self.ratio) if self.baseline and self.value else None,
            "goal": self.goal,
            "met": self.met,
        }

    def as_row(self) -> tuple[str, ...]:
        goal = "" if self.goal is None else self.aim.value.format(self.goal, unit=self.unit)
        verdict = "" if self.goal is None else "met" if self.met else "missed"
        measured, baseline = f"{rounded(self.value):,}", f"{rounded(self.baseline):,}"
        return self.case, measured, baseline, self.unit, f"{rounded(self.ratio):,}x", goal, verdict


@dataclass(frozen=True)
class Benchmark:
    """A named measurement."""

    name: str
    about: str
    run: Run

    def results(self) -> list[Result]:
        return list(asyncio.run(self.run()))


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(name: str) -> Callable[[Run], Benchmark]:
    """Register a coroutine function as the benchmark of that name."""

    def register(run: Run) -> Benchmark:
        about = (run.__doc__ or "").strip().partition("\n")[0]
        BENCHMARKS[name] = Benchmark(name, about, run)
        return BENCHMARKS[name]

    return register


def names() -> list[str]:
    """Return the names of all benchmarks: each is a module of this package."""
    modules = (module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__))
    return sorted(name for name in modules if name not in NOT_BENCHMARKS)


def load(name: str) -> Benchmark:
    """Return a benchmark; its module, and what it needs, is imported only now."""
    importlib.import_module(f"tests.benchmarks.{name}")
    return BENCHMARKS[name]


async def best(
    contestants: Mapping[str, Callable[[], Awaitable[float]]], *, turns: int
) -> dict[str, float]:
    """Let the contestants take turns; return each one's lowest figure (a time).

    The garbage of one turn is collected before the next, not during it.
    """
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(turns):
        for name, run in contestants.items():
            gc.collect()
            gc.disable()
            try:
                figures[name].append(await run())
            finally:
                gc.enable()
    return {name: min(found) for name, found in figures.items()}


@contextmanager
def folder() -> Iterator[Path]:
    """Lend a folder on the disk that the repository is on; /tmp may be memory, with free syncs."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as name:
        yield Path(name)


def table(benchmark: Benchmark, results: Sequence[Result]) -> Table:
    """Return the results as a table for the terminal."""
    title = f"{benchmark.name}: {benchmark.about}"
    view = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for heading in ("case", "measured", "baseline", "unit", "ratio", "goal", ""):
        justify = "right" if heading in _NUMBERS else "left"
        view.add_column(heading, justify=justify, no_wrap=True)
    for result in results:
        style = "" if result.met else "red"
        view.add_row(*result.as_row(), style=style)
    return view


_NUMBERS = {"measured", "baseline", "ratio"}


def rounded(figure: float) -> float:
    """Keep what can be told apart from noise: three digits, and all before the point."""
    if figure == 0 or figure in (float("inf"), float("-inf")):
        return figure
    if abs(figure) >= 100:
        return round(figure)
    return float(f"{figure:.3g}")
