"""What a claim host answers phones and browsers: logo, brand files, and the page behind a code."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO

import httpx
import pytest
from PIL import Image

from app.database.connection import execute, transaction
from app.domain.organizations import brands
from app.domain.parts import Parts
from app.domain.people.mailing import stationery
from app.http.brand_files import FILES
from app.models import Brand, BrandLogo, Organization, Role
from tests.api.clients import Client, Door
from tests.api.steps import kinds
from tests.builders import a_brand, a_customer, a_member, a_static_token, below, row_locked, waiting_for_locks

pytestmark = pytest.mark.anyio

FINGERPRINT = ":".join(["AB", "01"] * 16)


def a_logo(colour: str = "#1f6f54", form: str = "PNG", size: tuple[int, int] = (64, 32)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def logo_path(brand: Organization) -> str:
    return f"/brands/{brand.slug}/logo"


async def put(client: Client, brand: Organization, content: bytes) -> httpx.Response:
    headers = {**client.headers, "content-type": "text/html"}  # whatever a client says, the bytes are judged
    return await client.http.put(logo_path(brand), content=content, headers=headers)


async def a_brand_at_a_host() -> tuple[Organization, str]:
    brand, host = await a_brand(), f"claim-{secrets.token_hex(4)}.example"
    await Brand.filter(organization_id=brand.id).update(
        claim_host=host,
        primary_color="#ffaa00",
        support_url="https://acme.example/help?a=1&b=2",
        apple_apps=["ABCDE12345.com.acme.app"],
        android_apps=[{"package": "com.acme.app", "fingerprints": [FINGERPRINT]}],
    )
    return brand, host


# ---- The logo ----


async def test_an_administrator_puts_a_logo_that_everybody_gets(door: Door) -> None:
    brand = await a_brand()
    admin = await a_member(brand, Role.ADMIN)
    answer = await put(door.person(admin), brand, a_logo())
    assert answer.status_code == 200, answer.text
    document = "query($slug: String!) { brand(slug: $slug) { logoUrl } }"
    url = (await door.stranger().ask(document, slug=brand.slug))["brand"]["logoUrl"]
    assert url == answer.json()["logoUrl"]

    shown = await door.http.get(url)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["etag"] == f'"{hashlib.sha256(shown.content).hexdigest()}"'
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"
    with Image.open(BytesIO(shown.content)) as image:
        assert (image.format, image.size) == ("PNG", (64, 32))
    assert await kinds(actor_id=admin.account_id, organization_id=brand.id) == ["BRAND_LOGO_UPDATED"]


async def test_letters_carry_the_logo(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await put(door.person(await a_member(brand)), brand, a_logo())
    face = (await stationery(parts, brand.id)).face
    assert face.logo_url is not None
    assert (await door.http.get(face.logo_url.removeprefix(parts.public_url))).status_code == 200


async def test_a_client_that_has_the_logo_is_told_so(door: Door) -> None:
    brand = await a_brand()
    await put(door.person(await a_member(brand)), brand, a_logo())
    first = await door.http.get(logo_path(brand))
    assert first.headers["cache-control"] == "public, max-age=300"
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = await door.http.get(logo_path(brand), headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert (await door.http.get(logo_path(brand), headers={"if-none-match": '"x"'})).status_code == 200


async def test_another_logo_has_another_address_and_a_removed_one_is_gone(door: Door) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    first = (await put(owner, brand, a_logo())).json()["logoUrl"]
    second = (await put(owner, brand, a_logo("#aa3311", "JPEG"))).json()["logoUrl"]
    assert first != second
    shown = await door.http.get(first)
    assert (shown.headers["content-type"], shown.headers["cache-control"]) == ("image/jpeg", "public, max-age=300")
    assert await BrandLogo.filter(organization_id=brand.id).count() == 1

    for _ in range(2):
        assert (await door.http.delete(logo_path(brand), headers=owner.headers)).status_code == 204
    assert (await door.http.get(second)).status_code == 404
    assert (await Brand.get(organization_id=brand.id)).logo_digest is None
    assert await kinds(organization_id=brand.id, kind__startswith="BRAND_LOGO") == [
        *2 * ["BRAND_LOGO_UPDATED"],
        "BRAND_LOGO_REMOVED",
    ]


async def test_only_administrators_of_the_brand_touch_its_logo(door: Door) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    await put(door.person(await a_member(brand)), brand, a_logo())
    before = (await Brand.get(organization_id=brand.id)).logo_digest
    for viewer in (
        await a_member(brand, Role.OPERATOR),
        await a_member(brand, Role.MEMBER),
        await a_member(client),
        await a_member(foreign),
        await a_customer(brand),
    ):
        person = door.person(viewer)
        unknown = Organization(slug="there-is-no-such-brand")
        answers = [await put(person, each, a_logo("#aa3311")) for each in (brand, unknown, client)]
        answers.append(await door.http.delete(logo_path(brand), headers=person.headers))
        assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}
    stranger = door.stranger()
    assert (await put(stranger, brand, a_logo())).status_code == 401
    assert (await door.http.delete(logo_path(brand), headers=stranger.headers)).status_code == 401
    assert (await Brand.get(organization_id=brand.id)).logo_digest == before


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", b"<html><script>alert(1)</script>", a_logo(form="GIF"), a_logo()[:50], a_logo(size=(8, 8))],
)
async def test_what_is_no_logo_is_refused_and_the_old_one_stays(door: Door, content: bytes) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    await put(owner, brand, a_logo())
    before = (await door.http.get(logo_path(brand))).content
    refused = await put(owner, brand, content)

    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "LogoUnusable"
    assert refused.json()["error"]["message"].startswith("The picture ")
    assert (await door.http.get(logo_path(brand))).content == before


@pytest.mark.parametrize("head", ["content-length: 52428800", "transfer-encoding: chunked"])
async def test_fifty_megabytes_are_refused_before_they_have_come(door: Door, head: str) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    reader, writer = await asyncio.open_connection(door.http.base_url.host, door.http.base_url.port)
    lines = [f"PUT {logo_path(brand)} HTTP/1.1", "host: x", f"authorization: Bearer {owner.access_token}", head]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    sent = 0
    if "chunked" in head:
        piece = bytes(64 * 1024)
        while sent <= 1024 * 1024:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            sent += len(piece)
    async with asyncio.timeout(10):
        answer = await reader.readline()
    writer.transport.abort()  # much of it will never be read

    assert b" 413 " in answer
    assert (await Brand.get(organization_id=brand.id)).logo_digest is None


async def test_of_two_logos_at_once_one_wins_whole(door: Door) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    async with row_locked("brand", brand.id, key="organization_id"):
        rivals = [asyncio.ensure_future(put(owner, brand, a_logo(colour))) for colour in ("#111111", "#eeeeee")]
        await waiting_for_locks(2)
    assert {(await rival).status_code for rival in rivals} == {200}
    logo = await BrandLogo.get(organization_id=brand.id)
    digest = (await Brand.get(organization_id=brand.id)).logo_digest
    assert hashlib.sha256(bytes(logo.content)).hexdigest() == digest


# ---- The files of a host ----


async def test_a_claim_host_answers_with_its_brands_files(door: Door) -> None:
    brand, host = await a_brand_at_a_host()
    await put(door.person(await a_member(brand)), brand, a_logo())

    async def file(path: str) -> httpx.Response:
        answer = await door.http.get(path, headers={"host": host.upper() + ":443"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "public, max-age=300"
        return answer

    facts = (await file("/brand.json")).json()
    assert facts["logoUrl"].startswith(f"{door.http.base_url}".rstrip("/") + logo_path(brand))
    assert facts | {"logoUrl": ""} == {
        "slug": brand.slug,
        "displayName": "Acme",
        "logoUrl": "",
        "primaryColor": "#ffaa00",
        "textColor": "#000000",
        "supportUrl": "https://acme.example/help?a=1&b=2",
        "privacyUrl": None,
        "termsUrl": None,
        "links": [],
        "claimHost": host,
        "selfSignUp": True,
        "graphql": f"{door.http.base_url}".rstrip("/") + "/graphql",
    }
    apple = await file("/.well-known/apple-app-site-association")
    assert apple.headers["content-type"] == "application/json"
    assert apple.json() == {
        "applinks": {"details": [{"appIDs": ["ABCDE12345.com.acme.app"], "components": [{"/": "/C/*"}, {"/": "/c/*"}]}]}
    }
    android = await file("/.well-known/assetlinks.json")
    assert android.headers["content-type"] == "application/json"
    assert android.json() == [
        {
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "com.acme.app",
                "sha256_cert_fingerprints": [FINGERPRINT],
            },
        }
    ]
    manifest = await file("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    icon, mark = manifest.json()["icons"]
    assert (manifest.json()["name"], manifest.json()["theme_color"]) == ("Acme", "#ffaa00")
    assert (icon["sizes"], icon["type"]) == ("64x32", "image/png")
    assert (mark["sizes"], mark["type"]) == ("any", "image/svg+xml")
    for each in (icon, mark):
        assert (await door.http.get(each["src"])).headers["content-type"] == each["type"]


@pytest.mark.parametrize("path", FILES)
async def test_a_file_is_asked_about_again_by_its_tag(door: Door, path: str) -> None:
    brand, host = await a_brand_at_a_host()
    first = await door.http.get(path, headers={"host": host})
    again = await door.http.get(path, headers={"host": host, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await Brand.filter(organization_id=brand.id).update(display_name="New", apple_apps=[], android_apps=[])
    changed = await door.http.get(path, headers={"host": host, "if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", FILES)
async def test_a_host_that_is_no_brands_answers_nothing_while_there_are_several(door: Door, path: str) -> None:
    _, host = await a_brand_at_a_host()
    await a_brand()
    for other in ("example.com", f"{host}:8000", f"x.{host}", "", "a b", f"{host}/"):
        assert (await door.http.get(path, headers={"host": other})).status_code in {400, 404}, other


async def test_a_suspended_brand_has_no_files_and_no_logo(door: Door) -> None:
    brand, host = await a_brand_at_a_host()
    await put(door.person(await a_member(brand)), brand, a_logo())
    await execute("UPDATE organization SET suspended_at = now() WHERE id = $1", brand.id)
    for path in (*FILES, logo_path(brand)):
        assert (await door.http.get(path, headers={"host": host})).status_code == 404


class _TakenBack(Exception):
    pass


def take_back() -> None:
    raise _TakenBack


@asynccontextmanager
async def as_the_only_brand(brand: Organization) -> AsyncIterator[None]:
    """No other brand is live inside the block; nobody else sees that, and it is taken back."""
    with suppress(_TakenBack):
        async with transaction():
            await execute("UPDATE organization SET suspended_at = now() WHERE parent_id IS NULL AND id <> $1", brand.id)
            yield
            take_back()


async def test_the_only_brand_answers_at_every_host_but_at_those_of_suspended_ones(database: str) -> None:
    only, host = await a_brand_at_a_host()
    _, suspended_host = await a_brand_at_a_host()
    async with as_the_only_brand(only):
        for each in (host, "127.0.0.1:8000", "anything.example"):
            found = await brands.brand_of_host(each)
            assert found is not None
            assert found.organization_id == only.id
        assert await brands.brand_of_host(suspended_host) is None


# ---- The page behind a code ----


async def test_the_page_behind_a_code_is_the_brands_and_claims_nothing(door: Door, parts: Parts) -> None:
    brand, host = await a_brand_at_a_host()
    await put(door.person(await a_member(brand)), brand, a_logo())
    token = await a_static_token(brand, parts)
    for path in ("/C/", "/c/"):
        page = await door.http.get(path + token.qr_token.text, headers={"host": host})
        assert page.status_code == 200
        assert f'src="{logo_path(brand)}?v=' in page.text
        assert 'style="background:#ffaa00"' in page.text
        assert 'href="https://acme.example/help?a=1&amp;b=2"' in page.text
        assert "scanning the code with the phone's camera" in page.text
    assert "img-src 'self'" in page.headers["content-security-policy"]
    assert await kinds(static_token_id=token.id) == []


async def test_an_android_phone_is_offered_the_app(door: Door, parts: Parts) -> None:
    brand, host = await a_brand_at_a_host()
    token = await a_static_token(brand, parts)
    agent = {"user-agent": "Mozilla/5.0 (Linux; Android 16) Chrome/140"}
    page = await door.http.get(f"/C/{token.qr_token.text}", headers={"host": "evil.example", **agent})
    link = re.search(r'<a class="button" style="background:#ffaa00;color:#000000" href="([^"]+)"', page.text)
    assert link is not None
    # The host is the brand's own, whatever the request says.
    assert link[1] == f"intent://{host}/c/{token.qr_token.text}#Intent;scheme=https;package=com.acme.app;end"


async def test_at_a_brands_host_another_brands_code_is_unknown(door: Door, parts: Parts) -> None:
    (mine, host), (other, _) = await a_brand_at_a_host(), await a_brand_at_a_host()
    own, foreign = await a_static_token(mine, parts), await a_static_token(other, parts)

    async def page(code: str, at: str) -> httpx.Response:
        return await door.http.get(f"/C/{code}", headers={"host": at, **door.stranger().headers})

    assert (await page(own.qr_token.text, host)).status_code == 200
    assert (await page(foreign.qr_token.text, "no-brands.example")).status_code == 200
    unknown, hidden = await page("0" * 20, host), await page(foreign.qr_token.text, host)
    assert (unknown.status_code, unknown.text) == (hidden.status_code, hidden.text) == (404, unknown.text)
