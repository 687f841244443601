"""Turning devices away: what the upgrade is answered with, and slowing those that do not give up."""

import asyncio
import contextlib
import hashlib
import random
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, unique

FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
MOST_REMEMBERED = 10_000
FORGOTTEN_AFTER = 600.0
"""Seconds without another try after which a refused token is treated as if it came for the first time."""


@unique
class Refusal(Enum):
    """Why an upgrade is refused: HTTP status, a sentence, and when to come back (from, to, in seconds)."""

    TOKEN_IN_QUERY = (
        400,
        "An AuthToken does not belong in the address: send it in the Authorization header or as the first frame.",
        None,
    )
    TOKEN_REFUSED = (401, "This AuthToken is not valid.", (30, 60))
    FULL = (503, "This server holds as many devices as it can.", (10, 60))
    CROWDED = (503, "This server holds as many devices from your address as it can.", (10, 60))
    STOPPING = (503, "This server is stopping.", (1, 10))
    DATABASE_AWAY = (503, "This server cannot reach its database.", (5, 30))

    def __init__(self, status: int, sentence: str, retry_seconds: tuple[int, int] | None) -> None:
        self.status = status
        self.sentence = sentence
        self.retry_seconds = retry_seconds

    @property
    def headers(self) -> dict[str, str]:
        """What goes with the status; the time to come back differs from device to device."""
        headers = {"connection": "close"}
        if self.retry_seconds is not None:
            headers["retry-after"] = str(random.randint(*self.retry_seconds))  # noqa: S311 - nothing to guess
        if self.status == 401:
            headers["www-authenticate"] = "Bearer"
        return headers


class RefusedTokens:
    """Slows repeated tries with the same refused token from the same address.

    Common firmware tries again every half second, without end. The first
    refusal takes half a second, each further one twice as long, up to ten.
    Memory and the number of sockets held this way are bounded.
    """

    def __init__(self, *, most_held: int, clock: Callable[[], float]) -> None:
        self._most_held = most_held
        self._clock = clock
        self._tries: OrderedDict[bytes, tuple[int, float]] = OrderedDict()
        self._held = 0
        self._released = asyncio.Event()

    async def slow_down(self, token_text: str, address: str) -> None:
        """Return when this try may be refused: at once if too many wait already."""
        delay = self._next_delay(token_text, address)
        if self._held >= self._most_held:
            return
        self._held += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._released.wait()
        finally:
            self._held -= 1

    def release(self) -> None:
        """Refuse at once all that wait, and all that come; for a server that stops."""
        self._released.set()

    def _next_delay(self, token_text: str, address: str) -> float:
        key = hashlib.blake2b(f"{address}\0{token_text}".encode(errors="replace"), digest_size=16).digest()
        now = self._clock()
        count, last = self._tries.pop(key, (0, now))
        if now - last > FORGOTTEN_AFTER:
            count = 0
        self._tries[key] = (count + 1, now)
        if len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        return min(FIRST_DELAY * 2.0 ** min(count, 10), LONGEST_DELAY)
