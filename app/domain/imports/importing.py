"""Making a token batch from an uploaded CSV file: looked at first, then made by a job, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import Any
from uuid import UUID

import orjson

from app.database import clock
from app.database.connection import execute, fetch_value, transaction
from app.domain import history, idempotency, queue
from app.domain.errors import BadRequest, DomainError
from app.domain.history import EventKind
from app.domain.imports.import_checks import ImportCheck, check_import
from app.domain.imports.import_columns import FieldPlan
from app.domain.imports.import_files import ImportMissing, ImportUsed, usable_import
from app.domain.organizations import plans, tree
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.templates import usable_template
from app.domain.text import clean_text
from app.domain.viewer import Viewer
from app.models import BatchOrigin, BatchStatus, ImportFile, Template, TokenBatch
from app.models.identifiers import new_id


class OnFaults(StrEnum):
    """What to do with a file that has faulty rows."""

    STOP = "STOP"
    SKIP = "SKIP"


class ImportFaulty(DomainError):
    """The file has faulty rows and nothing was made; facts: the whole check. The faulty rows can be downloaded."""

    def __init__(self, check: ImportCheck) -> None:
        self.check = check
        first = check.faults[0]
        where = f"row {first.row:,}" + ("" if first.column is None else f", “{first.column[:100]}”")
        super().__init__(
            f"{check.faulty_row_count:,} of {check.row_count:,} rows are faulty, so nothing was created. "
            f"The first: {where} {first.reason[:200]}."
        )


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A batch from a file as somebody wants it."""

    import_id: UUID
    on_faults: OnFaults
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    """What columns mean whose names match no field exactly; None for a column to be ignored."""
    template_id: UUID | None = None
    """The one of the last preview when it is None."""
    name: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedBatch:
    """A batch that a job will fill from a file, and how many rows of the file it leaves out."""

    batch: TokenBatch
    skipped_rows: int


async def preview_import(
    actor: Viewer, parts: Parts, import_id: UUID, template_id: UUID, mapping: Mapping[str, str | None] | None = None
) -> ImportCheck:
    """What an upload would make with this template and mapping; creates nothing.

    Raises ImportMissing, ImportUsed, TemplateNotUsable, CsvUnusable,
    ImportMappingInvalid. Columns without a meaning and required fields without
    a column are no error here: they are told by the check's plan.
    """
    file = await usable_import(actor, import_id)
    template, fields = await _template(file, template_id)
    check = await check_import(parts, file, fields, mapping)
    await execute("UPDATE import_file SET template_id = $2 WHERE id = $1", file.id, template.id)
    return check


async def import_token_batch(actor: Viewer, parts: Parts, draft: ImportDraft) -> ImportedBatch:
    """Ask for a batch of one token for each row of an upload; a job makes them once this has committed.

    The file is checked once more, since values may have been taken after the
    preview. With SKIP the batch is made of the good rows. The plan is charged
    at once. Raises ImportMissing, ImportUsed, TemplateNotUsable, CsvUnusable,
    ImportMappingInvalid, ImportColumnsUnmatched, ImportFaulty (with STOP when
    a row is faulty, with SKIP when all are), PlanLimitReached,
    IdempotencyKeyReused, TextUnusable, BadRequest (no template, no preview);
    then nothing was created.
    """
    file = await usable_import(actor, draft.import_id)
    try:
        return await _import(actor, parts, file, draft)
    except ImportUsed as used:
        return await _first_answer(actor, used, draft)


async def _import(actor: Viewer, parts: Parts, file: ImportFile, draft: ImportDraft) -> ImportedBatch:
    if file.batch_id is not None:
        raise ImportUsed(file.batch_id)
    template_id = draft.template_id or file.template_id
    if template_id is None:
        raise BadRequest("Name the template, or preview the import first.")
    template, fields = await _template(file, template_id)
    name = clean_text(_name(draft, file, template), "name", 120)
    check = await check_import(parts, file, fields, draft.mapping)
    check.plan.require_complete()
    if check.faulty_row_count and (draft.on_faults is OnFaults.STOP or not check.good_row_count):
        raise ImportFaulty(check)
    return await _request(actor, parts, file, template, name, check, draft)


