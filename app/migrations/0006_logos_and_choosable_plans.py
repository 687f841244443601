from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0005_provisioning_and_moves")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Brand",
            name="links",
            field=fields.JSONField(
                description="names and addresses of the brand's pages",
                db_default="[]",
                encoder=JSON_DUMPS,
                decoder=loads,
            ),
        ),
        ops.AddField(
            model_name="Brand",
            name="logo_digest",
            field=fields.CharField(
                null=True, description="SHA-256 of the logo, which names it in links", max_length=64
            ),
        ),
        ops.AddField(
            model_name="Brand",
            name="text_color",
            field=fields.CharField(
                null=True, description="on the primary colour; black or white if null", max_length=7
            ),
        ),
        ops.RemoveField(model_name="Brand", name="logo_url"),
        ops.AddField(
            model_name="BrandLogo",
            name="height",
            field=fields.SmallIntField(description="pixels"),
        ),
        ops.AddField(
            model_name="BrandLogo",
            name="width",
            field=fields.SmallIntField(description="pixels"),
        ),
        ops.RemoveField(model_name="BrandLogo", name="digest"),
        ops.AddField(
            model_name="Plan",
            name="is_choosable",
            field=fields.BooleanField(description="whether owners of brands may change to it", db_default=False),
        ),
        # Nothing wrote links before; the order in which a brand gives them is kept from now on.
        ops.RunSQL(
            "UPDATE brand SET links = '[]' WHERE links = '{}'",
            reverse_sql="UPDATE brand SET links = '{}' WHERE links = '[]'",
        ),
        ops.RunSQL(
            "UPDATE plan SET is_choosable = true WHERE name IN ('FREE', 'PRO', 'BUSINESS')",
            reverse_sql="UPDATE plan SET is_choosable = false WHERE name IN ('FREE', 'PRO', 'BUSINESS')",
        ),
    ]
