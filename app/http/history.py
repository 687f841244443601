"""`GET /organizations/<id>/events.csv`: an organization's history as a file, for its staff."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from tortoise.queryset import QuerySet

from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.events import EventFilter, ToldEvent, events_of_organization, told_events
from app.domain.history import EventKind
from app.domain.organizations.organizations import organization_for
from app.domain.viewer import STAFF, Viewer
from app.http.signed_in import NOT_STORED, SignedIn, unauthenticated
from app.labels.token_csv import csv_line
from app.models import Event
from app.schema.moments import moment
from app.schema.nodes import global_id, row_id

COLUMNS = ("At", "Kind", "Actor", "Organization", "Static Token", "Device", "Token Batch", "Facts")

AT_ONCE = 2
"""Histories read at a time; others wait for their turn."""


class HistoryDownloads:
    """The door through which histories leave, streamed while they are read."""

    def __init__(self, signed_in: SignedIn) -> None:
        self._signed_in = signed_in
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """The events that the query wants, newest first.

        `kind` (may be repeated), `actor`, `since`, `until`, `token`, `device`,
        `batch`, `below=true`: as in GraphQL's `EventFilter`.
        """
        viewer = await self._signed_in.viewer(request)
        if viewer is None:
            return unauthenticated()
        try:
            place = row_id("Organization", request.path_params["organization_id"])
            organization = await organization_for(viewer, place, STAFF)
            rows = events_of_organization(viewer, organization, wanted_by(request.query_params))
        except DomainError as error:
            status, code = (403, "FORBIDDEN") if isinstance(error, Forbidden) else (400, "BAD_REQUEST")
            return JSONResponse({"error": {"code": code, "message": error.message}}, status, headers=NOT_STORED)
        assert rows is not None, "staff see the events of their organization"
        disposition = f'attachment; filename="events-{organization.slug}.csv"'
        headers = {**NOT_STORED, "x-content-type-options": "nosniff", "content-disposition": disposition}
        return StreamingResponse(self._lines(viewer, rows), media_type="text/csv; charset=utf-8", headers=headers)

    async def _lines(self, viewer: Viewer, rows: QuerySet[Event]) -> AsyncIterator[bytes]:
        yield csv_line(COLUMNS)
        async with self._turns:
            async for part in told_events(viewer, rows):
                yield b"".join(csv_line(_cells(told)) for told in part)


def _cells(told: ToldEvent) -> list[str]:
    event = told.event
    return [
        event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        event.kind,
        told.actor or "",
        told.organization or "",
        _id("StaticToken", event.static_token_id),
        _id("Device", event.device_id),
        _id("TokenBatch", event.batch_id),
        orjson.dumps(event.facts, option=orjson.OPT_SORT_KEYS).decode() if event.facts else "",
    ]


def _id(type_name: str, row: UUID | None) -> str:
    return "" if row is None else global_id(type_name, row)


def wanted_by(query: QueryParams) -> EventFilter:
    """The filter that a query string stands for. Raises BadRequest for what is none, unknown names among it."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "actor": ("actor_id", lambda text: row_id("User", text)),
        "since": ("since", _moment),
        "until": ("until", _moment),
        "token": ("static_token_id", lambda text: row_id("StaticToken", text)),
        "device": ("device_id", lambda text: row_id("Device", text)),
        "batch": ("batch_id", lambda text: row_id("TokenBatch", text)),
        "below": ("include_below", _yes_or_no),
    }
    given: dict[str, Any] = {}
    for name, text in query.multi_items():
        if name == "kind":
            given.setdefault("kinds", []).append(_kind(text))
        elif name in readers:
            field, read = readers[name]
            if field in given:
                raise BadRequest(f"Give `{name}` once.")
            given[field] = read(text)
        else:
            raise BadRequest(f"There is `kind`, {', '.join(f'`{each}`' for each in readers)}; nothing else is known.")
    return EventFilter(**given)


def _kind(text: str) -> EventKind:
    try:
        return EventKind(text)
    except ValueError as error:
        raise BadRequest("A `kind` is none of the kinds of events.") from error


def _moment(text: str) -> datetime | None:
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError as error:
        raise BadRequest("A moment is written like 2026-03-31T12:00:00Z.") from error


def _yes_or_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise BadRequest("`below` is true or false.")
    return text == "true"
