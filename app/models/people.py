"""What reaches people by mail: invitations, links that prove an address, and the mails themselves."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from app.models.accounts import Account
from app.models.identifiers import new_id
from app.models.organizations import Organization, Role


class Invitation(Model):
    """A place in an organization, kept for an address until it is taken, revoked or expired. The link is hashed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="invitations", on_delete=fields.CASCADE
    )
    invited_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="invitations", null=True, on_delete=fields.SET_NULL
    )
    email = fields.CharField(max_length=254, description="as the inviting person wrote it")
    email_key = fields.CharField(max_length=254, description="the address folded for comparison")
    role = fields.CharEnumField(Role, max_length=10)
    digest = fields.BinaryField(description="of the newest link; sending it again ends the one before")
    created_at = fields.DatetimeField(db_default=Now())
    sent_at = fields.DatetimeField(db_default=Now(), description="when the newest link was made")
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    organization_id: UUID
    invited_by_id: UUID | None

    class Meta:
        table = "invitation"
        indexes = (
            Index(fields=("organization_id", "id"), name="invitation_of_organization"),
            Index(fields=("email_key",), name="invitation_by_address"),
        )
        constraints = (
            UniqueConstraint(fields=("digest",), name="invitation_digest"),
            UniqueConstraint(
                fields=("organization_id", "email_key"),
                name="invitation_one_open_for_an_address",
                condition="accepted_at IS NULL AND revoked_at IS NULL",
            ),
            CheckConstraint(name="invitation_role_known", check="role IN ('OWNER', 'ADMIN', 'OPERATOR', 'MEMBER')"),
            CheckConstraint(name="invitation_ends_once", check="accepted_at IS NULL OR revoked_at IS NULL"),
        )


class MailLinkKind(StrEnum):
    """What a mailed link lets its bearer do."""

    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105  (a kind of link, no password)
    MAIL_VERIFICATION = "MAIL_VERIFICATION"


class MailLink(Model):
    """A link that was mailed to an account's address: hashed, and used once."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="mail_links", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(MailLinkKind, max_length=17)
    email_key = fields.CharField(max_length=254, description="the address that the link proves")
    digest = fields.BinaryField()
    created_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    account_id: UUID

    class Meta:
        table = "mail_link"
        indexes = (
            Index(fields=("account_id", "kind"), name="mail_link_of_account"),
            Index(fields=("expires_at",), name="mail_link_by_expiry"),
        )
        constraints = (
            UniqueConstraint(fields=("digest",), name="mail_link_digest"),
            CheckConstraint(name="mail_link_kind_known", check="kind IN ('PASSWORD_RESET', 'MAIL_VERIFICATION')"),
        )


class OutgoingMail(Model):
    """A mail on its way. Its content holds a link and so is sealed; it goes once the mail was delivered."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    root: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name="outgoing_mails", on_delete=fields.CASCADE
    )
    recipient = fields.CharField(max_length=254)
    kind = fields.CharField(max_length=40, description="which letter it is")
    sealed = fields.BinaryField(null=True, description="subject, text and HTML; null when nobody may read them again")
    attempts = fields.SmallIntField(db_default=0)
    failure = fields.CharField(max_length=500, null=True, description="what the last attempt failed for")
    created_at = fields.DatetimeField(db_default=Now())
    sent_at = fields.DatetimeField(null=True)
    given_up_at = fields.DatetimeField(null=True)

    root_id: UUID

    class Meta:
        table = "outgoing_mail"
        indexes = (
            Index(fields=("root_id", "id"), name="outgoing_mail_of_brand"),
            Index(fields=("created_at",), name="outgoing_mail_by_age"),
        )
        constraints = (
            CheckConstraint(
                name="outgoing_mail_waiting_is_readable",
                check="sealed IS NOT NULL OR sent_at IS NOT NULL OR given_up_at IS NOT NULL",
            ),
            CheckConstraint(name="outgoing_mail_ends_once", check="sent_at IS NULL OR given_up_at IS NULL"),
        )
