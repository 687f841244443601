"""Signing up, in and out."""

import strawberry

from app.context import Info
from app.domain import accounts, sessions
from app.domain.accounts import SignedIn
from app.domain.sessions import SessionExpired, StartedSession
from app.schema.inputs import RefreshSessionInput, SignInInput, SignOutInput, SignUpInput
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


def _tokens(info: Info, session: StartedSession) -> SessionTokens:
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
        return SignUpSuccess(user=User.of(signed_in.account), session=_tokens(info, signed_in.session))

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
        return SignInSuccess(user=User.of(signed_in.account), session=_tokens(info, signed_in.session))

    @strawberry.mutation(description="Exchange a refresh token for fresh tokens; each is used once.")
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> RefreshSessionResult:
        session = await sessions.refresh(info.context.parts, input.refresh_token)
        return RefreshSessionSuccess(session=_tokens(info, session))

    @strawberry.mutation(description="End this session, or all of the viewer's; open subscriptions end too.")
    async def sign_out(self, info: Info, input: SignOutInput) -> SignOutResult:
        viewer = await info.context.viewer_or_none()
        if viewer is None:
            raise SessionExpired
        ended = await sessions.sign_out(viewer, info.context.parts, everywhere=input.everywhere)
        return SignOutSuccess(ended_sessions=ended)
