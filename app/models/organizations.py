"""Organizations as a tree, the brand of a root, and the plan that bounds it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.db_defaults import Now
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.identifiers import new_id


class Role(StrEnum):
    """What a person may do in an organization and in those below it."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    OPERATOR = "OPERATOR"
    MEMBER = "MEMBER"


class Plan(Model):
    """What a root organization may use; a row that the operator edits."""

    name = fields.CharField(max_length=40, primary_key=True)
    static_token_limit = fields.IntField(description="0 or more")
    organization_limit = fields.IntField(description="sub-organizations; personal ones do not count")
    member_limit = fields.IntField(description="memberships; those in personal organizations do not count")
    self_sign_up = fields.BooleanField(db_default=False)
    is_choosable = fields.BooleanField(db_default=False, description="whether owners of brands may change to it")

    class Meta:
        table = "plan"
        constraints = (
            CheckConstraint(
                name="plan_limits_are_not_negative",
                check="static_token_limit >= 0 AND organization_limit >= 0 AND member_limit >= 0",
            ),
        )


class Organization(Model):
    """A tenant. The root of a tree is a manufacturer and, to customers, a brand."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    parent: fields.ForeignKeyNullableRelation["Organization"] = fields.ForeignKeyField(
        "models.Organization", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    root: fields.ForeignKeyRelation["Organization"] = fields.ForeignKeyField(
        "models.Organization", related_name="tree", on_delete=fields.RESTRICT
    )
    lineage: list[UUID] = ArrayField(element_type="uuid", description="from the root down to this organization")
    plan: fields.ForeignKeyNullableRelation[Plan] = fields.ForeignKeyField(
        "models.Plan", related_name="organizations", null=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120)
    slug = fields.CharField(max_length=60)
    is_personal = fields.BooleanField(db_default=False)
    suspended_at = fields.DatetimeField(null=True)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    parent_id: UUID | None
    root_id: UUID
    plan_id: str | None

    class Meta:
        table = "organization"
        indexes = (GinIndex(fields=("lineage",), name="organization_lineage"),)
        constraints = (
            UniqueConstraint(fields=("root_id", "slug"), name="organization_slug_in_tree"),
            UniqueConstraint(fields=("slug",), name="organization_root_slug", condition="parent_id IS NULL"),
            CheckConstraint(name="organization_root_has_no_parent", check="(parent_id IS NULL) = (root_id = id)"),
            CheckConstraint(name="organization_root_has_the_plan", check="(parent_id IS NULL) = (plan_id IS NOT NULL)"),
            CheckConstraint(
                name="organization_lineage_ends_here",
                check="lineage[1] = root_id AND lineage[cardinality(lineage)] = id",
            ),
            CheckConstraint(name="organization_personal_has_parent", check="NOT is_personal OR parent_id IS NOT NULL"),
        )

    @property
    def is_root(self) -> bool:
        """Whether this organization is a manufacturer, the top of its tree."""
        return self.parent_id is None


class PlanUsage(Model):
    """How much of its plan a root organization uses, counted with every act that changes it."""

    root: fields.OneToOneRelation[Organization] = fields.OneToOneField(
        "models.Organization", related_name="usage", primary_key=True, on_delete=fields.CASCADE
    )
    static_tokens = fields.IntField(db_default=0)
    organizations = fields.IntField(db_default=0)
    members = fields.IntField(db_default=0)

    root_id: UUID

    class Meta:
        table = "plan_usage"
        constraints = (
            CheckConstraint(
                name="plan_usage_is_not_negative",
                check="static_tokens >= 0 AND organizations >= 0 AND members >= 0",
            ),
        )


class Brand(Model):
    """The face of a root organization towards customers."""

    organization: fields.OneToOneRelation[Organization] = fields.OneToOneField(
        "models.Organization", related_name="brand", primary_key=True, on_delete=fields.CASCADE
    )
    display_name = fields.CharField(max_length=120)
    claim_host = fields.CharField(max_length=255, null=True, description="host, with port if any, in QR codes")
    logo_digest = fields.CharField(max_length=64, null=True, description="SHA-256 of the logo, which names it in links")
    primary_color = fields.CharField(max_length=7, db_default="#1f6f54")
    text_color = fields.CharField(max_length=7, null=True, description="on the primary colour; black or white if null")
    support_url = fields.CharField(max_length=500, null=True)
    privacy_url = fields.CharField(max_length=500, null=True)
    terms_url = fields.CharField(max_length=500, null=True)
    links: list[Any] = fields.JSONField(db_default="[]", description="names and addresses of the brand's pages")
    apple_apps: list[Any] = fields.JSONField(db_default="[]", description="identifiers: team, period, bundle")
    android_apps: list[Any] = fields.JSONField(db_default="[]", description="packages with certificate fingerprints")

    organization_id: UUID

    class Meta:
        table = "brand"
        constraints = (
            UniqueConstraint(fields=("claim_host",), name="brand_claim_host", condition="claim_host IS NOT NULL"),
        )


class BrandLogo(Model):
    """The picture of a brand, as it is served to everybody."""

    organization: fields.OneToOneRelation[Organization] = fields.OneToOneField(
        "models.Organization", related_name="logo", primary_key=True, on_delete=fields.CASCADE
    )
    media_type = fields.CharField(max_length=20)
    content = fields.BinaryField()
    width = fields.SmallIntField(description="pixels")
    height = fields.SmallIntField(description="pixels")
    uploaded_at = fields.DatetimeField(db_default=Now())

    organization_id: UUID

    class Meta:
        table = "brand_logo"
        constraints = (CheckConstraint(name="brand_logo_size", check="length(content) BETWEEN 1 AND 1048576"),)
