"""`python -m tests.benchmarks [NAME ...] [--json]`: measure, print, and keep the last run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from typing import Any

from rich.console import Console

from tests.benchmarks.harness import ROOT, load, names, table

LAST = ROOT / "tests" / "benchmarks" / "last.json"


def main() -> None:
    """Run the benchmarks named, or all; goals that are missed are shown, not failed."""
    args = _arguments()
    console = Console(stderr=args.json, width=None if sys.stdout.isatty() else 110)
    done: list[dict[str, Any]] = []
    for name in args.name or names():
        with console.status(f"measuring {name}"):
            measured = load(name)
            results = measured.results()
        done.append({"name": name, "results": [result.as_dict() for result in results]})
        if not args.json:
            console.print(table(measured, results))
    LAST.write_text(json.dumps({"machine": _machine(), "benchmarks": done}, indent=2) + "\n")
    if args.json:
        print(json.dumps(done[0] if len(done) == 1 else done))  # noqa: T201


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    known = names()
    parser.add_argument("name", nargs="*", help=f"one of: {', '.join(known)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON: an object, or a list")
    args = parser.parse_args()
    if unknown := set(args.name) - set(known):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return args


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
    }


if __name__ == "__main__":
    main()
