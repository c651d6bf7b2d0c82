"""Walking through what messages are made of, as Discord sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACTION_ROW = 1
BUTTON = 2
STRING_SELECT = 3
TEXT_INPUT = 4
TEXT_DISPLAY = 10
_CHILDREN = ("components", "accessory", "component")


def walk(parts: object) -> Iterator[dict[str, Any]]:
    """Yield every component in reading order, nested ones after their parents.

    A section's accessory comes after its texts.
    """
    for part in parts if isinstance(parts, (list, tuple)) else [parts]:
        if isinstance(part, dict):
            yield part
            for key in _CHILDREN:
                yield from walk(part.get(key) or [])


def collect_text(parts: object) -> str:
    """Return the text of the text displays, a line each."""
    return "\n".join(part["content"] for part in walk(parts) if part.get("type") == TEXT_DISPLAY)


def buttons(parts: object) -> list[dict[str, Any]]:
    """Return the buttons that can be pressed, in reading order."""
    return [
        part
        for part in walk(parts)
        if part.get("type") == BUTTON and part.get("custom_id") and not part.get("disabled")
    ]


def menus(parts: object) -> list[dict[str, Any]]:
    """Return the menus of given choices, in reading order."""
    return [part for part in walk(parts) if part.get("type") == STRING_SELECT]


def inputs(modal: Mapping[str, Any]) -> list[str]:
    """Return the custom ids of a modal's text inputs, in reading order."""
    return [
        part["custom_id"]
        for part in walk(modal.get("components") or [])
        if part.get("type") == TEXT_INPUT
    ]


def rewrite_media(data: object, urls: Mapping[str, str]) -> object:
    """Return the data with every URL that has a local one replaced by it."""
    if isinstance(data, dict):
        return {key: rewrite_media(value, urls) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [rewrite_media(value, urls) for value in data]
    return urls.get(data, data) if isinstance(data, str) else data
