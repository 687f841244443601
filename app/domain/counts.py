"""What operations came to on this node since its start, for the metrics."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that only grow."""

    claims: Counter[str] = field(default_factory=Counter)
    """Claims by outcome: `claimed`, the name of the refusal, or `failed`."""
    jobs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Jobs by name and outcome: `done`, `again` (later), or `failed`."""

    @contextmanager
    def claim(self) -> Iterator[None]:
        """Count what the block, one claim, comes to."""
        outcome = "failed"
        try:
            yield
            outcome = "claimed"
        except DomainError as error:
            outcome = type(error).__name__
            raise
        finally:
            self.claims[outcome] += 1
