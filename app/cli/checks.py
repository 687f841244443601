"""What `claimstead doctor` looks at. Each check says how it is and, unless it is well, what to do."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import asyncpg
import httpx

from app.cli import key_checks, open_files
from app.cli.demo_brand import ACCOUNTS, SLUG
from app.cli.findings import Finding, Level
from app.cli.listening import AddressUnusable, PortTaken, from_here, listen
from app.database.data_folder import DataFolderInUse, DataFolderLock, StartRefused
from app.database.migrating import NEWEST_SERVER, OLDEST_SERVER, pending_migrations
from app.labels.payload import HostUnusable, claim_url
from app.labels.qr import matrix
from app.mail.carriers import MailDelayed, MailRefused, SmtpCarrier
from app.settings import (
    CONNECTIONS_BESIDE_THE_POOL,
    Settings,
    SettingsRefused,
    load_key_ring,
    named_keys_file,
    own_keys_file,
)

_VERSION_3_MODULES = 29
_CHANNEL = "claimstead_doctor"
_ANSWER_SECONDS = 3.0
_SKEW_WARNING, _SKEW_FAILURE = 2.0, 30.0


def python() -> Finding:
    """Which Python runs this; older ones than 3.11 do not get here."""
    found = ".".join(str(number) for number in sys.version_info[:3])
    return Finding(Level.OK, "Python", found)


def data_folder(settings: Settings) -> Finding:
    """Whether the embedded PostgreSQL has a place to live in."""
    folder = settings.data.expanduser().absolute()
    if not folder.exists():
        above = next(parent for parent in folder.parents if parent.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            return Finding(Level.FAIL, "Data folder", f"{folder} cannot be made: make {above} writable.")
        return Finding(Level.OK, "Data folder", f"{folder} will be made at the first start")
    try:
        with DataFolderLock.take(folder):
            return Finding(Level.OK, "Data folder", f"{folder}, not being served")
    except DataFolderInUse as in_use:
        return Finding(Level.OK, "Data folder", f"{folder}, being served by process {in_use.pid}")
    except StartRefused as refusal:
        return Finding(Level.FAIL, "Data folder", str(refusal))


def keys(settings: Settings) -> Finding:
    """Whether the keys are there, usable, and nobody else's to read."""
    named = named_keys_file()
    path = named or own_keys_file(settings)
    has_own_place = settings.keys is not None or settings.database_url is not None
    if not has_own_place and not path.exists():
        return Finding(Level.OK, "Keys", f"{path} will be made at the first start")
    try:
        load_key_ring(settings)
    except SettingsRefused as refusal:
        return Finding(Level.FAIL, "Keys", str(refusal))
    if settings.keys is not None and not named:
        return Finding(Level.OK, "Keys", "usable, from CLAIMSTEAD_KEYS")
    if path.stat().st_mode & 0o077:
        return Finding(Level.WARN, "Keys", f"{path} can be read by others: chmod 600 it.")
    return Finding(Level.OK, "Keys", f"{path}, for nobody else to read")


async def database(dsn: str, settings: Settings) -> AsyncIterator[Finding]:
    """Version, connections, migrations, notifications, clock, keys and demo accounts of a database that answers."""
    connection = await asyncpg.connect(dsn)
    try:
        yield _version(connection.get_server_version().major)
        yield await _connections(connection, settings)
        is_pending = await pending_migrations(dsn)
        if is_pending:
            yield Finding(Level.WARN, "Migrations", "some are missing: `claimstead migrate` or `serve` applies them.")
        else:
            yield Finding(Level.OK, "Migrations", "all applied")
        yield await _notifications(connection, dsn)
        yield await _clock(connection)
        if not is_pending:
            with suppress(SettingsRefused):  # which was told of already
                async for finding in key_checks.rows_and_servers(connection, load_key_ring(settings)):
                    yield finding
        if not is_pending and await connection.fetchval(_HAS_ACCOUNT, SLUG, ACCOUNTS[0].email):
            yield Finding(Level.WARN, "Demo brand", "people with well-known passwords are in: keep it off the network.")
    finally:
        await connection.close()


async def longest_heartbeat(dsn: str) -> int | None:
    """Of all templates, in seconds; None while there is none."""
    connection = await asyncpg.connect(dsn)
    try:
        seconds: int | None = await connection.fetchval("SELECT max(heartbeat_seconds) FROM template")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return seconds


async def _connections(connection: asyncpg.Connection, settings: Settings) -> Finding:
    """Whether PostgreSQL has connections for all our processes on this machine."""
    possible = int(await connection.fetchval("SHOW max_connections"))
    needed = settings.workers * (settings.database_pool + CONNECTIONS_BESIDE_THE_POOL)
    words = f"our processes here may need {needed} of {possible}"
    if needed > possible:
        return Finding(
            Level.FAIL, "Connections", f"{words}: raise `max_connections`, or lower CLAIMSTEAD_DATABASE_POOL."
        )
    return Finding(Level.OK, "Connections", words)


_HAS_ACCOUNT = """
    SELECT EXISTS (SELECT FROM account JOIN organization AS root ON root.id = account.root_id
                   WHERE root.slug = $1 AND root.parent_id IS NULL AND account.email_key = $2)
"""


def _version(major: int) -> Finding:
    if major < OLDEST_SERVER:
        return Finding(Level.FAIL, "PostgreSQL", f"{major}: upgrade it to {OLDEST_SERVER} or newer.")
    if major > NEWEST_SERVER:
        return Finding(Level.WARN, "PostgreSQL", f"{major}, newer than any this version was tested with")
    return Finding(Level.OK, "PostgreSQL", str(major))


