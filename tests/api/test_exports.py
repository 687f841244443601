"""Exports: a link that works once, and a zip that says exactly what was asked for."""

import asyncio
import csv
import io
import os
import threading
import zipfile
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
import zxingcpp
from PIL import Image
from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.database.connection import fetch_value
from app.domain.parts import Parts
from app.http.downloads import AT_ONCE, Downloads
from app.http.drawing import NICENESS, DrawingProcesses
from app.models import Event, ExportLink, Organization, Role, TokenBatch
from app.schema.nodes import global_id
from tests.api.clients import PATIENCE, Client, Door
from tests.api.steps import kinds
from tests.builders import MintedToken, a_batch, a_brand, a_customer, a_member, a_static_token, below, tokens_of

pytestmark = pytest.mark.anyio

SUCCESS = "url expiresAt tokenCount"


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


def of_batch(batch: TokenBatch) -> dict[str, Any]:
    return {"batchId": global_id("TokenBatch", batch.id)}


async def exported(client: Client, issuer: Organization, selection: dict[str, Any], **options: Any) -> zipfile.ZipFile:
    """The archive of an export that succeeds."""
    success = await client.do("exportTokens", SUCCESS, organizationId=an_id(issuer), selection=selection, **options)
    assert success["__typename"] == "ExportTokensSuccess", success
    return zipfile.ZipFile(io.BytesIO((await download(success["url"])).content))


