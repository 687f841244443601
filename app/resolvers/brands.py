"""Brands and their plans."""

import strawberry

from app.context import Info
from app.domain.organizations import brands, plan_changes
from app.schema.brands import Brand, UpdateBrandInput, UpdateBrandResult, UpdateBrandSuccess
from app.schema.nodes import row_id
from app.schema.plans import ChangePlanInput, ChangePlanResult, ChangePlanSuccess, Plan


@strawberry.type
class BrandQuery:
    @strawberry.field(description="A brand as anybody may see it.")
    async def brand(self, slug: str) -> Brand | None:
        row = await brands.brand_of_slug(slug)
        return None if row is None else Brand.of(row)

    @strawberry.field(description="The plans that owners of brands may change to by themselves, the smallest first.")
    async def plans(self, info: Info) -> list[Plan]:
        await info.context.viewer()
        return [Plan.of(row) for row in await plan_changes.choosable_plans()]


@strawberry.type
class BrandMutation:
    @strawberry.mutation(
        description="Change how a brand looks and where its codes lead; for administrators of its root organization."
    )
    async def update_brand(self, info: Info, input: UpdateBrandInput) -> UpdateBrandResult:
        viewer = await info.context.actor()
        organization_id = row_id("Organization", input.organization_id)
        row = await brands.update_brand(viewer, info.context.parts, organization_id, input.draft())
        return UpdateBrandSuccess(brand=Brand.of(row))

    @strawberry.mutation(
        description="Put the brand on another plan, one of `plans`; for its owners. One below the use is refused."
    )
    async def change_plan(self, info: Info, input: ChangePlanInput) -> ChangePlanResult:
        viewer = await info.context.actor()
        organization_id = row_id("Organization", input.organization_id)
        row = await plan_changes.change_plan(viewer, info.context.parts, organization_id, input.plan)
        return ChangePlanSuccess(plan=Plan.of(row))
