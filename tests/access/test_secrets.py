"""The three secrets, on a small scale; `make proof` does the same with thousands."""

import base64

import pytest

from app.domain.parts import Parts
from proof.doors import opened_doors
from proof.dump import forms_of, planted_secrets, whole_database
from tests.api.clients import Door
from tests.builders import a_brand, a_customer, a_static_token

pytestmark = pytest.mark.anyio


async def test_the_three_secrets_open_three_doors(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, client = await a_static_token(brand, parts), door.person(await a_customer(brand))
    assert client.access_token is not None
    secrets = {
        "AuthToken": token.auth_token.text,
        "QR token": token.qr_token.text,
        "access token": client.access_token,
    }
    assert await opened_doors(door.http, secrets, client.access_token) == {
        ("AuthToken", "device"),
        ("QR token", "claim"),
        ("access token", "GraphQL"),
    }


async def test_a_dump_lets_nobody_in(parts: Parts) -> None:
    secrets = await planted_secrets(parts, tokens=4)
    dump = await whole_database()
    assert [secret for secret in secrets if any(form in dump for form in forms_of(secret))] == []


@pytest.mark.parametrize("secret", ["csd_0123456789abcdefghijABCDEFGHIJxxxxxx", "0123456789ABCDEFGHJK"])
async def test_a_secret_in_a_dump_would_be_found_however_it_is_written(secret: str) -> None:
    for offset in range(3):
        plain = b"." * offset + secret.encode() + b"..."
        for written in (plain, plain.hex().encode(), base64.b64encode(plain), base64.urlsafe_b64encode(plain)):
            assert any(form in written for form in forms_of(secret))
