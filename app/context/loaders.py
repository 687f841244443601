"""Rows that fields ask for one by one and that are fetched together, one statement for each kind."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise.models import Model

from app.domain.devices.transferring import open_transfers
from app.models import (
    Account,
    Brand,
    Device,
    DeviceTransfer,
    MetadataField,
    Organization,
    PlanUsage,
    Presence,
    StaticToken,
    Template,
    TokenBatch,
)

Row = TypeVar("Row", bound=Model)
Load = Callable[[list[UUID]], Coroutine[Any, Any, Sequence[Any]]]


def _by(model: type[Row], column: str, *related: str) -> Load:
    async def load(keys: list[UUID]) -> Sequence[Row | None]:
        rows = model.filter(**{f"{column}__in": keys})
        found = {getattr(row, column): row for row in await (rows.select_related(*related) if related else rows)}
        return [found.get(key) for key in keys]

    return load


async def _fields_by_template(template_ids: list[UUID]) -> Sequence[list[MetadataField]]:
    found: dict[UUID, list[MetadataField]] = {template_id: [] for template_id in template_ids}
    for field in await MetadataField.filter(template_id__in=template_ids).order_by("position"):
        found[field.template_id].append(field)
    return [found[template_id] for template_id in template_ids]


async def _open_transfers(device_ids: list[UUID]) -> Sequence[DeviceTransfer | None]:
    found = {row.device_id: row for row in await open_transfers().filter(device_id__in=device_ids)}
    return [found.get(device_id) for device_id in device_ids]


class Loaders:
    """One loader for each kind of row. They remember what they read: whoever wants it anew takes new ones."""

    def __init__(self) -> None:
        def loader(load: Load) -> DataLoader[UUID, Any]:
            return DataLoader(load_fn=load)

        self.account: DataLoader[UUID, Account | None] = loader(_by(Account, "id"))
        self.batch: DataLoader[UUID, TokenBatch | None] = loader(_by(TokenBatch, "id"))
        self.brand: DataLoader[UUID, Brand | None] = loader(_by(Brand, "organization_id", "organization__plan"))
        self.device_of_token: DataLoader[UUID, Device | None] = loader(
            _by(Device, "static_token_id", "static_token__issuer", "organization")
        )
        self.device: DataLoader[UUID, Device | None] = loader(_by(Device, "id", "static_token__issuer", "organization"))
        self.fields_of_template: DataLoader[UUID, list[MetadataField]] = loader(_fields_by_template)
        self.open_transfer_of_device: DataLoader[UUID, DeviceTransfer | None] = loader(_open_transfers)
        self.organization: DataLoader[UUID, Organization | None] = loader(_by(Organization, "id"))
        self.presence: DataLoader[UUID, Presence | None] = loader(_by(Presence, "device_id"))
        self.static_token: DataLoader[UUID, StaticToken | None] = loader(_by(StaticToken, "id", "issuer"))
        self.template: DataLoader[UUID, Template | None] = loader(_by(Template, "id"))
        self.usage_of_root: DataLoader[UUID, PlanUsage | None] = loader(_by(PlanUsage, "root_id"))
