"""The devices' door: `GET /device`, one WebSocket for each device that is online.

`create_device_door` gives a `DeviceDoor`; the server that carries it takes the
arguments of `engine(door.carrier)`, where devices have a transport of our own,
or of `ENGINE`, where they come through ASGI.
"""

from app.device_ws.door import DeviceDoor, create_device_door
from app.device_ws.doorway import engine
from app.device_ws.limits import Limits
from app.device_ws.protocol import DEVICE_PATH, ENGINE, SocketProtocol

__all__ = ["DEVICE_PATH", "ENGINE", "DeviceDoor", "Limits", "SocketProtocol", "create_device_door", "engine"]
