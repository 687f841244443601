"""The devices connected to this node: one connection for each token, the newest wins."""

import random
from collections.abc import Callable
from uuid import UUID

import structlog

from app.bus import Gap, Notice
from app.database import clock
from app.device_ws import frames
from app.device_ws.clones import Swaps
from app.device_ws.closing import Ending
from app.device_ws.counts import DoorCounts
from app.device_ws.limits import Limits
from app.device_ws.readers import IdleReaders
from app.device_ws.recording import Recorder
from app.device_ws.registry import Registry
from app.device_ws.session import Session
from app.device_ws.standings import StandingReader
from app.device_ws.transport import Transport
from app.device_ws.wheel import SilenceWheel
from app.domain.devices.arriving import Arrival
from app.domain.devices.authenticating import Identity
from app.domain.devices.presence import Standing
from app.models import PresenceReason

REPLACED_SECONDS = 10.0
"""How long a replaced connection speaks for its device, should the new one not arrive."""

_log = structlog.get_logger()


class DeviceSessions:
    """Decides who is connected here and what each device is told.

    Knows neither sockets nor the database: `Transport`, `Recorder` and
    `StandingReader` do. A session is registered before its device arrives in
    the database, so that nothing told in between is missed.
    """

    def __init__(
        self,
        registry: Registry,
        recorder: Recorder,
        standings: StandingReader,
        *,
        limits: Limits,
        clock: Callable[[], float],
        counts: DoorCounts,
    ) -> None:
        self._registry = registry
        self._recorder = recorder
        self._standings = standings
        self._limits = limits
        self._clock = clock
        self._counts = counts
        self._swaps = Swaps(clock)
        self._wheel = SilenceWheel(clock())
        self._readers = IdleReaders(limits.reading_seconds)

    # ---- Coming and going. ----

    def open(self, identity: Identity, transport: Transport) -> Session:
        """Register a new connection; an older one of the same token gets its `bye: replaced`."""
        session = Session(identity, transport, self._limits, self._clock())
        older = self._registry.get(identity.token_id)
        if older is not None:
            session.replaced_another = True
            self.end(older, Ending.REPLACED)
            self._note_swap(identity.token_id)
        self._registry.put(session)
        self._wheel.watch(session)
        return session

    def arrived(self, session: Session, arrival: Arrival) -> None:
        """The device of a registered connection has arrived in the database: welcome it."""
        session.device_id, session.number = arrival.device_id, arrival.session
        if session.is_over:  # ended while it arrived
            self._recorder.depart(session, PresenceReason.DISCONNECTED)
            return
        was_here = self._recorder.is_back(session.token_id)
        if session.newest_elsewhere > session.number:
            self.end(session, Ending.REPLACED)
            return
        if arrival.took_over and not was_here and not session.replaced_another:
            self._note_swap(session.token_id)
        self._counts.arrived += 1
        self._standings.ask([session.token_id])  # its metadata, together with that of others who arrive now
        self._drop_if_deaf(session, heard=session.welcome(clock.seconds(), is_claimed=arrival.is_claimed))
        _log.debug("device.arrived", connection=session.connection_id, device=str(session.device_id))

    def left(self, session: Session) -> None:
        """The connection has ended by itself; nothing happens if we ended it."""
        if session.is_over:
            return
        self._forget(session)
        if session.number:
            self._counts.left += 1
            self._recorder.depart(session, PresenceReason.DISCONNECTED)
        _log.debug("device.left", connection=session.connection_id)

    def end(self, session: Session, ending: Ending, *, retry_seconds: int | None = None) -> None:
        """End a connection in the way that tells the device what to do next."""
        if session.is_over:
            return
        self._forget(session)
        self._counts.ended[ending] += 1
        _log.debug("device.ended", connection=session.connection_id, ending=ending.name)
        say_goodbye(session.transport, ending, retry_seconds)
        if session.number and ending is not Ending.TOKEN_REFUSED:
            after = REPLACED_SECONDS if ending is Ending.REPLACED else 0.0
            self._recorder.depart(session, ending.presence, after=after)

    def _forget(self, session: Session) -> None:
        session.is_over = True
        self._registry.remove(session)

    def _note_swap(self, token_id: UUID) -> None:
        if self._swaps.note(token_id):
            _log.info("device.clone_suspected", token=str(token_id))
            self._recorder.suspect_clone(token_id)

    # ---- What devices say. ----

    def hear(self, session: Session) -> None:
        """A frame or ping came; too many of them end the connection."""
        now = self._clock()
        if session.is_over:
            return
        if session.hear(now):
            self._readers.notice(session, now)
        else:
            self.end(session, Ending.OVERLOAD)

    def receive(self, session: Session, message: str | bytes) -> None:
        """A message came; devices send text."""
        if isinstance(message, bytes):
            self.end(session, Ending.BINARY)
            return
        self._counts.frames += 1
        self.hear(session)
        if session.is_over:
            return
        try:
            frame = frames.decode(message)
        except frames.FrameMalformed:
            self.end(session, Ending.MALFORMED)
            return
        match frame:
            case frames.Heartbeat():
                self._drop_if_deaf(session, heard=session.say(frames.heartbeat(clock.seconds())))
            case frames.Hello(firmware, hardware) if session.device_id and (firmware or hardware):
                self._recorder.note_versions(session.device_id, firmware, hardware)
            case frames.Answer(command_id, error):
                self._note_answer(session, command_id, error)
            case _:
                pass  # a newer firmware's, or an `auth` too many

    def _note_answer(self, session: Session, command_id: str, error: str | None) -> None:
        if error is None:
            self._counts.commands_done += 1
        else:
            self._counts.commands_failed += 1
        _log.debug("device.answered", connection=session.connection_id, command=command_id, error=error)

    def _drop_if_deaf(self, session: Session, *, heard: bool) -> None:
        if not heard:
            self.end(session, Ending.OVERLOAD)

    # ---- What others say of devices. ----

    def on_notice(self, notice: Notice) -> None:
        """Listen to the bus's topic of connection orders; after a gap, everything is read again."""
        if isinstance(notice, Gap):
            self._standings.ask(session.token_id for session in self._registry.arrived())
            return
        session = self._registry.get(UUID(notice.keys[0]))
        if session is None:
            return
        order, _, argument = notice.body.partition(":")
        match order:
            case "deleted":
                self.end(session, Ending.TOKEN_REFUSED)
            case "changed" if session.number:  # one that is still arriving reads it then
                self._standings.ask([session.token_id])
            case "identify":
                self._drop_if_deaf(session, heard=session.say(frames.command(argument, "identify")))
            case "arrived":
                self._hear_of_newer(session, int(argument))

    def _hear_of_newer(self, session: Session, number: int) -> None:
        if not session.number:
            session.newest_elsewhere = max(session.newest_elsewhere, number)
        elif number > session.number:
            self.end(session, Ending.REPLACED)
            self._note_swap(session.token_id)

    def apply(self, token_id: UUID, standing: Standing | None) -> None:
        """Tell a device its standing, or end its connection if it has none any more."""
        session = self._registry.get(token_id)
        if session is None or not session.number:
            return
        if standing is None:
            self.end(session, Ending.TOKEN_REFUSED)
        elif standing.is_suspended:
            self.end(session, Ending.SUSPENDED)
        elif standing.session is not None and standing.session > session.number:
            self.end(session, Ending.REPLACED)
        else:
            self._drop_if_deaf(session, heard=session.tell(standing))

    # ---- What time says. ----

    def tick(self) -> None:
        """Find the devices that have been silent for too long, or do not read. Called about once a second."""
        now = self._clock()
        for session in self._wheel.silent(now):
            self.end(session, Ending.TIMEOUT)
        for session in self._readers.idle(now):
            self.end(session, Ending.OVERLOAD)
        self._swaps.forget_old()


def say_goodbye(transport: Transport, ending: Ending, retry_seconds: int | None = None) -> None:
    """End an accepted connection: a close frame if the device shall not come back, `bye` and a drop if it may."""
    if ending.close_code is not None:
        transport.close(ending.close_code, ending.reason)
        return
    assert ending.retry_seconds is not None, "an ending has a close code or a time to come back"
    retry = retry_seconds if retry_seconds is not None else random.randint(*ending.retry_seconds)  # noqa: S311
    transport.send_text(frames.bye(ending.reason, retry))
    transport.drop()
