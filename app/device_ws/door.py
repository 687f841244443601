"""The devices' door of one node: everything put together, opened, drained and stopped."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.device_ws.admission import Admission
from app.device_ws.carrier import Carrier
from app.device_ws.closing import Ending
from app.device_ws.counts import DoorCounts
from app.device_ws.endpoint import DeviceEndpoint, explain
from app.device_ws.limits import Limits
from app.device_ws.nodes import NodeLife
from app.device_ws.outage import DatabaseWatch
from app.device_ws.protocol import DEVICE_PATH
from app.device_ws.recording import Recorder
from app.device_ws.refusals import RefusedTokens
from app.device_ws.registry import Registry
from app.device_ws.sessions import DeviceSessions
from app.device_ws.standings import StandingReader
from app.domain.news import CONNECTION
from app.domain.parts import Parts

DRAIN_CHUNK = 256
"""Devices that get their `bye` before others have their turn."""

_log = structlog.get_logger()


class DeviceDoor:
    """What the server needs to know of the devices' door. Made by `create_device_door`."""

    def __init__(
        self,
        *,
        parts: Parts,
        registry: Registry,
        sessions: DeviceSessions,
        standings: StandingReader,
        recorder: Recorder,
        node: NodeLife,
        admission: Admission,
        address_of: Callable[[HTTPConnection], str],
        counts: DoorCounts,
        limits: Limits,
    ) -> None:
        self._parts = parts
        self._registry = registry
        self._sessions = sessions
        self._standings = standings
        self._recorder = recorder
        self._node = node
        self._admission = admission
        self._endpoint = DeviceEndpoint(admission, sessions, address_of)
        self._limits = limits
        self._tasks: list[asyncio.Task[None]] = []
        self._stop_listening: Callable[[], None] | None = None
        self.counts = counts
        self.carrier = Carrier(admission, sessions, address_of)
        """For `doorway.engine`: devices on the transport of our own."""

    @property
    def endpoint(self) -> Callable[[WebSocket], Awaitable[None]]:
        """For a `WebSocketRoute` at `DEVICE_PATH`: devices on the server's engine."""
        return self._endpoint.serve

    @property
    def routes(self) -> list[BaseRoute]:
        """The endpoint, and a sentence for those who come without a WebSocket."""
        return [WebSocketRoute(DEVICE_PATH, self.endpoint), Route(DEVICE_PATH, explain)]

    @property
    def connected(self) -> int:
        """How many devices are connected to this node now."""
        return len(self._registry)

    async def start(self) -> None:
        """Register the node and let devices in. Raises what the database raises. Bus and database are open."""
        self._stop_listening = self._parts.bus.listen(CONNECTION, self._sessions.on_notice)
        await self._node.begin()
        self._tasks = [
            asyncio.create_task(work)
            for work in (
                self._node.show(),
                self._node.reap(),
                self._recorder.run(),
                self._standings.run(self._sessions.apply),
                self._tick(),
            )
        ]
        self._admission.open()

    async def drain(self, spread_seconds: float) -> None:
        """Let nobody in any more and send all devices away.

        Each gets `bye: restart` with its own time to come back, evenly spread
        over `spread_seconds`, and is dropped; presence says `SERVER_STOPPED`.
        Call it before the server closes its sockets. Takes seconds at most.
        """
        self._admission.shut()
        leaving = self._registry.everybody()
        random.shuffle(leaving)
        for place, session in enumerate(leaving):
            retry_seconds = 1 + int(place * max(spread_seconds - 1, 0) / len(leaving))
            self._sessions.end(session, Ending.RESTART, retry_seconds=retry_seconds)
            if place % DRAIN_CHUNK == DRAIN_CHUNK - 1:
                await asyncio.sleep(0)
        await self._recorder.write(everything=True)
        if leaving:
            _log.info("device_door.drained", devices=len(leaving))

    async def stop(self) -> None:
        """End all work, after `drain` and after the server has closed its sockets."""
        if self._admission.shut():
            await self.drain(0)
        if self._stop_listening is not None:
            self._stop_listening()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for pause in (0.5, 1.0, 2.0, 0.0):
            # Once more, for those that were arriving while the door was drained.
            if await self._recorder.write(everything=True):
                break
            await asyncio.sleep(pause)
        await self._node.end()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self._limits.tick_seconds)
            self._sessions.tick()


def create_device_door(
    parts: Parts,
    *,
    node_id: UUID,
    limits: Limits | None = None,
    address_of: Callable[[HTTPConnection], str] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> DeviceDoor:
    """The door of the node `node_id`, a fresh identifier for each start of a process.

    `address_of` says whose connection it is where proxies are trusted; without
    it that is the peer. `clock` gives seconds that never go back.
    """
    limits = limits or Limits()
    registry, counts, database = Registry(), DoorCounts(), DatabaseWatch()
    recorder = Recorder(parts, node_id, registry, limits=limits, clock=clock, database=database, counts=counts)
    standings = StandingReader(database)
    sessions = DeviceSessions(registry, recorder, standings, limits=limits, clock=clock, counts=counts)
    admission = Admission(
        parts,
        node_id,
        sessions,
        recorder,
        refused_tokens=RefusedTokens(most_held=limits.most_waiting, clock=clock),
        database=database,
        limits=limits,
        counts=counts,
    )
    return DeviceDoor(
        parts=parts,
        registry=registry,
        sessions=sessions,
        standings=standings,
        recorder=recorder,
        node=NodeLife(parts, node_id, recorder, limits=limits, clock=clock, database=database),
        admission=admission,
        address_of=address_of or _peer,
        counts=counts,
        limits=limits,
    )


def _peer(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client is not None else "unknown"
