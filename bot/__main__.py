"""The command `viva`, also `python -m bot`."""

from __future__ import annotations

import io
import sys

from bot.cli.commands import app
from bot.cli.seen import visible
from bot.errors import EX_CONFIG, ConfigError, Unreachable

EX_TEMPFAIL = 75
"""The exit status for what may work later (sysexits.h)."""


def main() -> None:
    """Run the command line.

    What the operator has to mend is told plainly, with status 78; when Discord is out of reach at
    the start, status 75 invites a supervisor to try again.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # for terminals that cannot show everything
    try:
        app()
    except ConfigError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        sys.exit(EX_CONFIG)
    except Unreachable as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EX_TEMPFAIL)


if __name__ == "__main__":
    main()
