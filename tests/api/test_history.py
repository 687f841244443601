"""The history: every act with who, when and what; filtered, and as a file that no spreadsheet runs."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.database.connection import execute
from app.domain import history
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.models import Account, Event, Membership, Organization, Role
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import Owned, an_owned_device, comes_online
from tests.builders import a_batch, a_brand, a_customer, a_member, a_static_token, below

pytestmark = pytest.mark.anyio

EVENTS = """query($id: ID!, $filter: EventFilter) { organization(id: $id) {
  events(first: 100, filter: $filter) { totalCount edges { node { kind at actor { email } } } } } }"""
OF_TOKEN = """query($id: ID!, $filter: EventFilter) { staticToken(id: $id) {
  history(first: 100, filter: $filter) { edges { node { kind } } } } }"""
OF_DEVICE = """query($id: ID!, $filter: EventFilter) { device(id: $id) {
  history(first: 100, filter: $filter) { edges { node { kind } } } } }"""
COLUMNS = ["At", "Kind", "Actor", "Organization", "Static Token", "Device", "Token Batch", "Facts"]


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def kinds_in(client: Client, organization: Organization, **wanted: object) -> list[str]:
    """What the organization's list shows of the wanted events, newest first."""
    events = (await client.ask(EVENTS, id=an_id(organization), filter=wanted))["organization"]["events"]
    assert events["totalCount"] == len(events["edges"])
    return [edge["node"]["kind"] for edge in events["edges"]]


async def a_busy_brand(door: Door, parts: Parts) -> tuple[Organization, Client, Owned]:
    """A brand in which some things have happened, somebody of its staff, and a customer's device."""
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    await comes_online(parts, owned.token.id)
    return brand, door.person(await a_member(brand)), owned


async def test_a_list_is_filtered_by_kind_time_token_device_and_batch(door: Door, parts: Parts) -> None:
    brand, staff, owned = await a_busy_brand(door, parts)
    other = await a_batch(brand, parts, 2)
    await staff.do("revealAuthToken", tokenId=owned.token_id)
    assert await kinds_in(staff, brand, kinds=["DEVICE_CLAIMED", "AUTH_TOKEN_REVEALED"]) == [
        "AUTH_TOKEN_REVEALED",
        "DEVICE_CLAIMED",
    ]
    assert await kinds_in(staff, brand, kinds=[]) == []
    assert await kinds_in(staff, brand, staticTokenId=owned.token_id) == [
        "AUTH_TOKEN_REVEALED",
        "FIRST_CONNECTED",
        "DEVICE_CLAIMED",
    ]
    assert await kinds_in(staff, brand, deviceId=owned.device_id, kinds=["FIRST_CONNECTED"]) == ["FIRST_CONNECTED"]
    assert await kinds_in(staff, brand, tokenBatchId=global_id("TokenBatch", other.id)) == [
        "BATCH_COMPLETED",
        "BATCH_REQUESTED",
    ]
    claim = await Event.get(kind="DEVICE_CLAIMED", device_id=owned.row_id)
    moment, instant = claim.at.isoformat(), timedelta(microseconds=1)
    at_once = {"deviceId": owned.device_id}
    assert await kinds_in(staff, brand, since=moment, until=(claim.at + instant).isoformat(), **at_once) == [
        "DEVICE_CLAIMED"
    ]
    assert await kinds_in(staff, brand, until=moment, **at_once) == []
    assert await kinds_in(staff, brand, since=(claim.at + instant).isoformat(), **at_once) == ["FIRST_CONNECTED"]


