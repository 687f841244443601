"""Queries cannot hurt: documents, costs and times over their limits are refused with a code, and nobody else waits."""

import asyncio
import gc
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    parse,
)
from websockets.exceptions import ConnectionClosed

from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.graphql import create_schema
from app.graphql.cost import GREATEST_TOLD, Prices, operations_and_fragments
from app.graphql.errors import MOST_CHARACTERS, without_values
from app.graphql.limits import Documents
from app.models import Device
from app.secrets.keys import KeyRing
from tests.api.clients import Client, mutation_document, signed_in_socket
from tests.builders import a_brand, a_customer, a_member, a_static_token, row_locked, waiting_for_locks
from tests.limits_server import LimitedServer, limited_server, loop_lag

pytestmark = pytest.mark.anyio

LONGEST_HOLD = 0.25
"""Seconds of processor time for which one request may hold the loop."""

MOST_IN_A_FRAME = 64 * 1024


@pytest.fixture(scope="module")
async def server(parts: Parts, keys: KeyRing) -> AsyncIterator[LimitedServer]:
    async with limited_server(parts, keys) as server:
        yield server


@pytest.fixture(scope="module")
async def viewer(server: LimitedServer) -> Viewer:
    return await a_member(await a_brand())


@pytest.fixture
def person(server: LimitedServer, viewer: Viewer) -> Client:
    return server.door.person(viewer)


