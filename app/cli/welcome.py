"""What `serve` says once it listens: where things are, and what to do next."""

import itertools
import json
import re

from rich.table import Table

from app.cli.checks import NO_MAIL_SERVER
from app.cli.demo_brand import ACCOUNTS, DEVICES, PASSWORD, SLUG, DemoBrand
from app.cli.terminal import our_command, out
from app.http.web_apps import BUILT
from app.labels.qr import terminal as drawn_qr
from app.settings import Settings

_QR_COLUMNS = 41
_USUAL_DATA = Settings.model_fields["data"].default
_COLOURS = re.compile("\x1b\\[[0-9;]*m")


def print_welcome(settings: Settings, *, is_empty: bool) -> None:
    """The address; and how to begin, when no brand is there."""
    _print_address(settings)
    if settings.smtp_server is None and not settings.development:
        out.print(f"No mail server is set: {NO_MAIL_SERVER}", style="yellow", soft_wrap=True)
    if is_empty:
        data = "" if settings.database_url is not None or settings.data == _USUAL_DATA else f" --data {settings.data}"
        out.print("There is no brand yet. Create the first:")
        _print_command(
            f'{our_command()} organization create "Acme" --owner you@example.com --plan BUSINESS{data}',
        )


def print_demo_welcome(settings: Settings, brand: DemoBrand) -> None:
    """What to open and do with the demo brand, people with their passwords included."""
    _print_address(settings)
    out.print(f"The demo brand [bold]{SLUG}[/] has {DEVICES} simulated devices, and people to sign in as:\n")
    people = Table.grid(padding=(0, 2))
    for person in ACCOUNTS:
        people.add_row(f"  {person.email}", person.role, person.place, PASSWORD)
    out.print(people)
    if settings.host not in {"127.0.0.1", "::1", "localhost"}:
        out.print(f"\nWhoever reaches {settings.host} knows these passwords, too.", style="yellow")
    out.print("\nWhat to do next", style="bold")
    steps = itertools.count(1)
    if (BUILT / "console" / "index.html").is_file():
        _print_step(next(steps), f"Open the console, and sign in as the owner: [cyan]{settings.public_url}/[/]")
    _print_step(next(steps), f"Open GraphiQL: [cyan]{settings.public_url}/graphql[/]")
    _print_step(next(steps), "Sign in as the customer. The access token is good for 15 minutes:")
    _print_command(f"TOKEN=$({_curl(settings, _SIGN_IN)} | grep -o 'eyJ[^\"]*'); echo $TOKEN")
    if brand.unclaimed is not None and brand.claim_link is not None:
        _print_step(next(steps), "Look at a device that waits for its owner; anybody with the label may:")
        _print_command(_curl(settings, _PREVIEW % brand.unclaimed.grouped))
        _print_step(next(steps), "Claim it:")
        _print_command(_curl(settings, _CLAIM % brand.unclaimed.grouped, bearer="$TOKEN"))
        _print_step(next(steps), "Or scan its label:")
        _print_label(brand.unclaimed.grouped, brand.claim_link)
    out.print("[cyan]make demo[/] in another terminal plays the whole story. Ctrl-C ends everything.\n")


_SIGN_IN = (
    f'mutation {{ signIn(input: {{brand: "{SLUG}", email: "{ACCOUNTS[-1].email}", password: "{PASSWORD}"}}) '
    "{ ... on SignInSuccess { session { accessToken } } } }"
)
_PREVIEW = '{ claimPreview(qrToken: "%s") { productName brand { displayName } } }'
_CLAIM = (
    'mutation { claimDevice(input: {qrToken: "%s", name: "Bedroom"}) '
    "{ __typename ... on ClaimDeviceSuccess { device { name status } } ... on UserError { message } } }"
)


def _print_address(settings: Settings) -> None:
    # The first line, for people and for programs that start us.
    out.print(f"\nClaimstead is running at [bold]{settings.public_url}[/]\n", soft_wrap=True)


def _print_step(number: int, words: str) -> None:
    out.print(f"  {number}. {words}", soft_wrap=True)


def _print_command(command: str) -> None:
    # Unwrapped, so that it can be copied.
    out.print(f"\n{command}\n", style="green", markup=False, soft_wrap=True)


def _curl(settings: Settings, document: str, bearer: str | None = None) -> str:
    body = json.dumps({"query": document})
    headers = ["'content-type: application/json'", *([f'"authorization: Bearer {bearer}"'] if bearer else [])]
    said = " ".join(f"-H {header}" for header in headers)
    return f"curl -sw '\\n' {settings.public_url}/graphql {said} \\\n  -d '{body}'"


def _print_label(grouped: str, link: str) -> None:
    """The QR code, black on white whatever the terminal's colours are, and what it says."""
    drawing = drawn_qr(link)
    if not out.is_terminal:
        drawing = _COLOURS.sub("", drawing)
    out.print()
    if out.width >= _QR_COLUMNS:
        # Past rich, which would change the colours to what it thinks the terminal can do.
        out.file.write("".join(f"    {line}\n" for line in drawing.splitlines()))
        out.file.flush()
    out.print(f"    {grouped}\n    {link}\n", markup=False, soft_wrap=True)
