"""What the story knows so far: who is there, and what they hold in their hands."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from app.cli.demo.api_client import ApiClient, Subscription
from app.cli.demo.device import DemoDevice
from app.cli.demo.server_process import ServerProcess
from app.secrets.auth_token import AuthToken


@dataclass
class Scene:
    """Filled by the steps in their order; a step may use what those before it left here."""

    server: ServerProcess
    held: AsyncExitStack
    """Connections that outlive a step; closed when the story ends, however it ends."""

    address: str = ""
    people: dict[str, ApiClient] = field(default_factory=dict)
    organization_id: str = ""
    token_id: str = ""
    qr_link: str = field(default="", repr=False)
    auth_token: AuthToken | None = field(default=None, repr=False)
    device_id: str = ""
    device: DemoDevice | None = None
    presence: Subscription | None = None

    def person(self, name: str) -> ApiClient:
        """The way of this person to the API, signed out at first."""
        if name not in self.people:
            client = ApiClient(self.address)
            self.held.push_async_callback(client.close)
            self.people[name] = client
        return self.people[name]