async def download(url: str) -> httpx.Response:
    """What a browser without any session gets behind a link."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        return await browser.get(url)


def rows_of(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("tokens.csv").decode(), newline="")))


def everything_in(archive: zipfile.ZipFile) -> bytes:
    return b"".join(archive.read(name) + name.encode() for name in archive.namelist())


async def an_exporter(door: Door, issuer: Organization, role: Role = Role.OPERATOR) -> Client:
    return door.person(await a_member(issuer, role))


async def test_an_export_holds_each_token_once_with_a_code_that_leads_to_its_claim(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 7, metadata={"Device Name": "=1+1"})
    tokens = await tokens_of(batch, parts)

    archive = await exported(await an_exporter(door, issuer), issuer, of_batch(batch))

    assert archive.testzip() is None
    rows = rows_of(archive)
    assert [row["Auth Token"] for row in rows] == [token.auth_token.text for token in tokens]
    assert {row["Device Name"] for row in rows} == {"'=1+1"}
    assert [row["Batch"] for row in rows] == 7 * [batch.name]
    for row in rows:
        image = Image.open(io.BytesIO(archive.read(f"qr/{row['Auth Token']}.png")))
        (code,) = zxingcpp.read_barcodes(image)
        assert code.text == row["Claim URL"]
        assert code.text.endswith(f"/C/{row['QR Token']}")
    assert len(archive.namelist()) == 8


async def test_the_contractor_gets_nothing_that_claims(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 3)

    archive = await exported(await an_exporter(door, issuer), issuer, of_batch(batch), content="FLASH")

    assert archive.namelist() == ["tokens.csv"]
    assert not {"QR Token", "Claim URL"} & rows_of(archive)[0].keys()
    content = everything_in(archive)
    assert not any(token.qr_token.text.encode() in content for token in await tokens_of(batch, parts))


async def test_the_print_shop_gets_no_auth_token_anywhere(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 3)
    tokens = await tokens_of(batch, parts)

    archive = await exported(
        await an_exporter(door, issuer), issuer, of_batch(batch), content="LABELS", formats=["PNG", "SVG"]
    )

    assert "Auth Token" not in rows_of(archive)[0]
    assert {f"qr/{token.qr_token.text}.{ending}" for token in tokens for ending in ("png", "svg")} < set(
        archive.namelist()
    )
    content = everything_in(archive)
    assert b"csd_" not in content
    assert not any(token.auth_token.text.encode() in content for token in tokens)


async def test_the_same_content_makes_the_same_bytes(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 5)
    client = await an_exporter(door, issuer)

    first, second = [(await download(await a_link(client, issuer, batch))).content for _ in range(2)]

    assert first == second


async def a_link(client: Client, issuer: Organization, batch: TokenBatch) -> str:
    success = await client.do("exportTokens", SUCCESS, organizationId=an_id(issuer), selection=of_batch(batch))
    return str(success["url"])


async def test_tokens_csv_leaves_before_any_image_is_drawn(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 5)
    link = (await a_link(await an_exporter(door, issuer), issuer, batch)).rpartition("/")[2]
    may_draw = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(may_draw.wait)
        request = Request({"type": "http", "path_params": {"link": link}})
        response = cast(StreamingResponse, await Downloads(parts, lambda: pool).answer(request))
        body = cast(AsyncGenerator[bytes], response.body_iterator)

        begun = b""
        while b"PK\7\x08" not in begun:  # the end of an entry
            begun += await anext(body)
        may_draw.set()
        whole = begun + b"".join([part async for part in body])

    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.testzip() is None
    assert archive.infolist()[1].header_offset == len(begun)
    assert len(archive.namelist()) == 6


_OPEN_TRANSACTIONS = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"


async def test_an_interrupted_download_leaves_nothing_behind_and_can_be_asked_for_again(
    door: Door, parts: Parts
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 9_000)
    client = await an_exporter(door, issuer)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        for _ in range(AT_ONCE + 1):
            async with browser.stream("GET", await a_link(client, issuer, batch)) as response:
                assert (await anext(response.aiter_raw())).startswith(b"PK\3\4")

    async with asyncio.timeout(PATIENCE):
        while await fetch_value(_OPEN_TRANSACTIONS):  # noqa: ASYNC110 (PostgreSQL tells nobody when one ends)
            await asyncio.sleep(0.01)
    assert len((await exported(client, issuer, of_batch(batch))).namelist()) == 9_001


async def test_ids_and_filters_select_too(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    tokens = await tokens_of(await a_batch(issuer, parts, 4), parts)
    client = await an_exporter(door, issuer)
    customer = door.person(await a_customer(issuer))
    await customer.do("claimDevice", qrToken=tokens[0].qr_token.text)

    by_ids = await exported(client, issuer, {"tokenIds": [global_id("StaticToken", each.id) for each in tokens[1:3]]})
    by_filter = await exported(client, issuer, {"filter": {"status": "CLAIMED"}})

    assert [row["Auth Token"] for row in rows_of(by_ids)] == [each.auth_token.text for each in tokens[1:3]]
    assert [row["Auth Token"] for row in rows_of(by_filter)] == [tokens[0].auth_token.text]


async def test_a_link_works_once_of_any_number_of_rivals(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 1)
    client = await an_exporter(door, issuer)
    link = await a_link(client, issuer, batch)

    answers = await asyncio.gather(*(download(link) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200, *7 * [404]]
    assert (await kinds(issuer_id=issuer.id, kind__in=["TOKENS_EXPORTED", "EXPORT_DOWNLOADED"])) == [
        "TOKENS_EXPORTED",
        "EXPORT_DOWNLOADED",
    ]


async def test_an_old_a_strange_and_a_used_link_look_the_same(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 1)
    client = await an_exporter(door, issuer)
    link = await a_link(client, issuer, batch)
    await ExportLink.filter(issuer_id=issuer.id).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    base, _, text = link.rpartition("/")
    strange = f"{base}/{text[:-1]}{'A' if text[-1] != 'A' else 'B'}"

    answers = [await download(each) for each in (link, strange, f"{base}/nothing")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"]["code"] == "LinkExpired"
    assert await Event.filter(issuer_id=issuer.id, kind="EXPORT_DOWNLOADED").count() == 0


async def test_a_key_replays_the_first_link_and_refuses_another_request(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 1)
    client = await an_exporter(door, issuer)
    given: dict[str, Any] = {
        "organizationId": an_id(issuer),
        "selection": of_batch(batch),
        "idempotencyKey": uuid4().hex,
    }

    first = await client.do("exportTokens", SUCCESS, **given)
    again = await client.do("exportTokens", SUCCESS, **given)
    other = await client.do("exportTokens", SUCCESS, **{**given, "content": "FLASH"})

    assert first == again
    assert other["__typename"] == "IdempotencyKeyReused"
    assert await ExportLink.filter(issuer_id=issuer.id).count() == 1


@pytest.mark.parametrize("role", [Role.MEMBER, None])
async def test_only_staff_of_the_issuer_export(door: Door, parts: Parts, role: Role | None) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 1)
    client = door.person(await a_member(issuer, role))

    answer = await client.try_to("exportTokens", organizationId=an_id(issuer), selection=of_batch(batch))

    assert answer.code == "FORBIDDEN"
    assert await ExportLink.filter(issuer_id=issuer.id).count() == 0


async def test_tokens_of_others_are_refused_as_a_whole(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    own, foreign = await a_static_token(issuer, parts), await a_static_token(await a_brand(), parts)
    beneath = await a_static_token(await below(issuer), parts)
    client = await an_exporter(door, issuer)

    async def refused(*tokens: MintedToken) -> dict[str, Any]:
        selection = {"tokenIds": [global_id("StaticToken", each.id) for each in tokens]}
        answer: dict[str, Any] = await client.do(
            "exportTokens",
            SUCCESS,
            "... on TokensNotYours { count }",
            organizationId=an_id(issuer),
            selection=selection,
        )
        return answer

    assert (await refused(own, foreign, beneath))["count"] == 2
    foreign_batch = await client.do(
        "exportTokens",
        organizationId=an_id(issuer),
        selection={"batchId": global_id("TokenBatch", (await a_batch(await a_brand(), parts)).id)},
    )
    assert foreign_batch["__typename"] == "NothingToExport"
    assert await ExportLink.filter(issuer_id=issuer.id).count() == 0


@pytest.mark.parametrize("selection", [{"batchId": ""}, {"tokenIds": []}, {"tokenIds": [""]}])
async def test_an_empty_selection_is_no_request(door: Door, selection: dict[str, Any]) -> None:
    issuer = await a_brand()
    client = await an_exporter(door, issuer)

    answer = await client.try_to("exportTokens", organizationId=an_id(issuer), selection=selection)

    assert answer.code == "BAD_REQUEST"
    assert "exactly one" not in answer.body["errors"][0]["message"]


async def test_history_tells_who_exported_and_revealed_what_and_how_many(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 5)
    operator, owner = await a_member(issuer, Role.OPERATOR), await a_member(issuer)
    await exported(door.person(operator), issuer, of_batch(batch), content="FLASH")
    token = (await tokens_of(batch, parts))[0]
    await door.person(owner).do("revealAuthToken", tokenId=global_id("StaticToken", token.id))

    document = """query($id: ID!) { organization(id: $id) { events(first: 3) { edges { node {
      kind at actor { email } facts tokenBatchId staticTokenId } } } } }"""
    seen = (await door.person(owner).ask(document, id=an_id(issuer)))["organization"]["events"]["edges"]

    acts = sorted((each["node"] for each in seen), key=lambda act: str(act["at"]))
    expected = [("TOKENS_EXPORTED", operator), ("EXPORT_DOWNLOADED", operator), ("AUTH_TOKEN_REVEALED", owner)]
    assert [(act["kind"], act["actor"]["email"]) for act in acts] == [(kind, who.email) for kind, who in expected]
    assert [act["facts"] for act in acts] == [{"tokens": 5, "content": "FLASH"}, {"tokens": 5, "content": "FLASH"}, {}]
    assert [act["tokenBatchId"] for act in acts[:2]] == 2 * [global_id("TokenBatch", batch.id)]
    assert acts[2]["staticTokenId"] == global_id("StaticToken", token.id)


def test_drawing_stands_back_for_everybody_who_waits_for_an_answer() -> None:
    drawing = DrawingProcesses()
    try:
        assert drawing().submit(os.nice, 0).result(60) == min(os.nice(0) + NICENESS, 19)
    finally:
        drawing.stop()
