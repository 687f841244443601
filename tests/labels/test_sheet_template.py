"""Descriptions of label sheets: what they mean, and how each slip is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.label import LabelField
from app.labels.label_stock import AVERY_5160, AVERY_L7160, LabelStock
from app.labels.sheet_template import (
    LabelsOffPage,
    SheetTemplateFault,
    TemplateKeyMissing,
    TemplateKeyUnknown,
    TemplateUnreadable,
    TemplateValueUnusable,
    load_sheet_template,
    single_label_template,
)

TABLE = {
    "name": "Ours",
    "unit": "in",
    "page": "letter",
    "columns": 2,
    "rows": 5,
    "margin": {"left": 0.15, "top": 0.5},
    "label": {"width": 4, "height": 2, "corner": 0.1},
    "gap": {"across": 0.2},
    "padding": 0.1,
    "fields": ["product", "code"],
    "font_sizes": {"code": 12},
}
MINIMAL = """
name = "Minimal"
page = { width = 100, height = 60 }
columns = 2
rows = 2
margin = { left = 0, top = 0 }
label = { width = 50, height = 30 }
"""


def test_the_sheets_as_sold_have_their_labels_where_the_maker_says() -> None:
    assert (AVERY_5160.labels_per_sheet, AVERY_L7160.labels_per_sheet) == (30, 21)
    assert [stock.template for stock in LabelStock] == [AVERY_5160, AVERY_L7160]
    assert (AVERY_5160.page_width, AVERY_5160.page_height) == (215.9, 279.4)
    assert AVERY_5160.corner_of(0) == pytest.approx((4.7625, 12.7))
    assert AVERY_5160.corner_of(29) == pytest.approx((4.7625 + 2 * 69.85, 12.7 + 9 * 25.4))
    assert AVERY_5160.margin_bottom == pytest.approx(12.7)
    assert (AVERY_L7160.page_width, AVERY_L7160.page_height) == (210, 297)
    assert AVERY_L7160.corner_of(20) == pytest.approx((7.25 + 2 * 66, 15.15 + 6 * 38.1))
    assert AVERY_L7160.margin_bottom == pytest.approx(15.15)


def test_a_description_in_json_and_in_toml_means_the_same() -> None:
    template = load_sheet_template(json.dumps(TABLE))
    assert (template.columns, template.rows, template.gap_down) == (2, 5, 0)
    assert template.corner_of(9) == pytest.approx((0.15 * 25.4 + 4.2 * 25.4, 0.5 * 25.4 + 8 * 25.4))
    assert (template.design.width, template.design.height, template.corner) == pytest.approx((101.6, 50.8, 2.54))
    assert template.design.fields == (LabelField.PRODUCT, LabelField.CODE)
    assert template.design.sizes[LabelField.CODE] == 12
    toml = """
    name = "Ours"
    unit = "in"
    page = "letter"
    columns = 2
    rows = 5
    padding = 0.1
    fields = ["product", "code"]
    [margin]
    left = 0.15
    top = 0.5
    [label]
    width = 4
    height = 2
    corner = 0.1
    [gap]
    across = 0.2
    [font_sizes]
    code = 12
    """
    assert load_sheet_template(toml) == template


def test_what_is_left_out_has_a_sensible_default() -> None:
    template = load_sheet_template(MINIMAL)
    assert (template.page_width, template.page_height, template.gap_across, template.gap_down) == (100, 60, 0, 0)
    assert template.design.padding == 1.5
    assert template.design.fields == tuple(LabelField)
    sizes = template.design.sizes
    assert sizes[LabelField.PRODUCT] > sizes[LabelField.CODE] > sizes[LabelField.SERIAL] >= 4


def test_lengths_are_in_the_unit_that_is_named() -> None:
    in_points = MINIMAL.replace("100", "283.4646").replace("60", "170.0787")
    in_points = in_points.replace("50", "141.7323").replace("30", "85.0394")
    template = load_sheet_template('unit = "pt"\n' + in_points)
    assert (template.design.width, template.design.height) == pytest.approx((50, 30), abs=1e-4)


@pytest.mark.parametrize("key", ["name", "page", "columns", "rows", "margin", "label"])
def test_what_has_no_default_must_be_there(key: str) -> None:
    with pytest.raises(TemplateKeyMissing, match=f"lacks “{key}”"):
        load_sheet_template(json.dumps({name: value for name, value in TABLE.items() if name != key}))
    with pytest.raises(TemplateKeyMissing, match=r"“label\.height”"):
        load_sheet_template(json.dumps(TABLE | {"label": {"width": 1}}))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"colums": 3}, "colums"),
        ({"margin": {"left": 0, "top": 0, "right": 0}}, "margin.right"),
        ({"gap": {"x": 1}}, "gap.x"),
        ({"label": {"width": 4, "height": 2, "depth": 1}}, "label.depth"),
        ({"font_sizes": {"codes": 8}}, "font_sizes.codes"),
        ({"page": {"width": 8, "height": 11, "depth": 1}}, "page.depth"),
    ],
)
def test_a_slip_of_the_pen_is_named(change: dict[str, object], key: str) -> None:
    with pytest.raises(TemplateKeyUnknown) as refusal:
        load_sheet_template(json.dumps(TABLE | change))
    assert refusal.value.path == key


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": ""}, "name"),
        ({"name": 5160}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"unit": "cm"}, "unit"),
        ({"unit": ["mm"]}, "unit"),
        ({"page": "a7"}, "page"),
        ({"page": 5}, "page"),
        ({"page": {"width": 0.1, "height": 11}}, "page.width"),
        ({"page": {"width": 1e9, "height": 11}}, "page.width"),
        ({"columns": 0}, "columns"),
        ({"columns": 101}, "columns"),
        ({"columns": 2.0}, "columns"),
        ({"columns": True}, "columns"),
        ({"rows": "5"}, "rows"),
        ({"margin": 5}, "margin"),
        ({"margin": {"left": -0.1, "top": 0}}, "margin.left"),
        ({"margin": {"left": "0", "top": 0}}, "margin.left"),
        ({"margin": {"left": True, "top": 0}}, "margin.left"),
        ({"gap": {"across": -1}}, "gap.across"),
        ({"label": {"width": 0, "height": 2}}, "label.width"),
        ({"label": {"width": 4, "height": 2, "corner": -1}}, "label.corner"),
        ({"padding": -1}, "padding"),
        ({"padding": 1}, "padding"),
        ({"fields": "code"}, "fields"),
        ({"fields": ["code", "code"]}, "fields"),
        ({"fields": ["auth_token"]}, "fields"),
        ({"fields": [["code"]]}, "fields"),
        ({"font_sizes": {"code": 1}}, "font_sizes.code"),
        ({"font_sizes": {"code": 1000}}, "font_sizes.code"),
        ({"font_sizes": []}, "font_sizes"),
    ],
)
def test_a_value_out_of_bounds_is_named_with_what_is_expected(change: dict[str, object], key: str) -> None:
    with pytest.raises(TemplateValueUnusable) as refusal:
        load_sheet_template(json.dumps(TABLE | change))
    assert refusal.value.path == key
    assert refusal.value.expected in str(refusal.value)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400", "1" + "0" * 500, "-1" + "0" * 500])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(TemplateValueUnusable, match=r"label\.width"):
        load_sheet_template(MINIMAL.replace("width = 50", f"width = {number}"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MINIMAL.replace("rows = 2", "rows = 2 2"), 5),
        (MINIMAL.replace("height = 30", "height = -30"), 7),
        (MINIMAL.replace("height = 60", "hight = 60"), 3),
        (MINIMAL + "[font_sizes]\ncode = 1\n", 9),
        (MINIMAL + "[font_sizes]\nsize = 8 # the name, too\n", 9),
        (MINIMAL + "# colums, rows\ncolums = 3\n", 9),
        (MINIMAL + "label.colour = 'red'\n", 8),
        ('{\n"name": "Ours",\n"unit": "cm"}', 3),
        ('{\n"name": "Ours",\n"unit" "cm"}', 3),
        (MINIMAL.replace("rows = 2", ""), None),
        (MINIMAL.replace("rows = 2", "rows = 3"), None),
        ("", None),
    ],
)
def test_a_fault_knows_its_line(text: str, line: int | None) -> None:
    with pytest.raises(SheetTemplateFault) as refusal:
        load_sheet_template(text)
    assert refusal.value.line == line


def test_labels_that_run_off_the_page_are_refused() -> None:
    for change, side in (
        ({"columns": 3}, "width"),
        ({"rows": 6}, "height"),
        ({"margin": {"left": 1, "top": 0.5}}, "width"),
        ({"gap": {"across": 0.2, "down": 0.3}}, "height"),
    ):
        with pytest.raises(LabelsOffPage) as refusal:
            load_sheet_template(json.dumps(TABLE | change))
        assert refusal.value.side == side
        assert refusal.value.needed > refusal.value.available


@pytest.mark.parametrize(
    "text",
    ["", "name", "[1, 2]", "{", '{"name": "x"', "name = 'x'\nname = 'y'", "\0", "{" * 10_000, "#" * 20_001, "[[[[["],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises((TemplateUnreadable, TemplateKeyMissing)):
        load_sheet_template(text)


@given(st.text(max_size=200))
def test_any_text_is_a_template_or_a_fault(text: str) -> None:
    with pytest.raises(SheetTemplateFault):
        load_sheet_template(text)


@given(
    st.dictionaries(
        st.sampled_from(sorted(TABLE)),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_any_change_gives_a_template_or_a_fault(change: dict[str, object]) -> None:
    try:
        template = load_sheet_template(json.dumps(TABLE | change))
    except SheetTemplateFault:
        return
    x, y = template.corner_of(template.labels_per_sheet - 1)
    assert x + template.design.width <= template.page_width + 0.01
    assert y + template.design.height <= template.page_height + 0.01


def test_a_single_label_is_its_own_page() -> None:
    template = single_label_template(50, 25, (LabelField.CODE,))
    assert template.is_label_itself
    assert (template.page_width, template.page_height) == (template.design.width, template.design.height) == (50, 25)
    assert template.design.fields == (LabelField.CODE,)
    with pytest.raises(TemplateValueUnusable):
        single_label_template(-1, 25)
    with pytest.raises(TemplateValueUnusable):
        single_label_template(float("nan"), 25)
