"""The labels of an export as entries of its zip: sheets as PDFs, or one file for a label printer."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from itertools import chain, repeat

import asyncpg

from app.domain.exports import export_labels
from app.domain.exports.export_rows import Download
from app.domain.parts import Parts
from app.http.drawing import drawn_ahead, labels_of
from app.labels.archive import Archive, StoredEntries, store
from app.labels.label import Label
from app.labels.print_job import LABELS_AT_ONCE, PrintJob
from app.labels.sheets import alignment_sheet

Workers = Callable[[], Executor]


async def label_entries(
    archive: Archive, parts: Parts, workers: Workers, connection: asyncpg.Connection, download: Download, job: PrintJob
) -> AsyncIterator[bytes]:
    """What the labels add to an archive, drawn by worker processes, in memory that does not grow with their number."""
    read = partial(export_labels.labels, parts, connection, download)
    if job.dpi is None:
        entries = _sheets(archive, workers, read(_labels_in_files(job)), job)
    else:
        is_large = download.token_count > _SURELY_SMALL
        entries = _zpl(archive, workers, read(repeat(LABELS_AT_ONCE)), job, is_large=is_large)
    async for part in entries:
        yield part


async def _sheets(
    archive: Archive, workers: Workers, labels: AsyncIterator[list[Label]], job: PrintJob
) -> AsyncIterator[bytes]:
    """PDFs of some thousand labels each, before them the sheet that shows whether the printer keeps to the paper."""
    async for entries in drawn_ahead(workers, _files(labels, job)):
        yield archive.add(entries)


async def _files(labels: AsyncIterator[list[Label]], job: PrintJob) -> AsyncIterator[Callable[[], StoredEntries]]:
    if not job.template.is_label_itself:
        yield partial(_stored, b"labels/alignment.pdf", partial(alignment_sheet, job.template))
    first_sheet = 1
    async for some in labels:
        name = f"labels/sheets-{first_sheet:05}.pdf".encode()
        yield partial(_stored, name, partial(labels_of, some, job, first_sheet))
        first_sheet += job.sheets_per_file


def _labels_in_files(job: PrintJob) -> Iterator[int]:
    """How many labels stand in each PDF: in the first as many fewer as its first sheet lacks."""
    full = job.sheets_per_file * job.template.labels_per_sheet
    return chain([full - (job.first_position - 1)], repeat(full))


def _stored(name: bytes, draw: Callable[[], bytes]) -> StoredEntries:
    """A drawn file as an entry; as it is, since a PDF is compressed within."""
    content = draw()
    return store([name], [content], [zlib.crc32(content)])


async def _zpl(
    archive: Archive, workers: Workers, labels: AsyncIterator[list[Label]], job: PrintJob, *, is_large: bool
) -> AsyncIterator[bytes]:
    """One print job of all labels."""
    yield archive.begin(f"labels/labels-{job.dpi}dpi.zpl".encode(), is_large=is_large)
    async for content in drawn_ahead(workers, (partial(labels_of, some, job) async for some in labels)):
        if written := await asyncio.to_thread(archive.write, content):  # megabytes: not on the loop
            yield written
    yield archive.end()


_SURELY_SMALL = 10_000
"""Labels that stay below 4 GiB in ZPL: none comes near 400 kB."""
