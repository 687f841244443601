"""Claiming: of any number of rivals for one QR token exactly one becomes the owner."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson

from app.database.connection import fetch_row
from app.domain import history, news, throttling
from app.domain.devices.ownership import organizations_above
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.people.accounts import InvitationRequired
from app.domain.text import clean_text
from app.domain.viewer import Viewer
from app.models import DEVICE_NAME, Membership, Organization, Plan
from app.models.identifiers import new_id
from app.secrets.qr_token import QrToken, QrTokenMalformed


class QrTokenMistyped(DomainError):
    """The check characters do not fit: a typo, noticed before any query."""

    message = "This code has a typo in it. Compare it with the label once more."


class QrTokenInvalid(DomainError):
    """There is no such QR token for this viewer: unknown, deleted and foreign ones look the same."""

    message = "This code belongs to no device of this brand."


class DeviceAlreadyClaimed(DomainError):
    """Somebody else owns the device; told only to the bearer of its QR token."""

    message = "This device already has an owner."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a stranger with the label learns: the product and the brand."""

    product_name: str
    picture_url: str | None
    brand_id: UUID


def parse_qr_token(text: str) -> QrToken:
    """The QR token in what somebody typed or scanned. Raises QrTokenMistyped."""
    try:
        return QrToken.parse(text)
    except QrTokenMalformed as error:
        raise QrTokenMistyped from error


async def preview_claim(parts: Parts, qr_token: QrToken, address: str) -> Preview | None:
    """Product and brand behind a QR token, or None; wrong guesses are counted. Raises TooManyAttempts."""
    guesses = [throttling.attempt_key("claim", address)]
    await throttling.refuse_if_exhausted(guesses)
    row = await fetch_row(
        """
        SELECT template.name, template.picture_url, issuer.root_id
        FROM static_token AS token JOIN template ON template.id = token.template_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id AND root.suspended_at IS NULL
        WHERE token.qr_digest = ANY($1)
        """,
        parts.digester.qr_candidates(qr_token.text.encode()),
    )
    if row is None:
        await throttling.count_attempt(guesses)
        return None
    return Preview(row["name"], row["picture_url"], row["root_id"])


_CLAIM = f"""
WITH destination AS (
    -- Held, so that whoever ends the membership or the organization waits, and then finds the device.
    SELECT organization.id FROM organization
    JOIN membership ON membership.organization_id = organization.id AND membership.account_id = $6
    WHERE organization.id = $5 AND organization.archived_at IS NULL FOR KEY SHARE
), claimed AS (
    UPDATE static_token AS token SET status = 'CLAIMED', claimed_at = now()
    FROM organization AS issuer CROSS JOIN destination
    WHERE token.qr_digest = ANY($1) AND token.status = 'UNCLAIMED'
      AND issuer.id = token.issuer_id AND issuer.root_id = $2
      AND NOT {throttling.EXHAUSTED.format(keys="$3")}
    RETURNING token.id, token.issuer_id
), arrived AS (
    INSERT INTO device (id, static_token_id, organization_id, owner_id, edits)
    SELECT $4, claimed.id, $5, $6, $7::jsonb FROM claimed
    ON CONFLICT (static_token_id) DO UPDATE
        SET organization_id = EXCLUDED.organization_id, owner_id = EXCLUDED.owner_id, edits = EXCLUDED.edits
    RETURNING id, static_token_id
), told AS (
    INSERT INTO event (id, kind, actor_id, organization_id, issuer_id, static_token_id, device_id)
    SELECT $8, '{EventKind.DEVICE_CLAIMED.value}', $6, $5, claimed.issuer_id, claimed.id, arrived.id
    FROM claimed JOIN arrived ON arrived.static_token_id = claimed.id
)
SELECT arrived.id AS device_id, claimed.id AS token_id, claimed.issuer_id
FROM claimed JOIN arrived ON arrived.static_token_id = claimed.id
"""


