"""Creating organizations: a brand's root by the operator, sub-organizations by its administrators."""

import re
import secrets
import unicodedata
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.database.connection import transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import plans, tree
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.text import clean_text
from app.domain.viewer import ADMINISTRATORS, ANYONE, STAFF, Viewer
from app.models import Account, Brand, Membership, Organization, Plan, PlanUsage, Role
from app.models.identifiers import new_id

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


class SlugTaken(DomainError):
    """Another organization has this slug already."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"The slug “{slug}” is taken.")


class SlugUnusable(DomainError):
    """A slug is 1–60 lower-case letters, digits and hyphens, with a letter or digit at both ends."""

    message = (
        "A slug is made of lower-case letters, digits and hyphens, at most 60, and begins and ends with no hyphen."
    )


class PlanUnknown(DomainError):
    """There is no plan of this name."""

    def __init__(self, plan: str) -> None:
        self.plan = plan
        super().__init__(f"There is no plan “{plan}”.")


def slug_for(name: str) -> str:
    """A slug made of a name's letters and digits; random when it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return slug or f"organization-{secrets.token_hex(4)}"


def is_slug(text: str) -> bool:
    """Whether a text could be a slug at all."""
    return _SLUG.fullmatch(text) is not None


def check_slug(slug: str) -> str:
    """The slug itself. Raises SlugUnusable."""
    if not is_slug(slug):
        raise SlugUnusable
    return slug


async def create_brand(name: str, *, slug: str | None, plan: str) -> Organization:
    """Create a root organization with its brand, for the operator.

    Raises SlugTaken, SlugUnusable, PlanUnknown, TextUnusable.
    """
    name = clean_text(name, "name", 120)
    slug = check_slug(slug if slug is not None else slug_for(name))
    if not await Plan.exists(name=plan):
        raise PlanUnknown(plan)
    organization_id = new_id()
    try:
        async with transaction():
            organization = await Organization.create(
                id=organization_id,
                root_id=organization_id,
                lineage=[organization_id],
                plan_id=plan,
                name=name,
                slug=slug,
            )
            await PlanUsage.create(root_id=organization_id)
            await Brand.create(organization_id=organization_id, display_name=name)
            await history.record(EventKind.ORGANIZATION_CREATED, organization_id=organization_id)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    return organization


async def create_organization(
    actor: Viewer, parts: Parts, *, parent_id: UUID, name: str, slug: str | None = None
) -> Organization:
    """Create a sub-organization below one that the actor administers.

    Raises Forbidden, PlanLimitReached, SlugTaken, SlugUnusable, TextUnusable.
    """
    name = clean_text(name, "name", 120)
    slug = check_slug(slug) if slug is not None else None
    try:
        async with transaction():
            # The lineage of the one above is copied, so it must not change meanwhile.
            await tree.keep_shape(actor.root_id)
            parent = await organization_for(actor, parent_id, ADMINISTRATORS)
            if parent.is_personal:
                raise Forbidden
            await plans.reserve(parent.root_id, Resource.ORGANIZATIONS, 1)
            organization = await _insert_below(parent, name, slug or await _free_slug(parent.root_id, slug_for(name)))
            event = await history.record(
                EventKind.ORGANIZATION_CREATED, actor_id=actor.account_id, organization_id=organization.id
            )
    except IntegrityError as error:
        raise SlugTaken(slug or slug_for(name)) from error
    history.tell(parts.bus, event, *organization.lineage)
    return organization


async def add_personal_organization(account: Account, root: Organization) -> Organization:
    """The organization of a customer who signed up alone; in the running transaction."""
    organization = await _insert_below(
        root, account.name or account.email.partition("@")[0], f"personal-{secrets.token_hex(10)}", is_personal=True
    )
    await Membership.create(account_id=account.id, organization_id=organization.id, role=Role.OWNER)
    return organization


async def _insert_below(parent: Organization, name: str, slug: str, *, is_personal: bool = False) -> Organization:
    organization_id = new_id()
    return await Organization.create(
        id=organization_id,
        parent_id=parent.id,
        root_id=parent.root_id,
        lineage=[*parent.lineage, organization_id],
        name=name,
        slug=slug,
        is_personal=is_personal,
    )


async def _free_slug(root_id: UUID, wanted: str) -> str:
    if not await Organization.exists(root_id=root_id, slug=wanted):
        return wanted
    return f"{wanted[:50].rstrip('-')}-{secrets.token_hex(3)}"


async def organization_for(actor: Viewer, organization_id: UUID, roles: frozenset[Role] = ANYONE) -> Organization:
    """The organization, when one of `roles` reaches it. Raises Forbidden otherwise, whether it exists or not.

    A customer's personal organization is not reached by people above it who
    are not staff.
    """
    organization = await Organization.get_or_none(id=organization_id, archived_at=None)
    if organization is None or not reaches(actor, organization, roles):
        raise Forbidden
    return organization


def reaches(actor: Viewer, organization: Organization, roles: frozenset[Role] = ANYONE) -> bool:
    """Whether one of `roles` reaches an organization, in which case the actor may know that it is there."""
    if organization.is_personal and not actor.holds_directly(roles, organization.id):
        return actor.holds(roles & STAFF, organization.lineage)
    return actor.holds(roles, organization.lineage)
