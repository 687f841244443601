"""Exporting: a batch through HTTP, against segno for each code and Python's zipfile."""

import asyncio
import io
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import segno
import zxingcpp
from PIL import Image

from bench.table import Row

COUNT = 100_000
REFERENCE_COUNT = 2_000
"""Codes that the slow way draws; its time is taken times what is missing to `COUNT`."""

_COMMAND = (sys.executable, "-m", "app.cli")
_LISTENING = re.compile(r"running at (http://\S+)")
_PASSWORD = "bench-" + secrets.token_hex(8)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    """A server as an operator starts it: its address and process."""
    process = subprocess.Popen(
        [*_COMMAND, "serve", "--port", "0", "--data", str(folder / "data")],
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = next(match[1] for line in process.stdout if (match := _LISTENING.search(line)))
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(60)


def _create_brand(folder: Path) -> None:
    create = ["organization", "create", "Bench", "--owner", "bench@example.com", "--plan", "PRO"]
    subprocess.run(
        [*_COMMAND, *create, "--data", str(folder / "data"), "--password-file", "-"],
        input=_PASSWORD,
        env=_environment(),
        text=True,
        check=True,
        capture_output=True,
    )


def _environment() -> dict[str, str]:
    """Ours, without what would set up another server than the bench's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}


class _Api:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = (await self._http.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def sign_in(self) -> str:
        """Sign in; returns the organization's identifier."""
        mutation = """mutation($password: String!) {
            signIn(input: {brand: "bench", email: "bench@example.com", password: $password}) {
                ... on SignInSuccess { session { accessToken } } } }"""
        session = (await self(mutation, password=_PASSWORD))["signIn"]["session"]
        self._http.headers["authorization"] = f"Bearer {session['accessToken']}"
        memberships = (await self("{ viewer { memberships { organization { id } } } }"))["viewer"]["memberships"]
        return str(memberships[0]["organization"]["id"])


async def _filled_batch(api: _Api, organization: str) -> str:
    made = await api(
        """mutation($id: ID!) { createTemplate(input: {organizationId: $id, name: "TempSense"}) {
            ... on CreateTemplateSuccess { template { id } } } }""",
        id=organization,
    )
    asked = await api(
        """mutation($id: ID!, $template: ID!, $count: Int!) {
            createTokenBatch(input: {organizationId: $id, templateId: $template, count: $count}) {
                ... on CreateTokenBatchSuccess { tokenBatch { id } } } }""",
        id=organization,
        template=made["createTemplate"]["template"]["id"],
        count=COUNT,
    )
    batch = str(asked["createTokenBatch"]["tokenBatch"]["id"])
    query = "query($id: ID!) { tokenBatch(id: $id) { status } }"
    while (await api(query, id=batch))["tokenBatch"]["status"] != "COMPLETE":  # noqa: ASYNC110 (as a script would)
        await asyncio.sleep(0.5)
    return batch


async def _exported(http: httpx.AsyncClient, api: _Api, organization: str, batch: str) -> tuple[float, float, bytes]:
    """Seconds to the last and to the first byte, and the archive."""
    answer = await api(
        """mutation($id: ID!, $batch: ID!) {
            exportTokens(input: {organizationId: $id, selection: {batchId: $batch}}) {
                ... on ExportTokensSuccess { url } } }""",
        id=organization,
        batch=batch,
    )
    started, first, parts = time.perf_counter(), 0.0, []
    async with http.stream("GET", answer["exportTokens"]["url"]) as response:
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


def _peak_memory(pid: int) -> float:
    """The most megabytes that a process ever held, from the kernel's account of it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


async def _prepared(address: str) -> str:
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as http:
        api = _Api(http)
        return await _filled_batch(api, await api.sign_in())


async def _measured(address: str, batch: str) -> tuple[list[float], list[float], list[float]]:
    """Seconds to the last byte, to the first, and how often faster than the slow way; three times."""
    seconds, firsts, ratios = [], [], []
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as http:
        api = _Api(http)
        organization = await api.sign_in()
        links: list[str] = []
        for _ in range(3):
            whole, first, archive = await _exported(http, api, organization, batch)
            links = links or _check(archive)
            seconds.append(whole)
            firsts.append(first)
            ratios.append(_slow_way(links) / whole)
    return seconds, firsts, ratios


def measure() -> list[Row]:
    """The figures of exporting."""
    with tempfile.TemporaryDirectory(prefix="claimstead-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _server(folder) as (address, _):
            _create_brand(folder)
            batch = asyncio.run(_prepared(address))
        # Another process, so that its peak memory is that of exporting alone.
        with _server(folder) as (address, pid):
            seconds, firsts, ratios = asyncio.run(_measured(address, batch))
            memory = _peak_memory(pid)
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
        Row("the same: memory of the server", f"{memory:.0f} MB", "the process's peak", "", "< 150 MB", memory < 150),
    ]
