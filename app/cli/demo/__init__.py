"""`claimstead demo`: the main job as a story against a fresh server, through the public doors only."""

import asyncio

import typer

from app.cli.api_client import WrongOutcome
from app.cli.demo.factory import require_decoder
from app.cli.demo.server_process import ServerProcess
from app.cli.demo.story import play
from app.cli.terminal import interruptible, out, refusals_in_one_line, undisturbed
from app.logs import configure_logging

app = typer.Typer()


@app.command()
def demo() -> None:
    """Play the main job from end to end against a fresh server.

    Exit code 1 when anything goes otherwise than promised. The server has a
    port and a data folder of its own; nothing of it is left afterwards.
    """
    configure_logging("error", for_people=True)
    with refusals_in_one_line(), interruptible():
        require_decoder()
        server = ServerProcess()
        try:
            asyncio.run(play(server))
        except WrongOutcome:
            out.print(server.last_words(), style="dim", markup=False, soft_wrap=True)
            raise
        except KeyboardInterrupt:
            out.print("\nInterrupted; tidying up.", style="dim")
            raise typer.Exit(130) from None
        finally:
            with undisturbed():
                server.remove()
