"""Looking at static tokens: who may, the QR code's link, and the recorded reveal of an AuthToken."""

from uuid import UUID

from app.database.connection import fetch_row, transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.viewer import STAFF, Viewer
from app.labels.payload import claim_url
from app.models import Brand, StaticToken, TokenOrigin
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken


class AuthTokenNotRevealable(DomainError):
    """The AuthToken was shown once when it was made by hand or provisioned, and is not shown again."""

    message = "This AuthToken was shown once, when it was made. Make a new one instead."


async def token_for(actor: Viewer, token_id: UUID) -> StaticToken:
    """A token whose issuer the actor is staff of, with the issuer loaded. Raises Forbidden."""
    token = await StaticToken.get_or_none(id=token_id).select_related("issuer")
    if token is None or not actor.holds(STAFF, token.issuer.lineage):
        raise Forbidden
    return token


async def reveal_auth_token(actor: Viewer, parts: Parts, token_id: UUID) -> tuple[StaticToken, AuthToken]:
    """The AuthToken in plaintext, for staff of the issuer; leaves an event.

    Raises Forbidden, AuthTokenNotRevealable.
    """
    token = await token_for(actor, token_id)
    if token.origin in {TokenOrigin.BY_HAND, TokenOrigin.PROVISIONED}:
        raise AuthTokenNotRevealable
    async with transaction():
        # The row is read again under a lock: a token deleted meanwhile is not revealed.
        row = await fetch_row("SELECT sealed FROM static_token WHERE id = $1 FOR KEY SHARE", token.id)
        if row is None:
            raise Forbidden
        event = await history.record(
            EventKind.AUTH_TOKEN_REVEALED,
            actor_id=actor.account_id,
            organization_id=token.issuer_id,
            issuer_id=token.issuer_id,
            static_token_id=token.id,
        )
    history.tell(parts.bus, event, *token.issuer.lineage)
    return token, parts.sealer.open(token.id.bytes, row["sealed"]).auth


def qr_token_of(parts: Parts, token_id: UUID, sealed: bytes) -> QrToken | None:
    """The QR token of a row, opened; None for AuthTokens made without one."""
    return parts.sealer.open(token_id.bytes, sealed).qr


def claim_link(parts: Parts, brand: Brand, qr_token: QrToken) -> str:
    """What the QR code on the label says."""
    return claim_url(claim_host(parts, brand), qr_token.text)


def claim_host(parts: Parts, brand: Brand) -> str:
    """Host, with port if any, at which people claim what this brand sells."""
    return brand.claim_host or parts.public_host
