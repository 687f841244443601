"""Handing mails over: real SMTP, with every way in which it fails."""

import dataclasses
import io
import ssl
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.mail import carriers
from app.mail.carriers import Envelope, MailDelayed, MailRefused, SmtpCarrier, TerminalCarrier
from app.mail.rendering import RenderedMail
from app.mail.smtp_server import SmtpServer, SmtpServerUnusable
from tests.mail_sink import Sink, a_sink, html_of, text_of

pytestmark = pytest.mark.anyio

WRITTEN = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
ENVELOPE = Envelope(
    "0199-mail", "jo@example.com", WRITTEN, RenderedMail("Acmé", "Grüße", "Hello\n.\nJo\n", "<p>Hello</p>\n")
)


def carrier_to(sink: Sink, host: str = "127.0.0.1") -> SmtpCarrier:
    return SmtpCarrier(SmtpServer(host, sink.port, is_tls_from_the_start=False), "no-reply@acme.example")


async def test_a_mail_arrives_as_it_was_written() -> None:
    async with a_sink() as sink:
        await carrier_to(sink).carry(ENVELOPE)

    (mail,) = sink.mails
    assert sink.recipients == [["jo@example.com"]]
    assert mail["from"].addresses == (Address("Acmé", addr_spec="no-reply@acme.example"),)
    assert (mail["to"], mail["subject"], mail["date"].datetime) == ("jo@example.com", "Grüße", WRITTEN)
    assert mail["message-id"] == "<0199-mail@acme.example>"
    assert mail["auto-submitted"] == "auto-generated"
    assert (text_of(mail), html_of(mail)) == ("Hello\n.\nJo\n", "<p>Hello</p>\n")


async def test_addresses_of_all_the_world_arrive() -> None:
    async with a_sink() as sink:
        await carrier_to(sink).carry(dataclasses.replace(ENVELOPE, recipient="jo@bücher.example"))
        await carrier_to(sink).carry(dataclasses.replace(ENVELOPE, recipient="josé@example.com"))
    assert sink.recipients == [["jo@xn--bcher-kva.example"], ["josé@example.com"]]


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"recipient_answer": "550 No such person"}, MailRefused),
        ({"recipient_answer": "451 Come back later"}, MailDelayed),
        ({"data_answer": "554 Not wanted"}, MailRefused),
        ({"data_answer": "452 No room"}, MailDelayed),
    ],
)
async def test_what_the_server_says_decides_whether_it_is_tried_again(
    answers: dict[str, str], failure: type[Exception]
) -> None:
    async with a_sink() as sink:
        for name, answer in answers.items():
            setattr(sink, name, answer)
        with pytest.raises(failure, match=next(iter(answers.values()))):
            await carrier_to(sink).carry(ENVELOPE)


async def test_a_server_that_is_away_delays() -> None:
    async with a_sink() as sink:
        pass
    with pytest.raises(MailDelayed):
        await carrier_to(sink).carry(ENVELOPE)


async def test_a_server_that_stalls_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "_WHOLE_SECONDS", 0.3)
    async with a_sink() as sink:
        sink.stalled.clear()
        with pytest.raises(MailDelayed, match="did not answer in time"):
            await carrier_to(sink).carry(ENVELOPE)


async def test_wrong_credentials_are_no_reason_to_give_a_mail_up() -> None:
    async with a_sink(
        auth_require_tls=False, authenticator=lambda *_: AuthResult(success=False, handled=False)
    ) as sink:
        server = SmtpServer("127.0.0.1", sink.port, is_tls_from_the_start=False, user="us", password="wrong")
        with pytest.raises(MailDelayed, match="535"):
            await SmtpCarrier(server, "no-reply@acme.example").carry(ENVELOPE)
    assert not sink.mails


async def test_without_tls_nothing_is_said_to_another_machine() -> None:
    # The same machine by a name that does not look like it.
    async with a_sink() as sink:
        with pytest.raises(MailDelayed, match="STARTTLS"):
            await carrier_to(sink, "0.0.0.0").carry(ENVELOPE)
    assert not sink.mails


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    async with a_sink(_self_signed(tmp_path)) as sink:
        with pytest.raises(MailDelayed, match="certificate"):
            await carrier_to(sink, "0.0.0.0").carry(ENVELOPE)
    assert not sink.mails


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    folder.joinpath("both.pem").write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


async def test_the_terminal_shows_the_text_with_its_link() -> None:
    stream = io.StringIO()
    mail = dataclasses.replace(ENVELOPE.mail, text="Open https://a.example/invitation#csi_x\n")
    await TerminalCarrier(lambda: stream).carry(dataclasses.replace(ENVELOPE, mail=mail))

    assert "To: jo@example.com" in stream.getvalue()
    assert "https://a.example/invitation#csi_x" in stream.getvalue()


@pytest.mark.parametrize(
    ("url", "server", "demands_tls"),
    [
        ("smtp://mail.example.com", SmtpServer("mail.example.com", 587, False), True),
        ("smtp://u:p%40ss@mail.example.com:25", SmtpServer("mail.example.com", 25, False, "u", "p@ss"), True),
        ("smtps://mail.example.com", SmtpServer("mail.example.com", 465, True), True),
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025, False), False),
        ("smtp://[::1]:1025", SmtpServer("::1", 1025, False), False),
        ("smtp://localhost:1025", SmtpServer("localhost", 1025, False), False),
        ("smtps://localhost:1025", SmtpServer("localhost", 1025, True), True),
    ],
)
async def test_a_mail_server_is_named_by_a_url(url: str, server: SmtpServer, demands_tls: bool) -> None:
    assert SmtpServer.parse(url) == server
    assert server.is_tls_demanded is demands_tls
    assert "p@ss" not in repr(SmtpServer.parse(url))


@pytest.mark.parametrize(
    "url", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://a:x:y", "smtp://u@h", "smtp://h/x"]
)
async def test_what_names_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SmtpServerUnusable) as refused:
        SmtpServer.parse(url)
    assert refused.value.args == SmtpServerUnusable().args
