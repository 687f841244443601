"""Templates: what a metadata field may be, what changes later, and who may do either."""

from typing import Any
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import Event, MetadataField, MetadataFieldType, Organization, Role, Template
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.builders import a_brand, a_customer, a_member, a_static_token, a_template, below

pytestmark = pytest.mark.anyio

FIELDS = "metadataFields { name type isRequired isUnique defaultValue choices }"
TEMPLATE = (
    "template { id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning " + FIELDS + " }"
)
FACTS = (
    "... on TextUnusable { field reason } ... on TemplateSettingInvalid { setting reason } "
    "... on MetadataFieldInvalid { field reason }"
)
BUILT_IN = {
    "name": "Device Name",
    "type": "TEXT",
    "isRequired": False,
    "isUnique": False,
    "defaultValue": "TempSense",
    "choices": [],
}


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def an_administrator(door: Door, organization: Organization) -> Client:
    return door.person(await a_member(organization, Role.ADMIN))


async def create(client: Client, organization: Organization, **given: Any) -> dict[str, Any]:
    outcome: dict[str, Any] = await client.do(
        "createTemplate", TEMPLATE, FACTS, organizationId=an_id(organization), **{"name": "TempSense", **given}
    )
    return outcome


# ---- Creating ----


async def test_a_template_has_a_device_name_and_sensible_settings_from_the_start(door: Door) -> None:
    brand = await a_brand()
    admin = await a_member(brand, Role.ADMIN)
    outcome = await create(door.person(admin), brand)

    assert outcome["template"] | {"id": ""} == {
        "id": "",
        "name": "TempSense",
        "description": "",
        "pictureUrl": None,
        "heartbeatSeconds": 30,
        "offlineGraceSeconds": 0,
        "allowsProvisioning": False,
        "metadataFields": [BUILT_IN],
    }
    assert await Event.filter(kind="TEMPLATE_CREATED", actor_id=admin.account_id).count() == 1


async def test_a_template_keeps_its_fields_in_order_with_canonical_defaults(door: Door) -> None:
    brand = await a_brand()
    given: list[dict[str, Any]] = [
        {"name": "Serial", "type": "TEXT", "isRequired": True, "isUnique": True},
        {"name": "Gateway", "type": "MAC_ADDRESS", "defaultValue": " 0a-1b-2c-3d-4e-5f "},
        {"name": "Outdoor", "type": "BOOLEAN", "defaultValue": "YES"},
        {"name": "Colour", "type": "CHOICE", "choices": [" red ", "green"], "defaultValue": "green"},
        {"name": "Device Name", "type": "TEXT", "isRequired": True, "defaultValue": " "},
    ]
    outcome = await create(await an_administrator(door, brand), brand, metadataFields=given)

    defaults: dict[str, Any] = {"isRequired": False, "isUnique": False, "defaultValue": None, "choices": []}
    assert outcome["template"]["metadataFields"] == [
        defaults | given[0],
        defaults | given[1] | {"defaultValue": "0A:1B:2C:3D:4E:5F"},
        defaults | given[2] | {"defaultValue": "true"},
        defaults | given[3] | {"choices": ["red", "green"]},
        defaults | given[4] | {"defaultValue": None},
    ]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"name": "Auth Token", "type": "TEXT"}, "has a name that files use for a column of their own"),
        ({"name": " Error ", "type": "TEXT"}, "has a name that files use for a column of their own"),
        ({"name": "Device Name", "type": "INTEGER"}, "is built in: a text that several devices may share"),
        (
            {"name": "Device Name", "type": "TEXT", "isUnique": True},
            "is built in: a text that several devices may share",
        ),
        ({"name": "C", "type": "CHOICE"}, "needs choices if it is a choice, and none otherwise"),
        ({"name": "C", "type": "TEXT", "choices": ["a"]}, "needs choices if it is a choice, and none otherwise"),
        ({"name": "C", "type": "CHOICE", "choices": ["a", " a "]}, "has a choice twice, or more than 100"),
        (
            {"name": "C", "type": "CHOICE", "choices": [str(n) for n in range(101)]},
            "has a choice twice, or more than 100",
        ),
        (
            {"name": "C", "type": "CHOICE", "choices": ["a"], "defaultValue": "A"},
            "has a default that is not one of a",
        ),
        (
            {"name": "S", "type": "TEXT", "isUnique": True, "defaultValue": "1"},
            "is unique, so it cannot have a default",
        ),
        ({"name": "N", "type": "INTEGER", "defaultValue": "1.5"}, "has a default that is not a whole number"),
        (
            {"name": "T", "type": "TEXT", "defaultValue": 1001 * "x"},
            "has a default that is longer than 1,000 characters",
        ),
        ({"name": "T", "type": "TEXT", "defaultValue": "a\u0000b"}, "has a default that holds a control character"),
    ],
)
async def test_a_field_that_makes_no_sense_is_refused(door: Door, field: dict[str, Any], reason: str) -> None:
    brand = await a_brand()
    outcome = await create(await an_administrator(door, brand), brand, metadataFields=[field])

    assert (outcome["__typename"], outcome["field"], outcome["reason"]) == (
        "MetadataFieldInvalid",
        field["name"].strip(),
        reason,
    )
    assert not await Template.exists(organization_id=brand.id)