@pytest.fixture(scope="module", autouse=True)
def settled_heap(server: LimitedServer) -> Iterator[None]:
    """The heap of the tests is many times the server's; what lies there is not collected while something is timed."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def socket_answer(client: Client, query: str, **variables: object) -> dict[str, Any]:
    """The first message that answers an operation over a WebSocket."""
    async with signed_in_socket(client) as socket:
        payload = {"query": query, "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        answer: dict[str, Any] = json.loads(await socket.recv())
        return answer


# ---- Documents made to hurt. ----


@dataclass(frozen=True)
class Attack:
    """A document, and a word of the sentence that refuses it."""

    name: str
    document: str
    refusal: str

    def __str__(self) -> str:
        return self.name


def _fragments(count: int, spread: str, last: str = "__typename") -> str:
    """A chain of fragments; `spread` says what one has of the next."""
    chain = "".join(f"fragment F{n} on Query{{{spread.replace('next', f'...F{n + 1}')}}}" for n in range(count))
    return f"{{...F0}}{chain}fragment F{count} on Query{{{last}}}"


ATTACKS = [
    Attack("100,000 aliases", "{" + "".join(f"a{n}:x " for n in range(100_000)) + "}", "code points"),
    Attack("300 aliases", "{" + "".join(f"a{n}:__typename " for n in range(300)) + "}", "300 aliases"),
    Attack("aliases doubled by fragments", _fragments(80, "next next", "a:__typename"), "aliases"),
    Attack("50,000 directives", "{__typename" + "@a" * 50_000 + "}", "1000 tokens"),
    Attack("490 directives", "{__typename" + "@a" * 490 + "}", "Unknown directive"),
    Attack("140 times the same directive", "{__typename" + "@skip(if:true)" * 140 + "}", "only be used once"),
    Attack("a cycle of fragments", _fragments(80, "next ...F0"), "within itself"),
    Attack("fragments that spread each other", _fragments(60, "next ...F0 ...F1 ...F2"), "within itself"),
    Attack("190 levels", "{organization(id:1)" + "{parent" * 190 + "{id}" + "}" * 191, "191 levels"),
    Attack("400 levels", "{organization(id:1)" + "{parent" * 400 + "{id}" + "}" * 401, "nested too deeply"),
    Attack("lists within lists", '{node(id:"' + '"){id} node(id:['.join("a" * 2) + "[" * 400, "too deeply|Expected"),
    Attack("990 times the same field", "{" + "__typename " * 990 + "}", "repeated too often"),
    Attack("140 fields to compare", "{" + "viewer{user{id}}" * 140 + "}", "repeated too often"),
    Attack("160 operations of one name", "query Q{__typename}" * 160, "only one operation named"),
    Attack("a name of 200,000 letters", "{" + "a" * 200_000 + "}", "Cannot query field"),
    Attack("a number of 200,000 digits", "{node(id:" + "9" * 200_000 + "){id nothing}}", "Cannot query field"),
    Attack("a document of 900,000 blanks", "{" + " " * 900_000 + "__typename}", "code points"),
    Attack(
        "introspection fifteen times",
        "{" + "".join(f"a{n}:__schema{{...S}}" for n in range(15)) + "}"
        "fragment S on __Schema{types{name description fields{name description args{name description type{...T}}"
        "type{...T}} inputFields{name type{...T}} enumValues{name} possibleTypes{...T}}}"
        "fragment T on __Type{kind name ofType{kind name ofType{kind name ofType{kind name}}}}",
        "standard introspection",
    ),
    Attack(
        "introspection in circles",
        "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}",
        "Maximum introspection depth",
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
async def test_a_document_made_to_hurt_is_refused_at_once_over_http(server: LimitedServer, attack: Attack) -> None:
    body = json.dumps({"query": attack.document}).encode()
    async with loop_lag() as lag:
        response = await server.door.http.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code == 200
    errors = response.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"BAD_REQUEST"}
    assert any(word in errors[0]["message"] for word in attack.refusal.split("|")), errors[0]["message"]
    assert len(response.content) < 100_000
    assert lag.longest < LONGEST_HOLD


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
async def test_a_document_made_to_hurt_is_refused_at_once_over_a_websocket(person: Client, attack: Attack) -> None:
    message = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": attack.document}})
    async with signed_in_socket(person) as socket:
        async with loop_lag() as lag:
            await socket.send(message)
            if len(message) <= MOST_IN_A_FRAME:
                answer = json.loads(await socket.recv())
                assert answer["type"] == "error"
                assert {error["extensions"]["code"] for error in answer["payload"]} == {"BAD_REQUEST"}
            else:
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1009
        assert lag.longest < LONGEST_HOLD


# ---- Depth, aliases, introspection: what is allowed, and the first that is not. ----


def _levels(count: int) -> str:
    return '{organization(id:"T3JnYW5pemF0aW9uOjA")' + "{parent" * (count - 1) + "{id}" + "}" * count


async def test_twelve_levels_are_allowed_and_thirteen_are_not(person: Client) -> None:
    assert "levels" not in str((await person.execute(_levels(12))).body)

    answer = await person.execute(_levels(13))
    assert answer.code == "BAD_REQUEST"
    assert answer.body["errors"][0]["message"] == "Fields are nested 13 levels deep; at most 12 are allowed."


async def test_levels_count_through_fragments(person: Client) -> None:
    inner = "fragment Inner on Organization " + "{parent" * 6 + "{id}" + "}" * 6
    outer = '{organization(id:"T3JnYW5pemF0aW9uOjA")' + "{parent" * 6 + "{...Inner}" + "}" * 7
    assert (await person.execute(outer + inner)).code == "BAD_REQUEST"


async def test_fifteen_aliases_are_allowed_and_sixteen_are_not(server: LimitedServer) -> None:
    nobody = server.door.stranger()
    allowed = await nobody.ask("{" + "".join(f"a{n}:__typename " for n in range(15)) + "}")
    assert len(allowed) == 15

    refused = await nobody.execute("{" + "".join(f"a{n}:__typename " for n in range(16)) + "}")
    assert refused.code == "BAD_REQUEST"
    assert "16 aliases" in refused.body["errors"][0]["message"]


async def test_aliases_of_a_fragment_count_wherever_it_is_spread(server: LimitedServer) -> None:
    fragment = "fragment Six on Query{" + "".join(f"a{n}:__typename " for n in range(6)) + "}"
    nobody = server.door.stranger()
    assert (await nobody.execute("{...Six ...{...Six}}" + fragment)).codes == []
    assert (await nobody.execute("{...Six ...{...Six} ...{...Six}}" + fragment)).code == "BAD_REQUEST"


async def test_graphiql_gets_its_schema(server: LimitedServer) -> None:
    standard = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    assert (await server.door.stranger().ask(standard))["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_goes_no_deeper_than_the_standard_query(server: LimitedServer) -> None:
    def types_of(count: int) -> str:
        return "{__schema{types{fields{args{type" + "{ofType" * count + "{name}" + "}" * count + "}}}}}"

    nobody = server.door.stranger()
    assert (await nobody.execute(types_of(9))).codes == []
    assert (await nobody.execute(types_of(10))).code == "BAD_REQUEST"


# ---- Cost. ----

SCHEMA = create_schema()
PRICES = Prices(SCHEMA._schema)
PAGES = "query($n:Int,$m:Int=50){viewer{devices(first:$n){edges{node{id history(last:$m){totalCount}}}}}}"


def cost(document: str, **variables: object) -> int:
    operations, fragments = operations_and_fragments(parse(document))
    (operation,) = operations
    assert isinstance(operation, OperationDefinitionNode)
    return PRICES.cost_of(operation, fragments, variables)


@pytest.mark.parametrize(
    ("expected", "document"),
    [
        (1, "{__typename}"),
        (3, "{viewer{user{id}}}"),
        (3, "{...V} fragment V on Query{viewer{...{user{id}}}}"),
        (2 + 10 * 3, "{viewer{devices(first:10){edges{node{id}}}}}"),
        (2 + 10 * 3, "{viewer{devices(last:10){edges{node{id}}}}}"),
        (2 + 10 * (2 + 1 + 5 * 3), "{viewer{devices(first:10){edges{node{history(first:5){edges{node{id}}}}}}}}"),
        (2 + 10 * (2 + 2), "{viewer{memberships{id organization{id name}}}}"),
        (2 + 10, "mutation{claimDevices(input:{qrTokens:[]}){results{__typename}}}"),
        (3, "{viewer{devices{totalCount}}}"),
        (3, "{viewer{devices(first:0){totalCount}}}"),
        (3, "{viewer{devices(first:-100){totalCount}}}"),
        (3, "{viewer{devices(first:101){totalCount}}}"),
        (3, "{viewer{devices(first:null){totalCount}}}"),
        (2 + 7, "{viewer{devices(first:3,last:7){totalCount}}}"),
    ],
)
def test_a_cost_is_told_from_the_document(expected: int, document: str) -> None:
    assert cost(document) == expected


@pytest.mark.parametrize(
    ("given", "entries"),
    [
        ({}, 1),
        ({"n": 20}, 20),
        ({"n": 20.0}, 20),
        ({"n": None}, 1),
        ({"n": True}, 1),
        ({"n": "20"}, 1),
        ({"n": 999}, 1),
    ],
)
def test_a_page_may_be_as_long_as_a_variable_says(given: dict[str, object], entries: int) -> None:
    assert cost(PAGES, **given) == 2 + entries * (3 + 1 + 50)
    assert cost(PAGES, m=2, **given) == 2 + entries * (3 + 1 + 2)


async def test_every_answer_tells_its_cost(server: LimitedServer, person: Client) -> None:
    assert (await person.execute("{viewer{user{id}}}")).body["extensions"] == {"cost": 3}
    assert (await socket_answer(person, "{viewer{user{id}}}"))["payload"]["extensions"] == {"cost": 3}
    assert (await person.execute(PAGES, n=5, m=5)).body["extensions"] == {"cost": 2 + 5 * (3 + 1 + 5)}
    # Refused before it could be weighed.
    assert (await person.execute("{nothing}")).body["extensions"] == {"cost": 0}


async def test_a_page_of_100_with_30_fields_is_allowed(person: Client) -> None:
    document = (
        "{viewer{devices(first:100){totalCount pageInfo{hasNextPage hasPreviousPage startCursor endCursor} "
        "edges{cursor node{id name status firmwareVersion hardwareRevision createdAt firstConnectedAt "
        "presence{isOnline since lastSeenAt reason} owner{id email name} organization{id name slug isPersonal} "
        "template{id name description pictureUrl}}}}}}"
    )
    answer = await person.execute(document)
    assert answer.codes == []
    assert answer.body["extensions"]["cost"] > 3_000


async def test_a_page_of_100_within_a_page_of_100_is_refused(person: Client) -> None:
    answer = await person.execute(PAGES, n=100, m=100)
    assert answer.code == "BAD_REQUEST"
    assert answer.body["errors"][0]["message"].startswith("This would cost 10402; at most 10000 is allowed.")
    assert answer.body["extensions"] == {"cost": 10402}
    assert "data" not in answer.body

    over_socket = await socket_answer(person, PAGES, n=100, m=100)
    assert over_socket["type"] == "error"
    assert over_socket["payload"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_cost_beyond_all_numbers_is_told_as_the_greatest() -> None:
    pages = 5
    document = '{organization(id:"a")' + "{children(first:100){edges{node" * pages + "{id}" + "}}}" * pages + "}"
    assert cost(document) == GREATEST_TOLD


def test_whatever_takes_a_page_is_a_connection() -> None:
    """The cost knows pages by their arguments, so no other field may have these."""
    for type_ in SCHEMA._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                is_connection = get_named_type(field.type).name.endswith("Connection")
                assert is_connection == ("first" in field.args) == ("last" in field.args), f"{type_.name}.{name}"


# ---- Time. ----


@pytest.mark.parametrize("over", ["http", "websocket"])
async def test_an_operation_that_takes_too_long_is_stopped_and_rolled_back(
    parts: Parts, keys: KeyRing, over: str
) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    claim = mutation_document("claimDevice")
    given = {"qrToken": token.qr_token.text}
    async with limited_server(parts, keys, operation_seconds=0.3) as server:
        customer = server.door.person(await a_customer(brand))
        async with row_locked("static_token", token.id):
            begun = time.monotonic()
            if over == "http":
                errors = (await customer.execute(claim, input=given)).body["errors"]
            else:
                message = await socket_answer(customer, claim, input=given)
                assert message["type"] == "error"
                errors = message["payload"]
            assert time.monotonic() - begun < 3
        assert errors[0]["extensions"]["code"] == "BAD_REQUEST"
        assert errors[0]["message"].startswith("This took longer than 0.3 seconds and was stopped")
        assert not await Device.exists(static_token_id=token.id)
        # The connection it had goes back to the pool, and nothing is left locked.
        assert (await customer.do("claimDevice", qrToken=token.qr_token.text))["__typename"] == "ClaimDeviceSuccess"


async def test_a_subscription_outlives_the_time_of_an_operation(parts: Parts, keys: KeyRing) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    async with limited_server(parts, keys, operation_seconds=0.2) as server:
        customer = server.door.person(await a_customer(brand))
        select = "device{id organization{id}}"
        device = (await customer.do("claimDevice", select, qrToken=token.qr_token.text))["device"]
        document = "subscription($id:ID!){deviceStatusChanged(deviceIds:[$id]){name}}"
        for over in ("websocket", "sse"):
            async with customer.follow(document, over=over, id=device["id"]) as stream:
                await stream.next()
                await asyncio.sleep(0.4)
                metadata = [{"name": "Device Name", "value": f"Kitchen by {over}"}]
                await customer.do("updateDevice", deviceId=device["id"], metadata=metadata)
                assert (await stream.next())["deviceStatusChanged"]["name"] == f"Kitchen by {over}"


async def test_others_are_served_while_one_waits(parts: Parts, keys: KeyRing) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    async with limited_server(parts, keys, operation_seconds=1) as server:
        customer = server.door.person(await a_customer(brand))
        async with row_locked("static_token", token.id):
            waiting = asyncio.create_task(customer.try_to("claimDevice", qrToken=token.qr_token.text))
            await waiting_for_locks(1)
            assert (await server.door.stranger().ask("{__typename}")) == {"__typename": "Query"}
            waiting.cancel()


# ---- What is kept between requests. ----


def test_a_document_is_prepared_once() -> None:
    documents = Documents(SCHEMA._schema)
    text = "{viewer{user{id}}}"
    assert documents.find(text) is None
    prepared = documents.prepare(text, parse(text))
    assert documents.find(text) is prepared


async def test_a_known_document_answers_each_request_by_its_own_variables(person: Client) -> None:
    assert (await person.execute(PAGES, n=100, m=100)).code == "BAD_REQUEST"
    assert (await person.execute(PAGES, n=1, m=1)).codes == []
    assert (await person.execute(PAGES, n=100, m=100)).code == "BAD_REQUEST"


def test_documents_are_forgotten_before_they_fill_the_memory() -> None:
    documents = Documents(SCHEMA._schema)
    texts = ["{__typename}" + " " * 16_000 + f"#{number}" for number in range(100)]
    for text in texts:
        documents.prepare(text, parse(text))
        documents.find(texts[0])  # used again and again
    known = [number for number, text in enumerate(texts) if documents.find(text) is not None]
    assert known == [0, *range(known[1], 100)]
    assert 50 < len(known) <= Documents.MOST_HELD / 1_000


# ---- What errors say. ----


async def test_a_wrong_document_is_refused_without_guesses(server: LimitedServer) -> None:
    answer = await server.door.stranger().execute("{viewr{user{id}}}")
    assert answer.code == "BAD_REQUEST"
    assert answer.body["errors"][0]["message"] == "Cannot query field 'viewr' on type 'Query'."


async def test_syntax_errors_over_a_websocket_end_the_operation_and_not_the_connection(person: Client) -> None:
    async with signed_in_socket(person) as socket:
        for number, (query, kind) in enumerate([("{", "error"), ("", "error"), ("{__typename}", "next")]):
            await socket.send(json.dumps({"id": f"{number}", "type": "subscribe", "payload": {"query": query}}))
            answer = json.loads(await socket.recv())
            assert answer["type"] == kind, answer
            if kind == "error":
                assert answer["payload"][0]["extensions"]["code"] == "BAD_REQUEST"


SECRET = "hunter2-very-secret"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        (mutation_document("signIn"), {"input": {"brand": "a", "email": "a@example.com", "password": {"x": SECRET}}}),
        (mutation_document("signIn"), {"input": {"password": SECRET}}),
        (mutation_document("signIn"), {"input": {"brand": 1, "email": [SECRET], "password": [[SECRET]], "x": SECRET}}),
        (mutation_document("signIn"), {"input": SECRET}),
        ("query($f:DeviceFilter){viewer{devices(first:1,filter:$f){totalCount}}}", {"f": {"status": SECRET}}),
        ("query($f:DeviceFilter){viewer{devices(first:1,filter:$f){totalCount}}}", {"f": {"isOnline": SECRET}}),
        ("query($n:Int){viewer{devices(first:$n){totalCount}}}", {"n": SECRET}),
        (f'{{viewer{{devices(first:"{SECRET}"){{totalCount}}}}}}', {}),
        (f'{{viewer{{devices(first:1,filter:"{SECRET}"){{totalCount}}}}}}', {}),
        (f'{{viewer{{devices(first:1,filter:{{isOnline:"{SECRET}"}}){{totalCount}}}}}}', {}),
        (f'mutation{{signIn(input:{{password "{SECRET}"}}){{__typename}}}}', {}),
    ],
)
async def test_values_that_do_not_fit_are_neither_told_nor_logged(
    server: LimitedServer,
    person: Client,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    document: str,
    variables: dict[str, object],
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await person.execute(document, **variables)
    over_socket = await socket_answer(person, document, **variables)

    assert set(answer.codes) == {"BAD_REQUEST"}
    assert "BAD_REQUEST" in json.dumps(over_socket)
    # Clients are allowed to write down what they sent themselves.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("websockets", "httpcore"))]
    for text in (json.dumps(answer.body), json.dumps(over_socket), *ours, "".join(capsys.readouterr())):
        assert SECRET not in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Variable '$i' has invalid value at .n[0]: Int cannot represent non-integer value: 'a: b'",
            "Variable '$i' has invalid value at .n[0]: Int cannot represent non-integer value.",
        ),
        (
            "Variable '$i' has invalid value: Expected value of type 'I' to include required field 'b', found: {}.",
            "Variable '$i' has invalid value: Expected value of type 'I' to include required field 'b'.",
        ),
        (
            "Variable '$i' has invalid value: Expected a value of non-null type 'I!' to be provided.",
            "Variable '$i' has invalid value: Expected a value of non-null type 'I!' to be provided.",
        ),
        (
            "Value 'x' does not exist in 'x' enum' does not exist in 'Role' enum. Did you mean 'OWNER'?",
            "The value does not exist in 'Role' enum.",
        ),
        (
            "Variable '$d' has invalid value: what a scalar may say of x",
            "Variable '$d' has invalid value: It does not fit.",
        ),
        ("Syntax Error: Expected ':', found String 'x'.", "Syntax Error: Expected ':', found String."),
        ("Cannot query field 'x' on type 'Query'.", "Cannot query field 'x' on type 'Query'."),
    ],
)
def test_messages_of_the_library_lose_their_values_and_keep_their_sense(said: str, told: str) -> None:
    assert without_values(said) == told


def test_no_message_is_long() -> None:
    assert len(without_values(f"Cannot query field '{'a' * 100_000}' on type 'Query'.")) == MOST_CHARACTERS
