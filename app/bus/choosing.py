"""Which bus lies between the nodes."""

import hashlib
from functools import partial

import asyncpg

from app.bus.interface import Bus
from app.bus.postgres import PostgresBus


def bus_between_nodes(dsn: str, nats_url: str | None, secret: bytes) -> Bus:
    """The bus of all nodes with this database, or with these NATS servers and the same `secret`; not started yet.

    The secret keeps installations apart that share a NATS server.
    """
    if nats_url is None:
        return PostgresBus(partial(asyncpg.connect, dsn))
    # Most servers do without it, and need not load it.
    from app.bus.nats import NatsBus  # noqa: PLC0415

    name = hashlib.blake2b(b"claimstead bus", key=secret, digest_size=12).hexdigest()
    return NatsBus(nats_url, subject=f"claimstead.{name}")
