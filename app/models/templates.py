"""Templates, the types of devices, and the metadata fields each device of them has."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.identifiers import new_id
from app.models.organizations import Organization

DEVICE_NAME = "Device Name"
"""The metadata field that every template has."""


class MetadataFieldType(StrEnum):
    """What the values of a metadata field must be."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    MAC_ADDRESS = "MAC_ADDRESS"
    EMAIL = "EMAIL"
    URL = "URL"
    CHOICE = "CHOICE"


class Template(Model):
    """The type of a device, usable in its organization and in all below it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="templates", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120)
    description = fields.CharField(max_length=2000, db_default="")
    picture_url = fields.CharField(max_length=500, null=True)
    heartbeat_seconds = fields.SmallIntField(db_default=30)
    offline_grace_seconds = fields.SmallIntField(db_default=0)
    allows_provisioning = fields.BooleanField(db_default=False)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    metadata_fields: fields.ReverseRelation["MetadataField"]
    organization_id: UUID

    class Meta:
        table = "template"
        indexes = (Index(fields=("organization_id", "id"), name="template_of_organization"),)
        constraints = (
            CheckConstraint(name="template_heartbeat_range", check="heartbeat_seconds BETWEEN 5 AND 3600"),
            CheckConstraint(name="template_grace_range", check="offline_grace_seconds BETWEEN 0 AND 3600"),
        )


class MetadataField(Model):
    """A named, typed value that each device of a template has."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField(
        "models.Template", related_name="metadata_fields", on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=100)
    type = fields.CharEnumField(MetadataFieldType, max_length=12)
    is_required = fields.BooleanField(db_default=False)
    is_unique = fields.BooleanField(db_default=False, description="within the issuing organization")
    default_value = fields.CharField(max_length=1000, null=True)
    choices: list[Any] = fields.JSONField(db_default="[]")
    position = fields.SmallIntField()

    template_id: UUID

    class Meta:
        table = "metadata_field"
        constraints = (
            UniqueConstraint(fields=("template_id", "name"), name="metadata_field_name_in_template"),
            CheckConstraint(
                name="metadata_field_type_known",
                check="type IN ('TEXT', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'MAC_ADDRESS', 'EMAIL', 'URL', "
                "'CHOICE')",
            ),
            CheckConstraint(
                name="metadata_field_unique_has_no_default", check="NOT (is_unique AND default_value IS NOT NULL)"
            ),
        )
