"""Who may come in at `/device`, and how: the same on every transport.

The AuthToken stands in `Authorization: Bearer …` on the upgrade, or in a first
frame `auth` within five seconds; in the address it is refused, unread.

`Origin` is not looked at: the most used Arduino library sends `file://`, and
what an Origin check protects, a browser's ambient credentials, is not used
here. A page that holds an AuthToken was given it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol
from uuid import UUID

import structlog

from app.device_ws import frames
from app.device_ws.closing import Ending
from app.device_ws.counts import DoorCounts
from app.device_ws.gathering import Gathered
from app.device_ws.limits import Limits
from app.device_ws.outage import DatabaseWatch
from app.device_ws.places import Place, Places
from app.device_ws.recording import Recorder
from app.device_ws.refusals import Refusal, RefusedTokens
from app.device_ws.session import Session
from app.device_ws.sessions import DeviceSessions, say_goodbye
from app.device_ws.transport import Transport
from app.domain.devices import arriving, authenticating, presence
from app.domain.devices.arriving import Arrival
from app.domain.devices.authenticating import Identity
from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken, AuthTokenMalformed

_log = structlog.get_logger()


class Newcomer(Protocol):
    """A device that asks to be let in, as its transport sees it."""

    place: Place | None
    """Where it is counted. The transport frees it at the end of the connection."""

    @property
    def address(self) -> str:
        """Whose connection it is."""

    @property
    def token_in_query(self) -> bool:
        """Whether the address held a token."""

    @property
    def authorization(self) -> str | None:
        """The header of that name."""

    @property
    def socket(self) -> Transport:
        """To speak through, once accepted."""

    async def accept(self) -> bool:
        """Answer the upgrade with 101, at once or together with the first frame; False when the device has gone."""

    def answer_now(self) -> None:
        """The first frame will take a while: the answer shall not wait for it."""

    async def deny(self, refusal: Refusal) -> None:
        """Answer it otherwise, which ends the connection."""

    async def first_message(self) -> str | bytes | None:
        """The first text or binary message after `accept`; None when the device has gone."""

    def attach(self, session: Session) -> None:
        """From now on, what comes belongs to this session; its end is the transport's to tell."""


