"""The manufacturer's part of the story: mint, label, flash, and in the end take back and destroy."""

import io
import time
from base64 import b64decode
from typing import Any

from app.cli.api_client import ANSWER_SECONDS, ApiClient, WrongOutcome
from app.cli.demo.scene import Scene
from app.cli.simulated_device import Finished, Interrupted, Welcomed
from app.cli.terminal import CommandRefused
from app.secrets.auth_token import AuthToken

SLUG = "acme"
OWNER, PASSWORD = "owner@acme.example", "a long night at the factory"
TOKENS = 25
CLOSED_WITHIN_SECONDS = 1.0
TOKEN_REFUSED = 4401


class DecoderMissing(CommandRefused):
    """The QR decoder, which a server does not need, is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The demo reads its QR code with zxing-cpp and pillow, and they are not installed: "
            "run `make demo`, or install both."
        )


def require_decoder() -> None:
    """Raises DecoderMissing."""
    try:
        import PIL.Image  # noqa: F401, PLC0415
        import zxingcpp  # noqa: F401, PLC0415
    except ImportError as error:
        raise DecoderMissing from error


def decode_qr(png: bytes) -> str:
    """What an independent decoder reads in a picture. Raises WrongOutcome."""
    # Tools of the story: a server runs without them.
    import zxingcpp  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(png)) as picture:
        found = zxingcpp.read_barcodes(picture)
    if len(found) != 1:
        raise WrongOutcome(f"The decoder found {len(found)} codes in the picture of one.")
    return str(found[0].text)


async def start_server(scene: Scene) -> str:
    """Start the server on an empty data folder."""
    scene.address = await scene.server.start()
    return f"{scene.address}, with a PostgreSQL of its own"


async def found_brand(scene: Scene) -> str:
    """Create the brand by the command line and sign in as its owner."""
    options = ("--owner", OWNER, "--plan", "BUSINESS", "--slug", SLUG, "--password-file", "-")
    await scene.server.run("organization", "create", "Acme", *options, said=f"{PASSWORD}\n")
    owner = scene.person("owner")
    signed_in = await owner.act(
        "signIn", {"brand": SLUG, "email": OWNER, "password": PASSWORD}, "session { accessToken }"
    )
    owner.access_token = signed_in["session"]["accessToken"]
    data = await owner.ask("{ viewer { memberships { role organization { id } } } }")
    membership = data["viewer"]["memberships"][0]
    scene.organization_id = membership["organization"]["id"]
    return f"{OWNER} signs in as its {membership['role']}"


async def mint_tokens(scene: Scene) -> str:
    """Create a template and a batch of tokens of it, and follow the job."""
    owner = scene.person("owner")
    fields = [
        {"name": "Serial Number", "type": "TEXT", "isUnique": True},
        {"name": "Colour", "type": "CHOICE", "choices": ["White", "Sand"], "defaultValue": "White"},
    ]
    template = await owner.act(
        "createTemplate",
        {"organizationId": scene.organization_id, "name": "Climate Sensor", "metadataFields": fields},
        "template { id name }",
    )
    batch = await owner.act(
        "createTokenBatch",
        {"organizationId": scene.organization_id, "templateId": template["template"]["id"], "count": TOKENS},
        "tokenBatch { id name }",
    )
    tokens = await _minted(owner, batch["tokenBatch"]["id"])
    scene.token_id = tokens[0]["id"]
    return f"for the template “{template['template']['name']}”; not one device exists yet"


async def _minted(owner: ApiClient, batch_id: str) -> list[dict[str, Any]]:
    """The tokens of a batch, once its job is done."""
    document = "subscription($id: ID!) { tokenBatchProgressed(id: $id) { status } }"
    async with owner.follow(document, id=batch_id) as progress:
        while (await progress.next())["tokenBatchProgressed"]["status"] != "COMPLETE":
            pass
    data = await owner.ask(
        "query($id: ID!) { tokenBatch(id: $id) "
        "{ staticTokens(first: 100) { totalCount edges { node { id device { id } } } } } }",
        id=batch_id,
    )
    tokens: list[dict[str, Any]] = [edge["node"] for edge in data["tokenBatch"]["staticTokens"]["edges"]]
    if len(tokens) != TOKENS or any(token["device"] for token in tokens):
        raise WrongOutcome(f"{TOKENS} tokens without devices were ordered, {len(tokens)} were minted.")
    return tokens


async def print_label(scene: Scene) -> str:
    """Fetch the QR code of a token and read it with another program than made it."""
    data = await scene.person("owner").ask(
        "query($id: ID!) { staticToken(id: $id) { claimUrl qrTokenGrouped qrCode(format: PNG) } }", id=scene.token_id
    )
    token = data["staticToken"]
    png = b64decode(token["qrCode"].partition(",")[2])
    scene.claim_link = decode_qr(png)
    if scene.claim_link != token["claimUrl"]:
        raise WrongOutcome("The decoder read something else in the QR code than the claim link.")
    return f"{len(png):,} bytes of PNG say {scene.claim_link}"


async def flash_device(scene: Scene) -> str:
    """Put the AuthToken into a device and switch it on."""
    owner = scene.person("owner")
    revealed = await owner.act("revealAuthToken", {"tokenId": scene.token_id}, "authToken")
    scene.auth_token = AuthToken.parse(revealed["authToken"])
    arrived = await scene.power_on().meets(lambda event: isinstance(event, Welcomed), "been welcomed")
    assert isinstance(arrived, Welcomed)
    data = await owner.ask(
        "query($id: ID!) { organization(id: $id) { devices(first: 10) "
        "{ edges { node { id status staticToken { id } presence { isOnline } } } } } }",
        id=scene.organization_id,
    )
    devices = [edge["node"] for edge in data["organization"]["devices"]["edges"]]
    if len(devices) != 1 or devices[0]["status"] != "UNCLAIMED" or devices[0]["staticToken"]["id"] != scene.token_id:
        raise WrongOutcome("One unclaimed device should stand at the manufacturer, but it is not so.")
    scene.device_id = devices[0]["id"]
    return "one unclaimed device stands in Acme’s list"


async def disclaim(scene: Scene) -> str:
    """Take the first customer's ownership away."""
    result = await scene.person("owner").act(
        "disclaimTokens", {"tokenIds": [scene.token_id]}, "disclaimed staticTokens { status }"
    )
    if result["disclaimed"] != 1 or result["staticTokens"][0]["status"] != "UNCLAIMED":
        raise WrongOutcome("Exactly one owner should have lost the device, but it was not so.")
    left = await scene.person("first").ask(
        "query($id: ID!) { device(id: $id) { id } viewer { devices(first: 10) { totalCount } } }", id=scene.device_id
    )
    if left["device"] is not None or left["viewer"]["devices"]["totalCount"] != 0:
        raise WrongOutcome("The former owner can still see the device.")
    return "for its former owner the device is gone, name and all"


