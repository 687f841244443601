"""Slowing those whose token was refused: growing, bounded, forgotten."""

import pytest

from app.device_ws.refusals import MOST_REMEMBERED, RefusedTokens
from tests.device_ws.servers import Clock

pytestmark = pytest.mark.anyio


def _delays(refused: RefusedTokens, token: str, address: str, count: int) -> list[float]:
    return [refused._next_delay(token, address) for _ in range(count)]


async def test_the_delay_doubles_up_to_ten_seconds_for_each_token_and_address_by_itself() -> None:
    clock = Clock()
    refused = RefusedTokens(most_held=10, clock=clock)

    assert _delays(refused, "one", "10.0.0.1", 7) == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert _delays(refused, "one", "10.0.0.2", 1) == [0.5]
    assert _delays(refused, "two", "10.0.0.1", 1) == [0.5]
    clock.advance(590)
    assert _delays(refused, "one", "10.0.0.1", 1) == [10.0]
    clock.advance(601)
    assert _delays(refused, "one", "10.0.0.1", 1) == [0.5]


async def test_the_memory_is_bounded_and_holds_no_token() -> None:
    refused = RefusedTokens(most_held=10, clock=Clock())
    for number in range(MOST_REMEMBERED + 10):
        refused._next_delay(f"token-{number}", "10.0.0.1")
    assert len(refused._tries) == MOST_REMEMBERED
    assert _delays(refused, "token-0", "10.0.0.1", 1) == [0.5]
    assert b"token" not in b"".join(refused._tries)
