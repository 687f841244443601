"""Static tokens and their batches, for staff of the issuer."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.context import Info
from app.domain import events
from app.domain.errors import BadRequest
from app.domain.exports import label_printing
from app.domain.listing import TokenFilter as Wanted
from app.domain.tokens import tokens
from app.domain.tokens.minting import BatchDraft
from app.labels import qr
from app.labels.label import Label
from app.labels.layout import TextDoesNotFit
from app.labels.module_size import ModulesTooSmall
from app.labels.single import LabelFormat, LabelOptions, render_label
from app.labels.zpl import ResolutionUnknown
from app.models import Brand as BrandRow
from app.models import StaticToken as TokenRow
from app.models import TokenBatch as BatchRow
from app.schema.devices import Device
from app.schema.drawing import drawn
from app.schema.enums import BatchOrigin, BatchStatus, TokenOrigin, TokenStatus
from app.schema.events import Event, EventFilter, wanted_events
from app.schema.labels import LabelResult, LabelsInput, LabelSuccess
from app.schema.moments import moment
from app.schema.nodes import Node, global_id, row_id
from app.schema.paging import After, Before, Connection, First, Last, ListOrder, connection
from app.schema.templates import MetadataInput, MetadataValue, Template, values_in_order, values_of
from app.secrets.qr_token import QrToken

if TYPE_CHECKING:
    from app.schema.organizations import Organization
    from app.schema.people import User


strawberry.enum(
    LabelFormat, name="QrFormat", description="PNG and SVG are the bare QR code, PDF and ZPL the label with its texts."
)


@strawberry.type(description="What was minted for one device. Staff of the issuer see it, nobody else.")
class StaticToken(Node):
    status: TokenStatus
    origin: TokenOrigin
    serial: str | None = strawberry.field(description="The value of the template's first unique metadata field.")
    created_at: datetime
    claimed_at: datetime | None
    clone_suspected_at: datetime | None = strawberry.field(
        description="When two devices were first seen fighting over the AuthToken, anew after each hour of it. Null: "
        "never, or dismissed by `dismissCloneSuspicion`."
    )
    row: strawberry.Private[TokenRow]

    @classmethod
    def of(cls, row: TokenRow) -> "StaticToken":
        """The token of a row with its issuer loaded."""
        return cls(
            id=global_id("StaticToken", row.id),
            status=row.status,
            origin=row.origin,
            serial=row.serial,
            created_at=row.created_at,
            claimed_at=row.claimed_at,
            clone_suspected_at=row.clone_suspected_at,
            row=row,
        )

    @strawberry.field
    async def template(self, info: Info) -> Template:
        row = await info.context.loaders.template.load(self.row.template_id)
        assert row is not None, "templates are never deleted"
        return Template.of(row)

    @strawberry.field
    async def batch(self, info: Info) -> "TokenBatch | None":
        row = None if self.row.batch_id is None else await info.context.loaders.batch.load(self.row.batch_id)
        return None if row is None else TokenBatch.of(row)

    @strawberry.field(description="The organization that created it, for ever.")
    async def issuer(self) -> Annotated["Organization", strawberry.lazy("app.schema.organizations")]:
        from app.schema.organizations import Organization  # noqa: PLC0415  (they name each other)

        return Organization.of(self.row.issuer)

    @strawberry.field(description="Factory values.")
    async def metadata(self, info: Info) -> list[MetadataValue]:
        fields = await info.context.loaders.fields_of_template.load(self.row.template_id)
        return values_in_order(fields, self.row.metadata)

    @strawberry.field(description="The claiming secret, 20 characters; null for AuthTokens made without one.")
    async def qr_token(self, info: Info) -> str | None:
        opened = self._opened(info)
        return None if opened is None else opened.text

    @strawberry.field(description="The claiming secret as people read it: `XXXX-XXXX-XXXX-XXXX-XXXX`.")
    async def qr_token_grouped(self, info: Info) -> str | None:
        opened = self._opened(info)
        return None if opened is None else opened.grouped

    @strawberry.field(description="The link in the QR code.")
    async def claim_url(self, info: Info) -> str | None:
        opened = self._opened(info)
        return None if opened is None else await self._link(info, opened)

    @strawberry.field(
        description="A data URI: the QR code with modules of `moduleSize` pixels (1–64) as PNG or SVG, or the whole "
        "label of 50 × 25 mm as PDF or, for a printer of 203, 300 or 600 `dpi`, as ZPL. Null without a QR token."
    )
    async def qr_code(self, info: Info, format: LabelFormat, module_size: int = 8, dpi: int = 203) -> str | None:
        opened = self._opened(info)
        if opened is None:
            return None
        label, options = await self._label(info, opened), LabelOptions(module_size=module_size, dpi=dpi)
        try:
            rendered = await drawn(render_label, label, format, options)
        except (qr.ModuleSizeUnusable, ResolutionUnknown, ModulesTooSmall, TextDoesNotFit) as error:
            raise BadRequest(str(error)) from error
        return qr.data_uri(rendered.media_type, rendered.content)

    @strawberry.field(
        description="The label on paper of your choice, with what to know before printing. Null without a QR token."
    )
    async def label(self, info: Info, labels: LabelsInput | None = None) -> LabelResult | None:
        job = label_printing.print_job((labels or LabelsInput()).draft())
        opened = self._opened(info)
        if opened is None:
            return None
        return LabelSuccess.of(await drawn(label_printing.print_labels, [await self._label(info, opened)], job))

    def _opened(self, info: Info) -> QrToken | None:
        return tokens.qr_token_of(info.context.parts, self.row.id, self.row.sealed)

    async def _brand(self, info: Info) -> BrandRow:
        brand = await info.context.loaders.brand.load(self.row.issuer.root_id)
        assert brand is not None, "every root organization has a brand"
        return brand

    async def _link(self, info: Info, opened: QrToken) -> str:
        return tokens.claim_link(info.context.parts, await self._brand(info), opened)

    async def _label(self, info: Info, opened: QrToken) -> Label:
        template = await info.context.loaders.template.load(self.row.template_id)
        assert template is not None, "templates are never deleted"
        return Label(
            link=await self._link(info, opened),
            code=opened.grouped,
            product=template.name,
            brand=(await self._brand(info)).display_name,
            serial=self.row.serial or "",
        )

    @strawberry.field(description="Null until it first connects or is claimed.")
    async def device(self, info: Info) -> Device | None:
        row = await info.context.loaders.device_of_token.load(self.row.id)
        return None if row is None else Device.of(row, await info.context.viewer())

    @strawberry.field
    async def first_connected_at(self, info: Info) -> datetime | None:
        row = await info.context.loaders.device_of_token.load(self.row.id)
        return None if row is None else row.first_connected_at

    @strawberry.field(description="What happened to it, from its minting on.")
    async def history(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: EventFilter | None = None,
    ) -> Connection[Event]:
        rows = events.events_of_token(await info.context.viewer(), self.row, wanted_events(filter))
        return await connection(rows, Event.of, first=first, after=after, last=last, before=before)


@strawberry.input(description="Which static tokens are wanted; what is left out does not matter.")
class StaticTokenFilter:
    status: TokenStatus | None = None
    origin: TokenOrigin | None = None
    template_id: strawberry.ID | None = None
    batch_id: strawberry.ID | None = None
    serial_starts_with: str | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    is_clone_suspected: bool | None = None
    include_below: bool = strawberry.field(default=False, description="Those issued by organizations below as well.")

    def wanted(self) -> Wanted:
        if self.serial_starts_with is not None and "\0" in self.serial_starts_with:
            raise BadRequest("No serial holds the character NUL.")
        return Wanted(
            status=self.status,
            origin=self.origin,
            template_id=None if self.template_id is None else row_id("Template", self.template_id),
            batch_id=None if self.batch_id is None else row_id("TokenBatch", self.batch_id),
            serial_starts_with=self.serial_starts_with,
            created_from=moment(self.created_from),
            created_until=moment(self.created_until),
            is_clone_suspected=self.is_clone_suspected,
            include_below=self.include_below,
        )


@strawberry.type(description="Static tokens created together; all of them or none.")
class TokenBatch(Node):
    name: str
    origin: BatchOrigin
    status: BatchStatus
    token_count: int = strawberry.field(description="How many were asked for.")
    created_count: int = strawberry.field(description="How far the job has come.")
    failure: str | None
    created_at: datetime
    finished_at: datetime | None
    row: strawberry.Private[BatchRow]

    @classmethod
    def of(cls, row: BatchRow) -> "TokenBatch":
        return cls(
            id=global_id("TokenBatch", row.id),
            name=row.name,
            origin=row.origin,
            status=row.status,
            token_count=row.token_count,
            created_count=row.created_count,
            failure=row.failure,
            created_at=row.created_at,
            finished_at=row.finished_at,
            row=row,
        )

    @strawberry.field
    async def template(self, info: Info) -> Template:
        row = await info.context.loaders.template.load(self.row.template_id)
        assert row is not None, "templates are never deleted"
        return Template.of(row)

    @strawberry.field(description="Null when the account is gone.")
    async def created_by(self, info: Info) -> Annotated["User", strawberry.lazy("app.schema.people")] | None:
        from app.schema.people import User  # noqa: PLC0415  (they name each other)

        account_id: UUID | None = self.row.created_by_id
        row = None if account_id is None else await info.context.loaders.account.load(account_id)
        return None if row is None else User.of(row)

    @strawberry.field(description="Its tokens, in the order they were minted unless asked otherwise.")
    async def static_tokens(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        order_by: ListOrder = ListOrder.OLDEST_FIRST,
    ) -> Connection[StaticToken]:
        return await connection(
            TokenRow.filter(batch_id=self.row.id).select_related("issuer"),
            StaticToken.of,
            first=first,
            after=after,
            last=last,
            before=before,
            newest_first=order_by is ListOrder.NEWEST_FIRST,
        )


@strawberry.input
class CreateTokenBatchInput:
    organization_id: strawberry.ID = strawberry.field(description="The issuer.")
    template_id: strawberry.ID
    count: int = strawberry.field(description="How many tokens: 1–1,000,000.")
    name: str | None = None
    metadata: list[MetadataInput] = strawberry.field(
        default_factory=list, description="Values that all tokens of the batch share."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key and input replay the first answer for 24 hours."
    )

    def draft(self) -> BatchDraft:
        return BatchDraft(
            template_id=row_id("Template", self.template_id),
            count=self.count,
            name=self.name,
            metadata=values_of(self.metadata),
            idempotency_key=self.idempotency_key,
        )


@strawberry.input
class DisclaimTokensInput:
    token_ids: list[strawberry.ID] = strawberry.field(description="1–1,000 static tokens.")


@strawberry.input
class DeleteTokensInput:
    token_ids: list[strawberry.ID] = strawberry.field(description="1–1,000 static tokens.")
    confirm: int = strawberry.field(description="How many tokens are meant; nothing is deleted if it differs.")


@strawberry.input
class RevealAuthTokenInput:
    token_id: strawberry.ID


@strawberry.input
class RotateQrTokenInput:
    token_id: strawberry.ID


@strawberry.input
class DismissCloneSuspicionInput:
    token_id: strawberry.ID
