"""What the device connections of one server have in common, whatever listens behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from starlette.requests import HTTPConnection

from app.device_ws import frames

if TYPE_CHECKING:
    from app.device_ws.connection import DeviceConnection
    from app.device_ws.session import Session


class Admitting(Protocol):
    """What a connection needs of `Admission`."""

    async def admit(self, newcomer: DeviceConnection) -> None:
        """Let the device in; afterwards a session is attached, or the connection has ended."""


class Listening(Protocol):
    """What a connection needs of `DeviceSessions`."""

    def receive(self, session: Session, message: str | bytes) -> None:
        """A message came."""

    def hear(self, session: Session) -> None:
        """Another sign of life came."""

    def left(self, session: Session) -> None:
        """The connection has ended."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Shared by all device connections of one server."""

    admission: Admitting
    sessions: Listening
    address_of: Callable[[HTTPConnection], str]
    most_bytes: int = frames.MOST_BYTES_FROM_DEVICE
    """Of one message."""