async def delete_token(scene: Scene) -> str:
    """Delete the token under a connected device."""
    assert scene.device is not None, "the device is on"
    began = time.perf_counter()
    result = await scene.person("owner").act(
        "deleteTokens", {"tokenIds": [scene.token_id], "confirm": 1}, "deleted claimed"
    )
    ended = await scene.device.meets(lambda event: isinstance(event, Finished), "been told to stay away")
    seconds = time.perf_counter() - began
    assert isinstance(ended, Finished)
    if (result["deleted"], result["claimed"], ended.code) != (1, 1, TOKEN_REFUSED) or seconds > CLOSED_WITHIN_SECONDS:
        raise WrongOutcome(f"The connection should have ended with {TOKEN_REFUSED} within a second.")
    return f"its live connection was closed with {ended.code}, {seconds * 1000:.0f} ms after the call began"


async def refuse_device(scene: Scene) -> str:
    """Let the device try again, and see that nothing is left of it."""
    refused = await scene.power_on().meets(
        lambda event: isinstance(event, Welcomed | Interrupted), f"been refused within {ANSWER_SECONDS:.0f} s"
    )
    if not isinstance(refused, Interrupted) or refused.reason != "HTTP 401":
        raise WrongOutcome(f"The device should have been refused with HTTP 401, but: {refused}")
    second = scene.person("second")
    left = await second.ask(
        "query($id: ID!, $qr: String!) { device(id: $id) { id } claimPreview(qrToken: $qr) { productName } }",
        id=scene.device_id,
        qr=scene.claim_link,
    )
    if left["device"] is not None or left["claimPreview"] is not None:
        raise WrongOutcome("The deleted device is still to be seen.")
    await second.act("claimDevice", {"qrToken": scene.claim_link}, expected="QrTokenInvalid")
    return "HTTP 401 at the door, and its label is a code like any that never was"
