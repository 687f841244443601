"""Heartbeats of connected devices while one server mints, imports and exports: how long they wait for their answers."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.devices import READY
from bench.loop_watch import Hold, holds_in
from bench.served import Api, create_brand, serving, signed_in
from bench.table import Row

DEVICES = 500
MINTED = 1_000_000
COUNT = 100_000
QUIET_SECONDS = 5.0
EXPORTS = 3
MOST = 0.050
"""Seconds."""

_FIELDS = (
    {"name": "Serial", "type": "TEXT", "isRequired": True, "isUnique": True},
    {"name": "MAC address", "type": "MAC_ADDRESS"},
)


@dataclass(frozen=True)
class _Span:
    """A time in which the server did something, on the machine's monotonic clock."""

    doing: str
    start: float
    end: float


@contextmanager
def _devices(address: str, auth_tokens: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """A process that plays the devices, all of them online."""
    command = [sys.executable, "-m", "bench.devices", address]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(" ".join(auth_tokens) + "\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == READY
        yield process
    finally:
        process.kill()
        process.wait(60)


async def _import(api: Api) -> None:
    template = await api.create_template(*_FIELDS)
    lines = (f"Sensor {at},SN-{at:08d},{at.to_bytes(6, 'big').hex(':')}\r\n" for at in range(COUNT))
    data = f"Device Name,Serial,MAC address\r\n{''.join(lines)}".encode()
    answer = await api.http.post("/imports", params={"organization": api.organization}, content=data)
    import_id = answer.json()["importId"]
    given = {"importId": import_id, "templateId": template}
    preview = await api.do("previewTokenImport", "preview { goodRowCount }", **given)
    assert preview["preview"]["goodRowCount"] == COUNT, preview
    made = await api.do("importTokenBatch", "tokenBatch { id }", importId=import_id, onFaults="STOP")
    await api.filled(made["tokenBatch"]["id"])


async def _export(api: Api, batch: str) -> None:
    for _ in range(EXPORTS):
        size = 0
        async with api.http.stream("GET", await api.export_link(batch)) as response:
            async for part in response.aiter_raw():
                size += len(part)
        assert size > COUNT * 500, size


async def _work(address: str, spans: list[_Span]) -> list[tuple[float, float]]:
    """Do one after the other, noting when; what the devices noted meanwhile."""

    @asynccontextmanager
    async def span(doing: str) -> AsyncIterator[None]:
        start = time.monotonic()
        yield
        spans.append(_Span(doing, start, time.monotonic()))
        await asyncio.sleep(1)

    async with signed_in(address) as api:
        template = await api.create_template()
        batch = await api.mint(template, COUNT)
        with _devices(address, await api.auth_tokens(await api.mint(template, DEVICES))) as devices:
            async with span("nothing else"):
                await asyncio.sleep(QUIET_SECONDS)
            async with span(f"mint of {MINTED:,}"):
                await api.mint(template, MINTED)
            async with span(f"import of {COUNT:,} rows"):
                await _import(api)
            async with span(f"export of {COUNT:,}, {EXPORTS} times"):
                await _export(api, batch)
            answer, _ = await asyncio.to_thread(devices.communicate)
    noted: list[tuple[float, float]] = json.loads(answer)
    return noted


def _row(span: _Span, noted: list[tuple[float, float]], quiet: str) -> Row:
    waits = _waits(span, noted)
    # Each device has sent one a second, and nothing was left unanswered.
    assert len(waits) > (span.end - span.start - 1) * DEVICES * 0.9, len(waits)
    p99 = statistics.quantiles(waits, n=100)[98]
    return Row(
        f"heartbeats of {DEVICES} devices during {span.doing}",
        f"99 % answered within {p99 * 1000:.0f} ms, all {len(waits):,} within {max(waits) * 1000:.0f} ms",
        quiet,
        "",
        "99 % ≤ 50 ms",
        p99 <= MOST,
    )


def _waits(span: _Span, noted: list[tuple[float, float]]) -> list[float]:
    return [wait for sent, wait in noted if span.start <= sent < span.end]


def _loop_row(span: _Span, holds: list[Hold]) -> Row:
    within = [hold for hold in holds if span.start <= hold.until - hold.late < span.end]
    worst = max(within, key=lambda hold: hold.computed, default=Hold(span.end, 0, 0, 0))
    latest = max(within, key=lambda hold: hold.late, default=worst)
    return Row(
        "the same: event loop",
        f"held by the process's own work for {worst.computed * 1000:.0f} ms at the longest",
        f"{latest.late * 1000:.0f} ms with what the machine did instead: in these the process "
        f"computed {latest.computed * 1000:.0f} ms",
        "",
        "≤ 50 ms",
        worst.computed <= MOST,
    )


def measure() -> list[Row]:
    """The figures of heartbeats."""
    spans: list[_Span] = []
    with tempfile.TemporaryDirectory(prefix="claimstead-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with serving(folder):
            create_brand(folder, "BUSINESS")
        watched = (sys.executable, "-m", "bench.loop_watch", str(folder / "holds.json"))
        with serving(folder, watched) as (address, _):
            noted = asyncio.run(_work(address, spans))
        holds = holds_in(folder / "holds.json")
    quiet = _waits(spans[0], noted)
    beside = (
        f"with nothing else to do: {statistics.quantiles(quiet, n=100)[98] * 1000:.0f} and {max(quiet) * 1000:.0f} ms"
    )
    return [row for span in spans[1:] for row in (_row(span, noted, beside), _loop_row(span, holds))]
