"""Who holds an AuthToken."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.database.connection import fetch
from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken

IS_AWAITED = """
    waiting.expires_at > now() AND EXISTS (
        SELECT FROM membership
        WHERE membership.account_id = waiting.account_id AND membership.organization_id = waiting.organization_id)
"""
"""SQL that is true for a provisioned AuthToken, `waiting`, that a device may still come with for the first time."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The token behind a right AuthToken, and how its template wants to be heard."""

    token_id: UUID
    heartbeat_seconds: int
    grace_seconds: int
    is_suspended: bool


async def authenticate(parts: Parts, auth_tokens: Sequence[AuthToken]) -> list[Identity | None]:
    """Who holds each of these AuthTokens; None where it is unknown, deleted, or was provisioned and not used in time.

    One indexed look-up for all.
    """
    candidates = [parts.digester.auth_candidates(auth_token.text.encode()) for auth_token in auth_tokens]
    rows = await fetch(
        f"""
        SELECT token.auth_digest, token.id, template.heartbeat_seconds, template.offline_grace_seconds,
               issuer.suspended_at IS NOT NULL OR root.suspended_at IS NOT NULL AS is_suspended
        FROM static_token AS token JOIN template ON template.id = token.template_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id
        WHERE token.auth_digest = ANY($1)
          AND (token.origin <> 'PROVISIONED' OR token.status = 'CLAIMED'
               OR EXISTS (SELECT FROM provisioning AS waiting
                          WHERE waiting.static_token_id = token.id AND {IS_AWAITED}))
        """,
        [digest for digests in candidates for digest in digests],
    )
    known = {
        row["auth_digest"]: Identity(
            row["id"], row["heartbeat_seconds"], row["offline_grace_seconds"], row["is_suspended"]
        )
        for row in rows
    }
    return [next((known[digest] for digest in digests if digest in known), None) for digests in candidates]
