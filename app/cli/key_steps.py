"""What the steps of a rotation ask of the database and of the running servers, and how it is told."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from rich.table import Table

from app.bus.choosing import bus_between_nodes
from app.cli.databases import bring_up_to_date, database_of, models_at
from app.cli.terminal import CommandRefused, our_command, out
from app.database.connection import UNREACHABLE
from app.database.data_folder import DataFolderInUse, DataFolderLock
from app.domain.keys.key_use import DELETED, KeyUse, key_use, keys_of_nodes
from app.domain.keys.renewing import Renewed, renew
from app.domain.parts import Parts
from app.logs import configure_logging
from app.secrets.keys import KeyMarks, KeyRing
from app.settings import Settings

_TOLD_AFTER = 50_000
_SHOWN_FAILURES = 20


class ServersBehind(CommandRefused):
    """Some running servers have other keys than this step needs."""

    def __init__(self, behind: int, running: int, path: Path, verbs: tuple[str, str]) -> None:
        servers = "The running server" if running == 1 else f"{behind} of {running} running server processes"
        verb, them = (verbs[0], "it") if behind == 1 else (verbs[1], "them")
        super().__init__(f"{servers} {verb} the new keys of {path}: give {them} that file and restart {them} first.")


class StillNeeded(CommandRefused):
    """Rows are under keys that were to be dropped."""

    def __init__(self, rows: str) -> None:
        super().__init__(
            f"Retired keys are still needed ({rows}): run `{our_command()} keys renew` first. "
            "With --force they are dropped all the same, and these rows are lost."
        )


class ServersRunning(CommandRefused):
    """A rotation at once would lock out what running servers make meanwhile."""

    def __init__(self, running: int) -> None:
        servers = "A server is" if running == 1 else f"{running} server processes are"
        super().__init__(
            f"{servers} running: stop all first, or rotate without downtime, beginning with `{our_command()} keys add`."
        )


def has_database(settings: Settings) -> bool:
    """Whether the settings lead to a database that is there, as far as can be seen without asking it."""
    return settings.database_url is not None or any(settings.data.expanduser().glob("postgres*"))


def demand_database(settings: Settings) -> None:
    """Refuse where there is no database to ask."""
    if not has_database(settings):
        raise CommandRefused("There is no database here: set CLAIMSTEAD_DATABASE_URL, or name its folder with --data.")


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The database, up to date, for the length of a step. Raises CommandRefused, a StartRefused."""
    configure_logging("warning", for_people=True)
    demand_database(settings)
    with database_of(settings) as dsn:
        bring_up_to_date(dsn)
        yield dsn


@contextmanager
def undisturbed_by_servers(settings: Settings) -> Iterator[bool]:
    """Keep the embedded database from being served in the block; whether it is being served, and so could not be.

    Raises ServersRunning where servers share an external database.
    """
    if settings.database_url is not None:
        with database(settings) as dsn:
            running = len(asyncio.run(_nodes(dsn)))
        if running:
            raise ServersRunning(running)
        yield False
        return
    try:
        lock = DataFolderLock.take(settings.data)
    except DataFolderInUse:
        yield True
        return
    with lock:
        yield False


def demand_known(settings: Settings, path: Path, changed: KeyRing) -> bool:
    """Refuse unless every running server has the keys that `changed` uses; whether there was a database to ask."""
    if not has_database(settings):
        return False
    with database(settings) as dsn:
        nodes = asyncio.run(_nodes(dsn))
    behind = sum(node is None or not changed.marks.current <= node.known for node in nodes)
    if behind:
        raise ServersBehind(behind, len(nodes), path, ("does not have", "do not have"))
    return True


async def demand_used(dsn: str, path: Path, ring: KeyRing) -> None:
    """Refuse unless every running server uses the same keys as `ring`. Raises ServersBehind."""
    nodes = await _nodes(dsn)
    behind = sum(node is None or node.current != ring.marks.current for node in nodes)
    if behind:
        raise ServersBehind(behind, len(nodes), path, ("does not use", "do not use"))


async def _nodes(dsn: str) -> list[KeyMarks | None]:
    connection = await asyncpg.connect(dsn)
    try:
        return await keys_of_nodes(connection)
    finally:
        await connection.close()


async def _use(dsn: str) -> KeyUse:
    connection = await asyncpg.connect(dsn)
    try:
        return await key_use(connection)
    finally:
        await connection.close()


