"""`claimstead-device` against the real door: it stays, answers, hears, comes back, and stops when told to."""

import asyncio
import contextlib
import itertools
import json
import logging
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from claimstead_device import Command, CommandFailed, Device, Interruption, Refused, Value, Welcome
from claimstead_device.pauses import Pauses, advised
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import identify_device
from app.domain.devices.releasing import delete_tokens
from app.domain.organizations.suspending import suspend_brand
from app.domain.parts import Parts
from app.models import Device as DeviceRow
from app.models import Organization
from app.secrets.auth_token import AuthToken
from tests.builders import MintedToken, a_brand, a_customer, a_member, a_static_token
from tests.device_ws.servers import Node, a_node, eventually, until_presence

pytestmark = pytest.mark.anyio

PACKAGE = Path(__file__).parents[2] / "clients" / "python-device"


class Diary:
    """What a device told its program."""

    def __init__(self) -> None:
        self.welcomes: list[Welcome] = []
        self.claims: list[bool] = []
        self.metadata: list[Mapping[str, Value]] = []
        self.interruptions: list[Interruption] = []

    def device(self, url: str, token: AuthToken, **options: Any) -> Device:
        """A device that writes here."""
        return Device(
            url,
            token.text,
            on_welcome=self.welcomes.append,
            on_claim=self.claims.append,
            on_metadata=self.metadata.append,
            on_interruption=self.interruptions.append,
            **options,
        )


@contextlib.asynccontextmanager
async def running(device: Device) -> AsyncIterator[asyncio.Task[None]]:
    """The device runs, and says goodbye in the end."""
    task = asyncio.create_task(device.run())
    try:
        yield task
    finally:
        device.stop()
        with contextlib.suppress(Refused):
            await task


async def soon(condition: Callable[[], object], *, within: float = 4.0) -> None:
    """Return as soon as something is true."""

    async def holds() -> bool:
        return bool(condition())

    await eventually(holds, within=within)


@pytest.mark.parametrize("token_in_frame", [False, True])
async def test_it_comes_online_says_its_versions_and_goodbye(node: Node, parts: Parts, token_in_frame: bool) -> None:
    token, diary = await a_static_token(await a_brand(), parts), Diary()
    device = diary.device(node.url, token.auth_token, token_in_frame=token_in_frame, firmware="1.4.2", hardware="C")
    async with running(device):
        presence = await until_presence(token.id, "CONNECTED")
        await soon(lambda: device.is_online)
        [welcome] = diary.welcomes
        assert welcome.device_id == str(presence.device_id)
        assert (welcome.is_claimed, welcome.heartbeat_seconds, diary.claims) == (False, 30, [False])
        assert abs(welcome.time - time.time()) < 5

        async def versions_are_known() -> bool:
            row = await DeviceRow.get(id=presence.device_id)
            return (row.firmware, row.hardware) == ("1.4.2", "C")

        await eventually(versions_are_known)
    assert not device.is_online
    await until_presence(token.id, "DISCONNECTED")


