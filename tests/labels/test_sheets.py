"""Label sheets as PDF, printed to dots and scanned."""

import re
import subprocess
import sys
import zlib
from dataclasses import fields, replace

import numpy as np
import pytest
from pymupdf_fonts import NotoMusic_Regular

from app.labels import qr
from app.labels.label import CharactersReplaced, Label, LabelField, RulerOmitted, SmallModules, TextShortened
from app.labels.label_stock import AVERY_5160, AVERY_L7160
from app.labels.layout import TextDoesNotFit
from app.labels.module_size import ModulesTooSmall
from app.labels.sheet_template import SheetTemplate, load_sheet_template, single_label_template
from app.labels.sheets import PositionUnusable, alignment_sheet, label_sheets
from app.labels.typefaces import standard_typefaces
from tests.labels.printing import (
    FOREIGN,
    HOST,
    HOSTILE_NAMES,
    PLAIN,
    dark,
    found,
    many_labels,
    page_sizes,
    page_text,
    pages,
)

DPI = 300
DOT = 25.4 / DPI
TALL = load_sheet_template(
    """
    name = "Tall"
    page = "a5"
    columns = 3
    rows = 3
    margin = { left = 15, top = 15 }
    label = { width = 36, height = 50 }
    gap = { across = 2, down = 2 }
    """
)


def area(template: SheetTemplate, position: int, inset: float = 0) -> tuple[slice, slice]:
    """The dots of a label on its page, without so many millimetres at its edges."""
    x, y = template.corner_of(position)
    width, height = template.design.width, template.design.height
    return (
        slice(round((y + inset) / DOT), round((y + height - inset) / DOT)),
        slice(round((x + inset) / DOT), round((x + width - inset) / DOT)),
    )


@pytest.mark.parametrize("template", [AVERY_5160, AVERY_L7160, TALL], ids=lambda template: template.name)
def test_every_code_of_every_sheet_is_on_its_label_and_decodes_to_the_exact_text(template: SheetTemplate) -> None:
    labels = many_labels(template.labels_per_sheet + 4)
    printed = label_sheets(iter(labels), template, caption="B-2026-041")
    assert (printed.sheets, printed.labels, printed.warnings) == (2, len(labels), ())
    assert page_sizes(printed.content) == [(template.page_width, template.page_height)] * 2
    first, second = pages(printed.content, DPI)
    for image, expected in (
        (first, labels[: template.labels_per_sheet]),
        (second, labels[template.labels_per_sheet :]),
    ):
        codes = found(image)
        assert [code.text for code in codes] == [label.link for label in expected]
        for position, code in enumerate(codes):
            rows, columns = area(template, position)
            assert columns.start < code.left < code.right < columns.stop
            assert rows.start < code.top < code.bottom < rows.stop


@pytest.mark.parametrize("template", [AVERY_5160, AVERY_L7160, TALL], ids=lambda template: template.name)
def test_ink_stays_within_the_labels_and_away_from_their_edges(template: SheetTemplate) -> None:
    names = [name for name in HOSTILE_NAMES if name.strip()]
    labels = [
        replace(label, product=names[index % len(names)], brand=names[(5 * index + 3) % len(names)])
        for index, label in enumerate(many_labels(template.labels_per_sheet))
    ]
    printed = label_sheets(labels, template)
    (image,) = pages(printed.content, DPI)
    assert {code.text for code in found(image)} == {label.link for label in labels}
    ink = dark(image)
    for position in range(template.labels_per_sheet):
        ink[area(template, position, inset=template.design.padding - 0.1)] = False
    ink[: round((template.margin_top - 1) / DOT)] = False  # the ruler's place
    assert not ink.any()


@pytest.mark.parametrize("template", [AVERY_5160, TALL], ids=lambda template: template.name)
@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_no_name_disturbs_code_or_quiet_zone(name: str, template: SheetTemplate) -> None:
    one = replace(template, columns=1, rows=1)
    hostile = replace(PLAIN, product=name, brand=name, serial=name)
    printed = label_sheets([hostile], one)
    (image,) = pages(printed.content, DPI)
    (code,) = found(image)
    assert code.text == PLAIN.link
    module = (code.right - code.left) / 29
    quiet = dark(image)[
        round(code.top - 3.8 * module) : round(code.bottom + 3.8 * module),
        round(code.left - 3.8 * module) : round(code.right + 3.8 * module),
    ].copy()
    quiet[round(3.7 * module) : round(-3.7 * module), round(3.7 * module) : round(-3.7 * module)] = False
    assert not quiet.any()


