"""Reading the tokens of an export: some thousand at a time, all from one unchanging view of the database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.database.connection import connected, fetch
from app.domain.parts import Parts
from app.labels.export_layout import PIECE, CodesToDraw, ExportOptions, TokenPiece, codes_to_draw
from app.labels.print_job import PrintJob
from app.models import Brand


@dataclass(frozen=True, slots=True)
class Download:
    """What a link has opened: the options of the archive, and where its tokens are read from."""

    options: ExportOptions
    token_count: int
    issuer_id: UUID
    selection: dict[str, Any]
    brand: Brand
    print_job: PrintJob | None
    """How to print the labels that come along, if any."""


def condition(issuer_id: UUID, selection: dict[str, Any]) -> tuple[str, list[Any]]:
    """The WHERE of a selection, and its arguments. Always within the issuer, and never an AuthToken shown once."""
    where = ["token.issuer_id = $1", "token.origin IN ('MINTED', 'IMPORTED')"]
    arguments: list[Any] = [issuer_id]

    def also(condition: str, value: Any) -> None:
        arguments.append(value)
        where.append(condition.format(f"${len(arguments)}"))

    if "ids" in selection:
        also("token.id = ANY({}::uuid[])", [UUID(each) for each in selection["ids"]])
    elif "batch" in selection:
        also("token.batch_id = {}", UUID(selection["batch"]))
    else:
        wanted = selection["filter"]
        for name, condition in _FILTERS.items():
            if wanted.get(name) is not None:
                also(condition, wanted[name])
    return " AND ".join(where), arguments


_FILTERS = {
    "status": "token.status = {}",
    "origin": "token.origin = {}",
    "template_id": "token.template_id = {}::text::uuid",
    "batch_id": "token.batch_id = {}::text::uuid",
    "serial_starts_with": "starts_with(token.serial, {})",
    "created_from": "token.created_at >= {}::text::timestamptz",
    "created_until": "token.created_at < {}::text::timestamptz",
    "is_clone_suspected": "(token.clone_suspected_at IS NOT NULL) = {}",
}


async def field_names(issuer_id: UUID, selection: dict[str, Any]) -> tuple[str, ...]:
    """The metadata fields of the selected tokens' templates, each name once, in the templates' order."""
    where, arguments = condition(issuer_id, selection)
    rows = await fetch(
        f"""
        SELECT field.name FROM metadata_field AS field
        WHERE field.template_id IN (SELECT DISTINCT token.template_id FROM static_token AS token WHERE {where})
        ORDER BY field.template_id, field.position
        """,
        *arguments,
    )
    return tuple(dict.fromkeys(row["name"] for row in rows))


@asynccontextmanager
async def snapshot() -> AsyncIterator[asyncpg.Connection]:
    """One unchanging view of the database, so that both passes of an export see the same tokens."""
    async with connected() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


async def pieces(parts: Parts, connection: asyncpg.Connection, download: Download) -> AsyncIterator[TokenPiece]:
    """The selected tokens in the order they were made, opened, some thousand at a time."""
    where, arguments = condition(download.issuer_id, download.selection)
    named = f"(SELECT DISTINCT token.{{}}_id FROM static_token AS token WHERE {where})"
    templates = await connection.fetch(
        f"SELECT id, name FROM template WHERE id IN {named.format('template')}", *arguments
    )
    batches = await connection.fetch(
        f"SELECT id, name FROM token_batch WHERE id IN {named.format('batch')}", *arguments
    )
    names = {row["id"]: row["name"] for row in [*templates, *batches]}
    # One cursor, not a query for each piece: the rows are found and sorted once.
    tokens = await connection.cursor(
        f"""
        SELECT token.id, token.sealed, token.status, token.created_at, token.metadata, token.template_id, token.batch_id
        FROM static_token AS token WHERE {where} ORDER BY token.id
        """,
        *arguments,
    )
    while rows := await tokens.fetch(PIECE):
        yield await asyncio.to_thread(_opened, parts, rows, names, download.options.metadata_fields)


def _opened(
    parts: Parts, rows: Sequence[asyncpg.Record], names: Mapping[UUID, str], field_names: Sequence[str]
) -> TokenPiece:
    auth_tokens, qr_tokens = _secrets(parts, rows)
    values = [orjson.loads(row["metadata"]) for row in rows]
    return TokenPiece(
        auth_tokens=auth_tokens,
        qr_tokens=qr_tokens,
        batches=[names.get(row["batch_id"], "") for row in rows],
        templates=[names[row["template_id"]] for row in rows],
        statuses=[row["status"] for row in rows],
        created_at=[row["created_at"] for row in rows],
        metadata=[[value.get(name, "") for value in values] for name in field_names],
    )


async def images(parts: Parts, connection: asyncpg.Connection, download: Download) -> AsyncIterator[CodesToDraw]:
    """What is to be drawn for the same tokens, in the same order, as many at a time."""
    where, arguments = condition(download.issuer_id, download.selection)
    tokens = await connection.cursor(
        f"SELECT token.id, token.sealed FROM static_token AS token WHERE {where} ORDER BY token.id", *arguments
    )
    while rows := await tokens.fetch(PIECE):
        yield await asyncio.to_thread(_drawable, parts, rows, download.options)


def _drawable(parts: Parts, rows: Sequence[asyncpg.Record], options: ExportOptions) -> CodesToDraw:
    auth_tokens, qr_tokens = _secrets(parts, rows)
    return codes_to_draw(TokenPiece(auth_tokens, qr_tokens, (), (), (), ()), options)


def _secrets(parts: Parts, rows: Sequence[asyncpg.Record]) -> tuple[list[str], list[str | None]]:
    pairs = [parts.sealer.open(row["id"].bytes, row["sealed"]) for row in rows]
    return [pair.auth.text for pair in pairs], [None if pair.qr is None else pair.qr.text for pair in pairs]
