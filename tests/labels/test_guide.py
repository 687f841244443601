"""The page that lies in the box."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageColor

from app.labels.colours import ColourUnusable
from app.labels.guide import Guide, GuideDoesNotFit, GuidePage, GuideTexts, activation_guide
from app.labels.guide_picture import PictureUnusable
from app.labels.label import CharactersReplaced, LabelField, TextShortened
from tests.labels.printing import HOSTILE_NAMES, dark, found, page_sizes, page_text, pages

GUIDE = Guide("TempSense Outdoor", "Acme", "claim.acme.test", support_url="https://support.acme.test/temp")
RED = Image.new("RGB", (300, 200), "#ff0000")


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def colours(pdf: bytes) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """The page's dots as red, green, blue."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=2).to_pil().convert("RGB"))
    finally:
        document.close()


@pytest.mark.parametrize(("page", "size"), [("a5", (148, 210)), ("a4", (210, 297)), ("letter", (215.9, 279.4))])
def test_the_guide_is_one_page_that_says_how_to_activate(page: GuidePage, size: tuple[float, float]) -> None:
    guide = activation_guide(GUIDE, page)
    assert page_sizes(guide.content) == [pytest.approx(size, abs=0.01)]
    assert guide.warnings == ()
    text = " ".join(page_text(guide.content).split())
    for part in (
        "Acme",
        "Set up your TempSense Outdoor",
        "Point the camera of your phone at the QR code",
        "Sign in to Acme, or create your account.",
        "Tap “Add device” and give it a name.",
        "Open claim.acme.test/c/ followed by the code",
        "Need help? support.acme.test/temp",
    ):
        assert part in text
    assert b"/URI (https://support.acme.test/temp)" in guide.content


@pytest.mark.parametrize("page", ["a5", "a4", "letter"])
def test_nothing_on_it_can_be_scanned_and_the_margin_is_free(page: GuidePage) -> None:
    for picture in (None, encoded(RED)):
        (image,) = pages(activation_guide(replace(GUIDE, picture=picture), page).content)
        assert found(image) == []
        ink = dark(image)
        assert not ink[:120].any()
        assert not ink[-120:].any()
        assert not ink[:, :130].any()
        assert not ink[:, -130:].any()


@pytest.mark.parametrize(("colour", "text"), [("#1f6f54", "white"), ("#ffd84d", "black"), ("#fff", "black")])
def test_the_brands_colour_bears_text_that_can_be_read(colour: str, text: str) -> None:
    dots = colours(activation_guide(replace(GUIDE, colour=colour, brand="MMMMMMMMMM")).content)
    band = dots[round(14 * 72 / 25.4 * 2) : round(27 * 72 / 25.4 * 2), round(16 * 72 / 25.4 * 2) : -200]
    assert tuple(band[0, 0]) == ImageColor.getrgb(colour)
    assert (band == (255 if text == "white" else 0)).all(axis=2).any()


def test_a_colour_lost_on_paper_gets_an_edge() -> None:
    dots = colours(activation_guide(replace(GUIDE, colour="#ffffff")).content)
    assert (dots[round(12 * 72 / 25.4 * 2) - 2 : round(12 * 72 / 25.4 * 2) + 3, 300] < 150).any()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_makers_picture_is_shown_upright_and_without_what_else_the_file_held(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = "taken at home"
    picture = encoded(Image.new("RGB", (300, 100), "#ff0000"), kind, exif=exif)
    assert b"taken at home" in picture
    content = activation_guide(replace(GUIDE, picture=picture)).content
    assert b"taken at home" not in content
    dots = colours(content).astype(int)
    red = (dots[:, :, 0] > 240) & (dots[:, :, 1] < 20)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert len(rows) == pytest.approx(3 * len(columns), rel=0.05)


def test_a_transparent_picture_stands_on_white_and_a_huge_one_is_made_smaller() -> None:
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    assert activation_guide(replace(GUIDE, picture=encoded(clear))).content
    huge = Image.effect_noise((250, 250), 80).resize((4000, 4000)).convert("RGB")
    picture = encoded(huge, "JPEG")
    assert len(activation_guide(replace(GUIDE, picture=picture)).content) < len(picture) / 4


@pytest.mark.parametrize(
    "picture",
    [b"", b"no picture", encoded(RED, "GIF"), encoded(RED)[:-40], encoded(Image.new("1", (7000, 7000)))],
    ids=["empty", "text", "gif", "cut off", "49 megapixels"],
)
def test_what_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(PictureUnusable):
        activation_guide(replace(GUIDE, picture=picture))


def test_a_wrong_colour_is_refused() -> None:
    with pytest.raises(ColourUnusable):
        activation_guide(replace(GUIDE, colour="green"))


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_any_name_gives_one_page(name: str) -> None:
    guide = activation_guide(Guide(name, name, "claim.acme.test", support_url=f"https://x.test/{name}"))
    assert len(page_sizes(guide.content)) == 1
    assert "claim.acme.test" in page_text(guide.content)


def test_long_names_are_shortened_and_missing_characters_told() -> None:
    guide = activation_guide(replace(GUIDE, product="very long " * 20, brand="温 Acme"))
    assert TextShortened(LabelField.PRODUCT, "Set up your very long very long very lo…") in guide.warnings
    assert any(isinstance(warning, CharactersReplaced) and "温" in warning.characters for warning in guide.warnings)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//x.test", "call 555-0100"])
def test_only_web_and_mail_addresses_become_links(address: str) -> None:
    content = activation_guide(replace(GUIDE, support_url=address)).content
    assert b"/URI" not in content
    assert b"/URI" in activation_guide(replace(GUIDE, support_url="mailto:help@acme.test")).content
    assert b"/URI" not in activation_guide(replace(GUIDE, support_url=None)).content


def test_names_are_filled_in_once_and_as_they_are() -> None:
    guide = replace(GUIDE, product="{brand} {host} {0.__class__}", brand="{product}")
    text = " ".join(page_text(activation_guide(guide).content).split())
    assert "Set up your {brand} {host} {0.__class__}" in text
    assert "Sign in to {product}, or" in text


def test_it_can_be_said_in_another_language() -> None:
    german = GuideTexts(
        language="de",
        title="{product} einrichten",
        steps=(("Scannen", "Richte die Kamera auf den Code."), ("Konto", "Melde dich bei {brand} an.")),
        by_hand="Ohne Kamera: {host}",
        help="Hilfe:",
    )
    guide = activation_guide(replace(GUIDE, texts=german))
    text = " ".join(page_text(guide.content).split())
    assert "TempSense Outdoor einrichten" in text
    assert "Melde dich bei Acme an." in text
    assert b"/Lang" in guide.content


def test_texts_for_more_than_a_page_are_refused() -> None:
    texts = GuideTexts(steps=(("Step", "many words " * 30),) * 9)
    with pytest.raises(GuideDoesNotFit, match="fewer or shorter steps"):
        activation_guide(replace(GUIDE, texts=texts))
    assert activation_guide(replace(GUIDE, texts=GuideTexts(steps=()))).content


def test_an_address_with_other_letters_is_linked_in_ascii() -> None:
    content = activation_guide(replace(GUIDE, support_url="https://x.test/помощь (a)?q=1%20")).content
    assert b"/URI (https://x.test/%D0%BF%D0%BE%D0%BC%D0%BE%D1%89%D1%8C%20\\(a\\)?q=1%20)" in content


def test_the_same_guide_gives_the_same_bytes() -> None:
    guide = replace(GUIDE, picture=encoded(RED), product="حساس")
    assert activation_guide(guide).content == activation_guide(guide).content
