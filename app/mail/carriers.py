"""The ways on which a mail leaves: over SMTP, or onto the terminal of somebody who develops."""

import asyncio
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Protocol, TextIO

import aiosmtplib

from app.mail.rendering import RenderedMail
from app.mail.smtp_server import SmtpServer

_STEP_SECONDS = 10.0
"""How long one answer of the mail server may take."""

_WHOLE_SECONDS = 30.0
"""How long one delivery may take in all."""

_REASON_LENGTH = 400


class MailDelayed(Exception):
    """The mail did not leave now; later it may. The text is the reason, in one line."""


class MailRefused(Exception):
    """Nobody will ever take this mail: the address or the mail itself is wrong. The text is the reason, in one line."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail with everything that makes it the same mail at every attempt."""

    id: str
    """Unique and fixed: receiving servers know a mail that came twice by it."""
    recipient: str
    written_at: datetime
    mail: RenderedMail


class Carrier(Protocol):
    """Takes one mail to its recipient."""

    async def carry(self, envelope: Envelope) -> None:
        """Return when the mail is the next server's business. Raises MailDelayed, MailRefused."""


class SmtpCarrier:
    """Hands mails to a mail server, each over a connection of its own, within half a minute or not at all."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """`sender` is the address that mails come from, such as `no-reply@acme.example`."""
        self._server = server
        self._sender = sender

    async def carry(self, envelope: Envelope) -> None:
        """Return once the server has accepted the mail. Raises MailDelayed, MailRefused."""
        with _failures_told():
            message = compose(envelope, self._sender)
            async with self._connected() as client:
                await client.send_message(message)

    async def knock(self) -> None:
        """Ask the server whether it lets us in, and send nothing. Raises MailDelayed with the reason when not."""
        with _failures_told():
            async with self._connected():
                pass

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.is_tls_from_the_start,
            # Demanded, never merely tried: whoever sits in between would take the offer away.
            start_tls=self._server.is_tls_demanded and not self._server.is_tls_from_the_start,
            tls_context=ssl.create_default_context(),
            local_hostname=socket.gethostname(),
            timeout=_STEP_SECONDS,
        )
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                await client.connect()
                yield client
        finally:
            # Without a goodbye: whether a mail was accepted is known by now.
            client.close()


class TerminalCarrier:
    """Prints mails for somebody who develops without a mail server."""

    def __init__(self, open_stream: Callable[[], TextIO] = lambda: sys.stderr) -> None:
        self._open_stream = open_stream

    async def carry(self, envelope: Envelope) -> None:
        """Print the mail, its text only."""
        lines = [f"To: {envelope.recipient}", f"Subject: {envelope.mail.subject}", "", *envelope.mail.text.splitlines()]
        drawn = "\n".join(f"  │ {line}".rstrip() for line in lines)
        stream = self._open_stream()
        # Past the log, which blots out everything that looks like a token, the link among it.
        stream.write(f"\n  ┌ A mail that no mail server takes, since none is set\n{drawn}\n  └\n\n")
        stream.flush()


def compose(envelope: Envelope, sender: str) -> EmailMessage:
    """The whole message (RFC 5322), text and HTML. Raises ValueError for what no header can hold."""
    mail = envelope.mail
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address(display_name=mail.sender, addr_spec=in_ascii(sender))
    # By its two halves, since the parser of whole addresses knows ASCII only.
    local, _, domain = in_ascii(envelope.recipient).rpartition("@")
    message["To"] = Address(username=local, domain=domain)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(envelope.written_at)
    message["Message-ID"] = f"<{envelope.id}@{in_ascii(sender).rpartition('@')[2]}>"
    # No vacation notices, please (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def in_ascii(address: str) -> str:
    """An address with its domain as the name system knows it: `a@müller.example` becomes `a@xn--mller-kva.example`.

    Raises ValueError when there is no such domain name.
    """
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"


@contextmanager
def _failures_told() -> Iterator[None]:
    """Tell every way in which a delivery can fail as MailDelayed or MailRefused."""
    try:
        yield
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        reason = _one_line(_reason(error))
        if _is_final(error):
            raise MailRefused(reason) from error
        raise MailDelayed(reason) from error
    except ValueError as error:
        raise MailRefused(_one_line(f"This cannot be written as a mail: {error}")) from error


def _is_final(error: Exception) -> bool:
    """Whether the mail itself or its address was refused for ever.

    What is wrong with us (a password, the sender's address, TLS) is no reason
    to give a mail up: the operator can repair it.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(500 <= refused.code < 600 for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        return 500 <= error.code < 600
    return isinstance(error, aiosmtplib.SMTPNotSupported) and "SMTPUTF8" in str(error)


def _reason(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    return str(error) or type(error).__name__


def _one_line(text: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(shown.split())[:_REASON_LENGTH]
