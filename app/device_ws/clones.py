"""Two devices with one AuthToken keep replacing each other's connection; this notices it."""

from collections import deque
from collections.abc import Callable
from uuid import UUID

SWAPS = 3
WITHIN_SECONDS = 60.0


class Swaps:
    """Counts how often a token's connection was taken over within the last minute."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._times: dict[UUID, deque[float]] = {}

    def note(self, token_id: UUID) -> bool:
        """A connection of the token was taken over; whether that makes three within a minute."""
        now = self._clock()
        times = self._times.setdefault(token_id, deque(maxlen=SWAPS))
        times.append(now)
        return len(times) == SWAPS and now - times[0] < WITHIN_SECONDS

    def forget_old(self) -> None:
        """Give back the memory of tokens that are quiet again."""
        before = self._clock() - WITHIN_SECONDS
        for token_id in [token_id for token_id, times in self._times.items() if times[-1] < before]:
            del self._times[token_id]
