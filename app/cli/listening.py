"""The address that the server listens on."""

import errno
import socket

from app.cli.terminal import CommandRefused, reason_of

BACKLOG = 4096
"""Connections that may wait to be taken: a storm of devices comes faster than they are let in."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared with, not listened on)


class PortTaken(CommandRefused):
    """Something listens on the port already; facts: host, port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} of {host} is taken: stop what listens there, or choose another with --port.")
        self.host = host
        self.port = port


class AddressUnusable(CommandRefused):
    """This machine cannot listen on the address; facts: host, port."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Nobody can listen on {host}, port {port} ({reason}): choose others with --host and --port.")
        self.host = host
        self.port = port


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; nobody can connect before a server takes it over.

    Raises PortTaken, AddressUnusable.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    listener = socket.socket(family, kind, protocol)
    try:
        # A port whose last connections are still fading out is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise AddressUnusable(host, port, reason_of(error)) from error
    return listener


def from_here(host: str, port: int) -> str:
    """`host:port` as a program on this machine reaches what listens there."""
    host = _EVERYWHERE.get(host, host)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
