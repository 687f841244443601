"""Sessions and their refresh tokens: rotated at each use, one family, ended by the use of an old one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.queryset import QuerySet

from app.database import clock
from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain import history, news
from app.domain.errors import DomainError
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.models import RefreshToken, Session
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed, successor

LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
"""How long a spent refresh token gives the same successor again: for an answer that was lost on the way."""

_MEMORY_DAYS = 30
"""How long a session that is over is kept."""


class SessionExpired(DomainError):
    """The refresh token is unknown, expired, or of an ended session: all alike."""

    message = "The session is over. Sign in again."


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A live session with the one plaintext of its newest refresh token."""

    session_id: UUID
    account_id: UUID
    refresh_token: OpaqueToken = field(repr=False)
    expires_at: datetime


async def start(account_id: UUID, *, device_name: str | None) -> StartedSession:
    """Begin a session with its first refresh token, in the running transaction."""
    session_id, token = new_id(), OpaqueToken.mint(OpaqueKind.REFRESH)
    expires_at = clock.now() + LIFETIME
    # Nobody is refused for what their client calls itself: what cannot be shown is left out.
    shown = "".join(character for character in device_name or "" if character.isprintable())[:200]
    await Session.create(id=session_id, account_id=account_id, device_name=shown or None, expires_at=expires_at)
    await RefreshToken.create(digest=token.digest, session_id=session_id)
    return StartedSession(session_id, account_id, token, expires_at)


async def refresh(parts: Parts, refresh_token: str) -> StartedSession:
    """Exchange a refresh token for its successor.

    Of parallel uses all get the same successor, which is derived from the
    token, within `GRACE` after the first; later uses end the whole session.
    Raises SessionExpired.
    """
    try:
        token = OpaqueToken.parse(OpaqueKind.REFRESH, refresh_token)
    except OpaqueTokenMalformed as error:
        raise SessionExpired from error
    next_token = successor(token, parts.derivation_key)
    async with transaction():
        row = await fetch_row(
            """
            SELECT refresh_token.id, refresh_token.used_at, session.id AS session_id, session.account_id, now() AS now
            FROM refresh_token JOIN session ON session.id = refresh_token.session_id
            JOIN account ON account.id = session.account_id
            JOIN organization AS root ON root.id = account.root_id AND root.suspended_at IS NULL
            WHERE refresh_token.digest = $1 AND session.ended_at IS NULL AND session.expires_at > now()
            FOR UPDATE OF session, refresh_token
            """,
            token.digest,
        )
        if row is None:
            raise SessionExpired
        now = row["now"]  # not this machine's clock: another node's may have used the token
        reused = row["used_at"] is not None and now - row["used_at"] > GRACE
        if reused:
            await _end(row["session_id"], row["account_id"], EventKind.SESSION_REVOKED)
        elif row["used_at"] is None:
            await execute("UPDATE refresh_token SET used_at = now() WHERE id = $1", row["id"])
            await RefreshToken.create(digest=next_token.digest, session_id=row["session_id"])
            await execute(
                "UPDATE session SET last_used_at = now(), expires_at = $2 WHERE id = $1",
                row["session_id"],
                now + LIFETIME,
            )
    if reused:
        parts.bus.publish(*news.session_ended([row["session_id"]]))
        raise SessionExpired
    return StartedSession(row["session_id"], row["account_id"], next_token, now + LIFETIME)


async def sign_out(actor: Viewer, parts: Parts, *, everywhere: bool) -> int:
    """End the actor's session, or all of theirs; returns how many ended."""
    async with transaction():
        ended = await fetch(
            """
            UPDATE session SET ended_at = now()
            WHERE account_id = $1 AND ended_at IS NULL AND (id = $2 OR $3) RETURNING id
            """,
            actor.account_id,
            actor.session_id,
            everywhere,
        )
        for row in ended:
            await history.record(EventKind.SIGNED_OUT, actor_id=actor.account_id, facts={"session": str(row["id"])})
    parts.bus.publish(*news.session_ended(row["id"] for row in ended))
    return len(ended)


def sessions_of(viewer: Viewer) -> QuerySet[Session]:
    """The viewer's own sessions that are not over."""
    return Session.filter(account_id=viewer.account_id, ended_at=None, expires_at__gt=clock.NOW)


class SessionNotYours(DomainError):
    """There is no such live session of the actor's."""

    message = "There is no such session of yours, or it is over already."


async def end_session(actor: Viewer, parts: Parts, session_id: UUID) -> UUID:
    """End one of the actor's own sessions, on whichever device it is. Raises SessionNotYours."""
    async with transaction():
        ended = await fetch_row(
            """
            UPDATE session SET ended_at = now()
            WHERE id = $1 AND account_id = $2 AND ended_at IS NULL AND expires_at > now() RETURNING id
            """,
            session_id,
            actor.account_id,
        )
        if ended is None:
            raise SessionNotYours
        await history.record(EventKind.SIGNED_OUT, actor_id=actor.account_id, facts={"session": str(session_id)})
    parts.bus.publish(*news.session_ended([session_id]))
    return session_id


async def end_all(account_id: UUID, *, but: UUID | None = None) -> list[UUID]:
    """End an account's sessions, in the running transaction; the caller tells of those returned after it."""
    ended = await fetch(
        """
        UPDATE session SET ended_at = now()
        WHERE account_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2 RETURNING id
        """,
        account_id,
        but,
    )
    return [row["id"] for row in ended]


async def forget_old_sessions() -> int:
    """Delete what has been over for a month, with its refresh tokens; returns how many sessions."""
    return await execute(
        "DELETE FROM session WHERE coalesce(ended_at, expires_at) < now() - make_interval(days => $1)", _MEMORY_DAYS
    )


async def _end(session_id: UUID, account_id: UUID, kind: EventKind) -> None:
    await execute("UPDATE session SET ended_at = now() WHERE id = $1", session_id)
    await history.record(kind, actor_id=account_id, facts={"session": str(session_id)})
