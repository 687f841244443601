"""Accounts of people within one brand, their memberships and their sessions."""

from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.identifiers import new_id
from app.models.organizations import Organization, Role


class Account(Model):
    """A person's account at one brand; the same address may have another at the next."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    root: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="accounts", on_delete=fields.RESTRICT
    )
    email = fields.CharField(max_length=254, description="as the person wrote it")
    email_key = fields.CharField(max_length=254, description="the address folded for comparison")
    name = fields.CharField(max_length=120, null=True)
    password_hash = fields.CharField(max_length=255)
    email_verified_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    root_id: UUID

    class Meta:
        table = "account"
        constraints = (UniqueConstraint(fields=("root_id", "email_key"), name="account_email_in_brand"),)


class Membership(Model):
    """A person's role in an organization; it holds below that organization too."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="memberships", on_delete=fields.CASCADE
    )
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="memberships", on_delete=fields.CASCADE
    )
    role = fields.CharEnumField(Role, max_length=10)
    created_at = fields.DatetimeField(db_default=Now())

    account_id: UUID
    organization_id: UUID

    class Meta:
        table = "membership"
        indexes = (Index(fields=("organization_id", "id"), name="membership_of_organization"),)
        constraints = (
            UniqueConstraint(fields=("account_id", "organization_id"), name="membership_once"),
            CheckConstraint(name="membership_role_known", check="role IN ('OWNER', 'ADMIN', 'OPERATOR', 'MEMBER')"),
        )


class Session(Model):
    """A signed-in device of a person, from signing in to signing out or expiry."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="sessions", on_delete=fields.CASCADE
    )
    device_name = fields.CharField(max_length=200, null=True, description="what the client calls itself")
    created_at = fields.DatetimeField(db_default=Now())
    last_used_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    account_id: UUID

    class Meta:
        table = "session"
        indexes = (Index(fields=("account_id", "id"), name="session_of_account"),)


class RefreshToken(Model):
    """One refresh token of a session's family: hashed, and spent once."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    digest = fields.BinaryField()
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="refresh_tokens", on_delete=fields.CASCADE
    )
    created_at = fields.DatetimeField(db_default=Now())
    used_at = fields.DatetimeField(null=True)

    session_id: UUID

    class Meta:
        table = "refresh_token"
        indexes = (Index(fields=("session_id",), name="refresh_token_of_session"),)
        constraints = (UniqueConstraint(fields=("digest",), name="refresh_token_digest"),)
