"""The local web server: the page, what it asks for, and the WebSocket that keeps it up to date."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import simcord
from aiohttp import WSMsgType, web
from pydantic import BaseModel, ValidationError

from bot.demo import guard, wishes
from bot.demo.actions import Actions
from bot.demo.director import Step
from bot.demo.errors import DemoError
from bot.demo.live import View

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.demo.director import Director
    from bot.demo.scribe import Scribe
    from bot.demo.world import World

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_PATIENCE = 3
"""Seconds a page may take to read what it is sent; everything waits for it meanwhile."""
_BODY = 64 * 1024
"""Bytes a request may have."""


class Server:
    """Answers the page.

    Args:
        world: the simulated server.
        scribe: writes messages for the page.
        director: what the buttons in the banner do.
    """

    def __init__(self, world: World, scribe: Scribe, director: Director) -> None:
        self._world = world
        self._scribe = scribe
        self._director = director
        self._actions = Actions(world, scribe)
        self._sockets: set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        """Return the application that serves everything."""
        app = web.Application(middlewares=[guard.guard, _explain], client_max_size=_BODY)
        app.on_response_prepare.append(guard.add_headers)
        app.on_shutdown.append(self._close)
        app.router.add_get("/", _page)
        app.router.add_static("/static", STATIC)
        app.router.add_get("/media/{path:.+}", self._media)
        app.router.add_get("/live", self._live)
        app.router.add_post("/api/advance", self._advance)
        for name, wish, act in self._routes():
            app.router.add_post(f"/api/{name}", _handler(wish, act))
        return app

    def _routes(self) -> list[tuple[str, type[BaseModel], Callable[[Any], Awaitable[Any]]]]:
        act = self._actions
        return [
            ("send", wishes.Send, act.send),
            ("edit", wishes.Edit, act.edit),
            ("delete", wishes.Delete, act.delete),
            ("react", wishes.React, act.react),
            ("click", wishes.Click, act.click),
            ("select", wishes.Select, act.select),
            ("slash", wishes.Slash, act.slash),
            ("complete", wishes.Complete, act.complete),
            ("submit", wishes.Submit, act.submit),
            ("commands", wishes.Where, act.commands),
        ]

    async def _advance(self, request: web.Request) -> web.Response:
        step = Step((await request.json()).get("step"))
        return web.json_response({"said": await self._director.take(step)})

    async def _media(self, request: web.Request) -> web.Response:
        item = self._scribe.file(request.match_info["path"])
        if item is None:
            raise web.HTTPNotFound(text="There is no such file.")
        async with self._world.glance():
            body = await item.read()
        kind = (item.content_type or "").split(";")[0]
        if kind in _PICTURES:
            return web.Response(body=body, content_type=kind)
        return web.Response(
            body=body,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=_BODY)
        await socket.prepare(request)
        view = View(self._world, self._scribe, _sender(socket))
        stop = self._world.watch(view.refresh)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    where = wishes.Where.model_validate_json(message.data)
                    await view.look(where.member, where.channel)
        except (ValidationError, DemoError):
            await socket.close(code=1008)
        finally:
            stop()
            self._sockets.discard(socket)
        return socket

    async def _close(self, _: web.Application) -> None:
        for socket in tuple(self._sockets):
            await socket.close(code=1001)


def _sender(socket: web.WebSocketResponse) -> Callable[[str], Awaitable[None]]:
    async def send(text: str) -> None:
        if not socket.closed:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await socket.send_str(text)
            except (ConnectionError, TimeoutError):
                log.debug("A page went away while it was being sent something")

    return send


def _handler(
    wish: type[BaseModel], act: Callable[[Any], Awaitable[Any]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(await act(wish.model_validate_json(await request.read())))

    return handle


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


@web.middleware
async def _explain(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn what went wrong into a sentence for the page."""
    try:
        return await handler(request)
    except (ValidationError, json.JSONDecodeError, ValueError) as error:
        log.info("Refused %s: %s", request.path, error)
        return web.json_response({"error": "The page sent something unexpected."}, status=400)
    except DemoError as error:
        return web.json_response({"error": str(error)}, status=409)
    except simcord.BackendError as error:
        return web.json_response({"error": f"Discord says: {error.message}."}, status=409)
    except (simcord.SetupError, discord.HTTPException) as error:
        return web.json_response({"error": str(error)}, status=409)
    except TimeoutError:
        return web.json_response({"error": "The application did not respond."}, status=504)
