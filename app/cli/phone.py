"""The app on a phone that adds Wi-Fi devices: signs in, gets an AuthToken for each, and hands them over."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from app.cli.api_client import ApiClient
from app.cli.terminal import CommandRefused
from app.secrets.auth_token import AuthToken

_TEMPLATES = "{ viewer { provisionableTemplates(first: 100) { edges { node { id name } } } } }"


class NothingToProvision(CommandRefused):
    """The account may provision devices of no template, or of none of the name that was given."""


@dataclass(frozen=True, slots=True)
class Phone:
    """Whose phone it is."""

    brand: str
    email: str
    password: str = field(repr=False)


async def provision(phone: Phone, device_url: str, template_name: str | None, count: int) -> list[AuthToken]:
    """AuthTokens for `count` devices of a template (the newest that allows it unless named).

    `device_url` is where the devices will connect. Raises WrongOutcome when
    the server refuses, NothingToProvision.
    """
    client = ApiClient(api_address(device_url))
    try:
        signed_in = await client.act(
            "signIn",
            {"brand": phone.brand, "email": phone.email, "password": phone.password, "deviceName": "devsim"},
            "session { accessToken }",
        )
        client.access_token = signed_in["session"]["accessToken"]
        template_id = await _template(client, template_name)
        given = [await client.act("provisionDevice", {"templateId": template_id}, "authToken") for _ in range(count)]
        await client.act("signOut", {}, "endedSessions")
    finally:
        await client.close()
    return [AuthToken.parse(each["authToken"]) for each in given]


async def _template(client: ApiClient, name: str | None) -> str:
    seen = await client.ask(_TEMPLATES)
    templates = [edge["node"] for edge in seen["viewer"]["provisionableTemplates"]["edges"]]
    wanted = [template for template in templates if name is None or template["name"] == name]
    if not wanted:
        known = ", ".join(f"“{template['name']}”" for template in templates) or "none"
        raise NothingToProvision(f"There is no such template that allows provisioning; this account may use: {known}.")
    template_id: str = wanted[0]["id"]
    return template_id


def api_address(device_url: str) -> str:
    """The address of the API that belongs to where devices connect: `http://…` for `ws://…`."""
    parts = urlsplit(device_url)
    return urlunsplit((parts.scheme.replace("ws", "http", 1), parts.netloc, "", "", ""))
