from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from app.models.devices import PresenceReason
from app.models.identifiers import new_id
from app.models.organizations import Role
from app.models.templates import MetadataFieldType
from app.models.tokens import BatchOrigin, BatchStatus, TokenOrigin, TokenStatus


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Attempt",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=200)),
                ("count", fields.IntField()),
                ("window_started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "attempt",
                "app": "models",
                "pk_attr": "key",
                "table_description": "How often somebody guessed within the running window; unlogged, it may be lost in a crash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("kind", fields.CharField(max_length=40)),
                ("actor_id", fields.UUIDField(null=True)),
                ("organization_id", fields.UUIDField(null=True, description="where it happened")),
                ("issuer_id", fields.UUIDField(null=True, description="the issuer of the token concerned")),
                ("static_token_id", fields.UUIDField(null=True)),
                ("device_id", fields.UUIDField(null=True)),
                ("batch_id", fields.UUIDField(null=True)),
                ("facts", fields.JSONField(db_default="{}", encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "event",
                "app": "models",
                "indexes": [
                    Index(fields=["organization_id", "id"], name="event_of_organization"),
                    Index(fields=["issuer_id", "id"], name="event_of_issuer"),
                    Index(fields=["static_token_id", "id"], name="event_of_token"),
                    Index(fields=["device_id", "id"], name="event_of_device"),
                ],
                "pk_attr": "id",
                "table_description": "One act: who, when, what, on which token, device, organization.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account_id", fields.UUIDField()),
                ("operation", fields.CharField(max_length=40)),
                ("key", fields.CharField(max_length=200)),
                ("input_digest", fields.BinaryField()),
                ("result_id", fields.UUIDField()),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "idempotency_key",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The first answer to a keyed request, replayed for 24 hours.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Node",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("started_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "node",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A running server; devices of a node that was not seen for a while are offline.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Plan",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("static_token_limit", fields.IntField(description="0 or more")),
                ("organization_limit", fields.IntField(description="sub-organizations; personal ones do not count")),
                (
                    "member_limit",
                    fields.IntField(description="memberships; those in personal organizations do not count"),
                ),
                ("self_sign_up", fields.BooleanField(db_default=False)),
            ],
            options={
                "table": "plan",
                "app": "models",
                "pk_attr": "name",
                "table_description": "What a root organization may use; a row that the operator edits.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Organization",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "root",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="root_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tree",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("lineage", ArrayField(description="from the root down to this organization", element_type="UUID")),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "models.Plan",
                        source_field="plan_id",
                        null=True,
                        db_constraint=True,
                        to_field="name",
                        related_name="organizations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("slug", fields.CharField(max_length=60)),
                ("is_personal", fields.BooleanField(db_default=False)),
                ("suspended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("archived_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "organization",
                "app": "models",
                "indexes": [GinIndex(fields=["lineage"], name="organization_lineage")],
                "pk_attr": "id",
                "table_description": "A tenant. The root of a tree is a manufacturer and, to customers, a brand.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "root",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="root_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="accounts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("email", fields.CharField(description="as the person wrote it", max_length=254)),
                ("email_key", fields.CharField(description="the address folded for comparison", max_length=254)),
                ("name", fields.CharField(null=True, max_length=120)),
                ("password_hash", fields.CharField(max_length=255)),
                ("email_verified_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "account",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A person's account at one brand; the same address may have another at the next.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Brand",
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
                        related_name="brand",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("display_name", fields.CharField(max_length=120)),
                (
                    "claim_host",
                    fields.CharField(null=True, description="host, with port if any, in QR codes", max_length=255),
                ),
                ("logo_url", fields.CharField(null=True, max_length=500)),
                ("primary_color", fields.CharField(db_default="#1f6f54", max_length=7)),
                ("support_url", fields.CharField(null=True, max_length=500)),
                ("privacy_url", fields.CharField(null=True, max_length=500)),
                ("links", fields.JSONField(db_default="{}", encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "brand",
                "app": "models",
                "pk_attr": "organization_id",
                "table_description": "The face of a root organization towards customers.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
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
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="OWNER: OWNER\nADMIN: ADMIN\nOPERATOR: OPERATOR\nMEMBER: MEMBER",
                        enum_type=Role,
                        max_length=10,
                    ),
                ),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "membership",
                "app": "models",
                "indexes": [Index(fields=["organization_id", "id"], name="membership_of_organization")],
                "pk_attr": "id",
                "table_description": "A person's role in an organization; it holds below that organization too.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PlanUsage",
            fields=[
                (
                    "root",
                    fields.OneToOneField(
                        "models.Organization",
                        source_field="root_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="usage",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("static_tokens", fields.IntField(db_default=0)),
                ("organizations", fields.IntField(db_default=0)),
                ("members", fields.IntField(db_default=0)),
            ],
            options={
                "table": "plan_usage",
                "app": "models",
                "pk_attr": "root_id",
                "table_description": "How much of its plan a root organization uses, counted with every act that changes it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RetiredToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("auth_digest", fields.BinaryField()),
                ("retired_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "retired_token",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The digest of a deleted AuthToken, so that it is never issued again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "device_name",
                    fields.CharField(null=True, description="what the client calls itself", max_length=200),
                ),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("last_used_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "session",
                "app": "models",
                "indexes": [Index(fields=["account_id", "id"], name="session_of_account")],
                "pk_attr": "id",
                "table_description": "A signed-in device of a person, from signing in to signing out or expiry.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RefreshToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("digest", fields.BinaryField()),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="refresh_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "refresh_token",
                "app": "models",
                "indexes": [Index(fields=["session_id"], name="refresh_token_of_session")],
                "pk_attr": "id",
                "table_description": "One refresh token of a session's family: hashed, and spent once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Template",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="templates",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                ("description", fields.CharField(db_default="", max_length=2000)),
                ("picture_url", fields.CharField(null=True, max_length=500)),
                ("heartbeat_seconds", fields.SmallIntField(db_default=30)),
                ("offline_grace_seconds", fields.SmallIntField(db_default=0)),
                ("allows_provisioning", fields.BooleanField(db_default=False)),
                ("archived_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "template",
                "app": "models",
                "indexes": [Index(fields=["organization_id", "id"], name="template_of_organization")],
                "pk_attr": "id",
                "table_description": "The type of a device, usable in its organization and in all below it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MetadataField",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.Template",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="metadata_fields",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                (
                    "type",
                    fields.CharEnumField(
                        description="TEXT: TEXT\nINTEGER: INTEGER\nDECIMAL: DECIMAL\nBOOLEAN: BOOLEAN\nDATE: DATE\nMAC_ADDRESS: MAC_ADDRESS\nEMAIL: EMAIL\nURL: URL\nCHOICE: CHOICE",
                        enum_type=MetadataFieldType,
                        max_length=12,
                    ),
                ),
                ("is_required", fields.BooleanField(db_default=False)),
                ("is_unique", fields.BooleanField(description="within the issuing organization", db_default=False)),
                ("default_value", fields.CharField(null=True, max_length=1000)),
                ("choices", fields.JSONField(db_default="[]", encoder=JSON_DUMPS, decoder=loads)),
                ("position", fields.SmallIntField()),
            ],
            options={
                "table": "metadata_field",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A named, typed value that each device of a template has.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TokenBatch",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="issuer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="token_batches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.Template",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="token_batches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="created_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="token_batches",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("name", fields.CharField(max_length=120)),
                (
                    "origin",
                    fields.CharEnumField(
                        description="AUTOMATIC: AUTOMATIC\nFILE: FILE", enum_type=BatchOrigin, max_length=10
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        description="PENDING: PENDING\nRUNNING: RUNNING\nCOMPLETE: COMPLETE\nFAILED: FAILED",
                        enum_type=BatchStatus,
                        max_length=10,
                    ),
                ),
                ("token_count", fields.IntField(description="how many were asked for")),
                ("created_count", fields.IntField(description="how far the job has come", db_default=0)),
                (
                    "metadata",
                    fields.JSONField(
                        description="values that all its tokens share",
                        db_default="{}",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                ("failure", fields.CharField(null=True, max_length=500)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "token_batch",
                "app": "models",
                "indexes": [Index(fields=["issuer_id", "id"], name="token_batch_of_issuer")],
                "pk_attr": "id",
                "table_description": "Static tokens created together; all of them or none.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StaticToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="issuer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="static_tokens",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.Template",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="static_tokens",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "models.TokenBatch",
                        source_field="batch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="static_tokens",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "origin",
                    fields.CharEnumField(
                        description="MINTED: MINTED\nIMPORTED: IMPORTED\nBY_HAND: BY_HAND\nPROVISIONED: PROVISIONED",
                        enum_type=TokenOrigin,
                        max_length=11,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        description="UNCLAIMED: UNCLAIMED\nCLAIMED: CLAIMED",
                        db_default="UNCLAIMED",
                        enum_type=TokenStatus,
                        max_length=9,
                    ),
                ),
                ("auth_digest", fields.BinaryField()),
                ("qr_digest", fields.BinaryField(null=True)),
                ("sealed", fields.BinaryField()),
                (
                    "serial",
                    fields.CharField(
                        null=True, description="value of the first unique metadata field", max_length=1000
                    ),
                ),
                (
                    "metadata",
                    fields.JSONField(
                        description="factory values, canonical texts",
                        db_default="{}",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("claimed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("clone_suspected_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "static_token",
                "app": "models",
                "indexes": [
                    Index(fields=["issuer_id", "id"], name="static_token_of_issuer"),
                    Index(fields=["batch_id", "id"], name="static_token_of_batch"),
                ],
                "pk_attr": "id",
                "table_description": "What is minted for one device: the digests of both secrets, and both sealed together.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Device",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "static_token",
                    fields.OneToOneField(
                        "models.StaticToken",
                        source_field="static_token_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="device",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="organization_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="devices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="owner_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="devices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "edits",
                    fields.JSONField(
                        description="the owner's values over the factory's",
                        db_default="{}",
                        encoder=JSON_DUMPS,
                        decoder=loads,
                    ),
                ),
                ("firmware", fields.CharField(null=True, max_length=64)),
                ("hardware", fields.CharField(null=True, max_length=64)),
                ("first_connected_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "device",
                "app": "models",
                "indexes": [
                    Index(fields=["organization_id", "id"], name="device_of_organization"),
                    Index(fields=["owner_id", "id"], name="device_of_owner"),
                ],
                "pk_attr": "id",
                "table_description": "What a static token becomes when it first connects or is claimed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Presence",
            fields=[
                (
                    "device",
                    fields.OneToOneField(
                        "models.Device",
                        source_field="device_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="presence",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("session", fields.BigIntField()),
                ("node_id", fields.UUIDField(null=True, description="the node that holds the connection")),
                ("is_online", fields.BooleanField()),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "reason",
                    fields.CharEnumField(
                        description="CONNECTED: CONNECTED\nDISCONNECTED: DISCONNECTED\nTIMEOUT: TIMEOUT\nREPLACED: REPLACED\nSERVER_STOPPED: SERVER_STOPPED\nNODE_LOST: NODE_LOST\nREVOKED: REVOKED",
                        enum_type=PresenceReason,
                        max_length=14,
                    ),
                ),
            ],
            options={
                "table": "presence",
                "app": "models",
                "indexes": [
                    PartialIndex(fields=["node_id"], name="presence_online_on_node", condition={"is_online": True})
                ],
                "pk_attr": "device_id",
                "table_description": "Whether a device holds a live connection, since when, and when it was last seen.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UniqueValue",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "issuer",
                    fields.ForeignKeyField(
                        "models.Organization",
                        source_field="issuer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="unique_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "field",
                    fields.ForeignKeyField(
                        "models.MetadataField",
                        source_field="field_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="unique_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "static_token",
                    fields.ForeignKeyField(
                        "models.StaticToken",
                        source_field="static_token_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="unique_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("value", fields.CharField(max_length=1000)),
            ],
            options={
                "table": "unique_value",
                "app": "models",
                "indexes": [Index(fields=["static_token_id"], name="unique_value_of_token")],
                "pk_attr": "id",
                "table_description": "Holds that a unique metadata field has each value once within an issuing organization.",
            },
            bases=["Model"],
        ),
        # CreateModel drops constraints without a word (tortoise-orm issue 2272): each is added by name.
        ops.AddConstraint(
            model_name="IdempotencyKey",
            constraint=UniqueConstraint(fields=("account_id", "operation", "key"), name="idempotency_key_once"),
        ),
        ops.AddConstraint(
            model_name="Plan",
            constraint=CheckConstraint(
                check="static_token_limit >= 0 AND organization_limit >= 0 AND member_limit >= 0",
                name="plan_limits_are_not_negative",
            ),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=UniqueConstraint(fields=("root_id", "slug"), name="organization_slug_in_tree"),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=UniqueConstraint(fields=("slug",), name="organization_root_slug", condition="parent_id IS NULL"),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=CheckConstraint(
                check="(parent_id IS NULL) = (root_id = id)", name="organization_root_has_no_parent"
            ),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=CheckConstraint(
                check="(parent_id IS NULL) = (plan_id IS NOT NULL)", name="organization_root_has_the_plan"
            ),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=CheckConstraint(
                check="lineage[1] = root_id AND lineage[cardinality(lineage)] = id",
                name="organization_lineage_ends_here",
            ),
        ),
        ops.AddConstraint(
            model_name="Organization",
            constraint=CheckConstraint(
                check="NOT is_personal OR parent_id IS NOT NULL", name="organization_personal_has_parent"
            ),
        ),
        ops.AddConstraint(
            model_name="Account",
            constraint=UniqueConstraint(fields=("root_id", "email_key"), name="account_email_in_brand"),
        ),
        ops.AddConstraint(
            model_name="Membership",
            constraint=UniqueConstraint(fields=("account_id", "organization_id"), name="membership_once"),
        ),
        ops.AddConstraint(
            model_name="Membership",
            constraint=CheckConstraint(
                check="role IN ('OWNER', 'ADMIN', 'OPERATOR', 'MEMBER')", name="membership_role_known"
            ),
        ),
        ops.AddConstraint(
            model_name="PlanUsage",
            constraint=CheckConstraint(
                check="static_tokens >= 0 AND organizations >= 0 AND members >= 0", name="plan_usage_is_not_negative"
            ),
        ),
        ops.AddConstraint(
            model_name="RetiredToken",
            constraint=UniqueConstraint(fields=("auth_digest",), name="retired_token_auth_digest"),
        ),
        ops.AddConstraint(
            model_name="RefreshToken",
            constraint=UniqueConstraint(fields=("digest",), name="refresh_token_digest"),
        ),
        ops.AddConstraint(
            model_name="Template",
            constraint=CheckConstraint(check="heartbeat_seconds BETWEEN 5 AND 3600", name="template_heartbeat_range"),
        ),
        ops.AddConstraint(
            model_name="Template",
            constraint=CheckConstraint(check="offline_grace_seconds BETWEEN 0 AND 3600", name="template_grace_range"),
        ),
        ops.AddConstraint(
            model_name="MetadataField",
            constraint=UniqueConstraint(fields=("template_id", "name"), name="metadata_field_name_in_template"),
        ),
        ops.AddConstraint(
            model_name="MetadataField",
            constraint=CheckConstraint(
                check="type IN ('TEXT', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'MAC_ADDRESS', 'EMAIL', 'URL', 'CHOICE')",
                name="metadata_field_type_known",
            ),
        ),
        ops.AddConstraint(
            model_name="MetadataField",
            constraint=CheckConstraint(
                check="NOT (is_unique AND default_value IS NOT NULL)", name="metadata_field_unique_has_no_default"
            ),
        ),
        ops.AddConstraint(
            model_name="TokenBatch",
            constraint=CheckConstraint(check="origin IN ('AUTOMATIC', 'FILE')", name="token_batch_origin_known"),
        ),
        ops.AddConstraint(
            model_name="TokenBatch",
            constraint=CheckConstraint(
                check="status IN ('PENDING', 'RUNNING', 'COMPLETE', 'FAILED')", name="token_batch_status_known"
            ),
        ),
        ops.AddConstraint(
            model_name="TokenBatch",
            constraint=CheckConstraint(check="token_count BETWEEN 1 AND 1000000", name="token_batch_size"),
        ),
        ops.AddConstraint(
            model_name="TokenBatch",
            constraint=CheckConstraint(check="created_count BETWEEN 0 AND token_count", name="token_batch_progress"),
        ),
        ops.AddConstraint(
            model_name="TokenBatch",
            constraint=CheckConstraint(
                check="status <> 'COMPLETE' OR created_count = token_count", name="token_batch_complete_is_full"
            ),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=UniqueConstraint(fields=("auth_digest",), name="static_token_auth_digest"),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=UniqueConstraint(fields=("qr_digest",), name="static_token_qr_digest"),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=CheckConstraint(
                check="origin IN ('MINTED', 'IMPORTED', 'BY_HAND', 'PROVISIONED')", name="static_token_origin_known"
            ),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=CheckConstraint(
                check="(qr_digest IS NULL) = (origin IN ('BY_HAND', 'PROVISIONED'))", name="static_token_qr_by_origin"
            ),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=CheckConstraint(check="status IN ('UNCLAIMED', 'CLAIMED')", name="static_token_status_known"),
        ),
        ops.AddConstraint(
            model_name="StaticToken",
            constraint=CheckConstraint(
                check="(status = 'CLAIMED') = (claimed_at IS NOT NULL)", name="static_token_claimed_has_time"
            ),
        ),
        ops.AddConstraint(
            model_name="Device",
            constraint=CheckConstraint(
                check="owner_id IS NULL OR organization_id IS NOT NULL", name="device_owned_is_somewhere"
            ),
        ),
        ops.AddConstraint(
            model_name="Device",
            constraint=CheckConstraint(
                check="owner_id IS NOT NULL OR edits = '{}'::jsonb", name="device_edits_need_owner"
            ),
        ),
        ops.AddConstraint(
            model_name="Presence",
            constraint=CheckConstraint(check="is_online = (node_id IS NOT NULL)", name="presence_online_has_node"),
        ),
        ops.AddConstraint(
            model_name="Presence",
            constraint=CheckConstraint(
                check="reason IN ('CONNECTED', 'DISCONNECTED', 'TIMEOUT', 'REPLACED', 'SERVER_STOPPED', 'NODE_LOST', 'REVOKED')",
                name="presence_reason_known",
            ),
        ),
        ops.AddConstraint(
            model_name="Presence",
            constraint=CheckConstraint(check="is_online = (reason = 'CONNECTED')", name="presence_online_is_connected"),
        ),
        ops.AddConstraint(
            model_name="UniqueValue",
            constraint=UniqueConstraint(fields=("issuer_id", "field_id", "value"), name="unique_value_once_per_issuer"),
        ),
        ops.RunSQL(
            sql="ALTER TABLE attempt SET UNLOGGED",
            reverse_sql="ALTER TABLE attempt SET LOGGED",
        ),
        ops.RunSQL(
            sql="CREATE SEQUENCE device_session",
            reverse_sql="DROP SEQUENCE device_session",
        ),
        ops.RunSQL(
            sql="""
            CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'An event is never changed or deleted.' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history();
            """,
            reverse_sql="""
            DROP TRIGGER event_is_append_only ON event;
            DROP FUNCTION refuse_to_change_history();
            """,
        ),
        ops.RunSQL(
            sql="""
            INSERT INTO plan (name, static_token_limit, organization_limit, member_limit, self_sign_up) VALUES
                ('FREE', 100, 0, 5, false),
                ('PRO', 1000000, 200, 1000, false),
                ('BUSINESS', 10000000, 1000, 10000, true);
            """,
            reverse_sql="DELETE FROM plan WHERE name IN ('FREE', 'PRO', 'BUSINESS')",
        ),
        # The state as the models have it after the constraints, so that nothing seems to have changed.
        ops.AlterModelOptions(
            name="Brand",
            options={
                "table": "brand",
                "app": "models",
                "pk_attr": "organization_id",
                "table_description": "The face of a root organization towards customers.",
            },
        ),
        ops.AlterModelOptions(
            name="PlanUsage",
            options={
                "table": "plan_usage",
                "app": "models",
                "constraints": [
                    CheckConstraint(
                        check="static_tokens >= 0 AND organizations >= 0 AND members >= 0",
                        name="plan_usage_is_not_negative",
                    )
                ],
                "pk_attr": "root_id",
                "table_description": "How much of its plan a root organization uses, counted with every act that changes it.",
            },
        ),
        ops.AlterModelOptions(
            name="Presence",
            options={
                "table": "presence",
                "app": "models",
                "constraints": [
                    CheckConstraint(check="is_online = (node_id IS NOT NULL)", name="presence_online_has_node"),
                    CheckConstraint(
                        check="reason IN ('CONNECTED', 'DISCONNECTED', 'TIMEOUT', 'REPLACED', 'SERVER_STOPPED', 'NODE_LOST', 'REVOKED')",
                        name="presence_reason_known",
                    ),
                    CheckConstraint(check="is_online = (reason = 'CONNECTED')", name="presence_online_is_connected"),
                ],
                "indexes": [
                    PartialIndex(fields=["node_id"], name="presence_online_on_node", condition={"is_online": True})
                ],
                "pk_attr": "device_id",
                "table_description": "Whether a device holds a live connection, since when, and when it was last seen.",
            },
        ),
    ]
