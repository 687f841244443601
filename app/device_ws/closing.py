"""How a device's connection ends. The way it ends is advice: come back, or do not.

Come back: a `bye` frame says why and when, then the TCP connection is dropped
without a close frame, because the most used ESP client never returns after a
clean close. Do not come back as you are: a close frame with a code and a
sentence for the developer, because only another AuthToken or another firmware
would be served.
"""

from enum import Enum, unique

from app.models import PresenceReason


@unique
class Ending(Enum):
    """Why the server ends a connection: what it tells the device, and what presence says afterwards.

    Exactly one of `retry_seconds` (from, to) and `close_code` is set. `reason`
    is the word in `bye`, or the sentence in the close frame.
    """

    RESTART = ("restart", (1, 10), None, PresenceReason.SERVER_STOPPED)
    """This node stops; another one, or the next process, takes over."""
    OVERLOAD = ("overload", (10, 60), None, PresenceReason.DISCONNECTED)
    """The device says too much or does not read, or the server cannot serve it now."""
    REPLACED = ("replaced", (30, 60), None, PresenceReason.REPLACED)
    """The same AuthToken has a newer connection."""
    TIMEOUT = ("timeout", (1, 10), None, PresenceReason.TIMEOUT)
    """Nothing was heard for twice the heartbeat and five seconds."""

    TOKEN_REFUSED = ("This AuthToken is not valid.", None, 4401, PresenceReason.REVOKED)
    """Deleted, or never issued; both look the same."""
    NOT_AUTHENTICATED = ("The first frame must be auth.", None, 4401, PresenceReason.DISCONNECTED)
    SUSPENDED = ("The organization of this device is suspended.", None, 4403, PresenceReason.REVOKED)
    NO_AUTH_IN_TIME = ("No auth frame in time.", None, 4408, PresenceReason.DISCONNECTED)
    BINARY = ("Text frames only.", None, 1003, PresenceReason.DISCONNECTED)
    MALFORMED = ("A frame must be one JSON object.", None, 1007, PresenceReason.DISCONNECTED)
    """Not JSON, not an object, or nested deeper than anything that makes sense."""

    def __init__(
        self,
        reason: str,
        retry_seconds: tuple[int, int] | None,
        close_code: int | None,
        presence: PresenceReason,
    ) -> None:
        self.reason = reason
        self.retry_seconds = retry_seconds
        self.close_code = close_code
        self.presence = presence


TOO_BIG_CODE = 1009
"""The engine's own ending: a message above its limit, closed before anybody reads it."""
