"""Exporting static tokens: a link that works once, and the tokens behind it, piece by piece."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.database.connection import connected, execute, fetch, fetch_row, fetch_value, transaction
from app.domain import history, idempotency
from app.domain.errors import BadRequest, DomainError
from app.domain.history import EventKind
from app.domain.listing import TokenFilter
from app.domain.organizations import organization_for
from app.domain.parts import Parts
from app.domain.releasing import MAXIMUM_AT_ONCE, TokensNotYours
from app.domain.text import clean_text
from app.domain.tokens import claim_link
from app.domain.viewer import STAFF, Viewer
from app.labels.export_layout import (
    PIECE,
    CodesToDraw,
    ExportContent,
    ExportOptions,
    ImageFormat,
    ImageNames,
    TokenPiece,
    codes_to_draw,
)
from app.labels.label import Label
from app.labels.label_stock import LabelStock
from app.models import Brand, ExportLink, Organization
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed, derived

LIFETIME = timedelta(minutes=10)


class NothingToExport(DomainError):
    """The selection holds no token."""

    message = "There are no tokens to export in this selection."


class LinkExpired(DomainError):
    """The link was used, is older than ten minutes, or never was: all alike."""

    message = "This link was used already or has expired. Export again for a new one."


@dataclass(frozen=True, slots=True)
class ExportDraft:
    """Which tokens somebody wants, and how. Exactly one of the first three is set."""

    token_ids: Sequence[UUID] | None
    batch_id: UUID | None
    wanted: TokenFilter | None
    content: ExportContent
    image_names: ImageNames
    formats: tuple[ImageFormat, ...]
    label_stock: LabelStock | None = None
    """Sheets to print labels on, which come as PDFs in `labels/`."""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A link to an export, with its only plaintext."""

    link: OpaqueToken = field(repr=False)
    token_count: int
    expires_at: datetime


async def export_tokens(actor: Viewer, parts: Parts, issuer_id: UUID, draft: ExportDraft) -> Export:
    """A single-use link to a zip of the issuer's tokens, for its staff; leaves an event.

    Raises Forbidden, TokensNotYours (ids of other issuers among them),
    NothingToExport, IdempotencyKeyReused, BadRequest, TextUnusable.
    """
    issuer = await organization_for(actor, issuer_id, STAFF)
    selection = _selection(draft)
    if draft.label_stock is not None and draft.content is ExportContent.FLASH:
        raise BadRequest("Labels hold QR tokens, which a FLASH export leaves out: choose LABELS or ALL.")
    link_id = new_id()
    async with transaction():
        if draft.idempotency_key is not None:
            key = clean_text(draft.idempotency_key, "idempotency key", 200)
            request = {"organization": str(issuer.id), "selection": selection, "options": _options(draft)}
            first = await idempotency.first_answer(actor, "exportTokens", key, request, link_id)
            if first != link_id:
                return _export(parts, await ExportLink.get(id=first))
        count = await _count(issuer, selection)
        link = await ExportLink.create(
            id=link_id,
            issuer_id=issuer.id,
            account_id=actor.account_id,
            digest=_link(parts, link_id).digest,
            selection=selection,
            options=_options(draft),
            token_count=count,
            expires_at=datetime.now(UTC) + LIFETIME,
        )
        event = await history.record(
            EventKind.TOKENS_EXPORTED,
            actor_id=actor.account_id,
            organization_id=issuer.id,
            issuer_id=issuer.id,
            batch_id=draft.batch_id,
            facts={"tokens": count, "content": draft.content.value},
        )
    history.tell(parts.bus, event, *issuer.lineage)
    return _export(parts, link)


def _selection(draft: ExportDraft) -> dict[str, Any]:
    given = [name for name in ("token_ids", "batch_id", "wanted") if getattr(draft, name) is not None]
    if len(given) != 1:
        raise BadRequest("Select tokens by their ids, by their batch, or by a filter: exactly one of these.")
    if draft.token_ids is not None:
        ids = sorted({str(token_id) for token_id in draft.token_ids})
        if not 1 <= len(ids) <= MAXIMUM_AT_ONCE:
            raise BadRequest(f"Name between 1 and {MAXIMUM_AT_ONCE:,} tokens, or select a batch or a filter.")
        return {"ids": ids}
    if draft.batch_id is not None:
        return {"batch": str(draft.batch_id)}
    wanted = draft.wanted
    assert wanted is not None
    if wanted.include_below:
        raise BadRequest("An export holds tokens of one issuer: leave `includeBelow` out.")
    return {"filter": orjson.loads(orjson.dumps(wanted))}


def _options(draft: ExportDraft) -> dict[str, Any]:
    return {
        "content": draft.content.value,
        "imageNames": draft.image_names.value,
        "formats": [image_format.name for image_format in draft.formats],
        "labelStock": None if draft.label_stock is None else draft.label_stock.value,
    }


