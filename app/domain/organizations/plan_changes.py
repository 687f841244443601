"""Plans as rows: written by the operator, changed by the owners of brands where the operator lets them.

Whoever makes a limit smaller holds the usage that it bounds, so that no
request passes under the old limit meanwhile. Everybody locks in one order: the
root organization, the plan, the usage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations.brands import root_for
from app.domain.organizations.organizations import PlanUnknown, is_slug
from app.domain.organizations.plans import Resource, columns_of, words_for
from app.domain.parts import Parts
from app.domain.people.accounts import BrandUnknown
from app.domain.viewer import Viewer
from app.models import Organization, Plan, Role

MAXIMUM_LIMIT = 2_147_483_647
_NAME = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}", re.ASCII)
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A resource of which more is used than the plan would allow."""

    resource: Resource
    limit: int
    used: int


class PlanTooSmall(DomainError):
    """A brand uses more than the plan would allow; facts: the brand, the plan, and all that is over."""

    def __init__(self, brand: str, plan: str, over: Sequence[OverLimit]) -> None:
        self.brand = brand
        self.plan = plan
        self.over = tuple(over)
        listed = " and ".join(f"{each.used:,} {words_for(each.resource)} of {each.limit:,} allowed" for each in over)
        super().__init__(f"The {plan} plan is too small: “{brand}” uses {listed}.")


class PlanInvalid(DomainError):
    """A plan cannot be written like this; fact: why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The plan {reason}.")


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a plan is set to; None leaves a value as it is, or at its default in a new plan."""

    static_tokens: int | None = None
    organizations: int | None = None
    members: int | None = None
    self_sign_up: bool | None = None
    is_choosable: bool | None = None


async def choosable_plans() -> list[Plan]:
    """The plans that owners of brands may change to by themselves, the smallest first."""
    return await Plan.filter(is_choosable=True).order_by("static_token_limit", "name")


async def set_plan(name: str, draft: PlanDraft) -> Plan:
    """Create a plan, for which all limits are needed, or edit one; for the operator.

    Raises PlanInvalid, and PlanTooSmall when a brand on it uses more than it
    would allow: then nothing changes.
    """
    if not _NAME.fullmatch(name):
        raise PlanInvalid("is called by 1 to 40 capital letters, digits, hyphens and underscores")
    given = {
        "static_token_limit": draft.static_tokens,
        "organization_limit": draft.organizations,
        "member_limit": draft.members,
        "self_sign_up": draft.self_sign_up,
        "is_choosable": draft.is_choosable,
    }
    values = {column: value for column, value in given.items() if value is not None}
    if any(not 0 <= value <= MAXIMUM_LIMIT for value in values.values()):
        raise PlanInvalid(f"has limits between 0 and {MAXIMUM_LIMIT:,}")
    async with transaction():
        plan = await Plan.filter(name=name).select_for_update().get_or_none()
        if plan is None:
            await _create(name, values)
        elif values:
            await Plan.filter(name=name).update(**values)
            await _refuse_brands_over(name)
        await history.record(EventKind.PLAN_SET, facts={"plan": name, **values})
    return await Plan.get(name=name)


async def _create(name: str, values: dict[str, int]) -> None:
    if not values.keys() >= {"static_token_limit", "organization_limit", "member_limit"}:
        raise PlanInvalid(f"{name} is new: give it all three limits")
    columns = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(2, len(values) + 2))
    made = await execute(
        f"INSERT INTO plan (name, {columns}) VALUES ($1, {places}) ON CONFLICT DO NOTHING", name, *values.values()
    )
    if not made:
        raise PlanInvalid(f"{name} was created by somebody else at this moment: try again")


async def _refuse_brands_over(plan: str) -> None:
    """Hold the usage of all brands on the plan, then look: whoever reserves now waits, and sees the new limits."""
    await execute(
        """
        SELECT FROM plan_usage JOIN organization ON organization.id = plan_usage.root_id
        WHERE organization.plan_id = $1 ORDER BY plan_usage.root_id FOR NO KEY UPDATE OF plan_usage
        """,
        plan,
    )
    rows = await fetch(
        """
        SELECT organization.name AS brand, plan.*, plan_usage.static_tokens, plan_usage.organizations,
               plan_usage.members
        FROM organization JOIN plan ON plan.name = organization.plan_id
        JOIN plan_usage ON plan_usage.root_id = organization.id
        WHERE plan.name = $1 AND (plan_usage.static_tokens > plan.static_token_limit
            OR plan_usage.organizations > plan.organization_limit OR plan_usage.members > plan.member_limit)
        ORDER BY organization.slug LIMIT 1
        """,
        plan,
    )
    for row in rows:
        raise PlanTooSmall(row["brand"], plan, _over(row))


def _over(row: asyncpg.Record) -> list[OverLimit]:
    """What a row with a plan's limits and a brand's usage has too much of."""
    pairs = ((resource, *columns_of(resource)) for resource in Resource)
    return [OverLimit(resource, row[limit], row[used]) for resource, used, limit in pairs if row[used] > row[limit]]


async def change_plan(actor: Viewer, parts: Parts, organization_id: UUID, plan: str) -> Plan:
    """Put the actor's brand on another plan; for its owners, among the plans that the operator lets them choose.

    Returns the plan. Raises Forbidden, PlanUnknown (those that are not to be
    chosen look the same), PlanTooSmall.
    """
    root = await root_for(actor, organization_id)
    if not actor.holds_directly({Role.OWNER}, root.id):
        raise Forbidden
    event = await _change(root, plan, actor_id=actor.account_id, any_plan=False)
    if event is not None:
        history.tell(parts.bus, event, root.id)
    return await Plan.get(name=plan)


async def assign_plan(slug: str, plan: str) -> None:
    """Put a brand on any plan, for the operator. Raises BrandUnknown, PlanUnknown, PlanTooSmall."""
    root = await Organization.get_or_none(slug=slug, parent_id=None) if is_slug(slug) else None
    if root is None:
        raise BrandUnknown
    await _change(root, plan, actor_id=None, any_plan=True)


async def _change(root: Organization, name: str, *, actor_id: UUID | None, any_plan: bool) -> UUID | None:
    """Change the plan of a brand; returns the event, None when the brand is on it already."""
    if not _NAME.fullmatch(name):
        raise PlanUnknown(name[:_LONGEST_NAME])
    async with transaction():
        former = await fetch_row("SELECT plan_id FROM organization WHERE id = $1 FOR NO KEY UPDATE", root.id)
        assert former is not None, "a root organization is never deleted"
        plan = await fetch_row(
            "SELECT name FROM plan WHERE name = $1 AND (is_choosable OR $2) FOR SHARE", name, any_plan
        )
        if former["plan_id"] == name:
            return None
        if plan is None:
            raise PlanUnknown(name)
        await execute("SELECT FROM plan_usage WHERE root_id = $1 FOR NO KEY UPDATE", root.id)
        row = await fetch_row(
            "SELECT plan.*, plan_usage.* FROM plan CROSS JOIN plan_usage WHERE name = $1 AND root_id = $2",
            name,
            root.id,
        )
        assert row is not None, "both rows are locked"
        if over := _over(row):
            raise PlanTooSmall(root.name, name, over)
        await execute("UPDATE organization SET plan_id = $2 WHERE id = $1", root.id, name)
        return await history.record(
            EventKind.PLAN_CHANGED,
            actor_id=actor_id,
            organization_id=root.id,
            facts={"from": former["plan_id"], "to": name},
        )
