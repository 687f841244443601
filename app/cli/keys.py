"""`claimstead keys`: the keys that are not in the database, made and rotated."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from app.cli.key_files import KeyFileUnusable, alone_with, file_of_keys, keep_aside, read_ring, write_ring
from app.cli.options import DataFolder
from app.cli.terminal import interruptible, our_command, out, refusals_in_one_line
from app.secrets.keys import KeyRing, KeysUnusable
from app.settings import Settings, read_settings

app = typer.Typer(help="The keys that are not in the database.", no_args_is_help=True)

KeyFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--file", help="The file of the keys, instead of CLAIMSTEAD_KEYS_FILE.", show_default=False),
]


@app.callback()
def keys() -> None:
    """The keys that are not in the database.

    Rotating them takes four steps, each of which says what is next: `add`, `use`, `renew`, `retire`.
    `rotate` is all of them for a single server.
    """


@app.command()
def generate() -> None:
    """Write a fresh key ring to standard output, for CLAIMSTEAD_KEYS_FILE.

    Keep a copy apart from the backups of the database: each is worthless without the other.
    """
    with refusals_in_one_line():
        sys.stdout.write(KeyRing.generate().to_json())
        sys.stdout.flush()


@contextmanager
def _changing(data: Path | None, file: Path | None) -> Iterator[tuple[Settings, Path, KeyRing]]:
    """The settings, the file of the keys, for this command alone, and the ring in it; refusals in one line."""
    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        path = file_of_keys(settings, file)
        with alone_with(path):
            try:
                yield settings, path, read_ring(path)
            except KeysUnusable as error:
                raise KeyFileUnusable(f"{path}: {error}") from None


def _say(*sentences: str) -> None:
    for sentence in sentences:
        out.print(sentence, markup=False, soft_wrap=True)


@app.command()
def add(file: KeyFile = None, data: DataFolder = None) -> None:
    """First step: add fresh keys, which every server must have before one may use them. Nothing changes yet."""
    with _changing(data, file) as (_, path, ring):
        grown = ring.with_fresh()
        write_ring(path, grown)
        _say(
            f"{path} has fresh keys, which nothing uses yet: look-up {grown.fresh_lookup}, "
            f"sealing {grown.fresh_sealing}, signing {grown.fresh_signing}.",
            "Next: keep a copy of the file, give it to every server, and restart them one after the other. "
            f"Then: {our_command()} keys use",
        )


# The steps below need the database, and so load much more than making keys needs.


@app.command()
def use(file: KeyFile = None, data: DataFolder = None) -> None:
    """Second step: use the fresh keys from now on. Refused while a running server does not have them."""
    from app.cli import key_steps  # noqa: PLC0415

    with _changing(data, file) as (settings, path, ring):
        changed = ring.using_fresh()
        was_checked = key_steps.demand_known(settings, path, changed)
        write_ring(path, changed)
        if not was_checked:
            _say("There is no database here to ask: make sure that every server was restarted since `keys add`.")
        _say(
            f"{path} uses look-up key {changed.current_lookup}, sealing key {changed.current_sealing} and "
            f"signing key {changed.current_signing} from now on; the old ones serve what was made before.",
            "Next: give the file to every server, and restart them one after the other. "
            f"Then: {our_command()} keys renew",
        )


@app.command()
def renew(file: KeyFile = None, data: DataFolder = None) -> None:
    """Third step: make everything in the database anew that is under retired keys, while the servers go on.

    May be interrupted and repeated. Refused while a running server uses other keys.
    """
    from app.cli import key_steps  # noqa: PLC0415

    with _changing(data, file) as (settings, path, ring), key_steps.database(settings) as dsn:
        asyncio.run(key_steps.demand_used(dsn, path, ring))
        failed = key_steps.renew_all(settings, dsn, ring)
        if not failed:
            _say(f"Next: {our_command()} keys retire")
    if failed:
        raise typer.Exit(1)


@app.command()
def retire(
    file: KeyFile = None,
    data: DataFolder = None,
    force: Annotated[
        bool, typer.Option("--force", help="Drop retired keys although rows are under them: those are lost.")
    ] = False,
    forget_deleted: Annotated[
        bool,
        typer.Option("--forget-deleted", help="Drop look-up keys, too, that only deleted AuthTokens are known by."),
    ] = False,
) -> None:
    """Last step: drop the retired keys. Refused while rows are under them, or a running server uses one.

    Look-up keys stay that deleted AuthTokens are known by, so that none of these is ever issued again.
    """
    from app.cli import key_steps  # noqa: PLC0415

    with _changing(data, file) as (settings, path, ring), key_steps.database(settings) as dsn:
        asyncio.run(key_steps.demand_used(dsn, path, ring))
        smaller = asyncio.run(key_steps.retired(dsn, ring, force=force, forget_deleted=forget_deleted))
        if smaller == ring:
            _say(f"{path} has no keys that could be dropped.")
            return
        _drop(path, ring, smaller)
        _say(
            "Next: give the file to every server and restart them, at least 15 minutes after the last of them began "
            "to use its present keys: until then apps may hold access tokens of the old signing key, and would have "
            "to refresh them early.",
        )


def _drop(path: Path, ring: KeyRing, smaller: KeyRing) -> None:
    """Exchange the ring for one with fewer keys; the other is kept aside, since backups of the database need it."""
    aside = keep_aside(path, ring)
    write_ring(path, smaller)
    _say(
        f"The retired keys that nothing needs are gone from {path}.",
        f"The ring that has them is {aside} now: keep it apart for as long as you keep backups of the database from "
        "before, and destroy it then.",
    )


@app.command()
def rotate(file: KeyFile = None, data: DataFolder = None) -> None:
    """All steps at once, for a single server: stop it first, or restart it afterwards.

    While the embedded database is being served this adds keys and uses them from the next start on.
    """
    from app.cli import key_steps  # noqa: PLC0415

    with _changing(data, file) as (settings, path, ring):
        changed = ring.rotated()
        key_steps.demand_database(settings)
        with key_steps.undisturbed_by_servers(settings) as is_served:
            write_ring(path, changed)
            _say(f"{path} has new keys, and uses them: keep a copy of it.")
            if is_served:
                _say(
                    "Next: restart the server. Until then it goes on with the old keys, which stay good; nothing more "
                    f"is necessary. To get rid of them afterwards: {our_command()} keys renew, then keys retire",
                )
                return
            with key_steps.database(settings) as dsn:
                if key_steps.renew_all(settings, dsn, changed):
                    raise typer.Exit(1)
                smaller = asyncio.run(key_steps.retired(dsn, changed))
            if smaller != changed:
                _drop(path, changed, smaller)
            _say("Next: start the server.")


@app.command()
def status(file: KeyFile = None, data: DataFolder = None) -> None:
    """Show which keys there are, what is under them, and what is next. Shows no key, and changes nothing."""
    from app.cli import key_steps  # noqa: PLC0415

    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        path = file_of_keys(settings, file)
        key_steps.show(settings, path, read_ring(path))
