"""What a device is told, and what it tells its program."""

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool
"""Metadata: numbers and booleans as such, everything else as text."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """The device is online."""

    device_id: str
    session: str
    """Names this connection, in the server's logs too."""
    time: float
    """The server's clock, in seconds since 1970: for devices without one of their own."""
    heartbeat_seconds: float
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Interruption:
    """The connection ended, or was not made; the device comes back by itself after `pause_seconds`."""

    reason: str
    """The server's word (`restart`, `replaced` …), `HTTP 503`, or what kind of failure it was."""
    pause_seconds: float


class CommandFailed(Exception):
    """Raised by a handler: the command cannot be done, and `code` says why in one word."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"The command cannot be done: {code}.")


class Refused(Exception):
    """The server said not to come back: this AuthToken is not valid any more (4401), or not served (4403)."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"The server closed with {code}: {reason}")
