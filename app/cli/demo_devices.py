"""The demo's simulated devices: real WebSocket clients of the server that runs them."""

from app.secrets.auth_token import AuthToken
from app.settings import Settings


async def run_demo_devices(settings: Settings, auth_tokens: tuple[AuthToken, ...]) -> None:
    """Keep a device connected for each AuthToken until cancelled."""
