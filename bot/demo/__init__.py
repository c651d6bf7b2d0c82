"""The token-less demo: the real app on an in-process Discord, with a local page."""
