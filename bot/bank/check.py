"""Confirms keys by execution: listings are run, and check scripts asserted, each on its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.bank.bank import Bank, CheckSpec

TIMEOUT: Final = 10.0
"""Seconds."""
AT_ONCE: Final = 2
MAX_OUTPUT: Final = 64_000
"""Bytes read of what a check prints; what prints more is stopped."""
_QUOTED: Final = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit status (None if it was stopped) and what it printed."""

    status: int | None
    output: str
    printed_too_much: bool = False


def run_checks(
    bank: Bank,
    root: Path,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    only: Iterable[str] | None = None,
    timeout: float = TIMEOUT,
) -> list[Fault]:
    """Execute the checks of a bank, drafts included, and return what they refute.

    Every check runs in a Python of its own (`-I`: no site of the user, no variables) without this
    process's environment, so without its token. It is not a sandbox: check only banks you trust.

    Args:
        bank: the bank.
        root: its folder.
        on_progress: called with (done, total) after each check, in the caller's thread.
        only: the ids to check; all by default.
        timeout: seconds for each check.
    """
    wanted = None if only is None else frozenset(only)
    specs = [spec for id_, spec in bank.checks.items() if wanted is None or id_ in wanted]
    faults: list[Fault] = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bank-check") as pool:
        running = [pool.submit(_check, spec, root, timeout) for spec in specs]
        for done, future in enumerate(as_completed(running), start=1):
            if (fault := future.result()) is not None:
                faults.append(fault)
            if on_progress is not None:
                on_progress(done, len(specs))
    return sorted(faults)


def _check(spec: CheckSpec, root: Path, timeout: float) -> Fault | None:
    with tempfile.TemporaryDirectory(prefix="viva-check-") as folder:
        if spec.kind == "run":
            listing = Path(folder) / "listing.py"
            listing.write_text(spec.source + "\n", encoding="utf-8")
            outcome = _run([str(listing)], Path(folder), timeout)
        else:
            script = (root / spec.script).resolve()
            outcome = _run([str(script), spec.item], root, timeout)
    found = _stopped(outcome, timeout) or (
        _compared(spec, outcome) if spec.kind == "run" else _asserted(spec, outcome)
    )
    return Fault(spec.file, spec.line, spec.item, *found, "E050") if found else None


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


def _run(arguments: list[str], folder: Path, timeout: float) -> Outcome:
    """Run Python apart from this process; stop it, with all it started, when it takes too long."""
    with subprocess.Popen(  # noqa: S603 - running the bank's listings and scripts is the purpose
        [sys.executable, "-I", "-B", "-X", "utf8", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        late = threading.Event()
        timer = threading.Timer(timeout, _stop, (process, late))
        timer.start()
        try:
            printed = process.stdout.read(MAX_OUTPUT + 1) if process.stdout else b""
            too_much = len(printed) > MAX_OUTPUT
            if not too_much:
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        finally:
            timer.cancel()
            timer.join()
            _kill(process)  # before its id is given back by wait()
            status = process.wait()
    output = printed.decode("utf-8", "replace")
    return Outcome(None if late.is_set() else status, output, printed_too_much=too_much)


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _last_line(outcome: Outcome) -> str:
    lines = outcome.output.strip().splitlines()
    return _short(lines[-1]) if lines else f"it ends with status {outcome.status}"


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."
