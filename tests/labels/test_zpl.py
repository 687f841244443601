"""ZPL labels, read command by command and scanned dot by dot."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labels import qr
from app.labels.label import CharactersReplaced, Concerns, FewDots, SmallModules
from app.labels.module_size import ModulesTooSmall
from app.labels.sheet_template import single_label_template
from app.labels.zpl import ResolutionUnknown, zpl_label, zpl_labels
from tests.labels.printing import (
    FOREIGN,
    HOST,
    HOSTILE_NAMES,
    PLAIN,
    dark,
    found,
    many_labels,
    zpl_commands,
    zpl_image,
    zpl_texts,
)

DESIGN = single_label_template(50, 25).design
DENSITIES = {203: 8, 300: 12, 600: 24}
OURS = {"^XA", "^CI", "^PW", "^LL", "^LH", "^FO", "^GF", "^FT", "^A0", "^FH", "^FD", "^FS", "^PQ", "^XZ"}


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("is_compressed", [True, False])
def test_the_bitmap_decodes_to_the_exact_text_at_every_resolution(dpi: int, is_compressed: bool) -> None:
    for label in [*many_labels(5), replace(PLAIN, link=HOST + FOREIGN[:20], code=FOREIGN[:20])]:
        printed = zpl_label(label, DESIGN, dpi, is_compressed=is_compressed)
        image = zpl_image(printed.content)
        assert image.size == (50 * DENSITIES[dpi], 25 * DENSITIES[dpi])
        assert [code.text for code in found(image)] == [label.link]
        assert printed.warnings == ()


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_module_is_half_a_millimetre_in_whole_dots_with_its_quiet_zone(dpi: int) -> None:
    ink = dark(zpl_image(zpl_label(PLAIN, DESIGN, dpi).content))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    symbol = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    dots = DENSITIES[dpi] // 2
    modules = np.array([list(row) for row in qr.matrix(PLAIN.link)], dtype=bool)
    assert symbol.shape == (29 * dots, 29 * dots)
    assert (symbol == modules.repeat(dots, 0).repeat(dots, 1)).all()
    assert rows[0] >= 4 * dots
    assert columns[0] >= 4 * dots
    assert all(x >= columns[-1] + 1 + 4 * dots for x, _, _ in zpl_texts(zpl_label(PLAIN, DESIGN, dpi).content))


def test_compression_keeps_every_dot_and_most_of_the_bytes_away() -> None:
    for dpi in DENSITIES:
        short = zpl_label(PLAIN, DESIGN, dpi).content
        long = zpl_label(PLAIN, DESIGN, dpi, is_compressed=False).content
        assert zpl_image(short).tobytes() == zpl_image(long).tobytes()
        assert len(short) * 3 < len(long)


def test_the_label_says_what_it_should_in_the_printers_own_font() -> None:
    texts = [text for _, _, text in zpl_texts(zpl_label(replace(PLAIN, brand="Müller & Søn"), DESIGN, 300).content)]
    assert texts[0] == "Müller & Søn"
    assert " ".join(texts[1:3]) == "TempSense Outdoor"
    assert "".join(texts[3:5]) == "0000-0000-0000-0000-0000"
    assert texts[5] == "S/N TS-000123"


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
@pytest.mark.parametrize("dpi", [203, 600])
def test_no_name_becomes_a_command_or_touches_the_code(name: str, dpi: int) -> None:
    content = zpl_label(replace(PLAIN, product=name, brand=name, serial=name), DESIGN, dpi).content
    assert content.isascii()
    assert b"\0" not in content
    commands = zpl_commands(content)
    assert set(commands) <= OURS
    assert commands.count("^XA") == commands.count("^XZ") == 1
    assert commands[-1] == "^XZ"
    assert len(re.findall(rb"[\^~]", content)) == len(commands)
    image = zpl_image(content)
    (code,) = found(image)
    assert code.text == PLAIN.link
    module = (code.right - code.left) / 29
    quiet = dark(image)[:, : round(code.right + 3.8 * module)].copy()
    quiet[round(code.top - 1) : round(code.bottom + 2), round(code.left - 1) : round(code.right + 2)] = False
    assert not quiet.any()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_makes_one_well_formed_label(product: str, serial: str) -> None:
    content = zpl_label(replace(PLAIN, product=product, serial=serial), DESIGN, 203).content
    commands = zpl_commands(content)
    assert set(commands) <= OURS
    assert len(re.findall(rb"[\^~]", content)) == len(commands)
    assert [code.text for code in found(zpl_image(content))] == [PLAIN.link]


@pytest.mark.parametrize("name", ["Датчик", "حساس حرارة", "เครื่องวัด", "Łódź 𝄞"])
def test_what_the_printers_font_lacks_is_drawn(name: str) -> None:
    content = zpl_label(replace(PLAIN, product=name), DESIGN, 203).content
    assert zpl_commands(content).count("^GF") == 2
    assert not any(name in text for _, _, text in zpl_texts(content))
    ink = dark(zpl_image(content))
    beside = ink[:, 4 * (29 + 8) + 12 :]
    assert beside.any()


def test_few_dots_and_small_modules_are_warned_of_and_below_a_quarter_millimetre_refused() -> None:
    assert zpl_label(PLAIN, DESIGN, 203, wanted_module=0.4).warnings == (FewDots(3),)
    few, small = FewDots(2), SmallModules(0.25)
    assert set(zpl_label(PLAIN, DESIGN, 203, wanted_module=0.25).warnings) == {few, small}
    assert zpl_label(PLAIN, DESIGN, 600, wanted_module=0.25).warnings == (small,)
    assert zpl_label(PLAIN, DESIGN, 300, wanted_module=0.34).warnings == ()
    with pytest.raises(ModulesTooSmall) as refusal:
        zpl_label(PLAIN, DESIGN, 600, wanted_module=0.24)
    assert refusal.value.millimetres < 0.25
    with pytest.raises(ModulesTooSmall):
        zpl_label(PLAIN, single_label_template(70, 12).design, 203)
    assert "4 or more" in few.message


def test_modules_shrink_to_what_fits() -> None:
    image = zpl_image(zpl_label(PLAIN, single_label_template(50, 18, ()).design, 300).content)
    (code,) = found(image)
    assert code.text == PLAIN.link
    columns = np.flatnonzero(dark(image).any(axis=0))
    assert columns[-1] - columns[0] + 1 == 29 * 4


@pytest.mark.parametrize("dpi", [0, -203, 204, 1200])
def test_another_resolution_is_refused(dpi: int) -> None:
    with pytest.raises(ResolutionUnknown, match=f"203, 300, 600 dpi, not {dpi}"):
        zpl_label(PLAIN, DESIGN, dpi)


def test_a_batch_is_one_print_job_and_its_warnings_are_counted() -> None:
    labels = [replace(label, product="温 X") for label in many_labels(300)]
    concerns = Concerns()
    formats = list(zpl_labels(iter(labels), DESIGN, 203, concerns))
    assert len(formats) == 300
    assert concerns.warnings() == (CharactersReplaced("温"),)
    for label, content in list(zip(labels, formats, strict=True))[::37]:
        assert [code.text for code in found(zpl_image(content))] == [label.link]


def test_the_same_label_gives_the_same_bytes() -> None:
    label = replace(PLAIN, product="حساس Датчик")
    assert zpl_label(label, DESIGN, 600).content == zpl_label(label, DESIGN, 600).content
