"""Who belongs to an organization: roles changed, people removed, and what that ends.

Nobody gives, changes or takes a role above their own, and an organization that
has an owner keeps at least one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from app.database.connection import execute, fetch, fetch_value, transaction
from app.domain import history, news
from app.domain.devices.ownership import stands_where_administered
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import plans
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.mail.letters import RemovedFromOrganizationLetter
from app.models import Account, Membership, Organization, Role

_RANKS = {Role.MEMBER: 0, Role.OPERATOR: 1, Role.ADMIN: 2, Role.OWNER: 3}


class RoleAboveYours(DomainError):
    """The act would give, change or take a role that is above the actor's own; fact: that role."""

    def __init__(self, role: Role) -> None:
        self.role = role
        super().__init__(f"This concerns the role {role.value}, which is above your own here.")


class LastOwner(DomainError):
    """Nobody else owns the organization, and one that has an owner keeps at least one; fact: its name."""

    def __init__(self, organization: str) -> None:
        self.organization = organization
        super().__init__(f"“{organization}” has no other owner. Make somebody else an owner first.")


@dataclass(frozen=True, slots=True)
class Removed:
    """A membership that has ended, and how many devices passed to an owner of the organization."""

    membership_id: UUID
    devices_kept: int


def require_rank(actor: Viewer, organization: Organization, *roles: Role) -> None:
    """Return when the actor's highest role that reaches the organization is below none of `roles`.

    Raises RoleAboveYours.
    """
    own = max((_RANKS[held.role] for held in actor.held if held.organization_id in organization.lineage), default=-1)
    for role in roles:
        if _RANKS[role] > own:
            raise RoleAboveYours(role)


async def change_member_role(actor: Viewer, parts: Parts, membership_id: UUID, role: Role) -> UUID:
    """Give a member another role, as an administrator; returns the membership.

    The member's open subscriptions see what they may see from then on, on
    every node. Raises Forbidden, RoleAboveYours, LastOwner.
    """
    async with transaction():
        membership, organization = await _locked(actor, membership_id)
        if not _administers(actor, organization):
            raise Forbidden
        require_rank(actor, organization, membership.role, role)
        if membership.role == role:
            return membership.id
        if membership.role == Role.OWNER:
            await _refuse_last_owner(organization)
        await execute("UPDATE membership SET role = $2 WHERE id = $1", membership.id, role.value)
        revoked = await _revoke_invitations(membership.account_id, organization.id)
        event = await history.record(
            EventKind.ROLE_CHANGED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={
                "membership": str(membership.id),
                "from": membership.role.value,
                "to": role.value,
                "invitationsRevoked": revoked,
            },
        )
    parts.bus.publish(news.roles_changed(membership.account_id))
    history.tell(parts.bus, event, *organization.lineage)
    return membership.id


async def remove_member(actor: Viewer, parts: Parts, membership_id: UUID) -> Removed:
    """End a membership, as an administrator, or one's own.

    The plan gets the place back. What the member owned in the organization (and
    below, unless another role still reaches there) stays where it is and passes
    to the organization's owner of longest standing, or the nearest above:
    devices belong to the place, not to whoever left it. Offers of these
    devices, and invitations that the member sent and nobody took up, end. Open
    subscriptions fall silent within a second on every node. Raises Forbidden,
    RoleAboveYours, LastOwner.
    """
    async with transaction():
        membership, organization = await _locked(actor, membership_id)
        is_own = membership.account_id == actor.account_id
        if not is_own:
            if not _administers(actor, organization):
                raise Forbidden
            require_rank(actor, organization, membership.role)
        if membership.role == Role.OWNER:
            await _refuse_last_owner(organization)
        await Membership.filter(id=membership.id).delete()
        kept = await _keep_devices(actor, membership.account_id, organization)
        revoked = await _revoke_invitations(membership.account_id, organization.id)
        event = await history.record(
            EventKind.MEMBER_REMOVED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={
                "membership": str(membership.id),
                "role": membership.role.value,
                "devicesKept": len(kept),
                "invitationsRevoked": revoked,
            },
        )
        await plans.release(organization.root_id, Resource.MEMBERS, 1)
        if not is_own:
            await _write_to_removed(parts, membership.account_id, organization)
    parts.bus.publish(news.roles_changed(membership.account_id))
    history.tell(parts.bus, event, *organization.lineage)
    for device in kept:
        parts.bus.publish(news.device_changed(device.device_id, *device.reached))
        history.tell(parts.bus, device.event_id, *device.reached)
    return Removed(membership.id, len(kept))


def _administers(actor: Viewer, organization: Organization) -> bool:
    """Whether the members are the actor's business; a customer's own organization is not its brand's."""
    if organization.is_personal:
        return actor.holds_directly(ADMINISTRATORS, organization.id)
    return actor.holds(ADMINISTRATORS, organization.lineage)


def _known_to(actor: Viewer) -> Q:
    """The actor's own memberships, and those in organizations that they administer."""
    return Q(account_id=actor.account_id) | stands_where_administered(actor)


