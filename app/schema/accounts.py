"""Inputs and results around a person's own account: its address, its password, its end."""

from typing import Annotated

import strawberry

from app.schema.refusals import (
    BrandUnknown,
    EmailUnusable,
    LastOwner,
    MailLinkInvalid,
    PasswordUnusable,
    PasswordWrong,
    TooManyAttempts,
)

_TOKEN = "What stands behind the # of the mailed link."  # noqa: S105  (a description)


@strawberry.input
class RequestEmailVerificationInput:
    brand: str = strawberry.field(description="The brand's slug.")
    email: str


@strawberry.type
class RequestEmailVerificationSuccess:
    email: str = strawberry.field(description="Where a link is mailed to, if an account waits for it.")


@strawberry.input
class VerifyEmailInput:
    token: str = strawberry.field(description=_TOKEN)


@strawberry.type
class VerifyEmailSuccess:
    email: str = strawberry.field(description="The address that is verified now.")


@strawberry.input
class RequestPasswordResetInput:
    brand: str = strawberry.field(description="The brand's slug.")
    email: str


@strawberry.type
class RequestPasswordResetSuccess:
    email: str = strawberry.field(description="Where a link is mailed to, if there is an account of this address.")


@strawberry.input
class ResetPasswordInput:
    token: str = strawberry.field(description=_TOKEN)
    password: str = strawberry.field(description="The new one: at least 10 characters.")


@strawberry.type
class ResetPasswordSuccess:
    ended_sessions: int = strawberry.field(description="All that were open. Sign in with the new password.")


@strawberry.input
class ChangePasswordInput:
    old_password: str
    new_password: str = strawberry.field(description="At least 10 characters.")


@strawberry.type
class ChangePasswordSuccess:
    ended_sessions: int = strawberry.field(description="All but the one that this request belongs to.")


@strawberry.input
class DeleteAccountInput:
    password: str


@strawberry.type
class DeleteAccountSuccess:
    released_devices: int = strawberry.field(description="How many devices became unclaimed.")


RequestEmailVerificationResult = Annotated[
    RequestEmailVerificationSuccess | BrandUnknown | EmailUnusable | TooManyAttempts,
    strawberry.union("RequestEmailVerificationResult"),
]
VerifyEmailResult = Annotated[
    VerifyEmailSuccess | MailLinkInvalid | TooManyAttempts, strawberry.union("VerifyEmailResult")
]
RequestPasswordResetResult = Annotated[
    RequestPasswordResetSuccess | BrandUnknown | EmailUnusable | TooManyAttempts,
    strawberry.union("RequestPasswordResetResult"),
]
ResetPasswordResult = Annotated[
    ResetPasswordSuccess | MailLinkInvalid | PasswordUnusable | TooManyAttempts,
    strawberry.union("ResetPasswordResult"),
]
ChangePasswordResult = Annotated[
    ChangePasswordSuccess | PasswordWrong | PasswordUnusable | TooManyAttempts,
    strawberry.union("ChangePasswordResult"),
]
DeleteAccountResult = Annotated[
    DeleteAccountSuccess | PasswordWrong | LastOwner | TooManyAttempts, strawberry.union("DeleteAccountResult")
]
