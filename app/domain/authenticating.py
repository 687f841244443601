"""Who holds an AuthToken."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.database.connection import fetch
from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken


@dataclass(frozen=True, slots=True)
class Identity:
    """The token behind a right AuthToken, and how its template wants to be heard."""

    token_id: UUID
    heartbeat_seconds: int
    grace_seconds: int
    is_suspended: bool


async def authenticate(parts: Parts, auth_tokens: Sequence[AuthToken]) -> list[Identity | None]:
    """Who holds each of these AuthTokens; None where it is unknown or deleted. One indexed look-up for all."""
    candidates = [parts.digester.auth_candidates(auth_token.text.encode()) for auth_token in auth_tokens]
    rows = await fetch(
        """
        SELECT token.auth_digest, token.id, template.heartbeat_seconds, template.offline_grace_seconds,
               issuer.suspended_at IS NOT NULL OR root.suspended_at IS NOT NULL AS is_suspended
        FROM static_token AS token JOIN template ON template.id = token.template_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id
        WHERE token.auth_digest = ANY($1)
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