async def _template(file: ImportFile, template_id: UUID) -> tuple[Template, list[FieldPlan]]:
    template, fields = await usable_template(template_id, file.organization)
    return template, [FieldPlan.of(each) for each in fields]


def _name(draft: ImportDraft, file: ImportFile, template: Template) -> str:
    if draft.name is not None:
        return draft.name
    stem = PurePath(file.name).stem.strip()[:120]
    return stem or f"{template.name[:100]} {clock.now().date().isoformat()}"


async def _first_answer(actor: Viewer, used: ImportUsed, draft: ImportDraft) -> ImportedBatch:
    """What the same keyed request made of the upload before. Raises ImportUsed when there was none."""
    if draft.idempotency_key is None:
        raise used
    async with transaction():
        unused = new_id()
        first = await _keyed(actor, draft, unused)
        if first == unused:
            raise used  # which also forgets the key
    file = await ImportFile.get_or_none(batch_id=first)
    return ImportedBatch(await TokenBatch.get(id=first), file.skipped_count if file is not None else 0)


async def _keyed(actor: Viewer, draft: ImportDraft, batch_id: UUID) -> UUID:
    if draft.idempotency_key is None:
        return batch_id
    key = clean_text(draft.idempotency_key, "idempotency key", 200)
    request: dict[str, Any] = {
        "import": str(draft.import_id),
        "on_faults": draft.on_faults.value,
        "mapping": dict(draft.mapping),
        "template": None if draft.template_id is None else str(draft.template_id),
        "name": draft.name,
    }
    return await idempotency.first_answer(actor, "importTokenBatch", key, request, batch_id)


async def _request(
    actor: Viewer,
    parts: Parts,
    file: ImportFile,
    template: Template,
    name: str,
    check: ImportCheck,
    draft: ImportDraft,
) -> ImportedBatch:
    batch_id = new_id()
    organization = file.organization
    async with transaction() as connection:
        await tree.keep_open(organization.id)
        first = await _keyed(actor, draft, batch_id)
        if first != batch_id:
            return ImportedBatch(await TokenBatch.get(id=first), check.faulty_row_count)  # of a failed batch
        await plans.reserve(organization.root_id, Resource.STATIC_TOKENS, check.good_row_count)
        await TokenBatch.create(
            id=batch_id,
            issuer_id=organization.id,
            template_id=template.id,
            created_by_id=actor.account_id,
            name=name,
            origin=BatchOrigin.FILE,
            status=BatchStatus.PENDING,
            token_count=check.good_row_count,
            metadata={},
        )
        await _use(file, batch_id, check)
        event = await history.record(
            EventKind.BATCH_REQUESTED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            issuer_id=organization.id,
            batch_id=batch_id,
            facts={"tokens": check.good_row_count, "skipped": check.faulty_row_count},
        )
        await queue.enqueue(connection, queue.IMPORT_BATCH, batch_id)
    history.tell(parts.bus, event, *organization.lineage)
    return ImportedBatch(await TokenBatch.get(id=batch_id), check.faulty_row_count)


async def _use(file: ImportFile, batch_id: UUID, check: ImportCheck) -> None:
    """Mark the upload as used, with all that the job needs to know. Raises ImportUsed, ImportMissing."""
    used = await execute(
        """
        UPDATE import_file SET batch_id = $2, plan = $3, skipped = $4, skipped_count = $5
        WHERE id = $1 AND batch_id IS NULL
        """,
        file.id,
        batch_id,
        orjson.dumps(check.plan.as_json()).decode(),
        check.skipped,
        check.faulty_row_count,
    )
    if not used:
        first = await fetch_value("SELECT batch_id FROM import_file WHERE id = $1", file.id)
        raise ImportMissing if first is None else ImportUsed(first)
