"""The servers that the devices' bench compares, each in a process of its own: ours, whole, and uvicorn as it comes."""

import multiprocessing
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
import uvloop
from pydantic import SecretStr

from app.cli import open_files
from app.database.connection import close_database, open_database
from app.device_ws import frames
from app.domain.devices.authenticating import authenticate
from app.domain.parts import Parts
from app.logs import configure_logging
from app.main import create_server
from app.secrets.auth_token import AuthToken
from app.secrets.keys import KeyRing
from app.settings import Settings

MOST_DEVICES = 15_000
OURS, FALLBACK, REFERENCES = "own", "asgi", ("websockets-sansio", "wsproto")


def _ours(transport: str, keys: KeyRing, dsn: str) -> uvicorn.Server:
    settings = Settings(
        port=1,
        keys=SecretStr(keys.to_json()),
        jobs=False,
        device_limit=MOST_DEVICES,
        device_transport=transport,
    )
    return create_server(settings, keys, dsn)


class _Plain:
    """What one writes at first: one look-up for each connection, and the same welcome and heartbeats, no presence."""

    def __init__(self, keys: KeyRing, dsn: str) -> None:
        self._parts = Parts.of(keys, None, "http://127.0.0.1")  # type: ignore[arg-type]
        self._dsn = dsn

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        await open_database(self._dsn)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await close_database()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        token = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
        [identity] = await authenticate(self._parts, [AuthToken.parse(token)])
        assert identity is not None, "the bench's tokens are right"
        await send({"type": "websocket.accept"})
        welcome = frames.welcome(
            str(identity.token_id), uuid4().hex, time.time(), heartbeat_seconds=30, is_claimed=False
        )
        await send({"type": "websocket.send", "text": welcome})
        while (message := await receive())["type"] == "websocket.receive":
            if isinstance(frames.decode(message["text"]), frames.Heartbeat):
                await send({"type": "websocket.send", "text": frames.heartbeat(time.time())})


def _plain(engine: str, keys: KeyRing, dsn: str) -> uvicorn.Server:
    config = uvicorn.Config(
        _Plain(keys, dsn),
        ws=engine,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        loop="uvloop",
        log_level="warning",
        access_log=False,
        backlog=4096,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


def _run(kind: str, keys_json: str, dsn: str, ready: Connection) -> None:
    configure_logging("warning", for_people=True)
    open_files.allow(MOST_DEVICES)
    keys = KeyRing.from_json(keys_json)
    server = _plain(kind, keys, dsn) if kind in REFERENCES else _ours(kind, keys, dsn)
    listening = socket.create_server(("127.0.0.1", 0), backlog=4096)

    ready.send(listening.getsockname()[1])  # who connects now waits in the backlog until it serves
    uvloop.run(server.serve(sockets=[listening]))


@contextmanager
def running(kind: str, keys: KeyRing, dsn: str) -> Iterator[tuple[int, int]]:
    """A server of this kind; its port and process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(kind, keys.to_json(), dsn, there))
    process.start()
    try:
        assert here.poll(60), f"the server {kind} did not start"
        assert process.pid is not None
        yield here.recv(), process.pid
    finally:
        process.terminate()
        process.join(60)
        process.kill()


def resident_bytes(pid: int) -> int:
    """The memory of a process that is in use, without what is swapped out or shared only by name."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
