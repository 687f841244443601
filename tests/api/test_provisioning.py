"""Provisioning: an AuthToken without a QR code, for fifteen minutes and one device of the one who asked for it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cli.simulated_device import Finished, SimulatedDevice
from app.domain.devices import arriving, provisioning
from app.domain.devices.authenticating import authenticate
from app.domain.parts import Parts
from app.domain.templates import FieldDraft, TemplateDraft, create_template, update_template
from app.domain.viewer import Viewer
from app.models import (
    Device,
    Membership,
    MetadataFieldType,
    Organization,
    PlanUsage,
    Provisioning,
    RetiredToken,
    Role,
    StaticToken,
    Template,
    TokenOrigin,
    TokenStatus,
)
from app.schema.nodes import global_id, parse_id
from app.secrets.auth_token import AuthToken
from tests.api.clients import Client, Door
from tests.api.steps import a_small_plan, comes_online, has_guessed, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, a_template, below

pytestmark = pytest.mark.anyio

ANSWER = "authToken expiresAt deviceId"
SEEN = """query($id: ID!) { device(id: $id) { name status owner { email } organization { id }
  history(first: 9) { edges { node { kind } } } } }"""


async def a_wifi_template(organization: Organization, parts: Parts, *fields: FieldDraft) -> Template:
    """A template that allows provisioning."""
    draft = TemplateDraft(name="WiFi plug", allows_provisioning=True, fields=fields)
    return await create_template(await a_member(organization), parts, organization.id, draft)


async def provisions(client: Client, template: Template, **given: Any) -> dict[str, Any]:
    """The whole answer to somebody who asks for an AuthToken of a template."""
    answer: dict[str, Any] = await client.do(
        "provisionDevice", ANSWER, templateId=global_id("Template", template.id), **given
    )
    return answer


async def is_let_in(parts: Parts, auth_token: AuthToken) -> bool:
    """Whether the devices' door knows this AuthToken."""
    return await authenticate(parts, [auth_token]) != [None]


async def token_of(device_id: str) -> StaticToken:
    """The token of a device that is to come, or has."""
    row_id = parse_id(device_id)[1]
    waiting = await Provisioning.get_or_none(device_id=row_id)
    token_id: UUID = waiting.static_token_id if waiting else (await Device.get(id=row_id)).static_token_id
    return await StaticToken.get(id=token_id).select_related("issuer")


def ws_url(door: Door) -> str:
    return str(door.http.base_url.copy_with(scheme="ws", path="/device"))


async def expires(device_id: str, ago: timedelta = timedelta()) -> None:
    await Provisioning.filter(device_id=parse_id(device_id)[1]).update(expires_at=datetime.now(UTC) - ago)


