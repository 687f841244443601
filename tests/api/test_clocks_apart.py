"""A node whose clock is two minutes wrong: everybody counts by the database's, so nothing ends early or late."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from websockets.asyncio.client import connect

from app.database.connection import fetch_value
from app.domain.devices import provisioning, transferring
from app.domain.devices.presence import NODE_LIFETIME
from app.domain.exports import exporting
from app.domain.parts import Parts
from app.domain.people import sessions
from app.models import DeviceTransfer, Event, ExportLink, Provisioning, Session
from app.schema.nodes import global_id
from app.secrets.keys import KeyRing
from tests.api.clients import Client, Door, Stream
from tests.api.other_node import OtherNode
from tests.api.steps import an_owned_device, has_verified
from tests.api.test_exports import download
from tests.api.test_provisioning import a_wifi_template, provisions
from tests.api.test_sessions import TOKENS, WHO, expiring
from tests.api.test_transfers import OFFER, RECEIVED
from tests.builders import PASSWORD, a_batch, a_brand, a_customer, a_member, an_account
from tests.device_ws.servers import bearer

pytestmark = pytest.mark.anyio

NEAR = timedelta(seconds=2)
EXPORT = "url expiresAt"
STATUS = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { presence { isOnline since } } }"
EVENTS = "subscription($id: ID!) { organizationEvents(organizationId: $id) { id } }"


@pytest.fixture(scope="module", params=["+120s", "-120s"])
def wrong(request: pytest.FixtureRequest, door: Door, database: str, keys: KeyRing) -> Iterator[OtherNode]:
    """A second node, whose clock is wrong."""
    node = OtherNode(database, keys, str(door.http.base_url).rstrip("/"), faketime=request.param)
    yield node
    node.stop()


@pytest.fixture
async def there(wrong: OtherNode, door: Door) -> AsyncIterator[Client]:
    """A stranger at the door of the wrong node."""
    async with wrong.seen_by(door.stranger()) as client:
        yield client


def person(client: Client, like: Client) -> Client:
    """Somebody known here, as a client of the wrong node."""
    return Client(client.http, like.access_token, like.address)


def is_near(said: str, wanted: datetime) -> bool:
    return abs(datetime.fromisoformat(said) - wanted) < NEAR


async def test_who_signs_in_on_one_node_is_signed_in_on_the_other_for_as_long(
    door: Door, there: Client, keys: KeyRing
) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    given = {"brand": brand.slug, "email": account.email, "password": PASSWORD}
    for here, elsewhere in ((door.stranger(), there), (there, door.stranger())):
        select = "session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }"
        session = (await here.do("signIn", select, **given))["session"]
        assert is_near(session["accessTokenExpiresAt"], datetime.now(UTC) + timedelta(minutes=15))
        assert is_near(session["refreshTokenExpiresAt"], datetime.now(UTC) + sessions.LIFETIME)
        signed_in = Client(elsewhere.http, session["accessToken"], elsewhere.address)
        assert (await signed_in.ask(WHO))["viewer"] is not None
        refreshed = await elsewhere.do("refreshSession", TOKENS, refreshToken=session["refreshToken"])
        assert refreshed["__typename"] == "RefreshSessionSuccess"

    viewer = await a_customer(brand)
    for seconds, lasts in ((30, True), (-1, False)):
        late = Client(there.http, expiring(keys, door, viewer, seconds), viewer.address)
        assert ((await late.ask(WHO))["viewer"] is not None) is lasts


async def test_a_session_that_has_half_a_minute_left_is_listed_and_one_that_is_over_is_not(
    door: Door, there: Client
) -> None:
    viewer = await a_customer(await a_brand())
    me = person(there, door.person(viewer))
    for name, left in (("brief", 30), ("over", -30)):
        await Session.create(
            account_id=viewer.account_id, device_name=name, expires_at=datetime.now(UTC) + timedelta(seconds=left)
        )
    edges = (await me.ask("{ viewer { sessions(first: 9) { edges { node { deviceName } } } } }"))["viewer"]["sessions"]
    assert {edge["node"]["deviceName"] for edge in edges["edges"]} == {"phone", "brief"}


async def test_links_to_exports_last_ten_minutes_wherever_they_are_made_and_used(
    door: Door, there: Client, parts: Parts
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 1)
    here = door.person(await a_member(issuer))
    for maker, user in ((here, there), (person(there, here), here)):
        wanted = {"organizationId": global_id("Organization", issuer.id), "content": "FLASH"}
        of_batch = {"batchId": global_id("TokenBatch", batch.id)}
        made = await maker.do("exportTokens", EXPORT, selection=of_batch, **wanted)
        assert is_near(made["expiresAt"], datetime.now(UTC) + exporting.LIFETIME)
        newest = await ExportLink.filter(issuer_id=issuer.id).order_by("-created_at").first()
        assert newest is not None
        path = made["url"].removeprefix(str(door.http.base_url).rstrip("/"))
        address = f"{str(user.http.base_url).rstrip('/')}{path}"
        for left, status in ((-1, 404), (30, 200)):
            await ExportLink.filter(id=newest.id).update(expires_at=datetime.now(UTC) + timedelta(seconds=left))
            assert (await download(address)).status_code == status


async def test_offers_of_devices_last_seven_days_on_every_node(door: Door, there: Client, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await an_owned_device(door, parts, brand), await a_customer(brand)
    for each in (owned.viewer, receiver):
        await has_verified(each)
    taker = person(there, door.person(receiver))
    offered = await person(there, owned.owner).do(
        "offerDeviceTransfer", OFFER, deviceId=owned.device_id, email=receiver.email
    )
    assert is_near(offered["transfer"]["expiresAt"], datetime.now(UTC) + transferring.LIFETIME)

    async def is_received(left: int) -> bool:
        moment = datetime.now(UTC) + timedelta(seconds=left)
        await DeviceTransfer.filter(device_id=owned.row_id).update(expires_at=moment)
        return bool((await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"])

    assert not await is_received(-1)
    assert (await taker.do("acceptDeviceTransfer", transferId=offered["transfer"]["id"]))[
        "__typename"
    ] == "TransferUnknown"
    assert await is_received(30)
    assert (await taker.do("acceptDeviceTransfer", transferId=offered["transfer"]["id"]))[
        "__typename"
    ] == "AcceptDeviceTransferSuccess"


async def test_provisioned_tokens_wait_for_fifteen_minutes(door: Door, there: Client, parts: Parts) -> None:
    brand = await a_brand()
    viewer = await a_customer(brand)
    template = await a_wifi_template(brand, parts)
    answer = await provisions(person(there, door.person(viewer)), template)
    assert is_near(answer["expiresAt"], datetime.now(UTC) + provisioning.LIFETIME)
    (row,) = await Provisioning.filter(account_id=viewer.account_id)
    assert abs(row.expires_at - datetime.now(UTC) - provisioning.LIFETIME) < NEAR


async def test_devices_are_online_from_now_on_and_are_told_the_right_time(
    door: Door, wrong: OtherNode, parts: Parts
) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    url = f"ws://{wrong.address}/device"
    async with connect(url, additional_headers=bearer(owned.token.auth_token), proxy=None) as device:
        welcome = orjson.loads(await device.recv())
        assert abs(welcome["ts"] / 1000 - time.time()) < NEAR.total_seconds()
        asked = "query($id: ID!) { device(id: $id) { presence { isOnline since lastSeenAt } } }"
        presence = (await owned.owner.ask(asked, id=owned.device_id))["device"]["presence"]
        assert presence["isOnline"]
        assert is_near(presence["since"], datetime.now(UTC))
        age = await fetch_value(
            "SELECT now() - seen_at FROM node JOIN presence ON node_id = node.id WHERE device_id = $1", owned.row_id
        )
        assert timedelta(0) <= age < NODE_LIFETIME
        async with owned.owner.follow(STATUS, ids=[owned.device_id]) as shown:
            await shown.next()
            await device.close()
            presence = (await shown.next())["deviceStatusChanged"]["presence"]
            assert not presence["isOnline"]
            assert is_near(presence["since"], datetime.now(UTC))


async def test_what_happens_is_told_and_kept_in_the_order_in_which_it_happens(door: Door, there: Client) -> None:
    brand = await a_brand()
    here = door.person(await a_member(brand))
    elsewhere, place = person(there, here), global_id("Organization", brand.id)

    async def makes(client: Client, name: str) -> None:
        made = await client.do("createTemplate", organizationId=place, name=name)
        assert made["__typename"] == "CreateTemplateSuccess", made

    await makes(here, "first")
    await makes(elsewhere, "second")
    old = await Event.filter(organization_id=brand.id).count()

    async def two(stream: Stream) -> list[str]:
        return [(await stream.next())["organizationEvents"]["id"] for _ in range(2)]

    async with elsewhere.follow(EVENTS, id=place) as there_told, here.follow(EVENTS, id=place) as here_told:
        told = asyncio.gather(two(there_told), two(here_told))
        await asyncio.sleep(0.5)  # nothing says when they have begun
        await makes(elsewhere, "third")
        await makes(here, "fourth")
        kept = await Event.filter(organization_id=brand.id).order_by("id")
        assert kept == sorted(kept, key=lambda event: event.at)
        new = [global_id("Event", event.id) for event in kept[old:]]
        assert list(await told) == [new, new]
