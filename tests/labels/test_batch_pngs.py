"""PNG files of many QR codes: the pixels of segno, right checksums, and readable by other people's decoders."""

import shutil
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.labels import qr
from app.labels.batch_matrices import PlainSymbols, TabledSymbols, encode
from app.labels.batch_pngs import png_files
from app.labels.checksums import crc32_change, extend_crc32
from app.labels.png_layout import layout_for
from app.labels.qr import ErrorLevel, ModuleSizeUnusable
from app.secrets.qr_token import CROCKFORD
from tests.labels.pictures import BEFORE_CODE, FOREIGN_CHARACTERS, pixels, read_by_zbar, read_by_zxing, some_codes

SHAPES: list[tuple[str, str, int, ErrorLevel]] = [
    (BEFORE_CODE, CROCKFORD, 20, "q"),
    ("HTTPS://CLAIM.ACME.COM/C/", CROCKFORD, 20, "m"),
    ("HTTPS://CLAIM.ACME.COM/C/", FOREIGN_CHARACTERS, 22, "q"),
    ("https://claim.acme.test/c/", CROCKFORD, 20, "l"),
    (f"HTTPS://{'A' * 56}/C/", CROCKFORD, 20, "h"),
]


def tabled(before_code: str, codes: list[str], level: ErrorLevel = "q") -> TabledSymbols:
    (symbols,) = encode(before_code, codes, level)
    assert isinstance(symbols, TabledSymbols)
    return symbols


@pytest.mark.parametrize(("before_code", "alphabet", "length", "level"), SHAPES)
def test_pixels_are_those_of_segno_and_the_checksum_is_that_of_the_file(
    before_code: str, alphabet: str, length: int, level: ErrorLevel
) -> None:
    codes = some_codes(140, alphabet, length)
    files = png_files([tabled(before_code, codes, level)])
    assert files.crcs == [zlib.crc32(content) for content in files.contents]
    assert len({len(content) for content in files.contents}) == 1
    for code, content in list(zip(codes, files.contents, strict=True))[:60]:
        assert np.array_equal(pixels(content), pixels(qr.png(before_code + code, error=level)))


@pytest.mark.parametrize(("before_code", "alphabet", "length", "level"), SHAPES)
def test_every_picture_decodes_to_the_exact_text(
    before_code: str, alphabet: str, length: int, level: ErrorLevel
) -> None:
    codes = some_codes(120, alphabet, length, "zxing")
    for code, content in zip(codes, png_files(encode(before_code, codes, level)).contents, strict=True):
        assert read_by_zxing(content) == [before_code + code]


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed (Debian: zbar-tools)")
@pytest.mark.parametrize(("before_code", "alphabet", "length", "level"), SHAPES)
def test_zbar_reads_every_picture_too(
    before_code: str, alphabet: str, length: int, level: ErrorLevel, tmp_path: Path
) -> None:
    codes = some_codes(120, alphabet, length, "zbar")
    files = png_files(encode(before_code, codes, level))
    assert read_by_zbar(files.contents, tmp_path) == [before_code + code for code in codes]


def test_the_bytes_do_not_depend_on_the_way_they_were_made() -> None:
    codes = some_codes(200)
    symbols = tabled(BEFORE_CODE, codes)
    modules = symbols.modules
    plain = png_files([PlainSymbols(range(200), modules)])
    assert png_files([symbols]) == plain
    alone = [png_files(encode(BEFORE_CODE, [code])).contents for code in codes[:3]]
    assert alone == [[content] for content in plain.contents[:3]]


def test_files_are_in_the_order_of_their_codes() -> None:
    codes = [code for pair in zip(some_codes(70), some_codes(70, FOREIGN_CHARACTERS, 30), strict=True) for code in pair]
    files = png_files(encode(BEFORE_CODE, [*codes, "Z" * 40]))
    for code, content, crc in zip([*codes, "Z" * 40], files.contents, files.crcs, strict=True):
        assert np.array_equal(pixels(content), pixels(qr.png(BEFORE_CODE + code)))
        assert crc == zlib.crc32(content)


@pytest.mark.parametrize("module_size", [1, 3, 7, 9, 16, 64])
def test_other_module_sizes_take_the_plain_path_to_the_same_pixels(module_size: int) -> None:
    codes = some_codes(40)
    files = png_files(encode(BEFORE_CODE, codes), module_size)
    assert files.crcs == [zlib.crc32(content) for content in files.contents]
    for code, content in list(zip(codes, files.contents, strict=True))[:5]:
        assert np.array_equal(pixels(content), pixels(qr.png(BEFORE_CODE + code, module_size)))


@pytest.mark.parametrize("module_size", [-1, 0, 65])
def test_a_module_size_out_of_bounds_is_refused(module_size: int) -> None:
    with pytest.raises(ModuleSizeUnusable):
        png_files([], module_size)


@pytest.mark.parametrize("size", range(21, 178, 4))
def test_the_layout_holds_for_every_size_there_is(size: int) -> None:
    modules = np.random.default_rng(size).integers(0, 2, (2, size, size)).astype(np.uint8)
    modules[1] = 1
    files, crcs = layout_for(size).files(modules)
    for symbol, file, crc in zip(modules, files, crcs, strict=True):
        quiet = np.pad(symbol == 0, 4, constant_values=True)
        assert np.array_equal(pixels(file.tobytes()), quiet.repeat(8, axis=0).repeat(8, axis=1))
        assert crc == zlib.crc32(file.tobytes())


def test_a_png_is_one_bit_greyscale_and_nothing_else() -> None:
    (content,) = png_files(encode(BEFORE_CODE, some_codes(1))).contents
    with Image.open(BytesIO(content)) as image:
        assert (image.mode, image.size, image.info) == ("1", (8 * 37, 8 * 37), {})
    assert content[24:26] == b"\x01\x00"  # bit depth 1, greyscale
    assert [content.count(kind) for kind in (b"IHDR", b"IDAT", b"IEND")] == [1, 1, 1]


def test_no_files_of_no_symbols() -> None:
    assert png_files([]).contents == []


def test_checksums_of_changed_and_of_longer_files_follow_without_reading_them() -> None:
    source = np.random.default_rng(3)
    files, changes, tails = (source.integers(0, 256, (9, length)).astype(np.uint8) for length in (50, 50, 12))
    crcs = np.array([zlib.crc32(file.tobytes()) for file in files], np.uint32)
    for file, change, crc in zip(files, changes, crcs, strict=True):
        assert zlib.crc32((file ^ change).tobytes()) == crc ^ crc32_change(change.tobytes())
    longer = [zlib.crc32(file.tobytes() + tail.tobytes()) for file, tail in zip(files, tails, strict=True)]
    assert extend_crc32(crcs, tails).tolist() == longer
