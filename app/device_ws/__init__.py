"""The devices' door: `GET /device`, one WebSocket for each device that is online.

`create_device_door` gives a `DeviceDoor`; the server that carries it must use
`SocketProtocol` as its WebSocket engine (`ENGINE` holds the settings).
"""

from app.device_ws.door import DeviceDoor, create_device_door
from app.device_ws.limits import Limits
from app.device_ws.protocol import DEVICE_PATH, ENGINE, SocketProtocol

__all__ = ["DEVICE_PATH", "ENGINE", "DeviceDoor", "Limits", "SocketProtocol", "create_device_door"]
