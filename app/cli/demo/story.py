"""The main job as a story: one device, from the factory line to its second owner and to its end."""

import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeAlias

from rich.table import Table

from app.cli.api_client import WrongOutcome
from app.cli.demo import customers, factory
from app.cli.demo.scene import Scene
from app.cli.demo.server_process import ServerProcess
from app.cli.terminal import out

Step: TypeAlias = Callable[[Scene], Awaitable[str]]
"""Does one thing through the public doors, checks it, and says what came of it. Raises WrongOutcome."""

STORY: tuple[tuple[str, Step], ...] = (
    ("A server starts in an empty folder", factory.start_server),
    ("The operator creates the brand Acme", factory.found_brand),
    ("Acme mints 25 static tokens", factory.mint_tokens),
    ("A label is printed, and read by an independent decoder", factory.print_label),
    ("A device is flashed with its AuthToken and connects", factory.flash_device),
    ("A customer looks at the label before signing in", customers.preview),
    ("The customer signs up and claims the device", customers.sign_up_and_claim),
    ("The customer’s app follows it", customers.watch),
    ("The device drops off the network", customers.lose_connection),
    ("Acme disclaims it", factory.disclaim),
    ("Another customer claims it", customers.claim_by_another),
    ("The device is switched on again", customers.come_back),
    ("Acme deletes the token", factory.delete_token),
    ("The device tries again and is refused", factory.refuse_device),
)

_WIDTH = 78


async def play(server: ServerProcess) -> None:
    """Play the whole story, telling each step. Raises WrongOutcome at the first that goes wrong."""
    began = time.perf_counter()
    out.print("\n[bold]One device, from the factory line to its second owner[/]\n")
    async with AsyncExitStack() as held:
        scene = Scene(server, held)
        for title, step in STORY:
            await _tell(title, step, scene)
    out.print(f"\nAll {len(STORY)} steps as promised, in {time.perf_counter() - began:.1f} s.\n", style="bold green")


async def _tell(title: str, step: Step, scene: Scene) -> None:
    began = time.perf_counter()
    try:
        with out.status(title):
            said = await step(scene)
    except WrongOutcome:
        _print("[bold red]✗[/]", f"[bold]{title}[/]", began)
        raise
    _print("[green]✓[/]", title, began)
    out.print(f"  {said}", style="dim", markup=False, soft_wrap=True)


def _print(mark: str, title: str, began: float) -> None:
    line = Table.grid(padding=(0, 1), expand=True)
    line.add_column(width=1)
    line.add_column(ratio=1)
    line.add_column(justify="right", style="dim", no_wrap=True)
    line.add_row(mark, title, f"{time.perf_counter() - began:.2f} s")
    out.print(line, width=min(out.width, _WIDTH))
