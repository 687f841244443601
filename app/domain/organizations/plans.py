"""Plan limits: counted and decided in one statement, so that two requests cannot pass together."""

from enum import StrEnum
from uuid import UUID

from app.database.connection import execute, fetch_row
from app.domain.errors import DomainError


class Resource(StrEnum):
    """What a plan limits."""

    STATIC_TOKENS = "STATIC_TOKENS"
    ORGANIZATIONS = "ORGANIZATIONS"
    MEMBERS = "MEMBERS"


_COLUMNS = {
    Resource.STATIC_TOKENS: ("static_tokens", "static_token_limit"),
    Resource.ORGANIZATIONS: ("organizations", "organization_limit"),
    Resource.MEMBERS: ("members", "member_limit"),
}
_WORDS = {
    Resource.STATIC_TOKENS: "static tokens",
    Resource.ORGANIZATIONS: "sub-organizations",
    Resource.MEMBERS: "members",
}


def columns_of(resource: Resource) -> tuple[str, str]:
    """The columns that hold how much is used, and how much a plan allows."""
    return _COLUMNS[resource]


def words_for(resource: Resource) -> str:
    """What people call the resource, in the plural."""
    return _WORDS[resource]


class PlanLimitReached(DomainError):
    """The request would pass a limit of the plan, so nothing of it was done."""

    def __init__(self, resource: Resource, plan: str, limit: int, used: int, requested: int) -> None:
        self.resource = resource
        self.plan = plan
        self.limit = limit
        self.used = used
        self.requested = requested
        super().__init__(
            f"The {plan} plan allows {limit:,} {_WORDS[resource]}; {used:,} are in use and {requested:,} more were "
            "asked for."
        )


async def reserve(root_id: UUID, resource: Resource, amount: int) -> None:
    """Count `amount` more against the plan of a root organization, in the running transaction.

    Raises PlanLimitReached when they do not fit.
    """
    used, limit = columns_of(resource)
    # First alone, then decided: a statement that waits for the row would go on with the limits it read before.
    await execute("SELECT FROM plan_usage WHERE root_id = $1 FOR NO KEY UPDATE", root_id)
    taken = await execute(
        f"""
        UPDATE plan_usage SET {used} = {used} + $2
        FROM organization JOIN plan ON plan.name = organization.plan_id
        WHERE plan_usage.root_id = $1 AND organization.id = $1 AND plan_usage.{used} + $2 <= plan.{limit}
        """,
        root_id,
        amount,
    )
    if not taken:
        raise await _limit_reached(root_id, resource, amount)


async def refuse_if_full(root_id: UUID, resource: Resource, amount: int) -> None:
    """Raise PlanLimitReached when `amount` more would not fit now; counts nothing, so `reserve` decides later."""
    reached = await _limit_reached(root_id, resource, amount)
    if reached.used + amount > reached.limit:
        raise reached


async def _limit_reached(root_id: UUID, resource: Resource, amount: int) -> PlanLimitReached:
    used, limit = _COLUMNS[resource]
    row = await fetch_row(
        f"""
        SELECT plan.name, plan.{limit} AS plan_limit, plan_usage.{used} AS used
        FROM organization JOIN plan ON plan.name = organization.plan_id
        JOIN plan_usage ON plan_usage.root_id = organization.id WHERE organization.id = $1
        """,
        root_id,
    )
    assert row is not None, "every root organization has a plan and its usage"
    return PlanLimitReached(resource, row["name"], row["plan_limit"], row["used"], amount)


async def release(root_id: UUID, resource: Resource, amount: int) -> None:
    """Give `amount` back, in the running transaction."""
    used, _ = columns_of(resource)
    await execute(
        f"UPDATE plan_usage SET {used} = {used} - $2 WHERE root_id = $1",
        root_id,
        amount,
    )
