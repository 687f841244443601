"""What `serve` says once it listens: where things are, and what to do next."""

import json
import re

from rich.table import Table

from app.cli.demo_brand import ACCOUNTS, DEVICES, PASSWORD, SLUG, DemoBrand
from app.cli.terminal import out
from app.labels.qr import terminal as drawn_qr
from app.settings import Settings

_QR_COLUMNS = 41
_COLOURS = re.compile("\x1b\\[[0-9;]*m")


def print_welcome(settings: Settings, *, is_empty: bool) -> None:
    """The address; and how to begin, when no brand is there."""
    _print_address(settings)
    if is_empty:
        out.print("There is no brand yet. Create the first:")
        data = "" if settings.database_url is not None else f" --data {settings.data}"
        _print_command(f'claimstead organization create "Acme" --owner you@example.com --plan BUSINESS{data}')


def print_demo_welcome(settings: Settings, brand: DemoBrand) -> None:
    """What to open and do with the demo brand, people with their passwords included."""
    _print_address(settings)
    out.print(
        f"Demo brand [bold]{SLUG}[/], with {DEVICES} simulated devices. Everybody's password: [bold]{PASSWORD}[/]\n"
    )
    people = Table.grid(padding=(0, 2))
    for person in ACCOUNTS:
        people.add_row(f"  {person.email}", person.role, person.place, PASSWORD)
    out.print(people)
    if settings.host not in {"127.0.0.1", "::1", "localhost"}:
        out.print(f"Whoever reaches {settings.host} knows these passwords, too.", style="yellow")
    out.print("\nWhat to do next", style="bold")
    _print_step(1, f"Open GraphiQL: [cyan]{settings.public_url}/graphql[/]")
    _print_step(2, "Sign in, and send the access token as [cyan]Authorization: Bearer …[/]")
    _print_command(_curl(settings, _SIGN_IN))
    if brand.unclaimed is not None and brand.claim_link is not None:
        _print_step(3, "Look at a device that waits for its owner, without signing in")
        _print_command(_curl(settings, _PREVIEW % brand.unclaimed.grouped))
        _print_step(4, "Or scan its label. Claiming it takes the customer's access token and [cyan]claimDevice[/].")
        _print_label(brand.unclaimed.grouped, brand.claim_link)
    out.print("[cyan]make demo[/] in another terminal plays the whole story. Ctrl-C ends everything.\n")


_SIGN_IN = (
    f'mutation {{ signIn(input: {{brand: "{SLUG}", email: "{ACCOUNTS[0].email}", password: "{PASSWORD}"}}) '
    "{ ... on SignInSuccess { session { accessToken } } } }"
)
_PREVIEW = '{ claimPreview(qrToken: "%s") { productName brand { displayName } } }'


def _print_address(settings: Settings) -> None:
    # The first line, for people and for programs that start us.
    out.print(f"\nClaimstead is running at [bold]{settings.public_url}[/]\n", soft_wrap=True)


def _print_step(number: int, words: str) -> None:
    out.print(f"  {number}. {words}", soft_wrap=True)


def _print_command(command: str) -> None:
    # Unwrapped, so that it can be copied.
    out.print(f"\n{command}\n", style="green", markup=False, soft_wrap=True)


def _curl(settings: Settings, document: str) -> str:
    body = json.dumps({"query": document})
    return f"curl -s {settings.public_url}/graphql \\\n  -H 'content-type: application/json' \\\n  -d '{body}'"


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
