"""Who acts: the signed-in person with the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.connection import fetch_row
from app.models import Role

ADMINISTRATORS = frozenset({Role.OWNER, Role.ADMIN})
STAFF = frozenset({Role.OWNER, Role.ADMIN, Role.OPERATOR})
ANYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Held:
    """One role held in one organization, and so in all below it."""

    organization_id: UUID
    role: Role
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request: account, session, address, roles."""

    account_id: UUID
    root_id: UUID
    session_id: UUID
    email: str
    name: str | None
    address: str
    held: tuple[Held, ...]

    def organizations_with(self, roles: Iterable[Role]) -> list[UUID]:
        """The organizations in which one of `roles` is held directly."""
        wanted = frozenset(roles)
        return [held.organization_id for held in self.held if held.role in wanted]

    def holds(self, roles: Iterable[Role], lineage: Iterable[UUID]) -> bool:
        """Whether one of `roles` reaches the organization that `lineage` ends in."""
        return not frozenset(self.organizations_with(roles)).isdisjoint(lineage)

    def holds_directly(self, roles: Iterable[Role], organization_id: UUID) -> bool:
        """Whether one of `roles` is held in that very organization."""
        return organization_id in self.organizations_with(roles)


async def load_viewer(session_id: UUID, account_id: UUID, address: str) -> Viewer | None:
    """The person of a live session, or None when it ended, expired or never was. One statement."""
    row = await fetch_row(
        """
        SELECT account.root_id, account.email, account.name,
               array_agg(membership.organization_id) AS organization_ids,
               array_agg(membership.role) AS roles,
               array_agg(organization.is_personal) AS personal
        FROM session
        JOIN account ON account.id = session.account_id
        JOIN organization AS root ON root.id = account.root_id AND root.suspended_at IS NULL
        LEFT JOIN (membership JOIN organization ON organization.id = membership.organization_id
                                               AND organization.archived_at IS NULL)
               ON membership.account_id = account.id
        WHERE session.id = $1 AND account.id = $2 AND session.ended_at IS NULL AND session.expires_at > now()
        GROUP BY account.id
        """,
        session_id,
        account_id,
    )
    if row is None:
        return None
    held = tuple(
        Held(organization_id, Role(role), is_personal)
        for organization_id, role, is_personal in zip(
            row["organization_ids"], row["roles"], row["personal"], strict=True
        )
        if organization_id is not None
    )
    return Viewer(account_id, row["root_id"], session_id, row["email"], row["name"], address, held)


async def session_is_live(session_id: UUID) -> datetime | None:
    """When the session will expire; None when it is over, or its brand is suspended."""
    row = await fetch_row(
        """
        SELECT session.expires_at FROM session JOIN account ON account.id = session.account_id
        JOIN organization AS root ON root.id = account.root_id AND root.suspended_at IS NULL
        WHERE session.id = $1 AND session.ended_at IS NULL AND session.expires_at > now()
        """,
        session_id,
    )
    return None if row is None else row["expires_at"]
