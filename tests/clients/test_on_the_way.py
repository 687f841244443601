"""`claimstead-device` over what lies between it and the server: TLS, and proxies that give up silent connections."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from claimstead_device import Command, Refused
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import identify_device
from app.domain.devices.releasing import delete_tokens
from app.domain.parts import Parts
from app.models import Template
from tests.builders import a_brand, a_customer, a_member, a_static_token, a_template
from tests.clients.test_python_device import Diary, running, soon
from tests.device_ws import servers
from tests.device_ws.servers import a_node, presence_of, until_presence
from tests.idle_proxy import an_idle_proxy

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["own", "asgi"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What carries the devices of the nodes of a test."""
    monkeypatch.setattr(servers, "transport", request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate that vouches for itself at 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + built.public_bytes(Encoding.PEM)
    path.write_bytes(pem)
    return path


async def test_over_tls_it_stays_answers_comes_back_and_stops_when_told(
    parts: Parts, transport: str, certificate: Path
) -> None:
    brand, diary, commands = await a_brand(), Diary(), list[Command]()
    token, owner = await a_static_token(brand, parts), await a_customer(brand)
    trusted = ssl.create_default_context(cafile=certificate)
    async with a_node(parts, certificate=certificate) as node:
        device = diary.device(node.url, token.auth_token, tls=trusted)

        @device.command("identify")
        async def blink(command: Command) -> None:
            commands.append(command)

        async with running(device) as task:
            await soon(lambda: device.is_online)
            device_id = await claim_device(owner, parts, token.qr_token, name="Kitchen")
            await soon(lambda: device.metadata.get("Device Name") == "Kitchen")
            await identify_device(owner, parts, device_id)
            await soon(lambda: commands)

            for session in node.door._registry.everybody():
                session.transport.drop()
            await soon(lambda: len(diary.welcomes) == 2, within=8)
            assert [each.reason for each in diary.interruptions] == ["connection lost"]

            await delete_tokens(await a_member(brand), parts, [token.id], confirm=1)
            with pytest.raises(Refused) as refused:
                await task
            assert refused.value.code == 4401
        assert node.door.connected == 0


async def test_without_a_context_it_trusts_whom_the_system_trusts(
    parts: Parts, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await a_static_token(await a_brand(), parts)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with a_node(parts, certificate=certificate) as node:
        device = Diary().device(node.url, token.auth_token)
        async with running(device):
            await soon(lambda: device.is_online)
        with pytest.raises(ValueError, match="wss://"):
            Diary().device(node.url.replace("wss", "ws"), token.auth_token, tls=ssl.create_default_context())


async def test_a_certificate_that_nobody_vouches_for_is_not_shown_the_token(
    parts: Parts, transport: str, certificate: Path
) -> None:
    token, diary = await a_static_token(await a_brand(), parts), Diary()
    async with a_node(parts, certificate=certificate) as node, running(diary.device(node.url, token.auth_token)):
        await soon(lambda: diary.interruptions)
        assert diary.interruptions[0].reason == "SSLCertVerificationError"
    assert await presence_of(token.id) is None


@pytest.mark.parametrize("is_silent", [False, True], ids=["tells both", "tells only the device"])
async def test_behind_a_proxy_that_drops_idle_connections_it_comes_back_and_presence_does_not_flap(
    parts: Parts, transport: str, is_silent: bool
) -> None:
    brand, diary = await a_brand(), Diary()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(heartbeat_seconds=5, offline_grace_seconds=60)
    token = await a_static_token(brand, parts, template=template)
    async with a_node(parts) as node, an_idle_proxy(node.port, 0.5, is_silent=is_silent) as proxy:
        async with running(diary.device(f"ws://127.0.0.1:{proxy.port}/device", token.auth_token)):
            first = await until_presence(token.id, "CONNECTED")
            for count in (1, 2):
                await soon(lambda count=count: len(diary.interruptions) == count)  # type: ignore[misc]
                known = await presence_of(token.id)
                assert known is not None
                assert (known.is_online, known.since) == (True, first.since), "within its grace nothing is shown"
                await soon(lambda count=count: len(diary.welcomes) == count + 1, within=8)  # type: ignore[misc]
            assert proxy.dropped >= 2
            assert node.door.connected == 1
            proxy.is_open = False
            await soon(lambda: len(diary.interruptions) > 3, within=20)

        # It cannot come back. The connection that the server was not told of is silent for too long; then the grace.
        node.clock.advance(2 * 5 + 5 + 1)
        await soon(lambda: node.door.connected == 0)
        assert (await presence_of(token.id)).is_online  # type: ignore[union-attr]
        node.clock.advance(60)
        gone = await until_presence(token.id, "TIMEOUT" if is_silent else "DISCONNECTED")
        assert not gone.is_online
