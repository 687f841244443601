"""Organizations and templates."""

import strawberry

from app.context import Info
from app.domain import templates
from app.domain.errors import Forbidden
from app.domain.organizations import organizations, reorganizing
from app.schema.nodes import row_id
from app.schema.organizations import (
    ArchiveOrganizationInput,
    CreateOrganizationInput,
    MoveOrganizationInput,
    Organization,
    UpdateOrganizationInput,
)
from app.schema.results import (
    ArchiveOrganizationResult,
    ArchiveOrganizationSuccess,
    ArchiveTemplateResult,
    ArchiveTemplateSuccess,
    CreateOrganizationResult,
    CreateOrganizationSuccess,
    CreateTemplateResult,
    CreateTemplateSuccess,
    MoveOrganizationResult,
    MoveOrganizationSuccess,
    UpdateOrganizationResult,
    UpdateOrganizationSuccess,
    UpdateTemplateResult,
    UpdateTemplateSuccess,
)
from app.schema.templates import ArchiveTemplateInput, CreateTemplateInput, Template, UpdateTemplateInput


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

    @strawberry.mutation(description="Change an organization's name or slug; for its administrators.")
    async def update_organization(self, info: Info, input: UpdateOrganizationInput) -> UpdateOrganizationResult:
        viewer = await info.context.actor()
        organization_id = row_id("Organization", input.id)
        row = await reorganizing.update_organization(
            viewer, info.context.parts, organization_id, name=input.name, slug=input.slug
        )
        return UpdateOrganizationSuccess(organization=Organization.of(row))

    @strawberry.mutation(
        description="Move an organization, with all below it, to another place in the brand's tree; for "
        "administrators of the one above at both ends. Roles and templates from above change with the place; what "
        "exists goes on."
    )
    async def move_organization(self, info: Info, input: MoveOrganizationInput) -> MoveOrganizationResult:
        viewer = await info.context.actor()
        row = await reorganizing.move_organization(
            viewer,
            info.context.parts,
            row_id("Organization", input.id),
            row_id("Organization", input.parent_id),
        )
        return MoveOrganizationSuccess(organization=Organization.of(row))

    @strawberry.mutation(
        description="Archive an organization that holds no device, static token or organization any more, for ever; "
        "for administrators of the one above. Its members lose their place."
    )
    async def archive_organization(self, info: Info, input: ArchiveOrganizationInput) -> ArchiveOrganizationResult:
        viewer = await info.context.actor()
        await reorganizing.archive_organization(
            viewer, info.context.parts, row_id("Organization", input.id), confirm_members=input.confirm_members
        )
        return ArchiveOrganizationSuccess(organization_id=input.id)

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

    @strawberry.mutation(
        description="Take a template out of lists and new batches, for ever; tokens that exist go on. For "
        "administrators of its organization."
    )
    async def archive_template(self, info: Info, input: ArchiveTemplateInput) -> ArchiveTemplateResult:
        viewer = await info.context.actor()
        row = await templates.archive_template(viewer, info.context.parts, row_id("Template", input.id))
        return ArchiveTemplateSuccess(template=Template.of(row))
