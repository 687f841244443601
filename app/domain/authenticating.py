"""Who holds an AuthToken."""

from dataclasses import dataclass
from uuid import UUID

from app.database.connection import fetch_row
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


async def authenticate(parts: Parts, auth_token: AuthToken) -> Identity | None:
    """Who holds this AuthToken; None when it is unknown, deleted, or was provisioned and not used in time.

    One indexed look-up.
    """
    row = await fetch_row(
        f"""
        SELECT token.id, template.heartbeat_seconds, template.offline_grace_seconds,
               issuer.suspended_at IS NOT NULL OR root.suspended_at IS NOT NULL AS is_suspended
        FROM static_token AS token JOIN template ON template.id = token.template_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id
        WHERE token.auth_digest = ANY($1)
          AND (token.origin <> 'PROVISIONED' OR token.status = 'CLAIMED'
               OR EXISTS (SELECT FROM provisioning AS waiting
                          WHERE waiting.static_token_id = token.id AND {IS_AWAITED}))
        """,
        parts.digester.auth_candidates(auth_token.text.encode()),
    )
    if row is None:
        return None
    return Identity(row["id"], row["heartbeat_seconds"], row["offline_grace_seconds"], row["is_suspended"])