async def test_it_hears_of_owner_and_name_and_answers_commands(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, owner, diary = await a_static_token(brand, parts), await a_customer(brand), Diary()
    device = diary.device(node.url, token.auth_token)
    commands: list[Command] = []

    @device.command("identify")
    async def blink(command: Command) -> None:
        commands.append(command)
        if len(commands) == 2:
            raise CommandFailed("busy")
        if len(commands) == 3:
            raise RuntimeError("a mistake in the program")

    async with running(device):
        await soon(lambda: diary.metadata)
        device_id = await claim_device(owner, parts, token.qr_token, name="Kitchen")
        await soon(lambda: diary.claims == [False, True])
        await soon(lambda: device.metadata.get("Device Name") == "Kitchen")
        assert device.is_claimed is True

        done, failed = node.door.counts.commands_done, node.door.counts.commands_failed
        for number in range(1, 4):
            await identify_device(owner, parts, device_id)
            await soon(lambda number=number: len(commands) == number)  # type: ignore[misc]
        await soon(lambda: node.door.counts.commands_failed == failed + 2)
        assert node.door.counts.commands_done == done + 1
        assert device.is_online
    assert diary.interruptions == []


async def test_a_mistake_in_a_callback_does_not_end_the_connection(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)

    def stumble(_: Welcome) -> None:
        raise RuntimeError("a mistake in the program")

    device = Device(node.url, token.auth_token.text, on_welcome=stumble)
    async with running(device):
        await soon(lambda: device.metadata)
        assert device.is_online


async def _deleted(parts: Parts, brand: Organization, token: MintedToken) -> None:
    await delete_tokens(await a_member(brand), parts, [token.id], confirm=1)


async def _suspended(parts: Parts, brand: Organization, _: MintedToken) -> None:
    await suspend_brand(parts.bus, brand.slug)


@pytest.mark.parametrize(("happens", "code"), [(_deleted, 4401), (_suspended, 4403)])
async def test_it_stops_for_good_when_its_token_or_its_manufacturer_is_gone(
    node: Node, parts: Parts, happens: Callable[..., Any], code: int
) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    device = Device(node.url, token.auth_token.text)
    task = asyncio.create_task(device.run())
    await soon(lambda: device.is_online)

    await happens(parts, brand, token)

    async with asyncio.timeout(5):
        with pytest.raises(Refused) as refused:
            await task
    assert refused.value.code == code
    assert not device.is_online


async def test_it_comes_back_after_bye_no_earlier_than_told(parts: Parts) -> None:
    token, diary = await a_static_token(await a_brand(), parts), Diary()
    async with a_node(parts) as node:
        device = diary.device(node.url, token.auth_token)
        async with running(device):
            await soon(lambda: device.is_online)
            await node.door.drain(0)
            await soon(lambda: diary.interruptions)
            assert diary.interruptions[0].reason == "restart"
            assert diary.interruptions[0].pause_seconds >= 1
            # Draining, the door answers 503 with Retry-After.
            await soon(lambda: len(diary.interruptions) == 2, within=15)
            assert diary.interruptions[1].reason == "HTTP 503"
            assert diary.interruptions[1].pause_seconds >= 1


async def test_of_two_with_one_token_the_older_stays_away_for_the_time_it_is_told(node: Node, parts: Parts) -> None:
    token, older, newer = await a_static_token(await a_brand(), parts), Diary(), Diary()
    first, second = older.device(node.url, token.auth_token), newer.device(node.url, token.auth_token)
    async with running(first):
        await soon(lambda: first.is_online)
        async with running(second):
            await soon(lambda: older.interruptions)
            assert older.interruptions[0].reason == "replaced"
            assert older.interruptions[0].pause_seconds >= 30
            await soon(lambda: second.is_online)


async def test_a_refused_token_is_tried_again_but_no_earlier_than_told(node: Node) -> None:
    diary = Diary()
    async with running(diary.device(node.url, AuthToken.mint())) as task:
        await soon(lambda: diary.interruptions)
        assert diary.interruptions[0].reason == "HTTP 401"
        assert diary.interruptions[0].pause_seconds >= 1
        assert not task.done()


# ---- Against servers that a real one is not. ----


@contextlib.asynccontextmanager
async def a_server(
    handler: Callable[[ServerConnection], Any], *, answer: Callable[[Request], Response | None] | None = None
) -> AsyncIterator[str]:
    """A WebSocket server on the library, for what ours never does; its address."""

    def process(_: ServerConnection, request: Request) -> Response | None:
        return None if answer is None else answer(request)

    async with serve(handler, "127.0.0.1", 0, process_request=process) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/device"


WELCOME = '{"t":"welcome","v":1,"device":"d","ts":1,"hb":1,"claimed":false,"session":"s"}'


async def test_heartbeats_go_out_as_often_as_told_however_much_the_server_says() -> None:
    heard: list[float] = []

    async def talkative(connection: ServerConnection) -> None:
        await connection.send(WELCOME)

        async def talk() -> None:
            while True:
                await connection.send('{"t":"meta","v":{}}')
                await asyncio.sleep(0.05)

        talking = asyncio.create_task(talk())
        try:
            async for text in connection:
                assert text == '{"t":"hb"}'
                heard.append(time.monotonic())
        finally:
            talking.cancel()

    async with a_server(talkative) as url, running(Device(url, "csd_x")):
        await soon(lambda: len(heard) == 3)
    assert all(0.85 < later - earlier < 1.3 for earlier, later in itertools.pairwise(heard))


async def test_a_server_that_falls_silent_is_left() -> None:
    diary = Diary()

    async def silent(connection: ServerConnection) -> None:
        await connection.send(WELCOME)
        await connection.wait_closed()

    async with a_server(silent) as url, running(diary.device(url, AuthToken.mint())):
        await soon(lambda: diary.interruptions, within=9)
    assert diary.interruptions[0].reason == "silence"


async def test_nonsense_and_news_from_the_server_are_passed_over() -> None:
    diary = Diary()

    async def odd(connection: ServerConnection) -> None:
        await connection.send('{"t":"welcome","hb":"soon","ts":{},"claimed":"yes","colour":7}')
        for text in ("", "[1]", "{", '{"t":7}', '{"t":"cmd"}', '{"t":"meta","v":3}', '{"t":"dance"}', "[" * 900):
            await connection.send(text)
        await connection.send(b"\x00")
        await connection.send('{"t":"meta","v":{"A":1,"B":2}}')
        await connection.send('{"t":"meta","v":{"B":null}}')
        await connection.wait_closed()

    async with a_server(odd) as url, running(diary.device(url, AuthToken.mint())):
        await soon(lambda: len(diary.metadata) == 2)
    assert diary.metadata == [{"A": 1, "B": 2}, {"A": 1}]
    assert diary.welcomes[0].heartbeat_seconds == 30
    assert diary.interruptions == []


async def test_what_was_deleted_while_it_was_away_is_forgotten() -> None:
    diary, lives = Diary(), [{"A": 1, "B": 2}, {"A": 1}]

    async def forgetful(connection: ServerConnection) -> None:
        values = lives.pop(0)
        await connection.send(WELCOME)
        await connection.send(json.dumps({"t": "meta", "v": values}))
        if lives:
            await asyncio.sleep(0.1)
            connection.transport.abort()
        await connection.wait_closed()

    async with a_server(forgetful) as url, running(diary.device(url, AuthToken.mint())):
        await soon(lambda: len(diary.metadata) == 2)
    assert diary.metadata[1] == {"A": 1}
    assert len(diary.welcomes) == 2


async def test_the_token_goes_to_no_other_server() -> None:
    asked: list[str] = []

    def redirects(request: Request) -> Response:
        asked.append(request.headers["Authorization"])
        return Response(307, "Temporary Redirect", Headers({"Location": f"ws://127.0.0.1:{port}/"}), b"")

    async def never(_: ServerConnection) -> None:
        raise AssertionError

    diary = Diary()
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0)
        port = elsewhere.getsockname()[1]
        async with a_server(never, answer=redirects) as url, running(diary.device(url, AuthToken.mint())):
            await soon(lambda: diary.interruptions)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    assert diary.interruptions[0].reason == "HTTP 307"
    assert asked[0].startswith("Bearer ")


