"""Letters become mails: in the brand's name, and inert whatever people called themselves."""

import dataclasses
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from app.mail import letters
from app.mail.letters import BrandFace, InvitationLetter, Letter, TransferLetter
from app.mail.rendering import render

FACE = BrandFace("Acme", "#7a1fa2", "https://acme.example/logo.png", "https://acme.example/help")
LETTERS = [each for each in vars(letters).values() if isinstance(each, type) and issubclass(each, Letter) and each.kind]

SIMPLE = {"html", "head", "meta", "title", "style", "body", "div", "p", "img", "a", "br"}
"""What every mail program shows."""


def a_letter(kind: type[Letter], text: str = "Bluebird", face: BrandFace = FACE) -> Letter:
    """A letter whose facts are all `text`."""
    given: dict[str, Any] = {field.name: text for field in dataclasses.fields(kind)}
    numbers = {"hours_valid": 72} if "hours_valid" in given else {}
    links = {"link": "https://claim.acme.example/invitation#csi_x"} if "link" in given else {}
    return kind(**{**given, **numbers, **links, "brand": face})


class Tags(HTMLParser):
    """The names of all elements, and where links and pictures lead."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.targets += [value or "" for name, value in attrs if name in {"href", "src"}]


def tags_of(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


@pytest.mark.parametrize("kind", LETTERS, ids=lambda kind: kind.kind)
def test_every_letter_can_be_read_as_text_and_as_html_and_bears_the_brands_name(kind: type[Letter]) -> None:
    mail = render(a_letter(kind))

    assert mail.sender == "Acme"
    assert mail.subject
    assert all(("Acme" in said) for said in (mail.text, mail.html))
    assert "{{" not in mail.text + mail.html
    assert max(len(line) for line in mail.html.splitlines()) < 998, "longer lines are not for mail (RFC 5322)"
    assert ("#csi_x" in mail.text, "#csi_x" in mail.html) == (hasattr(kind, "link"),) * 2
    assert tags_of(mail.html).names <= SIMPLE


@pytest.mark.parametrize("kind", LETTERS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize(
    "hostile",
    [
        "Eve\r\nBcc: victim@example.com",
        "Eve\u2028Bcc: victim@example.com\u0085x",
        '<a href="https://evil.example">x</a>',
        "{{ brand }}{% raw %}",
        "\u202egnp.exe",
        "\x00\x07x",
    ],
)
def test_no_name_adds_a_line_a_header_or_markup(kind: type[Letter], hostile: str) -> None:
    harmless = render(a_letter(kind, "x", dataclasses.replace(FACE, name="x")))
    mail = render(a_letter(kind, hostile, dataclasses.replace(FACE, name=hostile)))

    assert mail.subject.isprintable()
    assert mail.sender.isprintable()
    assert tags_of(mail.html).targets == tags_of(harmless.html).targets
    assert tags_of(mail.html).names == tags_of(harmless.html).names
    assert len(mail.text.splitlines()) == len(harmless.text.splitlines())
    assert "\u202e" not in mail.text + mail.html + mail.subject


def test_names_that_customers_chose_become_no_links() -> None:
    offer = TransferLetter(
        FACE, "Lamp", "Win at https://evil.example/now www.evil.example @x", "https://a.example", 168
    )
    text = render(offer).text

    assert "evil.example" not in text
    assert "://evil" not in text
    assert re.findall(r"https?://\S+", text) == ["https://a.example", "https://acme.example/help"]


def test_an_address_stays_an_address() -> None:
    letter = InvitationLetter(FACE, "Bluebird", "jo.doe@acme.example", "https://a.example", 72)
    assert "jo.doe@acme.example invites you" in render(letter).text


@pytest.mark.parametrize(
    ("color", "ink"), [("#000000", "#ffffff"), ("#ffffff", "#111111"), ("#ffd400", "#111111"), ("#1f6f54", "#ffffff")]
)
def test_the_button_can_be_read_on_every_colour(color: str, ink: str) -> None:
    letter = a_letter(InvitationLetter, face=dataclasses.replace(FACE, color=color))
    assert f"background:{color};color:{ink}" in render(letter).html


def test_a_colour_that_is_none_is_replaced() -> None:
    letter = a_letter(InvitationLetter, face=dataclasses.replace(FACE, color="red;background:url(https://evil)"))
    assert "evil" not in render(letter).html
