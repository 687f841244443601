"""`/metrics`: this installation's numbers for Prometheus, from whichever worker is asked.

Each worker knows its own numbers; the one that is asked collects those of the
others over Unix sockets in a folder that their parent made. Every sample says
which worker it is from, so a worker that was replaced begins at zero and
nothing is added up wrongly.

Who may read: whoever shows the token of the settings; without one, programs on
this machine that come directly. A request that a proxy passed on is not direct.
"""

import asyncio
import contextlib
import hmac
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias, cast

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Collect: TypeAlias = Callable[[], Iterable[Metric]]

ANSWER_SECONDS = 2.0
"""How long a busy worker may take before the others' numbers are given without its own."""

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


class Metrics:
    """The numbers of one worker, and the way to those of its siblings."""

    def __init__(self, collect: Collect, *, worker: int = 0, siblings: Path | None = None, token: str | None) -> None:
        """`siblings` is the folder where the workers of one parent find each other; None when there is one only."""
        self._collect = collect
        self._worker = worker
        self._siblings = siblings
        self._token = token
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Let the siblings ask."""
        if self._siblings is not None:
            place = self._siblings / f"{self._worker}.sock"
            place.unlink(missing_ok=True)  # of a predecessor that was killed
            self._server = await asyncio.start_unix_server(self._tell, place)

    async def stop(self) -> None:
        """Answer nobody any more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def answer(self, request: Request) -> Response:
        """The numbers of all workers in Prometheus' text format, or 403."""
        if not self._may_read(request):
            return PlainTextResponse(
                "Metrics are for programs on this machine, or with the bearer token in CLAIMSTEAD_METRICS_TOKEN.\n",
                403,
                headers={"cache-control": "no-store"},
            )
        families = _merged([self._own(), *await self._of_siblings()])
        text = generate_latest(cast(CollectorRegistry, _Collected(families)))
        return Response(text, headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})

    def _may_read(self, request: Request) -> bool:
        if self._token is not None:
            shown = request.headers.get("authorization", "")
            return hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode())
        is_near = request.client is not None and request.client.host in _LOOPBACK
        asks_here = request.url.hostname in {*_LOOPBACK, "localhost"}
        return is_near and asks_here and not any(header in request.headers for header in _PASSED_ON)

    def _own(self) -> list[Any]:
        worker = str(self._worker)
        return [
            [
                family.name,
                family.documentation,
                family.type,
                [[sample.name, {**sample.labels, "worker": worker}, sample.value] for sample in family.samples],
            ]
            for family in self._collect()
        ]

    async def _of_siblings(self) -> list[list[Any]]:
        if self._siblings is None:
            return []
        places = [place for place in self._siblings.glob("*.sock") if place.stem != str(self._worker)]
        answers = await asyncio.gather(*(_ask(place) for place in places))
        return [answer for answer in answers if answer is not None]

    async def _tell(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(orjson.dumps(self._own()))
            await writer.drain()
            writer.close()


async def _ask(place: Path) -> list[Any] | None:
    """What a sibling says; None when it is gone or does not answer."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(place)
            try:
                said: list[Any] = orjson.loads(await reader.read(-1))
            finally:
                writer.close()
    except (OSError, TimeoutError, orjson.JSONDecodeError):
        return None
    return said


def _merged(answers: Iterable[list[Any]]) -> list[Metric]:
    """The families of all workers, those of one name as one."""
    families: dict[str, Metric] = {}
    for name, documentation, kind, samples in (family for answer in answers for family in answer):
        family = families.setdefault(name, Metric(name, documentation, kind))
        for sample in samples:
            family.add_sample(*sample)
    return list(families.values())


class _Collected:
    """Families as the printer wants them."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families
