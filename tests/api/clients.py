"""GraphQL clients of the tests: one for each person, over HTTP, `graphql-transport-ws` and `graphql-sse`."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.context.access_tokens import AccessTokens
from app.domain.viewer import Viewer
from tests.builders import an_address

Transport = Literal["websocket", "sse"]
TRANSPORTS: tuple[Transport, ...] = ("websocket", "sse")
PATIENCE = 10.0
"""Seconds that a test waits for what must come."""


@dataclass(frozen=True)
class Answer:
    """What the server answered to one operation."""

    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        assert "errors" not in self.body, self.body["errors"]
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def codes(self) -> list[str]:
        """The codes of the answer's top-level errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]

    @property
    def code(self) -> str:
        """The code of the answer's one top-level error."""
        (code,) = self.codes
        return code


@dataclass(frozen=True)
class Client:
    """One person (or nobody, without an access token) at one address, which trusted proxies report."""

    http: httpx.AsyncClient
    access_token: str | None = field(default=None, repr=False)
    address: str = field(default_factory=an_address)

    @property
    def headers(self) -> dict[str, str]:
        """What every request of this person carries."""
        headers = {"x-forwarded-for": self.address}
        if self.access_token is not None:
            headers["authorization"] = f"Bearer {self.access_token}"
        return headers

    async def execute(self, query: str, **variables: object) -> Answer:
        """The whole answer to a query or mutation."""
        response = await self.http.post(
            "/graphql", json={"query": query, "variables": variables}, headers=self.headers, timeout=30
        )
        assert response.status_code == 200, response.text
        return Answer(response.json())

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of an operation without errors."""
        return (await self.execute(query, **variables)).data

    async def try_to(self, mutation: str, select: str = "__typename", facts: str = "", **given: object) -> Answer:
        """The whole answer to one mutation; `select` is wanted of the success, `facts` of refusals."""
        return await self.execute(mutation_document(mutation, select, facts), input=given)

    async def do(self, mutation: str, select: str = "__typename", facts: str = "", **given: object) -> Any:
        """The member of its union that one mutation returned."""
        return (await self.try_to(mutation, select, facts, **given)).data[mutation]

    @asynccontextmanager
    async def follow(
        self, subscription: str, *, over: Transport = "websocket", **variables: object
    ) -> AsyncIterator["Stream"]:
        """An open subscription."""
        stream = (
            _websocket(self, subscription, variables) if over == "websocket" else _sse(self, subscription, variables)
        )
        async with aclosing(stream):
            yield Stream(stream)


def mutation_document(mutation: str, select: str = "__typename", facts: str = "") -> str:
    """A document with one mutation, its input a variable."""
    name = mutation[0].upper() + mutation[1:]
    return (
        f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ __typename "
        f"... on {name}Success {{ {select} }} ... on UserError {{ message }} {facts} }} }}"
    )


class Stream:
    """The answers of one subscription, in order."""

    def __init__(self, answers: AsyncIterator[Answer]) -> None:
        self.answers = answers

    async def next(self) -> dict[str, Any]:
        """The data of the next answer; fails when none comes."""
        async with asyncio.timeout(PATIENCE):
            return (await anext(self.answers)).data

    async def last_code(self, *, within: float = PATIENCE) -> str | None:
        """The code of the error that the stream ends with, None if it just ends; fails unless that is soon."""
        code = None
        async with asyncio.timeout(within):
            async for answer in self.answers:
                code = answer.code
        return code


async def _websocket(client: Client, query: str, variables: dict[str, object]) -> AsyncGenerator[Answer, None]:
    async with signed_in_socket(client) as socket:
        payload = {"query": query, "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "next":
                yield Answer(message["payload"])
            elif message["type"] == "error":
                yield Answer({"errors": message["payload"]})
                return
            elif message["type"] == "complete":
                return


@asynccontextmanager
async def signed_in_socket(client: Client) -> AsyncIterator[ClientConnection]:
    """A `graphql-transport-ws` connection that the server has acknowledged."""
    url = str(client.http.base_url.copy_with(scheme="ws", path="/graphql"))
    async with connect(
        url,
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers={"x-forwarded-for": client.address},
        compression=None,
        proxy=None,
    ) as socket:
        payload = {} if client.access_token is None else {"authorization": f"Bearer {client.access_token}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        async with asyncio.timeout(PATIENCE):
            assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def close_code(client: Client) -> int:
    """The code with which the server closes a WebSocket that it does not sign in."""
    with pytest.raises(ConnectionClosed) as closed:
        async with signed_in_socket(client):
            pass
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def _sse(client: Client, query: str, variables: dict[str, object]) -> AsyncGenerator[Answer, None]:
    async with client.http.stream(
        "POST",
        "/graphql",
        json={"query": query, "variables": variables},
        headers={**client.headers, "accept": "text/event-stream"},
        timeout=None,
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream"), response.headers
        event = ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "next":
                yield Answer(json.loads(value))
            elif name == "data" and event == "complete":
                return


@dataclass(frozen=True)
class Door:
    """The server's public door: everybody who comes gets a client of their own."""

    http: httpx.AsyncClient
    access_tokens: AccessTokens

    def stranger(self) -> Client:
        """Somebody who is not signed in."""
        return Client(self.http)

    def bearer(self, access_token: str) -> Client:
        """Whoever shows this access token."""
        return Client(self.http, access_token)

    def person(self, viewer: Viewer) -> Client:
        """A signed-in person that a builder made."""
        token, _ = self.access_tokens.issue(viewer.account_id, viewer.session_id)
        return Client(self.http, token, viewer.address)


async def asks_over_websocket(client: Client, query: str, **variables: object) -> Answer:
    """The answer to a query that is sent through a socket instead of a request of its own."""
    async with client.follow(query, over="websocket", **variables) as answers:
        return Answer({"data": await answers.next()})
