"""Devices on their way to a person without a QR code: transfers between owners, and provisioning."""

from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.accounts import Account
from app.models.devices import Device
from app.models.identifiers import new_id
from app.models.organizations import Organization
from app.models.tokens import StaticToken


class DeviceTransfer(Model):
    """An owner's offer of a device to another address of the brand; ends once. The mailed link is hashed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="transfers", on_delete=fields.CASCADE
    )
    offered_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="offered_transfers", on_delete=fields.CASCADE
    )
    email = fields.CharField(max_length=254, description="as the owner wrote it")
    email_key = fields.CharField(max_length=254, description="the address folded for comparison")
    digest = fields.BinaryField()
    created_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    refused_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True, description="by the owner, or by the end of the ownership")

    device_id: UUID
    offered_by_id: UUID

    class Meta:
        table = "device_transfer"
        indexes = (
            Index(fields=("device_id", "id"), name="device_transfer_of_device"),
            Index(fields=("email_key",), name="device_transfer_by_address"),
            Index(fields=("offered_by_id",), name="device_transfer_by_owner"),
        )
        constraints = (
            UniqueConstraint(fields=("digest",), name="device_transfer_digest"),
            UniqueConstraint(
                fields=("device_id",),
                name="device_transfer_one_open",
                condition="accepted_at IS NULL AND refused_at IS NULL AND cancelled_at IS NULL",
            ),
            CheckConstraint(
                name="device_transfer_ends_once", check="num_nonnulls(accepted_at, refused_at, cancelled_at) <= 1"
            ),
        )


class Provisioning(Model):
    """For whom a provisioned AuthToken was made. It is gone once the device has connected, or too late to."""

    static_token: fields.OneToOneRelation[StaticToken] = fields.OneToOneField(
        "models.StaticToken", related_name="provisioning", primary_key=True, on_delete=fields.CASCADE
    )
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="provisionings", on_delete=fields.CASCADE
    )
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="provisionings", on_delete=fields.CASCADE
    )
    device_id = fields.UUIDField(description="what the device will be known by")
    name = fields.CharField(max_length=100, null=True, description="what the person calls the device")
    expires_at = fields.DatetimeField()

    static_token_id: UUID
    account_id: UUID
    organization_id: UUID

    class Meta:
        table = "provisioning"
        indexes = (
            Index(fields=("account_id",), name="provisioning_of_account"),
            Index(fields=("expires_at",), name="provisioning_by_expiry"),
        )
