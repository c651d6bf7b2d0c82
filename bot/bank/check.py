"""Confirms keys by execution: listings are run, and check scripts asserted, each on its own."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from bot.bank.running import CAN_FORK, Anew, Forking
from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.bank.bank import Bank, CheckSpec
    from bot.bank.running import Outcome, Runner

TIMEOUT: Final = 10.0
"""Seconds."""
AT_ONCE: Final = 2
_QUOTED: Final = 200


def run_checks(
    bank: Bank,
    root: Path,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    only: Iterable[str] | None = None,
    timeout: float = TIMEOUT,
    fork: bool = CAN_FORK,
) -> list[Fault]:
    """Execute the checks of a bank, drafts included, and return what they refute.

    Every check runs in a process of its own (`-I`: no site of the user, no variables) without this
    process's environment, so without its token. It is not a sandbox: check only banks you trust.

    Args:
        bank: the bank.
        root: its folder.
        on_progress: called with (done, total) after each check, in the caller's thread.
        only: the ids to check; all by default.
        timeout: seconds for each check.
        fork: whether checks fork from a Python that has loaded NumPy, or each starts one anew.
    """
    wanted = None if only is None else frozenset(only)
    specs = [spec for id_, spec in bank.checks.items() if wanted is None or id_ in wanted]
    faults: list[Fault] = []
    with _runners(specs, fork=fork) as made, _Pool(made) as pool:
        runners: SimpleQueue[Runner] = SimpleQueue()
        for runner in made:
            runners.put(runner)
        running = [pool.submit(_check, spec, root, timeout, runners) for spec in specs]
        for done, future in enumerate(as_completed(running), start=1):
            if (fault := future.result()) is not None:
                faults.append(fault)
            if on_progress is not None:
                on_progress(done, len(specs))
    return sorted(faults)


class _Pool(ThreadPoolExecutor):
    """A thread for each runner; when the caller's block is left as by Ctrl-C, all runs end."""

    def __init__(self, runners: Sequence[Runner]) -> None:
        super().__init__(max(len(runners), 1))
        self._runners = runners

    def __exit__(self, kind: object, *error: object) -> None:
        self.shutdown(wait=False, cancel_futures=True)
        if kind is not None:
            for runner in self._runners:
                runner.stop()
        self.shutdown()


@contextmanager
def _runners(specs: Sequence[CheckSpec], *, fork: bool) -> Iterator[Sequence[Runner]]:
    """Lend as many runners as checks run at once; whatever was made is closed."""
    heavy = any(spec.kind == "python" for spec in specs)
    with tempfile.TemporaryDirectory(prefix="viva-checks-") as folder:
        made: list[Runner] = []
        try:
            made.extend(
                Forking(Path(folder), heavy=heavy) if fork else Anew()
                for _ in range(min(AT_ONCE, len(specs)))
            )
            yield made
        finally:
            for runner in made:
                runner.close()


def _check(
    spec: CheckSpec, root: Path, timeout: float, runners: SimpleQueue[Runner]
) -> Fault | None:
    runner = runners.get()
    try:
        outcome = _outcome(spec, root, timeout, runner)
    finally:
        runners.put(runner)
    found = _stopped(outcome, timeout) or (
        _compared(spec, outcome) if spec.kind == "run" else _asserted(spec, outcome)
    )
    return Fault(spec.file, spec.line, spec.item, *found, "E050") if found else None


def _outcome(spec: CheckSpec, root: Path, timeout: float, runner: Runner) -> Outcome:
    if spec.kind == "python":
        script = (root / spec.script).resolve()
        return runner.run([str(script), spec.item], root.resolve(), timeout)
    with tempfile.TemporaryDirectory(prefix="viva-check-") as folder:
        listing = Path(folder) / "listing.py"
        listing.write_text(spec.source + "\n", encoding="utf-8")
        return runner.run([str(listing)], Path(folder), timeout)


def _stopped(outcome: Outcome, timeout: float) -> tuple[str, str] | None:
    if outcome.printed_too_much:
        return "the check prints without end", "make it print only what matters"
    if outcome.status is None:
        return f"the check ran longer than {timeout:g} s", "make it smaller"
    return None


def _compared(spec: CheckSpec, outcome: Outcome) -> tuple[str, str] | None:
    if outcome.status != 0:
        return f"the listing fails: {_last_line(outcome)}", "mend the listing"
    if _lines(outcome.output) == _lines(spec.output):
        return None
    printed = _short(outcome.output.strip())
    return f'the listing prints "{printed}", not the answer', "mend the answer or listing"


def _asserted(spec: CheckSpec, outcome: Outcome) -> tuple[str, str] | None:
    if outcome.status == 0:
        return None
    return (
        f"{spec.script} refutes the key: {_last_line(outcome)}",
        "mend the key, or the script if it is wrong",
    )


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _last_line(outcome: Outcome) -> str:
    lines = outcome.output.strip().splitlines()
    return _short(lines[-1]) if lines else f"it ends with status {outcome.status}"


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."