async def test_a_name_stands_for_one_field_and_there_are_at_most_fifty(door: Door) -> None:
    brand = await a_brand()
    admin = await an_administrator(door, brand)
    twice = await create(admin, brand, metadataFields=2 * [{"name": "S", "type": "TEXT"}])
    fifty = [{"name": f"F{n}", "type": "TEXT"} for n in range(50)]
    too_many = await create(admin, brand, metadataFields=fifty)
    enough = await create(admin, brand, metadataFields=fifty[:49])

    assert (twice["__typename"], twice["reason"]) == ("MetadataFieldInvalid", "is named twice")
    assert (too_many["__typename"], too_many["reason"]) == (
        "MetadataFieldInvalid",
        "is one too many: 50 are allowed",
    )
    assert len(enough["template"]["metadataFields"]) == 50


@pytest.mark.parametrize(
    ("setting", "typename", "about"),
    [
        ({"name": ""}, "TextUnusable", "name"),
        ({"name": 121 * "x"}, "TextUnusable", "name"),
        ({"name": "a\nb"}, "TextUnusable", "name"),
        ({"description": 2001 * "x"}, "TextUnusable", "description"),
        ({"description": "a\u0000"}, "TextUnusable", "description"),
        ({"metadataFields": [{"name": " ", "type": "TEXT"}]}, "TextUnusable", "name of a metadata field"),
        ({"metadataFields": [{"name": 101 * "x", "type": "TEXT"}]}, "TextUnusable", "name of a metadata field"),
        (
            {"metadataFields": [{"name": "C", "type": "CHOICE", "choices": [""]}]},
            "TextUnusable",
            "choice of C",
        ),
        ({"heartbeatSeconds": 4}, "TemplateSettingInvalid", "heartbeat"),
        ({"heartbeatSeconds": 3601}, "TemplateSettingInvalid", "heartbeat"),
        ({"offlineGraceSeconds": -1}, "TemplateSettingInvalid", "offline grace"),
        ({"offlineGraceSeconds": 2**31 - 1}, "TemplateSettingInvalid", "offline grace"),
        ({"pictureUrl": "http://example.com/a.png"}, "TemplateSettingInvalid", "picture"),
        ({"pictureUrl": "javascript:alert(1)"}, "TemplateSettingInvalid", "picture"),
        ({"pictureUrl": "https://example.com/" + 500 * "x"}, "TemplateSettingInvalid", "picture"),
        ({"pictureUrl": "https://example.com/\u0000"}, "TemplateSettingInvalid", "picture"),
    ],
)
async def test_a_setting_out_of_range_is_refused(
    door: Door, setting: dict[str, Any], typename: str, about: str
) -> None:
    brand = await a_brand()
    outcome = await create(await an_administrator(door, brand), brand, **setting)

    assert (outcome["__typename"], outcome.get("field", outcome.get("setting"))) == (typename, about)
    assert not await Template.exists(organization_id=brand.id)


