"""Reads anew what connected devices are told about themselves, many in one statement."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from uuid import UUID

from app.device_ws.outage import DatabaseWatch
from app.domain.devices import presence
from app.domain.devices.presence import Standing

MOST_AT_ONCE = 200
RETRY_SECONDS = 1.0
PACE_SECONDS = 0.1
"""From one reading to the next, unless a full one waits: in a storm of arrivals each serves many."""


class StandingReader:
    """Gathers tokens whose standing may have changed and reads them in batches, again until it succeeds."""

    def __init__(self, database: DatabaseWatch) -> None:
        self._database = database
        self._asked: dict[UUID, None] = {}
        self._wake = asyncio.Event()

    def ask(self, token_ids: Iterable[UUID]) -> None:
        """Read the standing of these tokens soon. What is asked again during a reading is read again."""
        self._asked.update(dict.fromkeys(token_ids))
        self._wake.set()

    async def run(self, apply: Callable[[UUID, Standing | None], None]) -> None:
        """Read until cancelled; `apply` gets each standing, None for tokens that are gone."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._asked:
                taken = list(islice(self._asked, MOST_AT_ONCE))
                for token_id in taken:
                    del self._asked[token_id]
                if not await self._database.attempt(self._read(taken, apply)):
                    self.ask(taken)
                    await asyncio.sleep(RETRY_SECONDS)
                if len(self._asked) < MOST_AT_ONCE:
                    await asyncio.sleep(PACE_SECONDS)

    async def _read(self, token_ids: list[UUID], apply: Callable[[UUID, Standing | None], None]) -> None:
        standings = await presence.standings_of(token_ids)
        for token_id in token_ids:
            apply(token_id, standings.get(token_id))
