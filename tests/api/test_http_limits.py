"""Requests cannot hurt, and browsers cannot be misused: sizes, shapes, origins, and clients that do not go on."""

import asyncio
import gc
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from app.domain.parts import Parts
from app.http.limits import MAXIMUM_BODY, JsonRefused, read_json
from app.http.server_protocol import MOST_HEAD_BYTES
from app.models import Organization
from app.secrets.keys import KeyRing
from tests.api.clients import Client, signed_in_socket
from tests.builders import PASSWORD, a_brand, a_customer, a_member, an_account
from tests.limits_server import ALLOWED_ORIGIN, STREAMED_PATH, LimitedServer, limited_server, loop_lag

pytestmark = pytest.mark.anyio

TYPENAME = b'{"query":"{__typename}"}'
JSON = {"content-type": "application/json"}
FOREIGN_ORIGIN = "https://elsewhere.example"
SOON = 0.3
"""Seconds of patience of the impatient server."""

UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)


def head(*lines: bytes, path: bytes = b"/graphql") -> bytes:
    """The head of a POST request with JSON."""
    return b"\r\n".join(
        [b"POST " + path + b" HTTP/1.1", b"host: x", b"content-type: application/json", *lines, b"", b""]
    )


def masked(opcode: int, payload: bytes = b"") -> bytes:
    """A final WebSocket frame of a client, short, masked with zeros."""
    assert len(payload) < 126
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + bytes(4) + payload


def refused_with(response: httpx.Response, status: int) -> str:
    """The message of a request that was refused in the shape of GraphQL."""
    assert response.status_code == status, response.text
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "data" not in response.json()
    message: str = error["message"]
    return message


@pytest.fixture(scope="module")
async def server(parts: Parts, keys: KeyRing) -> AsyncIterator[LimitedServer]:
    async with limited_server(parts, keys) as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