# ---- Changing ----


async def test_what_a_change_leaves_out_stays_as_it_is(door: Door) -> None:
    brand = await a_brand()
    admin = await a_member(brand, Role.ADMIN)
    created = (
        await create(
            door.person(admin),
            brand,
            description="Two\nlines",
            pictureUrl="https://example.com/a.png",
            heartbeatSeconds=60,
            allowsProvisioning=True,
        )
    )["template"]
    changed = await door.person(admin).do("updateTemplate", TEMPLATE, id=created["id"], offlineGraceSeconds=20)
    cleared = await door.person(admin).do("updateTemplate", TEMPLATE, id=created["id"], pictureUrl="", description="")

    assert changed["template"] == created | {"offlineGraceSeconds": 20}
    assert cleared["template"] == created | {"offlineGraceSeconds": 20, "pictureUrl": None, "description": ""}
    assert await Event.filter(kind="TEMPLATE_UPDATED", actor_id=admin.account_id).count() == 2


async def test_fields_are_replaced_as_a_list_and_known_by_their_names(door: Door) -> None:
    brand = await a_brand()
    admin = await an_administrator(door, brand)
    old = [{"name": "Serial", "type": "TEXT", "isUnique": True}, {"name": "Colour", "type": "TEXT"}]
    created = (await create(admin, brand, metadataFields=old))["template"]
    kept = await MetadataField.get(template__organization_id=brand.id, name="Serial")
    new = [
        {"name": "Weight", "type": "DECIMAL"},
        {"name": "Serial", "type": "TEXT", "isUnique": True, "isRequired": True},
    ]
    changed = await admin.do("updateTemplate", TEMPLATE, id=created["id"], metadataFields=new)

    names = [field["name"] for field in changed["template"]["metadataFields"]]
    assert names == ["Device Name", "Weight", "Serial"]
    serial = await MetadataField.get(template__organization_id=brand.id, name="Serial")
    assert (serial.id, serial.is_required) == (kept.id, True)


@pytest.mark.parametrize("change", [{"type": "INTEGER", "isUnique": True}, {"type": "TEXT", "isUnique": False}])
async def test_a_field_keeps_its_type_and_uniqueness(door: Door, change: dict[str, Any]) -> None:
    brand = await a_brand()
    admin = await an_administrator(door, brand)
    fields = [{"name": "Serial", "type": "TEXT", "isUnique": True}]
    created = (await create(admin, brand, metadataFields=fields))["template"]
    outcome = await admin.do(
        "updateTemplate", TEMPLATE, FACTS, id=created["id"], name="Other", metadataFields=[{"name": "Serial", **change}]
    )

    assert (outcome["__typename"], outcome["field"]) == ("MetadataFieldInvalid", "Serial")
    assert (await Template.get(organization_id=brand.id)).name == "TempSense"


# ---- Who ----


