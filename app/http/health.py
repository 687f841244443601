"""`/healthz` speaks of the process, `/readyz` of what it needs."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Check = Callable[[], Awaitable[bool]]

CHECK_SECONDS = 3.0
"""How long a check may take: what does not answer is not there."""


async def healthz(request: Request) -> Response:
    """200 while the process answers."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


class Readiness:
    """`/readyz`: 200 when every check holds, 503 with the names of those that do not."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self._checks = checks

    async def answer(self, request: Request) -> Response:
        outcomes = {name: await _holds(check) for name, check in self._checks.items()}
        ready = all(outcomes.values())
        return JSONResponse(
            {"status": "ready" if ready else "not ready", "checks": outcomes},
            status_code=200 if ready else 503,
            headers={"cache-control": "no-store"},
        )


async def _holds(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except Exception:  # whatever a check fails with, the answer is "no"
        return False