def settled_heap(server: LimitedServer) -> Iterator[None]:
    """The heap of the tests is many times the server's; what lies there is not collected while something is timed."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
async def impatient(parts: Parts, keys: KeyRing) -> AsyncIterator[LimitedServer]:
    """A server that waits for nothing longer than a moment."""
    async with limited_server(
        parts, keys, request_seconds=SOON, reading_seconds=SOON, init_seconds=SOON, graphiql=True
    ) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: LimitedServer) -> httpx.AsyncClient:
    return server.door.http


@pytest.fixture(scope="module")
async def brand() -> Organization:
    return await a_brand()


@pytest.fixture
async def person(server: LimitedServer, brand: Organization) -> Client:
    return server.door.person(await a_member(brand))


# ---- Only JSON, only POST, one operation. ----


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_post_executes_anything(http: httpx.AsyncClient, method: str) -> None:
    response = await http.request(method, "/graphql", params={"query": "{__typename}"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    if method != "HEAD":
        refused_with(response, 405)


async def test_a_mutation_by_get_changes_nothing(http: httpx.AsyncClient, brand: Organization) -> None:
    account = await an_account(brand)
    given = f'brand:"{brand.slug}",email:"{account.email}",password:"{PASSWORD}"'
    document = f"mutation{{signIn(input:{{{given}}}){{__typename}}}}"
    assert "data" not in (await http.get("/graphql", params={"query": document})).json()
    done = await http.post("/graphql", json={"query": document})
    assert done.json()["data"]["signIn"]["__typename"] == "SignInSuccess"


async def test_graphiql_is_shown_to_browsers_and_executes_nothing_itself(impatient: LimitedServer) -> None:
    http = impatient.door.http
    page = await http.get("/graphql", headers={"accept": "text/html,*/*"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert (await http.get("/graphql", headers={"accept": "application/json"})).status_code == 405
    asked = await http.get("/graphql", params={"query": "{__typename}"}, headers={"accept": "text/html"})
    assert asked.status_code == 405


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", None],
)
async def test_only_json_is_read(http: httpx.AsyncClient, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    message = refused_with(await http.post("/graphql", content=TYPENAME, headers=headers), 415)
    assert message == "Send JSON: `content-type: application/json`."


async def test_json_may_name_its_charset(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/graphql", content=TYPENAME, headers={"content-type": "Application/JSON; charset=utf-8"}
    )
    assert response.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "valid JSON"),
        (b"{", "valid JSON"),
        (b'{"query":"\xff"}', "valid JSON"),
        (b'{"query":NaN}', "valid JSON"),
        (b"5", "object"),
        (b"null", "object"),
        (b'"{__typename}"', "object"),
        (b'[{"query":"{__typename}"}]', "batches"),
        (b"{}", "`query`"),
        (b'{"query":null}', "`query`"),
        (b'{"query":["{__typename}"]}', "`query`"),
        (b'{"query":""}', "query"),
        (b'{"query":"{__typename}","variables":[]}', "`variables`"),
        (b'{"query":"{__typename}","variables":"{}"}', "`variables`"),
        (b'{"query":"{__typename}","operationName":{"a":1}}', "`operationName`"),
        (b'{"query":"{__typename}","extensions":1}', "`extensions`"),
        (b'{"query":"query A{__typename}","operationName":"B"}', "B"),
    ],
)
async def test_what_is_no_request_is_refused(http: httpx.AsyncClient, body: bytes, word: str) -> None:
    assert word in refused_with(await http.post("/graphql", content=body, headers=JSON), 400)


# ---- Size and shape. ----


async def test_a_body_of_one_mebibyte_is_read_and_one_byte_more_is_not(http: httpx.AsyncClient) -> None:
    full = TYPENAME + b" " * (MAXIMUM_BODY - len(TYPENAME))
    assert (await http.post("/graphql", content=full, headers=JSON)).json()["data"] == {"__typename": "Query"}
    message = refused_with(await http.post("/graphql", content=full + b" ", headers=JSON), 413)
    assert message == "A request has at most 1048576 bytes."


async def test_a_declared_body_is_refused_before_it_is_sent(server: LimitedServer) -> None:
    async with server.raw() as connection:
        await connection.send(head(b"content-length: 5000000000"))
        async with asyncio.timeout(2):
            assert await connection.reader.readline() == b"HTTP/1.1 413 Request Entity Too Large\r\n"


async def test_a_body_without_a_length_is_counted_while_it_comes(http: httpx.AsyncClient) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b" " * 65_536

    async with loop_lag() as lag:
        refused_with(await http.post("/graphql", content=parts(), headers=JSON), 413)
    assert lag.longest < 0.25


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"]":', b"}]")])
async def test_json_may_be_64_levels_deep_and_no_more(opening: bytes, closing: bytes) -> None:
    levels = 64 // (opening.count(b"[") + opening.count(b"{"))
    assert read_json(opening * levels + b"1" + closing * levels)
    with pytest.raises(JsonRefused, match="nested more than 64"):
        read_json(b"[" + opening * levels + b"1" + closing * levels + b"]")


nasty_texts = st.text(alphabet='[]{}",:\\\u2028\n\u00e9x')


@given(
    st.recursive(
        st.none() | st.integers(-5, 5) | nasty_texts,
        lambda inner: st.lists(inner) | st.dictionaries(nasty_texts, inner),
    )
)
def test_json_is_read_as_it_was_written(value: object) -> None:
    for ensure_ascii in (True, False):
        assert read_json(json.dumps(value, ensure_ascii=ensure_ascii)) == value


@given(nasty_texts, st.integers(60, 70))
def test_texts_hide_no_levels_and_make_none(text: str, depth: int) -> None:
    body = json.dumps(text)
    nested = f"[{body}," * depth + body + f",{body}]" * depth
    if depth <= 64:
        read_json(nested)
    else:
        with pytest.raises(JsonRefused):
            read_json(nested)


async def test_the_whole_body_counts_and_text_does_not(http: httpx.AsyncClient) -> None:
    async def answer(depth: int, place: str) -> httpx.Response:
        body = f'{{"query":"{{__typename}}","{place}":{{"a":{"[" * depth}{"]" * depth}}}}}'
        return await http.post("/graphql", content=body, headers=JSON)

    for place in ("variables", "extensions", "whatever"):
        assert (await answer(62, place)).json()["data"] == {"__typename": "Query"}
        assert "nested" in refused_with(await answer(63, place), 400)
    brackets = json.dumps({"query": "{__typename}", "variables": {"a": '\\"' * 3 + "[{" * 5_000 + "\\"}})
    assert (await http.post("/graphql", content=brackets, headers=JSON)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"query":"{__typename}","variables":' + b"[" * 100_000,
        b"[" + b"[]," * 300_000 + b"[]]",
        b'{"query":"{__typename}","variables":{"a":[' + b'"",' * 300_000 + b'""]}}',
        b'"' + b"\\" * 1_000_000 + b'"',
        b'"' * 1_000_000,
        b"9" * 1_000_000,
    ],
    ids=["arrays", "objects", "unclosed", "wide", "many values", "backslashes", "quotes", "digits"],
)
async def test_json_made_to_hurt_is_refused_at_once(server: LimitedServer, person: Client, body: bytes) -> None:
    async with loop_lag() as lag:
        refused_with(await server.door.http.post("/graphql", content=body, headers=JSON), 400)
    assert lag.longest < 0.25

    async with signed_in_socket(person) as socket:
        await socket.send(body[:60_000].decode())
        assert await closing_of(socket) == 4400


# ---- What browsers get. ----


async def test_every_answer_is_safe_for_browsers(server: LimitedServer, http: httpx.AsyncClient) -> None:
    answers = [
        await http.post("/graphql", content=TYPENAME, headers=JSON),
        await http.post("/graphql", content=b" " * (MAXIMUM_BODY + 1), headers=JSON),
        await http.get("/graphql"),
        await http.get("/nowhere"),
        await http.get("/bug"),
        await server.door.http.options("/graphql"),
    ]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers
    assert [answer.headers.get("cache-control") for answer in answers[:3]] == ["no-store"] * 3


async def test_a_bug_is_answered_without_a_word_of_it(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = await http.get("/bug")
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "secret" not in response.text
    assert "a secret of the house" in caplog.text  # whoever runs the server is told


async def test_pages_of_allowed_origins_may_call_and_others_may_not(http: httpx.AsyncClient) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    allowed = await http.options("/graphql", headers={"origin": ALLOWED_ORIGIN, **asked})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == ALLOWED_ORIGIN
    assert "access-control-allow-credentials" not in allowed.headers
    answer = await http.post("/graphql", content=TYPENAME, headers={"origin": ALLOWED_ORIGIN, **JSON})
    assert answer.headers["access-control-allow-origin"] == ALLOWED_ORIGIN

    for response in (
        await http.options("/graphql", headers={"origin": FOREIGN_ORIGIN, **asked}),
        await http.post("/graphql", content=TYPENAME, headers={"origin": FOREIGN_ORIGIN, **JSON}),
    ):
        assert "access-control-allow-origin" not in response.headers


async def test_server_sent_events_are_signed_in_by_their_header(person: Client) -> None:
    async def events(client: Client) -> httpx.Response:
        headers = {**client.headers, "accept": "text/event-stream"}
        return await client.http.post("/graphql", json={"query": "{viewer{user{email}}}"}, headers=headers)

    response = await events(person)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store, no-transform"
    assert "@example.com" in response.text
    assert '"viewer":null' in (await events(Client(person.http))).text


# ---- WebSockets. ----


async def open_socket(server: LimitedServer, *, origin: str | None = None) -> ClientConnection:
    return await connect(
        f"ws://127.0.0.1:{server.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        origin=None if origin is None else Origin(origin),
        compression=None,
        proxy=None,
    )


async def closing_of(socket: ClientConnection) -> int:
    """The code with which the server closes a connection."""
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def test_a_page_of_a_foreign_origin_opens_no_socket(server: LimitedServer) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await open_socket(server, origin=FOREIGN_ORIGIN)
    assert refused.value.response.status_code == 403
    for origin in (ALLOWED_ORIGIN, f"http://127.0.0.1:{server.port}", None):
        await (await open_socket(server, origin=origin)).close()


async def test_a_socket_that_does_not_say_who_it_is_is_closed(impatient: LimitedServer) -> None:
    assert await closing_of(await open_socket(impatient)) == 4408


@pytest.mark.parametrize("payload", [{}, {"authorization": "Bearer x"}, {"authorization": ["Bearer x"]}])
async def test_a_socket_without_a_good_token_is_closed(server: LimitedServer, payload: dict[str, Any]) -> None:
    socket = await open_socket(server)
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
    assert await closing_of(socket) == 4403


async def test_a_socket_that_asks_before_it_is_let_in_is_closed(server: LimitedServer) -> None:
    socket = await open_socket(server)
    await socket.send('{"id":"1","type":"subscribe","payload":{"query":"{__typename}"}}')
    assert await closing_of(socket) == 4401


@pytest.mark.parametrize(
    "message",
    [
        '["a"]',
        "5",
        "null",
        "{",
        "{}",
        '{"type":{}}',
        '{"type":"nothing"}',
        '{"type":"complete","id":{}}',
        '{"type":"subscribe"}',
        '{"type":"subscribe","id":["1"],"payload":{"query":"{__typename}"}}',
        '{"type":"subscribe","id":"1","payload":[]}',
        '{"type":"subscribe","id":"1","payload":{"query":5}}',
        '{"type":"subscribe","id":"1","payload":{"query":["{__typename}"]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":5}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","operationName":{}}}',
        b"{}",
    ],
)
async def test_what_is_no_message_closes_the_socket_quietly(
    person: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], message: str | bytes
) -> None:
    async with signed_in_socket(person) as socket:
        await socket.send(message)
        assert await closing_of(socket) == 4400
    await asyncio.sleep(0)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "Traceback" not in "".join(capsys.readouterr())


async def test_a_peer_that_leaves_in_the_middle_leaves_no_traceback(
    impatient: LimitedServer,
    brand: Organization,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = impatient.door.person(await a_member(brand))
    for number in range(5):
        async with signed_in_socket(person) as socket:
            for operation in range(20):
                query = "{viewer{user{id}}}" if operation % 2 else "{__schema{types{fields{name}}}}"
                await socket.send(json.dumps({"id": f"{operation}", "type": "subscribe", "payload": {"query": query}}))
            if number % 2:
                await socket.send("{}")
            socket.transport.abort()
    await impatient.nobody_left(within=5)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "Traceback" not in "".join(capsys.readouterr())


async def test_a_socket_has_at_most_a_hundred_operations(person: Client, brand: Organization) -> None:
    organization = (await person.ask("{viewer{memberships{organization{id}}}}"))["viewer"]["memberships"][0]
    document = f'subscription{{organizationEvents(organizationId:"{organization["organization"]["id"]}"){{id}}}}'
    async with signed_in_socket(person) as socket:
        for number in range(101):
            await socket.send(json.dumps({"id": f"{number}", "type": "subscribe", "payload": {"query": document}}))
        refusal = json.loads(await socket.recv())
    assert refusal["id"] == "100"
    assert refusal["payload"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_message_has_at_most_64_kibibytes(person: Client) -> None:
    async with signed_in_socket(person) as socket:
        await socket.send('{"type":"ping"}' + " " * (64 * 1024 - 15))
        assert json.loads(await socket.recv()) == {"type": "pong"}
        await socket.send('{"type":"ping"}' + " " * (64 * 1024 - 14))
        assert await closing_of(socket) == 1009


# ---- Clients that do not go on. ----


UNFINISHED: list[tuple[bytes, list[bytes]]] = [
    (b"", []),
    (b"\r\n", [b"408"]),
    (b"POST /gra", [b"408"]),
    (head(b"x-a: b")[:-2], [b"408"]),
    (head(b"content-length: 100"), [b"408"]),
    (head(b"content-length: 100") + TYPENAME, [b"408"]),
    (head(b"transfer-encoding: chunked") + b"5\r\nabc", [b"408"]),
    (head(b"content-length: 24") + TYPENAME + b"POST", [b"200", b"408"]),
    (head(b"content-length: 24") + TYPENAME + b"\r\n", [b"200"]),
    (head(b"content-length: 24") + TYPENAME, [b"200"]),
    (head(b"content-length: 2000000") + TYPENAME, [b"413"]),
]
"""What a client sends before it falls silent, and the answers it gets before its connection is closed."""


async def test_an_unfinished_request_is_dropped(impatient: LimitedServer, caplog: pytest.LogCaptureFixture) -> None:
    async def answers(sent: bytes) -> list[bytes]:
        async with impatient.raw() as connection:
            await connection.send(sent)
            answer = await connection.answer(within=5 * SOON)
        return [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]

    given = await asyncio.gather(*(answers(sent) for sent, _ in UNFINISHED))
    assert given == [expected for _, expected in UNFINISHED]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("crumb", [b"x-a: b\r\n", b"1\r\n \r\n"], ids=["head", "body"])
async def test_crumbs_do_not_prolong_the_time_of_a_request(impatient: LimitedServer, crumb: bytes) -> None:
    async with impatient.raw() as connection:
        begin = head(b"transfer-encoding: chunked")
        await connection.send(begin if crumb[:1] == b"1" else begin[:-2])
        answer = asyncio.create_task(connection.answer(within=4 * SOON))
        while not answer.done():
            connection.writer.write(crumb)
            await asyncio.sleep(0.05)
        assert b"408" in await answer


async def test_whoever_goes_on_is_not_hurried(impatient: LimitedServer) -> None:
    async with impatient.raw() as connection:
        for _ in range(3):
            await connection.send(head(b"content-length: 24") + TYPENAME[:10])
            await asyncio.sleep(SOON / 2)
            await connection.send(TYPENAME[10:])
            assert b"200 OK" in await connection.reader.readuntil(b'{"cost":1}}')
            await asyncio.sleep(SOON / 2)


async def test_sockets_and_streams_outlive_the_time_of_a_request(impatient: LimitedServer) -> None:
    customer = impatient.door.person(await a_customer(await a_brand()))
    async with signed_in_socket(customer) as socket:
        await asyncio.sleep(2 * SOON)
        await socket.send('{"type":"ping"}')
        assert json.loads(await socket.recv()) == {"type": "pong"}

    organization = (await customer.ask("{viewer{memberships{organization{id}}}}"))["viewer"]["memberships"][0]
    document = f'subscription{{organizationEvents(organizationId:"{organization["organization"]["id"]}"){{kind}}}}'
    async with customer.follow(document, over="sse") as stream:
        with pytest.raises(TimeoutError):  # still waiting, rather than ended
            await asyncio.wait_for(stream.next(), 2 * SOON)


async def test_an_upload_is_judged_by_its_progress(impatient: LimitedServer) -> None:
    path = STREAMED_PATH.encode()
    async with impatient.raw() as connection:
        await connection.send(head(b"content-length: 2000000", path=path))
        for _ in range(10):
            await connection.send(b" " * 200_000)
            await asyncio.sleep(SOON / 4)
        assert b"2000000" in await connection.reader.readuntil(b"2000000")
    async with impatient.raw() as connection:
        await connection.send(head(b"content-length: 2000000", path=path) + b" " * 1000)
        assert b"408" in await connection.answer(within=6 * SOON)


async def test_a_head_has_a_size(server: LimitedServer) -> None:
    async with server.raw() as connection:
        await connection.send(b"GET / HTTP/1.1\r\nx-a: ")
        for _ in range(MOST_HEAD_BYTES // 1024 + 1):
            connection.writer.write(b"a" * 1024)
        assert (await connection.answer()).startswith(b"HTTP/1.1 431")


async def test_few_requests_may_be_sent_ahead(server: LimitedServer) -> None:
    async with server.raw() as connection:
        await connection.send((head(b"content-length: 24") + TYPENAME) * 10)
        for _ in range(10):
            assert b"200 OK" in await connection.reader.readuntil(b'{"cost":1}}')
    async with server.raw() as connection, loop_lag() as lag:
        connection.writer.write(b"GET / HTTP/1.1\r\n\r\n" * 50_000)
        await connection.answer()
    assert lag.longest < 0.25


@pytest.mark.parametrize(
    "flood",
    [
        masked(9) * 50_000,
        b"\x01" + masked(1, b"a")[1:] + b"\0\x80\0\0\0\0" * 50_000,
    ],
    ids=["pings", "empty fragments"],
)
async def test_a_flood_of_the_smallest_frames_holds_nobody_up(server: LimitedServer, flood: bytes) -> None:
    async with server.raw() as connection:
        await connection.send(UPGRADE)
        await connection.reader.readuntil(b"\r\n\r\n")
        async with loop_lag() as lag:
            connection.writer.write(flood)
            with pytest.raises(TimeoutError):  # or the server has had enough
                await connection.answer(within=0.5)
                raise TimeoutError
    assert lag.longest < 0.25


async def test_large_messages_arrive_whole_in_any_pieces(server: LimitedServer, person: Client) -> None:
    """Bytes are handed to the engine in pieces, while it stops and goes on reading by itself."""
    async with signed_in_socket(person) as socket:
        blanks = [1, 5_000, 60_000, 3, 20_000, 64_000, 4_096] * 5
        for number, count in enumerate(blanks):
            payload = {"query": "{__typename}" + " " * count}
            await socket.send(json.dumps({"id": f"{number}", "type": "subscribe", "payload": payload}))
        completed: set[str] = set()
        async with asyncio.timeout(10):
            while len(completed) < len(blanks):
                message = json.loads(await socket.recv())
                assert message["type"] in {"next", "complete"}
                if message["type"] == "complete":
                    completed.add(message["id"])
    assert completed == {f"{number}" for number in range(len(blanks))}


INTROSPECTION = "{__schema{types{name description fields{name description}}}}"


async def test_a_socket_that_reads_nothing_is_cut_off_and_costs_little_until_then(
    impatient: LimitedServer, brand: Organization
) -> None:
    await impatient.nobody_left(within=5)
    person = impatient.door.person(await a_member(brand))
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {person.access_token}"}}
    most = 0
    async with impatient.raw(small_buffer=True) as connection:
        await connection.send(UPGRADE)
        await connection.reader.readuntil(b"\r\n\r\n")
        (engine,) = impatient.engine.server_state.connections
        await connection.send(_text_frame(init))
        for number in range(30):
            operation = {"id": f"{number}", "type": "subscribe", "payload": {"query": INTROSPECTION}}
            connection.writer.write(_text_frame(operation))
        async with asyncio.timeout(5):
            while impatient.engine.server_state.connections:
                most = max(most, engine.transport.get_write_buffer_size())
                await asyncio.sleep(0.01)
        await impatient.nobody_left(within=1)
    assert 0 < most < 4 * 1024 * 1024


async def test_whoever_reads_no_answer_is_cut_off(impatient: LimitedServer) -> None:
    await impatient.nobody_left(within=5)
    body = json.dumps({"query": INTROSPECTION}).encode()
    async with impatient.raw(small_buffer=True) as connection:
        for _ in range(4):
            await connection.send(head(b"content-length: " + str(len(body)).encode()) + body)
        await impatient.nobody_left(within=5)


def _text_frame(message: dict[str, Any]) -> bytes:
    data = json.dumps(message).encode().ljust(126)
    assert len(data) < 65_536
    return b"\x81\xfe" + len(data).to_bytes(2, "big") + bytes(4) + data
