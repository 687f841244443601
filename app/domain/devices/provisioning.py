"""Provisioning: an AuthToken for a Wi-Fi device that its user's phone hands over, without a QR code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.database import clock
from app.database.connection import fetch, transaction
from app.domain import history, throttling
from app.domain.devices.claiming import destination_for
from app.domain.errors import Forbidden
from app.domain.history import EventKind
from app.domain.metadata import parse_values
from app.domain.organizations import plans, tree
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.templates import TemplateNotUsable, serial_of, usable_template
from app.domain.text import clean_text
from app.domain.viewer import Viewer
from app.models import Organization, Provisioning, StaticToken, Template, TokenOrigin
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken

LIFETIME = timedelta(minutes=15)
"""How long a provisioned AuthToken waits for its first connection."""

_CLEARED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Provisioned:
    """An AuthToken for one device, with its only showing, and what the device will be known by."""

    auth_token: AuthToken
    device_id: UUID
    expires_at: datetime


async def provision_device(
    actor: Viewer, parts: Parts, *, template_id: UUID, organization_id: UUID | None = None, name: str | None = None
) -> Provisioned:
    """An AuthToken for a device of `actor`, good for fifteen minutes until the device first connects with it.

    From then on the device belongs to them, in the organization they name (the
    only or the personal one when none). The template's organization is the
    issuer; the brand's plan counts the token. Its metadata are the template's
    defaults. Raises TemplateNotUsable (no such template, or it does not allow
    provisioning), MetadataInvalid (a required field without a default),
    PlanLimitReached, TooManyAttempts, TextUnusable, Forbidden,
    InvitationRequired, BadRequest (as claiming does).
    """
    destination = await Organization.get(id=await destination_for(actor, organization_id))
    template, fields = await usable_template(template_id, destination)
    if not template.allows_provisioning:
        raise TemplateNotUsable
    values = parse_values(fields, {})
    called = None if name is None else clean_text(name, "name", 100)
    await throttling.count_attempt([throttling.attempt_key("provision", str(actor.account_id))])
    provisioned = Provisioned(AuthToken.mint(), new_id(), clock.now() + LIFETIME)
    try:
        async with transaction():
            await tree.keep_open(destination.id)
            await tree.keep_open(template.organization_id)
            await plans.reserve(destination.root_id, Resource.STATIC_TOKENS, 1)
            token_id = await _insert_token(parts, template, values, serial_of(fields, values), provisioned.auth_token)
            await Provisioning.create(
                static_token_id=token_id,
                device_id=provisioned.device_id,
                account_id=actor.account_id,
                organization_id=destination.id,
                name=called,
                expires_at=provisioned.expires_at,
            )
            event = await history.record(
                EventKind.DEVICE_PROVISIONED,
                actor_id=actor.account_id,
                organization_id=destination.id,
                issuer_id=template.organization_id,
                static_token_id=token_id,
            )
    except IntegrityError as error:
        # The account or its organization was deleted in this very moment.
        raise Forbidden from error
    history.tell(parts.bus, event, *destination.lineage)
    return provisioned


async def _insert_token(
    parts: Parts, template: Template, values: dict[str, str], serial: str | None, auth_token: AuthToken
) -> UUID:
    token_id, secret = new_id(), auth_token.text.encode()
    await StaticToken.create(
        id=token_id,
        issuer_id=template.organization_id,
        template_id=template.id,
        origin=TokenOrigin.PROVISIONED,
        auth_digest=parts.digester.auth(secret),
        sealed=parts.sealer.seal(token_id.bytes, secret, None),
        metadata=values,
        serial=serial,
    )
    return token_id


async def clear_expired(parts: Parts) -> int:
    """Delete AuthTokens that no device connected with in time, and free the plan; returns how many.

    The minute after their end is left to devices that were just connecting.
    """
    async with transaction():
        gone = await fetch(
            """
            WITH late AS (
                SELECT token.id FROM static_token AS token
                WHERE token.origin = 'PROVISIONED' AND token.status = 'UNCLAIMED'
                  AND NOT EXISTS (SELECT FROM provisioning AS waiting WHERE waiting.static_token_id = token.id
                                  AND waiting.expires_at > now() - interval '1 minute')
                ORDER BY token.id LIMIT $1 FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM static_token USING late WHERE static_token.id = late.id
                RETURNING static_token.id, static_token.auth_digest, static_token.issuer_id
            ), retired AS (
                INSERT INTO retired_token (id, auth_digest) SELECT id, auth_digest FROM gone
            )
            SELECT gone.id, gone.issuer_id, issuer.root_id, issuer.lineage
            FROM gone JOIN organization AS issuer ON issuer.id = gone.issuer_id ORDER BY issuer.root_id
            """,
            _CLEARED_AT_ONCE,
        )
        events = [
            await history.record(
                EventKind.PROVISIONING_EXPIRED,
                organization_id=row["issuer_id"],
                issuer_id=row["issuer_id"],
                static_token_id=row["id"],
            )
            for row in gone
        ]
        for row in gone:
            await plans.release(row["root_id"], Resource.STATIC_TOKENS, 1)
    for row, event in zip(gone, events, strict=True):
        history.tell(parts.bus, event, *row["lineage"])
    return len(gone)
