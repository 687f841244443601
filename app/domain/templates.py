"""Templates: the types of devices and the metadata fields that each device of them has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.database.connection import execute, transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.imports.csv_cells import OWN_COLUMNS
from app.domain.metadata import MAXIMUM_LENGTH, parse_value
from app.domain.organizations import tree
from app.domain.organizations.organizations import organization_for
from app.domain.parts import Parts
from app.domain.text import clean_text
from app.domain.viewer import ADMINISTRATORS, STAFF, Viewer
from app.models import DEVICE_NAME, MetadataField, MetadataFieldType, Organization, Template, UniqueValue

MAXIMUM_FIELDS = 50
_MAXIMUM_CHOICES = 100


class MetadataFieldInvalid(DomainError):
    """A metadata field makes no sense; facts: its name and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"The metadata field “{field}” {reason}.")


class TemplateSettingInvalid(DomainError):
    """A setting of the template is out of range; facts: which, and the reason."""

    def __init__(self, setting: str, reason: str) -> None:
        self.setting = setting
        self.reason = reason
        super().__init__(f"The {setting} {reason}.")


class TemplateArchived(DomainError):
    """The template is archived: it stays as it is, for the tokens that have it; fact: since when."""

    message = "This template is archived. It stays as it is, for the devices that were made with it."

    def __init__(self, archived_at: datetime) -> None:
        self.archived_at = archived_at
        super().__init__()


