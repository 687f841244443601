"""Signing up, in and out, and the account itself."""

import strawberry

from app.context import Info
from app.domain.people import accounts, erasing, link_requests, password_changes, sessions, verification
from app.domain.people.accounts import SignedIn
from app.domain.people.sessions import SessionExpired, StartedSession
from app.models import MailLinkKind
from app.schema.accounts import (
    ChangePasswordInput,
    ChangePasswordResult,
    ChangePasswordSuccess,
    DeleteAccountInput,
    DeleteAccountResult,
    DeleteAccountSuccess,
    RequestEmailVerificationInput,
    RequestEmailVerificationResult,
    RequestEmailVerificationSuccess,
    RequestPasswordResetInput,
    RequestPasswordResetResult,
    RequestPasswordResetSuccess,
    ResetPasswordInput,
    ResetPasswordResult,
    ResetPasswordSuccess,
    VerifyEmailInput,
    VerifyEmailResult,
    VerifyEmailSuccess,
)
from app.schema.inputs import RefreshSessionInput, SignInInput, SignOutInput, SignUpInput
from app.schema.nodes import row_id
from app.schema.people import User, Viewer
from app.schema.results import (
    RefreshSessionResult,
    RefreshSessionSuccess,
    SessionTokens,
    SignInResult,
    SignInSuccess,
    SignOutResult,
    SignOutSuccess,
    SignUpResult,
    SignUpSuccess,
)
from app.schema.sessions import EndSessionInput, EndSessionResult, EndSessionSuccess


def session_tokens(info: Info, session: StartedSession) -> SessionTokens:
    """Both tokens of a session, the access token fresh."""
    access_token, expires_at = info.context.access_tokens.issue(session.account_id, session.session_id)
    return SessionTokens(
        access_token=access_token,
        access_token_expires_at=expires_at,
        refresh_token=session.refresh_token.text,
        refresh_token_expires_at=session.expires_at,
    )


@strawberry.type
class AccountQuery:
    @strawberry.field(description="The signed-in person; null when signed out.")
    async def viewer(self, info: Info) -> Viewer | None:
        person = await info.context.viewer_or_none()
        return None if person is None else Viewer(person=person)


@strawberry.type
class AccountMutation:
    @strawberry.mutation(description="Open an account with a personal organization, where the brand allows it.")
    async def sign_up(self, info: Info, input: SignUpInput) -> SignUpResult:
        signed_in: SignedIn = await accounts.sign_up(
            info.context.parts,
            brand=input.brand,
            email=input.email,
            password=input.password,
            name=input.name,
            device_name=input.device_name,
            address=info.context.address,
        )
        return SignUpSuccess(user=User.of(signed_in.account), session=session_tokens(info, signed_in.session))

    @strawberry.mutation(description="Start a session at a brand.")
    async def sign_in(self, info: Info, input: SignInInput) -> SignInResult:
        signed_in = await accounts.sign_in(
            info.context.parts,
            brand=input.brand,
            email=input.email,
            password=input.password,
            device_name=input.device_name,
            address=info.context.address,
        )
        return SignInSuccess(user=User.of(signed_in.account), session=session_tokens(info, signed_in.session))

    @strawberry.mutation(description="Exchange a refresh token for fresh tokens; each is used once.")
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> RefreshSessionResult:
        session = await sessions.refresh(info.context.parts, input.refresh_token)
        return RefreshSessionSuccess(session=session_tokens(info, session))

    @strawberry.mutation(description="End this session, or all of the viewer's; open subscriptions end too.")
    async def sign_out(self, info: Info, input: SignOutInput) -> SignOutResult:
        viewer = await info.context.viewer_or_none()
        if viewer is None:
            raise SessionExpired
        ended = await sessions.sign_out(viewer, info.context.parts, everywhere=input.everywhere)
        return SignOutSuccess(ended_sessions=ended)

    @strawberry.mutation(description="End one session of the viewer's; its open subscriptions end too.")
    async def end_session(self, info: Info, input: EndSessionInput) -> EndSessionResult:
        viewer = await info.context.actor()
        await sessions.end_session(viewer, info.context.parts, row_id("Session", input.session_id))
        return EndSessionSuccess(session_id=input.session_id)

    @strawberry.mutation(description="Prove an address by the link that was mailed there; signed in or not.")
    async def verify_email(self, info: Info, input: VerifyEmailInput) -> VerifyEmailResult:
        account = await verification.verify_email(input.token, address=info.context.address)
        return VerifyEmailSuccess(email=account.email)

    @strawberry.mutation(description="Mail another link that verifies the address. Every address is answered alike.")
    async def request_email_verification(
        self, info: Info, input: RequestEmailVerificationInput
    ) -> RequestEmailVerificationResult:
        email = await link_requests.request_link(
            MailLinkKind.MAIL_VERIFICATION, brand=input.brand, email=input.email, address=info.context.address
        )
        return RequestEmailVerificationSuccess(email=email)

    @strawberry.mutation(description="Mail a link to choose a new password with. Every address is answered alike.")
    async def request_password_reset(self, info: Info, input: RequestPasswordResetInput) -> RequestPasswordResetResult:
        email = await link_requests.request_link(
            MailLinkKind.PASSWORD_RESET, brand=input.brand, email=input.email, address=info.context.address
        )
        return RequestPasswordResetSuccess(email=email)

    @strawberry.mutation(
        description="Choose a new password by a mailed link, good for an hour and once; all sessions end."
    )
    async def reset_password(self, info: Info, input: ResetPasswordInput) -> ResetPasswordResult:
        ended = await password_changes.reset_password(
            info.context.parts, token=input.token, password=input.password, address=info.context.address
        )
        return ResetPasswordSuccess(ended_sessions=ended)

    @strawberry.mutation(description="Change the password; all other sessions of the viewer end.")
    async def change_password(self, info: Info, input: ChangePasswordInput) -> ChangePasswordResult:
        viewer = await info.context.actor()
        ended = await password_changes.change_password(
            viewer, info.context.parts, old_password=input.old_password, new_password=input.new_password
        )
        return ChangePasswordSuccess(ended_sessions=ended)

    @strawberry.mutation(description="Erase the account and all that is personal; its devices become unclaimed.")
    async def delete_account(self, info: Info, input: DeleteAccountInput) -> DeleteAccountResult:
        viewer = await info.context.actor()
        released = await erasing.delete_account(viewer, info.context.parts, input.password)
        return DeleteAccountSuccess(released_devices=released)
