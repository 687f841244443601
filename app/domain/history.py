"""Every act leaves one event, written in the transaction of the act and told after it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.bus import Bus, Message
from app.database.connection import execute
from app.models.identifiers import new_id


class EventKind(StrEnum):
    """What happened. The names are permanent: they stand in stored events."""

    ORGANIZATION_CREATED = "ORGANIZATION_CREATED"
    ORGANIZATION_UPDATED = "ORGANIZATION_UPDATED"
    ORGANIZATION_MOVED = "ORGANIZATION_MOVED"
    ORGANIZATION_ARCHIVED = "ORGANIZATION_ARCHIVED"
    ORGANIZATION_SUSPENDED = "ORGANIZATION_SUSPENDED"
    ORGANIZATION_RESUMED = "ORGANIZATION_RESUMED"
    BRAND_UPDATED = "BRAND_UPDATED"
    BRAND_LOGO_UPDATED = "BRAND_LOGO_UPDATED"
    BRAND_LOGO_REMOVED = "BRAND_LOGO_REMOVED"
    PLAN_SET = "PLAN_SET"
    PLAN_CHANGED = "PLAN_CHANGED"
    ACCOUNT_CREATED = "ACCOUNT_CREATED"
    SIGNED_IN = "SIGNED_IN"
    SIGNED_OUT = "SIGNED_OUT"
    SESSION_REVOKED = "SESSION_REVOKED"
    EMAIL_VERIFIED = "EMAIL_VERIFIED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSWORD_RESET = "PASSWORD_RESET"
    ACCOUNT_DELETED = "ACCOUNT_DELETED"
    INVITED = "INVITED"
    INVITATION_RESENT = "INVITATION_RESENT"
    INVITATION_REVOKED = "INVITATION_REVOKED"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    ROLE_CHANGED = "ROLE_CHANGED"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    TEMPLATE_CREATED = "TEMPLATE_CREATED"
    TEMPLATE_UPDATED = "TEMPLATE_UPDATED"
    TEMPLATE_ARCHIVED = "TEMPLATE_ARCHIVED"
    BATCH_REQUESTED = "BATCH_REQUESTED"
    BATCH_COMPLETED = "BATCH_COMPLETED"
    BATCH_FAILED = "BATCH_FAILED"
    AUTH_TOKEN_REVEALED = "AUTH_TOKEN_REVEALED"
    FIRST_CONNECTED = "FIRST_CONNECTED"
    DEVICE_CREATED = "DEVICE_CREATED"
    DEVICE_OWNER_CHANGED = "DEVICE_OWNER_CHANGED"
    DEVICE_PROVISIONED = "DEVICE_PROVISIONED"
    PROVISIONING_EXPIRED = "PROVISIONING_EXPIRED"
    DEVICE_CLAIMED = "DEVICE_CLAIMED"
    DEVICE_UNCLAIMED = "DEVICE_UNCLAIMED"
    DEVICE_DISCLAIMED = "DEVICE_DISCLAIMED"
    DEVICE_UPDATED = "DEVICE_UPDATED"
    DEVICE_IDENTIFIED = "DEVICE_IDENTIFIED"
    DEVICE_MOVED = "DEVICE_MOVED"
    DEVICE_TRANSFER_OFFERED = "DEVICE_TRANSFER_OFFERED"
    DEVICE_TRANSFER_CANCELLED = "DEVICE_TRANSFER_CANCELLED"
    DEVICE_TRANSFER_REFUSED = "DEVICE_TRANSFER_REFUSED"
    DEVICE_TRANSFERRED = "DEVICE_TRANSFERRED"
    QR_TOKEN_ROTATED = "QR_TOKEN_ROTATED"
    TOKEN_DELETED = "TOKEN_DELETED"
    CLONE_SUSPECTED = "CLONE_SUSPECTED"
    CLONE_DISMISSED = "CLONE_DISMISSED"
    TOKENS_EXPORTED = "TOKENS_EXPORTED"
    EXPORT_DOWNLOADED = "EXPORT_DOWNLOADED"


ISSUERS_ACTS = frozenset({EventKind.DEVICE_DISCLAIMED, EventKind.TOKEN_DELETED})
"""What staff of the issuer do to a device that stands in somebody else's organization."""

RECEIVERS_ACTS = frozenset({EventKind.DEVICE_TRANSFER_REFUSED})
"""What somebody does to a device who has no part in the organization where it stands."""


async def record(
    kind: EventKind,
    *,
    actor_id: UUID | None = None,
    organization_id: UUID | None = None,
    left_id: UUID | None = None,
    issuer_id: UUID | None = None,
    static_token_id: UUID | None = None,
    device_id: UUID | None = None,
    batch_id: UUID | None = None,
    facts: dict[str, Any] | None = None,
    connection: asyncpg.Connection | None = None,
) -> UUID:
    """Write one event in the running transaction; returns its identifier for `tell`.

    `connection` is named where the transaction is not the process-wide one.
    """
    event_id = new_id()
    run = execute if connection is None else connection.execute
    await run(
        """
        INSERT INTO event
            (id, kind, actor_id, organization_id, left_id, issuer_id, static_token_id, device_id, batch_id, facts)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        event_id,
        kind.value,
        actor_id,
        organization_id,
        left_id,
        issuer_id,
        static_token_id,
        device_id,
        batch_id,
        orjson.dumps(facts or {}).decode(),
    )
    return event_id


def tell(bus: Bus, event_id: UUID, *organization_ids: UUID | None) -> None:
    """Let the subscribers of these organizations know of an event; call after the commit."""
    keys = tuple(dict.fromkeys(str(key) for key in organization_ids if key is not None))
    if keys:
        bus.publish(Message("event", keys, str(event_id)))
