"""Which engine a WebSocket gets: devices the transport of our own, everything else the server's engine on wsproto."""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import unquote

from uvicorn.config import Config
from uvicorn.server import ServerState

from app.device_ws import handshake
from app.device_ws.carrier import Carrier
from app.device_ws.connection import DeviceConnection
from app.device_ws.protocol import DEVICE_PATH, ENGINE, SocketProtocol


class Doorway(asyncio.Protocol):
    """What uvicorn makes for each upgrade request, before anybody knows the path.

    uvicorn hands the request's whole head over, then gives the transport to
    this object; as soon as it has, the chosen engine takes its place.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        *,
        carrier: Carrier,
        others: type[SocketProtocol],
    ) -> None:
        self._carrier = carrier
        self._server_state = server_state
        self._make_other = partial(others, config=config, server_state=server_state, app_state=app_state)
        self._transport: asyncio.BaseTransport
        self._engine: asyncio.Protocol | None = None
        self._is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`. The head comes first, and whole."""
        if self._engine is not None:
            self._engine.data_received(data)
            return
        asyncio.get_running_loop().call_soon(self._step_aside)
        path, _ = handshake.target_of(data)
        if unquote(path) == DEVICE_PATH:
            self._engine = device = DeviceConnection(self._carrier, self._server_state)
            device.connection_made(self._transport)
            device.ask(data)
        else:
            self._engine = other = self._make_other()
            other.connection_made(self._transport)  # type: ignore[arg-type]
            other.data_received(data)

    def eof_received(self) -> bool | None:
        """See `asyncio.Protocol`."""
        return self._engine.eof_received() if self._engine is not None else None

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._is_over = True
        if self._engine is not None:
            self._engine.connection_lost(error)

    def _step_aside(self) -> None:
        if self._engine is not None and not self._is_over:
            self._transport.set_protocol(self._engine)


def engine(carrier: Carrier, others: type[SocketProtocol] = SocketProtocol) -> dict[str, Any]:
    """Arguments for `uvicorn.Config`: devices on a transport of our own, other WebSockets on `others`."""
    return {**ENGINE, "ws": partial(Doorway, carrier=carrier, others=others)}
