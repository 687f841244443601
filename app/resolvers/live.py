"""Subscriptions: subscribe first, then the present state, then every change, re-read as the viewer sees it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from uuid import UUID

import strawberry
from tortoise.queryset import QuerySet

from app.bus import GAP, Gap, Interest, Notice
from app.context import Info, Unauthenticated
from app.domain import devices, events, listing, news
from app.domain.errors import BadRequest
from app.domain.events import EventFilter
from app.domain.listing import DeviceFilter
from app.domain.organizations import organization_for
from app.domain.viewer import Viewer
from app.models import BatchStatus
from app.models import Event as EventRow
from app.models.identifiers import new_id
from app.resolvers.tokens import find_token_batch
from app.schema.devices import Device
from app.schema.events import Event
from app.schema.nodes import row_id
from app.schema.tokens import TokenBatch

MAXIMUM_DEVICES = 100
_RECHECK_SECONDS = 30.0
"""How often a quiet subscription asks whether its session still lives: the expiry of a session sends no message."""

_PAGE = 100


async def _notices(info: Info, *interests: Interest) -> AsyncGenerator[Notice, None]:
    """What happens to the interests, beginning with a gap: read the state now. Ends with the session.

    A role of the viewer's that changes is a gap too: what is theirs to see may
    be more or less now. Raises Unauthenticated when the session ends.
    """
    viewer = await info.context.viewer()
    own = ((news.SESSION, str(viewer.session_id)), (news.ROLES, str(viewer.account_id)))
    async with info.context.parts.bus.subscribe(*interests, *own) as subscription:
        # From here on nothing is missed, so what was read before is read again.
        info.context.forget()
        yield GAP
        while True:
            try:
                async with asyncio.timeout(_RECHECK_SECONDS):
                    notice = await anext(subscription)
            except TimeoutError:
                info.context.forget()
                await info.context.viewer()
                continue
            except StopAsyncIteration:
                return
            if not isinstance(notice, Gap) and notice.topic == news.SESSION:
                raise Unauthenticated
            info.context.forget()
            yield GAP if not isinstance(notice, Gap) and notice.topic == news.ROLES else notice


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
        async with aclosing(_notices(info, (news.BATCH, str(batch_id)))) as notices:
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
        newest = new_id()
        async with aclosing(_notices(info, (news.EVENT, str(place)))) as notices:
            async for notice in notices:
                viewer = await info.context.viewer()
                organization = await organization_for(viewer, place)
                rows = events.events_of_organization(viewer, organization, EventFilter(include_below=True))
                if rows is None:
                    return
                # What is told is told to the organizations it concerns; what was missed must be looked for.
                told = _later(rows, newest) if isinstance(notice, Gap) else EventRow.filter(id=UUID(notice.body))
                async for row in told:
                    newest = max(newest, row.id)
                    yield Event.of(row)


async def _later(rows: QuerySet[EventRow], newest: UUID) -> AsyncIterator[EventRow]:
    """The events after `newest`, oldest first."""
    while part := await rows.filter(id__gt=newest).order_by("id").limit(_PAGE):
        for row in part:
            yield row
        newest = part[-1].id


async def _devices(info: Info, ids: list[UUID]) -> AsyncGenerator[Device, None]:
    async with aclosing(_notices(info, *((news.DEVICE, str(each)) for each in ids))) as notices:
        async for notice in notices:
            viewer = await info.context.viewer()
            for device_id in ids if isinstance(notice, Gap) else [UUID(notice.body)]:
                seen = await devices.seen_device(viewer, device_id)
                if seen is not None:
                    yield Device.of(seen[0], viewer)


async def _organization_devices(info: Info, organization_id: UUID) -> AsyncGenerator[Device, None]:
    known: set[UUID] = set()
    async with aclosing(_notices(info, (news.DEVICE, str(organization_id)))) as notices:
        async for notice in notices:
            viewer = await info.context.viewer()
            if isinstance(notice, Gap):
                async for device in _standing_in(viewer, organization_id):
                    known.add(device.row.id)
                    yield device
                continue
            device_id = UUID(notice.body)
            seen = await devices.seen_device(viewer, device_id)
            stands_here = seen is not None and seen[0].organization_id == organization_id
            if seen is not None and (stands_here or device_id in known):
                yield Device.of(seen[0], viewer)
            # One that has left was shown a last time, if it is still to be seen at all.
            if stands_here:
                known.add(device_id)
            else:
                known.discard(device_id)


async def _standing_in(viewer: Viewer, organization_id: UUID) -> AsyncIterator[Device]:
    organization = await organization_for(viewer, organization_id)
    rows = listing.devices_of_organization(viewer, organization, DeviceFilter())
    last: UUID | None = None
    while rows is not None:
        part = await (rows if last is None else rows.filter(id__gt=last)).order_by("id").limit(_PAGE)
        for row in part:
            yield Device.of(row, viewer)
        if len(part) < _PAGE:
            return
        last = part[-1].id
