"""Who acts: the signed-in person with the roles they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from app.database.connection import fetch, fetch_row
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

    def is_account(self, account_id: UUID | None) -> bool:
        """Whether this is the person of an account; nobody is the person of none."""
        return account_id == self.account_id

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


class AskedViewer(Viewer):
    """A viewer that remembers what was asked of them, and what the answers were.

    Whatever came of it is right for everybody who gives the same answers: an
    operation that learns nothing else about its viewer takes the same way for
    them. Questions are the methods of `Viewer`; who reads one of its
    attributes has asked for that.
    """

    __slots__ = ("_alike_by_roles", "_answers", "_viewer")

    def __init__(self, viewer: Viewer) -> None:
        set_slot = object.__setattr__
        set_slot(self, "_viewer", viewer)
        set_slot(self, "_answers", {})
        set_slot(self, "_alike_by_roles", {})

    def __getattribute__(self, name: str) -> Any:
        return self._ask(name) if name in _ATTRIBUTES else object.__getattribute__(self, name)

    def is_account(self, account_id: UUID | None) -> bool:
        """See `Viewer`."""
        return bool(self._ask("is_account", account_id))

    def organizations_with(self, roles: Iterable[Role]) -> list[UUID]:
        """See `Viewer`."""
        found: list[UUID] = self._ask("organizations_with", frozenset(roles))
        return list(found)

    def holds(self, roles: Iterable[Role], lineage: Iterable[UUID]) -> bool:
        """See `Viewer`."""
        return bool(self._ask("holds", frozenset(roles), tuple(lineage)))

    def holds_directly(self, roles: Iterable[Role], organization_id: UUID) -> bool:
        """See `Viewer`."""
        return bool(self._ask("holds_directly", frozenset(roles), organization_id))

    def answers_like(self, other: Viewer) -> bool:
        """Whether `other` would have given the same answers to all that was asked so far."""
        # Many hold the same roles, and most questions are about those: they are compared once.
        is_alike = self._alike_by_roles.get(other.held)
        if is_alike is None:
            is_alike = self._alike_by_roles[other.held] = self._answered_alike(other, about_roles=True)
        return is_alike and self._answered_alike(other, about_roles=False)

    def _answered_alike(self, other: Viewer, *, about_roles: bool) -> bool:
        return all(
            _answer(other, question) == answer
            for question, answer in self._answers.items()
            if (question[0] in _ABOUT_ROLES) is about_roles
        )

    def _ask(self, *question: Any) -> Any:
        if question not in self._answers:
            self._answers[question] = _answer(self._viewer, question)
            self._alike_by_roles.clear()
        return self._answers[question]


_ATTRIBUTES = frozenset(Viewer.__slots__)
_ABOUT_ROLES = frozenset({"held", "holds", "holds_directly", "organizations_with"})
"""Questions whose answers `held` decides alone."""


def _answer(viewer: Viewer, question: tuple[Any, ...]) -> Any:
    name, *given = question
    asked = getattr(viewer, name)
    return asked if name in _ATTRIBUTES else asked(*given)


_PEOPLE = """
    SELECT session.id AS session_id, account.id AS account_id, account.root_id, account.email, account.name,
           array_agg(membership.organization_id) AS organization_ids,
           array_agg(membership.role) AS roles,
           array_agg(organization.is_personal) AS personal
    FROM session
    JOIN account ON account.id = session.account_id
    JOIN organization AS root ON root.id = account.root_id AND root.suspended_at IS NULL
    LEFT JOIN (membership JOIN organization ON organization.id = membership.organization_id
                                           AND organization.archived_at IS NULL)
           ON membership.account_id = account.id
    WHERE session.ended_at IS NULL AND session.expires_at > now() AND {of_whom}
    GROUP BY session.id, account.id
"""
_ONE = _PEOPLE.format(of_whom="session.id = $1 AND account.id = $2")
_MANY = _PEOPLE.format(of_whom="session.id = ANY($1)")


async def load_viewer(session_id: UUID, account_id: UUID, address: str) -> Viewer | None:
    """The person of a live session, or None when it ended, expired or never was. One statement."""
    row = await fetch_row(_ONE, session_id, account_id)
    return None if row is None else _viewer(row, address)


async def load_viewers(session_ids: Sequence[UUID]) -> dict[UUID, Viewer]:
    """The people of live sessions by their session, in one statement, without their addresses; others are missing."""
    rows = await fetch(_MANY, list(session_ids))
    return {row["session_id"]: _viewer(row, "") for row in rows}


def _viewer(row: asyncpg.Record, address: str) -> Viewer:
    held = tuple(
        Held(organization_id, Role(role), is_personal)
        for organization_id, role, is_personal in zip(
            row["organization_ids"], row["roles"], row["personal"], strict=True
        )
        if organization_id is not None
    )
    return Viewer(row["account_id"], row["root_id"], row["session_id"], row["email"], row["name"], address, held)
