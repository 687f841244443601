"""Links to exports: single-use, good for ten minutes."""

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


class ExportLink(Model):
    """What somebody may download once: which tokens, in which form. The link itself is hashed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="export_links", on_delete=fields.CASCADE
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="export_links", null=True, on_delete=fields.SET_NULL
    )
    digest = fields.BinaryField()
    selection: dict[str, Any] = fields.JSONField(description="which tokens: ids, a batch, or a filter")
    options: dict[str, Any] = fields.JSONField(description="content, image names, formats")
    token_count = fields.IntField()
    created_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    issuer_id: UUID
    account_id: UUID | None

    class Meta:
        table = "export_link"
        indexes = (Index(fields=("expires_at",), name="export_link_by_expiry"),)
        constraints = (
            UniqueConstraint(fields=("digest",), name="export_link_digest"),
            CheckConstraint(name="export_link_holds_something", check="token_count > 0"),
        )