def test_each_module_is_the_same_number_of_dots_of_a_600_dpi_printer() -> None:
    for template, side in ((AVERY_5160, 20.5), (AVERY_L7160, 26.0)):
        (image,) = pages(label_sheets([PLAIN], template).content, 600)
        x, y = template.corner_of(0)
        inside = dark(image)[
            round(y * 600 / 25.4) : round((y + template.design.height) * 600 / 25.4),
            round(x * 600 / 25.4) : round((x + template.design.padding + side) * 600 / 25.4),
        ]
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        symbol = inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        assert symbol.shape[0] == symbol.shape[1]
        dots, rest = divmod(symbol.shape[0], 29)
        assert rest == 0
        assert dots >= 13
        modules = np.array([list(row) for row in qr.matrix(PLAIN.link)], dtype=bool)
        assert (symbol == modules.repeat(dots, 0).repeat(dots, 1)).all()


def test_a_foreign_token_of_64_characters_is_printed_whole() -> None:
    label = replace(PLAIN, link=HOST + FOREIGN, code=FOREIGN)
    for template in (AVERY_5160, AVERY_L7160, TALL):
        printed = label_sheets([label], template)
        assert [code.text for code in found(pages(printed.content, DPI)[0])] == [label.link]
        assert FOREIGN in re.sub(r"\s", "", page_text(printed.content))


def test_the_label_says_product_brand_code_and_serial_and_its_text_can_be_searched() -> None:
    text = page_text(label_sheets([replace(PLAIN, product="Датчик Łódź")], AVERY_5160).content)
    for part in ("Датчик Łódź", "Acme", "0000-0000-0000-0000-0000", "S/N TS-000123"):
        assert part in text


def test_the_margin_has_a_ruler_of_true_length_and_says_how_to_print() -> None:
    for template, length, words in ((AVERY_5160, 101.6, "4 inches"), (AVERY_L7160, 100.0, "100 mm")):
        printed = label_sheets([PLAIN], template, caption="B-2026-041")
        top = dark(pages(printed.content, DPI)[0])[: round((template.margin_top - 1) / DOT)]
        longest = max(longest_run(row) for row in top)
        assert abs(longest * DOT - length) < 0.3
        text = page_text(printed.content)
        assert f"Print at 100 % (actual size): this line is {words} long." in text
        assert "B-2026-041 · sheet 1" in text
        assert b"/PrintScaling /None" in printed.content


