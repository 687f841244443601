"""From a letter to a mail: subject, plain text and HTML, in the brand's name and colours.

The words of a letter stand in one template, as plain text in blocks; the
layouts turn them into text and into HTML, so that everything is escaped in
one place.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from app.mail.letters import BrandFace, Letter

_DARK, _LIGHT = "#111111", "#ffffff"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_USUAL_COLOR = "#1f6f54"
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """What a mail says. Secret as long as the link in it works."""

    sender: str
    """The name that stands before the sender's address: the brand's."""
    subject: str
    text: str
    html: str

    def __repr__(self) -> str:
        return "RenderedMail(…)"


def render(letter: Letter) -> RenderedMail:
    """The letter as a mail. No fact in it can add a header, a line, markup, or a link that mail programs would make."""
    facts = {field.name: _fact(getattr(letter, field.name)) for field in fields(letter)}
    words = _environment(escaped=False).get_template(f"letters/{letter.kind}.txt")
    subject = _one_line(_block(words, "subject", facts))[:_LONGEST_SUBJECT]
    context = {
        **facts,
        "subject": subject,
        "paragraphs": _paragraphs(_block(words, "body", facts)),
        "button": _one_line(_block(words, "button", facts)) if "button" in words.blocks else None,
        "notes": _paragraphs(_block(words, "notes", facts)) if "notes" in words.blocks else [],
        "color": _color(letter.brand.color),
        "ink": _ink_on(_color(letter.brand.color)),
    }
    return RenderedMail(
        sender=_one_line(letter.brand.name),
        subject=subject,
        text=_environment(escaped=False).get_template("layout.txt").render(context).strip() + "\n",
        html=_environment(escaped=True).get_template("layout.html").render(context),
    )


@cache
def _environment(*, escaped: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("app.mail"),
        autoescape=escaped,  # noqa: S701  (words are escaped once, by the layout)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inert"] = _inert
    return environment


def _block(words: Template, name: str, facts: dict[str, Any]) -> str:
    return "".join(words.blocks[name](words.new_context(facts)))


def _paragraphs(text: str) -> list[str]:
    return [_one_line(paragraph) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _fact(value: Any) -> Any:
    if isinstance(value, BrandFace):
        return {field.name: _fact(getattr(value, field.name)) for field in fields(value)}
    return _one_line(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    """`text` without line breaks, control and direction characters: in a header they would begin another one."""
    kept = (" " if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} else each for each in text)
    return " ".join("".join(each for each in kept if each not in _DIRECTIONS).split())


_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


_ADDRESS = re.compile(r"[^\s@/:]+@[^\s@/:]+")


def _inert(name: str | None) -> str:
    """A name that somebody chose, so that mail programs make no link of it: nobody advertises through our mails.

    Addresses stay as they are.
    """
    if name is None or _ADDRESS.fullmatch(name):
        return name or ""
    return re.sub(r"(?<=\w)\.(?=\w)", ". ", re.sub(r"[:/\\]{2,}", " ", name))


def _color(color: str) -> str:
    return color if _COLOR.fullmatch(color) else _USUAL_COLOR


def _ink_on(color: str) -> str:
    """Black or white, whichever reads better on a colour: relative luminance, WCAG 2.2."""
    channels = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _LIGHT if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0556 else _DARK
