"""One label in every format."""

from io import BytesIO

import pytest
from PIL import Image

from app.labels.qr import ModuleSizeUnusable
from app.labels.sheet_template import single_label_template
from app.labels.single import LabelFormat, LabelOptions, render_label
from app.labels.zpl import ResolutionUnknown
from tests.labels.printing import PLAIN, found, page_sizes, pages, zpl_image


def test_png_and_svg_are_the_code_alone() -> None:
    png = render_label(PLAIN, LabelFormat.PNG)
    assert (png.media_type, png.extension, png.warnings) == ("image/png", "png", ())
    with Image.open(BytesIO(png.content)) as image:
        assert image.size == (8 * 37, 8 * 37)
        assert [code.text for code in found(image)] == [PLAIN.link]
    svg = render_label(PLAIN, LabelFormat.SVG, LabelOptions(module_size=2))
    assert (svg.media_type, svg.extension) == ("image/svg+xml", "svg")
    assert b'width="74"' in svg.content


def test_pdf_and_zpl_are_the_whole_label() -> None:
    options = LabelOptions(template=single_label_template(60, 30), dpi=300)
    pdf = render_label(PLAIN, LabelFormat.PDF, options)
    assert (pdf.media_type, pdf.extension, pdf.warnings) == ("application/pdf", "pdf", ())
    assert page_sizes(pdf.content) == [(60, 30)]
    assert [code.text for code in found(pages(pdf.content)[0])] == [PLAIN.link]
    zpl = render_label(PLAIN, LabelFormat.ZPL, options)
    assert (zpl.media_type, zpl.extension) == ("application/vnd.zebra-zpl", "zpl")
    assert zpl_image(zpl.content).size == (720, 360)
    assert [code.text for code in found(zpl_image(zpl.content))] == [PLAIN.link]


@pytest.mark.parametrize("wanted", LabelFormat)
def test_every_format_is_the_same_twice(wanted: LabelFormat) -> None:
    assert render_label(PLAIN, wanted) == render_label(PLAIN, wanted)


def test_what_a_format_cannot_do_it_refuses() -> None:
    with pytest.raises(ModuleSizeUnusable):
        render_label(PLAIN, LabelFormat.PNG, LabelOptions(module_size=0))
    with pytest.raises(ResolutionUnknown):
        render_label(PLAIN, LabelFormat.ZPL, LabelOptions(dpi=150))
