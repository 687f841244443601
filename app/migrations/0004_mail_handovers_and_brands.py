from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from app.models.identifiers import new_id
from app.models.organizations import Role
from app.models.people import MailLinkKind


class Migration(migrations.Migration):
    dependencies = [("models", "0003_csv_imports")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BrandLogo",
            fields=[
                (
                    "organization",
                    fields.OneToOneField(
                        "models.Organization",
                        source_field="organization_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="logo",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("media_type", fields.CharField(max_length=20)),
                ("content", fields.BinaryField()),
                (
                    "digest",
                    fields.CharField(description="SHA-256 of the content, which names it in links", max_length=64),
                ),
                ("uploaded_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "brand_logo",
                "app": "models",
                "pk_attr": "organization_id",
                "table_description": "The picture of a brand, as it is served to everybody.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeviceTransfer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "models.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="transfers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "offered_by",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="offered_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="offered_transfers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(description="as the owner wrote it", max_length=254)),
                ("email_key", fields.CharField(description="the address folded for comparison", max_length=254)),
                ("digest", fields.BinaryField()),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("refused_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "cancelled_at",
                    fields.DatetimeField(
                        null=True,
                        description="by the owner, or by the end of the ownership",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "device_transfer",
                "app": "models",
                "indexes": [
                    Index(fields=["device_id", "id"], name="device_transfer_of_device"),
                    Index(fields=["email_key"], name="device_transfer_by_address"),
                    Index(fields=["offered_by_id"], name="device_transfer_by_owner"),
                ],
                "pk_attr": "id",
                "table_description": "An owner's offer of a device to another address of the brand; ends once. The mailed link is hashed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "invited_by",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="invited_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("email", fields.CharField(description="as the inviting person wrote it", max_length=254)),
                ("email_key", fields.CharField(description="the address folded for comparison", max_length=254)),
                (
                    "role",
                    fields.CharEnumField(
                        description="OWNER: OWNER\nADMIN: ADMIN\nOPERATOR: OPERATOR\nMEMBER: MEMBER",
                        enum_type=Role,
                        max_length=10,
                    ),
                ),
                ("digest", fields.BinaryField(description="of the newest link; sending it again ends the one before")),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                (
                    "sent_at",
                    fields.DatetimeField(
                        description="when the newest link was made",
                        db_default=Now(),
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitation",
                "app": "models",
                "indexes": [
                    Index(fields=["organization_id", "id"], name="invitation_of_organization"),
                    Index(fields=["email_key"], name="invitation_by_address"),
                ],
                "pk_attr": "id",
                "table_description": "A place in an organization, kept for an address until it is taken, revoked or expired. The link is hashed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MailLink",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mail_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="PASSWORD_RESET: PASSWORD_RESET\nMAIL_VERIFICATION: MAIL_VERIFICATION",
                        enum_type=MailLinkKind,
                        max_length=17,
                    ),
                ),
                ("email_key", fields.CharField(description="the address that the link proves", max_length=254)),
                ("digest", fields.BinaryField()),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mail_link",
                "app": "models",
                "indexes": [
                    Index(fields=["account_id", "kind"], name="mail_link_of_account"),
                    Index(fields=["expires_at"], name="mail_link_by_expiry"),
                ],
                "pk_attr": "id",
                "table_description": "A link that was mailed to an account's address: hashed, and used once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "root",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="root_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="outgoing_mails",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("recipient", fields.CharField(max_length=254)),
                ("kind", fields.CharField(description="which letter it is", max_length=40)),
                (
                    "sealed",
                    fields.BinaryField(
                        null=True, description="subject, text and HTML; null when nobody may read them again"
                    ),
                ),
                ("attempts", fields.SmallIntField(db_default=0)),
                (
                    "failure",
                    fields.CharField(null=True, description="what the last attempt failed for", max_length=500),
                ),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("given_up_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "outgoing_mail",
                "app": "models",
                "indexes": [
                    Index(fields=["root_id", "id"], name="outgoing_mail_of_brand"),
                    Index(fields=["created_at"], name="outgoing_mail_by_age"),
                ],
                "pk_attr": "id",
                "table_description": "A mail on its way. Its content holds a link and so is sealed; it goes once the mail was delivered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Provisioning",
            fields=[
                (
                    "static_token",
                    fields.OneToOneField(
                        "models.StaticToken",
                        source_field="static_token_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="provisioning",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="provisionings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="provisionings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "provisioning",
                "app": "models",
                "indexes": [
                    Index(fields=["account_id"], name="provisioning_of_account"),
                    Index(fields=["expires_at"], name="provisioning_by_expiry"),
                ],
                "pk_attr": "static_token_id",
                "table_description": "For whom a provisioned AuthToken was made, until the device first connects with it or it expires.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="Brand",
            name="links",
            field=fields.JSONField(
                description="pages of the brand by their names", db_default="{}", encoder=JSON_DUMPS, decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Brand",
            name="android_apps",
            field=fields.JSONField(
                description="packages with certificate fingerprints", db_default="[]", encoder=JSON_DUMPS, decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Brand",
            name="apple_apps",
            field=fields.JSONField(
                description="identifiers: team, period, bundle", db_default="[]", encoder=JSON_DUMPS, decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Brand",
            name="terms_url",
            field=fields.CharField(null=True, max_length=500),
        ),
        ops.AddConstraint(
            model_name="Brand",
            constraint=UniqueConstraint(
                fields=("claim_host",), name="brand_claim_host", condition="claim_host IS NOT NULL"
            ),
        ),
        # CreateModel drops constraints without a word, as in 0001.
        ops.AddConstraint(
            model_name="BrandLogo",
            constraint=CheckConstraint(check="length(content) BETWEEN 1 AND 1048576", name="brand_logo_size"),
        ),
        ops.AddConstraint(
            model_name="DeviceTransfer",
            constraint=UniqueConstraint(fields=("digest",), name="device_transfer_digest"),
        ),
        ops.AddConstraint(
            model_name="DeviceTransfer",
            constraint=UniqueConstraint(
                fields=("device_id",),
                name="device_transfer_one_open",
                condition="accepted_at IS NULL AND refused_at IS NULL AND cancelled_at IS NULL",
            ),
        ),
        ops.AddConstraint(
            model_name="DeviceTransfer",
            constraint=CheckConstraint(
                check="num_nonnulls(accepted_at, refused_at, cancelled_at) <= 1", name="device_transfer_ends_once"
            ),
        ),
        ops.AddConstraint(
            model_name="Invitation",
            constraint=UniqueConstraint(fields=("digest",), name="invitation_digest"),
        ),
        ops.AddConstraint(
            model_name="Invitation",
            constraint=UniqueConstraint(
                fields=("organization_id", "email_key"),
                name="invitation_one_open_for_an_address",
                condition="accepted_at IS NULL AND revoked_at IS NULL",
            ),
        ),
        ops.AddConstraint(
            model_name="Invitation",
            constraint=CheckConstraint(
                check="role IN ('OWNER', 'ADMIN', 'OPERATOR', 'MEMBER')", name="invitation_role_known"
            ),
        ),
        ops.AddConstraint(
            model_name="Invitation",
            constraint=CheckConstraint(check="accepted_at IS NULL OR revoked_at IS NULL", name="invitation_ends_once"),
        ),
        ops.AddConstraint(
            model_name="MailLink",
            constraint=UniqueConstraint(fields=("digest",), name="mail_link_digest"),
        ),
        ops.AddConstraint(
            model_name="MailLink",
            constraint=CheckConstraint(
                check="kind IN ('PASSWORD_RESET', 'MAIL_VERIFICATION')", name="mail_link_kind_known"
            ),
        ),
        ops.AddConstraint(
            model_name="OutgoingMail",
            constraint=CheckConstraint(
                check="sealed IS NOT NULL OR sent_at IS NOT NULL OR given_up_at IS NOT NULL",
                name="outgoing_mail_waiting_is_readable",
            ),
        ),
        ops.AddConstraint(
            model_name="OutgoingMail",
            constraint=CheckConstraint(check="sent_at IS NULL OR given_up_at IS NULL", name="outgoing_mail_ends_once"),
        ),
        # The state as the models have it after the constraints, so that nothing seems to have changed.
        ops.AlterModelOptions(
            name="BrandLogo",
            options={
                "table": "brand_logo",
                "app": "models",
                "constraints": [CheckConstraint(check="length(content) BETWEEN 1 AND 1048576", name="brand_logo_size")],
                "pk_attr": "organization_id",
                "table_description": "The picture of a brand, as it is served to everybody.",
            },
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
                "table_description": "For whom a provisioned AuthToken was made, until the device first connects with it or it expires.",
            },
        ),
    ]
