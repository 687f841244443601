from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from app.models.identifiers import new_id


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ExportLink",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="issuer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="export_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="export_links",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("digest", fields.BinaryField()),
                (
                    "selection",
                    fields.JSONField(
                        description="which tokens: ids, a batch, or a filter", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "options",
                    fields.JSONField(description="content, image names, formats", encoder=JSON_DUMPS, decoder=loads),
                ),
                ("token_count", fields.IntField()),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "export_link",
                "app": "models",
                "indexes": [Index(fields=["expires_at"], name="export_link_by_expiry")],
                "pk_attr": "id",
                "table_description": "What somebody may download once: which tokens, in which form. The link itself is hashed.",
            },
            bases=["Model"],
        ),
        # CreateModel drops constraints without a word, as in 0001.
        ops.AddConstraint(
            model_name="ExportLink",
            constraint=UniqueConstraint(fields=("digest",), name="export_link_digest"),
        ),
        ops.AddConstraint(
            model_name="ExportLink",
            constraint=CheckConstraint(check="token_count > 0", name="export_link_holds_something"),
        ),
    ]
