"""Renaming, moving and archiving through GraphQL, and plans: who may, what is refused, what is seen after."""

import secrets
from typing import Any
from uuid import uuid4

import pytest

from app.database.connection import execute
from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.models import Organization, PlanUsage, Role
from app.schema.nodes import global_id, row_id
from tests.api.clients import Client, Door
from tests.api.steps import a_small_plan, kinds
from tests.builders import a_brand, a_customer, a_member, a_static_token, a_template, below

pytestmark = pytest.mark.anyio

ORGANIZATION = "organization { name slug parent { id } }"
IN_USE = "... on OrganizationInUse { devices staticTokens organizations members confirmedMembers }"


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def created(client: Client, parent: Organization, name: str = "Client") -> Organization:
    """A sub-organization that the plan counts."""
    made = await client.do(
        "createOrganization", "organization { id }", parentId=an_id(parent), name=name, slug=f"x-{secrets.token_hex(6)}"
    )
    return await Organization.get(id=row_id("Organization", made["organization"]["id"]))


async def snapshot(root: Organization) -> list[dict[str, Any]]:
    return list(await Organization.filter(root_id=root.id).order_by("id").values())


async def all_forbidden(door: Door, mutation: str, tries: list[tuple[Viewer, dict[str, Any]]]) -> None:
    answers = [(await door.person(actor).try_to(mutation, **given)).body for actor, given in tries]
    errors = [answer["errors"][0] for answer in answers]
    assert {error["extensions"]["code"] for error in errors} == {"FORBIDDEN"}
    assert len({error["message"] for error in errors}) == 1


# ---- Renaming ----


async def test_an_administrator_renames_an_organization(door: Door) -> None:
    brand = await a_brand()
    client = await below(brand)
    admin = await a_member(brand, Role.ADMIN)
    changed = await door.person(admin).do(
        "updateOrganization", ORGANIZATION, id=an_id(client), name=" Zoë ", slug="zoe"
    )
    assert changed["organization"] == {"name": "Zoë", "slug": "zoe", "parent": {"id": an_id(brand)}}
    same = await door.person(admin).do("updateOrganization", ORGANIZATION, id=an_id(client), name="Zoë")
    assert same["organization"]["slug"] == "zoe"
    assert await kinds(actor_id=admin.account_id, organization_id=client.id) == ["ORGANIZATION_UPDATED"]


async def test_names_and_slugs_that_cannot_be_are_refused(door: Door) -> None:
    brand = await a_brand()
    client, sibling = await below(brand), await below(brand)
    owner, before = door.person(await a_member(brand)), await snapshot(brand)
    for given, refusal in (
        ({"name": ""}, "TextUnusable"),
        ({"name": 121 * "x"}, "TextUnusable"),
        ({"name": "two\r\nlines"}, "TextUnusable"),
        ({"name": "Zoë", "slug": "Not A Slug"}, "SlugUnusable"),
        ({"name": "Zoë", "slug": sibling.slug}, "SlugTaken"),
    ):
        outcome = await owner.do("updateOrganization", id=an_id(client), **given)
        assert outcome["__typename"] == refusal
    brand_slug = await owner.do("updateOrganization", id=an_id(brand), name="New", slug=f"x{brand.slug}")
    assert brand_slug["__typename"] == "SlugFixed"
    assert await snapshot(brand) == before


async def test_a_personal_organization_is_renamed_by_its_person_alone(door: Door) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    personal = global_id("Organization", customer.held[0].organization_id)
    await all_forbidden(door, "updateOrganization", [(await a_member(brand), {"id": personal, "name": "Mine"})])
    renamed = await door.person(customer).do("updateOrganization", ORGANIZATION, id=personal, name="Home")
    assert renamed["organization"]["name"] == "Home"
    fixed = await door.person(customer).do("updateOrganization", id=personal, slug="home")
    assert fixed["__typename"] == "SlugFixed"


