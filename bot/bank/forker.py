"""Runs check after check, each in a fork of a Python that has loaded NumPy and PyYAML once.

`bot.bank.running` starts this file as `python -I forker.py NAME ...`, where the names are what to
import ahead; it knows nothing of Viva. A request is a line of JSON on standard input: `arguments`
(a script and what it is given), `folder`, `timeout` (seconds) and `limit` (bytes read of what it
prints). The answer is a line of JSON on standard output: `status` (None if it was stopped),
`output`, and `too_much`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

_STEP = 0.002
"""Seconds between two looks at whether a check that has closed its output has ended."""
_CHUNK = 65_536


def main(ahead: list[str]) -> dict[str, Any] | None:
    """Answer requests until there are no more; in the fork of a check, return its request."""
    for name in ahead:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()
    while line := sys.stdin.buffer.readline():
        request: dict[str, Any] = json.loads(line)
        reader, writer = os.pipe()
        if (pid := os.fork()) == 0:
            _move_into(request, writer)
            return request
        os.close(writer)
        sys.stdout.write(json.dumps(_followed(pid, reader, request)) + "\n")
        sys.stdout.flush()
    return None


def execute(request: dict[str, Any]) -> None:
    """Run the script as `python -I` runs it; what it raises is for the interpreter to print."""
    script, *_ = sys.argv = request["arguments"]
    module = ModuleType("__main__")
    module.__dict__.update(__file__=script, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    exec(compile(Path(script).read_bytes(), script, "exec"), module.__dict__)  # noqa: S102 - its job


def _move_into(request: dict[str, Any], output: int) -> None:
    """Leave the helper's session, folder, pipes and chance behind."""
    os.setsid()
    os.chdir(request["folder"])
    os.environ["HOME"] = request["folder"]
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    for descriptor in (nothing, output):
        os.close(descriptor)
    if (chance := sys.modules.get("numpy.random")) is not None:
        chance.seed()  # the standard library sows anew by itself


def _followed(pid: int, reader: int, request: dict[str, Any]) -> dict[str, Any]:
    """Return how a check ended; end it, with all it started, when it is late or prints too much."""
    deadline = time.monotonic() + request["timeout"]
    try:
        printed, closed = _printed(reader, request["limit"], deadline)
        too_much = len(printed) > request["limit"]
        ended = closed and not too_much and _ended(pid, deadline)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)  # before its id is given back by waitpid()
        _, status = os.waitpid(pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status) if ended else None,
        "output": printed.decode("utf-8", "replace"),
        "too_much": too_much,
    }


def _printed(reader: int, limit: int, deadline: float) -> tuple[bytes, bool]:
    """Return what is printed until the deadline, and whether that is the end of it."""
    printed = b""
    while len(printed) <= limit and (left := deadline - time.monotonic()) > 0:
        if not select.select([reader], [], [], left)[0]:
            break
        if not (chunk := os.read(reader, _CHUNK)):
            return printed, True
        printed += chunk
    return printed, False


def _ended(pid: int, deadline: float) -> bool:
    """Wait for the end of a check that prints no more; False when it goes on to the deadline."""
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > deadline:
            return False
        select.select([], [], [], _STEP)
    return True


if __name__ == "__main__" and (mine := main(sys.argv[1:])) is not None:
    execute(mine)
