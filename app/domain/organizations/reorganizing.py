"""Changing the tree: renaming organizations, moving them with all below them, and archiving empty ones."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain import history, news
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import plans, tree
from app.domain.organizations.organizations import SlugTaken, check_slug, organization_for
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.text import clean_text
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.models import Organization


class SlugFixed(DomainError):
    """The slug of a brand is built into its apps, and that of a personal organization is nobody's to choose."""

    message = "This slug stays: a brand's is built into its apps, and a personal organization's is not shown."


class OrganizationCycle(DomainError):
    """An organization cannot be moved into itself or below itself."""

    message = "An organization cannot be moved into itself or into one below it."


class OrganizationInUse(DomainError):
    """What is in the organization must be decided on first; facts: how much there is, and what was confirmed."""

    def __init__(self, contents: "Contents", confirmed_members: int) -> None:
        self.devices = contents.devices
        self.static_tokens = contents.static_tokens
        self.organizations = contents.organizations
        self.members = contents.members
        self.confirmed_members = confirmed_members
        super().__init__(
            f"The organization holds {contents.devices:,} devices, {contents.static_tokens:,} static tokens and "
            f"{contents.organizations:,} organizations: move, give up or delete them first. It has "
            f"{contents.members:,} members, who lose their place; {confirmed_members:,} were confirmed."
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """How much there is in an organization."""

    devices: int
    """Those that were provisioned and have not connected yet too."""
    static_tokens: int
    """Minted ones, and those of batches that are still being filled."""
    organizations: int
    members: int


async def update_organization(
    actor: Viewer, parts: Parts, organization_id: UUID, *, name: str | None = None, slug: str | None = None
) -> Organization:
    """Change name or slug; None leaves it as it is. A personal organization is its own people's alone.

    Raises Forbidden, TextUnusable, SlugUnusable, SlugTaken, SlugFixed.
    """
    organization = await organization_for(actor, organization_id, ADMINISTRATORS)
    if organization.is_personal and not actor.holds_directly(ADMINISTRATORS, organization.id):
        raise Forbidden
    new_name = organization.name if name is None else clean_text(name, "name", 120)
    new_slug = organization.slug if slug is None else check_slug(slug)
    if new_slug != organization.slug and (organization.is_root or organization.is_personal):
        raise SlugFixed
    changed = [
        column
        for column, is_changed in (("name", new_name != organization.name), ("slug", new_slug != organization.slug))
        if is_changed
    ]
    if not changed:
        return organization
    try:
        async with transaction():
            if not await Organization.filter(id=organization.id, archived_at=None).update(name=new_name, slug=new_slug):
                raise Forbidden
            event = await history.record(
                EventKind.ORGANIZATION_UPDATED,
                actor_id=actor.account_id,
                organization_id=organization.id,
                facts={"changed": changed},
            )
    except IntegrityError as error:
        raise SlugTaken(new_slug) from error
    history.tell(parts.bus, event, *organization.lineage)
    return await Organization.get(id=organization.id)


async def move_organization(actor: Viewer, parts: Parts, organization_id: UUID, parent_id: UUID) -> Organization:
    """Put an organization, with all below it, below another of the brand.

    The actor administers the organization above at both ends; whoever
    administers only what moves cannot take it away from those above. Roles
    from above end and begin with the commit. Raises Forbidden,
    OrganizationCycle.
    """
    async with transaction():
        await tree.change_shape(actor.root_id)
        organization = await organization_for(actor, organization_id, ADMINISTRATORS)
        parent = await organization_for(actor, parent_id, ADMINISTRATORS)
        if organization.is_personal or parent.is_personal:
            raise Forbidden
        if organization.id in parent.lineage:
            raise OrganizationCycle
        _require_above(actor, organization)
        if organization.parent_id == parent.id:
            return organization
        # One statement for the whole subtree: each keeps its path below the one that moves.
        await execute(
            """
            UPDATE organization SET lineage = $3::uuid[] || lineage[array_position(lineage, $1::uuid):],
                   parent_id = CASE WHEN id = $1::uuid THEN $2::uuid ELSE parent_id END
            WHERE lineage @> ARRAY[$1::uuid]
            """,
            organization.id,
            parent.id,
            parent.lineage,
        )
        event = await history.record(
            EventKind.ORGANIZATION_MOVED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            left_id=organization.parent_id,
            facts={"from": str(organization.parent_id), "to": str(parent.id)},
        )
    history.tell(parts.bus, event, *organization.lineage, *parent.lineage)
    return await Organization.get(id=organization.id)


async def archive_organization(
    actor: Viewer, parts: Parts, organization_id: UUID, *, confirm_members: int
) -> Organization:
    """Take an organization that holds nothing any more out of sight for ever; for administrators of one above it.

    Devices, static tokens and organizations in it are decided on first; its
    members lose their place by this, so their number is confirmed. Open
    subscriptions fall silent, invitations are revoked, the plan gets its share
    back, and the slug is free. Raises Forbidden, OrganizationInUse.
    """
    async with transaction():
        await tree.change_shape(actor.root_id)
        organization = await organization_for(actor, organization_id, ADMINISTRATORS)
        if organization.is_personal:
            raise Forbidden
        _require_above(actor, organization)
        await tree.close(organization.id)
        await _revoke_invitations(organization.id)
        await _lock_members(organization.id)
        contents = await _contents(organization.id)
        if contents != Contents(0, 0, 0, confirm_members):
            raise OrganizationInUse(contents, confirm_members)
        members = await _dismiss(organization)
        await execute(
            "UPDATE organization SET archived_at = now(), slug = $2 WHERE id = $1",
            organization.id,
            f"archived-{organization.id.hex}",
        )
        await plans.release(organization.root_id, Resource.ORGANIZATIONS, 1)
        event = await history.record(
            EventKind.ORGANIZATION_ARCHIVED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            facts={"members": contents.members},
        )
    parts.bus.publish(*(news.roles_changed(account_id) for account_id in members))
    history.tell(parts.bus, event, *organization.lineage)
    return organization


def _require_above(actor: Viewer, organization: Organization) -> None:
    if not actor.holds(ADMINISTRATORS, organization.lineage[:-1]):
        raise Forbidden


async def _revoke_invitations(organization_id: UUID) -> None:
    """Before the accounts, in the order of whoever deletes one; taken back when the organization is in use."""
    await execute(
        "UPDATE invitation SET revoked_at = now() "
        "WHERE organization_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
        organization_id,
    )


async def _lock_members(organization_id: UUID) -> None:
    """Before their memberships, as whoever deletes an account does: two halves of a deadlock part here."""
    await execute(
        "SELECT FROM account WHERE id IN (SELECT account_id FROM membership WHERE organization_id = $1) "
        "ORDER BY id FOR KEY SHARE",
        organization_id,
    )


async def _contents(organization_id: UUID) -> Contents:
    row = await fetch_row(
        """
        SELECT (SELECT count(*) FROM device WHERE organization_id = $1)
               + (SELECT count(*) FROM provisioning WHERE organization_id = $1),
               (SELECT count(*) FROM static_token WHERE issuer_id = $1)
               + (SELECT coalesce(sum(token_count), 0) FROM token_batch
                  WHERE issuer_id = $1 AND status IN ('PENDING', 'RUNNING')),
               (SELECT count(*) FROM organization WHERE parent_id = $1 AND archived_at IS NULL),
               (SELECT count(*) FROM membership WHERE organization_id = $1)
        """,
        organization_id,
    )
    assert row is not None, "counts are always one row"
    return Contents(*row)


async def _dismiss(organization: Organization) -> list[UUID]:
    """End the memberships of an organization; returns whose they were."""
    members = await fetch("DELETE FROM membership WHERE organization_id = $1 RETURNING account_id", organization.id)
    if members:
        await plans.release(organization.root_id, Resource.MEMBERS, len(members))
    return [row["account_id"] for row in members]
