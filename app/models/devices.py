"""Devices and whether they are online."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from app.models.accounts import Account
from app.models.identifiers import new_id
from app.models.organizations import Organization
from app.models.tokens import StaticToken


class PresenceReason(StrEnum):
    """Why a device's presence is as it is."""

    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"
    TIMEOUT = "TIMEOUT"
    REPLACED = "REPLACED"
    SERVER_STOPPED = "SERVER_STOPPED"
    NODE_LOST = "NODE_LOST"
    REVOKED = "REVOKED"


class Device(Model):
    """What a static token becomes when it first connects or is claimed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    static_token: fields.OneToOneRelation[StaticToken] = fields.OneToOneField(
        "models.StaticToken", related_name="device", on_delete=fields.CASCADE
    )
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="devices", null=True, on_delete=fields.RESTRICT
    )
    owner: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="devices", null=True, on_delete=fields.RESTRICT
    )
    edits: dict[str, str] = fields.JSONField(db_default="{}", description="the owner's values over the factory's")
    firmware = fields.CharField(max_length=64, null=True)
    hardware = fields.CharField(max_length=64, null=True)
    first_connected_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    static_token_id: UUID
    organization_id: UUID | None
    owner_id: UUID | None

    class Meta:
        table = "device"
        indexes = (
            Index(fields=("organization_id", "id"), name="device_of_organization"),
            Index(fields=("owner_id", "id"), name="device_of_owner"),
        )
        constraints = (
            CheckConstraint(name="device_owned_is_somewhere", check="owner_id IS NULL OR organization_id IS NOT NULL"),
            CheckConstraint(name="device_edits_need_owner", check="owner_id IS NOT NULL OR edits = '{}'::jsonb"),
        )


class Presence(Model):
    """Whether a device holds a live connection, since when, and when it was last seen.

    `session` comes from a sequence: a higher number is a newer connection, and
    only the newest one may say anything about its device.
    """

    device: fields.OneToOneRelation[Device] = fields.OneToOneField(
        "models.Device", related_name="presence", primary_key=True, on_delete=fields.CASCADE
    )
    session = fields.BigIntField()
    node_id = fields.UUIDField(null=True, description="the node that holds the connection")
    is_online = fields.BooleanField()
    since = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    reason = fields.CharEnumField(PresenceReason, max_length=14)

    device_id: UUID

    class Meta:
        table = "presence"
        indexes = (PartialIndex(fields=("node_id",), name="presence_online_on_node", condition={"is_online": True}),)
        constraints = (
            CheckConstraint(name="presence_online_has_node", check="is_online = (node_id IS NOT NULL)"),
            CheckConstraint(
                name="presence_reason_known",
                check="reason IN ('CONNECTED', 'DISCONNECTED', 'TIMEOUT', 'REPLACED', 'SERVER_STOPPED', "
                "'NODE_LOST', 'REVOKED')",
            ),
            CheckConstraint(name="presence_online_is_connected", check="is_online = (reason = 'CONNECTED')"),
        )


class Node(Model):
    """A running server; devices of a node that was not seen for a while are offline."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    started_at = fields.DatetimeField(db_default=Now())
    seen_at = fields.DatetimeField(db_default=Now())
    key_marks: dict[str, list[str]] | None = fields.JSONField(
        null=True, description="marks of the keys it uses (current) and of all it has (known)"
    )

    class Meta:
        table = "node"
