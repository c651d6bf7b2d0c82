"""Keeps the page to this machine and this page: other websites must not reach the demo.

A website that the user visits can make the browser send requests to 127.0.0.1, and by DNS
rebinding even read the answers. So the `Host` has to be a loopback name with our port, and whatever
changes something has to come from our own origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

_SAFE = {"GET", "HEAD"}
_NAMES = ("127.0.0.1", "localhost", "[::1]")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer."""


def is_local(request: web.Request) -> bool:
    """Whether the request names a loopback host and the port it arrived at."""
    name, _, port = request.host.rpartition(":")
    return name in _NAMES and port == str(_port(request))


def is_own(request: web.Request) -> bool:
    """Whether the request comes from our own page."""
    return request.headers.get("Origin") == f"http://{request.host}"


def _port(request: web.Request) -> int:
    address = request.get_extra_info("sockname")
    return int(address[1]) if address else 0


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what does not come from our own page."""
    if not is_local(request):
        raise web.HTTPForbidden(text="This demo answers only to its own address.")
    upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
    if (request.method not in _SAFE or upgrades) and not is_own(request):
        raise web.HTTPForbidden(text="This demo answers only to its own page.")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers; connect to `on_response_prepare`."""
    response.headers.update(HEADERS)