class Admission:
    """Lets devices in, one call of `admit` for each connection."""

    def __init__(
        self,
        parts: Parts,
        node_id: UUID,
        sessions: DeviceSessions,
        recorder: Recorder,
        *,
        refused_tokens: RefusedTokens,
        database: DatabaseWatch,
        limits: Limits,
        counts: DoorCounts,
    ) -> None:
        self._parts = parts
        self._node_id = node_id
        self._sessions = sessions
        self._recorder = recorder
        self._refused_tokens = refused_tokens
        self._database = database
        self._limits = limits
        self._counts = counts
        self._places = Places(limits)
        self._identities = Gathered(
            self._authenticate,
            patience=limits.database_patience,
            note_size=counts.batches.labels("look-ups").observe,
        )
        self._arrivals = Gathered(
            self._arrive_together,
            patience=limits.database_patience,
            note_size=counts.batches.labels("arrivals").observe,
        )
        self._alone = asyncio.Semaphore(limits.database_share)
        self._arriving: dict[UUID, asyncio.Event] = {}
        self._is_open = False

    def open(self) -> None:
        """Let devices in."""
        self._is_open = True

    def shut(self) -> bool:
        """Let nobody in any more, and keep nobody waiting; whether it was open."""
        was_open, self._is_open = self._is_open, False
        self._refused_tokens.release()
        return was_open

    async def admit(self, newcomer: Newcomer) -> None:
        """From the upgrade to the welcome. When this returns, the device has a session or its connection has ended."""
        refusal = self._refusal_at_once(newcomer)
        if refusal is not None:
            await self._deny(newcomer, refusal)
            return
        if (authorization := newcomer.authorization) is not None:
            identity = await self._identify_by_header(newcomer, authorization)
        else:
            identity = await self._identify_by_frame(newcomer)
        if identity is not None:
            await self._let_in(newcomer, identity)

    def _refusal_at_once(self, newcomer: Newcomer) -> Refusal | None:
        if newcomer.token_in_query:
            return Refusal.TOKEN_IN_QUERY
        if not self._is_open:
            return Refusal.STOPPING
        place = self._places.take(newcomer.address)
        if isinstance(place, Refusal):
            return place
        newcomer.place = place
        return None

    async def _deny(self, newcomer: Newcomer, refusal: Refusal) -> None:
        self._counts.refused[refusal] += 1
        _log.debug("device.refused", reason=refusal.name)
        await newcomer.deny(refusal)

    # ---- Who is it? ----

    async def _identify_by_header(self, newcomer: Newcomer, authorization: str) -> Identity | None:
        """The device of the `Authorization` header, its WebSocket accepted; None when it was refused."""
        scheme, _, token_text = authorization.partition(" ")
        token_text = token_text.strip() if scheme.lower() == "bearer" else ""
        identity = await self._identify(token_text, newcomer)
        if isinstance(identity, Refusal):
            await self._deny(newcomer, identity)
            return None
        return identity if await newcomer.accept() else None

    async def _identify_by_frame(self, newcomer: Newcomer) -> Identity | None:
        """The device of the first frame; None when its connection has ended."""
        place = newcomer.place
        assert place is not None, "who is let this far has a place"
        if not place.begin_unknown():
            await self._deny(newcomer, Refusal.FULL)
            return None
        try:
            shown = await self._first_frame(newcomer) if await newcomer.accept() else None
            if isinstance(shown, frames.Auth):
                identity = await self._identify(shown.token, newcomer)
                if isinstance(identity, Identity):
                    return identity
                self._counts.refused[identity] += 1
                shown = Ending.TOKEN_REFUSED if identity is Refusal.TOKEN_REFUSED else Ending.OVERLOAD
            if shown is not None:
                self._counts.ended[shown] += 1
                say_goodbye(newcomer.socket, shown)
            return None
        finally:
            place.end_unknown()

    async def _first_frame(self, newcomer: Newcomer) -> frames.Auth | Ending | None:
        """The `auth` frame, or how the connection ends without one; None when the device has gone."""
        try:
            async with asyncio.timeout(self._limits.auth_seconds):
                message = await newcomer.first_message()
        except TimeoutError:
            return Ending.NO_AUTH_IN_TIME
        if message is None:
            return None
        if isinstance(message, bytes):
            return Ending.BINARY
        try:
            frame = frames.decode(message)
        except frames.FrameMalformed:
            return Ending.MALFORMED
        return frame if isinstance(frame, frames.Auth) else Ending.NOT_AUTHENTICATED

    async def _identify(self, token_text: str, newcomer: Newcomer) -> Identity | Refusal:
        """Who holds this AuthToken, by a share of one look-up at most; refused tokens are refused slowly."""
        try:
            auth_token = AuthToken.parse(token_text)
        except AuthTokenMalformed:
            identity = None
        else:
            try:
                identity = await self._identities.ask(auth_token)
            except Exception as error:
                self._database.failed(error)
                return Refusal.DATABASE_AWAY
        if identity is None:
            await self._refused_tokens.slow_down(token_text, newcomer.address)
            return Refusal.TOKEN_REFUSED
        return identity

    async def _authenticate(self, auth_tokens: Sequence[AuthToken]) -> list[Identity | None]:
        return await authenticating.authenticate(self._parts, auth_tokens)

    # ---- A known device. ----

    async def _let_in(self, newcomer: Newcomer, identity: Identity) -> None:
        """Open the device's session, take it up in the database, and welcome it; or end its connection."""
        if identity.is_suspended or not self._is_open:
            ending = Ending.SUSPENDED if identity.is_suspended else Ending.RESTART
            self._counts.ended[ending] += 1
            say_goodbye(newcomer.socket, ending)
            return
        session = self._sessions.open(identity, newcomer.socket)
        newcomer.attach(session)
        try:
            async with self._turn_of(session, newcomer):
                if session.is_over:
                    return
                arrival = await self._arrive(session.token_id, newcomer)
                standing = None if arrival else await presence.standing_of(session.token_id)
        except Exception as error:
            self._database.failed(error)
            self._recorder.is_in_doubt()
            self._sessions.end(session, Ending.OVERLOAD)
            return
        if arrival is not None:
            self._sessions.arrived(session, arrival)
        else:
            self._sessions.end(session, Ending.TOKEN_REFUSED if standing is None else Ending.REPLACED)

    async def _arrive(self, token_id: UUID, newcomer: Newcomer) -> Arrival | None:
        try:
            return await self._arrivals.ask(token_id)
        except arriving.ArrivalsHindered:
            # One of them must wait for a lock: the others shall not wait with it.
            newcomer.answer_now()
            async with self._alone:
                return await arriving.arrive(self._parts, token_id, self._node_id)

    async def _arrive_together(self, token_ids: Sequence[UUID]) -> list[Arrival | None]:
        arrivals = await arriving.arrive_together(self._parts, token_ids, self._node_id)
        return [arrivals.get(token_id) for token_id in token_ids]

    @asynccontextmanager
    async def _turn_of(self, session: Session, newcomer: Newcomer) -> AsyncIterator[None]:
        """Let connections of one token arrive one after the other, so that the newest gets the highest number."""
        while (ahead := self._arriving.get(session.token_id)) is not None:
            newcomer.answer_now()
            await ahead.wait()
        self._arriving[session.token_id] = over = asyncio.Event()
        try:
            yield
        finally:
            del self._arriving[session.token_id]
            over.set()
