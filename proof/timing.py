"""What is not yours and what is not there are refused in the same time.

Both are asked for in turns, in an order that turns round, so that whatever
slows the machine slows both; what counts is the median of two thousand. The
server's own time is measured, without the network, whose share would only
make the two more alike.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from app.database.connection import execute
from app.domain.devices import authenticating
from app.secrets.auth_token import AuthToken
from proof.findings import Finding
from proof.house import House, house
from tests.access.asking import parts_of, variables
from tests.access.matrix import ROWS, Row
from tests.access.walking import document
from tests.access.world import World, build_world
from tests.builders import an_account

SAMPLES = 2_000
TOLERANCE = 0.10
PAIRS_BETWEEN_COUNTERS = 5
"""Pairs of refusals after which the counters of wrong guesses are emptied, so that no guess is one too many.

Odd, so that neither of the two is always the first that is counted.
"""

Ask = Callable[[], Awaitable[object]]


@dataclass
class Pair:
    """Two requests that must not be told apart by their time."""

    what: str
    foreign: Ask
    unknown: Ask
    samples: int = SAMPLES
    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    async def measure(self) -> Finding:
        """Ask in turns and compare the medians."""
        asks = (self.foreign, self.unknown)
        for ask in (*asks, *asks):
            assert "INTERNAL" not in str(await ask()), f"{self.what}: a bug answers everybody alike"
        gc.collect()
        gc.disable()
        try:
            for number in range(self.samples):
                if number % PAIRS_BETWEEN_COUNTERS == 0:
                    await execute("DELETE FROM attempt")
                for which in (0, 1) if number % 2 else (1, 0):
                    request = asks[which]()  # made before the clock runs
                    started = time.perf_counter()
                    await request
                    self.seconds[which].append(time.perf_counter() - started)
        finally:
            gc.enable()
        return self._finding()

    def _finding(self) -> Finding:
        foreign, unknown = (statistics.median(each) * 1000 for each in self.seconds)
        apart = max(foreign, unknown) / min(foreign, unknown) - 1
        return Finding(
            f"{self.what}: refused in the same time",
            f"medians of {self.samples:,} each, in turns",
            f"{foreign:.2f} ms and {unknown:.2f} ms, {apart:.1%} apart",
            apart <= TOLERANCE,
        )


def check_ids() -> list[Finding]:
    """For every row of the access matrix: another brand's thing and one that is not there, asked by an owner."""
    return _in_a_world(_pairs_of_rows)


def check_people() -> list[Finding]:
    """Known and unknown addresses, at every door that takes one."""
    return _in_a_world(_pairs_of_people)


def check_devices() -> list[Finding]:
    """Deleted AuthTokens and those that never were, as the devices' door looks them up."""
    return _in_a_world(_pairs_of_devices)


def _in_a_world(pairs: Callable[[World], Awaitable[list[Pair]]]) -> list[Finding]:
    async def measure(place: House) -> list[Finding]:
        async with place.parts() as parts:
            world = await build_world(parts, place.access_tokens)
            findings = []
            for pair in await pairs(world):
                findings.append(await pair.measure())
                print(f"  {findings[-1].what}: {findings[-1].found}", flush=True)
            return findings

    with house(0) as place:
        return asyncio.run(measure(place))


async def _pairs_of_rows(world: World) -> list[Pair]:
    pairs = []
    for row in ROWS:
        refused = [place for place in ("foreign", "deleted", "sibling") if place in row.right.places]
        refused = [place for place in refused if row.right.mark("owner", place) == "."]
        if refused and not row.door.startswith("Subscription."):
            there = partial(str, world.things[row.kind][refused[0]])
            asks = (_asking(world, row, there), _asking(world, row, partial(world.unknown, row.kind)))
            pairs.append(Pair(f"{row.door}, a {row.kind} ({refused[0]}, unknown)", *asks))
    return pairs


def _asking(world: World, row: Row, given: Callable[[], str]) -> Ask:
    root, name, _ = parts_of(row.door)
    text = document(root, name)

    def ask() -> Awaitable[object]:
        return world.ask("owner", text, **variables(row, world, "owner", given()))

    return ask


SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { __typename } }"
RESET = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { __typename } }"


async def _pairs_of_people(world: World) -> list[Pair]:
    root = world.organizations["root"]
    known, unknown = (await an_account(root)).email, "nobody@example.com"

    def asking(document: str, email: str, **more: str) -> Ask:
        return lambda: world.ask("stranger", document, input={"brand": root.slug, "email": email, **more})

    wrong = {"password": "wrong, but long enough"}
    return [
        Pair("signIn, an address (known, unknown)", asking(SIGN_IN, known, **wrong), asking(SIGN_IN, unknown, **wrong)),
        Pair("requestPasswordReset, an address (known, unknown)", asking(RESET, known), asking(RESET, unknown)),
    ]


async def _pairs_of_devices(world: World) -> list[Pair]:
    (deleted,) = world.deleted

    def look_up(token: AuthToken) -> Ask:
        return lambda: authenticating.authenticate(world.parts, [token])

    return [
        Pair("an AuthToken at the devices’ door (deleted, unknown)", look_up(deleted), look_up(AuthToken.mint())),
    ]
