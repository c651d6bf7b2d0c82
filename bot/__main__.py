"""The command `viva`, also `python -m bot`."""

from __future__ import annotations

import sys

from bot.cli.commands import app
from bot.errors import EX_CONFIG, ConfigError


def main() -> None:
    """Run the command line; what the operator has to mend is told plainly, with status 78."""
    try:
        app()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EX_CONFIG)


if __name__ == "__main__":
    main()
