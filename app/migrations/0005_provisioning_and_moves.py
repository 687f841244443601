from tortoise import fields, migrations
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0004_mail_handovers_and_brands")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Event",
            name="organization_id",
            field=fields.UUIDField(null=True, description="where it happened; of a device that went, where to"),
        ),
        ops.AddField(
            model_name="Event",
            name="left_id",
            field=fields.UUIDField(null=True, description="the organization that a device left by it"),
        ),
        ops.AddIndex(
            model_name="Event",
            index=Index(fields=["left_id", "id"], name="event_of_organization_left"),
        ),
        ops.AlterModelOptions(
            name="Provisioning",
            options={
                "table": "provisioning",
                "app": "models",
                "indexes": [
                    Index(fields=["account_id"], name="provisioning_of_account"),
                    Index(fields=["expires_at"], name="provisioning_by_expiry"),
                ],
                "pk_attr": "static_token_id",
                "table_description": "For whom a provisioned AuthToken was made. It is gone once the device has connected, or too late to.",
            },
        ),
        ops.AddField(
            model_name="Provisioning",
            name="device_id",
            field=fields.UUIDField(description="what the device will be known by"),
        ),
        ops.AddField(
            model_name="Provisioning",
            name="name",
            field=fields.CharField(null=True, description="what the person calls the device", max_length=100),
        ),
        ops.RemoveField(model_name="Provisioning", name="used_at"),
        ops.AddIndex(
            model_name="StaticToken",
            index=PartialIndex(
                fields=["id"],
                name="static_token_to_be_provisioned",
                condition={"origin": "PROVISIONED", "status": "UNCLAIMED"},
            ),
        ),
    ]
