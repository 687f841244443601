"""`docs/protocol.schema.json` says what really goes over the wire, in both directions: no more and no less."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from claimstead_device import Command, Device
from jsonschema import Draft202012Validator
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from app.cli.simulated_device import SimulatedDevice
from app.device_ws import frames
from app.device_ws.closing import Ending
from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import identify_device
from app.domain.parts import Parts
from tests.builders import a_brand, a_customer, a_static_token
from tests.clients.test_python_device import running, soon
from tests.device_ws.servers import Node, a_device, a_node

pytestmark = pytest.mark.anyio

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "protocol.schema.json").read_text())
SIDES = ("fromServer", "fromDevice")


def the_side(side: str) -> Draft202012Validator:
    """What judges the frames of one side."""
    return Draft202012Validator({**{key: SCHEMA[key] for key in ("$schema", "$defs")}, "$ref": f"#/$defs/{side}"})


def kinds(side: str) -> dict[str, dict[str, Any]]:
    """The schema of each frame of one side, by its `t`."""
    named = [SCHEMA["$defs"][each["$ref"].rpartition("/")[2]] for each in SCHEMA["$defs"][side]["oneOf"]]
    return {each["properties"]["t"]["const"]: each for each in named}


class Wire:
    """What went over it, by side."""

    def __init__(self) -> None:
        self.said: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}

    @contextlib.asynccontextmanager
    async def to(self, node: Node) -> AsyncIterator[str]:
        """The address of a relay that writes down what devices and the node say to each other."""

        async def relay(near: ServerConnection) -> None:
            assert near.request is not None
            shown = near.request.headers.get("Authorization")
            headers = {} if shown is None else {"Authorization": shown}
            async with connect(node.url, additional_headers=headers, compression=None, proxy=None) as far:

                async def carry(source: Any, target: Any, side: str) -> None:
                    with contextlib.suppress(ConnectionClosed):
                        while True:
                            text = await source.recv()
                            self.said[side].append(json.loads(text))
                            await target.send(text)

                ways = [
                    asyncio.ensure_future(carry(far, near, "fromServer")),
                    asyncio.ensure_future(carry(near, far, "fromDevice")),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()

        async with serve(relay, "127.0.0.1", 0, compression=None) as server:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/device"

    def check(self, side: str) -> None:
        """Each frame is valid, and has no field that the schema does not name."""
        for frame in self.said[side]:
            the_side(side).validate(frame)
            assert set(frame) <= set(kinds(side)[frame["t"]]["properties"]), frame

    def heard_of(self, side: str) -> set[str]:
        """The kinds of frames that one side sent."""
        return {frame["t"] for frame in self.said[side]}


def test_the_schema_is_one_and_its_examples_are_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    whole = Draft202012Validator(SCHEMA)
    for side in SIDES:
        for kind in kinds(side).values():
            for example in kind["examples"]:
                the_side(side).validate(example)
                whole.validate(example)


async def test_the_server_sends_every_frame_that_the_schema_names_and_no_other(parts: Parts) -> None:
    brand = await a_brand()
    token, owner, wire = await a_static_token(brand, parts), await a_customer(brand), Wire()
    async with a_node(parts) as node, wire.to(node) as url:
        there = Node(node.door, node.node_id, node.clock, node.server, int(url.rpartition(":")[2].partition("/")[0]))
        async with a_device(there, token.auth_token) as device:
            device_id = await claim_device(owner, parts, token.qr_token, name="Kitchen")
            await device.hear("claim")
            await identify_device(owner, parts, device_id)
            command = await device.hear("cmd")
            await device.send(t="ok", id=command["id"])
            await device.send(t="hb")
            await device.hear("hb")
            await node.door.drain(0)
            await device.hear("bye")
    wire.check("fromServer")
    assert wire.heard_of("fromServer") == set(kinds("fromServer"))
    for name, kind in kinds("fromServer").items():
        sent = [frame for frame in wire.said["fromServer"] if frame["t"] == name]
        assert set().union(*sent) == set(kind["properties"])


def test_it_names_every_reason_to_come_back() -> None:
    reasons = {ending.reason for ending in Ending if ending.retry_seconds is not None}
    assert reasons == set(kinds("fromServer")["bye"]["properties"]["reason"]["enum"])


def test_the_server_understands_every_frame_that_the_schema_lets_a_device_send() -> None:
    understood = set()
    for kind in kinds("fromDevice").values():
        for example in kind["examples"]:
            understood.add(type(frames.decode(json.dumps(example))))
    assert understood == set(get_args(frames.DeviceFrame)) - {frames.Unknown}
    hello = frames.decode(json.dumps(kinds("fromDevice")["hello"]["examples"][0]))
    assert hello == frames.Hello("1.4.2", "rev C")
    longest = kinds("fromDevice")["hello"]["properties"]["fw"]["maxLength"]
    assert longest == frames.MOST_VERSION_CHARACTERS


async def test_our_devices_send_every_frame_that_the_schema_names_and_no_other(node: Node, parts: Parts) -> None:
    brand, wire = await a_brand(), Wire()
    owner = await a_customer(brand)
    async with wire.to(node) as url:
        token = await a_static_token(brand, parts)
        device = Device(url, token.auth_token.text, token_in_frame=True, firmware="1", hardware="2")

        @device.command("identify")
        async def blink(_: Command) -> None:
            """Done at once."""

        async with running(device):
            await soon(lambda: device.metadata)
            await identify_device(owner, parts, await claim_device(owner, parts, token.qr_token, name="Kitchen"))
            await soon(lambda: "ok" in wire.heard_of("fromDevice"))

        other = await a_static_token(brand, parts)
        unable = Device(url, other.auth_token.text)
        async with running(unable):
            await soon(lambda: unable.is_online)
            await identify_device(owner, parts, await claim_device(owner, parts, other.qr_token, name=None))
            await soon(lambda: "err" in wire.heard_of("fromDevice"))

        simulated = SimulatedDevice(url, (await a_static_token(brand, parts)).auth_token)
        await simulated.connect()
        await simulated.stop()
    wire.check("fromDevice")
    wire.check("fromServer")
    assert wire.heard_of("fromDevice") == set(kinds("fromDevice")) - {"hb"}  # which come after half a minute


def test_a_heartbeat_has_nothing_but_its_type() -> None:
    assert set(kinds("fromDevice")["hb"]["properties"]) == {"t"}


def test_every_frame_on_the_protocol_page_is_valid() -> None:
    shown = re.findall(r'`(\{"t":.+?\})`', (DOCS / "devices.md").read_text())
    assert {json.loads(_whole(text))["t"] for text in shown} == set(kinds("fromServer")) | set(kinds("fromDevice"))
    for text in shown:
        Draft202012Validator(SCHEMA).validate(json.loads(_whole(text)))


def _whole(text: str) -> str:
    return text.replace('"ts":…', '"ts":1795435200123')


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("fromServer", '{"t":"bye","reason":"restart"}'),
        ("fromServer", '{"t":"bye","reason":"tired","retry":1}'),
        ("fromServer", '{"t":"claim","claimed":"yes"}'),
        ("fromServer", '{"t":"meta","v":{"Device Name":["Kitchen"]}}'),
        ("fromServer", '{"t":"welcome","v":2,"device":"d","ts":1,"hb":30,"claimed":false,"session":"s"}'),
        ("fromServer", '{"t":"auth","token":"csd_x"}'),
        ("fromDevice", '{"t":"err","id":"c91"}'),
        ("fromDevice", '{"t":"ok"}'),
        ("fromDevice", '{"t":"bye","reason":"restart","retry":1}'),
        ("fromDevice", '["hb"]'),
    ],
)
def test_it_refuses_what_is_wrong(side: str, text: str) -> None:
    assert not the_side(side).is_valid(json.loads(text))
