"""Questions that are asked together: how many at once, and that everybody gets an answer."""

import asyncio
from collections.abc import Sequence

import pytest

from app.device_ws import gathering
from app.device_ws.gathering import ENOUGH, IN_FLIGHT, MOST_AT_ONCE, Gathered

pytestmark = pytest.mark.anyio


class Oracle:
    """Doubles numbers, when it is let; remembers what it was asked at once."""

    def __init__(self) -> None:
        self.calls: list[Sequence[int]] = []
        self.may_answer = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, questions: Sequence[int]) -> list[int]:
        self.calls.append(questions)
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return [2 * question for question in questions]


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


def asked(gathered: Gathered[int, int], *questions: int) -> list[asyncio.Task[int]]:
    return [asyncio.create_task(gathered.ask(question)) for question in questions]


async def test_what_comes_in_the_same_moment_goes_together_and_everybody_gets_the_own_answer(oracle: Oracle) -> None:
    oracle.may_answer.set()
    assert await asyncio.gather(*asked(Gathered(oracle, patience=5), 1, 2, 3)) == [2, 4, 6]
    assert oracle.calls == [[1, 2, 3]]


async def test_who_comes_alone_does_not_wait_and_who_comes_right_after_waits_a_moment(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PACE_SECONDS", 0.2)
    oracle.may_answer.set()
    gathered = Gathered(oracle, patience=5)
    async with asyncio.timeout(0.15):
        assert await gathered.ask(1) == 2
    later = asked(gathered, 2)
    await asyncio.sleep(0.05)
    later += asked(gathered, 3)
    assert await asyncio.gather(*later) == [4, 6]
    assert oracle.calls == [[1], [2, 3]]


async def test_when_enough_wait_they_go_at_once_but_never_more_than_so_many_nor_more_than_two_calls(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PACE_SECONDS", 60.0)
    gathered = Gathered(oracle, patience=600)
    tasks = asked(gathered, 0)
    await asyncio.sleep(0.01)
    tasks += asked(gathered, *range(1, 1 + ENOUGH))
    await asyncio.sleep(0.01)
    tasks += asked(gathered, *range(1 + ENOUGH, 1000))
    await asyncio.sleep(0.01)
    assert [len(call) for call in oracle.calls] == [1, ENOUGH]  # IN_FLIGHT of them
    oracle.may_answer.set()
    # The last ones are too few to go before their time.
    full = (1000 - 1 - ENOUGH) // MOST_AT_ONCE * MOST_AT_ONCE
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*tasks[: 1 + ENOUGH + full])
    assert answers == [2 * number for number in range(len(answers))]
    assert max(len(call) for call in oracle.calls) == MOST_AT_ONCE
    for task in tasks:
        task.cancel()


async def test_when_a_call_fails_all_of_it_are_told_and_the_next_ones_are_asked_anew(oracle: Oracle) -> None:
    oracle.error = ConnectionError("away")
    oracle.may_answer.set()
    gathered = Gathered(oracle, patience=5)
    outcomes = await asyncio.gather(*asked(gathered, 1, 2, 3), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ConnectionError] * 3
    oracle.error = None
    assert await gathered.ask(4) == 8


async def test_an_answer_that_takes_too_long_is_a_timeout_for_all_of_the_call(oracle: Oracle) -> None:
    gathered = Gathered(oracle, patience=0.05)
    outcomes = await asyncio.gather(*asked(gathered, 1, 2), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [TimeoutError] * 2


async def test_nobody_waits_for_a_turn_for_ever(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "PACE_SECONDS", 0.0)
    gathered = Gathered(oracle, patience=0.1)
    tasks = []
    for number in range(IN_FLIGHT):
        tasks += asked(gathered, number)
        await asyncio.sleep(0.01)
    tasks += asked(gathered, *range(IN_FLIGHT, 3 * MOST_AT_ONCE))
    async with asyncio.timeout(1):
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {TimeoutError}
    assert len(oracle.calls) == 2 * IN_FLIGHT  # the last ones were told without being asked for


async def test_one_that_has_gone_disturbs_nobody(oracle: Oracle) -> None:
    gathered = Gathered(oracle, patience=5)
    stays, goes = asked(gathered, 1, 2)
    await asyncio.sleep(0.01)
    goes.cancel()
    waits_and_goes, waits = asked(gathered, 3, 4)
    await asyncio.sleep(0)
    waits_and_goes.cancel()
    oracle.may_answer.set()
    assert (await stays, await waits) == (2, 8)
    assert oracle.calls == [[1, 2], [4]]
