"""What `claimstead doctor` finds of keys: whether the ring fits the rows in the database, and the running servers."""

from collections.abc import AsyncIterator

import asyncpg

from app.cli.findings import Finding, Level
from app.cli.terminal import our_command
from app.domain.keys.key_use import DELETED, key_use, keys_of_nodes
from app.secrets.keys import KeyRing


async def rows_and_servers(connection: asyncpg.Connection, ring: KeyRing) -> AsyncIterator[Finding]:
    """What is lost without a key, what is to be renewed, and which servers run with other keys."""
    yield await _rows(connection, ring)
    nodes = await keys_of_nodes(connection)
    behind = sum(node is None or node != ring.marks for node in nodes)
    if behind:
        yield Finding(
            Level.WARN,
            "Servers' keys",
            f"{behind} of {len(nodes)} running processes have other keys: give them this ring, and restart them.",
        )
    elif nodes:
        yield Finding(Level.OK, "Servers' keys", f"those of this ring, on {len(nodes)} running")


async def _rows(connection: asyncpg.Connection, ring: KeyRing) -> Finding:
    use = await key_use(connection)
    lost, to_renew = use.lost(ring), use.to_renew(ring)
    if any(each.kind != DELETED for each in lost):
        missing = ", ".join(map(str, lost))
        return Finding(
            Level.FAIL,
            "Rows' keys",
            f"the ring lacks keys of rows ({missing}): take the ring that has them from your copies, "
            "or these are neither found nor opened.",
        )
    if lost:
        missing = ", ".join(map(str, lost))
        return Finding(Level.WARN, "Rows' keys", f"{missing}, which the ring lacks: they could be imported again.")
    if to_renew:
        waiting = ", ".join(f"{rows:,} {kind}" for kind, rows in to_renew.items())
        return Finding(Level.WARN, "Rows' keys", f"{waiting} are under retired keys: `{our_command()} keys renew`.")
    if ring.has_fresh:
        return Finding(Level.OK, "Rows' keys", f"the current ones; fresh ones wait for `{our_command()} keys use`")
    return Finding(Level.OK, "Rows' keys", "the current ones")
