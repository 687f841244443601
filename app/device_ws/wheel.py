"""One clock for all devices: finds those that have been silent for too long."""

from collections.abc import Iterator

from app.device_ws.session import Session


class SilenceWheel:
    """Sessions by the second in which their silence would be too long.

    A sign of life costs nothing here: when a session's second comes and it was
    heard meanwhile, it moves to the second that follows from that. So a device
    is touched once in twice its heartbeat, not with every frame.
    """

    def __init__(self, now: float) -> None:
        self._reached = int(now)
        self._by_second: dict[int, list[Session]] = {}

    def watch(self, session: Session) -> None:
        """Look after a session until it is over."""
        second = max(int(session.heard_at + session.silence_allowed), self._reached) + 1
        self._by_second.setdefault(second, []).append(session)

    def silent(self, now: float) -> Iterator[Session]:
        """The sessions whose silence has become too long since the last call."""
        while self._reached < int(now):
            self._reached += 1
            for session in self._by_second.pop(self._reached, ()):
                if session.is_over:
                    continue
                if session.heard_at + session.silence_allowed <= now:
                    yield session
                else:
                    self.watch(session)
