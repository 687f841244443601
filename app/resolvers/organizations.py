"""Organizations and templates."""

import strawberry

from app.context import Info
from app.domain import brands, organizations, templates
from app.domain.errors import Forbidden
from app.schema.nodes import row_id
from app.schema.organizations import Brand, CreateOrganizationInput, Organization
from app.schema.results import (
    CreateOrganizationResult,
    CreateOrganizationSuccess,
    CreateTemplateResult,
    CreateTemplateSuccess,
    UpdateTemplateResult,
    UpdateTemplateSuccess,
)
from app.schema.templates import CreateTemplateInput, Template, UpdateTemplateInput


async def find_organization(info: Info, id: str) -> Organization | None:
    viewer = await info.context.viewer()
    try:
        return Organization.of(await organizations.organization_for(viewer, row_id("Organization", id)))
    except Forbidden:
        return None


async def find_template(info: Info, id: str) -> Template | None:
    viewer = await info.context.viewer()
    row = await templates.visible_template(viewer, row_id("Template", id))
    return None if row is None else Template.of(row)


@strawberry.type
class OrganizationQuery:
    @strawberry.field(description="Null for one that is not yours to see, or not there.")
    async def organization(self, info: Info, id: strawberry.ID) -> Organization | None:
        return await find_organization(info, id)

    @strawberry.field(description="Null for one that is not yours to see, or not there.")
    async def template(self, info: Info, id: strawberry.ID) -> Template | None:
        return await find_template(info, id)

    @strawberry.field(description="A brand as anybody may see it.")
    async def brand(self, slug: str) -> Brand | None:
        row = await brands.brand_of_slug(slug)
        return None if row is None else Brand.of(row)


@strawberry.type
class OrganizationMutation:
    @strawberry.mutation(description="Create a sub-organization; for administrators of the one above.")
    async def create_organization(self, info: Info, input: CreateOrganizationInput) -> CreateOrganizationResult:
        viewer = await info.context.actor()
        row = await organizations.create_organization(
            viewer,
            info.context.parts,
            parent_id=row_id("Organization", input.parent_id),
            name=input.name,
            slug=input.slug,
        )
        return CreateOrganizationSuccess(organization=Organization.of(row))

    @strawberry.mutation(description="Create a template; for administrators of its organization.")
    async def create_template(self, info: Info, input: CreateTemplateInput) -> CreateTemplateResult:
        viewer = await info.context.actor()
        organization_id = row_id("Organization", input.organization_id)
        row = await templates.create_template(viewer, info.context.parts, organization_id, input.draft())
        return CreateTemplateSuccess(template=Template.of(row))

    @strawberry.mutation(description="Change a template; for administrators of its organization.")
    async def update_template(self, info: Info, input: UpdateTemplateInput) -> UpdateTemplateResult:
        viewer = await info.context.actor()
        row = await templates.update_template(viewer, info.context.parts, row_id("Template", input.id), input.draft())
        return UpdateTemplateSuccess(template=Template.of(row))
