"""A client of the public API as an app would write it: GraphQL over HTTP, subscriptions over a WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from app.cli.terminal import CommandRefused

ANSWER_SECONDS = 10.0
"""How long anything may take before it counts as not happening."""


class WrongOutcome(CommandRefused):
    """The server did something else than it promises; the text is one sentence."""


class _NothingSaid(WrongOutcome):
    """No message came in time."""


class ApiClient:
    """One person's way to the API; signed out until `access_token` is set."""

    def __init__(self, address: str) -> None:
        self.access_token: str | None = None
        self._address = address
        # Proxies of the environment are for the world outside, not for this machine.
        self._http = httpx.AsyncClient(base_url=address, timeout=ANSWER_SECONDS, trust_env=False)

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data that a query gives. Raises WrongOutcome for top-level errors."""
        headers = {"authorization": f"Bearer {self.access_token}"} if self.access_token else {}
        try:
            answer = await self._http.post(
                "/graphql", json={"query": document, "variables": variables}, headers=headers
            )
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise WrongOutcome(f"The API gave no answer ({type(error).__name__}).") from error
        return _data_of(body)

    async def act(
        self, mutation: str, fields: dict[str, Any], selection: str = "", *, expected: str | None = None
    ) -> dict[str, Any]:
        """Run one mutation and give its result, which must be `expected`: the success unless a refusal is named.

        `selection` is what to read of the success. Raises WrongOutcome for any other result.
        """
        name = mutation[0].upper() + mutation[1:]
        success = f"... on {name}Success {{ {selection} }}" if selection else ""
        data = await self.ask(
            f"mutation($input: {name}Input!) {{ {mutation}(input: $input) "
            f"{{ __typename {success} ... on UserError {{ message }} }} }}",
            input=fields,
        )
        result: dict[str, Any] = data[mutation]
        wanted = expected or f"{name}Success"
        if result["__typename"] != wanted:
            said = f": {result['message']}" if "message" in result else ""
            raise WrongOutcome(f"{mutation} should have answered {wanted}, but it was {result['__typename']}{said}")
        return result

    @asynccontextmanager
    async def follow(self, document: str, **variables: Any) -> AsyncIterator["Subscription"]:
        """A running subscription. Raises WrongOutcome when it is refused."""
        url = self._address.replace("http", "ws", 1) + "/graphql"
        protocol = Subprotocol("graphql-transport-ws")
        try:
            async with connect(url, subprotocols=[protocol], proxy=None, close_timeout=2) as socket:
                subscription = Subscription(socket)
                await subscription.start(document, variables, self.access_token)
                yield subscription
        except (OSError, WebSocketException) as error:
            raise WrongOutcome(f"The subscription broke off ({type(error).__name__}).") from error


class Subscription:
    """One subscription on a connection of its own."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def start(self, document: str, variables: dict[str, Any], access_token: str | None) -> None:
        """Sign in and subscribe. Raises WrongOutcome."""
        await self._send({"type": "connection_init", "payload": {"authorization": f"Bearer {access_token}"}})
        message = await self._receive(ANSWER_SECONDS)
        if message["type"] != "connection_ack":
            raise WrongOutcome(f"A subscription was answered with {message['type']} instead of being accepted.")
        await self._send({"id": "1", "type": "subscribe", "payload": {"query": document, "variables": variables}})

    async def next(self, within: float = ANSWER_SECONDS) -> dict[str, Any]:
        """The data of the next message. Raises WrongOutcome when none comes in time, or an error does."""
        message = await self._receive(within)
        if message["type"] != "next":
            raise WrongOutcome(f"The subscription ended with {message['type']} instead of going on.")
        return _data_of(message["payload"])

    async def stays_silent(self, seconds: float) -> bool:
        """Whether no message comes for so long. Raises WrongOutcome when the connection is closed."""
        try:
            await self._receive(seconds)
        except _NothingSaid:
            return True
        return False

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))

    async def _receive(self, within: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout(within):
                while True:
                    message: dict[str, Any] = json.loads(await self._socket.recv())
                    if message["type"] != "ping":
                        return message
                    await self._send({"type": "pong"})
        except TimeoutError as error:
            raise _NothingSaid(f"The subscription said nothing within {within:.0f} s.") from error
        except ConnectionClosed as error:
            code = error.rcvd.code if error.rcvd is not None else "no close frame"
            raise WrongOutcome(f"The connection of a subscription was closed ({code}).") from error


def _data_of(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("errors"):
        raise WrongOutcome(f"The API answered with an error: {body['errors'][0]['message']}")
    data: dict[str, Any] = body["data"]
    return data
