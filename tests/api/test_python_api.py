"""`claimstead-api`, the client for Python programs, against the real server; and that what it is made of is current."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from claimstead_api import Client, SessionOver, code_of
from claimstead_api.generated import (
    ClaimDeviceInput,
    GraphQLClientGraphQLMultiError,
    InviteMemberInput,
    SignInInput,
    SignOutInput,
    UserFields,
)

from app.domain.parts import Parts
from app.models import Account, Organization
from tests.api.clients import PATIENCE, Door
from tests.builders import PASSWORD, a_brand, a_customer, a_static_token, an_address

pytestmark = pytest.mark.anyio

PACKAGE = Path(__file__).parents[2] / "clients" / "python-api"


class Counting(httpx.AsyncClient):
    """A client that remembers which operations it has sent; what a transport of one's own looks like, too."""

    def __init__(self) -> None:
        super().__init__(headers={"x-forwarded-for": an_address()}, trust_env=False)
        self.sent: list[str] = []

    async def post(self, *args: object, **kwargs: object) -> httpx.Response:
        """Send it, and remember its name."""
        body = kwargs["json"]
        assert isinstance(body, dict)
        self.sent.append(body["operationName"])
        return await super().post(*args, **kwargs)  # type: ignore[arg-type]


def a_client(door: Door, http: httpx.AsyncClient, refresh_token: str | None = None) -> Client:
    return Client(f"{door.http.base_url}".rstrip("/") + "/graphql", http_client=http, refresh_token=refresh_token)


async def signed_in(client: Client, brand: Organization) -> UserFields:
    """A customer of the brand, with whom the client has begun a session."""
    viewer = await a_customer(brand)
    email = (await Account.get(id=viewer.account_id)).email
    given = SignInInput(brand=brand.slug, email=email, password=PASSWORD, device_name="a program")
    answer = (await client.sign_in(given)).sign_in
    assert answer.typename__ == "SignInSuccess"
    client.begin(answer.session)
    return answer.user


async def test_a_program_signs_in_and_claims(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    async with a_client(door, Counting()) as client:
        user = await signed_in(client, brand)
        answer = (await client.claim_device(ClaimDeviceInput(qr_token=token.qr_token.grouped))).claim_device
        assert answer.typename__ == "ClaimDeviceSuccess"
        assert answer.device.owner is not None
        assert (answer.device.owner.email, answer.device.presence.is_online) == (user.email, False)

        mistyped = token.qr_token.text[:-1] + ("0" if token.qr_token.text[-1] != "0" else "1")
        refused = (await client.claim_device(ClaimDeviceInput(qr_token=mistyped))).claim_device
        assert refused.typename__ == "QrTokenMistyped"
        assert refused.message

        (edge,) = (await client.my_devices(first=5)).viewer.devices.edges  # type: ignore[union-attr]
        assert edge.node.id == answer.device.id


async def test_a_subscription_begins_with_the_present_state(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    async with a_client(door, Counting()) as client:
        await signed_in(client, brand)
        answer = (await client.claim_device(ClaimDeviceInput(qr_token=token.qr_token.text))).claim_device
        assert answer.typename__ == "ClaimDeviceSuccess"
        followed = client.device_status_changed(device_ids=[answer.device.id])
        first = (await asyncio.wait_for(anext(followed), PATIENCE)).device_status_changed
        await followed.aclose()  # type: ignore[attr-defined]
        assert (first.id, first.status.value) == (answer.device.id, "CLAIMED")


async def test_a_session_is_resumed_and_renewed_once_for_all_who_ask(door: Door) -> None:
    brand = await a_brand()
    async with a_client(door, Counting()) as first:
        user = await signed_in(first, brand)
    http = Counting()
    async with a_client(door, http, first.refresh_token) as resumed:
        answers = await asyncio.gather(*(resumed.viewer() for _ in range(8)))
        assert {each.viewer.user.email for each in answers if each.viewer is not None} == {user.email}
        assert http.sent.count("RefreshSession") == 1
        assert resumed.refresh_token != first.refresh_token


async def test_a_session_that_has_ended_is_over(door: Door) -> None:
    brand = await a_brand()
    async with a_client(door, Counting()) as here, a_client(door, Counting()) as there:
        await signed_in(here, brand)
        there.refresh_token = here.refresh_token
        await here.sign_out(SignOutInput())
        with pytest.raises(SessionOver):
            await there.viewer()
        assert there.refresh_token is None
        assert (await there.viewer()).viewer is None, "nobody is signed in any more"


async def test_a_request_that_is_wrong_as_such_has_a_code(door: Door) -> None:
    async with a_client(door, Counting()) as stranger:
        with pytest.raises(GraphQLClientGraphQLMultiError) as refused:
            await stranger.invite_member(InviteMemberInput(organization_id="x", email="a@example.com", role="MEMBER"))
    assert code_of(refused.value) == "UNAUTHENTICATED"


def test_what_is_generated_is_made_of_the_present_schema() -> None:
    now = subprocess.run(
        [sys.executable, PACKAGE / "made_of.py"], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert (PACKAGE / "made-of").read_text().strip() == now, "write it anew: make python-api"
