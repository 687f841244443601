"""Where mails are handed over: a mail server as the operator names it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465}


class SmtpServerUnusable(ValueError):
    """The text names no mail server; it may hold a password and so is not repeated."""

    def __init__(self) -> None:
        super().__init__(
            "a mail server is named like smtp://user:password@mail.example.com:587 or smtps://…:465, "
            "user and password percent-encoded"
        )


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server: `smtp://` turns to TLS after the greeting (STARTTLS), `smtps://` speaks TLS from the start."""

    host: str
    port: int
    is_tls_from_the_start: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_tls_demanded(self) -> bool:
        """Whether nothing is said without TLS: everywhere but on this very machine."""
        return self.is_tls_from_the_start or not _is_loopback(self.host)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The server of a URL. Raises SmtpServerUnusable."""
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise SmtpServerUnusable from error
        is_plain = parts.scheme in _PORTS and not parts.query and not parts.fragment and parts.path in {"", "/"}
        if not is_plain or not host or port == 0 or (parts.username is None) != (parts.password is None):
            raise SmtpServerUnusable
        return cls(
            host=host,
            port=port or _PORTS[parts.scheme],
            is_tls_from_the_start=parts.scheme == "smtps",
            user=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