async def test_nothing_shows_the_token(node: Node, parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    token = await a_static_token(await a_brand(), parts)
    caplog.set_level(logging.DEBUG)
    for in_frame in (False, True):
        device = Device(node.url, token.auth_token.text, token_in_frame=in_frame)
        async with running(device):
            await soon(lambda device=device: device.is_online)  # type: ignore[misc]
    assert token.auth_token.text not in caplog.text
    assert token.auth_token.text not in repr(vars(device)["_url"]) + repr(device)
    for url, text in ((node.url, "csd_\r\nX-Evil: 1"), (f"{node.url}?x=1", "csd_a"), ("https://x/device", "csd_a")):
        with pytest.raises(ValueError) as refused:
            Device(url, text)
        assert text not in str(refused.value)


# ---- Pauses. ----


def test_pauses_grow_to_a_minute_are_random_and_begin_anew() -> None:
    draws = [[pauses.next(0) for _ in range(10)] for pauses in (Pauses() for _ in range(300))]
    longest = [max(row[place] for row in draws) for place in range(10)]
    assert [
        round(each / limit, 1) > 0.8 for each, limit in zip(longest, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60], strict=True)
    ]
    assert all(each <= limit for each, limit in zip(longest, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60], strict=True))
    assert min(row[9] for row in draws) < 5 < 55 < longest[9]
    pauses = Pauses()
    assert all(12 <= pauses.next(12) <= 72 for _ in range(50))
    pauses.succeeded()
    assert pauses.next(0) <= 1


def test_advice_is_seconds_or_a_date_and_never_more_than_an_hour() -> None:
    assert [advised(given) for given in (12, 1.5, "7", "99999", 1e300, -3)] == [12, 1.5, 7, 3600, 3600, 0]
    nonsense: list[object] = [None, "soon", True, float("nan"), [], ""]
    assert [advised(given) for given in nonsense] == [0] * 6
    assert 55 < advised(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)) <= 60


# ---- As a package. ----


def test_the_example_of_its_readme_runs_and_has_ten_lines_at_most(tmp_path: Path) -> None:
    text = (PACKAGE / "README.md").read_text()
    example = text.partition("```python\n")[2].partition("```")[0]
    assert len([line for line in example.splitlines() if line.strip()]) <= 10
    short = example.replace("asyncio.run(device.run())", "device.stop(); asyncio.run(device.run())")
    assert short != example
    (tmp_path / "example.py").write_text(textwrap.dedent(short))
    environment = {"PYTHONPATH": str(PACKAGE), "AUTH_TOKEN": AuthToken.mint().text}
    subprocess.run([sys.executable, tmp_path / "example.py"], env=environment, check=True, timeout=20)


def test_it_knows_nothing_of_the_server() -> None:
    code = "import sys, claimstead_device; print([n for n in sys.modules if n == 'app' or n.startswith('app.')])"
    said = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