async def test_only_administrators_rename(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client, sibling = await below(brand), await below(brand)
    before = await snapshot(brand)
    given = {"id": an_id(client), "name": "Mine"}
    refused: list[tuple[Viewer, dict[str, Any]]] = [
        (await a_member(brand, Role.OPERATOR), given),
        (await a_member(client, Role.MEMBER), given),
        (await a_member(sibling), given),
        (await a_member(foreign), given),
        (await a_customer(brand), given),
        (await a_member(client), {"id": an_id(brand), "name": "Mine"}),
        (await a_member(client), {"id": global_id("Organization", uuid4()), "name": "Mine"}),
    ]
    await all_forbidden(door, "updateOrganization", refused)
    assert [row for row in await snapshot(brand) if not row["is_personal"]] == before


# ---- Moving ----


async def test_a_moved_organization_obeys_those_above_it_now(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    client = await below(north)
    deepest = await below(client)
    token = await a_static_token(deepest, parts)
    of_north, of_south, owner = await a_member(north), await a_member(south), await a_member(brand)
    document = """query($id: ID!, $token: ID!) {
        organization(id: $id) { parent { id } } staticToken(id: $token) { status } }"""
    asked = {"id": an_id(deepest), "token": global_id("StaticToken", token.id)}

    async def sees(viewer: Viewer) -> list[bool]:
        return [value is not None for value in (await door.person(viewer).ask(document, **asked)).values()]

    assert [await sees(viewer) for viewer in (of_north, of_south)] == [[True, True], [False, False]]
    moved = await door.person(owner).do("moveOrganization", ORGANIZATION, id=an_id(client), parentId=an_id(south))
    assert moved["organization"]["parent"] == {"id": an_id(south)}
    assert [await sees(viewer) for viewer in (of_north, of_south)] == [[False, False], [True, True]]
    assert await kinds(actor_id=owner.account_id, organization_id=client.id) == ["ORGANIZATION_MOVED"]

    happened = "query($id: ID!) { organization(id: $id) { events(last: 1) { edges { node { kind } } } } }"
    for place in (north, client):  # those it left read that it went
        seen = await door.person(owner).ask(happened, id=an_id(place))
        assert seen["organization"]["events"]["edges"][0]["node"]["kind"] == "ORGANIZATION_MOVED"

    again = await door.person(owner).do("moveOrganization", id=an_id(client), parentId=an_id(south))
    assert again["__typename"] == "MoveOrganizationSuccess"
    assert await kinds(organization_id=client.id, kind="ORGANIZATION_MOVED") == ["ORGANIZATION_MOVED"]


async def test_an_organization_cannot_be_moved_below_itself(door: Door) -> None:
    brand = await a_brand()
    client = await below(brand)
    deepest = await below(await below(client))
    owner, before = door.person(await a_member(brand)), await snapshot(brand)
    for moved, target in ((client, client), (client, deepest), (brand, client), (brand, brand)):
        outcome = await owner.do("moveOrganization", id=an_id(moved), parentId=an_id(target))
        assert outcome["__typename"] == "OrganizationCycle"
    assert await snapshot(brand) == before


async def test_moving_needs_the_right_above_at_both_ends(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    north, south = await below(brand), await below(brand)
    client = await below(north)
    elsewhere, customer = await below(foreign), await a_customer(brand)
    both = await a_member(client)
    await execute(
        "INSERT INTO membership (id, account_id, organization_id, role) VALUES (gen_random_uuid(), $1, $2, 'OWNER')",
        both.account_id,
        south.id,
    )
    owner, before = await a_member(brand), await snapshot(brand)
    personal = global_id("Organization", customer.held[0].organization_id)
    to_south = {"id": an_id(client), "parentId": an_id(south)}
    refused: list[tuple[Viewer, dict[str, Any]]] = [
        (both, to_south),  # they own both, but not what the client would be taken from
        (await a_member(north), to_south),
        (await a_member(south), to_south),
        (await a_member(brand, Role.OPERATOR), to_south),
        (await a_member(foreign), to_south),
        (owner, {"id": an_id(client), "parentId": an_id(elsewhere)}),
        (owner, {"id": an_id(elsewhere), "parentId": an_id(client)}),
        (owner, {"id": an_id(client), "parentId": personal}),
        (owner, {"id": personal, "parentId": an_id(client)}),
        (owner, {"id": an_id(client), "parentId": global_id("Organization", uuid4())}),
        (owner, {"id": global_id("Organization", uuid4()), "parentId": an_id(client)}),
    ]
    await all_forbidden(door, "moveOrganization", refused)
    assert await snapshot(brand) == before


# ---- Archiving ----


async def test_an_archived_organization_is_gone_for_everybody(door: Door) -> None:
    brand = await a_brand(await a_small_plan(organizations=1))
    owner = await a_member(brand)
    client = await created(door.person(owner), brand)
    member = await a_member(client)
    both = await a_member(client)
    await execute(
        "INSERT INTO membership (id, account_id, organization_id, role) VALUES (gen_random_uuid(), $1, $2, 'MEMBER')",
        both.account_id,
        brand.id,
    )
    await PlanUsage.filter(root_id=brand.id).update(members=3)
    archived = await door.person(owner).do(
        "archiveOrganization", "organizationId", IN_USE, id=an_id(client), confirmMembers=2
    )

    assert archived == {"__typename": "ArchiveOrganizationSuccess", "organizationId": an_id(client)}
    usage = await PlanUsage.get(root_id=brand.id)
    assert (usage.organizations, usage.members) == (0, 1)
    seen = await door.person(owner).ask(
        """query($id: ID!, $root: ID!) { node(id: $id) { id } organization(id: $id) { id }
           root: organization(id: $root) { children(first: 1) { totalCount } } }""",
        id=an_id(client),
        root=an_id(brand),
    )
    assert seen == {"node": None, "organization": None, "root": {"children": {"totalCount": 0}}}
    places = "{ viewer { memberships { organization { id } } } }"
    for viewer, left in ((member, []), (both, [{"organization": {"id": an_id(brand)}}])):
        assert (await door.person(viewer).ask(places))["viewer"]["memberships"] == left
    assert await kinds(organization_id=client.id, kind="ORGANIZATION_ARCHIVED") == ["ORGANIZATION_ARCHIVED"]
    again = await created(door.person(owner), brand)  # the plan has room again
    renamed = await door.person(owner).do("updateOrganization", id=an_id(again), slug=client.slug)
    assert renamed["__typename"] == "UpdateOrganizationSuccess"


async def test_what_is_in_an_organization_is_decided_on_first(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    client = await created(door.person(owner), brand)
    await created(door.person(owner), client)
    token = await a_static_token(client, parts)  # which leaves a member there
    claimer = await a_member(client, Role.MEMBER)
    claimed = await a_static_token(brand, parts)
    await door.person(claimer).do("claimDevice", qrToken=claimed.qr_token.text, organizationId=an_id(client))
    before = await snapshot(brand)
    for confirmed in (0, 2):
        outcome = await door.person(owner).do(
            "archiveOrganization", facts=IN_USE, id=an_id(client), confirmMembers=confirmed
        )
        del outcome["message"]
        assert outcome == {
            "__typename": "OrganizationInUse",
            "devices": 1,
            "staticTokens": 1,
            "organizations": 1,
            "members": 2,
            "confirmedMembers": confirmed,
        }
    assert await snapshot(brand) == before
    assert await kinds(static_token_id=token.id) == []


async def test_the_number_of_members_is_confirmed_exactly(door: Door) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    client = await created(owner, brand)
    await a_member(client)
    for confirmed in (-1, 0, 2):
        outcome = await owner.do("archiveOrganization", facts=IN_USE, id=an_id(client), confirmMembers=confirmed)
        assert (outcome["members"], outcome["confirmedMembers"]) == (1, confirmed)


async def test_only_administrators_above_archive(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client, sibling = await below(brand), await below(brand)
    customer = await a_customer(brand)
    given = {"id": an_id(client)}
    refused: list[tuple[Viewer, dict[str, Any]]] = [
        (await a_member(client), given),
        (await a_member(sibling), given),
        (await a_member(brand, Role.OPERATOR), given),
        (await a_member(foreign), given),
        (await a_member(brand), {"id": an_id(brand)}),
        (await a_member(brand), {"id": global_id("Organization", customer.held[0].organization_id)}),
        (customer, {"id": global_id("Organization", customer.held[0].organization_id)}),
        (await a_member(brand), {"id": global_id("Organization", uuid4())}),
    ]
    before = await snapshot(brand)
    await all_forbidden(door, "archiveOrganization", refused)
    assert await snapshot(brand) == before


# ---- Plans ----

PLAN = "plan { name staticTokenLimit }"
TOO_SMALL = "... on PlanTooSmall { plan over { resource limit used } } ... on PlanUnknown { plan }"


async def test_an_owner_puts_the_brand_on_another_plan(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    owner = await a_member(brand)
    offered = (await door.person(owner).ask("{ plans { name } }"))["plans"]
    assert [plan["name"] for plan in offered if plan["name"] in {"FREE", "PRO", "BUSINESS"}] == [
        "FREE",
        "PRO",
        "BUSINESS",
    ]
    changed = await door.person(owner).do("changePlan", PLAN, organizationId=an_id(brand), plan="BUSINESS")
    assert changed["plan"] == {"name": "BUSINESS", "staticTokenLimit": 10_000_000}
    again = await door.person(owner).do("changePlan", PLAN, organizationId=an_id(brand), plan="BUSINESS")
    assert again["plan"]["name"] == "BUSINESS"
    assert await kinds(actor_id=owner.account_id, organization_id=brand.id) == ["PLAN_CHANGED"]


async def test_a_plan_below_the_use_is_refused_with_all_that_is_over(door: Door) -> None:
    brand = await a_brand("PRO")
    owner = door.person(await a_member(brand))
    await created(owner, brand)
    await PlanUsage.filter(root_id=brand.id).update(static_tokens=101)
    outcome = await owner.do("changePlan", facts=TOO_SMALL, organizationId=an_id(brand), plan="FREE")
    assert (outcome["__typename"], outcome["plan"]) == ("PlanTooSmall", "FREE")
    assert outcome["over"] == [
        {"resource": "STATIC_TOKENS", "limit": 100, "used": 101},
        {"resource": "ORGANIZATIONS", "limit": 0, "used": 1},
    ]
    assert (await Organization.get(id=brand.id)).plan_id == "PRO"


async def test_plans_that_are_not_there_and_not_to_be_chosen_look_the_same(door: Door) -> None:
    brand, hidden = await a_brand(), await a_small_plan()
    owner = door.person(await a_member(brand))
    for name in (hidden, "NO-SUCH-PLAN", "", "pro", "A\u0000", 1000 * "A"):
        outcome = await owner.do("changePlan", facts=TOO_SMALL, organizationId=an_id(brand), plan=name)
        assert (outcome["__typename"], outcome["plan"]) == ("PlanUnknown", name[:40])


async def test_only_owners_of_the_root_change_its_plan(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    given = {"organizationId": an_id(brand), "plan": "PRO"}
    refused: list[tuple[Viewer, dict[str, Any]]] = [
        (await a_member(brand, Role.ADMIN), given),
        (await a_member(brand, Role.OPERATOR), given),
        (await a_member(client), given),
        (await a_member(client), {"organizationId": an_id(client), "plan": "PRO"}),
        (await a_member(brand), {"organizationId": an_id(client), "plan": "PRO"}),
        (await a_member(foreign), given),
    ]
    await all_forbidden(door, "changePlan", refused)
    assert (await Organization.get(id=brand.id)).plan_id == "BUSINESS"


# ---- Archiving templates ----


async def test_an_archived_template_makes_nothing_new_and_what_exists_goes_on(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    template = await a_template(brand, parts, actor=owner)
    token = await a_static_token(brand, parts, template=template)
    me, id_ = door.person(owner), global_id("Template", template.id)
    archived = await me.do("archiveTemplate", "template { id archivedAt }", id=id_)
    assert archived["template"]["id"] == id_

    facts = "... on TemplateArchived { archivedAt }"
    changes: dict[str, dict[str, Any]] = {"archiveTemplate": {}, "updateTemplate": {"name": "New"}}
    for mutation, given in changes.items():
        outcome = await me.do(mutation, facts=facts, id=id_, **given)
        assert outcome["__typename"] == "TemplateArchived"
        assert outcome["archivedAt"] == archived["template"]["archivedAt"]
    makers: dict[str, dict[str, Any]] = {"createTokenBatch": {"count": 1}, "createDevice": {"metadata": []}}
    for mutation, given in makers.items():
        outcome = await me.do(mutation, organizationId=an_id(brand), templateId=id_, **given)
        assert outcome["__typename"] == "TemplateNotUsable"
    seen = await me.ask(
        """query($id: ID!, $organization: ID!) { template(id: $id) { name archivedAt }
           organization(id: $organization) { templates(first: 10) { totalCount } } }""",
        id=id_,
        organization=an_id(brand),
    )
    assert seen["template"] == {"name": "TempSense", "archivedAt": archived["template"]["archivedAt"]}
    assert seen["organization"]["templates"]["totalCount"] == 0
    customer = door.person(await a_customer(brand))
    claimed = await customer.do("claimDevice", "device { template { name } }", qrToken=token.qr_token.text)
    assert claimed["device"]["template"]["name"] == "TempSense"
    assert await kinds(organization_id=brand.id, kind="TEMPLATE_ARCHIVED") == ["TEMPLATE_ARCHIVED"]


async def test_only_administrators_archive_a_template(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    template = await a_template(brand, parts)
    given = {"id": global_id("Template", template.id)}
    refused: list[tuple[Viewer, dict[str, Any]]] = [
        (await a_member(brand, Role.OPERATOR), given),
        (await a_member(client), given),
        (await a_member(foreign), given),
        (await a_member(brand), {"id": global_id("Template", uuid4())}),
    ]
    await all_forbidden(door, "archiveTemplate", refused)
    await template.refresh_from_db()
    assert template.archived_at is None
