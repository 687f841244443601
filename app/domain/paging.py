"""Pages of rows by keyset: the cursor is the last row's identifier, so a page costs the same anywhere in a list."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.domain.errors import BadRequest

MAXIMUM_PAGE = 100
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted: `first` after a cursor, or `last` before one."""

    size: int
    cursor: UUID | None
    backwards: bool

    @classmethod
    def of(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> "PageRequest":
        """Raises BadRequest unless exactly one of `first` and `last` is given, between 1 and 100."""
        if (first is None) == (last is None):
            raise BadRequest("Give either `first` or `last`.")
        if (first is not None and before is not None) or (last is not None and after is not None):
            raise BadRequest("`first` goes with `after`, `last` goes with `before`.")
        size = first if first is not None else last
        assert size is not None
        if not 1 <= size <= MAXIMUM_PAGE:
            raise BadRequest(f"A page has between 1 and {MAXIMUM_PAGE} entries.")
        cursor = after if first is not None else before
        return cls(size, None if cursor is None else decode_cursor(cursor), backwards=first is None)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page in the list's order, and whether there are more on either side."""

    rows: list[Row]
    has_next: bool
    has_previous: bool
    count: Callable[[], Awaitable[int]]
    """How many rows the whole list has; a statement of its own, so asked only when wanted."""


def encode_cursor(row_id: UUID) -> str:
    """An opaque text for a place in a list."""
    return base64.urlsafe_b64encode(row_id.bytes).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> UUID:
    """The place a cursor stands for. Raises BadRequest."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
        return UUID(bytes=raw)
    except (ValueError, binascii.Error) as error:
        raise BadRequest("This cursor is not one of ours.") from error


async def page_of(rows: QuerySet[Row], request: PageRequest, *, newest_first: bool = True) -> Page[Row]:
    """One page of a list in the order of its identifiers, with one statement."""
    downwards = newest_first != request.backwards
    part = rows
    if request.cursor is not None:
        part = rows.filter(**{"id__lt" if downwards else "id__gt": request.cursor})
    found = await part.order_by("-id" if downwards else "id").limit(request.size + 1)
    more = len(found) > request.size
    found = found[: request.size]
    if request.backwards:
        found.reverse()
    came_from = request.cursor is not None
    return Page(
        rows=found,
        has_next=came_from if request.backwards else more,
        has_previous=more if request.backwards else came_from,
        count=rows.count,
    )
