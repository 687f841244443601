"""Subscriptions: subscribe first, then the present state, then every change, re-read as the viewer sees it."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from uuid import UUID

import strawberry
from tortoise.queryset import QuerySet

from app.bus import Gap
from app.context import Info
from app.domain import events, listing, news
from app.domain.devices.devices import Sight
from app.domain.errors import BadRequest
from app.domain.events import EventFilter
from app.domain.listing import DeviceFilter
from app.domain.organizations.organizations import organization_for
from app.models import BatchStatus
from app.models import Event as EventRow
from app.resolvers.tokens import find_token_batch
from app.schema.devices import Device
from app.schema.events import Event
from app.schema.nodes import row_id
from app.schema.tokens import TokenBatch

MAXIMUM_DEVICES = 100
_PAGE = 100


@strawberry.type
class LiveSubscription:
    @strawberry.subscription(
        description="The present state of the devices (up to 100, or all that stand in an organization), then every "
        "change of theirs. Devices that stop being yours to see fall silent."
    )
    async def device_status_changed(
        self,
        info: Info,
        device_ids: list[strawberry.ID] | None = None,
        organization_id: strawberry.ID | None = None,
    ) -> AsyncGenerator[Device, None]:
        await info.context.viewer()
        if (device_ids is None) == (organization_id is None):
            raise BadRequest("Give either `deviceIds` or `organizationId`.")
        if organization_id is not None:
            changes = _organization_devices(info, row_id("Organization", organization_id))
        else:
            ids = list(dict.fromkeys(row_id("Device", each) for each in device_ids or ()))
            if not 1 <= len(ids) <= MAXIMUM_DEVICES:
                raise BadRequest(f"Name between 1 and {MAXIMUM_DEVICES} devices.")
            changes = _devices(info, ids)
        async with aclosing(changes):
            async for device in changes:
                yield device

    @strawberry.subscription(description="The batch as it is, then as its job goes on; ends when the job does.")
    async def token_batch_progressed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[TokenBatch, None]:
        await info.context.viewer()
        batch_id = row_id("TokenBatch", id)
        async with aclosing(info.context.notices((news.BATCH, str(batch_id)))) as notices:
            async for _ in notices:
                batch = await find_token_batch(info, id)
                if batch is None:
                    return
                yield batch
                if batch.status in {BatchStatus.COMPLETE, BatchStatus.FAILED}:
                    return

    @strawberry.subscription(description="What happens from now on in an organization and below it, for its staff.")
    async def organization_events(self, info: Info, organization_id: strawberry.ID) -> AsyncGenerator[Event, None]:
        await info.context.viewer()
        place = row_id("Organization", organization_id)
        memory = info.context.memory
        async with aclosing(info.context.notices((news.EVENT, str(place)))) as notices:
            async for notice in notices:
                viewer = await info.context.viewer()
                organization = await organization_for(viewer, place)
                rows = events.events_of_organization(viewer, organization, EventFilter(include_below=True))
                if rows is None:
                    return
                # What is told is told to the organizations it concerns; what was missed must be looked for.
                told = _later(rows, memory.newest) if isinstance(notice, Gap) else EventRow.filter(id=UUID(notice.body))
                async for row in told:
                    memory.newest = max(memory.newest, row.id)
                    yield Event.of(row)


async def _later(rows: QuerySet[EventRow], newest: UUID) -> AsyncIterator[EventRow]:
    """The events after `newest`, oldest first."""
    while part := await rows.filter(id__gt=newest).order_by("id").limit(_PAGE):
        for row in part:
            yield row
        newest = part[-1].id


async def _devices(info: Info, ids: list[UUID]) -> AsyncGenerator[Device, None]:
    async with aclosing(info.context.notices(*((news.DEVICE, str(each)) for each in ids))) as notices:
        async for notice in notices:
            changed = ids if isinstance(notice, Gap) else [UUID(notice.body)]
            await info.context.loaders.device.load_many(changed)
            await info.context.loaders.presence.load_many(changed)
            for device_id in changed:
                device = await _seen(info, device_id)
                if device is not None:
                    yield device


async def _organization_devices(info: Info, organization_id: UUID) -> AsyncGenerator[Device, None]:
    known = info.context.memory.known
    async with aclosing(info.context.notices((news.DEVICE, str(organization_id)))) as notices:
        async for notice in notices:
            if isinstance(notice, Gap):
                async for device in _standing_in(info, organization_id):
                    known.add(str(device.row.id))
                    yield device
                continue
            seen = await _seen(info, UUID(notice.body))
            stands_here = seen is not None and seen.row.organization_id == organization_id
            if seen is not None and (stands_here or notice.body in known):
                yield seen
            # One that has left was shown a last time, if it is still to be seen at all.
            if stands_here:
                known.add(notice.body)
            else:
                known.discard(notice.body)


async def _seen(info: Info, device_id: UUID) -> Device | None:
    """The device as it is now, if the viewer sees anything of it."""
    viewer = await info.context.viewer()
    row = await info.context.loaders.device.load(device_id)
    device = None if row is None else Device.of(row, viewer)
    return None if device is None or device.sight is Sight.NOTHING else device


async def _standing_in(info: Info, organization_id: UUID) -> AsyncIterator[Device]:
    """All devices there, a page at a time with what is asked of each: one by one they would take ten times as long."""
    viewer = await info.context.viewer()
    organization = await organization_for(viewer, organization_id)
    rows = listing.devices_of_organization(viewer, organization, DeviceFilter())
    last: UUID | None = None
    while rows is not None:
        part = await (rows if last is None else rows.filter(id__gt=last)).order_by("id").limit(_PAGE)
        await info.context.loaders.presence.load_many([row.id for row in part])
        for row in part:
            yield Device.of(row, viewer)
        if len(part) < _PAGE:
            return
        last = part[-1].id
