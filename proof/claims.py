"""Of rivals for one QR token exactly one wins, whichever process they ask."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from app.models import Device, Event
from proof.findings import Finding
from proof.house import House, house
from tests.builders import a_brand, a_customer, a_static_token

ACCOUNTS, CLAIMS, SERVERS = 100, 10_000, 2
SOCKETS = 200
"""Connections to each process, over which the claims go, all at once."""

CLAIM = """
mutation($input: ClaimDeviceInput!) {
  claimDevice(input: $input) { __typename ... on ClaimDeviceSuccess { device { id owner { id } } } }
}
"""


@dataclass(frozen=True)
class _Outcome:
    account: int
    status: int
    body: dict[str, Any]

    @property
    def kind(self) -> str:
        """The member of the union, or what came instead."""
        data = self.body.get("data") or {}
        claimed: str = data.get("claimDevice", {}).get("__typename", f"HTTP {self.status}")
        return claimed


def check() -> list[Finding]:
    """Let a hundred accounts claim one token ten thousand times through two processes."""
    with house(SERVERS) as place:
        return [asyncio.run(_race(place))]


async def _race(place: House) -> Finding:
    async with place.parts() as parts:
        brand = await a_brand()
        token = await a_static_token(brand, parts)
        rivals = [await a_customer(brand) for _ in range(ACCOUNTS)]
        access = [place.access_tokens.issue(rival.account_id, rival.session_id)[0] for rival in rivals]
        outcomes = await _claim_all(place, token.qr_token.text, access)
        won = [outcome for outcome in outcomes if outcome.kind == "ClaimDeviceSuccess"]
        devices = {outcome.body["data"]["claimDevice"]["device"]["id"] for outcome in won}
        events = await Event.filter(static_token_id=token.id, kind="DEVICE_CLAIMED").count()
        device = await Device.get(static_token_id=token.id)
    winners = {outcome.account for outcome in won}
    told = Counter(outcome.kind for outcome in outcomes)
    holds = (
        len(winners) == len(devices) == events == 1
        and {rivals[winner].account_id for winner in winners} == {device.owner_id}
        and set(told) == {"ClaimDeviceSuccess", "DeviceAlreadyClaimed"}
        and all(outcome.status == 200 for outcome in outcomes)
    )
    return Finding(
        "of rivals for one QR token exactly one wins",
        f"{CLAIMS:,} concurrent claims by {ACCOUNTS} accounts on {SERVERS} server processes",
        f"{len(winners)} winner, {len(devices)} device, {events} event; "
        + ", ".join(f"{kind} {count:,}" for kind, count in told.most_common()),
        holds,
    )


async def _claim_all(place: House, qr_token: str, access: list[str]) -> list[_Outcome]:
    limits = httpx.Limits(max_connections=SOCKETS)
    clients = [
        httpx.AsyncClient(base_url=server, limits=limits, timeout=600, trust_env=False) for server in place.servers
    ]

    async def claim(number: int) -> _Outcome:
        account = number % ACCOUNTS
        answer = await clients[number // ACCOUNTS % SERVERS].post(
            "/graphql",
            json={"query": CLAIM, "variables": {"input": {"qrToken": qr_token}}},
            headers={"authorization": f"Bearer {access[account]}", "x-forwarded-for": f"10.1.0.{account}"},
        )
        return _Outcome(account, answer.status_code, answer.json())

    try:
        return await asyncio.gather(*(claim(number) for number in range(CLAIMS)))
    finally:
        for client in clients:
            await client.aclose()