async def test_the_device_is_its_persons_from_its_first_connection(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template, customer = await a_wifi_template(brand, parts), await a_customer(brand)
    me = door.person(customer)
    given = await provisions(me, template, name="Lamp")
    assert given["__typename"] == "ProvisionDeviceSuccess"
    lives = datetime.fromisoformat(given["expiresAt"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < lives <= timedelta(minutes=15)
    token = await token_of(given["deviceId"])
    assert (token.issuer_id, token.origin, token.status) == (brand.id, TokenOrigin.PROVISIONED, TokenStatus.UNCLAIMED)
    assert (await me.ask(SEEN, id=given["deviceId"]))["device"] is None
    watch = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id name presence { isOnline } } }"
    async with me.follow(watch, ids=[given["deviceId"]]) as changes:
        device = SimulatedDevice(ws_url(door), AuthToken.parse(given["authToken"]))
        await device.connect()
        assert device.is_claimed
        assert global_id("Device", UUID(device.device_id)) == given["deviceId"]
        shown = (await changes.next())["deviceStatusChanged"]
        assert shown == {"id": given["deviceId"], "name": "Lamp", "presence": {"isOnline": True}}
        await device.stop()

    seen = (await me.ask(SEEN, id=given["deviceId"]))["device"]
    assert seen == {
        "name": "Lamp",
        "status": "CLAIMED",
        "owner": {"email": customer.email},
        "organization": {"id": global_id("Organization", customer.held[0].organization_id)},
        "history": {"edges": [{"node": {"kind": "FIRST_CONNECTED"}}]},
    }
    assert await kinds(static_token_id=token.id) == ["DEVICE_PROVISIONED", "FIRST_CONNECTED"]
    assert not await Provisioning.exists(static_token_id=token.id)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1


async def test_it_stays_theirs_when_it_comes_back_later(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    given = await provisions(door.person(await a_customer(brand)), await a_wifi_template(brand, parts))
    auth_token, token = AuthToken.parse(given["authToken"]), await token_of(given["deviceId"])
    first = await comes_online(parts, token.id)
    assert await is_let_in(parts, auth_token)
    again = await comes_online(parts, token.id)
    assert (again.device_id, again.is_claimed) == (first.device_id, True)
    assert await kinds(static_token_id=token.id) == ["DEVICE_PROVISIONED", "FIRST_CONNECTED"]


async def test_too_late_it_is_refused_like_an_unknown_one_and_cleared_away(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    given = await provisions(door.person(await a_customer(brand)), await a_wifi_template(brand, parts))
    auth_token, token = AuthToken.parse(given["authToken"]), await token_of(given["deviceId"])
    assert await is_let_in(parts, auth_token)
    await expires(given["deviceId"])

    assert not await is_let_in(parts, auth_token)
    # One that was let in before and arrives after is refused by the statement that would make the device.
    assert await arriving.arrive(parts, token.id, uuid4()) is None
    assert not await Device.exists(static_token_id=token.id)
    headers = {**_upgrade(), "x-forwarded-for": "10.9.8.7"}
    answers = [
        await door.http.get("/device", headers={**headers, "authorization": f"Bearer {shown}"})
        for shown in (auth_token.text, AuthToken.mint().text)
    ]
    assert [(answer.status_code, answer.text) for answer in answers] == [(401, answers[1].text)] * 2

    await provisioning.clear_expired(parts)
    assert await StaticToken.exists(id=token.id), "the last minute is left to devices that are just connecting"
    await expires(given["deviceId"], timedelta(minutes=2))
    assert await provisioning.clear_expired(parts) >= 1
    assert not await StaticToken.exists(id=token.id)
    assert await RetiredToken.exists(auth_digest=bytes(token.auth_digest))
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0
    assert await kinds(static_token_id=token.id) == ["DEVICE_PROVISIONED", "PROVISIONING_EXPIRED"]


def _upgrade() -> dict[str, str]:
    return {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }


async def test_what_was_used_in_time_is_never_cleared_away(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    given = await provisions(door.person(await a_customer(brand)), await a_wifi_template(brand, parts))
    token = await token_of(given["deviceId"])
    await comes_online(parts, token.id)
    await provisioning.clear_expired(parts)
    assert await StaticToken.exists(id=token.id)


async def test_who_is_no_member_any_more_gets_no_device(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    viewer = await a_member(client, Role.MEMBER)
    given = await provisions(door.person(viewer), await a_wifi_template(brand, parts))
    token = await token_of(given["deviceId"])
    await Membership.filter(account_id=viewer.account_id).delete()
    assert not await is_let_in(parts, AuthToken.parse(given["authToken"]))
    assert await arriving.arrive(parts, token.id, uuid4()) is None


async def test_whose_account_is_gone_leaves_nothing_behind(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    given = await provisions(door.person(customer), await a_wifi_template(brand, parts))
    token = await token_of(given["deviceId"])
    gone = await door.person(customer).do("deleteAccount", password=PASSWORD)
    assert gone["__typename"] == "DeleteAccountSuccess"
    assert not await is_let_in(parts, AuthToken.parse(given["authToken"]))
    await provisioning.clear_expired(parts)
    assert not await StaticToken.exists(id=token.id)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0


@pytest.mark.parametrize("end", ["unclaim", "disclaim"])
async def test_it_ends_with_the_ownership_since_nothing_could_claim_it_again(
    door: Door, parts: Parts, end: str
) -> None:
    brand = await a_brand()
    me = door.person(await a_customer(brand))
    given = await provisions(me, await a_wifi_template(brand, parts))
    auth_token, token = AuthToken.parse(given["authToken"]), await token_of(given["deviceId"])
    happened: list[object] = []
    device = SimulatedDevice(ws_url(door), auth_token, on_event=happened.append)
    await device.connect()
    if end == "unclaim":
        ended = await me.do("unclaimDevice", deviceId=given["deviceId"])
    else:
        staff = door.person(await a_member(brand))
        ended = await staff.do("disclaimTokens", "disclaimed", tokenIds=[global_id("StaticToken", token.id)])
        assert ended["disclaimed"] == 1
    assert ended["__typename"].endswith("Success")
    assert not await StaticToken.exists(id=token.id)
    assert not await Device.exists(static_token_id=token.id)
    assert not await is_let_in(parts, auth_token)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0
    told = await kinds(static_token_id=token.id)
    assert told[2:] == ["DEVICE_UNCLAIMED" if end == "unclaim" else "DEVICE_DISCLAIMED"]
    await device.stop()
    assert isinstance(happened[-1], Finished)


async def test_any_member_may_and_nobody_else(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand("PRO"), await a_brand()
    client = await below(brand)
    template = await a_wifi_template(brand, parts)
    member = door.person(await a_member(client, Role.MEMBER))
    assert (await provisions(member, template))["__typename"] == "ProvisionDeviceSuccess"
    stranger = {"templateId": global_id("Template", template.id)}
    assert (await door.stranger().try_to("provisionDevice", **stranger)).code == "UNAUTHENTICATED"
    for viewer in (await a_customer(foreign), await a_member(foreign)):
        assert (await provisions(door.person(viewer), template))["__typename"] == "TemplateNotUsable"
    elsewhere = {**stranger, "organizationId": global_id("Organization", brand.id)}
    assert (await member.try_to("provisionDevice", **elsewhere)).code == "FORBIDDEN"
    placeless = door.person(await a_member(brand, None))
    assert (await provisions(placeless, template))["__typename"] == "InvitationRequired"


async def test_only_where_the_template_allows_it_and_belongs_above(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client, other = await below(brand), await below(brand)
    me = door.person(await a_customer(brand))
    closed, of_client = await a_template(brand, parts), await a_wifi_template(client, parts)
    archived = await a_wifi_template(brand, parts)
    await Template.filter(id=archived.id).update(archived_at=datetime.now(UTC))
    for template in (closed, of_client, archived, Template(id=uuid4())):
        assert (await provisions(me, template))["__typename"] == "TemplateNotUsable"
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0

    mine = await a_member(client, Role.MEMBER)
    given = await provisions(door.person(mine), of_client)
    assert (await token_of(given["deviceId"])).issuer_id == client.id
    assert (await provisions(door.person(await a_member(other)), of_client))["__typename"] == "TemplateNotUsable"


async def test_a_member_finds_the_templates_they_may_provision(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    await a_template(brand, parts)
    above, here = await a_wifi_template(brand, parts), await a_wifi_template(client, parts)
    await a_wifi_template(foreign, parts)
    query = "{ viewer { provisionableTemplates(first: 9) { edges { node { id } } } } }"

    async def found(viewer: Viewer) -> set[str]:
        seen = await door.person(viewer).ask(query)
        return {edge["node"]["id"] for edge in seen["viewer"]["provisionableTemplates"]["edges"]}

    assert await found(await a_customer(brand)) == {global_id("Template", above.id)}
    both = {global_id("Template", each.id) for each in (above, here)}
    assert await found(await a_member(client, Role.MEMBER)) == both


async def test_defaults_are_its_metadata_and_a_required_field_without_one_is_named(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    me = door.person(await a_customer(brand))
    channel = FieldDraft("Channel", MetadataFieldType.INTEGER, is_required=True, default_value="1")
    template = await a_wifi_template(brand, parts, channel)
    given = await provisions(me, template)
    assert (await token_of(given["deviceId"])).metadata == {"Device Name": "WiFi plug", "Channel": "1"}

    mac = FieldDraft("MAC", MetadataFieldType.MAC_ADDRESS, is_required=True, is_unique=True)
    await update_template(
        await a_member(brand),
        parts,
        template.id,
        TemplateDraft(fields=[FieldDraft("Device Name", MetadataFieldType.TEXT), mac]),
    )
    outcome = await me.do(
        "provisionDevice",
        facts="... on MetadataInvalid { faults { field reason } }",
        templateId=global_id("Template", template.id),
    )
    assert outcome["faults"] == [{"field": "MAC", "reason": "is required"}]


async def test_the_plan_and_the_throttle_bound_it(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan(tokens=1))
    template, customer = await a_wifi_template(brand, parts), await a_customer(brand)
    me = door.person(customer)
    assert (await provisions(me, template))["__typename"] == "ProvisionDeviceSuccess"
    assert (await provisions(me, template))["__typename"] == "PlanLimitReached"
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1
    for name in ("", "x" * 101, "a\nb", "\u202egnp"):
        assert (await provisions(me, template, name=name))["__typename"] == "TextUnusable"
    busy = await a_customer(brand)
    await has_guessed(20, "provision", str(busy.account_id))
    assert (await provisions(door.person(busy), template))["__typename"] == "TooManyAttempts"


async def test_it_has_no_qr_token_is_not_exported_and_not_shown_again(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    given = await provisions(door.person(await a_customer(brand)), await a_wifi_template(brand, parts))
    token_id = global_id("StaticToken", (await token_of(given["deviceId"])).id)
    staff = door.person(await a_member(brand))
    seen = await staff.ask("query($id: ID!) { staticToken(id: $id) { origin qrToken } }", id=token_id)
    assert seen["staticToken"] == {"origin": "PROVISIONED", "qrToken": None}
    for mutation, refusal in (("revealAuthToken", "AuthTokenNotRevealable"), ("rotateQrToken", "QrTokenAbsent")):
        assert (await staff.do(mutation, tokenId=token_id))["__typename"] == refusal
    export = await staff.do(
        "exportTokens", organizationId=global_id("Organization", brand.id), selection={"tokenIds": [token_id]}
    )
    assert export["__typename"] == "TokensNotYours"
