"""The bus for many nodes: a NATS server (core NATS, no JetStream), through nats-py.

NATS delivers at most once: a server that goes, a link between servers that
breaks, or a reader that is too slow lose messages. A wire that breaks is
opened anew and followed by a gap; what is lost elsewhere shows in the numbers
of the payloads, at the latest with the sender's next sign of life.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import SlowConsumerError

from app.bus.carried import CONNECT_TIMEOUT, CarriedBus

MOST_UNREAD_PAYLOADS = 10_000
"""Payloads of the other nodes that wait here for the loop; more, and the wire is opened anew, with a gap."""


class NatsBus(CarriedBus):
    """A `Bus` between all nodes that use the same NATS servers and `subject`; the timing is `CarriedBus`'s.

    `url` is one address or several with commas: `nats://user:password@host:4222`, `tls://…`.
    """

    def __init__(self, url: str, *, subject: str = "claimstead", **timing: Any) -> None:
        if not subject or set(subject) & set(" \t\r\n*>"):
            raise ValueError("a subject is one name without spaces and wildcards")
        super().__init__(**timing)
        self._servers = [each.strip() for each in url.split(",") if each.strip()]
        self._subject = subject
        self._closing: set[asyncio.Task[None]] = set()

    async def _connect(self, hear: Callable[[str], None], ended: Callable[[], None]) -> "_NatsWire":
        client = Client()
        wire = _NatsWire(client, self._subject, self._closing)

        async def note_error(error: Exception) -> None:
            # Messages were lost on their way to us: only a new wire, and the gap after it, makes that good.
            if isinstance(error, SlowConsumerError):
                wire.is_broken = True
                ended()

        async def note_end() -> None:
            ended()

        async def receive(message: Msg) -> None:
            hear(message.data.decode(errors="replace"))

        try:
            await client.connect(
                self._servers,
                name="claimstead",
                allow_reconnect=False,  # the bus does it, and knows then that there is a gap
                connect_timeout=int(CONNECT_TIMEOUT),
                error_cb=note_error,
                closed_cb=note_end,
                disconnected_cb=note_end,
            )
            await client.subscribe(self._subject, cb=receive, pending_msgs_limit=MOST_UNREAD_PAYLOADS)
        except BaseException:
            wire.terminate()
            raise
        return wire


class _NatsWire:
    """See `Wire`."""

    def __init__(self, client: Client, subject: str, closing: set[asyncio.Task[None]]) -> None:
        self.is_broken = False
        self._client = client
        self._subject = subject
        self._closing = closing

    @property
    def is_closed(self) -> bool:
        return self.is_broken or not self._client.is_connected

    async def tell(self, payloads: Sequence[str]) -> None:
        if self.is_broken:
            raise ConnectionError("messages were lost on this connection")
        for payload in payloads:
            await self._client.publish(self._subject, payload.encode())
        await self._client.flush()  # the server answers when it has taken what came before

    async def close(self) -> None:
        await self._client.close()

    def terminate(self) -> None:
        if not self._client.is_closed:
            task = asyncio.ensure_future(self._close_quietly())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _close_quietly(self) -> None:
        with contextlib.suppress(Exception):  # whatever is left of it
            await self._client.close()