async def _locked(actor: Viewer, membership_id: UUID) -> tuple[Membership, Organization]:
    """A membership that the actor may know of, and its organization, in the running transaction. Raises Forbidden.

    The organization is locked: whoever else takes an owner away waits here, so
    that two last owners cannot leave together, and who lost their role
    meanwhile does nothing with it any more.
    """
    # One statement for all who may not know of it: nobody learns by the time whether there is such a membership.
    known = await Membership.filter(_known_to(actor), id=membership_id).first()
    if known is None:
        raise Forbidden
    await execute("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", known.organization_id)
    organization = await Organization.get(id=known.organization_id)
    membership = await Membership.filter(id=membership_id).select_for_update().first()
    if membership is None or organization.archived_at is not None or await _has_changed(actor, organization):
        raise Forbidden
    if membership.account_id != actor.account_id and not _administers(actor, organization):
        raise Forbidden
    return membership, organization


async def _has_changed(actor: Viewer, organization: Organization) -> bool:
    """Whether the actor's roles that reach the organization are others than when the request began."""
    rows = Membership.filter(
        account_id=actor.account_id, organization_id__in=organization.lineage, organization__archived_at=None
    )
    now = {(row.organization_id, row.role) for row in await rows}
    return now != {
        (held.organization_id, held.role) for held in actor.held if held.organization_id in organization.lineage
    }


async def _refuse_last_owner(organization: Organization) -> None:
    """Return when the organization, which is locked, has several owners. Raises LastOwner."""
    if await Membership.filter(organization_id=organization.id, role=Role.OWNER).count() < 2:
        raise LastOwner(organization.name)


async def _revoke_invitations(account_id: UUID, organization_id: UUID) -> int:
    """End the open invitations that somebody could not send any more: no way back in through a friend."""
    return await execute(
        """
        UPDATE invitation SET revoked_at = now() FROM organization AS place
        WHERE place.id = invitation.organization_id AND place.lineage @> ARRAY[$2::uuid]
          AND invitation.invited_by_id = $1 AND invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL
          AND NOT EXISTS (SELECT FROM membership AS other
                          WHERE other.account_id = $1 AND other.organization_id = ANY(place.lineage)
                            AND (other.role = 'OWNER' OR (other.role = 'ADMIN' AND invitation.role <> 'OWNER')))
        """,
        account_id,
        organization_id,
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A device that passed to another owner where it stands."""

    device_id: UUID
    event_id: UUID
    reached: Sequence[UUID]


async def _keep_devices(actor: Viewer, account_id: UUID, organization: Organization) -> list[_Kept]:
    """Pass on what an account owns where no role of theirs reaches any more, in the running transaction."""
    # Tokens before devices, as everybody locks them.
    owned = await fetch(
        """
        SELECT token.id FROM static_token AS token
        JOIN device ON device.static_token_id = token.id
        JOIN organization AS place ON place.id = device.organization_id
        WHERE device.owner_id = $1 AND place.lineage @> ARRAY[$2::uuid] AND NOT place.is_personal
          AND NOT EXISTS (SELECT FROM membership WHERE account_id = $1 AND organization_id = ANY(place.lineage))
        ORDER BY token.id FOR UPDATE OF token
        """,
        account_id,
        organization.id,
    )
    if not owned:
        return []
    heir = await nearest_owner(organization)
    rows = await fetch(
        """
        WITH passed AS (
            UPDATE device SET owner_id = $2 FROM organization AS place, static_token AS token
            WHERE device.static_token_id = ANY($1) AND device.owner_id = $3
              AND place.id = device.organization_id AND token.id = device.static_token_id
            RETURNING device.id, device.static_token_id, device.organization_id, place.lineage, token.issuer_id
        ), withdrawn AS (
            UPDATE device_transfer SET cancelled_at = now() FROM passed
            WHERE device_transfer.device_id = passed.id
              AND accepted_at IS NULL AND refused_at IS NULL AND cancelled_at IS NULL
        )
        SELECT * FROM passed
        """,
        [row["id"] for row in owned],
        heir,
        account_id,
    )
    kept = []
    for row in rows:
        event = await history.record(
            EventKind.DEVICE_OWNER_CHANGED,
            actor_id=actor.account_id,
            organization_id=row["organization_id"],
            issuer_id=row["issuer_id"],
            static_token_id=row["static_token_id"],
            device_id=row["id"],
        )
        kept.append(_Kept(row["id"], event, row["lineage"]))
    return kept


async def nearest_owner(organization: Organization) -> UUID:
    """The owner of longest standing here, or in the nearest organization above that has one; the root has."""
    owner: UUID | None = await fetch_value(
        """
        SELECT membership.account_id FROM membership JOIN organization ON organization.id = membership.organization_id
        WHERE membership.organization_id = ANY($1) AND membership.role = 'OWNER'
        ORDER BY cardinality(organization.lineage) DESC, membership.id LIMIT 1
        """,
        list(organization.lineage),
    )
    assert owner is not None, "a root organization is founded with an owner and keeps one"
    return owner


async def _write_to_removed(parts: Parts, account_id: UUID, organization: Organization) -> None:
    account = await Account.get(id=account_id)
    face = (await mailing.stationery(parts, organization.root_id)).face
    letter = RemovedFromOrganizationLetter(face, organization.name)
    await mailing.post(parts, letter, root_id=organization.root_id, recipient=account.email)


async def add_member(account_id: UUID, organization: Organization, role: Role) -> Membership:
    """Make a person a member, in the running transaction, within the plan.

    Raises PlanLimitReached, IntegrityError when they are one already.
    """
    await plans.reserve(organization.root_id, Resource.MEMBERS, 1)
    return await Membership.create(account_id=account_id, organization_id=organization.id, role=role)
