"""What can go wrong for somebody who plays with the demo; the text is shown on the page."""

from __future__ import annotations

from bot.errors import UserError


class DemoError(UserError):
    """Something the page asked for cannot be done."""
