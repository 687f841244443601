"""The page that lies in the box: how the new owner activates the device.

One page per template, the same in every box: it holds no QR token, and no QR
code either, so that the only code to scan is the one on the label.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote

from app.labels.colours import BLACK, VISIBLE_SHAPE, WHITE, Colour, contrast, parse_colour, text_colour_on
from app.labels.guide_picture import Box, draw_frame, draw_picture, draw_scanning
from app.labels.label import Concerns, LabelField, LabelWarning
from app.labels.layout import CAP_HEIGHT, POINT
from app.labels.pdf import Document
from app.labels.typefaces import Style, Typefaces, standard_typefaces
from app.labels.typesetting import Line, clean, fitted, wrapped

GuidePage = Literal["a5", "a4", "letter"]

_PAGES: Final = {"a5": (148.0, 210.0), "a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_SMALLEST_WIDTH: Final = 148.0
_LEADING: Final = 1.32
_HEADING_GAP: Final = 2.8
_STEP_GAP: Final = 6.0
_GREY: Final[Colour] = (0.32, 0.34, 0.36)
_ADDRESS_CHARACTERS: Final = ":/?#[]@!$&'()*+,;=%"  # those of RFC 3986 that mean something
_SAFE_LINKS: Final = ("https://", "http://", "mailto:")


class GuideDoesNotFit(ValueError):
    """The texts need more than a page."""

    def __init__(self) -> None:
        super().__init__("The guide's texts do not fit on one page. Use fewer or shorter steps.")


@dataclass(frozen=True, slots=True)
class GuideTexts:
    """What the guide says, in one language. `{product}`, `{brand}` and `{host}` are filled in."""

    language: str = "en"
    title: str = "Set up your {product}"
    steps: tuple[tuple[str, str], ...] = (
        ("Scan", "Point the camera of your phone at the QR code on the label and open the link."),
        ("Account", "Sign in to {brand}, or create your account. It takes a minute."),
        ("Add", "Tap “Add device” and give it a name. It need not be switched on yet."),
    )
    by_hand: str = "No camera? Open {host}/c/ followed by the code that stands beside the QR code."
    help: str = "Need help?"


ENGLISH: Final = GuideTexts()


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guide is about: a template of a brand."""

    product: str
    brand: str
    claim_host: str
    colour: str = "#1f6f54"
    support_url: str | None = None
    picture: bytes | None = field(default=None, repr=False)
    """A PNG or JPEG; without one the page shows a drawing of the first step."""
    texts: GuideTexts = ENGLISH


@dataclass(frozen=True, slots=True)
class GuidePdf:
    """A guide, and what to know before printing it."""

    content: bytes
    warnings: tuple[LabelWarning, ...]


def activation_guide(guide: Guide, page: GuidePage = "a5", *, typefaces: Typefaces | None = None) -> GuidePdf:
    """The guide as a PDF of one page; the same input gives the same bytes.

    Text on the brand's colour is white or black, whichever has a contrast of
    4.5 or more. Raises `ColourUnusable`, `PictureUnusable`, `GuideDoesNotFit`.
    """
    writer = _Writer(guide, page, typefaces or standard_typefaces())
    writer.draw()
    return GuidePdf(writer.document.finish(), writer.concerns.warnings())


