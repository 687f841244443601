"""What `claimstead doctor` looks at between servers and the world: the proxy, sockets, heartbeats, NATS."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from app.bus import Bus, BusUnavailable
from app.cli.findings import Finding, Level
from app.cli.listening import BACKLOG
from app.settings import Settings

_ANSWER_SECONDS = 5.0
_UPGRADE_REQUIRED = 426
_quiet = logging.getLogger("claimstead.doctor")
_quiet.setLevel(logging.CRITICAL)


async def proxy(settings: Settings, heartbeat: int | None, auth_token: str | None) -> AsyncIterator[Finding]:
    """Whether devices get in through the public address, and stay while they are silent.

    `heartbeat` is the longest of all templates, in seconds. With the AuthToken
    of a device that is not in use, its connection is kept silent for so long.
    """
    place = settings.public_url.replace("http", "ws", 1) + "/device"
    headers = {} if auth_token is None else {"Authorization": f"Bearer {auth_token}"}
    try:
        async with connect(
            place,
            additional_headers=headers,
            open_timeout=_ANSWER_SECONDS,
            close_timeout=1,
            compression=None,
            ping_interval=None,
            logger=_quiet,
        ) as socket:
            yield Finding(Level.OK, "Proxy", f"WebSockets get through {settings.public_url}")
            if auth_token is not None:
                yield await _silence(socket)
    except InvalidStatus as refused:
        yield _refused(settings.public_url, refused.response.status_code)
    except WebSocketException:
        yield Finding(Level.FAIL, "Proxy", f"what answers at {settings.public_url} speaks no WebSocket (RFC 6455).")
    except OSError as error:
        reason = type(error).__name__
        yield Finding(Level.WARN, "Proxy", f"nobody answers at {settings.public_url} ({reason}): is the server up?")
    if heartbeat is not None and auth_token is None:
        yield Finding(
            Level.OK,
            "Heartbeats",
            f"every {heartbeat} s at the latest: the proxy must keep silent connections for longer. With --token, "
            "the AuthToken of a device that is not in use, it is tried.",
        )


def _refused(address: str, status: int) -> Finding:
    if status == _UPGRADE_REQUIRED:
        return Finding(Level.FAIL, "Proxy", f"{address} drops `Upgrade`: let the proxy pass WebSockets on.")
    if status == 401:
        return Finding(Level.FAIL, "Proxy", f"{address} lets WebSockets through, but this AuthToken is not valid.")
    if status == 503:
        return Finding(Level.WARN, "Proxy", f"{address} lets WebSockets through; the server is full or stopping.")
    return Finding(Level.FAIL, "Proxy", f"{address} answers with {status}: the proxy does not lead to our server.")


async def _silence(socket: ClientConnection) -> Finding:
    """Whether a connection is kept while a device says nothing between two heartbeats."""
    began, heartbeat, goodbye = time.monotonic(), 0.0, ""
    try:
        while heartbeat == 0.0 or time.monotonic() - began < heartbeat + 1:
            try:
                async with asyncio.timeout(
                    heartbeat + 1 - (time.monotonic() - began) if heartbeat else _ANSWER_SECONDS
                ):
                    frame = orjson.loads(await socket.recv())
            except TimeoutError:
                if not heartbeat:
                    return Finding(Level.FAIL, "Heartbeats", "the device was not welcomed in time.")
                break
            if frame.get("t") == "welcome":
                began, heartbeat = time.monotonic(), float(frame["hb"])
            elif frame.get("t") == "bye":
                goodbye = str(frame["reason"])
    except ConnectionClosed:
        if goodbye:
            return Finding(
                Level.WARN,
                "Heartbeats",
                f"not tried, the server said goodbye ({goodbye}): try again, with a device that is not in use.",
            )
        seconds = time.monotonic() - began
        return Finding(
            Level.FAIL,
            "Heartbeats",
            f"the connection was cut after {seconds:.0f} s of silence, heartbeats come every {heartbeat:.0f} s: raise "
            "the proxy's idle timeout above it (nginx: `proxy_read_timeout`), or shorten the heartbeat.",
        )
    return Finding(Level.OK, "Heartbeats", f"a connection silent for {heartbeat:.0f} s is kept")


def sockets(path: Path = Path("/proc/sys/net/core/somaxconn")) -> Iterator[Finding]:
    """Whether a storm of devices finds a place in the queue of the listening socket."""
    try:
        queue = int(path.read_text())
    except (OSError, ValueError):
        return  # not a Linux
    if queue < BACKLOG:
        yield Finding(
            Level.WARN,
            "Sockets",
            f"{queue:,} connections may wait to be taken, of {BACKLOG:,} that we ask for: raise `net.core.somaxconn`.",
        )
    else:
        yield Finding(Level.OK, "Sockets", f"{BACKLOG:,} connections may wait to be taken")


async def nats(bus: Bus) -> Finding:
    """One word to ourselves through the NATS servers. The bus is not started yet."""
    try:
        await bus.start()
    except BusUnavailable as error:
        cause = error.__cause__
        return Finding(Level.FAIL, "NATS", f"cannot be used ({type(cause).__name__}): check CLAIMSTEAD_NATS_URL.")
    milliseconds = bus.lag_seconds * 1000
    await bus.stop()
    return Finding(Level.OK, "NATS", f"a word came back in {milliseconds:.1f} ms")