class TemplateNotUsable(DomainError):
    """There is no such template for this organization: unknown, foreign and archived ones look the same."""

    message = "There is no such template that this organization may use."


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A metadata field as somebody wants it."""

    name: str
    type: MetadataFieldType
    is_required: bool = False
    is_unique: bool = False
    default_value: str | None = None
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """What a template is set to; None leaves a value as it is (or at its default when new)."""

    name: str | None = None
    description: str | None = None
    picture_url: str | None = None
    heartbeat_seconds: int | None = None
    offline_grace_seconds: int | None = None
    allows_provisioning: bool | None = None
    fields: Sequence[FieldDraft] | None = None


def _check_field(draft: FieldDraft) -> FieldDraft:
    name = clean_text(draft.name, "name of a metadata field", 100)
    if name in OWN_COLUMNS:
        raise MetadataFieldInvalid(name, "has a name that files use for a column of their own")
    if name == DEVICE_NAME and (draft.type is not MetadataFieldType.TEXT or draft.is_unique):
        raise MetadataFieldInvalid(name, "is built in: a text that several devices may share")
    choices = [clean_text(choice, f"choice of {name}", 100) for choice in draft.choices]
    if (draft.type is MetadataFieldType.CHOICE) != bool(choices):
        raise MetadataFieldInvalid(name, "needs choices if it is a choice, and none otherwise")
    if len(choices) > _MAXIMUM_CHOICES or len(set(choices)) < len(choices):
        raise MetadataFieldInvalid(name, f"has a choice twice, or more than {_MAXIMUM_CHOICES}")
    checked = replace(draft, name=name, choices=choices)
    if draft.default_value is None or not draft.default_value.strip():
        return replace(checked, default_value=None)
    if draft.is_unique:
        raise MetadataFieldInvalid(name, "is unique, so it cannot have a default")
    value, reason = parse_value(replace(checked, default_value=None), draft.default_value[: MAXIMUM_LENGTH + 1])
    if reason is not None:
        raise MetadataFieldInvalid(name, f"has a default that {reason}")
    return replace(checked, default_value=value)


def _check_fields(drafts: Sequence[FieldDraft], template_name: str) -> list[FieldDraft]:
    checked = [_check_field(draft) for draft in drafts]
    if DEVICE_NAME not in {draft.name for draft in checked}:
        built_in = FieldDraft(DEVICE_NAME, MetadataFieldType.TEXT, default_value=template_name)
        checked.insert(0, built_in)
    if len(checked) > MAXIMUM_FIELDS:
        raise MetadataFieldInvalid(checked[MAXIMUM_FIELDS].name, f"is one too many: {MAXIMUM_FIELDS} are allowed")
    seen: set[str] = set()
    for draft in checked:
        if draft.name in seen:
            raise MetadataFieldInvalid(draft.name, "is named twice")
        seen.add(draft.name)
    return checked


def _check_settings(draft: TemplateDraft) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if draft.name is not None:
        settings["name"] = clean_text(draft.name, "name", 120)
    if draft.description is not None:
        settings["description"] = clean_text(draft.description, "description", 2000, may_be_empty=True, multiline=True)
    if draft.picture_url is not None:
        url = draft.picture_url.strip()
        if url and (len(url) > 500 or not url.startswith("https://") or not url.isascii() or not url.isprintable()):
            raise TemplateSettingInvalid("picture", "is not an https:// address of at most 500 characters")
        settings["picture_url"] = url or None
    for name, words, low, high in (
        ("heartbeat_seconds", "heartbeat", 5, 3600),
        ("offline_grace_seconds", "offline grace", 0, 3600),
    ):
        value = getattr(draft, name)
        if value is not None:
            if not low <= value <= high:
                raise TemplateSettingInvalid(words, f"is not between {low} and {high:,} seconds")
            settings[name] = value
    if draft.allows_provisioning is not None:
        settings["allows_provisioning"] = draft.allows_provisioning
    return settings


async def create_template(actor: Viewer, parts: Parts, organization_id: UUID, draft: TemplateDraft) -> Template:
    """Create a template in an organization that the actor administers.

    `Device Name` is added when the draft does not have it. Raises Forbidden,
    TextUnusable, TemplateSettingInvalid, MetadataFieldInvalid.
    """
    organization = await organization_for(actor, organization_id, ADMINISTRATORS)
    if organization.is_personal:
        raise Forbidden
    settings = _check_settings(replace(draft, name=draft.name or ""))
    fields = _check_fields(draft.fields or (), str(settings["name"]))
    async with transaction():
        await tree.keep_open(organization.id)
        template = await Template.create(organization_id=organization.id, **settings)
        await _insert_fields(template.id, fields, first_position=0)
        event = await history.record(
            EventKind.TEMPLATE_CREATED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={"template": str(template.id), "name": template.name},
        )
    history.tell(parts.bus, event, *organization.lineage)
    return await Template.get(id=template.id)


async def update_template(actor: Viewer, parts: Parts, template_id: UUID, draft: TemplateDraft) -> Template:
    """Change a template's settings and, when the draft lists fields, replace its list of metadata fields.

    A field is known by its name; its type and uniqueness stay as they are,
    because tokens already hold values of it. Raises Forbidden, TextUnusable,
    TemplateSettingInvalid, MetadataFieldInvalid.
    """
    template, organization = await _own_template(actor, template_id)
    settings = _check_settings(draft)
    async with transaction():
        # Two changes of one template at once would both compare with the old list.
        await _lock_live(template.id)
        if settings:
            await Template.filter(id=template.id).update(**settings)
        if draft.fields is not None:
            await _replace_fields(template.id, _check_fields(draft.fields, str(settings.get("name", template.name))))
        event = await history.record(
            EventKind.TEMPLATE_UPDATED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={"template": str(template.id)},
        )
    history.tell(parts.bus, event, *organization.lineage)
    return await Template.get(id=template.id)


async def archive_template(actor: Viewer, parts: Parts, template_id: UUID) -> Template:
    """Take a template out of lists and new batches; batches that were asked for and tokens that exist go on.

    Raises Forbidden, TemplateArchived.
    """
    template, organization = await _own_template(actor, template_id)
    async with transaction():
        await _lock_live(template.id)
        await execute("UPDATE template SET archived_at = now() WHERE id = $1", template.id)
        event = await history.record(
            EventKind.TEMPLATE_ARCHIVED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={"template": str(template.id)},
        )
    history.tell(parts.bus, event, *organization.lineage)
    return await Template.get(id=template.id)


async def _own_template(actor: Viewer, template_id: UUID) -> tuple[Template, Organization]:
    """A template of an organization that the actor administers. Raises Forbidden, by one statement: see ADR 21."""
    template = await Template.get_or_none(
        id=template_id,
        organization__archived_at=None,
        organization__lineage__overlap=actor.organizations_with(ADMINISTRATORS),
    ).select_related("organization")
    if template is None:
        raise Forbidden
    return template, template.organization


async def _lock_live(template_id: UUID) -> None:
    """Hold a template in the running transaction. Raises TemplateArchived."""
    template = await Template.filter(id=template_id).select_for_update().get()
    if template.archived_at is not None:
        raise TemplateArchived(template.archived_at)


async def _replace_fields(template_id: UUID, drafts: Sequence[FieldDraft]) -> None:
    known = {field.name: field for field in await MetadataField.filter(template_id=template_id)}
    for position, draft in enumerate(drafts):
        field = known.pop(draft.name, None)
        if field is None:
            await _insert_fields(template_id, [draft], first_position=position)
            continue
        if field.type != draft.type or field.is_unique != draft.is_unique:
            raise MetadataFieldInvalid(draft.name, "keeps its type and uniqueness: tokens hold values of it")
        await MetadataField.filter(id=field.id).update(
            is_required=draft.is_required,
            default_value=draft.default_value,
            choices=list(draft.choices),
            position=position,
        )
    gone = [field.id for field in known.values()]
    await UniqueValue.filter(field_id__in=gone).delete()
    await MetadataField.filter(id__in=gone).delete()


async def _insert_fields(template_id: UUID, drafts: Sequence[FieldDraft], *, first_position: int) -> None:
    for position, draft in enumerate(drafts, start=first_position):
        await MetadataField.create(
            template_id=template_id,
            name=draft.name,
            type=draft.type,
            is_required=draft.is_required,
            is_unique=draft.is_unique,
            default_value=draft.default_value,
            choices=list(draft.choices),
            position=position,
        )


async def usable_template(template_id: UUID, organization: Organization) -> tuple[Template, list[MetadataField]]:
    """A template that belongs to the organization or to one above it, with its fields in order.

    Raises TemplateNotUsable.
    """
    template = await Template.get_or_none(id=template_id, archived_at=None, organization_id__in=organization.lineage)
    if template is None:
        raise TemplateNotUsable
    return template, await fields_of(template.id)


async def fields_of(template_id: UUID) -> list[MetadataField]:
    """A template's metadata fields in their order."""
    return await MetadataField.filter(template_id=template_id).order_by("position")


def serial_of(fields: Sequence[MetadataField], values: dict[str, str]) -> str | None:
    """The serial of a token: the value of the first unique metadata field, if there is one."""
    return next((values.get(field.name) for field in fields if field.is_unique), None)


async def visible_template(viewer: Viewer, template_id: UUID) -> Template | None:
    """A template of an organization whose staff the viewer is, or of one above it; None for others."""
    template = await Template.get_or_none(id=template_id).select_related("organization")
    if template is None or template.organization.root_id != viewer.root_id:
        return None
    if viewer.holds(STAFF, template.organization.lineage):
        return template
    # Staff of an organization below may use it, so they may see it.
    below = await Organization.filter(
        id__in=viewer.organizations_with(STAFF), is_personal=False, lineage__contains=[template.organization_id]
    ).exists()
    return template if below else None
