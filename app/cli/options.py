"""Options that several commands have; each overrides the environment."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

DataFolder: TypeAlias = Annotated[
    Path | None, typer.Option("--data", help="The data folder, instead of CLAIMSTEAD_DATA.", show_default=False)
]
