"""The labels of an export: what is printed on each, and a look at the most demanding of them beforehand."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from app.database.connection import connected, fetch
from app.domain.exports.export_rows import Download, condition
from app.domain.exports.label_printing import print_labels
from app.domain.parts import Parts
from app.domain.tokens.tokens import claim_host
from app.labels.batch_matrices import shape_of
from app.labels.label import Label, LabelWarning
from app.labels.payload import claim_url
from app.labels.print_job import PrintJob
from app.models import Brand
from app.secrets.qr_token import QrToken

_AT_A_TIME = 4096
_ANY_OF_OURS = QrToken("0" * 20)
"""All QR tokens that we mint make symbols of one size, and texts of one length."""


async def labels(
    parts: Parts, connection: asyncpg.Connection, download: Download, sizes: Iterator[int]
) -> AsyncIterator[list[Label]]:
    """What is printed on the labels of the export's tokens, in their order; `sizes` says how many at a time."""
    where, arguments = condition(download.issuer_id, download.selection)
    tokens = await connection.cursor(f"{_SELECT} WHERE {where} ORDER BY token.id", *arguments)
    printer = _Printer(parts, download.brand)
    while rows := await tokens.fetch(next(sizes)):
        yield await asyncio.to_thread(printer.labels, rows)


_SELECT = """
SELECT token.id, token.sealed, token.serial, token.template_id, template.name AS product
FROM static_token AS token JOIN template ON template.id = token.template_id
"""


async def inspect(
    parts: Parts, issuer_id: UUID, selection: dict[str, Any], brand: Brand, job: PrintJob
) -> tuple[LabelWarning, ...]:
    """What to know before labels for a selection are printed. Runs in a transaction.

    Of each template the labels with the shortest and the longest serial are
    laid out, for each size of QR code that the tokens have: those which we
    mint have one, those brought from elsewhere many.

    Raises ModulesTooSmall, LabelTextDoesNotFit.
    """
    printer = _Printer(parts, brand)
    demanding = [*await _minted(printer, issuer_id, selection), *await _imported(printer, issuer_id, selection)]
    return (await asyncio.to_thread(print_labels, demanding, job)).warnings


async def _minted(printer: "_Printer", issuer_id: UUID, selection: dict[str, Any]) -> list[Label]:
    where, arguments = condition(issuer_id, selection)
    rows = await fetch(
        f"""
        SELECT template.name AS product, bool_or(token.serial IS NULL) AS lacks_serial,
               min(lpad(length(token.serial)::text, 5, '0') || token.serial) AS shortest,
               max(lpad(length(token.serial)::text, 5, '0') || token.serial) AS longest
        FROM static_token AS token JOIN template ON template.id = token.template_id
        WHERE {where} AND token.origin = 'MINTED' GROUP BY template.id
        """,
        *arguments,
    )
    return [
        printer.label(_ANY_OF_OURS, row["product"], serial)
        for row in rows
        for serial in dict.fromkeys(_serials(row["shortest"], row["longest"], lacks_serial=row["lacks_serial"]))
    ]


def _serials(*counted: str | None, lacks_serial: bool) -> Iterator[str]:
    if lacks_serial:
        yield ""
    yield from (each[5:] for each in counted if each is not None)


async def _imported(printer: "_Printer", issuer_id: UUID, selection: dict[str, Any]) -> list[Label]:
    """Whether a QR token is ours or how long it is, is known only once it is opened: some microseconds each."""
    where, arguments = condition(issuer_id, selection)
    extremes: dict[object, tuple[Label, Label]] = {}
    async with connected() as connection:
        tokens = await connection.cursor(f"{_SELECT} WHERE {where} AND token.origin = 'IMPORTED'", *arguments)
        while rows := await tokens.fetch(_AT_A_TIME):
            await asyncio.to_thread(printer.note_extremes, rows, extremes)
    return list({label: None for pair in extremes.values() for label in pair})


class _Printer:
    """Makes labels in a brand's name."""

    def __init__(self, parts: Parts, brand: Brand) -> None:
        self._parts = parts
        self._brand = brand.display_name
        self._host = claim_host(parts, brand)
        self._before_code = claim_url(self._host, _ANY_OF_OURS.text).removesuffix(_ANY_OF_OURS.text)

    def label(self, qr_token: QrToken, product: str, serial: str | None) -> Label:
        return Label(claim_url(self._host, qr_token.text), qr_token.grouped, product, self._brand, serial or "")

    def labels(self, rows: Sequence[asyncpg.Record]) -> list[Label]:
        """The labels of rows whose tokens have a QR token."""
        opened = [(row, self._parts.sealer.open(row["id"].bytes, row["sealed"]).qr) for row in rows]
        return [self.label(qr_token, row["product"], row["serial"]) for row, qr_token in opened if qr_token is not None]

    def note_extremes(self, rows: Sequence[asyncpg.Record], extremes: dict[object, tuple[Label, Label]]) -> None:
        """Keep in `extremes`, for each template and size of symbol, the labels with the shortest and longest serial."""
        for row, qr_token in self._opened(rows):
            key = row["template_id"], shape_of(self._before_code, qr_token.text, "q")
            length = len(row["serial"] or "")
            if key not in extremes:
                label = self.label(qr_token, row["product"], row["serial"])
                extremes[key] = label, label
            elif length < len(extremes[key][0].serial):
                extremes[key] = self.label(qr_token, row["product"], row["serial"]), extremes[key][1]
            elif length > len(extremes[key][1].serial):
                extremes[key] = extremes[key][0], self.label(qr_token, row["product"], row["serial"])

    def _opened(self, rows: Sequence[asyncpg.Record]) -> Iterator[tuple[asyncpg.Record, QrToken]]:
        for row in rows:
            qr_token = self._parts.sealer.open(row["id"].bytes, row["sealed"]).qr
            if qr_token is not None:
                yield row, qr_token
