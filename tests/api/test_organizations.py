"""Organizations: who may create one below which, how many the plan allows, and who sees how much of the tree."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.models import Organization, PlanUsage, Role
from app.schema.nodes import global_id, parse_id
from tests.api.clients import Door
from tests.api.steps import a_small_plan, an_owned_device, kinds, usage_locked
from tests.builders import a_brand, a_customer, a_member, a_static_token, below, waiting_for_locks

pytestmark = pytest.mark.anyio

ORGANIZATION = "organization { id name slug isPersonal parent { id } }"
SEEN = "query($id: ID!) { organization(id: $id) { name } node(id: $id) { id } }"
LISTS = """
query($id: ID!) { organization(id: $id) {
  plan { name } usage { staticTokens }
  children(first: 1) { totalCount } members(first: 1) { totalCount } templates(first: 1) { totalCount }
  tokenBatches(first: 1) { totalCount } staticTokens(first: 1) { totalCount } devices(first: 1) { totalCount }
  events(first: 1) { totalCount }
} }
"""


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


# ---- Creating ----


async def test_an_administrator_creates_an_organization_below_their_own(door: Door) -> None:
    brand = await a_brand()
    admin = await a_member(brand, Role.ADMIN)
    created = await door.person(admin).do(
        "createOrganization", ORGANIZATION, parentId=an_id(brand), name=" Zoë & Söhne ", slug=None
    )

    organization = created["organization"]
    assert organization | {"id": ""} == {
        "id": "",
        "name": "Zoë & Söhne",
        "slug": "zoe-sohne",
        "isPersonal": False,
        "parent": {"id": an_id(brand)},
    }
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 1
    assert await kinds(actor_id=admin.account_id, organization_id=parse_id(organization["id"])[1]) == [
        "ORGANIZATION_CREATED"
    ]


async def test_a_role_holds_in_the_organizations_below(door: Door) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    first = (await owner.do("createOrganization", ORGANIZATION, parentId=an_id(brand), name="First"))["organization"]
    second = await owner.do("createOrganization", ORGANIZATION, parentId=first["id"], name="Second")

    assert second["organization"]["parent"] == {"id": first["id"]}
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 2


async def test_whoever_administers_no_organization_above_may_create_none_below(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client, sibling = await below(brand), await below(brand)
    customer = await a_customer(brand)
    refused = [
        (await a_member(brand, Role.OPERATOR), an_id(brand)),
        (await a_member(brand, Role.MEMBER), an_id(brand)),
        (await a_member(client), an_id(brand)),
        (await a_member(sibling), an_id(client)),
        (await a_member(foreign), an_id(brand)),
        (await a_member(brand), global_id("Organization", uuid4())),
        (customer, global_id("Organization", customer.held[0].organization_id)),
        (await a_member(brand), global_id("Organization", customer.held[0].organization_id)),
    ]
    answers = [
        (await door.person(actor).try_to("createOrganization", parentId=parent, name="New")).body["errors"][0]
        for actor, parent in refused
    ]

    assert {answer["extensions"]["code"] for answer in answers} == {"FORBIDDEN"}
    assert len({answer["message"] for answer in answers}) == 1
    assert (await door.stranger().try_to("createOrganization", parentId=an_id(brand), name="New")).code == (
        "UNAUTHENTICATED"
    )
    assert not await Organization.exists(root_id=brand.id, name="New")
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 0


@pytest.mark.parametrize("name", ["", " \t", 121 * "x", "a\u0000b", "a\u202eb", "two\nlines"])
async def test_a_name_that_hides_or_breaks_is_refused(door: Door, name: str) -> None:
    brand = await a_brand()
    outcome = await door.person(await a_member(brand)).do(
        "createOrganization", facts="... on TextUnusable { field }", parentId=an_id(brand), name=name
    )

    assert (outcome["__typename"], outcome["field"]) == ("TextUnusable", "name")
    assert not await Organization.exists(parent_id=brand.id)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "ä", 61 * "a", "a\u0000", "a\n"])
async def test_what_is_no_slug_is_refused(door: Door, slug: str) -> None:
    brand = await a_brand()
    outcome = await door.person(await a_member(brand)).do(
        "createOrganization", parentId=an_id(brand), name="New", slug=slug
    )

    assert outcome["__typename"] == "SlugUnusable"
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 0


async def test_a_slug_is_taken_once_in_a_brand_and_free_in_the_next(door: Door) -> None:
    brand, other = await a_brand(), await a_brand()
    owner, neighbour = door.person(await a_member(brand)), door.person(await a_member(other))
    facts = "... on SlugTaken { slug }"
    first = await owner.do("createOrganization", parentId=an_id(brand), name="One", slug="client")
    again = await owner.do("createOrganization", facts=facts, parentId=an_id(brand), name="Two", slug="client")
    there = await neighbour.do("createOrganization", parentId=an_id(other), name="One", slug="client")

    assert first["__typename"] == there["__typename"] == "CreateOrganizationSuccess"
    assert (again["__typename"], again["slug"]) == ("SlugTaken", "client")
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 1


async def test_two_organizations_of_one_name_get_two_slugs(door: Door) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    slugs = [
        (await owner.do("createOrganization", ORGANIZATION, parentId=an_id(brand), name=name))["organization"]["slug"]
        for name in ("Client", "Client", "客户", "客户")
    ]

    assert slugs[0] == "client"
    assert slugs[1].startswith("client-")
    assert len(set(slugs)) == 4


async def test_the_plan_limits_sub_organizations_but_not_personal_ones(door: Door) -> None:
    brand = await a_brand(await a_small_plan(organizations=1))
    for _ in range(2):
        await a_customer(brand)
    owner = door.person(await a_member(brand))
    facts = "... on PlanLimitReached { resource limit used requested }"
    first = await owner.do("createOrganization", parentId=an_id(brand), name="One")
    second = await owner.do("createOrganization", facts=facts, parentId=an_id(brand), name="Two")

    assert first["__typename"] == "CreateOrganizationSuccess"
    assert {name: second[name] for name in ("__typename", "resource", "limit", "used", "requested")} == {
        "__typename": "PlanLimitReached",
        "resource": "ORGANIZATIONS",
        "limit": 1,
        "used": 1,
        "requested": 1,
    }
    assert not await Organization.exists(parent_id=brand.id, name="Two")


async def test_two_at_once_cannot_pass_a_limit_together(door: Door) -> None:
    brand = await a_brand(await a_small_plan(organizations=1))
    owner = door.person(await a_member(brand))
    async with usage_locked(brand):
        rivals = [
            asyncio.create_task(owner.do("createOrganization", parentId=an_id(brand), name=name))
            for name in ("One", "Two", "Three")
        ]
        await waiting_for_locks(3)
    outcomes = Counter([(await rival)["__typename"] for rival in rivals])

    assert outcomes == {"CreateOrganizationSuccess": 1, "PlanLimitReached": 2}
    assert await Organization.filter(parent_id=brand.id).count() == 1
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 1


# ---- Seeing ----


async def test_an_organization_that_is_not_yours_and_one_that_is_not_there_look_the_same(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client, sibling = await below(brand), await below(brand)
    me = door.person(await a_member(client))
    foreign_and_unknown = [an_id(brand), an_id(sibling), an_id(foreign), global_id("Organization", uuid4())]
    bodies = [(await me.execute(SEEN, id=each)).data for each in foreign_and_unknown]

    assert bodies == 4 * [{"organization": None, "node": None}]
    assert (await me.ask(SEEN, id=an_id(client)))["organization"] == {"name": client.name}


@pytest.mark.parametrize("garbage", ["", "1", "🙂", "T3JnYW5pemF0aW9uOjE", 1000 * "A", "\u0000"])
async def test_what_is_no_id_is_a_bad_request(door: Door, garbage: str) -> None:
    me = door.person(await a_member(await a_brand()))
    assert (await me.execute(SEEN, id=garbage)).codes == ["BAD_REQUEST", "BAD_REQUEST"]
    wrong_type = global_id("Template", uuid4())
    assert (await me.execute("query($id: ID!) { organization(id: $id) { name } }", id=wrong_type)).code == "BAD_REQUEST"


async def test_lists_are_null_where_a_role_does_not_reach(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    await a_static_token(client, parts)

    async def visible(viewer: Viewer, organization: Organization) -> set[str]:
        seen = (await door.person(viewer).ask(LISTS, id=an_id(organization)))["organization"]
        return {name for name, value in seen.items() if value is not None}

    everything = {"children", "members", "templates", "tokenBatches", "staticTokens", "devices", "events"}
    for role in (Role.OWNER, Role.ADMIN, Role.OPERATOR):
        assert await visible(await a_member(brand, role), client) == everything | {"plan", "usage"}
        assert await visible(await a_member(client, role), client) == everything
    assert await visible(await a_member(brand, Role.MEMBER), client) == {"devices"}
    assert await visible(await a_member(client, Role.MEMBER), client) == {"devices"}


async def test_the_brands_staff_see_the_factorys_side_of_a_personal_organization(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    personal = global_id("Organization", owned.viewer.held[0].organization_id)
    seen = (await door.person(await a_member(brand)).ask(LISTS, id=personal))["organization"]

    assert seen["members"] is None
    assert seen["devices"] == {"totalCount": 1}
    assert (await door.person(await a_member(brand, Role.MEMBER)).ask(LISTS, id=personal))["organization"] is None


async def test_customers_personal_organizations_are_not_among_the_children(door: Door) -> None:
    brand = await a_brand()
    client = await below(brand)
    await a_customer(brand)
    document = "query($id: ID!) { organization(id: $id) { children(first: 10) { totalCount edges { node { id } } } } }"
    seen = await door.person(await a_member(brand)).ask(document, id=an_id(brand))

    assert seen["organization"]["children"] == {"totalCount": 1, "edges": [{"node": {"id": an_id(client)}}]}


async def test_plan_and_usage_are_told_to_the_brands_staff(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    await a_static_token(brand, parts)
    document = """query($id: ID!) { organization(id: $id) {
      plan { name staticTokenLimit organizationLimit memberLimit selfSignUp }
      usage { staticTokens organizations members }
    } }"""
    seen = await door.person(await a_member(brand, Role.OPERATOR)).ask(document, id=an_id(brand))

    assert seen["organization"] == {
        "plan": {
            "name": "PRO",
            "staticTokenLimit": 1_000_000,
            "organizationLimit": 200,
            "memberLimit": 1000,
            "selfSignUp": False,
        },
        "usage": {"staticTokens": 1, "organizations": 0, "members": 0},
    }


async def test_a_brand_is_public_and_a_client_of_it_is_none(door: Door) -> None:
    brand = await a_brand()
    client = await below(brand)
    document = "query($slug: String!) { brand(slug: $slug) { slug displayName selfSignUp primaryColor } }"
    seen = await door.stranger().ask(document, slug=brand.slug)

    assert seen["brand"] == {"slug": brand.slug, "displayName": "Acme", "selfSignUp": True, "primaryColor": "#1f6f54"}
    for slug in (client.slug, brand.slug + "x", brand.slug.upper(), "", "\u0000", 100 * "x"):
        assert (await door.stranger().ask(document, slug=slug))["brand"] is None
