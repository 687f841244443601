"""How much a node takes from its devices, and how long it waits for them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of one door. Times are in seconds."""

    most_sockets: int = 20_000
    """Devices connected to this node at once; more are told to come back later (503)."""
    most_sockets_per_address: int = 10_000
    """Those of one address, of one network of 64 bits with IPv6: a building full of devices, but not all there are."""
    most_waiting: int = 500
    """Sockets that have not shown an AuthToken yet, or are slowed because theirs was refused."""
    most_waiting_per_address: int = 100
    """Those of one address that have not shown an AuthToken yet."""
    database_share: int = 4
    """Devices that arrive alone, because of a lock, at once. So a storm leaves connections to others."""
    database_patience: float = 10.0
    """How long an upgrade request waits for its turn, and for its answer, before it is told to come back (503)."""
    auth_seconds: float = 5.0
    """How long a device without an `Authorization` header may take to send its `auth` frame."""
    frames_per_second: float = 50.0
    """Frames and pings that a device may send in the long run."""
    frame_burst: float = 100.0
    """Frames and pings that it may send at once."""
    reading_seconds: float = 30.0
    """How long a device that goes on sending may take nothing of what waits for it."""
    tick_seconds: float = 1.0
    """How often silence and due writes are looked for."""
    seen_seconds: float = 10.0
    """How often it is written down when devices were last heard."""
    node_seconds: float = 2.0
    """How often the node shows that it is alive."""
    reap_seconds: float = 1.5
    """How often it looks for nodes that are not: with 8 seconds of silence allowed, some 10 until that is told."""
