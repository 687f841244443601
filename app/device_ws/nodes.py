"""This node's own sign of life, and looking for nodes that show none."""

import asyncio
import random
from collections.abc import Callable
from uuid import UUID

from app.device_ws.limits import Limits
from app.device_ws.outage import DatabaseWatch
from app.device_ws.recording import Recorder
from app.domain.devices import presence
from app.domain.parts import Parts


class NodeLife:
    """Keeps a node registered while it runs.

    When it could not show itself for so long that the others have taken it for
    lost, its devices are shown online again as soon as it can.
    """

    def __init__(
        self,
        parts: Parts,
        node_id: UUID,
        recorder: Recorder,
        *,
        limits: Limits,
        clock: Callable[[], float],
        database: DatabaseWatch,
    ) -> None:
        self._parts = parts
        self._node_id = node_id
        self._recorder = recorder
        self._limits = limits
        self._clock = clock
        self._database = database
        self._shown_at = clock()

    async def begin(self) -> None:
        """Register, before the first device arrives. Raises what the database raises."""
        began = self._clock()
        await presence.register_node(self._node_id, self._parts.key_marks)
        self._shown_at = began

    async def show(self) -> None:
        """Show the node alive until cancelled."""
        while True:
            await asyncio.sleep(self._limits.node_seconds)
            await self._database.attempt(self._show())

    async def _show(self) -> None:
        began = self._clock()
        await presence.register_node(self._node_id, self._parts.key_marks)
        if self._clock() - self._shown_at > presence.NODE_LIFETIME.total_seconds():
            self._recorder.node_was_lost()
        self._shown_at = began

    async def reap(self) -> None:
        """Look for lost nodes until cancelled, at times that differ from node to node."""
        while True:
            await asyncio.sleep(self._limits.reap_seconds * random.uniform(0.8, 1.2))  # noqa: S311
            await self._database.attempt(presence.reap_lost_nodes(self._parts))

    async def end(self) -> None:
        """The node stops, and its devices have left.

        Where some have grace left, the others see them off: the node stays
        known, and silent.
        """
        if self._recorder.leaves_some_behind:
            return
        await self._database.attempt(presence.forget_node(self._node_id))
