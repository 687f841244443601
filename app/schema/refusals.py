"""Refusals that users can cause: each mirrors one error of the domain, its facts as fields."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import strawberry

from app.domain import idempotency, metadata, templates, text, throttling
from app.domain.devices import claiming, devices, moving, ownership, releasing, transferring
from app.domain.errors import DomainError
from app.domain.exports import exporting
from app.domain.organizations import organizations, plans, reorganizing
from app.domain.people import accounts, mail_links, memberships, passwords, sessions
from app.domain.tokens import minting, tokens
from app.schema.enums import Resource

T = TypeVar("T")
REFUSALS: dict[type[DomainError], type] = {}
"""The GraphQL type of each error that clients may see as a member of a result."""


def mirrors(error: type[DomainError]) -> Callable[[type[T]], type[T]]:
    """Note that a GraphQL type says what an error of the domain says."""

    def note(refusal: type[T]) -> type[T]:
        REFUSALS[error] = refusal
        return refusal

    return note


def refusal_for(error: DomainError) -> Any | None:
    """The GraphQL object that says what `error` says; None for errors that are no member of any result.

    An error without a type of its own is said by that of its family. Facts are
    the error's attributes of the same names, unless the type has an `of`.
    """
    refusal = next((REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS), None)
    if refusal is None:
        return None
    if hasattr(refusal, "of"):
        return refusal.of(error)
    return refusal(**{field.name: getattr(error, field.name) for field in dataclasses.fields(refusal)})


@strawberry.interface(description="A refusal: show `message` when you know nothing better.")
class UserError:
    message: str


@mirrors(accounts.EmailUnusable)
@strawberry.type(description="What was given is not an e-mail address.")
class EmailUnusable(UserError):
    pass


@mirrors(accounts.EmailTaken)
@strawberry.type(description="The address has an account at this brand already.")
class EmailTaken(UserError):
    pass


@mirrors(accounts.EmailNotVerified)
@strawberry.type(description="The act reaches other people, and the viewer's own address is not verified yet.")
class EmailNotVerified(UserError):
    pass


@mirrors(accounts.InvitationRequired)
@strawberry.type(description="The brand lets nobody in without an invitation.")
class InvitationRequired(UserError):
    pass


@mirrors(accounts.BrandUnknown)
@strawberry.type(description="There is no such brand.")
class BrandUnknown(UserError):
    pass


@mirrors(accounts.CredentialsWrong)
@strawberry.type(description="Address or password is wrong, or there is no such account.")
class CredentialsWrong(UserError):
    pass


@mirrors(passwords.PasswordUnusable)
@strawberry.type(description="The password is too short, too long, or too common.")
class PasswordUnusable(UserError):
    pass


@mirrors(passwords.PasswordWrong)
@strawberry.type(description="This is not the password of the person who is signed in.")
class PasswordWrong(UserError):
    pass


@mirrors(mail_links.MailLinkInvalid)
@strawberry.type(description="A mailed link is used up, too old, or none of ours: all alike.")
class MailLinkInvalid(UserError):
    pass


@mirrors(memberships.LastOwner)
@strawberry.type(description="Nobody else owns an organization.")
class LastOwner(UserError):
    organization: str


@mirrors(sessions.SessionNotYours)
@strawberry.type(description="There is no such live session of the viewer's.")
class SessionNotYours(UserError):
    pass


@mirrors(sessions.SessionExpired)
@strawberry.type(description="The session is over: sign in again.")
class SessionExpired(UserError):
    pass


@mirrors(throttling.TooManyAttempts)
@strawberry.type(description="Attempts came too often.")
class TooManyAttempts(UserError):
    retry_after_seconds: int


@mirrors(text.TextUnusable)
@strawberry.type(description="A text is empty, too long, or holds characters that are not allowed.")
class TextUnusable(UserError):
    field: str
    reason: str


@mirrors(plans.PlanLimitReached)
@strawberry.type(description="The request would pass a limit of the plan; nothing of it was done.")
class PlanLimitReached(UserError):
    resource: Resource
    plan: str
    limit: int
    used: int
    requested: int


@mirrors(organizations.SlugTaken)
@strawberry.type(description="Another organization of the brand has this slug.")
class SlugTaken(UserError):
    slug: str


@mirrors(organizations.SlugUnusable)
@strawberry.type(description="This is not a slug.")
class SlugUnusable(UserError):
    pass


@mirrors(reorganizing.SlugFixed)
@strawberry.type(description="A brand's slug is built into its apps; a personal organization's is not chosen.")
class SlugFixed(UserError):
    pass


@mirrors(reorganizing.OrganizationCycle)
@strawberry.type(description="An organization cannot be moved into itself or below itself.")
class OrganizationCycle(UserError):
    pass


@mirrors(reorganizing.OrganizationInUse)
@strawberry.type(description="What is in the organization must be decided on first; nothing was done.")
class OrganizationInUse(UserError):
    devices: int
    static_tokens: int = strawberry.field(description="Those of batches that are still being filled too.")
    organizations: int
    members: int
    confirmed_members: int


@mirrors(templates.MetadataFieldInvalid)
@strawberry.type(description="A metadata field of a template makes no sense.")
class MetadataFieldInvalid(UserError):
    field: str
    reason: str


@mirrors(templates.TemplateSettingInvalid)
@strawberry.type(description="A setting of a template is out of range.")
class TemplateSettingInvalid(UserError):
    setting: str
    reason: str


@mirrors(templates.TemplateArchived)
@strawberry.type(description="The template is archived: it stays as it is.")
class TemplateArchived(UserError):
    archived_at: datetime


@mirrors(templates.TemplateNotUsable)
@strawberry.type(description="There is no such template that this organization may use.")
class TemplateNotUsable(UserError):
    pass


@strawberry.type(description="One value that does not fit its metadata field.")
class MetadataFault:
    field: str
    value: str
    reason: str


@mirrors(metadata.MetadataInvalid)
@strawberry.type(description="Values do not fit the template's metadata fields; every fault is listed.")
class MetadataInvalid(UserError):
    faults: list[MetadataFault]

    @classmethod
    def of(cls, error: metadata.MetadataInvalid) -> "MetadataInvalid":
        faults = [MetadataFault(field=each.field, value=each.value, reason=each.reason) for each in error.faults]
        return cls(message=error.message, faults=faults)


@mirrors(minting.TokenCountInvalid)
@strawberry.type(description="A batch has at least one token and at most a million.")
class TokenCountInvalid(UserError):
    requested: int
    maximum: int


@mirrors(idempotency.IdempotencyKeyReused)
@strawberry.type(description="The idempotency key was used with another input.")
class IdempotencyKeyReused(UserError):
    pass


@mirrors(tokens.AuthTokenNotRevealable)
@strawberry.type(description="The AuthToken was shown once when it was made, and is not shown again.")
class AuthTokenNotRevealable(UserError):
    pass


@mirrors(tokens.QrTokenAbsent)
@strawberry.type(description="The AuthToken was made without a QR token.")
class QrTokenAbsent(UserError):
    pass


@mirrors(tokens.CloneNotSuspected)
@strawberry.type(description="Nobody suspects a clone, or somebody has dismissed the suspicion already.")
class CloneNotSuspected(UserError):
    pass


@mirrors(claiming.QrTokenMistyped)
@strawberry.type(description="The code has a typo: its check characters do not fit.")
class QrTokenMistyped(UserError):
    pass


@mirrors(claiming.QrTokenInvalid)
@strawberry.type(description="The code belongs to no device of this brand.")
class QrTokenInvalid(UserError):
    pass


@mirrors(claiming.DeviceAlreadyClaimed)
@strawberry.type(description="Somebody else owns the device.")
class DeviceAlreadyClaimed(UserError):
    pass


@mirrors(ownership.DeviceNotYours)
@strawberry.type(description="There is no such device of yours.")
class DeviceNotYours(UserError):
    pass


@mirrors(moving.DeviceUnclaimed)
@strawberry.type(description="Nobody owns the device: it stays with its issuer until it is claimed.")
class DeviceUnclaimed(UserError):
    pass


@mirrors(transferring.DeviceOffered)
@strawberry.type(description="The device is offered to another address, and nobody has answered yet.")
class DeviceOffered(UserError):
    pass


@mirrors(transferring.ReceiverIsOwner)
@strawberry.type(description="The device belongs to the address that it is offered to.")
class ReceiverIsOwner(UserError):
    pass


@mirrors(transferring.TransferUnknown)
@strawberry.type(description="There is no such open offer for you.")
class TransferUnknown(UserError):
    pass


@mirrors(releasing.TokensNotYours)
@strawberry.type(description="Some of the tokens do not exist or were created by another organization.")
class TokensNotYours(UserError):
    count: int


@mirrors(releasing.ConfirmationMismatch)
@strawberry.type(description="The confirmed number is not the number of tokens that would be deleted.")
class ConfirmationMismatch(UserError):
    expected: int
    confirmed: int


@mirrors(devices.DeviceOffline)
@strawberry.type(description="The device holds no connection.")
class DeviceOffline(UserError):
    pass


@mirrors(exporting.NothingToExport)
@strawberry.type(description="The selection holds no token that can be exported.")
class NothingToExport(UserError):
    pass
