"""Keeps what tests sent to Discord, for a check against Discord's own description of its API."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import simcord


def record(env: simcord.Env) -> None:
    """Append the requests of a simulated Discord to the file that VIVA_TEST_RECORDING names."""
    path = os.environ.get("VIVA_TEST_RECORDING")
    if not path:
        return
    lines = [
        json.dumps(
            {"method": r.method, "path": r.path, "json": r.json, "params": r.params}, default=str
        )
        for r in env.http_requests
    ]
    # One write: several test processes append to the file.
    with Path(path).open("ab", buffering=0) as file:
        file.write("".join(line + "\n" for line in lines).encode())