async def claim_device(
    claimer: Viewer, parts: Parts, qr_token: QrToken, *, organization_id: UUID | None = None, name: str | None = None
) -> UUID:
    """Give the unclaimed device behind `qr_token` to `claimer`; returns the device's identifier.

    One statement decides. Of any number of rivals exactly one succeeds; the
    winner may repeat the call and gets the same device again. Whether the
    device was ever online does not matter. Raises DeviceAlreadyClaimed,
    QrTokenInvalid, InvitationRequired, TooManyAttempts, Forbidden (not a
    member of the named organization), BadRequest (none named, several
    possible), TextUnusable.
    """
    destination = await destination_for(claimer, organization_id)
    edits = {} if name is None else {DEVICE_NAME: clean_text(name, "name", 100)}
    digests = parts.digester.qr_candidates(qr_token.text.encode())
    event_id = new_id()
    try:
        row = await fetch_row(
            _CLAIM,
            digests,
            claimer.root_id,
            _guesses(claimer),
            new_id(),
            destination,
            claimer.account_id,
            orjson.dumps(edits).decode(),
            event_id,
        )
    except asyncpg.ForeignKeyViolationError as error:
        # The claimer's account or organization was deleted in this very moment.
        raise Forbidden from error
    if row is None:
        return await _explain_refusal(claimer, digests, destination)
    await _tell(parts, row, event_id, destination)
    device_id: UUID = row["device_id"]
    return device_id


def _guesses(claimer: Viewer) -> list[str]:
    return [
        throttling.attempt_key("claim", str(claimer.account_id)),
        throttling.attempt_key("claim", claimer.address),
    ]


async def destination_for(claimer: Viewer, organization_id: UUID | None) -> UUID:
    """Where a device goes that `claimer` gets: the organization they name, else the personal or only one.

    Raises Forbidden (not a member of the named one), InvitationRequired,
    BadRequest (none named, several possible).
    """
    if organization_id is None:
        return await _only_or_personal(claimer)
    if organization_id not in {held.organization_id for held in claimer.held}:
        raise Forbidden
    return organization_id


async def _only_or_personal(claimer: Viewer) -> UUID:
    personal = [held.organization_id for held in claimer.held if held.is_personal]
    if personal:
        return personal[0]
    if len(claimer.held) == 1:
        return claimer.held[0].organization_id
    if claimer.held:
        raise BadRequest("You are a member of several organizations: name the one that the device shall go to.")
    root = await Organization.get(id=claimer.root_id)
    plan = await Plan.get(name=root.plan_id)
    if plan.self_sign_up:
        raise BadRequest("You are a member of no organization that the device could go to.")
    raise InvitationRequired


async def _explain_refusal(claimer: Viewer, digests: list[bytes], destination: UUID) -> UUID:
    """The device when it is the claimer's already; otherwise raise why not."""
    await throttling.refuse_if_exhausted(_guesses(claimer))
    if not await Membership.exists(
        account_id=claimer.account_id, organization_id=destination, organization__archived_at=None
    ):
        raise Forbidden  # the membership or the organization ended at this moment
    row = await fetch_row(
        """
        SELECT device.id, device.owner_id FROM static_token AS token
        JOIN organization AS issuer ON issuer.id = token.issuer_id AND issuer.root_id = $2
        JOIN device ON device.static_token_id = token.id
        WHERE token.qr_digest = ANY($1) AND token.status = 'CLAIMED'
        """,
        digests,
        claimer.root_id,
    )
    if row is None:
        await throttling.count_attempt(_guesses(claimer))
        raise QrTokenInvalid
    if row["owner_id"] != claimer.account_id:
        raise DeviceAlreadyClaimed
    device_id: UUID = row["id"]
    return device_id


async def _tell(parts: Parts, row: asyncpg.Record, event_id: UUID, destination: UUID) -> None:
    reached = await organizations_above(destination, row["issuer_id"])
    parts.bus.publish(
        news.device_changed(row["device_id"], *reached), news.connection_order(row["token_id"], "changed")
    )
    history.tell(parts.bus, event_id, *reached)
