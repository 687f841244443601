"""Pictures that people bring: what is a logo, what is none, and that only the pixels stay."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from app.labels.pictures import PictureUnusable, logo_of


def a_picture(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (64, 32), **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, color=1).save(out, form, **options)
    return out.getvalue()


def several(form: str) -> bytes:
    return a_picture(form, save_all=True, append_images=[Image.new("RGB", (64, 32), "red")])


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def a_png_of(width: int, height: int, *more: bytes) -> bytes:
    """A small file that says to be of this size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(64 * 193)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("form", "mode", "media_type"),
    [
        *(("PNG", mode, "image/png") for mode in ("1", "L", "LA", "P", "RGB", "RGBA")),
        *(("JPEG", mode, "image/jpeg") for mode in ("L", "RGB", "CMYK")),
        *(("WEBP", mode, "image/png") for mode in ("RGB", "RGBA")),
    ],
)
def test_a_picture_is_drawn_anew_in_a_form_that_mails_show(form: str, mode: str, media_type: str) -> None:
    logo = logo_of(a_picture(form, mode))
    assert (logo.media_type, logo.width, logo.height) == (media_type, 64, 32)
    with Image.open(BytesIO(logo.content)) as shown:
        assert (shown.size, Image.MIME[shown.format or ""]) == ((64, 32), media_type)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    logo = logo_of(a_picture(size=(4096, 2048)))
    assert (logo.width, logo.height) == (1024, 512)


def test_nothing_stays_but_the_pixels() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "kept in the cellar")
    exif = Image.Exif()
    exif[0x010E] = "taken in the cellar"  # ImageDescription
    for brought in (
        a_picture(pnginfo=text) + b"<script>in the cellar</script>",
        a_picture("JPEG", exif=exif) + b"PK in the cellar",
    ):
        assert b"cellar" in brought
        assert b"cellar" not in logo_of(brought).content


def test_a_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turned by a quarter
    logo = logo_of(a_picture("JPEG", exif=exif))
    assert (logo.width, logo.height) == (32, 64)


@pytest.mark.parametrize(
    ("brought", "reason"),
    [
        (b"", "no PNG"),
        (b"GIF89a", "no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no PNG"),
        (a_picture("GIF"), "no PNG"),
        (a_picture("BMP"), "no PNG"),
        (several("PNG"), "several pictures"),
        (several("WEBP"), "several pictures"),
        (several("MPO"), "several pictures"),
        (a_picture(mode="I;16"), "more than 8 bits"),
        (a_picture(size=(15, 64)), "between 16 and 4,096"),
        (a_picture(size=(4097, 16)), "between 16 and 4,096"),
        (a_png_of(10_000, 10_000), "between 16 and 4,096"),
        (a_png_of(20_000, 20_000), "between 16 and 4,096"),
        (a_png_of(2**31 - 1, 2**31 - 1), "between 16 and 4,096"),
        (a_png_of(3_000, 3_000), "broken"),
        (a_png_of(64, 64, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000)))), "broken"),
        (a_picture()[:60], "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value[:12]),
)
def test_what_is_no_logo_is_refused(brought: bytes, reason: str) -> None:
    with pytest.raises(PictureUnusable, match=reason):
        logo_of(brought)


def test_a_picture_that_stays_large_is_refused() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((700, 700), 80)] * 3)
    out = BytesIO()
    noise.save(out, "WEBP", quality=50)
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(PictureUnusable, match="more than 1 MiB"):
        logo_of(out.getvalue())
