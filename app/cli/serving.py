"""One process that serves, until a signal says otherwise."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeAlias

import uvicorn
import uvloop

from app.cli.terminal import STOP_SIGNALS, CommandRefused

_STARTED_POLL_SECONDS = 0.02

_INTERPRETER_TURN_SECONDS = 0.0005
"""How long a thread may keep the interpreter while the loop wants it. The loop asks anew for each socket that has
something to say, so Python's own 5 ms would let fifty devices wait a quarter of a second behind one busy thread."""

Company: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""What runs beside the server once it listens, until it stops."""


class ServerNotStarted(CommandRefused):
    """The application gave up while it started."""

    def __init__(self) -> None:
        super().__init__("The server could not start: the lines above say why.")


def run_server(server: uvicorn.Server, listener: socket.socket, accompany: Company) -> None:
    """Serve until a signal says otherwise, with company from the moment on that somebody can connect.

    Raises ServerNotStarted.
    """
    for number in STOP_SIGNALS:
        # Also for the moments in which the server does not look after signals itself.
        signal.signal(number, server.handle_exit)
    sys.setswitchinterval(_INTERPRETER_TURN_SECONDS)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve_in_company(server, listener, accompany))
    except SystemExit as stopped:
        # What the server does when the application does not start; the log says why.
        raise ServerNotStarted from stopped


async def _serve_in_company(server: uvicorn.Server, listener: socket.socket, accompany: Company) -> None:
    async def company() -> None:
        while not server.started:  # noqa: ASYNC110 (the server offers no event to wait for)
            await asyncio.sleep(_STARTED_POLL_SECONDS)
        await accompany()

    task = asyncio.create_task(company())
    try:
        await server.serve(sockets=[listener])
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
