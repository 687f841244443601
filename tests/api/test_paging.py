"""Connections: complete and without doubles in both directions, and a page of any size costs the same statements."""

import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.database.connection import execute
from app.domain import history
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import (
    Account,
    Device,
    Membership,
    MetadataFieldType,
    Presence,
    Role,
    StaticToken,
    Template,
    TokenBatch,
)
from app.schema.nodes import global_id
from tests.api.clients import Client, Door, asks_over_websocket
from tests.api.steps import comes_online, counted_statements
from tests.builders import a_batch, a_brand, a_customer, a_member, a_template, below

pytestmark = pytest.mark.anyio

SIZE = 105

TEMPLATE = "id name metadataFields { name }"
ORGANIZATION = "id name brand { slug } parent { name } plan { name } usage { staticTokens }"
DEVICE = (
    f"id name status template {{ {TEMPLATE} }} organization {{ {ORGANIZATION} }} owner {{ email }} "
    "metadata { name value } staticToken { serial claimUrl } presence { isOnline since }"
)
BATCH = f"id name template {{ {TEMPLATE} }} createdBy {{ email }}"
TOKEN = (
    f"id status template {{ name }} batch {{ name }} issuer {{ {ORGANIZATION} }} metadata {{ name value }} "
    "claimUrl firstConnectedAt device { name organization { name } owner { email } presence { isOnline } }"
)
EVENT = "id kind actor { email }"
MEMBER = "id role user { email } organization { name }"

CONNECTIONS = {
    "viewer.devices": ("viewer {", DEVICE),
    "organization.children": ("organization(id: $organization) {", ORGANIZATION),
    "organization.members": ("organization(id: $organization) {", MEMBER),
    "organization.templates": ("organization(id: $organization) {", TEMPLATE),
    "organization.tokenBatches": ("organization(id: $organization) {", BATCH),
    "organization.staticTokens": ("organization(id: $organization) {", TOKEN),
    "organization.devices": ("organization(id: $organization) {", DEVICE),
    "organization.events": ("organization(id: $organization) {", EVENT),
    "tokenBatch.staticTokens": ("tokenBatch(id: $batch) {", TOKEN),
    "staticToken.history": ("staticToken(id: $token) {", EVENT),
    "device.history": ("device(id: $device) {", EVENT),
}
every_connection = pytest.mark.parametrize("connection", CONNECTIONS)


@dataclasses.dataclass(frozen=True)
class Crowd:
    """A brand in which every list has more than a hundred entries, and somebody who sees them all."""

    owner: Client
    ids: dict[str, str]

    def document(self, connection: str, *, counted: bool = False) -> str:
        """A query for one page with everything that nests in it."""
        (begin, node), name = CONNECTIONS[connection], connection.partition(".")[2]
        filters = ", filter: { includeBelow: true }" if connection == "organization.devices" else ""
        variables = ", ".join(f"${name}: ID!" for name in self.ids if f"${name}" in begin)
        count = "totalCount" if counted else ""
        return (
            f"query($first: Int, $after: String, $last: Int, $before: String, {variables}) {{ {begin} "
            f"{name}(first: $first, after: $after, last: $last, before: $before{filters}) {{ {count} "
            f"edges {{ cursor node {{ {node} }} }} "
            "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
        ).replace(", )", ")")

    async def page(self, connection: str, *, counted: bool = False, **page: Any) -> dict[str, Any]:
        """One page of a connection."""
        document = self.document(connection, counted=counted)
        above, name = connection.split(".")
        found: dict[str, Any] = (await self.owner.ask(document, **self._ids_in(document), **page))[above][name]
        return found

    def variables(self, connection: str, **page: Any) -> dict[str, Any]:
        """What the document of a connection needs besides."""
        return {**self._ids_in(self.document(connection)), **page}

    def _ids_in(self, document: str) -> dict[str, str]:
        return {name: value for name, value in self.ids.items() if f"${name}:" in document}


