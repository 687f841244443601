"""Moments that clients name."""

from datetime import UTC, datetime

from app.domain.errors import BadRequest


def moment(given: datetime | None) -> datetime | None:
    """A moment that a client named, UTC when it named no zone. Raises BadRequest outside the years 1 to 9999."""
    if given is None or given.tzinfo is None:
        return None if given is None else given.replace(tzinfo=UTC)
    try:
        return given.astimezone(UTC)
    except OverflowError as error:
        raise BadRequest("This moment is outside the years 1 to 9999.") from error
