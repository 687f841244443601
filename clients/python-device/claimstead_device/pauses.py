"""How long to stay away before the next try: what the server asked for, and a random part of a growing time.

Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): after the n-th failure in
a row anything between 0 and 2ⁿ seconds, so that a thousand devices that lost one server do not return as one.
"""

import random
import time
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_CHANCE: Final = 60.0
LONGEST_ADVICE: Final = 3600.0
"""However long a server, or whatever stands before it, wants a device to stay away."""


class Pauses:
    """Counts failures in a row and says how long to wait after each."""

    def __init__(self) -> None:
        self._failures = 0

    def succeeded(self) -> None:
        """A connection has lasted: the next failure is the first again."""
        self._failures = 0

    def next(self, advised_seconds: float) -> float:
        """Seconds until the next try, never less than advised."""
        chance = random.uniform(0, min(2.0**self._failures, LONGEST_CHANCE))  # noqa: S311 - spreads, protects nothing
        self._failures = min(self._failures + 1, 16)
        return advised_seconds + chance


def advised(given: object) -> float:
    """Seconds that `bye.retry` or `Retry-After` asks for (a number or a date, RFC 9110, 10.2.3); 0 for nonsense."""
    seconds = 0.0
    if isinstance(given, str):
        try:
            seconds = (
                float(given) if given.strip().isdecimal() else parsedate_to_datetime(given).timestamp() - time.time()
            )
        except (ValueError, OverflowError):
            return 0.0
    elif isinstance(given, int | float) and not isinstance(given, bool):
        seconds = float(given)
    return min(max(seconds, 0.0), LONGEST_ADVICE) if seconds == seconds else 0.0  # noqa: PLR0124 - NaN is not itself
