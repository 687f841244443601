"""Templates, their metadata fields, and metadata values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

import strawberry

from app.context import Info
from app.domain import templates
from app.domain.errors import BadRequest, Forbidden
from app.domain.templates import FieldDraft, TemplateDraft
from app.domain.tokens import tokens
from app.labels import guide, qr
from app.labels.colours import ColourUnusable
from app.models import MetadataField as FieldRow
from app.models import Template as TemplateRow
from app.schema.drawing import drawn
from app.schema.enums import MetadataFieldType
from app.schema.nodes import Node, global_id


@strawberry.type(description="A named, typed value that each device of a template has.")
class MetadataField:
    id: strawberry.ID
    name: str
    type: MetadataFieldType
    is_required: bool
    is_unique: bool = strawberry.field(description="Each value once within the issuing organization.")
    default_value: str | None
    choices: list[str]

    @classmethod
    def of(cls, row: FieldRow) -> "MetadataField":
        return cls(
            id=global_id("MetadataField", row.id),
            name=row.name,
            type=row.type,
            is_required=row.is_required,
            is_unique=row.is_unique,
            default_value=row.default_value,
            choices=list(row.choices),
        )


@strawberry.type(description="A value of a metadata field, in its canonical text.")
class MetadataValue:
    name: str
    type: MetadataFieldType
    value: str


def values_in_order(fields: Sequence[FieldRow], values: dict[str, str]) -> list[MetadataValue]:
    """The values that a template's fields still name, in the fields' order."""
    return [
        MetadataValue(name=field.name, type=field.type, value=values[field.name])
        for field in fields
        if field.name in values
    ]


@strawberry.enum(description="The paper that a box guide is printed on.")
class GuidePage(Enum):
    A5 = "A5"
    A4 = "A4"
    LETTER = "LETTER"


_PAGES: Final[Mapping[GuidePage, guide.GuidePage]] = {
    GuidePage.A5: "a5",
    GuidePage.A4: "a4",
    GuidePage.LETTER: "letter",
}


@strawberry.type(description="The type of a device.")
class Template(Node):
    name: str
    description: str
    picture_url: str | None
    heartbeat_seconds: int
    offline_grace_seconds: int = strawberry.field(description="Shorter interruptions are not shown.")
    allows_provisioning: bool
    archived_at: datetime | None
    created_at: datetime
    row_id: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: TemplateRow) -> "Template":
        return cls(
            id=global_id("Template", row.id),
            name=row.name,
            description=row.description,
            picture_url=row.picture_url,
            heartbeat_seconds=row.heartbeat_seconds,
            offline_grace_seconds=row.offline_grace_seconds,
            allows_provisioning=row.allows_provisioning,
            archived_at=row.archived_at,
            created_at=row.created_at,
            row_id=row.id,
        )

    @strawberry.field
    async def metadata_fields(self, info: Info) -> list[MetadataField]:
        return [MetadataField.of(row) for row in await info.context.loaders.fields_of_template.load(self.row_id)]

    @strawberry.field(
        description="The page for the box that tells how to activate the device, in the brand's name and colours: a "
        "PDF as a data URI. For staff who may use the template."
    )
    async def box_guide(self, info: Info, page: GuidePage = GuidePage.A5) -> str:
        row = await templates.visible_template(await info.context.viewer(), self.row_id)
        if row is None:
            raise Forbidden
        brand = await info.context.loaders.brand.load(row.organization.root_id)
        assert brand is not None, "every root organization has a brand"
        wanted = guide.Guide(
            product=row.name,
            brand=brand.display_name,
            claim_host=tokens.claim_host(info.context.parts, brand),
            colour=brand.primary_color,
            support_url=brand.support_url,
        )
        try:
            pdf = await drawn(guide.activation_guide, wanted, _PAGES[page])
        except (ColourUnusable, guide.GuideDoesNotFit) as error:
            raise BadRequest(str(error)) from error
        return qr.data_uri("application/pdf", pdf.content)


@strawberry.input(description="A metadata field as it shall be.")
class MetadataFieldInput:
    name: str
    type: MetadataFieldType
    is_required: bool = False
    is_unique: bool = False
    default_value: str | None = None
    choices: list[str] = strawberry.field(default_factory=list)

    def draft(self) -> FieldDraft:
        return FieldDraft(
            self.name, self.type, self.is_required, self.is_unique, self.default_value, tuple(self.choices)
        )


@strawberry.input(description="A value for a metadata field, by the field's name.")
class MetadataInput:
    name: str
    value: str


def values_of(metadata: Sequence[MetadataInput] | None) -> dict[str, str]:
    """Inputs as a mapping; of a name given twice the last value counts."""
    return {entry.name: entry.value for entry in metadata or ()}


@strawberry.input
class CreateTemplateInput:
    organization_id: strawberry.ID
    name: str
    description: str | None = None
    picture_url: str | None = None
    heartbeat_seconds: int | None = None
    offline_grace_seconds: int | None = None
    allows_provisioning: bool | None = None
    metadata_fields: list[MetadataFieldInput] = strawberry.field(default_factory=list)

    def draft(self) -> TemplateDraft:
        return _draft(self, [field.draft() for field in self.metadata_fields])


@strawberry.input
class ArchiveTemplateInput:
    id: strawberry.ID


@strawberry.input(description="What is left out stays as it is; `metadataFields` replaces the whole list.")
class UpdateTemplateInput:
    id: strawberry.ID
    name: str | None = None
    description: str | None = None
    picture_url: str | None = None
    heartbeat_seconds: int | None = None
    offline_grace_seconds: int | None = None
    allows_provisioning: bool | None = None
    metadata_fields: list[MetadataFieldInput] | None = None

    def draft(self) -> TemplateDraft:
        fields = self.metadata_fields
        return _draft(self, None if fields is None else [field.draft() for field in fields])


def _draft(settings: CreateTemplateInput | UpdateTemplateInput, fields: list[FieldDraft] | None) -> TemplateDraft:
    return TemplateDraft(
        name=settings.name,
        description=settings.description,
        picture_url=settings.picture_url,
        heartbeat_seconds=settings.heartbeat_seconds,
        offline_grace_seconds=settings.offline_grace_seconds,
        allows_provisioning=settings.allows_provisioning,
        fields=fields,
    )