async def test_only_administrators_of_its_organization_and_those_above_make_and_change_templates(
    door: Door, parts: Parts
) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    template = await a_template(client, parts)
    customer = await a_customer(brand)
    allowed = [
        await a_member(client, Role.OWNER),
        await a_member(client, Role.ADMIN),
        await a_member(brand, Role.ADMIN),
    ]
    refused = [
        await a_member(client, Role.OPERATOR),
        await a_member(client, Role.MEMBER),
        await a_member(brand, Role.OPERATOR),
        await a_member(await below(brand)),
        await a_member(await below(client)),
        await a_member(foreign),
        customer,
    ]
    for actor in allowed:
        person = door.person(actor)
        assert (await create(person, client))["__typename"] == "CreateTemplateSuccess"
        updated = await person.do("updateTemplate", id=global_id("Template", template.id), name="Renamed")
        assert updated["__typename"] == "UpdateTemplateSuccess"
    before = await Template.filter(organization__root_id=brand.id).count()
    messages = set()
    for actor in refused:
        person = door.person(actor)
        for answer in (
            await person.try_to("createTemplate", organizationId=an_id(client), name="New"),
            await person.try_to("updateTemplate", id=global_id("Template", template.id), name="New"),
            await person.try_to("createTemplate", organizationId=global_id("Organization", uuid4()), name="New"),
            await person.try_to("updateTemplate", id=global_id("Template", uuid4()), name="New"),
        ):
            assert answer.code == "FORBIDDEN"
            messages.add(answer.body["errors"][0]["message"])

    assert len(messages) == 1
    assert await Template.filter(organization__root_id=brand.id).count() == before
    assert not await Template.exists(organization__root_id=brand.id, name="New")


async def test_a_personal_organization_has_no_templates_of_its_own(door: Door) -> None:
    customer = await a_customer(await a_brand())
    personal = global_id("Organization", customer.held[0].organization_id)
    answer = await door.person(customer).try_to("createTemplate", organizationId=personal, name="New")

    assert answer.code == "FORBIDDEN"


async def test_a_template_is_seen_by_staff_of_its_organization_and_of_those_above_and_below(
    door: Door, parts: Parts
) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    theirs = await a_template(client, parts)
    document = "query($id: ID!) { template(id: $id) { name } node(id: $id) { id } }"

    async def sees(organization: Organization, role: Role) -> bool:
        person = door.person(await a_member(organization, role))
        seen = await person.ask(document, id=global_id("Template", theirs.id))
        assert (seen["template"] is None) == (seen["node"] is None)
        return seen["template"] is not None

    assert await sees(client, Role.OPERATOR)
    assert await sees(brand, Role.OPERATOR)
    assert await sees(await below(client), Role.OPERATOR)
    assert not await sees(client, Role.MEMBER)
    assert not await sees(await below(client), Role.MEMBER)
    assert not await sees(await below(brand), Role.OWNER)
    assert not await sees(foreign, Role.OWNER)


async def test_a_list_of_templates_has_those_from_above_when_they_are_wanted(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    above, own = await a_template(brand, parts), await a_template(client, parts)
    await a_template(await below(brand), parts)
    document = """query($id: ID!, $above: Boolean!) { organization(id: $id) {
      templates(first: 10, includeAbove: $above) { edges { node { id } } }
    } }"""
    operator = door.person(await a_member(client, Role.OPERATOR))

    async def listed(*, above: bool) -> list[str]:
        seen = await operator.ask(document, id=an_id(client), above=above)
        return [edge["node"]["id"] for edge in seen["organization"]["templates"]["edges"]]

    assert await listed(above=False) == [global_id("Template", own.id)]
    assert await listed(above=True) == [global_id("Template", own.id), global_id("Template", above.id)]


async def test_tokens_keep_the_values_of_fields_that_a_template_still_has(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(
        brand, parts, FieldDraft("Colour", MetadataFieldType.TEXT, default_value="red"), actor=await a_member(brand)
    )
    token = await a_static_token(brand, parts, template=template)
    admin = await an_administrator(door, brand)
    document = "query($id: ID!) { staticToken(id: $id) { metadata { name type value } } }"
    before = await admin.ask(document, id=global_id("StaticToken", token.id))
    await admin.do("updateTemplate", id=global_id("Template", template.id), metadataFields=[])
    after = await admin.ask(document, id=global_id("StaticToken", token.id))

    name = {"name": "Device Name", "type": "TEXT", "value": "TempSense"}
    assert before["staticToken"]["metadata"] == [name, {"name": "Colour", "type": "TEXT", "value": "red"}]
    assert after["staticToken"]["metadata"] == [name]
