"""One device's connection on this node: what it was told, when it was heard."""

import secrets
from uuid import UUID

from app.device_ws import frames
from app.device_ws.frames import Metadata
from app.device_ws.limits import Limits
from app.device_ws.transport import Transport
from app.domain.devices.authenticating import Identity
from app.domain.devices.presence import Standing


class Session:
    """The state of one accepted connection. Kept by `DeviceSessions`, which alone changes who holds what."""

    __slots__ = (
        "_allowance",
        "_early",
        "_limits",
        "_metadata",
        "connection_id",
        "device_id",
        "grace_seconds",
        "heard_at",
        "heartbeat_seconds",
        "is_claimed",
        "is_over",
        "is_welcomed",
        "newest_elsewhere",
        "noted_at",
        "number",
        "replaced_another",
        "token_id",
        "transport",
    )

    def __init__(self, identity: Identity, transport: Transport, limits: Limits, now: float) -> None:
        self.token_id = identity.token_id
        self.heartbeat_seconds = identity.heartbeat_seconds
        self.grace_seconds = identity.grace_seconds
        self.transport = transport
        self.connection_id = secrets.token_hex(8)
        """Names this connection in the welcome and in logs."""
        self.device_id: UUID | None = None
        self.number = 0
        """The number presence knows this connection by; 0 until it has arrived."""
        self.newest_elsewhere = 0
        """The highest number heard of from other nodes while ours was not known yet."""
        self.replaced_another = False
        self.heard_at = now
        self.noted_at = now
        """Up to when `heard_at` has been written down."""
        self.is_over = False
        self.is_welcomed = False
        self.is_claimed = False
        self._metadata: Metadata = {}
        self._early: list[str] = []
        self._limits = limits
        self._allowance = limits.frame_burst

    @property
    def silence_allowed(self) -> float:
        """Seconds of silence after which the device counts as gone."""
        return 2 * self.heartbeat_seconds + 5

    def hear(self, now: float) -> bool:
        """Note a sign of life; False when there are more of them than a device may send."""
        limits = self._limits
        allowance = self._allowance + (now - self.heard_at) * limits.frames_per_second
        allowance = min(allowance, limits.frame_burst)
        self._allowance = allowance - 1
        self.heard_at = now
        return allowance >= 1

    def say(self, *texts: str) -> bool:
        """Send frames, after the welcome if that is still to come; False when the device does not read."""
        if not self.is_welcomed:
            self._early.extend(texts)
            return True
        return all(map(self.transport.send_text, texts))

    def welcome(self, now: float, *, is_claimed: bool) -> bool:
        """Send the welcome, then what has waited for it; False when the device does not read."""
        assert self.device_id is not None, "a device is welcomed when it has arrived"
        self.is_welcomed, self.is_claimed = True, is_claimed
        text = frames.welcome(
            str(self.device_id),
            self.connection_id,
            now,
            heartbeat_seconds=self.heartbeat_seconds,
            is_claimed=is_claimed,
        )
        early, self._early = self._early, []
        return self.say(text, *early)

    def tell(self, standing: Standing) -> bool:
        """Send what the device does not know yet of this; False when it does not read."""
        texts = []
        if standing.is_claimed != self.is_claimed:
            self.is_claimed = standing.is_claimed
            texts.append(frames.claim(is_claimed=standing.is_claimed))
        metadata = frames.sayable(standing.metadata)
        texts += frames.metadata(frames.changes(self._metadata, metadata))
        self._metadata = metadata
        return self.say(*texts)
