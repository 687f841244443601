"""Exporting: a batch through HTTP, against segno for each code and Python's zipfile."""

import asyncio
import io
import statistics
import tempfile
import time
import zipfile
from pathlib import Path

import segno
import zxingcpp
from PIL import Image

from bench.served import Api, create_brand, forget_peak_memory, peak_memory, serving, signed_in
from bench.table import Row

COUNT = 100_000
REFERENCE_COUNT = 2_000
"""Codes that the slow way draws; its time is taken times what is missing to `COUNT`."""


async def _exported(api: Api, batch: str) -> tuple[float, float, bytes]:
    """Seconds to the last and to the first byte, and the archive."""
    link = await api.export_link(batch)
    started, first, parts = time.perf_counter(), 0.0, []
    async with api.http.stream("GET", link) as response:
        async for part in response.aiter_raw():
            first = first or time.perf_counter() - started
            parts.append(part)
    return time.perf_counter() - started, first, b"".join(parts)


def _check(archive: bytes) -> list[str]:
    """The claim URLs of an archive whose every entry is sound."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert len(names) == COUNT + 1
        links = [line.split(",")[2] for line in opened.read("tokens.csv").decode().splitlines()[1:]]
        for place in range(0, COUNT, COUNT // 50):
            (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(opened.read(names[place + 1]))))
            assert code.text == links[place]
    return links


def _slow_way(links: list[str]) -> float:
    """Seconds that segno and zipfile would need for `COUNT` codes."""
    started = time.perf_counter()
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        for place, link in enumerate(links[:REFERENCE_COUNT]):
            image = io.BytesIO()
            segno.make_qr(link, error="q", boost_error=False).save(image, kind="png", scale=8, border=4)
            archive.writestr(f"qr/{place}.png", image.getvalue())
    return (time.perf_counter() - started) * COUNT / REFERENCE_COUNT


async def _prepared(address: str) -> str:
    async with signed_in(address) as api:
        return await api.mint(await api.create_template(), COUNT)


async def _measured(address: str, pid: int, batch: str) -> tuple[list[float], list[float], list[float], float]:
    """Seconds to the last byte, to the first, and how often faster than the slow way, three times; the peak memory."""
    seconds, firsts, ratios, peaks = [], [], [], []
    async with signed_in(address) as api:
        links: list[str] = []
        for _ in range(3):
            forget_peak_memory(pid)  # signing in has taken 64 MiB for a moment: Argon2 is meant to
            whole, first, archive = await _exported(api, batch)
            peaks.append(peak_memory(pid))
            links = links or _check(archive)
            seconds.append(whole)
            firsts.append(first)
            ratios.append(_slow_way(links) / whole)
    return seconds, firsts, ratios, max(peaks)


def measure() -> list[Row]:
    """The figures of exporting."""
    with tempfile.TemporaryDirectory(prefix="claimstead-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with serving(folder) as (address, _):
            create_brand(folder, "PRO")
            batch = asyncio.run(_prepared(address))
        # Another process, so that its peak memory is that of exporting alone.
        with serving(folder) as (address, pid):
            idle = peak_memory(pid)
            seconds, firsts, ratios, memory = asyncio.run(_measured(address, pid, batch))
    ratio = statistics.median(ratios)
    return [
        Row(
            f"export {COUNT:,} tokens through HTTP",
            f"{statistics.median(seconds):.2f} s",
            f"segno for each code, zipfile: {statistics.median(seconds) * ratio:.0f} s",
            f"{ratio:.0f} × ({min(ratios):.0f}–{max(ratios):.0f})",
            "≥ 100 ×",
            ratio >= 100,
        ),
        Row("the same: first byte", f"{statistics.median(firsts):.2f} s", "", "", "< 0.5 s", max(firsts) < 0.5),
        Row(
            "the same: memory of the server",
            f"{memory:.0f} MB",
            f"the process's peak; {idle:.0f} MB when it has started",
            "",
            "< 150 MB",
            memory < 150,
        ),
    ]
