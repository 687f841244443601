"""SVG files of many QR codes: the bytes that one alone has."""

import zlib

import pytest

from app.labels import qr
from app.labels.batch_matrices import encode
from app.labels.batch_svgs import svg_files
from app.labels.qr import ErrorLevel, ModuleSizeUnusable
from tests.labels.pictures import BEFORE_CODE, FOREIGN_CHARACTERS, some_codes


@pytest.mark.parametrize(
    ("codes", "level", "module_size"),
    [
        (some_codes(150), "q", 8),
        (some_codes(150, FOREIGN_CHARACTERS, 22), "m", 3),
        (["Z" * length for length in range(16, 65, 4)], "h", 8),
    ],
    ids=["ours", "foreign", "one by one"],
)
def test_each_is_the_svg_of_its_code_alone(codes: list[str], level: ErrorLevel, module_size: int) -> None:
    files = svg_files(encode(BEFORE_CODE, codes, level), module_size)
    assert files.crcs == [zlib.crc32(content) for content in files.contents]
    for code, content in list(zip(codes, files.contents, strict=True))[-20:]:
        assert content == qr.svg(BEFORE_CODE + code, module_size, level)


def test_a_module_size_out_of_bounds_is_refused() -> None:
    with pytest.raises(ModuleSizeUnusable):
        svg_files([], 0)
    assert svg_files([]).contents == []
