"""`GET /exports/<link>`: the zip of an export, streamed while it is made."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.domain.exports import export_rows, exporting
from app.domain.exports.export_rows import Download
from app.domain.parts import Parts
from app.http.drawing import drawn_ahead
from app.http.label_entries import label_entries
from app.labels.archive import Archive, StoredEntries
from app.labels.export_layout import (
    CSV_NAME,
    CodesToDraw,
    ExportOptions,
    csv_header,
    csv_may_be_large,
    csv_of,
    drawn,
)

AT_ONCE = 2
"""Exports streamed at a time; others wait for their turn, which is seconds."""


class Downloads:
    """The door through which exports leave. `workers` are processes that draw; this one only carries."""

    def __init__(self, parts: Parts, workers: Callable[[], Executor]) -> None:
        self._parts = parts
        self._workers = workers
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """The archive behind a link, once."""
        try:
            download = await exporting.take_link(self._parts, request.path_params["link"])
        except exporting.LinkExpired as error:
            body = {"error": {"code": "LinkExpired", "message": error.message}}
            return JSONResponse(body, 404, headers=_HEADERS)
        return StreamingResponse(
            self._archive(download),
            media_type="application/zip",
            headers={**_HEADERS, "content-disposition": 'attachment; filename="static-tokens.zip"'},
        )

    async def _archive(self, download: Download) -> AsyncIterator[bytes]:
        archive, options = Archive(), download.options
        async with self._turns, export_rows.snapshot() as connection:
            yield archive.begin(CSV_NAME, is_large=csv_may_be_large(options, download.token_count))
            yield archive.write(csv_header(options))
            async for piece in export_rows.pieces(self._parts, connection, download):
                if written := archive.write(await asyncio.to_thread(csv_of, piece, options)):
                    yield written
            yield archive.end()
            if options.has_images:
                async for entries in self._drawn(export_rows.images(self._parts, connection, download), options):
                    yield archive.add(entries)
            if (job := download.print_job) is not None:
                async for part in label_entries(archive, self._parts, self._workers, connection, download, job):
                    yield part
            for part in archive.close():
                yield part
                await asyncio.sleep(0)  # a client that reads quickly would else keep the loop until the end

    async def _drawn(self, images: AsyncIterator[CodesToDraw], options: ExportOptions) -> AsyncIterator[StoredEntries]:
        """The images in their order, some thousand at a time, drawn a few times ahead by the worker processes."""
        async for entries in drawn_ahead(self._workers, (partial(drawn, some, options) async for some in images)):
            yield entries


_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",
}