def _link(parts: Parts, link_id: UUID) -> OpaqueToken:
    return derived(OpaqueKind.EXPORT_LINK, parts.derivation_key, link_id.bytes)


def _export(parts: Parts, link: ExportLink) -> Export:
    return Export(_link(parts, link.id), link.token_count, link.expires_at)


def _condition(issuer_id: UUID, selection: dict[str, Any]) -> tuple[str, list[Any]]:
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


async def _count(issuer: Organization, selection: dict[str, Any]) -> int:
    where, arguments = _condition(issuer.id, selection)
    count: int = await fetch_value(f"SELECT count(*) FROM static_token AS token WHERE {where}", *arguments)
    if "ids" in selection and count < len(selection["ids"]):
        raise TokensNotYours(len(selection["ids"]) - count)
    if not count:
        raise NothingToExport
    return count


@dataclass(frozen=True, slots=True)
class Download:
    """What a link has opened: the options of the archive, and where its tokens are read from."""

    options: ExportOptions
    token_count: int
    issuer_id: UUID
    selection: dict[str, Any]
    brand: Brand
    label_stock: LabelStock | None


async def take_link(parts: Parts, text: str) -> Download:
    """Use a link up; of any number of rivals one gets the download. Leaves an event. Raises LinkExpired."""
    try:
        digest = OpaqueToken.parse(OpaqueKind.EXPORT_LINK, text).digest
    except OpaqueTokenMalformed as error:
        raise LinkExpired from error
    async with transaction():
        row = await fetch_row(
            """
            UPDATE export_link AS link SET used_at = now() FROM organization AS issuer
            WHERE link.digest = $1 AND link.used_at IS NULL AND link.expires_at > now()
              AND issuer.id = link.issuer_id
            RETURNING link.account_id, link.issuer_id, link.selection, link.options, link.token_count,
                      issuer.root_id, issuer.lineage
            """,
            digest,
        )
        if row is None:
            raise LinkExpired
        event = await history.record(
            EventKind.EXPORT_DOWNLOADED,
            actor_id=row["account_id"],
            organization_id=row["issuer_id"],
            issuer_id=row["issuer_id"],
            facts={"tokens": row["token_count"]},
        )
    history.tell(parts.bus, event, *row["lineage"])
    selection, chosen = orjson.loads(row["selection"]), orjson.loads(row["options"])
    brand = await Brand.get(organization_id=row["root_id"])
    options = ExportOptions(
        claim_host=brand.claim_host or parts.public_host,
        content=ExportContent(chosen["content"]),
        image_names=ImageNames(chosen["imageNames"]),
        formats=tuple(ImageFormat[name] for name in chosen["formats"]),
        metadata_fields=await _field_names(row["issuer_id"], selection),
    )
    stock = None if chosen["labelStock"] is None else LabelStock(chosen["labelStock"])
    return Download(options, row["token_count"], row["issuer_id"], selection, brand, stock)


async def _field_names(issuer_id: UUID, selection: dict[str, Any]) -> tuple[str, ...]:
    """The metadata fields of the selected tokens' templates, each name once, in the templates' order."""
    where, arguments = _condition(issuer_id, selection)
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
    where, arguments = _condition(download.issuer_id, download.selection)
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
    where, arguments = _condition(download.issuer_id, download.selection)
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


async def labels(
    parts: Parts, connection: asyncpg.Connection, download: Download, at_a_time: int
) -> AsyncIterator[list[Label]]:
    """What is printed on the labels of the same tokens, in the same order, so many at a time."""
    where, arguments = _condition(download.issuer_id, download.selection)
    tokens = await connection.cursor(
        f"""
        SELECT token.id, token.sealed, token.serial, template.name AS product
        FROM static_token AS token JOIN template ON template.id = token.template_id
        WHERE {where} ORDER BY token.id
        """,
        *arguments,
    )
    while rows := await tokens.fetch(at_a_time):
        yield await asyncio.to_thread(_labels, parts, rows, download.brand)


def _labels(parts: Parts, rows: Sequence[asyncpg.Record], brand: Brand) -> list[Label]:
    opened = [(row, parts.sealer.open(row["id"].bytes, row["sealed"]).qr) for row in rows]
    return [
        Label(
            link=claim_link(parts, brand, qr_token),
            code=qr_token.grouped,
            product=row["product"],
            brand=brand.display_name,
            serial=row["serial"] or "",
        )
        for row, qr_token in opened
        if qr_token is not None
    ]


async def forget_old_links() -> int:
    """Delete links that expired a day ago; returns how many."""
    return await execute("DELETE FROM export_link WHERE expires_at < now() - interval '1 day'")
