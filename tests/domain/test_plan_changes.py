"""Plans under rivals: no brand ever uses more than its plan allows, whoever makes the limit smaller meanwhile."""

import asyncio
import secrets
from uuid import uuid4

import pytest

from app.database.connection import connected
from app.domain.organizations import plans
from app.domain.organizations.organizations import PlanUnknown, create_organization
from app.domain.organizations.plan_changes import (
    MAXIMUM_LIMIT,
    OverLimit,
    PlanDraft,
    PlanInvalid,
    PlanTooSmall,
    assign_plan,
    change_plan,
    choosable_plans,
    set_plan,
)
from app.domain.organizations.plans import PlanLimitReached, Resource
from app.domain.parts import Parts
from app.domain.people.accounts import BrandUnknown
from app.models import Event, Organization, Plan, PlanUsage
from tests.builders import a_brand, a_member, waiting_for_locks
from tests.domain.test_races import Act

pytestmark = pytest.mark.anyio


async def a_plan(organizations: int = 5, *, choosable: bool = True) -> str:
    name = f"TEST-{secrets.token_hex(5).upper()}"
    await set_plan(name, PlanDraft(100, organizations, 10, is_choosable=choosable))
    return name


async def test_a_plan_is_made_and_changed_value_by_value() -> None:
    name = await a_plan()
    await set_plan(name, PlanDraft(members=7, self_sign_up=True))
    plan = await Plan.get(name=name)
    assert (plan.static_token_limit, plan.organization_limit, plan.member_limit) == (100, 5, 7)
    assert (plan.self_sign_up, plan.is_choosable) == (True, True)
    assert await Event.filter(kind="PLAN_SET", facts__contains={"plan": name}).count() == 2


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("", PlanDraft(1, 1, 1)),
        ("gold", PlanDraft(1, 1, 1)),
        ("A B", PlanDraft(1, 1, 1)),
        (41 * "A", PlanDraft(1, 1, 1)),
        ("GOLD\n", PlanDraft(1, 1, 1)),
        ("NEW-GOLD", PlanDraft(1, 1)),
        ("NEW-GOLD", PlanDraft(-1, 1, 1)),
        ("NEW-GOLD", PlanDraft(MAXIMUM_LIMIT + 1, 1, 1)),
    ],
)
async def test_what_is_no_plan_is_refused(name: str, draft: PlanDraft, database: str) -> None:
    with pytest.raises(PlanInvalid):
        await set_plan(name, draft)
    assert name not in {plan.name for plan in await Plan.all()}


async def test_a_limit_below_what_a_brand_uses_is_refused(parts: Parts) -> None:
    name = await a_plan()
    brand = await a_brand(name)
    owner = await a_member(brand)
    for number in range(2):
        await create_organization(owner, parts, parent_id=brand.id, name=f"{number}")
    with pytest.raises(PlanTooSmall) as refused:
        await set_plan(name, PlanDraft(organizations=1, members=9))
    assert (refused.value.brand, refused.value.over) == ("Acme", (OverLimit(Resource.ORGANIZATIONS, 1, 2),))
    assert (await Plan.get(name=name)).member_limit == 10
    await set_plan(name, PlanDraft(organizations=2))


async def test_whoever_waits_while_a_limit_gets_smaller_meets_the_new_one(parts: Parts) -> None:
    name = await a_plan(organizations=1)
    brand = await a_brand(name)
    owner = await a_member(brand)
    async with connected() as connection, connection.transaction():
        await connection.execute("SELECT FROM plan_usage WHERE root_id = $1 FOR UPDATE", brand.id)
        smaller = asyncio.ensure_future(set_plan(name, PlanDraft(organizations=0)))
        await waiting_for_locks(1)
        rival = asyncio.ensure_future(create_organization(owner, parts, parent_id=brand.id, name="New"))
        await waiting_for_locks(2)
    await smaller
    with pytest.raises(PlanLimitReached):
        await rival
    assert not await Organization.exists(parent_id=brand.id)


@pytest.mark.parametrize("turned", [False, True])
async def test_a_change_to_a_smaller_plan_and_a_request_cannot_pass_together(parts: Parts, turned: bool) -> None:
    brand, smaller = await a_brand(await a_plan(organizations=1)), await a_plan(organizations=0)
    owner = await a_member(brand)
    acts: list[Act] = [
        lambda: change_plan(owner, parts, brand.id, smaller),
        lambda: create_organization(owner, parts, parent_id=brand.id, name="New"),
    ]
    async with connected() as connection, connection.transaction():
        await connection.execute("SELECT FROM plan_usage WHERE root_id = $1 FOR UPDATE", brand.id)
        tasks = []
        for act in acts[::-1] if turned else acts:
            tasks.append(asyncio.ensure_future(act()))
            await waiting_for_locks(len(tasks))
    first, second = await asyncio.gather(*tasks, return_exceptions=True)

    assert not isinstance(first, BaseException)
    assert isinstance(second, PlanTooSmall if turned else PlanLimitReached)
    usage, plan = await PlanUsage.get(root_id=brand.id), await Plan.get(organizations__id=brand.id)
    assert usage.organizations <= plan.organization_limit


async def test_everything_that_is_over_is_told(parts: Parts) -> None:
    brand, smaller = await a_brand(), await a_plan(organizations=0)
    owner = await a_member(brand)
    await create_organization(owner, parts, parent_id=brand.id, name="New")
    await PlanUsage.filter(root_id=brand.id).update(static_tokens=101, members=10)
    with pytest.raises(PlanTooSmall) as refused:
        await change_plan(owner, parts, brand.id, smaller)
    assert refused.value.over == (
        OverLimit(Resource.STATIC_TOKENS, 100, 101),
        OverLimit(Resource.ORGANIZATIONS, 0, 1),
    )
    assert (await Organization.get(id=brand.id)).plan_id == "BUSINESS"


async def test_the_operator_assigns_plans_that_owners_may_not_choose(parts: Parts) -> None:
    brand, hidden = await a_brand(), await a_plan(choosable=False)
    owner = await a_member(brand)
    with pytest.raises(PlanUnknown):
        await change_plan(owner, parts, brand.id, hidden)
    assert hidden not in {plan.name for plan in await choosable_plans()}

    await assign_plan(brand.slug, hidden)
    assert (await Organization.get(id=brand.id)).plan_id == hidden
    with pytest.raises(PlanUnknown):
        await assign_plan(brand.slug, "NO-SUCH-PLAN")
    for slug in (f"x{uuid4().hex}", "", "\0"):
        with pytest.raises(BrandUnknown):
            await assign_plan(slug, hidden)


async def test_what_is_reserved_is_given_back(parts: Parts) -> None:
    brand = await a_brand(await a_plan())
    await plans.reserve(brand.id, Resource.MEMBERS, 10)
    with pytest.raises(PlanLimitReached):
        await plans.reserve(brand.id, Resource.MEMBERS, 1)
    await plans.release(brand.id, Resource.MEMBERS, 10)
    assert (await PlanUsage.get(root_id=brand.id)).members == 0