async def test_a_tokens_and_a_devices_history_are_filtered_alike(door: Door, parts: Parts) -> None:
    brand, staff, owned = await a_busy_brand(door, parts)
    wanted = {"kinds": ["DEVICE_CLAIMED"]}
    token = await staff.ask(OF_TOKEN, id=owned.token_id, filter=wanted)
    device = await owned.owner.ask(OF_DEVICE, id=owned.device_id, filter=wanted)
    for seen in (token["staticToken"], device["device"]):
        assert [edge["node"]["kind"] for edge in seen["history"]["edges"]] == ["DEVICE_CLAIMED"]
    later = {"since": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    assert (await staff.ask(OF_TOKEN, id=owned.token_id, filter=later))["staticToken"]["history"]["edges"] == []
    assert await kinds_in(staff, brand, staticTokenId=global_id("StaticToken", uuid4())) == []


async def test_what_happens_below_is_listed_when_asked_for(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    await a_static_token(client, parts)
    staff = door.person(await a_member(brand))
    assert "BATCH_REQUESTED" not in await kinds_in(staff, brand)
    assert "BATCH_REQUESTED" in await kinds_in(staff, brand, includeBelow=True)


async def test_acts_of_one_person_are_found_as_far_as_one_may_know_them(door: Door, parts: Parts) -> None:
    brand, staff, owned = await a_busy_brand(door, parts)
    operator = await a_member(brand, Role.OPERATOR)
    await door.person(operator).do("revealAuthToken", tokenId=owned.token_id)

    assert await kinds_in(staff, brand, actorId=global_id("User", operator.account_id)) == ["AUTH_TOKEN_REVEALED"]
    # A customer acts in their personal organization: not for staff to know, and so not to search for.
    assert await kinds_in(staff, brand, actorId=global_id("User", owned.viewer.account_id)) == []
    mine = await owned.owner.ask(
        OF_DEVICE, id=owned.device_id, filter={"actorId": global_id("User", owned.viewer.account_id)}
    )
    assert [edge["node"]["kind"] for edge in mine["device"]["history"]["edges"]] == ["DEVICE_CLAIMED"]
    # What the issuer does to a customer's device is known to the issuer's staff, and not to the customer.
    disclaimer = await a_member(brand)
    await door.person(disclaimer).do("disclaimTokens", tokenIds=[owned.token_id])
    by_disclaimer = {"actorId": global_id("User", disclaimer.account_id)}
    assert "DEVICE_DISCLAIMED" in await kinds_in(staff, brand, **by_disclaimer)
    personal = await Organization.get(id=owned.viewer.held[0].organization_id)
    assert await kinds_in(owned.owner, personal, **by_disclaimer) == []
    assert await kinds_in(owned.owner, personal, kinds=["DEVICE_DISCLAIMED"]) == ["DEVICE_DISCLAIMED"]


async def test_filters_that_make_no_sense_are_refused(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    staff = door.person(await a_member(brand))
    for wanted in (
        {"actorId": "nonsense"},
        {"deviceId": an_id(brand)},
        {"kinds": ["NO_SUCH_KIND"]},
        {"since": "yesterday"},
        {"since": "0001-01-01T00:00:00+14:00"},
    ):
        assert (await staff.execute(EVENTS, id=an_id(brand), filter=wanted)).code == "BAD_REQUEST"


async def test_an_erased_account_leaves_the_act_without_the_person(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    operator = await a_member(brand, Role.OPERATOR)
    await door.person(operator).do("revealAuthToken", tokenId=global_id("StaticToken", token.id))
    await Account.filter(id=operator.account_id).delete()
    staff = door.person(await a_member(brand))
    seen = await staff.ask(EVENTS, id=an_id(brand), filter={"kinds": ["AUTH_TOKEN_REVEALED"]})
    (edge,) = seen["organization"]["events"]["edges"]
    assert edge["node"]["actor"] is None
    assert (await rows(staff, brand, "kind=AUTH_TOKEN_REVEALED"))[0]["Actor"] == ""
    assert operator.email not in str(await Event.filter(organization_id=brand.id).values())


# ---- As a file ----


async def download(client: Client, organization: Organization, query: str = "") -> Any:
    address = f"/organizations/{an_id(organization)}/events.csv?{query}"
    return await client.http.get(address, headers=client.headers, timeout=30)


async def rows(client: Client, organization: Organization, query: str = "") -> list[dict[str, str]]:
    """The lines of a download, by their columns."""
    response = await download(client, organization, query)
    assert response.status_code == 200, response.text
    read = list(csv.reader(io.StringIO(response.content.decode("utf-8"), newline=""), strict=True))
    assert read[0] == COLUMNS
    return [dict(zip(COLUMNS, line, strict=True)) for line in read[1:]]


async def test_staff_download_what_the_list_shows(door: Door, parts: Parts) -> None:
    brand, staff, owned = await a_busy_brand(door, parts)
    operator = await a_member(brand, Role.OPERATOR)
    await door.person(operator).do("revealAuthToken", tokenId=owned.token_id)
    response = await download(staff, brand)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="events-{brand.slug}.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert b"\r\n" in response.content
    assert not response.content.startswith(b"\xef\xbb\xbf")

    told = await rows(staff, brand)
    assert [row["Kind"] for row in told] == await kinds_in(staff, brand)
    revealed, connected = told[0], told[1]
    assert datetime.fromisoformat(revealed["At"]) > datetime.now(UTC) - timedelta(minutes=5)
    assert (revealed["Actor"], revealed["Organization"]) == (operator.email, brand.name)
    assert (revealed["Static Token"], revealed["Device"]) == (owned.token_id, "")
    # Of a customer's personal organization neither the name nor the person is told.
    assert (connected["Kind"], connected["Organization"], connected["Device"]) == (
        "FIRST_CONNECTED",
        "",
        owned.device_id,
    )
    assert owned.viewer.email not in response.text


async def test_a_download_is_filtered_like_a_list(door: Door, parts: Parts) -> None:
    brand, staff, owned = await a_busy_brand(door, parts)
    assert [row["Kind"] for row in await rows(staff, brand, "kind=FIRST_CONNECTED&kind=DEVICE_CLAIMED")] == [
        "FIRST_CONNECTED",
        "DEVICE_CLAIMED",
    ]
    assert len(await rows(staff, brand, f"device={owned.device_id}")) == 2
    assert len(await rows(staff, brand, f"token={owned.token_id}&since=2020-01-01T00:00:00Z")) == 2
    assert await rows(staff, brand, "until=2020-01-01") == []
    assert len(await rows(staff, brand, "below=true")) >= len(await rows(staff, brand, "below=false"))
    for query in (
        "kind=NO_SUCH_KIND",
        "since=yesterday",
        "below=perhaps",
        "device=nonsense",
        "colour=red",
        "actor=x",
        "since=2020-01-01&since=2021-01-01",
    ):
        response = await download(staff, brand, query)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "BAD_REQUEST"), query


async def test_a_download_is_for_staff_and_the_others_learn_nothing(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    for viewer in (
        await a_member(brand, Role.MEMBER),
        await a_member(client),
        await a_customer(brand),
        await a_member(await a_brand()),
    ):
        forbidden = await download(door.person(viewer), brand)
        unknown = await download(door.person(viewer), Organization(id=uuid4()))
        assert (forbidden.status_code, forbidden.content) == (unknown.status_code, unknown.content)
        assert forbidden.status_code == 403
    assert (await download(door.stranger(), brand)).status_code == 401
    assert (await download(door.bearer("forged"), brand)).status_code == 401
    ended = await a_member(brand)
    await Membership.filter(account_id=ended.account_id).delete()
    assert (await download(door.person(ended), brand)).status_code == 403
    assert (await rows(door.person(await a_member(client, Role.OPERATOR)), client)) == []


async def test_no_cell_of_a_download_is_a_formula(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    viewer = await a_member(brand, Role.ADMIN)
    await Account.filter(id=viewer.account_id).update(email='=cmd|" /c calc"@example.com')
    await Organization.filter(id=brand.id).update(name='+Acme, "Inc"\r\n=1+1')
    await history.record(EventKind.TEMPLATE_UPDATED, actor_id=viewer.account_id, organization_id=brand.id)
    (row,) = await rows(door.person(viewer), brand, "kind=TEMPLATE_UPDATED")
    assert row["Actor"] == '\'=cmd|" /c calc"@example.com'
    assert row["Organization"] == '\'+Acme, "Inc"\r\n=1+1'


async def test_a_long_history_comes_whole_and_in_order(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await execute(
        """
        INSERT INTO event (id, kind, organization_id, facts)
        SELECT gen_random_uuid(), 'TEMPLATE_UPDATED', $1, jsonb_build_object('number', number)
        FROM generate_series(1, 1201) AS number
        """,
        brand.id,
    )
    told = await rows(door.person(await a_member(brand)), brand, "kind=TEMPLATE_UPDATED")
    assert sorted(json.loads(row["Facts"])["number"] for row in told) == list(range(1, 1202))
