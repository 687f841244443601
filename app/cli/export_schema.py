"""`claimstead export-schema`: the GraphQL schema as the server serves it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import refusals_in_one_line
from app.graphql import create_schema

app = typer.Typer()


@app.command()
def export_schema(
    output: Annotated[
        Path | None, typer.Option(help="The file to write, instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Write the GraphQL schema in SDL.

    Needs no settings and no database.
    """
    with refusals_in_one_line():
        text = create_schema().as_str() + "\n"
        if output is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            output.write_text(text, encoding="utf-8")
