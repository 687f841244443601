from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0006_logos_and_choosable_plans")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Node",
            name="key_marks",
            field=fields.JSONField(
                null=True,
                description="marks of the keys it uses (current) and of all it has (known)",
                encoder=JSON_DUMPS,
                decoder=loads,
            ),
        ),
    ]
