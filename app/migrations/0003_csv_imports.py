from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from app.models.identifiers import new_id
from app.models.imports import ImportPart


class Migration(migrations.Migration):
    dependencies = [("models", "0002_export_links")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ImportFile",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="import_files",
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
                        related_name="import_files",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.Template",
                        source_field="template_id",
                        null=True,
                        description="what it was last previewed for",
                        db_constraint=True,
                        to_field="id",
                        related_name="import_files",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "models.TokenBatch",
                        source_field="batch_id",
                        null=True,
                        description="what was made of it",
                        db_constraint=True,
                        to_field="id",
                        related_name="import_files",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("byte_count", fields.IntField(null=True, description="null until the upload is complete")),
                (
                    "plan",
                    fields.JSONField(
                        null=True, description="how the batch's job reads the file", encoder=JSON_DUMPS, decoder=loads
                    ),
                ),
                (
                    "skipped",
                    fields.BinaryField(null=True, description="a bit for each row, set where the batch leaves it out"),
                ),
                ("skipped_count", fields.IntField(db_default=0)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "import_file",
                "app": "models",
                "indexes": [
                    Index(fields=["organization_id"], name="import_file_of_organization"),
                    Index(fields=["created_at"], name="import_file_by_age"),
                ],
                "pk_attr": "id",
                "table_description": "A CSV file that somebody uploaded; kept for a day, used for one batch.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ImportPiece",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "import_file",
                    fields.ForeignKeyField(
                        "models.ImportFile",
                        source_field="import_file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pieces",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "part",
                    fields.CharEnumField(description="FILE: FILE\nFAULTS: FAULTS", enum_type=ImportPart, max_length=6),
                ),
                ("number", fields.IntField(description="counted from 0 within its part")),
                ("sealed", fields.BinaryField()),
            ],
            options={
                "table": "import_piece",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Some bytes of a file, sealed: the file may hold AuthTokens.",
            },
            bases=["Model"],
        ),
        # CreateModel drops constraints without a word (tortoise-orm issue 2272): each is added by name.
        ops.AddConstraint(
            model_name="ImportFile", constraint=UniqueConstraint(fields=("batch_id",), name="import_file_of_batch")
        ),
        ops.AddConstraint(
            model_name="ImportFile",
            constraint=CheckConstraint(check="byte_count BETWEEN 1 AND 104857600", name="import_file_size"),
        ),
        ops.AddConstraint(
            model_name="ImportFile",
            constraint=CheckConstraint(
                check="(batch_id IS NOT NULL) = (plan IS NOT NULL)", name="import_file_used_has_plan"
            ),
        ),
        ops.AddConstraint(
            model_name="ImportFile",
            constraint=CheckConstraint(
                check="batch_id IS NULL OR byte_count IS NOT NULL", name="import_file_used_is_complete"
            ),
        ),
        ops.AddConstraint(
            model_name="ImportPiece",
            constraint=UniqueConstraint(fields=("import_file_id", "part", "number"), name="import_piece_once"),
        ),
        ops.AddConstraint(
            model_name="ImportPiece",
            constraint=CheckConstraint(check="part IN ('FILE', 'FAULTS')", name="import_piece_part_known"),
        ),
        # The pieces are encrypted: trying to compress them costs time and gains nothing.
        ops.RunSQL(
            sql="ALTER TABLE import_piece ALTER COLUMN sealed SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE import_piece ALTER COLUMN sealed SET STORAGE EXTENDED",
        ),
        # Values hang on their token alone: see ADR 10. The first two change the models' state only.
        ops.AlterField(
            model_name="UniqueValue",
            name="field",
            field=fields.ForeignKeyField(
                "models.MetadataField",
                source_field="field_id",
                db_constraint=False,
                to_field="id",
                related_name="unique_values",
                on_delete=OnDelete.NO_ACTION,
            ),
        ),
        ops.AlterField(
            model_name="UniqueValue",
            name="issuer",
            field=fields.ForeignKeyField(
                "models.Organization",
                source_field="issuer_id",
                db_constraint=False,
                to_field="id",
                related_name="unique_values",
                on_delete=OnDelete.NO_ACTION,
            ),
        ),
        ops.RunSQL(
            sql="""
            ALTER TABLE unique_value DROP CONSTRAINT unique_value_field_id_fkey,
                                     DROP CONSTRAINT unique_value_issuer_id_fkey;
            """,
            reverse_sql="""
            ALTER TABLE unique_value
                ADD CONSTRAINT unique_value_field_id_fkey FOREIGN KEY (field_id)
                    REFERENCES metadata_field (id) ON DELETE CASCADE,
                ADD CONSTRAINT unique_value_issuer_id_fkey FOREIGN KEY (issuer_id)
                    REFERENCES organization (id) ON DELETE RESTRICT;
            """,
        ),
    ]
