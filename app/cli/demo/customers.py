"""The customers' part of the story: look, claim, watch, lose, and claim again."""

import time

from app.cli.api_client import ApiClient, WrongOutcome
from app.cli.demo.factory import SLUG
from app.cli.demo.scene import Scene
from app.cli.simulated_device import ClaimChanged, Welcomed

PASSWORD = "two sugars and no milk"  # noqa: S105 (of a server that is thrown away)
SILENCE_SECONDS = 0.5


async def preview(scene: Scene) -> str:
    """Look at the label, signed out."""
    data = await scene.person("first").ask(
        "query($qr: String!) { claimPreview(qrToken: $qr) { productName brand { displayName selfSignUp } } }",
        qr=scene.claim_link,
    )
    seen = data["claimPreview"]
    if seen is None:
        raise WrongOutcome("The label of a waiting device should lead to its product, but leads nowhere.")
    return f"“{seen['productName']}” by {seen['brand']['displayName']}, and nothing else"


async def sign_up_and_claim(scene: Scene) -> str:
    """Open an account and take the device."""
    assert scene.device is not None, "the device is on"
    customer = scene.person("first")
    await _sign_up(customer, "ada@mail.example")
    device = await _claim(scene, customer, "Kitchen")
    await scene.device.meets(lambda event: event == ClaimChanged(is_claimed=True), "heard that it has an owner")
    return f"it is theirs, is called “{device['name']}”, and knows it"


async def _sign_up(customer: ApiClient, email: str) -> None:
    result = await customer.act(
        "signUp", {"brand": SLUG, "email": email, "password": PASSWORD}, "session { accessToken }"
    )
    customer.access_token = result["session"]["accessToken"]


async def _claim(scene: Scene, customer: ApiClient, name: str) -> dict[str, str]:
    result = await customer.act(
        "claimDevice", {"qrToken": scene.claim_link, "name": name}, "device { id name status owner { email } }"
    )
    device: dict[str, str] = result["device"]
    if device["id"] != scene.device_id or device["status"] != "CLAIMED" or device["name"] != name:
        raise WrongOutcome("The claimed device should be the very one that was flashed.")
    return device


_PRESENCE = """
subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { name presence { isOnline reason } } }
"""


async def watch(scene: Scene) -> str:
    """Subscribe to the presence of the device."""
    scene.presence = await scene.held.enter_async_context(
        scene.person("first").follow(_PRESENCE, ids=[scene.device_id])
    )
    seen = (await scene.presence.next())["deviceStatusChanged"]
    if not seen["presence"]["isOnline"]:
        raise WrongOutcome("The subscription should begin with the device online, but shows it offline.")
    return f"“{seen['name']}” is online"


async def lose_connection(scene: Scene) -> str:
    """Cut the connection of the device and see it go offline."""
    assert scene.device is not None, "the device is on"
    assert scene.presence is not None, "its owner watches"
    began = time.perf_counter()
    await scene.device.lose_power()
    while True:
        seen = (await scene.presence.next())["deviceStatusChanged"]
        if not seen["presence"]["isOnline"]:
            break
    milliseconds = (time.perf_counter() - began) * 1000
    return f"“{seen['name']}” is offline ({seen['presence']['reason']}), seen after {milliseconds:.0f} ms"


async def claim_by_another(scene: Scene) -> str:
    """Let another customer claim the same label."""
    assert scene.presence is not None, "its former owner still watches"
    second = scene.person("second")
    await _sign_up(second, "ben@mail.example")
    device = await _claim(scene, second, "Study")
    await scene.person("first").act("claimDevice", {"qrToken": scene.claim_link}, expected="DeviceAlreadyClaimed")
    return f"the same label makes it “{device['name']}” of another; the first is refused"


async def come_back(scene: Scene) -> str:
    """Switch the device on again, for its new owner."""
    assert scene.presence is not None, "its former owner still watches"
    async with scene.person("second").follow(_PRESENCE, ids=[scene.device_id]) as presence:
        if (await presence.next())["deviceStatusChanged"]["presence"]["isOnline"]:
            raise WrongOutcome("A device that is switched off should not be shown online.")
        arrived = await scene.power_on().meets(lambda event: isinstance(event, Welcomed), "been welcomed")
        if not (isinstance(arrived, Welcomed) and arrived.is_claimed):
            raise WrongOutcome("The returning device should have been told that it has an owner.")
        while not (await presence.next())["deviceStatusChanged"]["presence"]["isOnline"]:
            pass
    if not await scene.presence.stays_silent(SILENCE_SECONDS):
        raise WrongOutcome("The former owner's subscription should stay silent, but it does not.")
    return "its new owner sees it online; the former owner’s subscription stays silent"
