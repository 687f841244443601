"""The record of every act, append-only; and two small ledgers of requests."""

from typing import Any

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from app.models.identifiers import new_id


class Event(Model):
    """One act: who, when, what, on which token, device, organization.

    Identifiers without foreign keys: the record outlives what it speaks of. A
    trigger in the database refuses to change or delete a row.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    at = fields.DatetimeField(db_default=Now())
    kind = fields.CharField(max_length=40)
    actor_id = fields.UUIDField(null=True)
    organization_id = fields.UUIDField(null=True, description="where it happened; of a device that went, where to")
    left_id = fields.UUIDField(null=True, description="the organization that a device left by it")
    issuer_id = fields.UUIDField(null=True, description="the issuer of the token concerned")
    static_token_id = fields.UUIDField(null=True)
    device_id = fields.UUIDField(null=True)
    batch_id = fields.UUIDField(null=True)
    facts: dict[str, Any] = fields.JSONField(db_default="{}")

    class Meta:
        table = "event"
        indexes = (
            Index(fields=("organization_id", "id"), name="event_of_organization"),
            Index(fields=("issuer_id", "id"), name="event_of_issuer"),
            Index(fields=("left_id", "id"), name="event_of_organization_left"),
            Index(fields=("static_token_id", "id"), name="event_of_token"),
            Index(fields=("device_id", "id"), name="event_of_device"),
        )


class IdempotencyKey(Model):
    """The first answer to a keyed request, replayed for 24 hours."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account_id = fields.UUIDField()
    operation = fields.CharField(max_length=40)
    key = fields.CharField(max_length=200)
    input_digest = fields.BinaryField()
    result_id = fields.UUIDField()
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "idempotency_key"
        constraints = (UniqueConstraint(fields=("account_id", "operation", "key"), name="idempotency_key_once"),)


class Attempt(Model):
    """How often somebody guessed within the running window; unlogged, it may be lost in a crash."""

    key = fields.CharField(max_length=200, primary_key=True)
    count = fields.IntField()
    window_started_at = fields.DatetimeField()

    class Meta:
        table = "attempt"
