"""Minting: asked for in a request, filled by a job, whole or not at all."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.domain.tokens import minting
from app.models import (
    Device,
    Event,
    IdempotencyKey,
    MetadataFieldType,
    Organization,
    PlanUsage,
    Role,
    StaticToken,
    Template,
    TokenBatch,
)
from app.schema.nodes import global_id, parse_id
from tests.api.clients import TRANSPORTS, Client, Door, Transport
from tests.api.steps import a_small_plan, usage_locked
from tests.builders import (
    a_batch,
    a_brand,
    a_customer,
    a_member,
    a_template,
    below,
    tokens_of,
    waiting_for_locks,
    writes_held,
)

pytestmark = pytest.mark.anyio

BATCH = "tokenBatch { id name status tokenCount createdCount template { name } createdBy { email } }"
FACTS = (
    "... on TokenCountInvalid { requested maximum } ... on MetadataInvalid { faults { field value reason } } "
    "... on PlanLimitReached { resource plan limit used requested } ... on TextUnusable { field }"
)
PROGRESS = "subscription($id: ID!) { tokenBatchProgressed(id: $id) { status tokenCount createdCount failure } }"

SERIAL = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True)
CHANNEL = FieldDraft("Channel", MetadataFieldType.INTEGER, is_required=True)


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def mint(client: Client, organization: Organization, template: Template, count: int = 1, **given: Any) -> Any:
    return await client.do(
        "createTokenBatch",
        BATCH,
        FACTS,
        organizationId=an_id(organization),
        templateId=global_id("Template", template.id),
        count=count,
        **given,
    )


async def nothing_was_minted(root: Organization) -> bool:
    """Whether no batch, no token, no charge and no event of one is left."""
    return (
        not await TokenBatch.exists(issuer__root_id=root.id)
        and not await StaticToken.exists(issuer__root_id=root.id)
        and not await Event.exists(organization_id=root.id, kind="BATCH_REQUESTED")
        and (await PlanUsage.get(root_id=root.id)).static_tokens == 0
    )


# ---- The job ----


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_batch_is_filled_by_a_job_whose_progress_can_be_followed(
    door: Door, parts: Parts, worker: None, transport: Transport
) -> None:
    brand = await a_brand()
    admin = await a_member(brand, Role.ADMIN)
    template = await a_template(brand, parts)
    asked = (await mint(door.person(admin), brand, template, 5_000, name="Spring"))["tokenBatch"]
    seen: list[dict[str, Any]] = []
    async with door.person(admin).follow(PROGRESS, over=transport, id=asked["id"]) as progress:
        while not seen or seen[-1]["status"] in {"PENDING", "RUNNING"}:
            seen.append((await progress.next())["tokenBatchProgressed"])
        assert await progress.last_code() is None

    assert asked | {"id": "", "createdCount": 0, "status": ""} == {
        "id": "",
        "name": "Spring",
        "status": "",
        "tokenCount": 5_000,
        "createdCount": 0,
        "template": {"name": "TempSense"},
        "createdBy": {"email": admin.email},
    }
    assert seen[-1] == {"status": "COMPLETE", "tokenCount": 5_000, "createdCount": 5_000, "failure": None}
    counts = [step["createdCount"] for step in seen]
    assert counts == sorted(counts)
    assert await StaticToken.filter(issuer_id=brand.id, status="UNCLAIMED").count() == 5_000
    # Minting many tokens creates no devices.
    assert not await Device.exists(static_token__issuer_id=brand.id)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 5_000
    events = Event.filter(batch_id=parse_id(asked["id"])[1]).order_by("id")
    assert await events.values_list("kind", "facts", "actor_id") == [
        ("BATCH_REQUESTED", {"tokens": 5_000}, admin.account_id),
        ("BATCH_COMPLETED", {"tokens": 5_000}, admin.account_id),
    ]


async def test_a_batch_of_another_organization_has_no_progress_to_follow(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    batch = await a_batch(brand, parts)
    for stranger in (await a_member(await a_brand()), await a_member(brand, Role.MEMBER)):
        async with door.person(stranger).follow(PROGRESS, id=global_id("TokenBatch", batch.id)) as progress:
            assert await progress.last_code() is None
        seen = await door.person(stranger).ask(
            "query($id: ID!) { tokenBatch(id: $id) { id } node(id: $id) { id } }", id=global_id("TokenBatch", batch.id)
        )
        assert seen == {"tokenBatch": None, "node": None}


async def test_all_tokens_of_a_batch_share_its_metadata_and_have_secrets_of_their_own(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    admin = door.person(await a_member(brand, Role.ADMIN))
    template = await a_template(brand, parts, CHANNEL)
    asked = await mint(admin, brand, template, 20, metadata=[{"name": "Channel", "value": " +07 "}])
    await minting.fill_batch(parts, parse_id(asked["tokenBatch"]["id"])[1])
    document = """query($id: ID!) { tokenBatch(id: $id) { staticTokens(first: 100) { edges { node {
      qrToken qrTokenGrouped claimUrl metadata { name value } serial device { id }
    } } } } }"""
    seen = await admin.ask(document, id=asked["tokenBatch"]["id"])
    tokens = [edge["node"] for edge in seen["tokenBatch"]["staticTokens"]["edges"]]

    assert len({token["qrToken"] for token in tokens}) == 20
    for token in tokens:
        code = token["qrToken"]
        assert token["qrTokenGrouped"] == "-".join(code[at : at + 4] for at in range(0, 20, 4))
        assert token["claimUrl"].endswith(f"/C/{code}")
        assert token["metadata"] == [
            {"name": "Device Name", "value": "TempSense"},
            {"name": "Channel", "value": "7"},
        ]
        assert (token["serial"], token["device"]) == (None, None)


# ---- Refusals: each leaves no trace ----


@pytest.mark.parametrize("count", [0, -1, 1_000_001, 2**31 - 1, -(2**31)])
async def test_a_batch_has_between_one_and_a_million_tokens(door: Door, parts: Parts, count: int) -> None:
    brand = await a_brand()
    outcome = await mint(door.person(await a_member(brand)), brand, await a_template(brand, parts), count)

    assert (outcome["__typename"], outcome["requested"], outcome["maximum"]) == ("TokenCountInvalid", count, 1_000_000)
    assert await nothing_was_minted(brand)


async def test_every_fault_in_the_metadata_is_told_at_once(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts, SERIAL, CHANNEL, FieldDraft("Built", MetadataFieldType.DATE))
    given = [
        {"name": "Colour", "value": "red"},
        {"name": "Built", "value": "2026-02-30"},
        {"name": "Serial", "value": "1"},
    ]
    admin = door.person(await a_member(brand))
    outcome = await mint(admin, brand, template, 1, metadata=given)

    assert outcome["__typename"] == "MetadataInvalid"
    assert outcome["faults"] == [
        {"field": "Colour", "value": "red", "reason": "is not a metadata field of this template"},
        {"field": "Channel", "value": "", "reason": "is required"},
        {"field": "Built", "value": "2026-02-30", "reason": "is not a day of the calendar"},
    ]
    assert await nothing_was_minted(brand)


async def test_several_tokens_cannot_share_a_unique_value(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts, SERIAL)
    outcome = await mint(
        door.person(await a_member(brand)), brand, template, 2, metadata=[{"name": "Serial", "value": "A1"}]
    )

    assert outcome["faults"] == [
        {"field": "Serial", "value": "A1", "reason": "is unique, so several tokens cannot share it"}
    ]
    assert await nothing_was_minted(brand)


async def test_a_unique_value_that_another_token_has_is_refused_before_anything_is_made(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    client = await below(brand)
    template = await a_template(brand, parts, SERIAL)
    admin = door.person(await a_member(brand))
    await a_batch(brand, parts, template=template, metadata={"Serial": "A1"})
    again = await mint(admin, brand, template, metadata=[{"name": "Serial", "value": " A1 "}])
    elsewhere = await mint(admin, client, template, metadata=[{"name": "Serial", "value": "A1"}])

    assert again["__typename"] == "MetadataInvalid", again
    assert again["faults"] == [{"field": "Serial", "value": "A1", "reason": "is used by another token"}]
    assert await TokenBatch.filter(issuer_id=brand.id).count() == 1
    # Unique within the issuing organization: a client counts its own serials.
    assert elsewhere["__typename"] == "CreateTokenBatchSuccess"


async def test_templates_of_other_trees_other_branches_and_no_templates_are_refused_alike(
    door: Door, parts: Parts
) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client, sibling = await below(brand), await below(brand)
    admin = door.person(await a_member(brand))
    archived = await a_template(brand, parts)
    await Template.filter(id=archived.id).update(archived_at=archived.created_at)
    unusable = [
        await a_template(foreign, parts),
        await a_template(sibling, parts),
        await a_template(await below(client), parts),
        Template(id=uuid4()),
        archived,
    ]
    outcomes = [await mint(admin, client, template) for template in unusable]

    assert outcomes == 5 * [outcomes[0]]
    assert outcomes[0]["__typename"] == "TemplateNotUsable"
    assert await nothing_was_minted(brand)
    assert (await mint(admin, client, await a_template(brand, parts)))["__typename"] == "CreateTokenBatchSuccess"


async def test_only_administrators_mint_and_no_personal_organization_is_minted_for(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    template = await a_template(brand, parts)
    customer = await a_customer(brand)
    personal = await Organization.get(id=customer.held[0].organization_id)
    refused = [
        (await a_member(client, Role.OPERATOR), client),
        (await a_member(client, Role.MEMBER), client),
        (await a_member(brand, Role.OPERATOR), client),
        (await a_member(client, Role.OWNER), brand),
        (await a_member(await a_brand()), brand),
        (await a_member(brand), Organization(id=uuid4())),
        (customer, personal),
        (await a_member(brand), personal),
    ]
    for actor, organization in refused:
        answer = await door.person(actor).try_to(
            "createTokenBatch",
            organizationId=an_id(organization),
            templateId=global_id("Template", template.id),
            count=1,
        )
        assert answer.code == "FORBIDDEN"
    assert await nothing_was_minted(brand)
    assert (await mint(door.person(await a_member(brand, Role.ADMIN)), client, template))["__typename"] == (
        "CreateTokenBatchSuccess"
    )


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"name": 121 * "x"}, {"idempotencyKey": ""}, {"idempotencyKey": 201 * "x"}]
)
async def test_names_and_keys_that_are_unusable_are_refused(door: Door, parts: Parts, given: dict[str, Any]) -> None:
    brand = await a_brand()
    outcome = await mint(door.person(await a_member(brand)), brand, await a_template(brand, parts), **given)

    assert outcome["__typename"] == "TextUnusable"
    assert await nothing_was_minted(brand)


# ---- The plan ----


async def test_a_request_over_the_plan_creates_nothing_and_tells_the_numbers(door: Door, parts: Parts) -> None:
    plan = await a_small_plan(tokens=10)
    brand = await a_brand(plan)
    client = await below(brand)
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    assert (await mint(admin, brand, template, 4))["__typename"] == "CreateTokenBatchSuccess"
    # The root's plan counts for its whole tree.
    outcome = await mint(admin, client, template, 7)

    assert {name: value for name, value in outcome.items() if name != "message"} == {
        "__typename": "PlanLimitReached",
        "resource": "STATIC_TOKENS",
        "plan": plan,
        "limit": 10,
        "used": 4,
        "requested": 7,
    }
    assert not await TokenBatch.exists(issuer_id=client.id)
    assert not await Event.exists(organization_id=client.id)
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 4
    assert (await mint(admin, client, template, 6))["__typename"] == "CreateTokenBatchSuccess"


async def test_two_requests_at_once_cannot_pass_together_what_one_could_not(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan(tokens=10))
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    async with usage_locked(brand):
        rivals = [asyncio.create_task(mint(admin, brand, template, 6)) for _ in range(3)]
        await waiting_for_locks(3)
    outcomes = Counter([(await rival)["__typename"] for rival in rivals])

    assert outcomes == {"CreateTokenBatchSuccess": 1, "PlanLimitReached": 2}
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 6


async def test_deleting_tokens_frees_the_plan(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan(tokens=3))
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    tokens = await tokens_of(await a_batch(brand, parts, 3, template=template), parts)
    assert (await mint(admin, brand, template))["__typename"] == "PlanLimitReached"
    await admin.do("deleteTokens", tokenIds=[global_id("StaticToken", token.id) for token in tokens[:2]], confirm=2)

    assert (await mint(admin, brand, template, 3))["__typename"] == "PlanLimitReached"
    assert (await mint(admin, brand, template, 2))["__typename"] == "CreateTokenBatchSuccess"


# ---- The same request again ----


async def test_the_same_key_and_input_replay_the_first_answer(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    key = uuid4().hex
    asked = await asyncio.gather(*(mint(admin, brand, template, 5, idempotencyKey=key) for _ in range(4)))

    assert len({outcome["tokenBatch"]["id"] for outcome in asked}) == 1
    assert await TokenBatch.filter(issuer_id=brand.id).count() == 1
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 5
    assert await Event.filter(organization_id=brand.id, kind="BATCH_REQUESTED").count() == 1


async def test_a_key_is_forgotten_after_a_day(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    key = uuid4().hex
    first = await mint(admin, brand, template, 5, idempotencyKey=key)
    for age, same in ((timedelta(hours=23, minutes=59), True), (timedelta(hours=24, minutes=1), False)):
        await IdempotencyKey.filter(key=key).update(created_at=datetime.now(UTC) - age)
        again = await mint(admin, brand, template, 5, idempotencyKey=key)
        assert (again["tokenBatch"]["id"] == first["tokenBatch"]["id"]) == same
    assert await TokenBatch.filter(issuer_id=brand.id).count() == 2


async def test_the_same_key_with_another_input_is_refused(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    await mint(admin, brand, template, 5, idempotencyKey="spring")
    others = [
        await mint(admin, brand, template, 6, idempotencyKey="spring"),
        await mint(admin, brand, template, 5, idempotencyKey="spring", name="Other"),
        await mint(
            admin, brand, template, 5, idempotencyKey="spring", metadata=[{"name": "Device Name", "value": "Other"}]
        ),
        await mint(admin, brand, await a_template(brand, parts), 5, idempotencyKey="spring"),
        await mint(admin, await below(brand), template, 5, idempotencyKey="spring"),
    ]

    assert {outcome["__typename"] for outcome in others} == {"IdempotencyKeyReused"}
    assert await TokenBatch.filter(issuer__root_id=brand.id).count() == 1
    # A key is the person's own.
    colleague = door.person(await a_member(brand))
    assert (await mint(colleague, brand, template, 6, idempotencyKey="spring"))["__typename"] == (
        "CreateTokenBatchSuccess"
    )


async def test_a_refused_request_does_not_use_its_key_up(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan(tokens=5))
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts)
    assert (await mint(admin, brand, template, 6, idempotencyKey="k"))["__typename"] == "PlanLimitReached"
    assert (await mint(admin, brand, template, 5, idempotencyKey="k"))["__typename"] == "CreateTokenBatchSuccess"


async def test_a_batch_that_the_database_refuses_fails_as_a_whole_and_says_so(
    door: Door, parts: Parts, worker: None
) -> None:
    brand = await a_brand()
    admin, template = door.person(await a_member(brand)), await a_template(brand, parts, SERIAL)
    metadata = [{"name": "Serial", "value": "A1"}]
    # Asked for before either is filled, both are accepted: the unique value decides.
    async with writes_held("unique_value"):
        batches = [(await mint(admin, brand, template, metadata=metadata))["tokenBatch"]["id"] for _ in range(2)]
    ends = []
    for batch in batches:
        async with admin.follow(PROGRESS, id=batch) as progress:
            while (step := (await progress.next())["tokenBatchProgressed"])["status"] in {"PENDING", "RUNNING"}:
                pass
            ends.append(step)

    assert Counter(end["status"] for end in ends) == {"COMPLETE": 1, "FAILED": 1}
    (failed,) = [end for end in ends if end["status"] == "FAILED"]
    assert failed["failure"] is not None
    assert failed["createdCount"] == 0
    assert await StaticToken.filter(issuer_id=brand.id).count() == 1
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1
