"""The manufacturer of simulated devices: mints tokens through the API and fetches them by an export, as people do."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from app.cli.api_client import ApiClient, WrongOutcome
from app.cli.device_tokens import table_of
from app.cli.phone import api_address
from app.cli.terminal import CommandRefused

TEMPLATE = "Simulated Device"
DOWNLOAD_SECONDS = 120.0
_MEMBERSHIPS = "{ viewer { memberships { role organization { id } } } }"
_TEMPLATES = "query($id: ID!) { organization(id: $id) { templates(first: 100) { edges { node { id name } } } } }"


class NoAdministrator(CommandRefused):
    """The account may mint nowhere."""

    def __init__(self) -> None:
        super().__init__("Tokens are minted by owners and administrators, and this account is neither.")


@dataclass(frozen=True, slots=True)
class Manufacturer:
    """Who mints."""

    brand: str
    email: str
    password: str = field(repr=False)


async def mint_table(manufacturer: Manufacturer, device_url: str, count: int) -> bytes:
    """The table of an export of `count` new tokens.

    They are of the template `Simulated Device`, which is made if it is not there. `device_url` is where the devices
    will connect. Raises WrongOutcome when the server refuses, NoAdministrator.
    """
    client = ApiClient(api_address(device_url))
    try:
        signed_in = await client.act(
            "signIn",
            {
                "brand": manufacturer.brand,
                "email": manufacturer.email,
                "password": manufacturer.password,
                "deviceName": "devsim",
            },
            "session { accessToken }",
        )
        client.access_token = signed_in["session"]["accessToken"]
        organization_id = await _organization(client)
        batch_id = await _minted(client, organization_id, count)
        exported = await client.act(
            "exportTokens",
            {"organizationId": organization_id, "selection": {"batchId": batch_id}, "content": "FLASH"},
            "url",
        )
        table = table_of(await _download(exported["url"]))
        await client.act("signOut", {}, "endedSessions")
    finally:
        await client.close()
    return table


async def _organization(client: ApiClient) -> str:
    seen = await client.ask(_MEMBERSHIPS)
    for membership in seen["viewer"]["memberships"]:
        if membership["role"] in {"OWNER", "ADMIN"}:
            return str(membership["organization"]["id"])
    raise NoAdministrator


async def _minted(client: ApiClient, organization_id: str, count: int) -> str:
    """The batch, once its job is done."""
    made = await client.act(
        "createTokenBatch",
        {
            "organizationId": organization_id,
            "templateId": await _template(client, organization_id),
            "count": count,
            "name": f"devsim, {count:,}",
        },
        "tokenBatch { id }",
    )
    batch_id = str(made["tokenBatch"]["id"])
    document = "subscription($id: ID!) { tokenBatchProgressed(id: $id) { status } }"
    async with client.follow(document, id=batch_id) as progress:
        status = "PENDING"
        while status not in {"COMPLETE", "FAILED"}:
            status = (await progress.next(DOWNLOAD_SECONDS))["tokenBatchProgressed"]["status"]
    if status == "FAILED":
        raise WrongOutcome("The server could not mint the tokens.")
    return batch_id


async def _template(client: ApiClient, organization_id: str) -> str:
    seen = await client.ask(_TEMPLATES, id=organization_id)
    found: list[dict[str, Any]] = [edge["node"] for edge in seen["organization"]["templates"]["edges"]]
    for template in found:
        if template["name"] == TEMPLATE:
            return str(template["id"])
    made = await client.act("createTemplate", {"organizationId": organization_id, "name": TEMPLATE}, "template { id }")
    return str(made["template"]["id"])


async def _download(url: str) -> bytes:
    try:
        async with httpx.AsyncClient(timeout=DOWNLOAD_SECONDS, trust_env=False) as http:
            answer = await http.get(url)
            answer.raise_for_status()
    except httpx.HTTPError as error:
        raise WrongOutcome(f"The export could not be fetched ({type(error).__name__}).") from error
    return answer.content
