"""The database's absences, as the door lives through them: one line when it goes, one when it is back."""

import time
from collections.abc import Awaitable

import structlog

_MISTAKES = (TypeError, AttributeError, LookupError, NameError, AssertionError)
_log = structlog.get_logger()


class DatabaseWatch:
    """Runs what needs the database, and never lets a failure of it through as an exception."""

    def __init__(self) -> None:
        self._away_since: float | None = None

    async def attempt(self, operation: Awaitable[object]) -> bool:
        """Whether the operation succeeded; see `failed` for what happens otherwise."""
        try:
            await operation
        except Exception as error:
            self.failed(error)
            return False
        self.worked()
        return True

    def failed(self, error: Exception) -> None:
        """The database did not do what was asked.

        Logged once for each outage, with a traceback if the mistake is ours.
        """
        if self._away_since is None:
            self._away_since = time.monotonic()
            mistake = error if isinstance(error, _MISTAKES) else None
            _log.warning("device_door.database_away", error=type(error).__name__, exc_info=mistake)

    def worked(self) -> None:
        """The database answered."""
        if self._away_since is not None:
            _log.info("device_door.database_back", seconds=round(time.monotonic() - self._away_since, 1))
            self._away_since = None
