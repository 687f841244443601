"""A real mail server for tests: it takes mails on loopback and keeps them, or behaves as badly as it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 10.0
"""Seconds that a test waits for a mail."""


@dataclass
class Sink:
    """What arrived, oldest first, and how the server answers."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    recipient_answer: str | None = None
    data_answer: str | None = None
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the server may answer; cleared, it takes the mail's text and says nothing."""
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.stalled.set()

    @property
    def url(self) -> str:
        """The server as settings name it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802  (what aiosmtpd calls it)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.recipient_answer is not None:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, late or never if so told."""
        await self.stalled.wait()
        if self.data_answer is not None:
            return self.data_answer
        assert isinstance(envelope.content, bytes)
        async with self.arrived:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients.append(list(envelope.rcpt_tos))
            self.arrived.notify_all()
        return "250 Taken"

    async def mail_to(self, address: str, *, count: int = 1) -> EmailMessage:
        """The newest mail to an address, once there are `count`; fails when they do not come."""
        async with asyncio.timeout(PATIENCE), self.arrived:
            await self.arrived.wait_for(lambda: len(self._to(address)) >= count)
            return self._to(address)[-1]

    def _to(self, address: str) -> list[EmailMessage]:
        return [mail for mail, to in zip(self.mails, self.recipients, strict=True) if address in to]


@asynccontextmanager
async def a_sink(tls_context: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Sink]:
    """A mail server for as long as the block lasts."""
    sink, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            sink, enable_SMTPUTF8=True, loop=loop, hostname="sink.example", tls_context=tls_context, **options
        ),
        "127.0.0.1",
        0,
    )
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        sink.stalled.set()
        server.close()


def text_of(mail: EmailMessage) -> str:
    """The mail's plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    """The mail's HTML."""
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
