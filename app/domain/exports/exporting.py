"""Exporting static tokens: asking for an export, and the link to it that works once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import orjson

from app.database import clock
from app.database.connection import execute, fetch_row, fetch_value, transaction
from app.domain import history, idempotency
from app.domain.devices.releasing import MAXIMUM_AT_ONCE, TokensNotYours
from app.domain.errors import BadRequest, DomainError
from app.domain.exports import export_labels
from app.domain.exports.export_rows import Download, condition, field_names
from app.domain.exports.label_printing import LabelDraft, LabelPaper, print_job
from app.domain.history import EventKind
from app.domain.listing import TokenFilter
from app.domain.organizations.organizations import organization_for
from app.domain.parts import Parts
from app.domain.text import clean_text
from app.domain.viewer import STAFF, Viewer
from app.labels.export_layout import (
    ExportContent,
    ExportOptions,
    ImageFormat,
    ImageNames,
)
from app.labels.label import LabelWarning
from app.labels.label_stock import LabelStock
from app.labels.print_job import PrintJob
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
    labels: LabelDraft | None = None
    """Labels to print, which come along in `labels/`."""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A link to an export, with its only plaintext."""

    link: OpaqueToken = field(repr=False)
    token_count: int
    expires_at: datetime
    warnings: tuple[LabelWarning, ...]


async def export_tokens(actor: Viewer, parts: Parts, issuer_id: UUID, draft: ExportDraft) -> Export:
    """A single-use link to a zip of the issuer's tokens, for its staff; leaves an event.

    Raises Forbidden, TokensNotYours (ids of other issuers among them),
    NothingToExport, IdempotencyKeyReused, BadRequest, TextUnusable; with
    labels LabelTemplateUnusable, ModulesTooSmall, LabelTextDoesNotFit.
    """
    issuer = await organization_for(actor, issuer_id, STAFF)
    selection, job = _selection(draft), _print_job(draft)
    link_id = new_id()
    async with transaction():
        if draft.idempotency_key is not None:
            key = clean_text(draft.idempotency_key, "idempotency key", 200)
            request = {"organization": str(issuer.id), "selection": selection, "options": _options(draft)}
            first = await idempotency.first_answer(actor, "exportTokens", key, request, link_id)
            if first != link_id:
                return _export(parts, await ExportLink.get(id=first))
        count = await _count(issuer, selection)
        warnings = () if job is None else await _inspect(parts, issuer, selection, job)
        link = await ExportLink.create(
            id=link_id,
            issuer_id=issuer.id,
            account_id=actor.account_id,
            digest=_link(parts, link_id).digest,
            selection=selection,
            options={**_options(draft), "warnings": list(map(_stored, warnings))},
            token_count=count,
            expires_at=clock.now() + LIFETIME,
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


def _print_job(draft: ExportDraft) -> PrintJob | None:
    if draft.labels is None:
        return None
    if draft.content is ExportContent.FLASH:
        raise BadRequest("Labels hold QR tokens, which a FLASH export leaves out: choose LABELS or ALL.")
    return print_job(draft.labels)


async def _inspect(
    parts: Parts, issuer: Organization, selection: dict[str, Any], job: PrintJob
) -> tuple[LabelWarning, ...]:
    brand = await Brand.get(organization_id=issuer.root_id)
    return await export_labels.inspect(parts, issuer.id, selection, brand, job)


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
        "labels": orjson.loads(orjson.dumps(draft.labels)),
    }


def _drafted(stored: dict[str, Any]) -> LabelDraft:
    """The labels that were asked for, from a link's options."""
    stock, template = stored["paper"]["stock"], stored["paper"]["template"]
    paper = LabelPaper(None if stock is None else LabelStock(stock), template)
    return LabelDraft(paper, stored["dpi"], stored["first_position"])


def _stored(warning: LabelWarning) -> dict[str, Any]:
    return {"kind": type(warning).__name__, **asdict(warning)}


def _warning(stored: dict[str, Any]) -> LabelWarning:
    kinds = {kind.__name__: kind for kind in get_args(LabelWarning)}
    warning: LabelWarning = kinds[stored["kind"]](**{name: stored[name] for name in stored if name != "kind"})
    return warning


def _link(parts: Parts, link_id: UUID) -> OpaqueToken:
    return derived(OpaqueKind.EXPORT_LINK, parts.derivation_key, link_id.bytes)


def _export(parts: Parts, link: ExportLink) -> Export:
    warnings = tuple(map(_warning, link.options["warnings"]))
    return Export(_link(parts, link.id), link.token_count, link.expires_at, warnings)


async def _count(issuer: Organization, selection: dict[str, Any]) -> int:
    where, arguments = condition(issuer.id, selection)
    count: int = await fetch_value(f"SELECT count(*) FROM static_token AS token WHERE {where}", *arguments)
    if "ids" in selection and count < len(selection["ids"]):
        raise TokensNotYours(len(selection["ids"]) - count)
    if not count:
        raise NothingToExport
    return count


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
        selection, chosen = orjson.loads(row["selection"]), orjson.loads(row["options"])
        event = await history.record(
            EventKind.EXPORT_DOWNLOADED,
            actor_id=row["account_id"],
            organization_id=row["issuer_id"],
            issuer_id=row["issuer_id"],
            batch_id=UUID(selection["batch"]) if "batch" in selection else None,
            facts={"tokens": row["token_count"], "content": chosen["content"]},
        )
    history.tell(parts.bus, event, *row["lineage"])
    brand = await Brand.get(organization_id=row["root_id"])
    options = ExportOptions(
        claim_host=brand.claim_host or parts.public_host,
        content=ExportContent(chosen["content"]),
        image_names=ImageNames(chosen["imageNames"]),
        formats=tuple(ImageFormat[name] for name in chosen["formats"]),
        metadata_fields=await field_names(row["issuer_id"], selection),
    )
    job = None if chosen["labels"] is None else print_job(_drafted(chosen["labels"]), await _batch_name(selection))
    return Download(options, row["token_count"], row["issuer_id"], selection, brand, job)


async def _batch_name(selection: dict[str, Any]) -> str:
    """The name of the selected batch; empty when it is not a batch that is selected."""
    if "batch" not in selection:
        return ""
    name: str | None = await fetch_value("SELECT name FROM token_batch WHERE id = $1", UUID(selection["batch"]))
    return name or ""


async def forget_old_links() -> int:
    """Delete links that expired a day ago; returns how many."""
    return await execute("DELETE FROM export_link WHERE expires_at < now() - interval '1 day'")
