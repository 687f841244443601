"""How the web apps are served: what may be kept, in which form, under which policy, and what is there without them."""

import asyncio
import gzip
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from app.http.faces import KEPT_SECONDS, MOST_HOSTS, NOBODYS, Faces
from app.http.pages import MAIL_PAGES
from app.http.web_apps import BUILT, CONSOLE_PAGES
from app.http.web_files import best_coding
from app.models import Brand
from app.secrets.keys import KeyRing
from tests.api.clients import Door
from tests.api.conftest import a_door
from tests.builders import a_brand

pytestmark = pytest.mark.anyio

SCRIPT = "console.log('" + "the same again, " * 20 + "');"
CONSOLE = '<!doctype html><meta property="csp-nonce" nonce="{{nonce}}"><title>Claimstead</title><p>console'
CLAIM = '<!doctype html><meta name="theme-color" content="#1f6f54"><title>Claimstead</title><p>claim'


@pytest.fixture(scope="session")  # a server that ends takes the process's pool along
async def built(database: str, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A server with two small apps, laid out as `make web` lays them."""
    web = tmp_path_factory.mktemp("web")
    for app, page in (("console", CONSOLE), ("claim", CLAIM)):
        assets = web / app / "assets" / app
        assets.mkdir(parents=True)
        (web / app / "index.html").write_text(page)
        (assets / "index-abc.js").write_text(SCRIPT)
        (assets / "index-abc.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
        (assets / "index-abc.js.br").write_bytes(b"as if it were brotli")
        (assets / "plain-abc.css").write_text("p{}")
    (web / "claim" / "assets" / "claim" / "zxing-abc.wasm").write_bytes(b"\0asm")
    (web / "claim" / "sw.js").write_text("self.addEventListener('fetch', () => {});")
    (web.parent / "secret.txt").write_text("nobody's business")
    async with a_door(database, keys, web) as opened:
        yield opened


async def get(door: Door, path: str, **headers: str) -> httpx.Response:
    """The answer, as it came over the line."""
    request = door.http.build_request("GET", path, headers={"accept-encoding": "identity", **headers})
    response = await door.http.send(request, stream=True)
    response._content = b"".join([piece async for piece in response.aiter_raw()])
    return response


def policy(response: httpx.Response) -> dict[str, str]:
    """The content security policy, by directive."""
    parts = response.headers["content-security-policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


# ---- Files ----


async def test_files_are_kept_for_ever_and_come_in_the_smallest_form(built: Door) -> None:
    path = "/assets/console/index-abc.js"
    plain = await get(built, path)
    zipped = await get(built, path, **{"accept-encoding": "gzip, deflate"})
    smallest = await get(built, path, **{"accept-encoding": "gzip, deflate, br"})

    assert (plain.text, "content-encoding" in plain.headers) == (SCRIPT, False)
    assert (zipped.headers["content-encoding"], gzip.decompress(zipped.content).decode()) == ("gzip", SCRIPT)
    assert (smallest.headers["content-encoding"], smallest.content) == ("br", b"as if it were brotli")
    for answer in (plain, zipped, smallest):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "accept-encoding" in answer.headers["vary"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-length"] == str(len(answer.content))
    assert len({answer.headers["etag"] for answer in (plain, zipped, smallest)}) == 3
    again = await get(built, path, **{"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_files_have_the_types_that_browsers_demand(built: Door) -> None:
    assert (await get(built, "/assets/claim/zxing-abc.wasm")).headers["content-type"] == "application/wasm"
    assert (await get(built, "/assets/claim/plain-abc.css")).headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, br", "br"),
        ("GZIP;Q=1.0, BR;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("br;q=nonsense", None),
        (",;,", None),
    ],
)
def test_the_form_is_what_the_client_takes(accepted: str, coding: str | None) -> None:
    assert best_coding(accepted, {"br": b"", "gzip": b""}) == coding


@pytest.mark.parametrize(
    "path",
    [
        "/assets/console/other.js",
        "/assets/claim/index.html",
        "/assets/console/index-abc.js.gz",
        "/assets/nothing/index-abc.js",
        "/assets/console/..%2f..%2findex.html",
        "/assets/console/../../../secret.txt",
        "/assets/..%2f..%2f/secret.txt",
        "/assets/console/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/assets//etc/passwd",
        "/assets/console/C:%5cwindows",
        "/assets/console/%00",
        "/assets/",
        "/index.html",
        "/web/console/index.html",
    ],
)
async def test_no_path_leads_out_of_the_built_files(built: Door, path: str) -> None:
    answer = await built.http.get(httpx.URL(str(built.http.base_url), raw_path=path.encode()))
    assert answer.status_code == 404
    assert "nobody's business" not in answer.text


# ---- Pages ----


@pytest.mark.parametrize(
    "path", ["/", *(f"/{page}" for page in CONSOLE_PAGES), "/tokens/x", "/organizations/x/members"]
)
async def test_the_consoles_paths_answer_with_the_console(built: Door, path: str) -> None:
    answer = await get(built, path)
    assert answer.status_code == 200
    assert "<p>console" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    rules = policy(answer)
    assert (rules["default-src"], rules["script-src"], rules["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert rules["style-src-attr"] == "'unsafe-inline'"


@pytest.mark.parametrize(
    "path", ["/C/0000", "/c/7K4M-2QX9", "/claim", "/claim/devices/1", *(f"/{page}" for page in MAIL_PAGES)]
)
async def test_the_claim_apps_paths_answer_with_the_claim_app(built: Door, path: str) -> None:
    answer = await get(built, path)
    assert answer.status_code == 200
    assert "<p>claim" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["permissions-policy"].startswith("camera=(self)")
    rules = policy(answer)
    assert (rules["script-src"], rules["style-src"]) == ("'self' 'wasm-unsafe-eval'", "'self'")
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


async def test_style_sheets_of_the_consoles_own_need_the_word_of_that_answer(built: Door) -> None:
    words = []
    for _ in range(2):
        answer = await get(built, "/tokens")
        word = re.search('nonce="([^"]+)"', answer.text)
        assert word is not None
        assert policy(answer)["style-src"] == f"'self' 'nonce-{word[1]}'"
        words.append(word[1])
    assert words[0] != words[1]
    assert min(map(len, words)) >= 20


@pytest.mark.parametrize(
    "path", ["/tokenz", "/x", "/claims", "/C", "/C/a/b", "/console/", "/api", "/graphql/x", "/.env"]
)
async def test_other_paths_are_nobodys(built: Door, path: str) -> None:
    for_programs = await get(built, path)
    assert (for_programs.status_code, for_programs.text) == (404, "There is nothing at this address.\n")

    for_people = await get(built, path, accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    assert (for_people.status_code, for_people.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page" in for_people.text
    assert policy(for_people)["default-src"] == "'none'"


@pytest.mark.parametrize("path", ["/", "/tokens", "/C/0000", "/verify", "/assets/console/index-abc.js", "/brand.css"])
async def test_heads_are_answered_and_nothing_is_posted(built: Door, path: str) -> None:
    head = await built.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 0
    assert (await built.http.post(path)).status_code == 405


async def test_doors_beside_the_pages_stay_doors(built: Door) -> None:
    events = await get(built, "/organizations/x/events.csv")
    assert (events.status_code, events.headers["content-type"]) == (401, "application/json")
    assert (await get(built, "/brands/nobody/logo")).status_code == 404
    assert (await built.stranger().ask("{ viewer { user { id } } }")) == {"viewer": None}


async def test_the_service_worker_is_asked_about_each_time(built: Door) -> None:
    answer = await get(built, "/sw.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert policy(answer)["connect-src"] == "'self'"
    assert (await get(built, "/sw.js", **{"if-none-match": answer.headers["etag"]})).status_code == 304


async def test_search_engines_and_tabs_are_served(built: Door) -> None:
    assert (await get(built, "/robots.txt")).text == "User-agent: *\nDisallow: /\n"
    assert (await get(built, "/favicon.svg")).headers["content-type"] == "image/svg+xml"


# ---- The brand of the host ----


async def a_brand_at(host: str) -> None:
    brand = await a_brand()
    await Brand.filter(organization_id=brand.id).update(
        claim_host=host, display_name="Acme & <Söhne>", primary_color="#ffaa00"
    )


async def test_a_page_has_the_brands_name_and_colour_before_its_app_starts(built: Door) -> None:
    await a_brand_at("look.example")
    await a_brand()  # an only brand would answer at every host
    page = await get(built, "/C/0000", host="look.example")
    sheet = await get(built, "/brand.css", host="look.example")

    assert "<title>Acme &amp; &lt;Söhne&gt;</title>" in page.text
    assert 'name="theme-color" content="#ffaa00"' in page.text
    assert sheet.text == ":root{--brand:#ffaa00;--brand-text:#000000}\n"
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert sheet.headers["cache-control"] == "public, max-age=300"
    assert "<title>Claimstead</title>" in (await get(built, "/C/0000", host="nobodys.example")).text
    assert "#1f6f54" in (await get(built, "/brand.css", host="nobodys.example")).text


async def test_a_host_is_asked_about_once_in_half_a_minute(database: str) -> None:
    now = 1_000.0
    faces = Faces(lambda: now)
    await a_brand_at("often.example")
    first = await faces.at("often.example")
    await Brand.filter(claim_host="often.example").update(primary_color="#112233")
    assert await faces.at("often.example") is first
    now += KEPT_SECONDS
    assert (await faces.at("often.example")).primary_color == "#112233"


async def test_invented_hosts_fill_no_memory(database: str) -> None:
    await asyncio.gather(a_brand(), a_brand())  # an only brand would answer at every host
    faces = Faces()
    for number in range(MOST_HOSTS + 10):
        assert await faces.at(f"invented-{number}.example") == NOBODYS
    assert len(faces._known) == MOST_HOSTS


# ---- Without a build ----


async def test_without_a_build_plain_pages_answer(door: Door) -> None:
    for path in ("/", "/tokens", "/sign-in"):
        answer = await get(door, path)
        assert answer.status_code == 200
        assert "<code>make web</code>" in answer.text
    assert "Add a device" in (await get(door, "/claim")).text
    assert "Confirm your address" in (await get(door, "/verify")).text
    assert (await get(door, "/C/0000")).status_code == 404
    for path in ("/assets/console/index.js", "/sw.js"):
        assert (await get(door, path)).status_code == 404
    assert (await get(door, "/brand.css")).status_code == 200


# ---- The build ----


needs_build = pytest.mark.skipif(
    not (BUILT / "claim" / "index.html").is_file(), reason="needs the built web apps: make web"
)


@needs_build
def test_the_wheel_takes_the_built_apps_along(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=BUILT.parents[1], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in ZipFile(wheel).namelist() if name.startswith("app/web/")}
    files = {path.relative_to(BUILT).as_posix() for app in ("console", "claim") for path in (BUILT / app).rglob("*.*")}
    assert packed == {f"app/web/{name}" for name in files}


@needs_build
def test_the_built_pages_are_those_that_the_server_fills_in() -> None:
    console, claim = ((BUILT / app / "index.html").read_text() for app in ("console", "claim"))
    assert console.count('nonce="{{nonce}}"') == 1
    assert claim.count("<title>Claimstead</title>") == claim.count('name="theme-color" content="#1f6f54"') == 1
    for app, page in (("console", console), ("claim", claim)):
        assert 'rel="stylesheet" href="/brand.css"' in page
        assert re.findall("<script(?![^>]+src=)|<style| on[a-z]+=| style=", page) == [], "the policy forbids these"
        loaded = re.findall(f'(?:src|href)="(/assets/{app}/[^"]+)"', page)
        assert loaded
        assert all((BUILT / app / path.lstrip("/")).is_file() for path in loaded)
        assert all(Path(f"{BUILT / app}{path}.br").is_file() for path in loaded if path.endswith(".js"))
