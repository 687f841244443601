"""Writes down what happens to connections: gathered for a moment, written together, again until it succeeds."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from app.device_ws.counts import DoorCounts
from app.device_ws.limits import Limits
from app.device_ws.outage import DatabaseWatch
from app.device_ws.registry import Registry
from app.device_ws.session import Session
from app.domain.devices import presence
from app.domain.parts import Parts
from app.models import PresenceReason

MOST_AT_ONCE = 1_000
"""Rows in one statement."""

RETRY_SECONDS = 1.0

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Departure:
    """A connection that is over, and when presence shall say so."""

    device_id: UUID
    number: int
    reason: PresenceReason
    due: float
    has_grace: bool = False
    """Whether its template asks not to show it before; otherwise a node that stops need not wait."""


class Recorder:
    """All that a node writes about its devices besides their arrival.

    A device that comes back to this node before its departure is due never
    left. Nothing here speaks for a newer connection: presence is fenced by the
    number of the session.
    """

    def __init__(
        self,
        parts: Parts,
        node_id: UUID,
        registry: Registry,
        *,
        limits: Limits,
        clock: Callable[[], float],
        database: DatabaseWatch,
        counts: DoorCounts,
    ) -> None:
        self._parts = parts
        self._node_id = node_id
        self._counts = counts
        self._registry = registry
        self._limits = limits
        self._clock = clock
        self._database = database
        self._departures: dict[UUID, Departure] = {}
        self._versions: dict[UUID, tuple[str | None, str | None]] = {}
        self._clones: set[UUID] = set()
        self._node_was_lost = False
        self._is_in_doubt = False
        self._seen_due = clock() + limits.seen_seconds
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()

    def depart(self, session: Session, reason: PresenceReason, *, after: float = 0.0) -> None:
        """An arrived connection is over; presence says so `after` seconds, or its template's grace if longer."""
        assert session.device_id is not None, "what has not arrived cannot depart"
        due = self._clock() + max(after, session.grace_seconds)
        has_grace = session.grace_seconds > 0
        self._put(session.token_id, Departure(session.device_id, session.number, reason, due, has_grace))
        self._wake.set()

    def _put(self, token_id: UUID, departure: Departure) -> None:
        """Only the newest connection of a token has anything to say."""
        known = self._departures.get(token_id)
        if known is None or known.number < departure.number:
            self._departures[token_id] = departure

    def is_back(self, token_id: UUID) -> bool:
        """The token's device holds a new connection; whether it had departed unnoticed."""
        return self._departures.pop(token_id, None) is not None

    @property
    def leaves_some_behind(self) -> bool:
        """Whether departures wait whose devices are still shown online, because they have grace."""
        return bool(self._departures)

    def note_versions(self, device_id: UUID, firmware: str | None, hardware: str | None) -> None:
        """Write down what a device says of itself, some time soon."""
        known = self._versions.get(device_id, (None, None))
        self._versions[device_id] = (firmware or known[0], hardware or known[1])

    def suspect_clone(self, token_id: UUID) -> None:
        """Flag a token whose connections keep replacing each other."""
        self._clones.add(token_id)
        self._wake.set()

    def node_was_lost(self) -> None:
        """The others may have taken this node for lost: show its devices online again."""
        self._node_was_lost = True
        self._wake.set()

    def is_in_doubt(self) -> None:
        """An arrival failed half-way: compare what presence holds of this node with what is here."""
        self._is_in_doubt = True

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.tick_seconds):
                    await self._wake.wait()
            self._wake.clear()
            if not await self.write():
                await asyncio.sleep(RETRY_SECONDS)

    async def write(self, *, everything: bool = False) -> bool:
        """Write what is due, or `everything` but what has grace; False when the database did not take it."""
        async with self._writing:
            return await self._database.attempt(self._write(everything=everything))

    async def _write(self, *, everything: bool) -> None:
        await self._write_departures(everything=everything)
        await self._return_online()
        if everything or self._clock() >= self._seen_due:
            await self._write_seen()
            await self._write_versions()
            self._seen_due = self._clock() + self._limits.seen_seconds
        await self._settle_doubt()
        await self._flag_clones()

    async def _write_departures(self, *, everything: bool) -> None:
        now = self._clock()
        for reason in PresenceReason:
            due = [
                (token_id, departure)
                for token_id, departure in self._departures.items()
                if departure.reason is reason and (departure.due <= now or (everything and not departure.has_grace))
            ]
            for some in _parts_of(due):
                gone = [(departure.device_id, departure.number) for _, departure in some]
                await presence.leave(self._parts, gone, reason)
                self._counts.batches.labels("departures").observe(len(gone))
                for token_id, departure in some:
                    if self._departures.get(token_id) is departure:
                        del self._departures[token_id]

    async def _flag_clones(self) -> None:
        while self._clones:
            token_id = next(iter(self._clones))
            await presence.suspect_clone(self._parts, token_id)
            self._clones.discard(token_id)

    async def _return_online(self) -> None:
        if not self._node_was_lost:
            return
        for some in _parts_of(self._registry.arrived()):
            alive = [
                (session.device_id, session.number) for session in some if session.device_id and not session.is_over
            ]
            await presence.return_online(self._parts, self._node_id, alive)
        self._node_was_lost = False

    async def _settle_doubt(self) -> None:
        if not self._is_in_doubt:
            return
        self._is_in_doubt = False
        try:
            rows = await presence.online_on(self._node_id)
        except BaseException:
            self._is_in_doubt = True
            raise
        for token_id, device_id, number in rows:
            session = self._registry.get(token_id)
            if session is not None and not session.number:
                self._is_in_doubt = True  # it is arriving at this moment: look again
            elif session is None:
                self._put(token_id, Departure(device_id, number, PresenceReason.DISCONNECTED, self._clock()))

    async def _write_seen(self) -> None:
        heard = [session for session in self._registry.arrived() if session.heard_at > session.noted_at]
        for some in _parts_of(heard):
            now = self._clock()
            seen = [
                (session.device_id, session.number, timedelta(seconds=now - session.heard_at))
                for session in some
                if session.device_id and not session.is_over
            ]
            until = [session.heard_at for session in some]
            await presence.note_seen(seen)
            self._counts.batches.labels("last seen").observe(len(seen))
            for session, heard_at in zip(some, until, strict=True):
                session.noted_at = heard_at

    async def _write_versions(self) -> None:
        while self._versions:
            some = dict(islice(self._versions.items(), MOST_AT_ONCE))
            await presence.note_versions([(device_id, *versions) for device_id, versions in some.items()])
            self._counts.batches.labels("versions").observe(len(some))
            for device_id, versions in some.items():
                if self._versions.get(device_id) == versions:
                    del self._versions[device_id]


def _parts_of(items: Sequence[_Item]) -> Iterable[Sequence[_Item]]:
    return (items[start : start + MOST_AT_ONCE] for start in range(0, len(items), MOST_AT_ONCE))
