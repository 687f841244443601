"""The bus that comes with the database: PostgreSQL's LISTEN and NOTIFY, on one connection of its own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import asyncpg

from app.bus.carried import CarriedBus

Connect: TypeAlias = Callable[[], Awaitable[asyncpg.Connection]]
"""Opens a connection of its own: not from a pool, and not through a proxy that pools transactions."""

_TELL = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload"


class PostgresBus(CarriedBus):
    """A `Bus` between all nodes that use the same database and `channel`; the timing is `CarriedBus`'s."""

    def __init__(self, connect: Connect, *, channel: str = "claimstead", **timing: Any) -> None:
        if not 0 < len(channel.encode()) < 64:
            raise ValueError("a channel's name has 1 to 63 bytes")
        super().__init__(**timing)
        self._open_connection = connect
        self._channel = channel

    async def _connect(self, hear: Callable[[str], None], ended: Callable[[], None]) -> "_PostgresWire":
        connection = await self._open_connection()
        try:
            connection.add_termination_listener(lambda _: ended())
            # Nothing is stored, so a commit need not wait for the disk or a standby.
            await connection.execute("SET synchronous_commit TO off")
            await connection.add_listener(self._channel, lambda _connection, _process, _channel, payload: hear(payload))
        except BaseException:
            connection.terminate()
            raise
        return _PostgresWire(connection, self._channel)


class _PostgresWire:
    """See `Wire`."""

    def __init__(self, connection: asyncpg.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    @property
    def is_closed(self) -> bool:
        return bool(self._connection.is_closed())

    async def tell(self, payloads: Sequence[str]) -> None:
        await self._connection.execute(_TELL, self._channel, payloads)

    async def close(self) -> None:
        await self._connection.close()

    def terminate(self) -> None:
        self._connection.terminate()
