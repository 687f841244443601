"""Transfer: an owner offers a device to another address of the brand, whose account accepts or refuses."""

from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

import asyncpg
from tortoise.queryset import QuerySet

from app.database import clock
from app.database.connection import execute, fetch_value, transaction
from app.domain import history, news, throttling
from app.domain.devices.claiming import destination_for
from app.domain.devices.ownership import (
    OPEN_TRANSFER,
    DeviceNotYours,
    counts_as_owner,
    lock_device,
    organizations_above,
)
from app.domain.errors import DomainError
from app.domain.history import EventKind
from app.domain.organizations import tree
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.people.accounts import EmailNotVerified, email_key, require_verified_email
from app.domain.viewer import Viewer
from app.mail.letters import TransferLetter
from app.models import Account, DeviceTransfer, Organization, StaticToken
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed

LIFETIME = timedelta(days=7)

Offer: TypeAlias = UUID | OpaqueToken
"""How a receiver names an offer: by its identifier, or by the token of the mailed link."""


class ReceiverIsOwner(DomainError):
    """The device is offered to the one who owns it."""

    message = "The device belongs to this address already."


class DeviceOffered(DomainError):
    """The device is offered to another address, and nobody has answered yet."""

    message = "This device is offered to another address already. Cancel that offer first."


class TransferUnknown(DomainError):
    """There is no such open offer for this viewer: unknown, foreign, ended and expired ones look the same."""

    message = "There is no such offer. Perhaps it was taken back, has been answered already, or has expired."


def parse_offer(token: str) -> OpaqueToken:
    """The token of a mailed link, which may be given whole. Raises TransferUnknown."""
    try:
        return OpaqueToken.parse(OpaqueKind.TRANSFER, token.strip().rpartition("#")[2])
    except OpaqueTokenMalformed as error:
        raise TransferUnknown from error


# ---- The owner's side. ----


async def offer_transfer(actor: Viewer, parts: Parts, device_id: UUID, email: str) -> DeviceTransfer:
    """Offer a device to an address of the brand for seven days; the link to accept it goes there by mail.

    As its owner or an administrator of the owner's organization. Nothing is
    looked up by the address, so nobody learns whether it has an account.
    Repeating the offer gives the same one. Raises EmailUnusable,
    EmailNotVerified, TooManyAttempts, DeviceNotYours, ReceiverIsOwner,
    DeviceOffered.
    """
    key = email_key(email)
    await require_verified_email(actor)
    await throttling.count_attempt([throttling.attempt_key("transfer", str(actor.account_id))])
    async with transaction():
        row, place = await lock_device(device_id)
        if not counts_as_owner(actor, row["owner_id"], place):
            raise DeviceNotYours
        if await Account.exists(id=row["owner_id"], email_key=key):
            raise ReceiverIsOwner
        await execute(
            f"UPDATE device_transfer SET cancelled_at = now() "
            f"WHERE device_id = $1 AND expires_at <= now() AND {OPEN_TRANSFER}",
            device_id,
        )
        open_one = await open_transfers().get_or_none(device_id=device_id)
        if open_one is not None and open_one.email_key != key:
            raise DeviceOffered
        if open_one is not None:
            return open_one
        transfer, event = await _offer(actor, parts, row, email.strip(), key)
    await _tell(parts, row, event)
    return transfer


async def _offer(actor: Viewer, parts: Parts, row: asyncpg.Record, email: str, key: str) -> tuple[DeviceTransfer, UUID]:
    token = OpaqueToken.mint(OpaqueKind.TRANSFER)
    transfer = await DeviceTransfer.create(
        id=new_id(),
        device_id=row["device_id"],
        offered_by_id=actor.account_id,
        email=email,
        email_key=key,
        digest=token.digest,
        expires_at=clock.now() + LIFETIME,
    )
    # The time of the database stands in the row only.
    await transfer.refresh_from_db(fields=["created_at"])
    event = await _record(EventKind.DEVICE_TRANSFER_OFFERED, actor, row)
    paper = await mailing.stationery(parts, row["root_id"])
    template = (await StaticToken.get(id=row["token_id"]).select_related("template")).template
    letter = TransferLetter(
        brand=paper.face,
        product=template.name,
        giver=actor.name or actor.email,
        link=paper.link("transfer", token),
        hours_valid=int(LIFETIME / timedelta(hours=1)),
    )
    await mailing.post(parts, letter, root_id=row["root_id"], recipient=email)
    return transfer, event


async def cancel_transfer(actor: Viewer, parts: Parts, transfer_id: UUID) -> UUID:
    """Take an offer back, as whoever may make it; returns the device. Safe to repeat. Raises TransferUnknown."""
    known = await DeviceTransfer.get_or_none(id=transfer_id)
    async with transaction():
        row, place = await _locked(known)
        if not counts_as_owner(actor, row["owner_id"], place):
            raise TransferUnknown
        device_id: UUID = row["device_id"]
        if not await execute(
            f"UPDATE device_transfer SET cancelled_at = now() WHERE id = $1 AND {OPEN_TRANSFER}", transfer_id
        ):
            if await DeviceTransfer.exists(id=transfer_id, cancelled_at__isnull=False):
                return device_id
            raise TransferUnknown
        event = await _record(EventKind.DEVICE_TRANSFER_CANCELLED, actor, row)
    await _tell(parts, row, event)
    return device_id


def open_transfers() -> QuerySet[DeviceTransfer]:
    """The offers that somebody may still accept."""
    return DeviceTransfer.filter(accepted_at=None, refused_at=None, cancelled_at=None, expires_at__gt=clock.NOW)


