"""`python -m bench.loop_watch FILE COMMAND …`: the command line, with a watch over its event loop.

Every 5 ms the loop is asked to look at the clock, and comes late by as long as
it was held. How much the process computed meanwhile, in whichever thread, is
its own doing: the loop waits for all of them, since only one at a time has the
interpreter. The rest is the machine's, which had other things to do; Linux says
how much of it the loop's thread was ready to run and waited for a core. The
holds are written to FILE when the command ends.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop

from app.cli import main

EVERY = 0.005
WORTH_NOTING = 0.002


@dataclass(frozen=True)
class Hold:
    """How the loop was held once; times are in seconds."""

    until: float
    """On the machine's monotonic clock."""
    late: float
    """In all."""
    computed: float
    """By the process meanwhile; at most `late`."""
    waited: float
    """For a core, by the loop's thread."""


class LoopWatch:
    """Watches the loop of the thread it is made in."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.holds: list[Hold] = []
        self._loop = loop
        self._accounts = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._seen = self._account()
        loop.call_later(EVERY, self._look)

    def _account(self) -> tuple[float, float, float]:
        """Seconds on the clock, that the process has computed, and that this thread has waited for a core."""
        waited = int(os.pread(self._accounts, 100, 0).split()[1])  # nanoseconds, see Linux' sched-stats.rst
        return time.monotonic(), time.process_time(), waited / 1e9

    def _look(self) -> None:
        seen = self._account()
        passed, computed, waited = (now - before for now, before in zip(seen, self._seen, strict=True))
        late = passed - EVERY
        if late > WORTH_NOTING:
            self.holds.append(Hold(seen[0], late, min(computed, late), min(waited, late)))
        self._seen = seen
        self._loop.call_later(EVERY, self._look)


def holds_in(file: Path) -> list[Hold]:
    """What a watch has written."""
    return [Hold(**each) for each in json.loads(file.read_text(encoding="ascii"))]


def _run(file: Path, arguments: list[str]) -> None:
    watches: list[LoopWatch] = []

    def watched_loop() -> uvloop.Loop:
        loop = new_event_loop()
        watches.append(LoopWatch(loop))
        return loop

    new_event_loop, uvloop.new_event_loop = uvloop.new_event_loop, watched_loop
    sys.argv = ["claimstead", *arguments]
    try:
        main()
    finally:
        holds = [asdict(hold) for watch in watches for hold in watch.holds]
        file.write_text(json.dumps(holds), encoding="ascii")


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2:])
