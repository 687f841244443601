"""Devices and tokens in people's hands: editing, making by hand, revealing, and who sees how much."""

import base64
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image

from app.domain.devices.authenticating import authenticate
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.domain.viewer import Viewer
from app.models import (
    Device,
    Event,
    MetadataFieldType,
    Organization,
    PlanUsage,
    Role,
    StaticToken,
    Template,
    TokenOrigin,
)
from app.schema.nodes import global_id, parse_id
from app.secrets.auth_token import AuthToken
from tests.api.clients import Client, Door
from tests.api.steps import a_small_plan, an_owned_device, comes_online, goes_offline, kinds
from tests.builders import (
    MintedToken,
    a_batch,
    a_brand,
    a_customer,
    a_member,
    a_static_token,
    a_template,
    below,
    tokens_of,
)

pytestmark = pytest.mark.anyio

SERIAL = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True)
CHANNEL = FieldDraft("Channel", MetadataFieldType.INTEGER, is_required=True)
COLOUR = FieldDraft("Colour", MetadataFieldType.CHOICE, choices=("red", "green"), default_value="red")
NOTE = FieldDraft("Note", MetadataFieldType.TEXT)

FAULTS = "... on MetadataInvalid { faults { field value reason } }"
DEVICE = """query($id: ID!) { device(id: $id) {
  name status presence { isOnline } metadata { name value } owner { email } organization { name } staticToken { id }
  template { name } history(first: 20) { edges { node { kind actor { email } } } }
} }"""
TOKEN = """query($id: ID!) { staticToken(id: $id) {
  status qrToken claimUrl qrCode(format: SVG) issuer { name } device { name owner { email } }
  history(first: 20) { edges { node { kind actor { email } } } }
} }"""


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


def values(device: dict[str, Any]) -> dict[str, str]:
    return {value["name"]: value["value"] for value in device["metadata"]}


