"""Deleting an account: devices become unclaimed, everything personal is erased, the acts stay without the person.

Rows are locked in the order that others take them in: organizations, what
waits for the address, the personal organization, the account, devices, the plan.
"""

from collections.abc import Sequence
from uuid import UUID

from app.database.connection import execute, fetch, fetch_value, transaction
from app.domain import history, news
from app.domain.devices import releasing
from app.domain.history import EventKind
from app.domain.organizations import plans
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.people.accounts import require_password
from app.domain.people.memberships import LastOwner
from app.domain.people.passwords import PasswordWrong
from app.domain.viewer import Viewer
from app.models import Account


async def delete_account(actor: Viewer, parts: Parts, password: str) -> int:
    """Erase the actor's account with all that is personal; returns how many devices became unclaimed.

    Gone are the account, its sessions and links, the personal organization, and
    the invitations, offers and mails to its address. Raises PasswordWrong,
    LastOwner, TooManyAttempts; then nothing has changed.
    """
    account = await require_password(actor, password)
    async with transaction() as connection:
        await _lock_organizations(account)
        await _refuse_last_owner(account)
        await _erase_what_waits_for(account)
        places = await _leave_organizations(account)
        personal = await _lock_personal_organizations(account)
        await _lock_account(account)
        released = await releasing.release_all_of(actor, connection, personal)
        ended = await sessions.end_all(account.id)
        if places:
            await plans.release(account.root_id, Resource.MEMBERS, places)
        await _erase(account, personal)
        event = await history.record(EventKind.ACCOUNT_DELETED, actor_id=account.id, organization_id=account.root_id)
    parts.bus.publish(*news.session_ended(ended))
    await releasing.tell_released(parts, released)
    history.tell(parts.bus, event, account.root_id)
    return len(released.events)


async def _lock_organizations(account: Account) -> None:
    """Whoever else ends a membership there waits here, so that two last owners cannot leave together."""
    await execute(
        """
        SELECT FROM organization WHERE NOT is_personal AND id IN (
            SELECT organization_id FROM membership WHERE account_id = $1
        ) ORDER BY id FOR NO KEY UPDATE
        """,
        account.id,
    )


async def _refuse_last_owner(account: Account) -> None:
    organization = await fetch_value(
        """
        SELECT organization.name FROM membership JOIN organization ON organization.id = membership.organization_id
        WHERE membership.account_id = $1 AND membership.role = 'OWNER'
          AND NOT organization.is_personal AND organization.archived_at IS NULL
          AND NOT EXISTS (SELECT FROM membership AS other WHERE other.organization_id = organization.id
                          AND other.role = 'OWNER' AND other.account_id <> $1)
        ORDER BY organization.id LIMIT 1
        """,
        account.id,
    )
    if organization is not None:
        raise LastOwner(organization)


async def _erase_what_waits_for(account: Account) -> None:
    """Invitations and offers to the address, and open invitations by the account.

    Whoever accepts one meanwhile has locked it first.
    """
    await execute(
        """
        DELETE FROM invitation USING organization
        WHERE organization.id = invitation.organization_id AND organization.root_id = $1 AND invitation.email_key = $2
        """,
        account.root_id,
        account.email_key,
    )
    await execute(
        """
        UPDATE invitation SET revoked_at = now()
        WHERE invited_by_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL
        """,
        account.id,
    )
    await execute(
        """
        DELETE FROM device_transfer USING account AS giver
        WHERE giver.id = device_transfer.offered_by_id AND giver.root_id = $1 AND device_transfer.email_key = $2
        """,
        account.root_id,
        account.email_key,
    )


async def _leave_organizations(account: Account) -> int:
    """Returns how many places the plan gets back."""
    return await execute(
        """
        DELETE FROM membership USING organization
        WHERE organization.id = membership.organization_id AND membership.account_id = $1 AND NOT is_personal
        """,
        account.id,
    )


async def _lock_personal_organizations(account: Account) -> list[UUID]:
    rows = await fetch(
        """
        SELECT id FROM organization WHERE is_personal AND id IN (
            SELECT organization_id FROM membership WHERE account_id = $1 AND role = 'OWNER'
        ) ORDER BY id FOR UPDATE
        """,
        account.id,
    )
    return [row["id"] for row in rows]


async def _lock_account(account: Account) -> None:
    """From here on nothing new can belong to the account. Raises PasswordWrong when it was changed meanwhile."""
    if not await execute(
        "SELECT FROM account WHERE id = $1 AND password_hash = $2 FOR UPDATE", account.id, account.password_hash
    ):
        raise PasswordWrong


async def _erase(account: Account, personal: Sequence[UUID]) -> None:
    """The rows themselves; what hangs on them goes along, and batches, exports and imports forget who made them."""
    await execute(
        "DELETE FROM outgoing_mail WHERE root_id = $1 AND lower(recipient) IN (lower($2), $3)",
        account.root_id,
        account.email,
        account.email_key,
    )
    await execute("DELETE FROM idempotency_key WHERE account_id = $1", account.id)
    await execute("DELETE FROM account WHERE id = $1", account.id)
    await execute("DELETE FROM organization WHERE id = ANY($1)", list(personal))
