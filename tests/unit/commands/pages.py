"""Reading a page that was built but not sent."""

from __future__ import annotations

from discord import ui


def text_of(view):
    return "\n".join(i.content for i in view.walk_children() if isinstance(i, ui.TextDisplay))


def buttons_of(view):
    return {i.label: i for i in view.walk_children() if isinstance(i, ui.Button)}
