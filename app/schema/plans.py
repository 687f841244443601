"""Plans, and what a brand uses of its own."""

from typing import Annotated

import strawberry

from app.domain.organizations import organizations, plan_changes
from app.models import Plan as PlanRow
from app.schema.enums import Resource
from app.schema.refusals import UserError, mirrors


@strawberry.type(description="What a brand may use.")
class Plan:
    name: str
    static_token_limit: int
    organization_limit: int
    member_limit: int
    self_sign_up: bool

    @classmethod
    def of(cls, row: PlanRow) -> "Plan":
        return cls(
            name=row.name,
            static_token_limit=row.static_token_limit,
            organization_limit=row.organization_limit,
            member_limit=row.member_limit,
            self_sign_up=row.self_sign_up,
        )


@strawberry.type(description="What a brand uses of its plan, the whole tree together.")
class PlanUsage:
    static_tokens: int
    organizations: int
    members: int


@mirrors(organizations.PlanUnknown)
@strawberry.type(description="There is no plan of this name that you may change to.")
class PlanUnknown(UserError):
    plan: str


@strawberry.type(description="A resource of which more is used than a plan allows.")
class PlanOverrun:
    resource: Resource
    limit: int
    used: int


@mirrors(plan_changes.PlanTooSmall)
@strawberry.type(description="The brand uses more than the plan allows; nothing was changed.")
class PlanTooSmall(UserError):
    plan: str
    over: list[PlanOverrun] = strawberry.field(description="Everything that is over.")

    @classmethod
    def of(cls, error: plan_changes.PlanTooSmall) -> "PlanTooSmall":
        over = [PlanOverrun(resource=each.resource, limit=each.limit, used=each.used) for each in error.over]
        return cls(message=error.message, plan=error.plan, over=over)


@strawberry.input
class ChangePlanInput:
    organization_id: strawberry.ID = strawberry.field(description="The brand's root organization.")
    plan: str = strawberry.field(description="The name of one of `plans`.")


@strawberry.type
class ChangePlanSuccess:
    plan: Plan


ChangePlanResult = Annotated[ChangePlanSuccess | PlanUnknown | PlanTooSmall, strawberry.union("ChangePlanResult")]
