"""The command line. Each command imports what it needs, so that `viva --help` is quick."""
