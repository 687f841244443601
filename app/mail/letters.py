"""The letters that people get: each a set of plain facts, its words in the template of the same name.

A letter with a `link` asks its reader to do something; one without tells what
has happened. Facts may hold whatever people typed: rendering makes them inert.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class BrandFace:
    """Whose letter it is, as its reader sees it."""

    name: str
    color: str
    """Of buttons and of the bar on top: `#rrggbb`."""
    logo_url: str | None = None
    support_url: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What every letter has; `kind` names its template and stands in the outbox."""

    kind: ClassVar[str] = ""
    brand: BrandFace


@dataclass(frozen=True, slots=True)
class InvitationLetter(Letter):
    """A place in an organization is kept for the reader."""

    kind: ClassVar[str] = "invitation"
    organization: str
    inviter: str | None
    """Their name or address; None when the account is gone."""
    link: str
    hours_valid: int


@dataclass(frozen=True, slots=True)
class VerificationLetter(Letter):
    """The reader's address is to be proved."""

    kind: ClassVar[str] = "verification"
    link: str
    hours_valid: int


@dataclass(frozen=True, slots=True)
class PasswordResetLetter(Letter):
    """The reader may choose a new password."""

    kind: ClassVar[str] = "password-reset"
    link: str
    hours_valid: int


@dataclass(frozen=True, slots=True)
class PasswordChangedLetter(Letter):
    """The password was changed; to be told even if the reader did it."""

    kind: ClassVar[str] = "password-changed"


@dataclass(frozen=True, slots=True)
class TransferLetter(Letter):
    """A device is offered to the reader."""

    kind: ClassVar[str] = "transfer"
    product: str
    """The device's model, as the manufacturer calls it."""
    giver: str
    """Name or address of the owner who offers it."""
    link: str
    hours_valid: int


@dataclass(frozen=True, slots=True)
class RemovedFromOrganizationLetter(Letter):
    """The reader is no longer a member of an organization."""

    kind: ClassVar[str] = "removed-from-organization"
    organization: str
