"""`GET /exports/<link>`: the zip of an export, streamed while it is made."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from functools import partial

import asyncpg
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from app.domain import export_rows, exporting
from app.domain.export_rows import Download
from app.domain.parts import Parts
from app.http.drawing import sheets_of
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
from app.labels.label_stock import LabelStock
from app.labels.sheets import SHEETS_PER_FILE

AT_ONCE = 2
"""Exports streamed at a time; others wait for their turn, which is seconds."""

AHEAD = 4
"""Pieces that may be in work before the one that is sent: enough to keep two cores busy, little memory."""


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
            return PlainTextResponse(f"{error.message}\n", 404, headers=_HEADERS)
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
            if download.label_stock is not None:
                async for part in self._sheets(archive, connection, download, download.label_stock):
                    yield part
            for part in archive.close():
                yield part
                await asyncio.sleep(0)  # a client that reads quickly would else keep the loop until the end

    async def _sheets(
        self, archive: Archive, connection: asyncpg.Connection, download: Download, stock: LabelStock
    ) -> AsyncIterator[bytes]:
        """The label sheets as PDFs of a hundred sheets each, drawn one after the other by a worker process."""
        loop, first_sheet = asyncio.get_running_loop(), 1
        at_a_time = SHEETS_PER_FILE * stock.template.labels_per_sheet
        async for labels in export_rows.labels(self._parts, connection, download, at_a_time):
            draw = partial(sheets_of, labels, stock, first_sheet)
            content = await loop.run_in_executor(self._workers(), draw)
            yield archive.begin(f"labels/sheets-{first_sheet:05}.pdf".encode())
            if written := archive.write(content):
                yield written
            yield archive.end()
            first_sheet += SHEETS_PER_FILE

    async def _drawn(self, images: AsyncIterator[CodesToDraw], options: ExportOptions) -> AsyncIterator[StoredEntries]:
        """The images in their order, some thousand at a time, drawn a few times ahead by the worker processes."""
        loop, draw = asyncio.get_running_loop(), partial(drawn, options=options)
        ahead: deque[asyncio.Future[StoredEntries]] = deque()
        try:
            async for some in images:
                ahead.append(loop.run_in_executor(self._workers(), draw, some))
                if len(ahead) > AHEAD:
                    yield await ahead.popleft()
            while ahead:
                yield await ahead.popleft()
        finally:
            for future in ahead:
                future.cancel()


_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",
}
