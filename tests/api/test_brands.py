"""Brands: who changes them, what is refused, and that nothing of a refused change stays."""

import asyncio
import secrets
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.models import Brand, Organization, Role
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import kinds
from tests.builders import a_brand, a_customer, a_member, a_static_token, below, row_locked, waiting_for_locks

pytestmark = pytest.mark.anyio

BRAND = """brand { slug displayName primaryColor textColor supportUrl privacyUrl termsUrl links { name url } claimHost
  appleApps androidApps { package fingerprints } logoUrl selfSignUp }"""
FACTS = """
... on TextUnusable { field } ... on ColorUnusable { color } ... on AddressUnusable { field reason }
... on ContrastTooLow { primaryColor textColor contrast required } ... on ClaimHostUnusable { claimHost }
... on ClaimHostTaken { claimHost } ... on ClaimHostPrinted { claimHost staticTokens } ... on AppUnusable { app reason }
"""
FINGERPRINT = ":".join(["AB", "01"] * 16)


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


def a_host() -> str:
    return f"claim-{secrets.token_hex(4)}.example"


async def an_owner(door: Door, brand: Organization) -> Client:
    return door.person(await a_member(brand))


async def stored(brand: Organization) -> dict[str, Any]:
    row = await Brand.filter(organization_id=brand.id).values()
    return row[0]


async def test_an_administrator_changes_the_brand_and_everybody_sees_it(door: Door) -> None:
    brand, host = await a_brand(), a_host()
    admin = await a_member(brand, Role.ADMIN)
    given = {
        "displayName": " Acme Klima ",
        "primaryColor": "#FA0",
        "supportUrl": "https://acme.example/help?from=app",
        "privacyUrl": "http://localhost:3000/privacy",
        "termsUrl": "https://acme.example/terms",
        "links": [{"name": "Shop", "url": "https://shop.acme.example"}, {"name": "A", "url": "https://a.example"}],
        "claimHost": host.upper(),
        "appleApps": ["ABCDE12345.com.acme.app", "ABCDE12345.com.acme.app"],
        "androidApps": [{"package": "com.acme.app", "fingerprints": [FINGERPRINT.replace(":", "").lower()]}],
    }
    changed = await door.person(admin).do("updateBrand", BRAND, FACTS, organizationId=an_id(brand), **given)
    document = f"query($slug: String!) {{ {BRAND.replace('brand', 'brand(slug: $slug)', 1)} }}"
    seen = await door.stranger().ask(document, slug=brand.slug)

    assert changed["__typename"] == "UpdateBrandSuccess", changed
    assert (
        seen["brand"]
        == changed["brand"]
        == given
        | {
            "slug": brand.slug,
            "displayName": "Acme Klima",
            "primaryColor": "#ffaa00",
            "textColor": "#000000",
            "claimHost": host,
            "appleApps": ["ABCDE12345.com.acme.app"],
            "androidApps": [{"package": "com.acme.app", "fingerprints": [FINGERPRINT]}],
            "logoUrl": None,
            "selfSignUp": True,
        }
    )
    assert await kinds(actor_id=admin.account_id, organization_id=brand.id) == ["BRAND_UPDATED"]


async def test_what_is_left_out_stays_and_what_is_empty_goes(door: Door) -> None:
    brand = await a_brand()
    owner, id_ = await an_owner(door, brand), an_id(brand)
    links = [{"name": "Shop", "url": "https://shop.example"}]
    await owner.do("updateBrand", organizationId=id_, supportUrl="https://a.example", links=links, claimHost=a_host())
    before = await stored(brand)
    await owner.do("updateBrand", organizationId=id_)
    assert await stored(brand) == before
    assert await kinds(organization_id=brand.id, kind="BRAND_UPDATED") == ["BRAND_UPDATED"]

    gone = await owner.do("updateBrand", BRAND, organizationId=id_, supportUrl="", links=[], claimHost="")
    assert (gone["brand"]["supportUrl"], gone["brand"]["links"]) == (None, [])
    assert gone["brand"]["claimHost"].startswith("127.0.0.1:")


