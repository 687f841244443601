"""`claimstead devsim`: many simulated devices over real WebSockets, well-behaved or not."""

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from app.cli.device_tokens import TokensUnusable, gather_tokens, keep, read_tokens
from app.cli.fleet import CONNECTS_A_SECOND, Profile, Tally, simulate
from app.cli.manufacturer import Manufacturer, mint_table
from app.cli.phone import Phone, provision
from app.cli.terminal import CommandRefused, interruptible, refusals_in_one_line
from app.secrets.auth_token import AuthToken

app = typer.Typer()

PASSWORD_VARIABLE = "CLAIMSTEAD_PASSWORD"  # noqa: S105 - the name of a variable
UNLESS_SAID = 10
"""How many tokens are minted when nobody says how many."""


class AccountMissing(CommandRefused):
    """Tokens are provisioned or minted for somebody, and nobody was named."""

    def __init__(self) -> None:
        super().__init__(f"Name the account: --brand, --email, and its password when asked or in {PASSWORD_VARIABLE}.")


@dataclass(frozen=True, slots=True)
class Account:
    """Whom new tokens are for, as far as it was said."""

    brand: str | None
    email: str | None

    def signing_in(self) -> tuple[str, str, str]:
        """Brand, address and password. Raises AccountMissing."""
        if self.brand is None or self.email is None:
            raise AccountMissing
        password = os.environ.get(PASSWORD_VARIABLE)
        if password is None:
            if not sys.stdin.isatty():
                raise AccountMissing
            password = str(typer.prompt(f"Password of {self.email}", hide_input=True, err=True))
        return self.brand, self.email, password


@app.command()
def devsim(
    token: Annotated[
        list[str] | None, typer.Option(help="AuthToken of a device; may be repeated. Others can see it in `ps`.")
    ] = None,
    tokens_file: Annotated[
        str | None,
        typer.Option(
            help="File with one AuthToken a line, an export (its zip, or a table with the column `Auth Token`); "
            "- is stdin."
        ),
    ] = None,
    mint_to: Annotated[
        str | None,
        typer.Option(
            help="Mint --connections new tokens as an administrator (--brand, --email), by the API, and write them "
            "to this new file, for --tokens-file the next time."
        ),
    ] = None,
    connections: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="How many devices; default: one for each AuthToken.")
    ] = None,
    rate: Annotated[float, typer.Option(min=0.1, help="How many connect in a second at first.")] = CONNECTS_A_SECOND,
    url: Annotated[str, typer.Option(help="Where devices connect.")] = "ws://127.0.0.1:8000/device",
    profile: Annotated[
        Profile,
        typer.Option(
            help="flaky: connections break at random; clone: two devices fight over each AuthToken; esp-idf, arduino: "
            "as these libraries do unless told otherwise; provisioned: new devices of the account --brand, --email, "
            "as an app would add them."
        ),
    ] = Profile.STEADY,
    close_reconnect: Annotated[
        bool, typer.Option("--close-reconnect", help="esp-idf: with `enable_close_reconnect`.")
    ] = False,
    brand: Annotated[str | None, typer.Option(help="Slug of the account's brand.")] = None,
    email: Annotated[
        str | None,
        typer.Option(help=f"Address of the account; its password is asked for, or stands in {PASSWORD_VARIABLE}."),
    ] = None,
    template: Annotated[
        str | None, typer.Option(help="provisioned: name of the template; default: the newest that allows it.")
    ] = None,
    devices: Annotated[int, typer.Option(min=1, max=20, help="provisioned: how many new devices.")] = 1,
    duration: Annotated[float | None, typer.Option(help="Seconds until all say goodbye; default: Ctrl-C.")] = None,
) -> None:
    """Connect simulated devices and show how they fare.

    They send heartbeats, answer `identify`, come back as the server advises
    or as their library does, and say in the end what they cost.
    """
    tally, account = Tally(), Account(brand, email)
    with (
        refusals_in_one_line(),
        interruptible(),
        contextlib.suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        if profile is Profile.PROVISIONED:
            auth_tokens = runner.run(provision(Phone(*account.signing_in()), url, template, devices))
        elif mint_to is not None:
            auth_tokens = _minted(runner, account, url, mint_to, connections or UNLESS_SAID)
        else:
            auth_tokens = as_many(gather_tokens(token or [], tokens_file), connections)
        runner.run(
            simulate(
                url,
                auth_tokens,
                profile,
                tally,
                duration=duration,
                connects_a_second=rate,
                returns_after_close=close_reconnect,
            )
        )
    if not tally.welcomed:
        raise typer.Exit(1)


def _minted(runner: asyncio.Runner, account: Account, url: str, path: str, count: int) -> list[AuthToken]:
    """New tokens, kept in a file before they are used."""
    if Path(path).exists():
        raise TokensUnusable(f"{path} is there already: use it with --tokens-file, or name another.")
    table = runner.run(mint_table(Manufacturer(*account.signing_in()), url, count))
    keep(table, path)
    return read_tokens(table.decode().splitlines(), path)


def as_many(auth_tokens: list[AuthToken], connections: int | None) -> list[AuthToken]:
    """The first `connections` of the tokens, all of them when it is None. Raises TokensUnusable when they are fewer."""
    if connections is not None and len(auth_tokens) < connections:
        raise TokensUnusable(
            f"{connections:,} connections need as many AuthTokens, and there are {len(auth_tokens):,}. "
            "--mint-to makes new ones."
        )
    return auth_tokens[:connections]
