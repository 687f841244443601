"""Static tokens, the batches they are made in, and the tombstones of deleted ones."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.accounts import Account
from app.models.identifiers import new_id
from app.models.organizations import Organization
from app.models.templates import MetadataField, Template


class TokenStatus(StrEnum):
    """Whether somebody owns what the token stands for."""

    UNCLAIMED = "UNCLAIMED"
    CLAIMED = "CLAIMED"


class TokenOrigin(StrEnum):
    """How an AuthToken came to be. Only the first two have a QR token."""

    MINTED = "MINTED"
    IMPORTED = "IMPORTED"
    BY_HAND = "BY_HAND"
    PROVISIONED = "PROVISIONED"


class BatchOrigin(StrEnum):
    """Whether a batch was asked for by number or brought as a file."""

    AUTOMATIC = "AUTOMATIC"
    FILE = "FILE"


class BatchStatus(StrEnum):
    """Where the job that fills a batch stands."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


class TokenBatch(Model):
    """Static tokens created together; all of them or none."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="token_batches", on_delete=fields.RESTRICT
    )
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField(
        "models.Template", related_name="token_batches", on_delete=fields.RESTRICT
    )
    created_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="token_batches", null=True, on_delete=fields.SET_NULL
    )
    name = fields.CharField(max_length=120)
    origin = fields.CharEnumField(BatchOrigin, max_length=10)
    status = fields.CharEnumField(BatchStatus, max_length=10)
    token_count = fields.IntField(description="how many were asked for")
    created_count = fields.IntField(db_default=0, description="how far the job has come")
    metadata: dict[str, str] = fields.JSONField(db_default="{}", description="values that all its tokens share")
    failure = fields.CharField(max_length=500, null=True)
    created_at = fields.DatetimeField(db_default=Now())
    finished_at = fields.DatetimeField(null=True)

    issuer_id: UUID
    template_id: UUID
    created_by_id: UUID | None

    class Meta:
        table = "token_batch"
        indexes = (Index(fields=("issuer_id", "id"), name="token_batch_of_issuer"),)
        constraints = (
            CheckConstraint(name="token_batch_origin_known", check="origin IN ('AUTOMATIC', 'FILE')"),
            CheckConstraint(
                name="token_batch_status_known", check="status IN ('PENDING', 'RUNNING', 'COMPLETE', 'FAILED')"
            ),
            CheckConstraint(name="token_batch_size", check="token_count BETWEEN 1 AND 1000000"),
            CheckConstraint(name="token_batch_progress", check="created_count BETWEEN 0 AND token_count"),
            CheckConstraint(
                name="token_batch_complete_is_full", check="status <> 'COMPLETE' OR created_count = token_count"
            ),
        )


class StaticToken(Model):
    """What is minted for one device: the digests of both secrets, and both sealed together."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="static_tokens", on_delete=fields.RESTRICT
    )
    template: fields.ForeignKeyRelation[Template] = fields.ForeignKeyField(
        "models.Template", related_name="static_tokens", on_delete=fields.RESTRICT
    )
    batch: fields.ForeignKeyNullableRelation[TokenBatch] = fields.ForeignKeyField(
        "models.TokenBatch", related_name="static_tokens", null=True, on_delete=fields.RESTRICT
    )
    origin = fields.CharEnumField(TokenOrigin, max_length=11)
    status = fields.CharEnumField(TokenStatus, max_length=9, db_default="UNCLAIMED")
    auth_digest = fields.BinaryField()
    qr_digest = fields.BinaryField(null=True)
    sealed = fields.BinaryField()
    serial = fields.CharField(max_length=1000, null=True, description="value of the first unique metadata field")
    metadata: dict[str, str] = fields.JSONField(db_default="{}", description="factory values, canonical texts")
    created_at = fields.DatetimeField(db_default=Now())
    claimed_at = fields.DatetimeField(null=True)
    clone_suspected_at = fields.DatetimeField(null=True)

    issuer_id: UUID
    template_id: UUID
    batch_id: UUID | None

    class Meta:
        table = "static_token"
        indexes = (
            Index(fields=("issuer_id", "id"), name="static_token_of_issuer"),
            Index(fields=("batch_id", "id"), name="static_token_of_batch"),
            PartialIndex(
                fields=("id",),
                name="static_token_to_be_provisioned",
                condition={"origin": "PROVISIONED", "status": "UNCLAIMED"},
            ),
        )
        constraints = (
            UniqueConstraint(fields=("auth_digest",), name="static_token_auth_digest"),
            UniqueConstraint(fields=("qr_digest",), name="static_token_qr_digest"),
            CheckConstraint(
                name="static_token_origin_known", check="origin IN ('MINTED', 'IMPORTED', 'BY_HAND', 'PROVISIONED')"
            ),
            CheckConstraint(
                name="static_token_qr_by_origin",
                check="(qr_digest IS NULL) = (origin IN ('BY_HAND', 'PROVISIONED'))",
            ),
            CheckConstraint(name="static_token_status_known", check="status IN ('UNCLAIMED', 'CLAIMED')"),
            CheckConstraint(
                name="static_token_claimed_has_time", check="(status = 'CLAIMED') = (claimed_at IS NOT NULL)"
            ),
        )


class UniqueValue(Model):
    """Holds that a unique metadata field has each value once within an issuing organization.

    Issuer and field have no foreign key: both are the token's own, and
    checking them again for every value would take longer than storing it.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    issuer: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="unique_values", on_delete=fields.NO_ACTION, db_constraint=False
    )
    field: fields.ForeignKeyRelation[MetadataField] = fields.ForeignKeyField(
        "models.MetadataField", related_name="unique_values", on_delete=fields.NO_ACTION, db_constraint=False
    )
    static_token: fields.ForeignKeyRelation[StaticToken] = fields.ForeignKeyField(
        "models.StaticToken", related_name="unique_values", on_delete=fields.CASCADE
    )
    value = fields.CharField(max_length=1000)

    issuer_id: UUID
    field_id: UUID
    static_token_id: UUID

    class Meta:
        table = "unique_value"
        indexes = (Index(fields=("static_token_id",), name="unique_value_of_token"),)
        constraints = (
            UniqueConstraint(fields=("issuer_id", "field_id", "value"), name="unique_value_once_per_issuer"),
        )


class RetiredToken(Model):
    """The digest of a deleted AuthToken, so that it is never issued again."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    auth_digest = fields.BinaryField()
    retired_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "retired_token"
        constraints = (UniqueConstraint(fields=("auth_digest",), name="retired_token_auth_digest"),)
