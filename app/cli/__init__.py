"""The command line `claimstead`: one module a command, each imported when it is asked for."""

import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "serve": "app.cli.serve",
    "demo": "app.cli.demo",
    "organization": "app.cli.organization",
    "plan": "app.cli.plan",
    "mail": "app.cli.mail",
    "migrate": "app.cli.migrate",
    "keys": "app.cli.keys",
    "doctor": "app.cli.doctor",
    "devsim": "app.cli.devsim",
    "export-schema": "app.cli.export_schema",
}
"""Each command's module, which holds its `typer.Typer` under the name `app`; in the order of the help."""


class Commands(TyperGroup):
    """The commands by name. Making keys, or mistyping a word, need not wait until the whole server is loaded."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(COMMANDS[cmd_name]).app)
        command.name = cmd_name
        return command


# Tracebacks stay plain: typer's own would print local variables, and a secret may be among them.
app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claimstead {version('claimstead')}")
        raise typer.Exit


@app.callback()
def claimstead(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Claiming for connected products: from the factory line to the owner's phone.

    Settings come from the environment: CLAIMSTEAD_DATABASE_URL, CLAIMSTEAD_DATA, and so on.
    """


def main() -> None:
    """What the command `claimstead` runs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a character shows another; that is no reason to fail.
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="claimstead")
    except KeyboardInterrupt:
        # While a command is still being imported nothing has begun.
        sys.exit(130)
