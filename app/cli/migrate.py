"""`claimstead migrate`: bring the database to the newest migration."""

import typer

from app.cli.databases import bring_up_to_date, database_of, place_of
from app.cli.options import DataFolder
from app.cli.terminal import interruptible, out, refusals_in_one_line
from app.logs import configure_logging
from app.settings import read_settings

app = typer.Typer()


@app.command()
def migrate(data: DataFolder = None) -> None:
    """Bring the database up to date.

    Safe to run at any time; `serve` does it as well.
    """
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        with database_of(settings) as dsn:
            had_pending = bring_up_to_date(dsn)
        place = f"in {settings.data}" if settings.database_url is None else place_of(dsn)
        state = "was brought up to date" if had_pending else "is up to date already"
        out.print(f"The database {place} {state}.", markup=False, soft_wrap=True)
