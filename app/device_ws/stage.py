"""The stages of a device's connection on our own transport."""

from enum import Enum, unique


@unique
class Stage(Enum):
    """How far a connection has come. It only ever goes on."""

    ASKING = 1
    """The upgrade is not answered yet."""
    UNKNOWN = 2
    """Accepted; messages wait until they are asked for, or until the device is let in."""
    IN = 3
    CLOSING = 4
    """We sent a close frame; the peer's is awaited."""
    LINGERING = 5
    """Everything is said, and our side of the connection closed. What still comes is thrown away.

    Not closed at once: bytes that nobody reads would turn the end into a reset,
    and the peer would lose what we said last.
    """
    GONE = 6
