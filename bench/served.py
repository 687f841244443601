"""A server of the bench's own as an operator starts it, and what a script says to it over HTTP."""

import asyncio
import csv
import io
import os
import re
import secrets
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

COMMAND_LINE = (sys.executable, "-m", "app.cli")

_LISTENING = re.compile(r"running at (http://\S+)")
_PASSWORD = "bench-" + secrets.token_hex(8)


@contextmanager
def serving(folder: Path, command_line: Sequence[str] = COMMAND_LINE, **settings: str) -> Iterator[tuple[str, int]]:
    """A server over the data in `folder`, with these settings besides: its address and process."""
    process = subprocess.Popen(
        [*command_line, "serve", "--port", "0", "--data", str(folder / "data")],
        env={**_environment(), **settings},
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


def create_brand(folder: Path, plan: str) -> None:
    """The brand `bench` with an owner whom `Api.sign_in` knows."""
    create = ["organization", "create", "Bench", "--owner", "bench@example.com", "--plan", plan]
    subprocess.run(
        [*COMMAND_LINE, *create, "--data", str(folder / "data"), "--password-file", "-"],
        input=_PASSWORD,
        env=_environment(),
        text=True,
        check=True,
        capture_output=True,
    )


def _environment() -> dict[str, str]:
    """Ours, without what would set up another server than the bench's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}


def peak_memory(pid: int) -> float:
    """The most megabytes that a process held since `forget_peak_memory`, from the kernel's account of it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def forget_peak_memory(pid: int) -> None:
    """Begin the account of a process's peak anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


class Api:
    """The owner of the brand, asking."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.organization = ""

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = (await self.http.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, mutation: str, wanted: str, **given: Any) -> dict[str, Any]:
        """What a mutation that succeeds gives; `wanted` are the fields of its success."""
        kind = mutation[0].upper() + mutation[1:]
        query = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ ... on {kind}Success {{ {wanted} }} }} }}"
        )
        answer: dict[str, Any] = (await self(query, input=given))[mutation]
        assert answer, mutation
        return answer

    async def sign_in(self) -> None:
        """Sign in, and remember the organization."""
        session = (
            await self.do(
                "signIn", "session { accessToken }", brand="bench", email="bench@example.com", password=_PASSWORD
            )
        )["session"]
        self.http.headers["authorization"] = f"Bearer {session['accessToken']}"
        memberships = (await self("{ viewer { memberships { organization { id } } } }"))["viewer"]["memberships"]
        self.organization = str(memberships[0]["organization"]["id"])

    async def create_template(self, *fields: dict[str, Any]) -> str:
        """The identifier of a new template."""
        given = {"organizationId": self.organization, "name": "TempSense", "metadataFields": fields}
        return str((await self.do("createTemplate", "template { id }", **given))["template"]["id"])

    async def mint(self, template: str, count: int) -> str:
        """The identifier of a new batch that is filled."""
        given = {"organizationId": self.organization, "templateId": template, "count": count}
        batch = await self.do("createTokenBatch", "tokenBatch { id }", **given)
        return await self.filled(batch["tokenBatch"]["id"])

    async def filled(self, batch: str) -> str:
        """The batch, when its job is done."""
        query = "query($id: ID!) { tokenBatch(id: $id) { status } }"
        while (status := (await self(query, id=batch))["tokenBatch"]["status"]) != "COMPLETE":
            assert status in {"PENDING", "RUNNING"}, status
            await asyncio.sleep(0.5)
        return batch

    async def auth_tokens(self, batch: str) -> list[str]:
        """The AuthTokens of a batch."""
        content = (await self.http.get(await self.export_link(batch, content="FLASH"))).content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows = csv.DictReader(io.StringIO(archive.read("tokens.csv").decode(), newline=""))
            return [row["Auth Token"] for row in rows]

    async def export_link(self, batch: str, **options: Any) -> str:
        """The address of an export of a batch."""
        given = {"organizationId": self.organization, "selection": {"batchId": batch}, **options}
        return str((await self.do("exportTokens", "url", **given))["url"])


@asynccontextmanager
async def signed_in(address: str) -> AsyncIterator[Api]:
    """The owner of the brand at the server of this address."""
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as http:
        api = Api(http)
        await api.sign_in()
        yield api