@pytest.fixture(scope="module")
async def crowd(door: Door, parts: Parts) -> Crowd:
    """Rows are inserted in bulk: making a hundred of each by their operations takes long, and is tested elsewhere."""
    brand = await a_brand()
    owner = await a_member(brand)
    fields = (
        FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True),
        FieldDraft("Colour", MetadataFieldType.TEXT),
    )
    template = await a_template(brand, parts, *fields, actor=owner)
    batch = await a_batch(brand, parts, SIZE, template=template, metadata={"Colour": "red"})
    accounts = [
        Account(root_id=brand.id, email=f"{n}@example.com", email_key=f"{n}@example.com", password_hash="none")
        for n in range(SIZE)
    ]
    await Account.bulk_create(accounts)
    await Membership.bulk_create(
        Membership(account_id=account.id, organization_id=brand.id, role=Role.MEMBER) for account in accounts
    )
    clients = [await below(brand, f"Client {n}") for n in range(SIZE)]
    templates = [Template(organization_id=brand.id, name=f"Template {n}") for n in range(SIZE)]
    await Template.bulk_create(templates)
    await TokenBatch.bulk_create(
        TokenBatch(
            issuer_id=brand.id,
            template_id=templates[n].id,
            created_by_id=accounts[n].id,
            name=f"Batch {n}",
            origin="AUTOMATIC",
            status="PENDING",
            token_count=1,
        )
        for n in range(SIZE)
    )
    tokens = await StaticToken.filter(batch_id=batch.id).order_by("id")
    await StaticToken.filter(batch_id=batch.id).update(status="CLAIMED", claimed_at=datetime.now(UTC))
    devices = [
        Device(static_token_id=token.id, organization_id=client.id, owner_id=account.id, edits={"Device Name": "Mine"})
        for token, client, account in zip(tokens, clients, accounts, strict=True)
    ]
    await Device.bulk_create(devices)
    now = datetime.now(UTC)
    await Presence.bulk_create(
        Presence(device_id=device.id, session=1, is_online=False, since=now, last_seen_at=now, reason="TIMEOUT")
        for device in devices
    )
    # The owner is a member everywhere, so that all devices are listed as theirs.
    await Membership.bulk_create(
        Membership(account_id=owner.account_id, organization_id=client.id, role=Role.ADMIN) for client in clients
    )
    for account in accounts:
        await history.record(
            EventKind.DEVICE_UPDATED,
            actor_id=account.id,
            organization_id=brand.id,
            issuer_id=brand.id,
            static_token_id=tokens[0].id,
            device_id=devices[0].id,
        )
    ids: dict[str, str] = {
        "organization": global_id("Organization", brand.id),
        "batch": global_id("TokenBatch", batch.id),
        "token": global_id("StaticToken", tokens[0].id),
        "device": global_id("Device", devices[0].id),
    }
    return Crowd(door.person(owner), ids)


def keys(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@every_connection
async def test_pages_forwards_and_backwards_are_complete_and_without_doubles(crowd: Crowd, connection: str) -> None:
    forwards: list[str] = []
    page = await crowd.page(connection, first=40, counted=True)
    total = page["totalCount"]
    assert not page["pageInfo"]["hasPreviousPage"]
    forwards += keys(page)
    while page["pageInfo"]["hasNextPage"]:
        page = await crowd.page(connection, first=40, after=page["pageInfo"]["endCursor"])
        assert page["pageInfo"]["hasPreviousPage"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        forwards += keys(page)

    backwards: list[str] = []
    page = await crowd.page(connection, last=40)
    assert not page["pageInfo"]["hasNextPage"]
    backwards = keys(page)
    while page["pageInfo"]["hasPreviousPage"]:
        page = await crowd.page(connection, last=40, before=page["pageInfo"]["startCursor"])
        backwards = keys(page) + backwards

    assert total >= SIZE
    assert len(forwards) == len(set(forwards)) == total
    assert backwards == forwards


@every_connection
async def test_a_page_costs_the_same_statements_whatever_its_size(crowd: Crowd, connection: str) -> None:
    costs = {}
    for size in (1, 10, 100):
        async with counted_statements() as statements:
            page = await crowd.page(connection, first=size)
        assert len(page["edges"]) == size
        costs[size] = len(statements)
        assert not any("COUNT(" in statement.upper() for statement in statements)

    assert costs[1] == costs[10] == costs[100], costs
    async with counted_statements() as statements:
        await crowd.page(connection, first=100, counted=True)
    assert len(statements) == costs[1] + 1


@pytest.mark.parametrize("connection", ["viewer.devices", "organization.staticTokens", "device.history"])
async def test_a_page_costs_hardly_more_statements_over_a_socket_when_it_is_bigger(
    crowd: Crowd, connection: str
) -> None:
    costs = {}
    for size in (1, 100):
        async with counted_statements() as statements:
            answer = await asks_over_websocket(
                crowd.owner, crowd.document(connection), **crowd.variables(connection, first=size)
            )
        above, name = connection.split(".")
        assert len(answer.data[above][name]["edges"]) == size
        costs[size] = len(statements)

    # A socket remembers nothing, so rows wanted in several places of a page may be asked for together or apart.
    assert costs[100] <= costs[1] + 8, costs


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"first": 0},
        {"first": -1},
        {"first": 101},
        {"last": 0},
        {"last": 101},
        {"first": 1, "last": 1},
        {"first": 1, "before": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"last": 1, "after": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"first": 1, "after": ""},
        {"first": 1, "after": "here"},
        {"first": 1, "after": "ä"},
        {"first": 1, "after": "\u0000"},
    ],
)
async def test_a_page_is_asked_for_from_one_end_with_its_size_and_a_cursor_of_ours(
    door: Door, page: dict[str, Any]
) -> None:
    me = door.person(await a_customer(await a_brand()))
    answer = await me.execute(
        "query($first: Int, $after: String, $last: Int, $before: String) { viewer { "
        "devices(first: $first, after: $after, last: $last, before: $before) { edges { cursor } } } }",
        **page,
    )
    assert answer.code == "BAD_REQUEST"


