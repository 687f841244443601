"""Finds the devices that go on sending and take nothing of what waits for them."""

from app.device_ws.session import Session


class IdleReaders:
    """The sessions for which something waits: how much at the last look, and since when none of it was taken.

    Slow devices are not idle: it is enough that less waits than at the look
    before. What the system holds for a device counts as taken, so few are ever
    in here.
    """

    def __init__(self, patience: float) -> None:
        """`patience`: seconds in which something must be taken."""
        self._patience = patience
        self._watched: dict[Session, tuple[int, float]] = {}

    def notice(self, session: Session, now: float) -> None:
        """Look after a session from which something was heard, if something waits for it."""
        if session.transport.unread and session not in self._watched:
            self._watched[session] = (session.transport.unread, now)

    def idle(self, now: float) -> list[Session]:
        """The sessions that have taken nothing for too long. To be asked about once a second."""
        found = []
        for session, (before, since) in list(self._watched.items()):
            unread = session.transport.unread
            if session.is_over or not unread:
                del self._watched[session]
            elif unread < before:
                self._watched[session] = (unread, now)
            elif now - since >= self._patience:
                del self._watched[session]
                found.append(session)
            else:
                self._watched[session] = (unread, since)
        return found