class _Writer:
    """Draws one guide from top to bottom. All sizes are those of A5, times `scale`."""

    def __init__(self, guide: Guide, page: GuidePage, typefaces: Typefaces) -> None:
        width, height = _PAGES[page]
        self.guide = guide
        self.typefaces = typefaces
        self.colour = parse_colour(guide.colour)
        self.scale = min(width / _SMALLEST_WIDTH, height / _PAGES["a5"][1])
        self.margin = 12 * self.scale
        self.inner = width - 2 * self.margin
        self.concerns = Concerns()
        self.texts = guide.texts
        title = self._filled(guide.texts.title)
        self.document = Document(width, height, title=title, language=guide.texts.language)

    def draw(self) -> None:
        """The whole page. What height is left over goes to the picture."""
        scale, left, inner = self.scale, self.margin, self.inner
        self._draw_band(Box(left, self.margin, inner, 17 * scale))
        title = self._lines(self.texts.title, Style.BOLD, 21 * scale, inner, 2, LabelField.PRODUCT)
        top = self.margin + 17 * scale + 9 * scale
        top = self._write(title, left, top, 21 * scale) + 6 * scale
        steps = [self._step(heading, text) for heading, text in self.texts.steps]
        steps_height = sum(height for _, _, height in steps) + _STEP_GAP * scale * max(len(steps) - 1, 0)
        footer_top = self.document.height - self.margin - self._footer_height()
        picture_height = footer_top - top - steps_height - 14 * scale
        if footer_top - top - steps_height < 0:
            raise GuideDoesNotFit
        if picture_height >= 20 * scale:
            self._draw_picture(Box(left, top, inner, picture_height))
            top += picture_height + 7 * scale
        for number, (heading, body, height) in enumerate(steps, 1):
            self._draw_step(number, heading, body, top)
            top += height + _STEP_GAP * scale
        self._draw_footer(footer_top)
        self.document.end_page()

    def _filled(self, text: str) -> str:
        """The text with the names in it; filled in at once, so that a name with `{brand}` in it stays as it is."""
        guide = self.guide
        names = {"{product}": guide.product, "{brand}": guide.brand, "{host}": guide.claim_host}
        return clean("".join(names.get(part, part) for part in _split(text)))

    def _lines(
        self, text: str, style: Style, size: float, width: float, most: int, which: LabelField | None = None
    ) -> tuple[Line, ...]:
        filled = self._filled(text)
        lines = wrapped(filled, style, self.typefaces, width / (size * POINT), most)
        if which is not None and any(line.is_shortened for line in lines):
            self.concerns.shortened(which, filled)
        return self._noted(lines)

    def _noted(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        if replaced := "".join(line.replaced for line in lines):
            self.concerns.replaced(replaced)
        return lines

    def _write(self, lines: tuple[Line, ...], x: float, top: float, size: float, colour: Colour | None = None) -> float:
        """Lines below each other, the first capital touching `top`; returns where the last one stands."""
        baseline = top + CAP_HEIGHT * size * POINT
        for index, line in enumerate(lines):
            self.document.text(line, x, baseline + index * _LEADING * size * POINT, size, colour)
        return baseline + max(len(lines) - 1, 0) * _LEADING * size * POINT

    def _draw_band(self, box: Box) -> None:
        self._shape(box, 2.5 * self.scale)
        fit = fitted(
            clean(self.guide.brand),
            Style.BOLD,
            self.typefaces,
            width=(box.width - 12 * self.scale) / POINT,
            size=17 * self.scale,
            smallest=11 * self.scale,
        )
        self._noted(fit.lines)
        if any(line.is_shortened for line in fit.lines):
            self.concerns.shortened(LabelField.BRAND, self.guide.brand)
        top = box.y + (box.height - CAP_HEIGHT * fit.size * POINT) / 2
        self._write(fit.lines, box.x + 6 * self.scale, top, fit.size, text_colour_on(self.colour))

    def _shape(self, box: Box, radius: float) -> None:
        """A shape in the brand's colour; with an edge where the colour alone would be lost on paper."""
        canvas = self.document.canvas
        needs_edge = contrast(self.colour, WHITE) < VISIBLE_SHAPE
        canvas.setFillColorRGB(*self.colour)
        canvas.setStrokeColorRGB(*BLACK)
        canvas.setLineWidth(0.3 / POINT)
        bottom = self.document.height - box.y - box.height
        canvas.roundRect(
            box.x / POINT,
            bottom / POINT,
            box.width / POINT,
            box.height / POINT,
            radius / POINT,
            stroke=int(needs_edge),
            fill=1,
        )

    def _draw_picture(self, box: Box) -> None:
        draw_frame(self.document, box)
        edge = 4 * self.scale
        inside = Box(box.x + edge, box.y + edge, box.width - 2 * edge, box.height - 2 * edge)
        if self.guide.picture is None:
            draw_scanning(self.document, inside, self.colour)
        else:
            draw_picture(self.document, self.guide.picture, inside)

    def _step(self, heading: str, text: str) -> tuple[tuple[Line, ...], tuple[Line, ...], float]:
        """Heading and body of a step, and the height of both."""
        width = self.inner - 14 * self.scale
        first = self._lines(heading, Style.BOLD, 12 * self.scale, width, 1)
        rest = self._lines(text, Style.REGULAR, 10 * self.scale, width, 3)
        height = (
            CAP_HEIGHT * 12 * POINT + _HEADING_GAP + (CAP_HEIGHT + _LEADING * (len(rest) - 1)) * 10 * POINT
        ) * self.scale
        return first, rest, max(height, 9 * self.scale)

    def _draw_step(self, number: int, heading: tuple[Line, ...], body: tuple[Line, ...], top: float) -> None:
        scale = self.scale
        disc = Box(self.margin, top, 9 * scale, 9 * scale)
        self._shape(disc, 4.5 * scale)
        (digit,) = wrapped(str(number), Style.BOLD, self.typefaces, 9, 1)
        size = 13 * scale
        left = disc.x + (disc.width - digit.width * size * POINT) / 2
        self._write(
            (digit,), left, top + (disc.height - CAP_HEIGHT * size * POINT) / 2, size, text_colour_on(self.colour)
        )
        below = self._write(heading, self.margin + 14 * scale, top, 12 * scale)
        self._write(body, self.margin + 14 * scale, below + _HEADING_GAP * scale, 10 * scale)

    def _footer(self) -> Iterator[tuple[tuple[Line, ...], str | None]]:
        """The paragraphs at the bottom, each with the address it leads to."""
        size = 9 * self.scale
        yield self._lines(self.texts.by_hand, Style.REGULAR, size, self.inner, 3), None
        if self.guide.support_url:
            shown = self.guide.support_url.removeprefix("https://").removeprefix("http://").removeprefix("mailto:")
            # Not filled in: an address is no text of ours.
            lines = wrapped(
                clean(f"{self.texts.help} {shown}"), Style.BOLD, self.typefaces, self.inner / (size * POINT), 2
            )
            yield self._noted(lines), self.guide.support_url

    def _footer_height(self) -> float:
        size = 9 * self.scale * POINT
        return sum((len(lines) - 1) * _LEADING * size + 1.9 * size for lines, _ in self._footer()) + 2 * self.scale

    def _draw_footer(self, top: float) -> None:
        canvas, size = self.document.canvas, 9 * self.scale
        canvas.setStrokeColorRGB(*_GREY)
        canvas.setLineWidth(0.2 / POINT)
        y = (self.document.height - top) / POINT
        canvas.line(self.margin / POINT, y, (self.margin + self.inner) / POINT, y)
        top += 4 * self.scale
        for lines, address in self._footer():
            below = self._write(lines, self.margin, top, size, _GREY)
            if address is not None and address.lower().startswith(_SAFE_LINKS) and address.isprintable():
                corners = (self.margin, below + 1, self.margin + self.inner, top - 1)
                left, bottom, right, upper = corners
                height = self.document.height
                canvas.linkURL(
                    quote(address, safe=_ADDRESS_CHARACTERS),
                    (left / POINT, (height - bottom) / POINT, right / POINT, (height - upper) / POINT),
                    relative=0,
                )
            top = below + 1.2 * size * POINT


def _split(text: str) -> list[str]:
    """`text` in pieces, each placeholder a piece of its own."""
    pieces = [text]
    for name in ("{product}", "{brand}", "{host}"):
        split: list[str] = []
        for piece in pieces:
            head, *tail = piece.split(name)
            split.append(head)
            for part in tail:
                split += [name, part]
        pieces = split
    return pieces
