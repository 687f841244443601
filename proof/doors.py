"""The three secrets open three doors: each its own, none another's."""

import asyncio
from collections.abc import Mapping

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from proof.claims import CLAIM
from proof.findings import Finding
from proof.house import House, house
from tests.builders import a_brand, a_customer, a_static_token

DOORS = ("device", "claim", "GraphQL")


def check() -> list[Finding]:
    """Show each secret at each door of a server."""
    with house(1) as place:
        return [asyncio.run(_try_all(place))]


async def _try_all(place: House) -> Finding:
    async with place.parts() as parts:
        brand = await a_brand()
        token, customer = await a_static_token(brand, parts), await a_customer(brand)
        access, _ = place.access_tokens.issue(customer.account_id, customer.session_id)
    secrets = {"AuthToken": token.auth_token.text, "QR token": token.qr_token.text, "access token": access}
    async with httpx.AsyncClient(base_url=place.servers[0], trust_env=False) as http:
        opened = await opened_doors(http, secrets, access)
    pairs = sorted(f"{secret} → {door}" for secret, door in opened)
    return Finding(
        "the three secrets open three doors",
        f"{len(secrets) * len(DOORS)} combinations of ({', '.join(secrets)}) × ({', '.join(DOORS)})",
        f"{len(pairs)} succeed: {', '.join(pairs)}",
        opened == {("AuthToken", "device"), ("QR token", "claim"), ("access token", "GraphQL")},
    )


async def opened_doors(http: httpx.AsyncClient, secrets: Mapping[str, str], access: str) -> set[tuple[str, str]]:
    """Which secret opens which door of the server; `access` signs in whoever claims."""
    opened: set[tuple[str, str]] = set()
    for name, secret in secrets.items():
        if await _device_is_let_in(http, secret):
            opened.add((name, "device"))
        if await _claims(http, secret, access):
            opened.add((name, "claim"))
        if await _is_signed_in(http, secret):
            opened.add((name, "GraphQL"))
    return opened


async def _device_is_let_in(http: httpx.AsyncClient, secret: str) -> bool:
    address = str(http.base_url.copy_with(scheme="ws", path="/device"))
    try:
        async with connect(address, additional_headers={"authorization": f"Bearer {secret}"}, proxy=None) as socket:
            return '"welcome"' in str(await socket.recv())
    except InvalidStatus as refused:
        if refused.response.status_code != 401:
            raise
        return False


async def _claims(http: httpx.AsyncClient, secret: str, access: str) -> bool:
    asked = {"query": CLAIM, "variables": {"input": {"qrToken": secret}}}
    answer = await http.post("/graphql", json=asked, headers={"authorization": f"Bearer {access}"})
    outcome = answer.json()["data"]["claimDevice"]["__typename"]
    assert outcome in {"ClaimDeviceSuccess", "QrTokenMistyped", "QrTokenInvalid"}, outcome
    return bool(outcome == "ClaimDeviceSuccess")


async def _is_signed_in(http: httpx.AsyncClient, secret: str) -> bool:
    headers = {"authorization": f"Bearer {secret}"}
    answer = await http.post("/graphql", json={"query": "{ viewer { user { id } } }"}, headers=headers)
    return bool((answer.json().get("data") or {}).get("viewer"))
