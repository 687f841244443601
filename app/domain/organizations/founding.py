"""What only the operator makes: a brand with its owner, and accounts whose password is given.

The operator vouches for the addresses, so they count as verified.
"""

from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from app.database.connection import transaction
from app.domain import history
from app.domain.history import EventKind
from app.domain.organizations import plans
from app.domain.organizations.organizations import create_brand
from app.domain.organizations.plans import Resource
from app.domain.people.accounts import EmailTaken, create_account, email_key
from app.domain.people.passwords import check_password, hash_password
from app.models import Account, Membership, Organization, Role


@dataclass(frozen=True, slots=True)
class FoundedBrand:
    """A new brand's root organization and its owner."""

    organization: Organization
    owner: Account


async def create_brand_with_owner(name: str, *, slug: str | None, plan: str, email: str, password: str) -> FoundedBrand:
    """Create a root organization with its brand and its owner: both or neither.

    The owner counts as a member of the plan. Raises SlugTaken, SlugUnusable,
    PlanUnknown, PlanLimitReached, EmailUnusable, PasswordUnusable, TextUnusable.
    """
    password_hash = await _checked_hash(email, password)
    async with transaction():
        organization = await create_brand(name, slug=slug, plan=plan)
        owner = await _insert_member(organization, email, password_hash, Role.OWNER)
    return FoundedBrand(organization, owner)


async def create_member(organization: Organization, *, email: str, password: str, role: Role) -> Account:
    """Create an account with a role in the organization.

    Raises EmailTaken, EmailUnusable, PasswordUnusable, PlanLimitReached.
    """
    password_hash = await _checked_hash(email, password)
    try:
        async with transaction():
            return await _insert_member(organization, email, password_hash, role)
    except IntegrityError as error:
        raise EmailTaken from error


async def _checked_hash(email: str, password: str) -> str:
    check_password(password, email=email_key(email))
    return await hash_password(password)


async def _insert_member(organization: Organization, email: str, password_hash: str, role: Role) -> Account:
    root = Organization(id=organization.root_id)
    await plans.reserve(root.id, Resource.MEMBERS, 1)
    account = await create_account(root, email.strip(), password_hash, name=None, is_verified=True)
    await Membership.create(account_id=account.id, organization_id=organization.id, role=role)
    await history.record(EventKind.ACCOUNT_CREATED, actor_id=account.id, organization_id=organization.id)
    return account
