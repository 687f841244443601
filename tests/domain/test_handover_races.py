"""Rivals for a device that changes hands: whatever they do at once, it has one owner and one history."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.database.connection import transaction
from app.domain.devices import arriving
from app.domain.devices.claiming import QrTokenInvalid, claim_device
from app.domain.devices.devices import update_device
from app.domain.devices.moving import move_device
from app.domain.devices.ownership import DeviceNotYours
from app.domain.devices.provisioning import provision_device
from app.domain.devices.releasing import delete_tokens, disclaim_tokens, unclaim_device
from app.domain.devices.transferring import (
    DeviceOffered,
    TransferUnknown,
    accept_transfer,
    cancel_transfer,
    offer_transfer,
    parse_offer,
    refuse_transfer,
)
from app.domain.organizations.plans import PlanLimitReached
from app.domain.parts import Parts
from app.domain.people import mailing, sessions
from app.domain.people.erasing import delete_account
from app.domain.templates import TemplateDraft, create_template
from app.domain.tokens.tokens import rotate_qr_token
from app.domain.viewer import Viewer
from app.models import (
    Account,
    Device,
    DeviceTransfer,
    Event,
    Organization,
    OutgoingMail,
    Plan,
    PlanUsage,
    Role,
    StaticToken,
    TokenStatus,
)
from app.secrets.opaque_token import OpaqueToken
from tests.api.steps import usage_locked
from tests.builders import (
    PASSWORD,
    MintedToken,
    a_brand,
    a_customer,
    a_member,
    a_static_token,
    below,
    waiting_for_locks,
)
from tests.domain.test_races import arrives, either_way, meeting_at

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Offered:
    """A device on offer from one customer to another."""

    token: MintedToken
    device_id: UUID
    owner: Viewer
    receiver: Viewer
    transfer_id: UUID
    link: OpaqueToken


async def an_offered_device(brand: Organization, parts: Parts, owner: Viewer | None = None) -> Offered:
    """A customer (or `owner`) has offered their device to another customer."""
    token, receiver = await a_static_token(brand, parts), await a_customer(brand)
    owner = owner or await a_customer(brand)
    await Account.filter(id=owner.account_id).update(email_verified_at=datetime.now(UTC))
    device_id = await claim_device(owner, parts, token.qr_token, name="Kitchen")
    transfer = await offer_transfer(owner, parts, device_id, receiver.email)
    mail = mailing.read(parts, await OutgoingMail.get(recipient=receiver.email))
    assert mail is not None
    (link,) = set(re.findall(r"cst_[A-Za-z0-9_-]{43}", mail.text))
    return Offered(token, device_id, owner, receiver, transfer.id, parse_offer(link))


async def told(token: MintedToken) -> list[str]:
    return [event.kind for event in await Event.filter(static_token_id=token.id).order_by("id")]


@either_way
@pytest.mark.parametrize("rival", ["cancel", "refuse", "unclaim", "disclaim", "delete"])
async def test_an_acceptance_and_what_ends_the_offer_never_both_happen(parts: Parts, rival: str, turned: bool) -> None:
    brand = await a_brand()
    offered, issuer = await an_offered_device(brand, parts), await a_member(brand)
    ends: dict[str, Callable[[], Awaitable[Any]]] = {
        "cancel": lambda: cancel_transfer(offered.owner, parts, offered.transfer_id),
        "refuse": lambda: refuse_transfer(offered.receiver, parts, offered.link),
        "unclaim": lambda: unclaim_device(offered.owner, parts, offered.device_id),
        "disclaim": lambda: disclaim_tokens(issuer, parts, [offered.token.id]),
        "delete": lambda: delete_tokens(issuer, parts, [offered.token.id], confirm=1),
    }
    accepted, ended = await meeting_at(
        "static_token",
        offered.token.id,
        lambda: accept_transfer(offered.receiver, parts, offered.link),
        ends[rival],
        turned=turned,
    )

    device = await Device.get_or_none(id=offered.device_id)
    transfer = await DeviceTransfer.get_or_none(id=offered.transfer_id)
    if turned:
        assert isinstance(accepted, TransferUnknown)
        assert not isinstance(ended, Exception)
        assert "DEVICE_TRANSFERRED" not in await told(offered.token)
        assert device is None or device.owner_id != offered.receiver.account_id
        assert transfer is None or transfer.accepted_at is None
        return
    assert accepted == offered.device_id
    assert "DEVICE_TRANSFERRED" in await told(offered.token)
    # The issuer's acts reach the new owner too; the old owner's and the offer's own come too late.
    refused = {"cancel": TransferUnknown, "refuse": TransferUnknown, "unclaim": DeviceNotYours}
    if rival in refused:
        assert isinstance(ended, refused[rival])
        assert device is not None
        assert (device.owner_id, device.edits) == (offered.receiver.account_id, {})
        assert transfer is not None
        assert transfer.accepted_at is not None
    else:
        assert not isinstance(ended, Exception)
        assert device is None or device.owner_id is None


async def test_of_two_acceptances_of_one_account_one_counts_and_both_succeed(parts: Parts) -> None:
    brand = await a_brand()
    offered = await an_offered_device(brand, parts)
    async with transaction():
        second = await sessions.start(offered.receiver.account_id, device_name="tablet")
    tablet = replace(offered.receiver, session_id=second.session_id)
    outcomes = await meeting_at(
        "static_token",
        offered.token.id,
        *[lambda who=who: accept_transfer(who, parts, offered.link) for who in (offered.receiver, tablet)],
    )

    assert outcomes == [offered.device_id] * 2
    assert await told(offered.token) == [
        "DEVICE_CLAIMED",
        "DEVICE_TRANSFER_OFFERED",
        "DEVICE_TRANSFERRED",
    ]


@either_way
@pytest.mark.parametrize("whose", ["giver", "receiver"])
async def test_an_acceptance_and_the_end_of_an_account_pass_in_their_order(
    parts: Parts, whose: str, turned: bool
) -> None:
    brand = await a_brand()
    offered = await an_offered_device(brand, parts)
    # Who deletes an account comes to the devices it owns, and to the offers that are made to it.
    leaver, table, row_id = {
        "giver": (offered.owner, "static_token", offered.token.id),
        "receiver": (offered.receiver, "device_transfer", offered.transfer_id),
    }[whose]
    accepted, deleted = await meeting_at(
        table,
        row_id,
        lambda: accept_transfer(offered.receiver, parts, offered.link),
        lambda: delete_account(leaver, parts, PASSWORD),
        turned=turned,
    )
    device = await Device.get(id=offered.device_id)
    assert not isinstance(deleted, Exception)
    if turned:
        assert isinstance(accepted, TransferUnknown)
        left = None if whose == "giver" else offered.owner.account_id
    else:
        assert accepted == offered.device_id
        left = offered.receiver.account_id if whose == "giver" else None
    assert device.owner_id == left
    assert ((await StaticToken.get(id=offered.token.id)).status is TokenStatus.UNCLAIMED) == (left is None)


@either_way
async def test_an_edit_of_the_old_owner_never_reaches_the_new_one(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    offered = await an_offered_device(brand, parts)
    accepted, edited = await meeting_at(
        "static_token",
        offered.token.id,
        lambda: accept_transfer(offered.receiver, parts, offered.link),
        lambda: update_device(offered.owner, parts, offered.device_id, {"Device Name": "Mine"}),
        turned=turned,
    )
    assert accepted == offered.device_id
    assert isinstance(edited, UUID if turned else DeviceNotYours)
    assert (await Device.get(id=offered.device_id)).edits == {}


@either_way
async def test_a_move_and_an_acceptance_leave_the_device_in_one_place(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    offered = await an_offered_device(brand, parts, await a_member(north, Role.MEMBER))
    staff, heir = await a_member(brand), await a_member(south)
    accepted, moved = await meeting_at(
        "static_token",
        offered.token.id,
        lambda: accept_transfer(offered.receiver, parts, offered.link),
        lambda: move_device(staff, parts, offered.device_id, south.id),
        turned=turned,
    )
    device = await Device.get(id=offered.device_id)
    if turned:
        assert isinstance(accepted, TransferUnknown)
        assert (device.owner_id, device.organization_id) == (heir.account_id, south.id)
    else:
        # It is in a customer's hands now, where staff move nothing.
        assert isinstance(moved, DeviceNotYours)
        assert (device.owner_id, device.organization_id) == (
            offered.receiver.account_id,
            offered.receiver.held[0].organization_id,
        )


async def test_of_two_offers_at_once_one_stands(parts: Parts) -> None:
    brand = await a_brand()
    offered = await an_offered_device(brand, parts)
    await cancel_transfer(offered.owner, parts, offered.transfer_id)
    outcomes = await meeting_at(
        "static_token",
        offered.token.id,
        *[
            lambda email=email: offer_transfer(offered.owner, parts, offered.device_id, email)
            for email in ("one@example.com", "two@example.com")
        ],
    )
    assert [type(outcome) for outcome in outcomes].count(DeviceOffered) == 1
    assert await DeviceTransfer.filter(device_id=offered.device_id, cancelled_at=None).count() == 1
    assert (await told(offered.token)).count("DEVICE_TRANSFER_OFFERED") == 2


@either_way
async def test_a_rotation_and_a_claim_by_the_old_code_pass_in_their_order(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, claimer, issuer = await a_static_token(brand, parts), await a_customer(brand), await a_member(brand)
    rotated, claimed = await meeting_at(
        "static_token",
        token.id,
        lambda: rotate_qr_token(issuer, parts, token.id),
        lambda: claim_device(claimer, parts, token.qr_token),
        turned=turned,
    )
    assert isinstance(rotated, StaticToken)
    assert isinstance(claimed, UUID if turned else QrTokenInvalid)
    assert await Device.exists(owner_id=claimer.account_id) == turned


# ---- Provisioning ----


async def a_provisioned_token(brand: Organization, parts: Parts) -> tuple[MintedToken, Viewer]:
    """An AuthToken that waits for its device, and whom it was made for."""
    draft = TemplateDraft(name="WiFi plug", allows_provisioning=True)
    template = await create_template(await a_member(brand), parts, brand.id, draft)
    owner = await a_customer(brand)
    given = await provision_device(owner, parts, template_id=template.id, name="Lamp")
    row = await StaticToken.get(provisioning__device_id=given.device_id)
    other = await a_static_token(brand, parts)
    return replace(other, id=row.id, auth_token=given.auth_token), owner


async def test_of_two_first_connections_one_makes_the_device_and_both_find_its_owner(parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_provisioned_token(brand, parts)
    arrivals = await meeting_at("static_token", token.id, *[lambda: arrives(parts, token)] * 2)

    assert [isinstance(arrival, arriving.Arrival) for arrival in arrivals].count(True) >= 1
    assert all(arrival is None or arrival.is_claimed for arrival in arrivals)
    device = await Device.get(static_token_id=token.id)
    assert (device.owner_id, device.organization_id) == (owner.account_id, owner.held[0].organization_id)
    assert device.edits == {"Device Name": "Lamp"}
    assert await told(token) == ["DEVICE_PROVISIONED", "FIRST_CONNECTED"]


@either_way
async def test_a_first_connection_and_a_deletion_leave_no_owner_of_nothing(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, owner = await a_provisioned_token(brand, parts)
    issuer = await a_member(brand)
    deleted, arrival = await meeting_at(
        "static_token",
        token.id,
        lambda: delete_tokens(issuer, parts, [token.id], confirm=1),
        lambda: arrives(parts, token),
        turned=turned,
    )
    assert deleted.claimed == (1 if turned else 0)
    assert isinstance(arrival, arriving.Arrival) == turned
    assert not await Device.exists(owner_id=owner.account_id)
    assert not await StaticToken.exists(id=token.id)


async def test_two_provisionings_never_pass_a_limit_that_one_would_reach(parts: Parts) -> None:
    name = f"ONE-{datetime.now(UTC).timestamp()}"
    await Plan.create(name=name, organization_limit=1, static_token_limit=1, member_limit=9, self_sign_up=True)
    brand = await a_brand(name)
    draft = TemplateDraft(name="WiFi plug", allows_provisioning=True)
    template = await create_template(await a_member(brand), parts, brand.id, draft)
    rivals = [await a_customer(brand) for _ in range(2)]
    async with usage_locked(brand):
        tasks = [asyncio.ensure_future(provision_device(rival, parts, template_id=template.id)) for rival in rivals]
        await waiting_for_locks(len(tasks))
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(PlanLimitReached) == 1
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1
    assert await StaticToken.filter(issuer_id=brand.id, status=TokenStatus.UNCLAIMED).count() == 1