async def test_an_empty_list_has_an_empty_page(door: Door) -> None:
    me = door.person(await a_customer(await a_brand()))
    seen = await me.ask(
        "{ viewer { devices(first: 1) { totalCount edges { cursor } "
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
    )
    assert seen["viewer"]["devices"] == {
        "totalCount": 0,
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


async def test_what_comes_while_somebody_pages_moves_no_entry(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    me = door.person(await a_member(brand))
    template = await a_template(brand, parts)
    old = await StaticToken.filter(batch_id=(await a_batch(brand, parts, 4, template=template)).id).order_by("-id")
    document = """query($id: ID!, $after: String) { organization(id: $id) { staticTokens(first: 2, after: $after) {
      edges { node { id } } pageInfo { endCursor hasNextPage } } } }"""
    organization = global_id("Organization", brand.id)
    first = (await me.ask(document, id=organization))["organization"]["staticTokens"]
    await a_batch(brand, parts, 4, template=template)
    second = (await me.ask(document, id=organization, after=first["pageInfo"]["endCursor"]))["organization"][
        "staticTokens"
    ]

    assert keys(first) + keys(second) == [global_id("StaticToken", token.id) for token in old]
    assert not second["pageInfo"]["hasNextPage"]


# ---- Filters ----


async def test_static_tokens_are_filtered_by_everything_a_filter_names(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    me = door.person(await a_member(brand))
    serial = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True)
    template, other = await a_template(brand, parts, serial), await a_template(brand, parts)
    batches = {
        "first": await a_batch(brand, parts, template=template, metadata={"Serial": "A%_1"}),
        "second": await a_batch(brand, parts, template=template, metadata={"Serial": "AB21"}),
        "third": await a_batch(brand, parts, template=other),
        "below": await a_batch(client, parts, template=other),
    }
    tokens = {name: (await StaticToken.get(batch_id=batch.id)).id for name, batch in batches.items()}
    await me.do(
        "createDevice",
        organizationId=global_id("Organization", brand.id),
        templateId=global_id("Template", other.id),
    )
    tokens["by hand"] = (await StaticToken.get(issuer_id=brand.id, origin="BY_HAND")).id
    await StaticToken.filter(id=tokens["second"]).update(clone_suspected_at=datetime.now(UTC))
    moments = {name: (await StaticToken.get(id=token)).created_at.isoformat() for name, token in tokens.items()}
    names = {str(global_id("StaticToken", token)): name for name, token in tokens.items()}
    document = """query($id: ID!, $filter: StaticTokenFilter, $order: ListOrder!) { organization(id: $id) {
      staticTokens(first: 10, filter: $filter, orderBy: $order) { totalCount edges { node { id } } } } }"""

    async def found(order: str = "OLDEST_FIRST", **wanted: Any) -> list[str]:
        seen = await me.ask(document, id=global_id("Organization", brand.id), filter=wanted, order=order)
        listed = [names[key] for key in keys(seen["organization"]["staticTokens"])]
        assert seen["organization"]["staticTokens"]["totalCount"] == len(listed)
        return listed

    own = ["first", "second", "third", "by hand"]
    assert await found() == own
    assert await found("NEWEST_FIRST") == own[::-1]
    assert await found(includeBelow=True) == ["first", "second", "third", "below", "by hand"]
    assert await found(status="UNCLAIMED") == own[:3]
    assert await found(status="CLAIMED") == ["by hand"]
    assert await found(origin="MINTED") == own[:3]
    assert await found(templateId=global_id("Template", template.id)) == own[:2]
    assert await found(batchId=global_id("TokenBatch", batches["second"].id)) == ["second"]
    assert await found(isCloneSuspected=True) == ["second"]
    assert await found(isCloneSuspected=False) == ["first", "third", "by hand"]
    assert await found(serialStartsWith="A") == own[:2]
    assert await found(serialStartsWith="A%_") == ["first"]
    assert await found(serialStartsWith="a") == []
    assert await found(createdFrom=moments["second"]) == own[1:]
    assert await found(createdUntil=moments["third"]) == own[:2]
    assert await found(createdUntil=moments["third"], status="UNCLAIMED", serialStartsWith="AB") == ["second"]
    # A time without a zone is UTC.
    assert await found(createdFrom=moments["second"].removesuffix("+00:00")) == own[1:]
    assert await found(createdFrom="0001-01-01T00:00:00") == await found(createdUntil="9999-12-31T23:59:59") == own
    for impossible in (
        {"serialStartsWith": "A\u0000"},
        {"createdFrom": "0001-01-01T00:00:00+23:59"},
        {"createdUntil": "9999-12-31T23:59:59-23:59"},
        {"templateId": global_id("Device", template.id)},
        {"batchId": "batch"},
    ):
        organization = global_id("Organization", brand.id)
        answer = await me.execute(document, id=organization, filter=impossible, order="OLDEST_FIRST")
        assert answer.code == "BAD_REQUEST"


async def test_devices_are_filtered_by_everything_a_filter_names(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    staff = await a_member(brand)
    me = door.person(staff)
    template, other = await a_template(brand, parts), await a_template(brand, parts)
    ids: dict[str, UUID] = {}
    arrival = await comes_online(
        parts, (await StaticToken.get(batch_id=(await a_batch(brand, parts, template=template)).id)).id
    )
    ids["online"] = arrival.device_id
    for name, organization in (("by hand", brand), ("below", client)):
        made = await me.do(
            "createDevice",
            "device { id }",
            organizationId=global_id("Organization", organization.id),
            templateId=global_id("Template", other.id),
        )
        ids[name] = (await Device.filter(static_token__issuer_id=organization.id, owner_id=staff.account_id).get()).id
        assert made["device"]["id"] == global_id("Device", ids[name])
    names = {str(global_id("Device", row)): name for name, row in ids.items()}
    document = """query($id: ID!, $filter: DeviceFilter) { organization(id: $id) {
      devices(first: 10, filter: $filter, orderBy: OLDEST_FIRST) { totalCount edges { node { id } } } }
      viewer { devices(first: 10, filter: $filter) { totalCount edges { node { id } } } } }"""

    async def found(**wanted: Any) -> list[str]:
        seen = await me.ask(document, id=global_id("Organization", brand.id), filter=wanted)
        listed = [names[key] for key in keys(seen["organization"]["devices"])]
        assert seen["organization"]["devices"]["totalCount"] == len(listed)
        assert seen["viewer"]["devices"]["totalCount"] == len(seen["viewer"]["devices"]["edges"])
        return listed

    assert await found() == ["online", "by hand"]
    assert await found(includeBelow=True) == ["online", "by hand", "below"]
    assert await found(status="UNCLAIMED") == ["online"]
    assert await found(status="CLAIMED") == ["by hand"]
    assert await found(templateId=global_id("Template", template.id)) == ["online"]
    assert await found(isOnline=True) == ["online"]
    assert await found(isOnline=False) == ["by hand"]
    await execute(
        "UPDATE presence SET is_online = false, node_id = NULL, reason = 'TIMEOUT' WHERE device_id = $1", ids["online"]
    )
    assert await found(isOnline=True) == []
    assert await found(isOnline=False) == ["online", "by hand"]
