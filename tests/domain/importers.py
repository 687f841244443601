"""A manufacturer who imports files: what the tests of importing have in common."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from app.domain.imports.import_checks import ImportCheck
from app.domain.imports.import_files import store_import
from app.domain.imports.import_jobs import fill_imported_batch
from app.domain.imports.importing import ImportDraft, ImportedBatch, OnFaults, import_token_batch, preview_import
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.domain.viewer import Viewer
from app.models import MetadataFieldType, Organization, PlanUsage, Template, TokenBatch
from tests.builders import a_brand, a_member, a_template

FIELDS = (
    FieldDraft("Serial", MetadataFieldType.TEXT, is_required=True, is_unique=True),
    FieldDraft("MAC address", MetadataFieldType.MAC_ADDRESS),
    FieldDraft("Tested", MetadataFieldType.BOOLEAN, default_value="no"),
)


class Maker:
    """A manufacturer with a template, and what tests do with files."""

    def __init__(self, parts: Parts, organization: Organization, owner: Viewer, template: Template) -> None:
        self.parts = parts
        self.organization = organization
        self.owner = owner
        self.template = template

    async def upload(self, text: str | bytes, *, name: str = "devices.csv", chunk: int = 1000) -> UUID:
        data = text if isinstance(text, bytes) else text.encode()

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(data), chunk):
                yield data[start : start + chunk]

        return (await store_import(self.owner, self.parts, self.organization.id, name, chunks())).id

    async def preview(self, import_id: UUID, **mapping: str | None) -> ImportCheck:
        return await preview_import(self.owner, self.parts, import_id, self.template.id, mapping)

    async def ask(self, import_id: UUID, on_faults: OnFaults = OnFaults.STOP, key: str | None = None) -> ImportedBatch:
        draft = ImportDraft(import_id, on_faults, template_id=self.template.id, idempotency_key=key)
        return await import_token_batch(self.owner, self.parts, draft)

    async def make(self, text: str | bytes, on_faults: OnFaults = OnFaults.STOP) -> TokenBatch:
        asked = await self.ask(await self.upload(text), on_faults)
        await fill_imported_batch(self.parts, asked.batch.id)  # no worker runs in tests of the domain
        return await TokenBatch.get(id=asked.batch.id)

    async def used(self) -> int:
        return (await PlanUsage.get(root_id=self.organization.root_id)).static_tokens

    async def nothing_was_created(self) -> bool:
        return not await TokenBatch.exists(issuer_id=self.organization.id) and await self.used() == 0


async def a_maker(parts: Parts, *, plan: str = "BUSINESS", fields: Sequence[FieldDraft] = FIELDS) -> Maker:
    organization = await a_brand(plan)
    owner = await a_member(organization)
    return Maker(parts, organization, owner, await a_template(organization, parts, *fields, actor=owner))


async def content(chunks: AsyncIterator[bytes]) -> str:
    return b"".join([chunk async for chunk in chunks]).decode()
