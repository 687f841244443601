"""QR codes, read back by an independent decoder."""

import re
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.labels import qr
from app.labels.payload import claim_url
from app.labels.qr import ErrorLevel, ModuleSizeUnusable
from app.secrets.qr_token import CROCKFORD

URL = "HTTPS://CLAIM.ACME.TEST/C/0123456789ABCDEFGHDE"
FOREIGN_URL = "HTTPS://CLAIM.ACME.TEST/C/Widget_0001-aBcDeFgH"
SVG = "{http://www.w3.org/2000/svg}"


def decoded(image: Image.Image) -> list[str]:
    return [barcode.text for barcode in zxingcpp.read_barcodes(image)]


def drawn(modules: list[list[int]], scale: int = 4) -> Image.Image:
    """Modules as a picture, 1 for dark."""
    image = Image.new("1", (len(modules[0]), len(modules)), 1)
    image.putdata([1 - module for row in modules for module in row])
    return image.resize((scale * image.width, scale * image.height), Image.Resampling.NEAREST).convert("L")


def with_quiet_zone(modules: tuple[bytes, ...]) -> list[list[int]]:
    width = len(modules) + 8
    blank = [[0] * width for _ in range(4)]
    return [*blank, *([0] * 4 + list(row) + [0] * 4 for row in modules), *blank]


@settings(max_examples=20)
@given(st.text(CROCKFORD, min_size=20, max_size=20))
def test_a_png_decodes_to_the_exact_text(code: str) -> None:
    url = claim_url("claim.acme.test", code)
    with Image.open(BytesIO(qr.png(url))) as image:
        assert decoded(image) == [url]


@pytest.mark.parametrize("text", [URL, FOREIGN_URL, claim_url("localhost:8000", "0" * 20), URL.lower()])
@pytest.mark.parametrize("error", ["l", "m", "q", "h"])
def test_every_form_decodes_at_every_level(text: str, error: ErrorLevel) -> None:
    with Image.open(BytesIO(qr.png(text, 3, error))) as image:
        (barcode,) = zxingcpp.read_barcodes(image)
    assert barcode.text == text
    assert barcode.ec_level == error.upper()
    assert decoded(drawn(with_quiet_zone(qr.matrix(text, error)))) == [text]


@pytest.mark.parametrize("host", ["a.io", "claim.acme.test", "claim.gears.test", "127.0.0.1:65535"])
def test_a_host_of_up_to_16_characters_fits_version_3_at_level_q(host: str) -> None:
    assert len(host) <= 16
    assert len(qr.matrix(claim_url(host, "Z" * 20))) == 29  # version 3
    symbol = segno.make(claim_url(host, "Z" * 20), error="q", micro=False, boost_error=False)
    assert symbol.designator == "3-Q"
    assert symbol.mode == "alphanumeric"


def test_a_longer_host_or_a_foreign_token_makes_a_larger_code() -> None:
    assert len(qr.matrix(claim_url("claim.widget.test", "Z" * 20))) == 33
    assert len(qr.matrix(FOREIGN_URL)) == 33


def test_a_png_is_one_bit_black_on_white_with_its_quiet_zone() -> None:
    with Image.open(BytesIO(qr.png(URL))) as image:
        assert (image.mode, image.size) == ("1", (8 * 37, 8 * 37))
        pixels = [[int(image.getpixel((8 * x + 3, 8 * y + 4)) == 0) for x in range(37)] for y in range(37)]
    assert pixels == with_quiet_zone(qr.matrix(URL))
    assert qr.png(URL)[24:26] == b"\x01\x00"  # bit depth 1, greyscale


@pytest.mark.parametrize("module_size", [1, 2, 7, 64])
def test_any_module_size_is_exact(module_size: int) -> None:
    with Image.open(BytesIO(qr.png(URL, module_size))) as image:
        assert image.size == (37 * module_size, 37 * module_size)
        assert decoded(image.convert("L")) == [URL]
    root = ElementTree.fromstring(qr.svg(URL, module_size))
    assert (root.get("width"), root.get("height")) == (str(37 * module_size),) * 2


@pytest.mark.parametrize("module_size", [-1, 0, 65, 10**9])
def test_a_module_size_out_of_bounds_is_refused(module_size: int) -> None:
    for render in (qr.png, qr.svg):
        with pytest.raises(ModuleSizeUnusable, match=f"1 to 64 pixels wide, not {module_size}") as refusal:
            render(URL, module_size)
        assert refusal.value.module_size == module_size


@pytest.mark.parametrize("text", [URL, FOREIGN_URL])
def test_an_svg_draws_exactly_the_modules(text: str) -> None:
    root = ElementTree.fromstring(qr.svg(text))
    modules = with_quiet_zone(qr.matrix(text))
    assert root.tag == SVG + "svg"
    assert root.get("viewBox") == f"0 0 {len(modules)} {len(modules)}"
    background, dark = root.findall(SVG + "path")
    assert (background.get("fill"), dark.get("fill")) == ("#fff", "#000")
    assert background.get("d") == f"M0 0h{len(modules)}v{len(modules)}H0z"
    path = dark.get("d", "")
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)]
    assert "".join(f"M{x} {y}h{length}v1h-{back}z" for x, y, length, back in runs) == path
    painted = [[0] * len(modules) for _ in modules]
    for x, y, length, back in runs:
        assert length == back
        for column in range(x, x + length):
            painted[y][column] += 1
    assert painted == modules
    assert decoded(drawn(painted)) == [text]
    assert not qr.svg(text).startswith(b"<?xml")


def test_the_terminal_drawing_holds_the_modules_and_sets_its_own_colours() -> None:
    lines = qr.terminal(URL).splitlines()
    rows: list[list[int]] = []
    for line in lines:
        assert line.startswith("\x1b[38;5;16;48;5;231m")
        assert line.endswith("\x1b[0m")
        blocks = line.removeprefix("\x1b[38;5;16;48;5;231m").removesuffix("\x1b[0m")
        rows += [[int(block in "▀█") for block in blocks], [int(block in "▄█") for block in blocks]]
    assert rows == [*with_quiet_zone(qr.matrix(URL)), [0] * 37]
    assert decoded(drawn(rows)) == [URL]
    assert qr.terminal(URL).endswith("\n")


def test_the_same_text_gives_the_same_bytes() -> None:
    assert qr.png(URL) == qr.png(URL)
    assert qr.svg(URL) == qr.svg(URL)


def test_a_data_uri_holds_the_bytes() -> None:
    content = qr.png(URL)
    head, _, encoded = qr.data_uri("image/png", content).partition(",")
    assert head == "data:image/png;base64"
    assert b64decode(encoded) == content
