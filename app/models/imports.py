"""CSV files that were uploaded to make token batches of, in sealed pieces."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.accounts import Account
from app.models.identifiers import new_id
from app.models.organizations import Organization
from app.models.templates import Template
from app.models.tokens import TokenBatch


class ImportPart(StrEnum):
    """What a piece is a piece of: the file as it came, or its faulty rows with the reasons."""

    FILE = "FILE"
    FAULTS = "FAULTS"


class ImportFile(Model):
    """A CSV file that somebody uploaded; kept for a day, used for one batch."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="import_files", on_delete=fields.CASCADE
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="import_files", null=True, on_delete=fields.SET_NULL
    )
    template: fields.ForeignKeyNullableRelation[Template] = fields.ForeignKeyField(
        "models.Template",
        related_name="import_files",
        null=True,
        on_delete=fields.SET_NULL,
        description="what it was last previewed for",
    )
    batch: fields.ForeignKeyNullableRelation[TokenBatch] = fields.ForeignKeyField(
        "models.TokenBatch",
        related_name="import_files",
        null=True,
        on_delete=fields.RESTRICT,
        description="what was made of it",
    )
    name = fields.CharField(max_length=200)
    byte_count = fields.IntField(null=True, description="null until the upload is complete")
    plan: dict[str, Any] | None = fields.JSONField(null=True, description="how the batch's job reads the file")
    skipped = fields.BinaryField(null=True, description="a bit for each row, set where the batch leaves it out")
    skipped_count = fields.IntField(db_default=0)
    created_at = fields.DatetimeField(db_default=Now())

    organization_id: UUID
    account_id: UUID | None
    template_id: UUID | None
    batch_id: UUID | None

    class Meta:
        table = "import_file"
        indexes = (
            Index(fields=("organization_id",), name="import_file_of_organization"),
            Index(fields=("created_at",), name="import_file_by_age"),
        )
        constraints = (
            UniqueConstraint(fields=("batch_id",), name="import_file_of_batch"),
            CheckConstraint(name="import_file_size", check="byte_count BETWEEN 1 AND 104857600"),
            CheckConstraint(name="import_file_used_has_plan", check="(batch_id IS NOT NULL) = (plan IS NOT NULL)"),
            CheckConstraint(name="import_file_used_is_complete", check="batch_id IS NULL OR byte_count IS NOT NULL"),
        )


class ImportPiece(Model):
    """Some bytes of a file, sealed: the file may hold AuthTokens."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    import_file: fields.ForeignKeyRelation[ImportFile] = fields.ForeignKeyField(
        "models.ImportFile", related_name="pieces", on_delete=fields.CASCADE
    )
    part = fields.CharEnumField(ImportPart, max_length=6)
    number = fields.IntField(description="counted from 0 within its part")
    sealed = fields.BinaryField()

    import_file_id: UUID

    class Meta:
        table = "import_piece"
        constraints = (
            UniqueConstraint(fields=("import_file_id", "part", "number"), name="import_piece_once"),
            CheckConstraint(name="import_piece_part_known", check="part IN ('FILE', 'FAULTS')"),
        )
