"""`claimstead keys`: the keys that are not in the database."""

import sys

import typer

from app.cli.terminal import refusals_in_one_line
from app.secrets.keys import KeyRing

app = typer.Typer(help="The keys that are not in the database.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """The keys that are not in the database."""


@app.command()
def generate() -> None:
    """Write a fresh key ring to standard output, for CLAIMSTEAD_KEYS_FILE.

    Keep a copy apart from the backups of the database: each is worthless without the other.
    """
    with refusals_in_one_line():
        sys.stdout.write(KeyRing.generate().to_json())
        sys.stdout.flush()