async def _notifications(connection: asyncpg.Connection, dsn: str) -> Finding:
    """One word from one connection to another, as events travel between servers."""
    heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(_connection: object, _process: int, _channel: str, payload: str) -> None:
        if not heard.done():
            heard.set_result(payload)

    async with _connection_to(dsn) as speaker:
        await connection.add_listener(_CHANNEL, hear)
        began = time.perf_counter()
        await speaker.execute("SELECT pg_notify($1, 'hello')", _CHANNEL)
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await heard
        except TimeoutError:
            return Finding(
                Level.FAIL,
                "Notifications",
                "LISTEN hears nothing: connect to PostgreSQL itself, or through a pooler in session mode.",
            )
        milliseconds = (time.perf_counter() - began) * 1000
        await connection.remove_listener(_CHANNEL, hear)
    return Finding(Level.OK, "Notifications", f"from one connection to another in {milliseconds:.1f} ms")


@asynccontextmanager
async def _connection_to(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def _clock(connection: asyncpg.Connection) -> Finding:
    """How far this machine's clock and the database's are apart, less the time the question took."""
    before = time.time()
    theirs = float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())"))
    skew = abs(theirs - (before + time.time()) / 2)
    if skew < _SKEW_WARNING:
        return Finding(Level.OK, "Clock", f"within {max(skew, 0.001) * 1000:.0f} ms of the database's")
    level = Level.FAIL if skew > _SKEW_FAILURE else Level.WARN
    return Finding(level, "Clock", f"{skew:.0f} s apart from the database's: let NTP set both.")


def file_limit(settings: Settings) -> Finding:
    """Whether as many devices as allowed can be connected at once."""
    possible, needed = open_files.possible(), open_files.needed_for(settings.device_limit)
    if possible is not None and possible < needed:
        return Finding(
            Level.WARN,
            "Open files",
            f"{possible:,} are allowed, {settings.device_limit:,} devices need {needed:,}: raise `ulimit -Hn`, "
            "or lower CLAIMSTEAD_DEVICE_LIMIT.",
        )
    return Finding(Level.OK, "Open files", f"enough for {settings.device_limit:,} devices")


def port(settings: Settings) -> Finding:
    """Whether the port is free, or our own server answers there."""
    try:
        listen(settings.host, settings.port).close()
    except PortTaken:
        return _answer_at(from_here(settings.host, settings.port))
    except AddressUnusable as refusal:
        return Finding(Level.FAIL, "Port", str(refusal))
    return Finding(Level.OK, "Port", f"{settings.port} of {settings.host} is free")


def _answer_at(place: str) -> Finding:
    try:
        answer = httpx.get(f"http://{place}/readyz", timeout=_ANSWER_SECONDS, trust_env=False)
        checks = dict(answer.json()["checks"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return Finding(
            Level.FAIL, "Port", f"another program listens on {place}: stop it, or set CLAIMSTEAD_PORT to another port."
        )
    if answer.status_code == httpx.codes.OK:
        return Finding(Level.OK, "Port", f"a server of ours answers at {place} and is ready")
    faults = ", ".join(name for name, holds in checks.items() if not holds)
    return Finding(Level.FAIL, "Port", f"a server of ours answers at {place}, but not ready ({faults}): see its log.")


def mail(settings: Settings) -> Finding:
    """Whether invitations and the like can leave, and a word from the mail server."""
    server = settings.smtp_server
    if server is None and settings.development:
        return Finding(Level.WARN, "Mail", "printed and kept, since no mail server is set; see `claimstead mail list`.")
    if server is None:
        return Finding(Level.WARN, "Mail", NO_MAIL_SERVER)
    place = f"{server.host}:{server.port}"
    try:
        asyncio.run(SmtpCarrier(server, settings.mail_from).knock())
    except (MailDelayed, MailRefused) as error:
        return Finding(Level.FAIL, "Mail", f"{place} takes no mails from us: {error}")
    return Finding(Level.OK, "Mail", f"{place} lets us in; mails come from {settings.mail_from}")


NO_MAIL_SERVER = "mails cannot be sent and wait: set CLAIMSTEAD_SMTP_URL and CLAIMSTEAD_MAIL_FROM."


def public_address(settings: Settings) -> Iterator[Finding]:
    """What the labels will say, which cannot be changed once they are printed."""
    try:
        link = claim_url(settings.public_host, "0" * 20)
    except HostUnusable as refusal:
        yield Finding(Level.FAIL, "Public address", f"{settings.public_url}: {refusal} Set CLAIMSTEAD_PUBLIC_URL.")
        return
    modules = len(matrix(link))
    if link.startswith("HTTP://"):
        yield Finding(Level.WARN, "Public address", f"{settings.public_url}: good for this machine only.")
    elif urlsplit(settings.public_url).scheme != "https":
        yield Finding(Level.WARN, "Public address", f"{settings.public_url}: QR codes say https, so use it here, too.")
    else:
        yield Finding(Level.OK, "Public address", settings.public_url)
    if modules > _VERSION_3_MODULES:
        yield Finding(
            Level.WARN,
            "QR codes",
            f"{modules} × {modules} modules: a host of at most 16 characters instead of {len(settings.public_host)} "
            f"makes them {_VERSION_3_MODULES} × {_VERSION_3_MODULES}.",
        )
    else:
        yield Finding(Level.OK, "QR codes", f"{modules} × {modules} modules")
