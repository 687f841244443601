"""Looking at static tokens: who may, the claim link, revealing an AuthToken, a new QR token, a clone dismissed."""

from uuid import UUID

from app.database.connection import execute, fetch_row, transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.viewer import ADMINISTRATORS, STAFF, Viewer
from app.labels.payload import claim_url
from app.models import Brand, StaticToken, TokenOrigin
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken


class AuthTokenNotRevealable(DomainError):
    """The AuthToken was shown once when it was made by hand or provisioned, and is not shown again."""

    message = "This AuthToken was shown once, when it was made. Make a new one instead."


class QrTokenAbsent(DomainError):
    """The AuthToken was made without a QR token, so there is none to replace."""

    message = "This AuthToken has no QR token: it was made by hand or provisioned."


class CloneNotSuspected(DomainError):
    """Nobody suspects that two devices share this AuthToken, or somebody has dismissed it already."""

    message = "This AuthToken is not suspected of having been cloned."


async def token_for(actor: Viewer, token_id: UUID) -> StaticToken:
    """A token whose issuer the actor is staff of, with the issuer loaded.

    Raises Forbidden, by one statement: see ADR 21.
    """
    token = await StaticToken.get_or_none(
        id=token_id, issuer__lineage__overlap=actor.organizations_with(STAFF)
    ).select_related("issuer")
    if token is None:
        raise Forbidden
    return token


async def token_labelled(actor: Viewer, parts: Parts, qr_token: QrToken) -> StaticToken:
    """The token of a QR token, for staff of its issuer, with the issuer loaded.

    Raises Forbidden, alike for an unknown one and one that is not theirs.
    """
    token = await StaticToken.get_or_none(
        qr_digest__in=parts.digester.qr_candidates(qr_token.text.encode()),
        issuer__lineage__overlap=actor.organizations_with(STAFF),
    ).select_related("issuer")
    if token is None:
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


async def rotate_qr_token(actor: Viewer, parts: Parts, token_id: UUID) -> StaticToken:
    """Give a token a new QR token, as an administrator of its issuer; the old one answers as if it never was.

    Whoever owns the device keeps it. Raises Forbidden, QrTokenAbsent.
    """
    token = await token_for(actor, token_id)
    if not actor.holds(ADMINISTRATORS, token.issuer.lineage):
        raise Forbidden
    if token.origin in {TokenOrigin.BY_HAND, TokenOrigin.PROVISIONED}:
        raise QrTokenAbsent
    async with transaction():
        row = await fetch_row("SELECT sealed FROM static_token WHERE id = $1 FOR UPDATE", token.id)
        if row is None:
            raise Forbidden
        auth, qr = parts.sealer.open(token.id.bytes, row["sealed"]).auth, QrToken.mint()
        await execute(
            "UPDATE static_token SET qr_digest = $2, sealed = $3 WHERE id = $1",
            token.id,
            parts.digester.qr(qr.text.encode()),
            parts.sealer.seal(token.id.bytes, auth.text.encode(), qr.text.encode()),
        )
        event = await history.record(
            EventKind.QR_TOKEN_ROTATED,
            actor_id=actor.account_id,
            organization_id=token.issuer_id,
            issuer_id=token.issuer_id,
            static_token_id=token.id,
            batch_id=token.batch_id,
        )
    history.tell(parts.bus, event, *token.issuer.lineage)
    return await token_for(actor, token_id)


async def dismiss_clone_suspicion(actor: Viewer, parts: Parts, token_id: UUID) -> StaticToken:
    """Take the flag from a token, as staff of its issuer; the next three swaps within a minute set it again.

    Raises Forbidden, CloneNotSuspected.
    """
    token = await token_for(actor, token_id)
    async with transaction():
        row = await fetch_row(
            "UPDATE static_token SET clone_suspected_at = NULL WHERE id = $1 AND clone_suspected_at IS NOT NULL "
            "RETURNING batch_id",
            token.id,
        )
        if row is None:
            raise CloneNotSuspected
        event = await history.record(
            EventKind.CLONE_DISMISSED,
            actor_id=actor.account_id,
            organization_id=token.issuer_id,
            issuer_id=token.issuer_id,
            static_token_id=token.id,
            batch_id=row["batch_id"],
        )
    history.tell(parts.bus, event, *token.issuer.lineage)
    return await token_for(actor, token_id)


def qr_token_of(parts: Parts, token_id: UUID, sealed: bytes) -> QrToken | None:
    """The QR token of a row, opened; None for AuthTokens made without one."""
    return parts.sealer.open(token_id.bytes, sealed).qr


def claim_link(parts: Parts, brand: Brand, qr_token: QrToken) -> str:
    """What the QR code on the label says."""
    return claim_url(claim_host(parts, brand), qr_token.text)


def claim_host(parts: Parts, brand: Brand) -> str:
    """Host, with port if any, at which people claim what this brand sells."""
    return brand.claim_host or parts.public_host