def events(seen: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Kinds and actors of a history, oldest first."""
    nodes = [edge["node"] for edge in seen["history"]["edges"]][::-1]
    return [(node["kind"], node["actor"] and node["actor"]["email"]) for node in nodes]


async def edit(client: Client, device_id: str, **metadata: str) -> Any:
    given = [{"name": name.replace("_", " "), "value": value} for name, value in metadata.items()]
    return await client.do(
        "updateDevice", "device { name metadata { name value } }", FAULTS, deviceId=device_id, metadata=given
    )


# ---- Editing ----


async def test_an_owners_values_lie_over_the_factorys_and_an_empty_one_gives_it_back(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts, COLOUR, NOTE)
    owned = await an_owned_device(door, parts, brand, template=template)
    edited = await edit(owned.owner, owned.device_id, Device_Name=" Kitchen ", Colour="green", Note="by the window")
    reset = await edit(owned.owner, owned.device_id, Colour=" ", Note="")

    assert edited["device"]["name"] == "Kitchen"
    assert values(edited["device"]) == {"Device Name": "Kitchen", "Colour": "green", "Note": "by the window"}
    assert values(reset["device"]) == {"Device Name": "Kitchen", "Colour": "red"}
    factory = (await door.person(await a_member(brand)).ask(DEVICE, id=owned.device_id))["device"]
    assert values(factory) == {"Device Name": "TempSense", "Colour": "red"}
    recorded = await Event.filter(kind="DEVICE_UPDATED", device_id=owned.row_id).order_by("id")
    # What was written is the owner's; the record tells only which fields.
    assert [event.facts for event in recorded] == [
        {"fields": ["Colour", "Device Name", "Note"]},
        {"fields": ["Colour", "Note"]},
    ]


async def test_every_fault_of_an_edit_is_told_and_nothing_is_changed(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts, SERIAL, COLOUR)
    (token,) = await tokens_of(await a_batch(brand, parts, template=template, metadata={"Serial": "A1"}), parts)
    owner = door.person(await a_customer(brand))
    claimed = await owner.do("claimDevice", "device { id }", qrToken=token.qr_token.text)
    outcome = await edit(
        owner, claimed["device"]["id"], Device_Name="Kitchen", Serial="A2", Colour="blue", Weight="1", Note="a\u0000"
    )

    assert outcome["faults"] == [
        {"field": "Serial", "value": "A2", "reason": "identifies the unit and was set at the factory"},
        {"field": "Colour", "value": "blue", "reason": "is not one of red, green"},
        {"field": "Weight", "value": "1", "reason": "is not a metadata field of this template"},
        {"field": "Note", "value": "a\u0000", "reason": "is not a metadata field of this template"},
    ]
    assert (await Device.get(static_token_id=token.id)).edits == {}
    assert not await Event.exists(kind="DEVICE_UPDATED", static_token_id=token.id)


async def test_while_nobody_owns_it_the_issuers_administrators_change_the_factorys_values(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts, CHANNEL, COLOUR, NOTE)
    batch = await a_batch(brand, parts, template=template, metadata={"Channel": "1", "Note": "prototype"})
    (token,) = await tokens_of(batch, parts)
    arrival = await comes_online(parts, token.id)
    device_id, admin = global_id("Device", arrival.device_id), door.person(await a_member(brand, Role.ADMIN))
    edited = await edit(admin, device_id, Channel="2", Colour="green")
    cleared = await edit(admin, device_id, Note="", Colour="")
    refused = await edit(admin, device_id, Channel="")

    assert values(edited["device"]) == {
        "Device Name": "TempSense",
        "Channel": "2",
        "Colour": "green",
        "Note": "prototype",
    }
    # No value lies below the factory's: the default takes its place, and what is required stays.
    assert values(cleared["device"]) == {"Device Name": "TempSense", "Channel": "2", "Colour": "red"}
    assert refused["faults"] == [{"field": "Channel", "value": "", "reason": "is required"}]
    owner = door.person(await a_customer(brand))
    claimed = await owner.do("claimDevice", "device { metadata { name value } }", qrToken=token.qr_token.text)
    assert values(claimed["device"])["Channel"] == "2"


async def test_only_the_owner_and_administrators_of_the_organization_edit(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    member = await a_member(client, Role.MEMBER)
    owned = await an_owned_device(door, parts, brand, viewer=member)
    allowed = [await a_member(client, Role.ADMIN), await a_member(brand, Role.OWNER)]
    refused = [
        await a_member(client, Role.MEMBER),
        await a_member(client, Role.OPERATOR),
        await a_member(brand, Role.OPERATOR),
        await a_member(await below(brand)),
        await a_member(await a_brand()),
    ]
    for actor in refused:
        outcome = await edit(door.person(actor), owned.device_id, Device_Name="Taken")
        assert outcome["__typename"] == "DeviceNotYours"
    assert (await Device.get(id=owned.row_id)).edits == {}
    for actor in allowed:
        outcome = await edit(door.person(actor), owned.device_id, Device_Name=actor.email)
        assert outcome["device"]["name"] == actor.email
    unknown = await edit(owned.owner, global_id("Device", uuid4()), Device_Name="Nothing")
    assert unknown["__typename"] == "DeviceNotYours"
    assert (await door.stranger().try_to("updateDevice", deviceId=owned.device_id, metadata=[])).code == (
        "UNAUTHENTICATED"
    )


# ---- Identifying ----


async def test_an_online_device_is_asked_to_show_itself_and_an_offline_one_is_not(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    never = await owned.owner.do("identifyDevice", deviceId=owned.device_id)
    arrival = await comes_online(parts, owned.token.id)
    async with parts.bus.subscribe(("connection", str(owned.token.id))) as orders:
        online = await owned.owner.do("identifyDevice", "device { id }", deviceId=owned.device_id)
        assert getattr(await anext(orders), "body", "").startswith("identify:")
    staff = await door.person(await a_member(brand)).do("identifyDevice", deviceId=owned.device_id)
    await goes_offline(parts, arrival)
    offline = await owned.owner.do("identifyDevice", deviceId=owned.device_id)

    assert never["__typename"] == offline["__typename"] == "DeviceOffline"
    assert online["device"] == {"id": owned.device_id}
    assert staff["__typename"] == "DeviceNotYours"
    assert await Event.filter(kind="DEVICE_IDENTIFIED", device_id=owned.row_id).count() == 1


# ---- By hand ----


async def make(client: Client, organization: Organization, template: Template, **metadata: str) -> Any:
    return await client.do(
        "createDevice",
        "authToken device { id name status owner { email } metadata { name value } staticToken { id qrToken } }",
        FAULTS,
        organizationId=an_id(organization),
        templateId=global_id("Template", template.id),
        metadata=[{"name": name, "value": value} for name, value in metadata.items()],
    )


async def test_a_device_made_by_hand_shows_its_auth_token_once_and_has_no_qr_token(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    operator = await a_member(brand, Role.OPERATOR)
    me = door.person(operator)
    made = await make(me, brand, await a_template(brand, parts, COLOUR), Colour="green")
    device = made["device"]

    [identity] = await authenticate(parts, [AuthToken.parse(made["authToken"])])
    assert identity is not None
    assert global_id("StaticToken", identity.token_id) == device["staticToken"]["id"]
    assert (device["status"], device["owner"], device["staticToken"]["qrToken"]) == (
        "CLAIMED",
        {"email": operator.email},
        None,
    )
    assert values(device) == {"Device Name": "TempSense", "Colour": "green"}
    again = await me.do("revealAuthToken", "authToken", tokenId=device["staticToken"]["id"])
    assert again["__typename"] == "AuthTokenNotRevealable"
    token = await StaticToken.get(id=identity.token_id)
    assert (token.origin, token.qr_digest) == (TokenOrigin.BY_HAND, None)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1
    assert await kinds(static_token_id=token.id) == ["DEVICE_CREATED"]


async def test_staff_make_devices_by_hand_for_their_organizations_and_nobody_else_does(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    client = await below(brand)
    template = await a_template(brand, parts)
    customer = await a_customer(brand)
    personal = await Organization.get(id=customer.held[0].organization_id)
    refused = [
        (await a_member(client, Role.MEMBER), client),
        (await a_member(client, Role.OWNER), brand),
        (await a_member(await a_brand()), brand),
        (await a_member(brand), Organization(id=uuid4())),
        (customer, personal),
        (await a_member(brand), personal),
    ]
    for actor, organization in refused:
        answer = await door.person(actor).try_to(
            "createDevice", organizationId=an_id(organization), templateId=global_id("Template", template.id)
        )
        assert answer.code == "FORBIDDEN"
    assert not await StaticToken.exists(issuer__root_id=brand.id)
    assert (await make(door.person(await a_member(brand, Role.OPERATOR)), client, template))["device"] is not None


async def test_a_device_that_cannot_be_made_leaves_no_trace(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan(tokens=1))
    template = await a_template(brand, parts, SERIAL, CHANNEL)
    me = door.person(await a_member(brand))
    invalid = await make(me, brand, template, Channel="one", Size="big")
    foreign = await make(me, brand, await a_template(await a_brand(), parts), Channel="1")
    assert not await StaticToken.exists(issuer_id=brand.id)
    first = await make(me, brand, template, Channel="1", Serial="A1")
    over = await make(me, brand, template, Channel="1", Serial="A2")

    assert [fault["field"] for fault in invalid["faults"]] == ["Size", "Channel"]
    assert foreign["__typename"] == "TemplateNotUsable"
    assert first["__typename"] == "CreateDeviceSuccess"
    assert over["__typename"] == "PlanLimitReached"
    assert await StaticToken.filter(issuer_id=brand.id).count() == 1
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1


async def test_a_unique_value_is_given_once_in_an_organization_and_free_after_deletion(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    client = await below(brand)
    template, me = await a_template(brand, parts, SERIAL), door.person(await a_member(brand))
    first = await make(me, brand, template, Serial="A1")
    again = await make(me, brand, template, Serial="A1")
    elsewhere = await make(me, client, template, Serial="A1")
    await me.do("deleteTokens", tokenIds=[first["device"]["staticToken"]["id"]], confirm=1)
    after = await make(me, brand, template, Serial="A1")

    assert again["faults"] == [{"field": "Serial", "value": "A1", "reason": "is used by another token"}]
    assert elsewhere["__typename"] == after["__typename"] == "CreateDeviceSuccess"
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 2


# ---- Revealing, and the QR code ----


async def test_revealing_an_auth_token_leaves_an_event(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, operator = await a_static_token(brand, parts), await a_member(brand, Role.OPERATOR)
    document_id = global_id("StaticToken", token.id)
    revealed = await door.person(operator).do("revealAuthToken", "authToken staticToken { id }", tokenId=document_id)

    assert revealed["authToken"] == token.auth_token.text
    assert revealed["staticToken"] == {"id": document_id}
    (event,) = await Event.filter(static_token_id=token.id)
    assert (event.kind, event.actor_id, event.issuer_id) == ("AUTH_TOKEN_REVEALED", operator.account_id, brand.id)
    assert token.auth_token.text not in str(event.facts)


async def test_staff_of_the_issuer_and_of_those_above_see_tokens_and_nobody_else_does(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(client, parts)
    owned = await an_owned_device(door, parts, client)
    ids = [global_id("StaticToken", token.id), owned.token_id]
    reaching = [
        await a_member(organization, role)
        for organization in (client, brand)
        for role in (Role.OWNER, Role.ADMIN, Role.OPERATOR)
    ]
    not_reaching = [
        await a_member(client, Role.MEMBER),
        await a_member(brand, Role.MEMBER),
        await a_member(await below(brand)),
        await a_member(await below(client)),
        await a_member(await a_brand()),
        owned.viewer,
    ]
    for actor in reaching:
        person = door.person(actor)
        seen = (await person.ask(TOKEN, id=ids[0]))["staticToken"]
        assert seen["qrToken"] == token.qr_token.text
        assert seen["qrCode"].startswith("data:image/svg+xml")
        assert (await person.do("revealAuthToken", "authToken", tokenId=ids[0]))["authToken"] == token.auth_token.text
    before = await Event.filter(static_token_id=token.id).count()
    for actor in not_reaching:
        person = door.person(actor)
        for token_id in (*ids, global_id("StaticToken", uuid4())):
            assert await person.ask(TOKEN, id=token_id) == {"staticToken": None}
            assert (await person.try_to("revealAuthToken", tokenId=token_id)).code == "FORBIDDEN"
    assert await Event.filter(static_token_id=token.id).count() == before == len(reaching)
    own = (await owned.owner.ask(DEVICE, id=owned.device_id))["device"]
    assert own["staticToken"] is None


async def test_the_qr_code_on_the_label_leads_to_the_claim_link(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, me = await a_static_token(brand, parts), door.person(await a_member(brand, Role.OPERATOR))
    document = "query($id: ID!) { staticToken(id: $id) { claimUrl qrCode(format: PNG) } }"
    seen = (await me.ask(document, id=global_id("StaticToken", token.id)))["staticToken"]
    kind, _, encoded = seen["qrCode"].partition(";base64,")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(base64.b64decode(encoded))))

    assert kind == "data:image/png"
    assert found.text == seen["claimUrl"]
    outcome = await door.person(await a_customer(brand)).do("claimDevice", qrToken=found.text)
    assert outcome["__typename"] == "ClaimDeviceSuccess"


@pytest.mark.parametrize("size", [0, -1, 65, 2**31 - 1])
async def test_a_module_has_between_one_and_64_pixels(door: Door, parts: Parts, size: int) -> None:
    brand = await a_brand()
    token, me = await a_static_token(brand, parts), door.person(await a_member(brand))
    document = "query($id: ID!, $size: Int!) { staticToken(id: $id) { qrCode(format: PNG, moduleSize: $size) } }"
    answer = await me.execute(document, id=global_id("StaticToken", token.id), size=size)

    assert answer.code == "BAD_REQUEST"


# ---- Privacy ----


async def test_the_brands_staff_see_the_factorys_side_of_a_customers_device(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    await edit(owned.owner, owned.device_id, Device_Name="Bedroom")
    await comes_online(parts, owned.token.id)
    staff = await a_member(brand, Role.OWNER)
    seen = (await door.person(staff).ask(DEVICE, id=owned.device_id))["device"]
    token = (await door.person(staff).ask(TOKEN, id=owned.token_id))["staticToken"]

    assert (seen["name"], values(seen)) == ("TempSense", {"Device Name": "TempSense"})
    assert (seen["owner"], seen["organization"]) == (None, None)
    assert (seen["status"], seen["presence"], seen["staticToken"]) == (
        "CLAIMED",
        {"isOnline": True},
        {"id": owned.token_id},
    )
    assert token["device"] == {"name": "TempSense", "owner": None}
    # What happened is told, but not who the customer is.
    story = [("DEVICE_CLAIMED", None), ("DEVICE_UPDATED", None), ("FIRST_CONNECTED", None)]
    assert events(seen) == events(token) == story
    for people in (await a_member(brand, Role.MEMBER), await a_member(await below(brand))):
        assert await door.person(people).ask(DEVICE, id=owned.device_id) == {"device": None}


async def test_staff_see_which_of_them_ended_a_customers_ownership_and_the_customer_does_not(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    clerk, colleague = await a_member(brand, Role.ADMIN), await a_member(brand, Role.OPERATOR)
    await door.person(clerk).do("disclaimTokens", tokenIds=[owned.token_id])
    token = (await door.person(colleague).ask(TOKEN, id=owned.token_id))["staticToken"]
    personal = global_id("Organization", owned.viewer.held[0].organization_id)
    document = """query($id: ID!) { organization(id: $id) {
      history: events(first: 10) { edges { node { kind actor { email } } } } } }"""
    own = (await owned.owner.ask(document, id=personal))["organization"]

    assert events(token) == [("DEVICE_CLAIMED", None), ("DEVICE_DISCLAIMED", clerk.email)]
    assert ("DEVICE_CLAIMED", owned.viewer.email) in events(own)
    assert ("DEVICE_DISCLAIMED", None) in events(own)


async def test_people_of_an_organization_see_each_others_devices_whole(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    member = await a_member(client, Role.MEMBER)
    owned = await an_owned_device(door, parts, brand, viewer=member, name="Meeting room")
    whole = [
        await a_member(client, Role.MEMBER),
        await a_member(client, Role.OPERATOR),
        await a_member(brand, Role.MEMBER),
        await a_member(brand, Role.OWNER),
    ]
    for viewer in whole:
        seen = (await door.person(viewer).ask(DEVICE, id=owned.device_id))["device"]
        assert (seen["name"], seen["owner"]) == ("Meeting room", {"email": member.email})
    hidden: list[Viewer] = [
        await a_member(await below(brand)),
        await a_customer(brand),
        await a_member(await a_brand()),
    ]
    for viewer in hidden:
        assert await door.person(viewer).ask(DEVICE, id=owned.device_id) == {"device": None}


async def test_an_unclaimed_device_is_seen_by_the_issuers_people_only(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token: MintedToken = await a_static_token(client, parts)
    device_id = global_id("Device", (await comes_online(parts, token.id)).device_id)
    for viewer, sees in (
        (await a_member(client, Role.MEMBER), True),
        (await a_member(brand, Role.OPERATOR), True),
        (await a_member(await below(brand)), False),
        (await a_customer(brand), False),
    ):
        seen = (await door.person(viewer).ask(DEVICE, id=device_id))["device"]
        assert (seen is not None) == sees


async def test_an_owner_sees_what_happened_since_the_device_became_theirs(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    arrival = await comes_online(parts, token.id)
    customer = await a_customer(brand)
    owner = door.person(customer)
    claimed = await owner.do("claimDevice", "device { id }", qrToken=token.qr_token.text)
    assert parse_id(claimed["device"]["id"])[1] == arrival.device_id
    mine = (await owner.ask(DEVICE, id=claimed["device"]["id"]))["device"]
    staff = door.person(await a_member(brand))
    whole = (await staff.ask(TOKEN, id=global_id("StaticToken", token.id)))["staticToken"]

    assert events(mine) == [("DEVICE_CLAIMED", customer.email)]
    assert events(whole) == [("FIRST_CONNECTED", None), ("DEVICE_CLAIMED", None)]


async def test_a_list_shows_no_more_of_a_device_than_the_device_itself_does(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    document = """query($id: ID!) { organization(id: $id) {
      devices(first: 10, filter: {includeBelow: true}) { edges { node { id name owner { email } } } }
      staticTokens(first: 10) { edges { node { device { name owner { email } } } } }
      events(first: 50) { edges { node { kind actor { email } } } }
    } }"""
    seen = (await door.person(await a_member(brand)).ask(document, id=an_id(brand)))["organization"]
    member = (await door.person(await a_member(brand, Role.MEMBER)).ask(document, id=an_id(brand)))["organization"]

    assert [edge["node"] for edge in seen["devices"]["edges"]] == [
        {"id": owned.device_id, "name": "TempSense", "owner": None}
    ]
    assert [edge["node"] for edge in seen["staticTokens"]["edges"]] == [
        {"device": {"name": "TempSense", "owner": None}}
    ]
    assert "Kitchen" not in str(seen)
    assert owned.viewer.email not in str(seen)
    assert (member["devices"]["edges"], member["staticTokens"], member["events"]) == ([], None, None)
