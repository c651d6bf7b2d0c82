"""Asks a running Viva how it is; kept apart from the server so that it starts quickly."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Probe:
    """What a probe found."""

    healthy: bool
    why: str
    """One line for the operator."""


def probe(port: int, timeout: float = 5.0) -> Probe:
    """Ask the Viva whose health endpoint listens on this machine's `port`.

    Args:
        port: 0 stands for an endpoint turned off.
        timeout: seconds to wait for each part of the answer.
    """
    if port == 0:
        return Probe(healthy=False, why="the health endpoint is turned off (VIVA_HEALTH_PORT=0)")
    connection = http.client.HTTPConnection(_HOST, port, timeout=timeout)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        return _read(response.status, response.read())
    except ConnectionRefusedError:
        why = f"no Viva answers on {_HOST}:{port}; start it with `viva run`"
        return Probe(healthy=False, why=f"{why}, or set VIVA_HEALTH_PORT as it has it")
    except (OSError, http.client.HTTPException) as error:
        return Probe(healthy=False, why=f"no Viva answers on {_HOST}:{port} ({error})")
    except (ValueError, KeyError, TypeError):
        return Probe(healthy=False, why=f"what answers on {_HOST}:{port} is not Viva")
    finally:
        connection.close()


def _read(status: int, body: bytes) -> Probe:
    if status == http.client.OK:
        return Probe(healthy=True, why="ok")
    return Probe(healthy=False, why="; ".join(json.loads(body)["problems"]))
