"""How firmware behaves when its connection ends: as the protocol asks, or as the libraries in the field do.

Sources of what the libraries do: `esp_websocket_client.c` of espressif/esp-protocols, and `WebSocketsClient.cpp` of
Links2004/arduinoWebSockets, with the defaults of both.
"""

import random
from dataclasses import dataclass
from typing import Final

from app.device_ws.closing import TOO_BIG_CODE, Ending
from app.device_ws.frames import SUBPROTOCOL

FINAL_CODES: Final = frozenset({TOO_BIG_CODE, *(ending.close_code for ending in Ending if ending.close_code)})
LONGEST_PAUSE: Final = 60.0
IMPATIENT_PAUSE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Manner:
    """What a device does where the protocol leaves it a choice, or is not followed."""

    subprotocol: str = SUBPROTOCOL
    ping_seconds: float | None = None
    """A WebSocket ping so often instead of heartbeat frames."""
    silence_seconds: float | None = None
    """How long the server may say nothing; None: twice the heartbeat and five seconds."""
    fixed_pause: float | None = None
    """Seconds to the next try, whatever the server asks for; None: as asked, and a random part of a growing time."""
    is_impatient: bool = False
    """Comes back within two seconds, whatever it is told."""
    stops_at: frozenset[int] | None = FINAL_CODES
    """Close codes after which it stays away; None: all of them."""

    def is_over_after(self, code: int) -> bool:
        """Whether a close frame with this code is the last that the device hears."""
        return self.stops_at is None or code in self.stops_at

    def pause(self, advised_seconds: float, failures: int) -> float:
        """Seconds to the next try, after so many failures in a row."""
        if self.fixed_pause is not None:
            return self.fixed_pause
        chance = random.uniform(0, min(2.0 ** min(failures - 1, 10), LONGEST_PAUSE))  # noqa: S311
        if self.is_impatient:
            return min(chance, IMPATIENT_PAUSE)
        return max(advised_seconds + min(chance, 1.0), chance)


GOOD: Final = Manner()
IMPATIENT: Final = Manner(is_impatient=True)
ESP_IDF: Final = Manner(ping_seconds=10.0, silence_seconds=120.0, fixed_pause=10.0, stops_at=None)
"""`reconnect_timeout_ms`, `ping_interval_sec` and `pingpong_timeout_sec` as they are unless set."""
ESP_IDF_RETURNING: Final = Manner(ping_seconds=10.0, silence_seconds=120.0, fixed_pause=10.0, stops_at=frozenset())
"""The same with `enable_close_reconnect`."""
ARDUINO: Final = Manner(subprotocol="arduino", silence_seconds=float("inf"), fixed_pause=0.5, stops_at=frozenset())
"""`setReconnectInterval` and the protocol's name as they are unless set; its firmware sends heartbeat frames."""