def renew_all(settings: Settings, dsn: str, ring: KeyRing) -> bool:
    """Renew, and say what was done; whether something could not be. Raises CommandRefused."""
    try:
        done = asyncio.run(_renew(settings, dsn, ring))
    except UNREACHABLE as error:
        raise CommandRefused(
            f"The database went away ({type(error).__name__}): what was renewed stays so; run the command once more."
        ) from error
    out.print(f"Renewed: {listed(done.counts)}.", markup=False)
    for kind, row_id, reason in done.failed[:_SHOWN_FAILURES]:
        out.print(f"Not renewed, of {kind}: {row_id}. {reason}", markup=False, soft_wrap=True)
    if len(done.failed) > _SHOWN_FAILURES:
        out.print(f"… and {len(done.failed) - _SHOWN_FAILURES:,} more.", markup=False)
    return bool(done.failed)


async def _renew(settings: Settings, dsn: str, ring: KeyRing) -> Renewed:
    told = 0

    def tell(kind: str, seen: int) -> None:
        nonlocal told
        if seen // _TOLD_AFTER > told:
            out.print(f"{seen:,} {kind} looked at …", markup=False)
        told = seen // _TOLD_AFTER

    # Nothing is announced: the bus stays silent, and is not even started.
    bus = bus_between_nodes(dsn, settings.nats_servers, ring.derivation)
    async with models_at(dsn):
        return await renew(Parts.of(ring, bus, settings.public_url), tell)


async def retired(dsn: str, ring: KeyRing, *, force: bool = False, forget_deleted: bool = False) -> KeyRing:
    """The ring without the retired keys that nothing needs; says what is kept, and what is lost. Raises StillNeeded."""
    use = await _use(dsn)
    remembered = use.remembered(ring)
    smaller = ring.without_retired(keeping_lookup=() if forget_deleted else remembered)
    lost_before = use.lost(ring)
    lost = [each for each in use.lost(smaller) if each not in lost_before]
    needed = [each for each in lost if each.kind != DELETED]
    if needed and not force:
        raise StillNeeded(", ".join(map(str, needed)))
    for each in lost:
        out.print(f"Lost: {each}.", markup=False)
    for key_id, rows in sorted(remembered.items()) if not forget_deleted else ():
        out.print(
            f"Look-up key {key_id} stays: {rows:,} deleted AuthTokens are known by it, so that none of them is ever "
            "issued again. It opens nothing.",
            markup=False,
            soft_wrap=True,
        )
    return smaller


def listed(counts: Mapping[str, int]) -> str:
    """Counts by kind, for people."""
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count) or "nothing"


def show(settings: Settings, path: Path, ring: KeyRing) -> None:
    """Print the keys with what is under them, and the next step."""
    if not has_database(settings):
        _print(path, ring, None)
        out.print("There is no database here to ask what is under which key.")
        return
    with database(settings) as dsn:
        use, nodes = asyncio.run(_use(dsn)), asyncio.run(_nodes(dsn))
    _print(path, ring, use)
    for lost in use.lost(ring):
        out.print(f"Missing: {lost}. Take the key from a copy of the ring.", markup=False, soft_wrap=True)
    using = sum(node is not None and node.current == ring.marks.current for node in nodes)
    knowing = sum(node is not None and ring.marks.known <= node.known for node in nodes)
    out.print(f"Running server processes: {len(nodes)}; {knowing} have all these keys, {using} use the current ones.")
    out.print(f"Next: {_next(ring, use, nodes)}.", markup=False, soft_wrap=True)


def _next(ring: KeyRing, use: KeyUse, nodes: list[KeyMarks | None]) -> str:
    marks, command = ring.marks, f"{our_command()} keys"
    if any(node is None or not marks.known <= node.known or node.current != marks.current for node in nodes):
        return "give the file to every server, and restart them one after the other"
    if ring.has_fresh:
        return f"{command} use"
    if use.to_renew(ring):
        return f"{command} renew ({listed(use.to_renew(ring))})"
    if ring.without_retired(keeping_lookup=use.remembered(ring)) != ring:
        return f"{command} retire"
    return f"nothing; to rotate, {command} add"


def _print(path: Path, ring: KeyRing, use: KeyUse | None) -> None:
    out.print(f"The keys in {path}:", markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Kind", "Key", "State", "Made under it"):
        table.add_column(title)
    kinds: tuple[tuple[str, list[int] | list[str], int | str, int | str | None], ...] = (
        ("look-up", sorted(ring.lookup), ring.current_lookup, ring.fresh_lookup),
        ("sealing", sorted(ring.sealing), ring.current_sealing, ring.fresh_sealing),
        ("signing", sorted(ring.signing), ring.current_signing, ring.fresh_signing),
    )
    for kind, ids, current, fresh in kinds:
        for key_id in ids:
            state = "current" if key_id == current else "fresh" if key_id == fresh else "retired"
            under = "" if use is None else listed(use.under(kind, key_id))
            table.add_row(kind, str(key_id), state, "access tokens of 15 minutes" if kind == "signing" else under)
    out.print(table, markup=False)
