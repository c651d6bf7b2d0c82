"""Runs Python files apart from this process, its environment and its token, within limits."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_OUTPUT: Final = 64_000
"""Bytes read of what a run prints; what prints more is stopped."""
CAN_FORK: Final = sys.platform.startswith("linux")
"""Whether a Python that has loaded NumPy can be forked: macOS's libraries forbid it."""
_PYTHON: Final = (sys.executable, "-I", "-B", "-X", "utf8")
_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
_AHEAD: Final = ("numpy", "numpy.random", "yaml")
_PATIENCE: Final = 5.0
"""Seconds that a helper has to answer after the time of its check is over, and to end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit status (None if it was stopped) and what it printed."""

    status: int | None
    output: str
    printed_too_much: bool = False


class Runner(Protocol):
    """A way to run Python files, one at a time."""

    def run(self, arguments: Sequence[str], folder: Path, timeout: float) -> Outcome:
        """Run a script with its arguments in a folder, for at most `timeout` seconds."""

    def stop(self) -> None:
        """End what runs, if that can be; from another thread, when nothing is to run any more."""

    def close(self) -> None:
        """Let go of what the runs shared."""


class Anew:
    """Starts Python for every run."""

    def run(self, arguments: Sequence[str], folder: Path, timeout: float) -> Outcome:
        """Run a script; stop it, with all it started, when it takes too long."""
        with subprocess.Popen(  # noqa: S603 - running the bank's listings and scripts is the purpose
            [*_PYTHON, *arguments],
            cwd=folder,
            env=_environment(folder),
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

    def stop(self) -> None:
        """A run ends at its time at the latest."""

    def close(self) -> None:
        """Nothing is shared."""


class Forking:
    """Forks every run from a helper that has loaded what checks need; see `bot.bank.forker`.

    Each run is a process of its own all the same, in its own session, without our environment. A
    helper that ends or does not answer is replaced by starting Python anew.

    Args:
        folder: where the helper lives; it sees no other.
        heavy: whether to load NumPy and PyYAML ahead.
    """

    def __init__(self, folder: Path, *, heavy: bool) -> None:
        self._anew = Anew()
        self._stopped = False
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [*_PYTHON, str(Path(__file__).with_name("forker.py")), *(_AHEAD if heavy else ())],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )

    def run(self, arguments: Sequence[str], folder: Path, timeout: float) -> Outcome:
        """Run a script; stop it, with all it started, when it takes too long."""
        request = {
            "arguments": list(arguments),
            "folder": str(folder),
            "timeout": timeout,
            "limit": MAX_OUTPUT,
        }
        answer = self._answer(json.dumps(request), timeout + _PATIENCE)
        if self._stopped:
            return Outcome(None, "")
        if not answer.endswith("\n"):
            return self._anew.run(arguments, folder, timeout)
        found = json.loads(answer)
        return Outcome(found["status"], found["output"], printed_too_much=found["too_much"])

    def stop(self) -> None:
        """Interrupt the helper, which ends its check."""
        self._stopped = True
        self._process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """End the helper."""
        with self._process as process:
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                _kill(process)

    def _answer(self, request: str, timeout: float) -> str:
        """Return the helper's answer; it is cut short, or empty, when the helper has ended."""
        talk_in, talk_out = self._process.stdin, self._process.stdout
        if talk_in is None or talk_out is None:
            return ""
        timer = threading.Timer(timeout, _kill, (self._process,))
        timer.start()
        try:
            talk_in.write(request + "\n")
            talk_in.flush()
            return talk_out.readline()
        except OSError:
            return ""
        finally:
            timer.cancel()
            timer.join()


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(folder), **_ONE_THREAD}


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End the process and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