async def test_only_administrators_of_the_root_change_a_brand(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    customer = await a_customer(brand)
    refused = [
        (await a_member(brand, Role.OPERATOR), an_id(brand)),
        (await a_member(brand, Role.MEMBER), an_id(brand)),
        (await a_member(client), an_id(brand)),
        (await a_member(client), an_id(client)),
        (await a_member(brand), an_id(client)),
        (await a_member(foreign), an_id(brand)),
        (customer, an_id(brand)),
        (customer, global_id("Organization", customer.held[0].organization_id)),
        (await a_member(brand), global_id("Organization", uuid4())),
    ]
    before = await stored(brand)
    answers = [
        (await door.person(actor).try_to("updateBrand", organizationId=id_, displayName="Mine")).body["errors"][0]
        for actor, id_ in refused
    ]

    assert {answer["extensions"]["code"] for answer in answers} == {"FORBIDDEN"}
    assert len({answer["message"] for answer in answers}) == 1
    assert await stored(brand) == before


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"displayName": ""}, "TextUnusable"),
        ({"displayName": 121 * "x"}, "TextUnusable"),
        ({"displayName": "Acme\r\nBcc: all@example.com"}, "TextUnusable"),
        ({"displayName": "Acme\u202e"}, "TextUnusable"),
        *(
            ({"primaryColor": each}, "ColorUnusable")
            for each in ("", "red", "#12345", "#gggggg", "#1f6f54;", "#１f6f54")
        ),
        ({"textColor": "white"}, "ColorUnusable"),
        ({"primaryColor": "#ffaa00", "textColor": "#ffffff"}, "ContrastTooLow"),
        *(
            ({field: each}, "AddressUnusable")
            for field in ("supportUrl", "privacyUrl", "termsUrl")
            for each in ("javascript:alert(1)", "http://acme.example", "https://acme.example/" + 480 * "x")
        ),
        *(
            ({"supportUrl": each}, "AddressUnusable")
            for each in (
                *("acme.example", "//acme.example", "https:///x", "https://", "ftp://localhost/x", "data:text/html,x"),
                *("https://user@acme.example", "https://acme.example\\@evil.example", "https://acme.example/ü"),
                *("https://acme.example/\r\nX: y", 'https://a.example/">', "https://[::1", "https://a_b.example"),
            )
        ),
        ({"links": [{"name": "", "url": "https://a.example"}]}, "TextUnusable"),
        ({"links": [{"name": "A", "url": "javascript:x"}]}, "AddressUnusable"),
        ({"links": 2 * [{"name": "A", "url": "https://a.example"}]}, "AddressUnusable"),
        ({"links": [{"name": f"{n}", "url": "https://a.example"} for n in range(21)]}, "AddressUnusable"),
        *(
            ({"claimHost": each}, "ClaimHostUnusable")
            for each in (
                *("https://claim.example", "claim.example/x", "a b", "-a.example", "a..example", "claim.example:0"),
                *("claim.example:65536", "bücher.example", "user@a.example", 254 * "a", "a\u0000", "1.2.3"),
            )
        ),
        *(
            ({"appleApps": [each]}, "AppUnusable")
            for each in (
                "",
                "com.acme.app",
                "abcde12345.com.acme",
                "ABCDE12345.",
                "ABCDE12345.com.ac/me",
                "ABCDE12345.a\n",
            )
        ),
        ({"appleApps": [f"ABCDE12345.com.app{n}" for n in range(11)]}, "AppUnusable"),
        *(
            ({"androidApps": [{"package": each, "fingerprints": [FINGERPRINT]}]}, "AppUnusable")
            for each in ("", "app", "com..acme", "1com.acme", "com.acme-app", "com.äcme.app", f"com.{252 * 'a'}")
        ),
        *(
            ({"androidApps": [{"package": "com.acme.app", "fingerprints": each}]}, "AppUnusable")
            for each in ([], [""], ["AB"], [FINGERPRINT + ":AB"], ["GG" + FINGERPRINT[2:]], 11 * [FINGERPRINT])
        ),
        ({"androidApps": 2 * [{"package": "com.acme.app", "fingerprints": [FINGERPRINT]}]}, "AppUnusable"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_a_brand_cannot_be_is_refused(door: Door, given: dict[str, Any], refusal: str) -> None:
    brand = await a_brand()
    before = await stored(brand)
    good = {"termsUrl": "https://acme.example/terms"} | given
    outcome = await (await an_owner(door, brand)).do("updateBrand", facts=FACTS, organizationId=an_id(brand), **good)

    assert outcome["__typename"] == refusal, outcome
    assert await stored(brand) == before
    assert await kinds(organization_id=brand.id, kind="BRAND_UPDATED") == []


async def test_every_value_may_be_as_long_as_it_is_said(door: Door) -> None:
    brand = await a_brand()
    given: dict[str, Any] = {
        "displayName": 120 * "é",
        "supportUrl": "https://acme.example/" + 479 * "x",
        "links": [{"name": 60 * "x", "url": "https://a.example"}],
        "claimHost": f"{secrets.token_hex(4)}.{'.'.join(['x' * 60] * 4)}"[:253],
        "appleApps": [f"ABCDE12345.{155 * 'a'}"],
        "androidApps": [{"package": f"com.{251 * 'a'}", "fingerprints": [FINGERPRINT]}],
    }
    outcome = await (await an_owner(door, brand)).do("updateBrand", facts=FACTS, organizationId=an_id(brand), **given)
    assert outcome["__typename"] == "UpdateBrandSuccess", outcome


async def test_a_text_colour_is_kept_readable_whichever_of_the_two_changes(door: Door) -> None:
    brand = await a_brand()
    owner, id_ = await an_owner(door, brand), an_id(brand)
    chosen = await owner.do("updateBrand", BRAND, organizationId=id_, primaryColor="#003355", textColor="#FFEE88")
    assert chosen["brand"]["textColor"] == "#ffee88"

    too_light = await owner.do("updateBrand", facts=FACTS, organizationId=id_, primaryColor="#ffffff")
    assert too_light["__typename"] == "ContrastTooLow"
    assert too_light["contrast"] < too_light["required"] == 4.5
    assert (too_light["primaryColor"], too_light["textColor"]) == ("#ffffff", "#ffee88")

    left_open = await owner.do("updateBrand", BRAND, organizationId=id_, primaryColor="#ffffff", textColor="")
    assert left_open["brand"]["textColor"] == "#000000"


# ---- Claim hosts ----


async def test_a_claim_host_is_one_brands(door: Door) -> None:
    first, second, host = await a_brand(), await a_brand(), a_host()
    await (await an_owner(door, first)).do("updateBrand", organizationId=an_id(first), claimHost=host)
    for same in (host, host.upper(), f"{host}:443"):
        outcome = await (await an_owner(door, second)).do(
            "updateBrand", facts=FACTS, organizationId=an_id(second), claimHost=same
        )
        assert (outcome["__typename"], outcome["claimHost"]) == ("ClaimHostTaken", host)
    assert (await Brand.get(organization_id=second.id)).claim_host is None


async def test_the_servers_own_host_is_no_brands(door: Door) -> None:
    brand = await a_brand()
    own = f"{door.http.base_url.host}:{door.http.base_url.port}"
    outcome = await (await an_owner(door, brand)).do("updateBrand", organizationId=an_id(brand), claimHost=own)
    assert outcome["__typename"] == "ClaimHostTaken"


async def test_of_brands_that_want_a_host_at_once_one_gets_it(door: Door) -> None:
    brands, host = [await a_brand() for _ in range(5)], a_host()
    owners = [await an_owner(door, brand) for brand in brands]
    outcomes = await asyncio.gather(
        *(
            owner.do("updateBrand", organizationId=an_id(brand), claimHost=host)
            for owner, brand in zip(owners, brands, strict=True)
        )
    )
    assert Counter(each["__typename"] for each in outcomes) == {"UpdateBrandSuccess": 1, "ClaimHostTaken": 4}
    assert await Brand.filter(claim_host=host).count() == 1


async def test_a_host_that_codes_may_be_printed_with_changes_when_that_is_confirmed(door: Door, parts: Parts) -> None:
    brand, host = await a_brand(), a_host()
    owner, id_ = await an_owner(door, brand), an_id(brand)
    await owner.do("updateBrand", organizationId=id_, claimHost=host)
    await a_static_token(brand, parts)

    refused = await owner.do("updateBrand", facts=FACTS, organizationId=id_, claimHost=a_host(), displayName="New")
    assert (refused["__typename"], refused["claimHost"], refused["staticTokens"]) == ("ClaimHostPrinted", host, 1)
    assert (await stored(brand))["display_name"] == "Acme"
    same = await owner.do("updateBrand", organizationId=id_, claimHost=host, displayName="New")
    assert same["__typename"] == "UpdateBrandSuccess"

    other = a_host()
    changed = await owner.do("updateBrand", BRAND, organizationId=id_, claimHost=other, confirmClaimHost=True)
    assert changed["brand"]["claimHost"] == other


async def test_two_changes_at_once_leave_colours_that_go_together(door: Door) -> None:
    brand = await a_brand()
    owner, id_ = await an_owner(door, brand), an_id(brand)
    await owner.do("updateBrand", organizationId=id_, primaryColor="#003355", textColor="#ffffff")
    changes = ({"primaryColor": "#ffee88", "textColor": "#000000"}, {"textColor": "#ffee88"})
    async with row_locked("brand", brand.id, key="organization_id"):
        rivals = []
        for change in changes:
            rivals.append(asyncio.ensure_future(owner.do("updateBrand", organizationId=id_, **change)))
            await waiting_for_locks(len(rivals))
    outcomes = [(await rival)["__typename"] for rival in rivals]

    assert outcomes == ["UpdateBrandSuccess", "ContrastTooLow"]
    row = await Brand.get(organization_id=brand.id)
    assert (row.primary_color, row.text_color) == ("#ffee88", "#000000")
