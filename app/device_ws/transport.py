"""What a session needs of the connection it speaks through, whatever carries it."""

from collections.abc import Callable
from typing import Protocol


class Transport(Protocol):
    """One accepted WebSocket. All methods return at once and never raise for the peer's sake.

    After the connection has ended they do nothing.
    """

    @property
    def unread(self) -> int:
        """Bytes that wait here because the peer does not take them."""

    def send_text(self, text: str) -> bool:
        """Send one text frame; False, and nothing sent, when the peer has left too much unread."""

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and let the peer answer it, for some seconds at most."""

    def drop(self) -> None:
        """End the TCP connection without a close frame, once what was sent is out; some seconds at most."""


class DeviceSocket(Transport, Protocol):
    """The connection of a device, as the engine hands it to the endpoint in the ASGI scope."""

    token_in_query: bool
    """Whether the request's query, which is not handed on, held a token."""

    on_ping: Callable[[], None] | None
    """Called for each WebSocket ping or pong of the device."""