# ---- The receiver's side. ----


_ACCEPT = f"""
WITH accepted AS (
    UPDATE device_transfer SET accepted_at = now()
    WHERE id = $1 AND expires_at > now() AND {OPEN_TRANSFER}
    RETURNING device_id
), taken AS (
    UPDATE device SET owner_id = $2, organization_id = $3, edits = '{{}}'
    FROM accepted WHERE device.id = accepted.device_id
    RETURNING device.id, device.static_token_id
), begun AS (
    UPDATE static_token SET claimed_at = now() FROM taken WHERE static_token.id = taken.static_token_id
)
SELECT id FROM taken
"""


async def accept_transfer(actor: Viewer, parts: Parts, offer: Offer, *, organization_id: UUID | None = None) -> UUID:
    """Take an offered device over, as the account of the address it was offered to; returns the device.

    One statement decides. The device stands in the actor's organization
    (named, or the only or personal one); what the old owner wrote is gone, and
    its history begins anew. Safe to repeat. Raises TransferUnknown,
    EmailNotVerified (the link proves the address, an identifier does not),
    Forbidden, InvitationRequired, BadRequest (as claiming does).
    """
    destination = await destination_for(actor, organization_id)
    transfer = await _offered_to(actor, offer)
    async with transaction():
        row, _ = await _locked(transfer)
        if not await fetch_value(_ACCEPT, transfer.id, actor.account_id, destination):
            # Nothing was changed by that. The one who was faster may have been the actor.
            is_mine = row["owner_id"] == actor.account_id
            if is_mine and await DeviceTransfer.exists(id=transfer.id, accepted_at__isnull=False):
                return transfer.device_id
            raise TransferUnknown
        # After the offer, in the order of whoever deletes the account that it was made to.
        await tree.keep_open(destination)
        event = await history.record(
            EventKind.DEVICE_TRANSFERRED,
            actor_id=actor.account_id,
            organization_id=destination,
            left_id=row["organization_id"],
            issuer_id=row["issuer_id"],
            static_token_id=row["token_id"],
            device_id=row["device_id"],
        )
    await _tell(parts, row, event, destination)
    return transfer.device_id


async def refuse_transfer(actor: Viewer, parts: Parts, offer: Offer) -> UUID:
    """Refuse an offer, as the account of the address it was made to; returns the offer. Safe to repeat.

    Raises TransferUnknown, EmailNotVerified.
    """
    transfer = await _offered_to(actor, offer)
    async with transaction():
        row, _ = await _locked(transfer)
        if not await execute(
            f"UPDATE device_transfer SET refused_at = now() WHERE id = $1 AND expires_at > now() AND {OPEN_TRANSFER}",
            transfer.id,
        ):
            if await DeviceTransfer.exists(id=transfer.id, refused_at__isnull=False):
                return transfer.id
            raise TransferUnknown
        event = await _record(EventKind.DEVICE_TRANSFER_REFUSED, actor, row)
    await _tell(parts, row, event)
    return transfer.id


async def received_transfers(viewer: Viewer) -> QuerySet[DeviceTransfer]:
    """The open offers to the viewer's address within their brand; none before the address is verified."""
    try:
        await require_verified_email(viewer)
    except EmailNotVerified:
        return DeviceTransfer.filter(id__in=[])
    return _to(viewer, open_transfers())


def _to(viewer: Viewer, rows: QuerySet[DeviceTransfer]) -> QuerySet[DeviceTransfer]:
    return rows.filter(email_key=email_key(viewer.email), device__static_token__issuer__root_id=viewer.root_id)


async def _offered_to(actor: Viewer, offer: Offer) -> DeviceTransfer:
    """The offer, open or not, if it was made to the actor. Raises TransferUnknown, EmailNotVerified."""
    if isinstance(offer, UUID):
        # Whoever signs up with somebody else's address shall not find what is offered to them.
        await require_verified_email(actor)
        rows = DeviceTransfer.filter(id=offer)
    else:
        rows = DeviceTransfer.filter(digest=offer.digest)
    transfer = await _to(actor, rows).get_or_none()
    if transfer is None:
        raise TransferUnknown
    return transfer


# ---- Both. ----


async def _locked(transfer: DeviceTransfer | None) -> tuple[asyncpg.Record, Organization | None]:
    """The offered device, locked in the order of everybody who ends an ownership.

    Raises TransferUnknown; an offer that never was takes the same time.
    """
    try:
        return await lock_device(new_id() if transfer is None else transfer.device_id)
    except DeviceNotYours as error:
        raise TransferUnknown from error


async def _record(kind: EventKind, actor: Viewer, row: asyncpg.Record) -> UUID:
    return await history.record(
        kind,
        actor_id=actor.account_id,
        organization_id=row["organization_id"],
        issuer_id=row["issuer_id"],
        static_token_id=row["token_id"],
        device_id=row["device_id"],
    )


async def _tell(parts: Parts, row: asyncpg.Record, event: UUID, destination: UUID | None = None) -> None:
    """Tell who saw the device before and sees it now; and the device itself, when it has gone to somebody else."""
    reached = await organizations_above(row["organization_id"], row["issuer_id"], destination)
    parts.bus.publish(news.device_changed(row["device_id"], *reached))
    if destination is not None:
        parts.bus.publish(news.connection_order(row["token_id"], "changed"))
    history.tell(parts.bus, event, *reached)


async def forget_old_transfers() -> int:
    """Delete offers, and the addresses in them, a month after they could last be accepted; returns how many."""
    return await execute("DELETE FROM device_transfer WHERE expires_at < now() - interval '30 days'")