def longest_run(row: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
    return int(max(edges[1::2] - edges[::2], default=0))


def test_without_room_for_the_ruler_there_is_a_warning_instead() -> None:
    narrow = load_sheet_template(
        'name = "Full"\npage = "a5"\ncolumns = 2\nrows = 4\nmargin = { left = 0, top = 0 }\n'
        "label = { width = 74, height = 52.5 }"
    )
    printed = label_sheets([PLAIN], narrow)
    assert printed.warnings == (RulerOmitted(),)
    below = replace(narrow, rows=3)
    assert label_sheets([PLAIN], below).warnings == ()
    assert label_sheets([PLAIN], single_label_template(50, 25)).warnings == ()


def test_a_sheet_that_was_begun_before_is_used_up() -> None:
    labels = many_labels(4)
    printed = label_sheets(labels, AVERY_L7160, first_position=20)
    first, second = pages(printed.content, DPI)
    assert [code.text for code in found(first)] == [label.link for label in labels[:2]]
    assert [code.text for code in found(second)] == [label.link for label in labels[2:]]
    ink = dark(first)
    assert not any(ink[area(AVERY_L7160, position)].any() for position in range(19))


@pytest.mark.parametrize("position", [-1, 0, 22, 10**9])
def test_a_position_beyond_the_sheet_is_refused(position: int) -> None:
    with pytest.raises(PositionUnusable, match="from 1 to 21") as refusal:
        label_sheets([PLAIN], AVERY_L7160, first_position=position)
    assert (refusal.value.position, refusal.value.labels_per_sheet) == (position, 21)


def test_no_labels_make_one_empty_sheet() -> None:
    printed = label_sheets([], AVERY_5160)
    assert (printed.sheets, printed.labels) == (1, 0)


def test_the_same_labels_give_the_same_bytes_in_any_process() -> None:
    labels = [replace(label, product="حساس Датчик 温") for label in many_labels(40)]
    before = label_sheets(labels[:3], AVERY_L7160).content
    assert label_sheets(labels, AVERY_5160).content == label_sheets(labels, AVERY_5160).content
    assert label_sheets(labels[:3], AVERY_L7160).content == before
    program = (
        "import sys; from dataclasses import replace; from tests.labels.printing import many_labels;"
        "from app.labels.sheets import label_sheets; from app.labels.label_stock import AVERY_L7160;"
        "labels = [replace(label, product='حساس Датчик 温') for label in many_labels(3)];"
        "sys.stdout.buffer.write(label_sheets(labels, AVERY_L7160).content)"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert other.stdout == before


def test_only_embedded_fonts_and_pure_black_reach_the_press() -> None:
    content = label_sheets([replace(PLAIN, product="Датчик حساس")], AVERY_5160).content
    assert b"/Helvetica" not in content
    assert content.count(b"/FontFile2") >= 2
    packed = re.findall(rb"FlateDecode.*?stream\r?\n(.*?)endstream", content, re.DOTALL)
    streams = [zlib.decompressobj().decompress(data) for data in packed]
    page = next(stream for stream in streams if b" re" in stream and b"BT" in stream)
    assert not re.search(rb"\b(rg|RG|k|K)\b", page)


def test_modules_below_a_third_of_a_millimetre_are_warned_of_and_below_a_quarter_refused() -> None:
    printed = label_sheets(many_labels(3), single_label_template(70, 13))
    (warning,) = printed.warnings
    assert isinstance(warning, SmallModules)
    assert 0.25 <= warning.millimetres < 0.33
    assert "0.25 mm" in warning.message
    with pytest.raises(ModulesTooSmall) as refusal:
        label_sheets([PLAIN], single_label_template(70, 12))
    assert refusal.value.millimetres < 0.25
    assert refusal.value.modules == 29
    larger_code = replace(PLAIN, link=HOST + FOREIGN, code=FOREIGN)
    with pytest.raises(ModulesTooSmall, match="49 × 49 modules"):
        label_sheets([larger_code], single_label_template(70, 13))


def test_a_label_with_nothing_but_the_code_uses_all_of_it() -> None:
    template = single_label_template(20, 20, ())
    (image,) = pages(label_sheets([PLAIN], template).content, 600)
    (code,) = found(image)
    assert code.text == PLAIN.link
    assert abs((code.left + code.right) / 2 - image.width / 2) < 6
    assert abs((code.top + code.bottom) / 2 - image.height / 2) < 6
    assert (code.right - code.left) / image.width > 0.6


def test_a_label_too_small_for_its_fields_is_refused_in_words() -> None:
    with pytest.raises(TextDoesNotFit, match="15 × 20 mm") as refusal:
        label_sheets([replace(PLAIN, code=FOREIGN)], single_label_template(15, 20))
    assert (refusal.value.width, refusal.value.height) == (15, 20)


def test_what_was_shortened_or_replaced_is_told_once() -> None:
    labels = [replace(label, product="Extraordinarily long name " * 4, brand="温 Acme 度") for label in many_labels(5)]
    labels.append(replace(PLAIN, serial="S" * 90, brand="度"))
    warnings = label_sheets(labels, AVERY_5160).warnings
    assert warnings == (
        TextShortened(LabelField.PRODUCT, "Extraordinarily long name Extraordinari…"),
        TextShortened(LabelField.SERIAL, "S" * 39 + "…"),
        CharactersReplaced("温度"),
    )
    assert [warning.message for warning in warnings] == [
        "The product does not fit everywhere; it is shortened, such as “Extraordinarily long name Extraordinari…”.",
        "The serial does not fit everywhere; it is shortened, such as “" + "S" * 39 + "…”.",
        "No typeface at hand has the characters 温 度; an empty box stands for each of them.",
    ]
    text = page_text(label_sheets(labels[-1:], AVERY_5160).content)
    assert re.search(r"S{10,}…S{10,}", text)


def test_another_font_file_prints_what_ours_lack() -> None:
    label = replace(PLAIN, product="Lyra 𝄞𝄢")
    (warning,) = label_sheets([label], AVERY_5160).warnings
    assert warning == CharactersReplaced("𝄞𝄢")
    typefaces = standard_typefaces().with_fallback(NotoMusic_Regular.fontbuffer)
    printed = label_sheets([label], AVERY_5160, typefaces=typefaces)
    assert printed.warnings == ()
    assert [code.text for code in found(pages(printed.content)[0])] == [label.link]


def test_the_alignment_sheet_shows_every_label_and_no_code() -> None:
    content = alignment_sheet(AVERY_L7160)
    (image,) = pages(content, DPI)
    assert found(image) == []
    assert [word for word in page_text(content).split() if word in {"1", "11", "21"}] == ["1", "11", "21"]
    ink = dark(image)
    for position in range(21):
        rows, columns = area(AVERY_L7160, position)
        middle = (rows.start + rows.stop) // 2
        assert ink[middle, columns.start - 2 : columns.start + 3].any()
        assert ink[middle, columns.stop - 3 : columns.stop + 3].any()


def test_a_label_has_no_place_for_an_auth_token_and_keeps_its_code_to_itself() -> None:
    assert {part.name for part in fields(Label)} == {"link", "code", "product", "brand", "serial"}
    assert "0000" not in repr(PLAIN).replace("TS-000123", "")
    content = label_sheets([PLAIN], AVERY_5160).content
    assert b"csd_" not in content
    assert "csd_" not in page_text(content)
