"""What the nodes tell each other after an act: identifiers only, readers re-read."""

from collections.abc import Iterable
from uuid import UUID

from app.bus import Message

DEVICE = "device"
BATCH = "batch"
EVENT = "event"
SESSION = "session"
ROLES = "roles"
CONNECTION = "connection"


def device_changed(device_id: UUID, *organization_ids: UUID | None) -> Message:
    """A device is not as it was; the organizations are those it was in and is in."""
    keys = dict.fromkeys(str(key) for key in (device_id, *organization_ids) if key is not None)
    return Message(DEVICE, tuple(keys), str(device_id))


def batch_changed(batch_id: UUID) -> Message:
    """A batch has come further."""
    return Message(BATCH, (str(batch_id),), "")


def session_ended(session_ids: Iterable[UUID]) -> list[Message]:
    """Sessions that nobody may use any more."""
    return [Message(SESSION, (str(session_id),), "") for session_id in session_ids]


def roles_changed(account_id: UUID) -> Message:
    """A person got, changed or lost a role: what is open for them must be looked at again."""
    return Message(ROLES, (str(account_id),), "")


def connection_order(static_token_id: UUID, order: str) -> Message:
    """Something for the node that holds the token's connection.

    `deleted`, `changed`, `identify:<command id>`, or `arrived:<session>` when
    the device has a newer connection.
    """
    return Message(CONNECTION, (str(static_token_id),), order)
