"""Connections (https://relay.dev/graphql/connections.htm) over pages of rows."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Annotated, Generic, TypeVar

import strawberry
from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.domain.paging import PageRequest, encode_cursor, page_of

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)

First = Annotated[int | None, strawberry.argument(description="How many from the beginning, 1–100.")]
After = Annotated[str | None, strawberry.argument(description="Begin behind this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, 1–100.")]
Before = Annotated[str | None, strawberry.argument(description="End before this cursor.")]


@strawberry.enum(description="The order of a list.")
class ListOrder(Enum):
    NEWEST_FIRST = "NEWEST_FIRST"
    OLDEST_FIRST = "OLDEST_FIRST"


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are in all. Costs a query of its own.")
    async def total_count(self) -> int:
        return await self.count()


async def connection(
    rows: QuerySet[Row],
    present: Callable[[Row], T],
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    newest_first: bool = True,
) -> Connection[T]:
    """A page of rows as a connection: one statement, whatever its size. Raises BadRequest."""
    page = await page_of(rows, PageRequest.of(first, after, last, before), newest_first=newest_first)
    edges = [Edge(cursor=encode_cursor(row.pk), node=present(row)) for row in page.rows]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=page.count,
    )
