"""Labels of any size with any text: everything has its place, or there is a refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labels.label import Concerns, Label, LabelField
from app.labels.layout import ASCENT, DESCENT, POINT, Arrangement, LabelDesign, TextDoesNotFit, arrange
from app.labels.module_size import ModulesTooSmall, dots_per_module
from app.labels.sheet_template import single_label_template
from app.labels.typefaces import standard_typefaces

FACES = standard_typefaces()
ANY_TEXT = st.text(max_size=40) | st.sampled_from(["", "TempSense Outdoor", "W" * 200, "many words " * 20, "حساس"])
CODES = st.sampled_from(["7K4M-2QX9-VT3C-8WJP-RN1T", "w" * 16, "w" * 64, "a-b_" * 10])


def arranged(label: Label, design: LabelDesign, modules: int = 29, dot: float = 25.4 / 600) -> Arrangement:
    return arrange(label, design, modules, FACES, Concerns(), dot=dot)


@settings(max_examples=300, deadline=None)
@given(
    ANY_TEXT,
    ANY_TEXT,
    ANY_TEXT,
    CODES,
    st.tuples(st.floats(8, 120), st.floats(8, 120)),
    st.sampled_from([21, 29, 33, 41, 57]),
    st.sampled_from([25.4 / 600, 1 / 8, 1 / 12, 1 / 24]),
    st.permutations(list(LabelField)),
)
def test_everything_has_a_place_of_its_own_or_the_label_is_refused(
    product: str,
    brand: str,
    serial: str,
    code: str,
    size: tuple[float, float],
    modules: int,
    dot: float,
    fields: list[LabelField],
) -> None:
    design = single_label_template(*size, tuple(fields)).design
    label = Label("HTTPS://A.TEST/C/X", code, product, brand, serial)
    try:
        result = arranged(label, design, modules, dot)
    except (ModulesTooSmall, TextDoesNotFit):
        return
    side = (modules + 8) * result.module
    right, bottom = result.symbol_x + side, result.symbol_y + side
    assert result.module == pytest.approx(result.dots * dot)
    assert result.module >= 0.25 - 1e-9
    edge = design.padding - 1e-6
    assert min(result.symbol_x, result.symbol_y) >= edge
    assert right <= design.width - edge
    assert bottom <= design.height - edge
    below = 0.0
    for placed in result.lines:
        height = placed.size * POINT
        end = placed.x + placed.line.width * height
        assert edge <= placed.x <= end <= design.width - edge
        is_beside, is_below = placed.x >= right - 1e-6, placed.baseline - ASCENT * height >= bottom - 1e-6
        assert is_beside or is_below
        assert placed.baseline - 0.69 * height >= edge
        assert placed.baseline <= design.height - edge
        assert placed.baseline - 0.69 * height >= below - 1e-6
        assert placed.size >= 4
        below = placed.baseline
    written = "".join(placed.line.text for placed in result.lines if placed.which is LabelField.CODE)
    assert written == code
    assert DESCENT < ASCENT


def test_fields_stand_in_the_order_that_was_asked_for() -> None:
    label = Label("X", "7K4M-2QX9-VT3C-8WJP-RN1T", "TempSense", "Acme", "TS-1")
    for fields in ((LabelField.SERIAL, LabelField.PRODUCT), (LabelField.CODE, LabelField.BRAND, LabelField.SERIAL)):
        for size in ((60, 30), (30, 60)):
            lines = arranged(label, single_label_template(*size, fields).design).lines
            assert tuple(dict.fromkeys(placed.which for placed in lines)) == fields


def test_text_beside_the_symbol_is_flush_with_it() -> None:
    label = Label("X", "7K4M-2QX9-VT3C-8WJP-RN1T", "TempSense", "Acme", "TS-1")
    result = arranged(label, single_label_template(100, 40).design)
    first, last = result.lines[0], result.lines[-1]
    assert first.baseline - 0.69 * first.size * POINT == pytest.approx(result.symbol_y + 4 * result.module)
    assert last.baseline == pytest.approx(result.symbol_y + 33 * result.module)
    assert all(placed.x == pytest.approx(result.symbol_x + 37 * result.module) for placed in result.lines)


def test_the_same_texts_look_the_same_on_all_labels_of_a_batch() -> None:
    design = single_label_template(50, 25).design
    sizes = {
        tuple((placed.which, placed.size, placed.baseline) for placed in arranged(label, design).lines)
        for label in (
            Label("X", f"7K4M-2QX9-VT3C-8WJP-RN{n:02d}", "TempSense", "Acme", f"TS-{n:05d}") for n in range(20)
        )
    }
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("room", "wanted", "dots"),
    [
        (37 * 0.5, 0.5, 4),
        (37 * 0.5 - 0.01, 0.5, 3),
        (100, 0.5, 4),
        (100, None, 21),
        (37 * 0.25, None, 2),
        (100, 0.3, 2),
    ],
)
def test_modules_are_whole_dots_within_room_and_wish(room: float, wanted: float | None, dots: int) -> None:
    assert dots_per_module(29, room, 1 / 8, wanted) == dots


@pytest.mark.parametrize(("room", "wanted"), [(37 * 0.25 - 0.01, None), (100, 0.24), (0, 0.5), (-5, None)])
def test_modules_below_a_quarter_of_a_millimetre_are_refused(room: float, wanted: float | None) -> None:
    with pytest.raises(ModulesTooSmall, match=r"below 0\.25 mm it cannot be scanned"):
        dots_per_module(29, room, 1 / 8, wanted)
