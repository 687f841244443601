"""Where the parts meet: the application, and the server that carries it."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import socket
from types import FrameType

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from app.bus import Bus
from app.bus.choosing import bus_between_nodes
from app.context.access_tokens import AccessTokens
from app.database import clock
from app.database.connection import close_database, fetch_value, open_database
from app.device_ws.door import DeviceDoor, create_device_door
from app.device_ws.doorway import engine
from app.device_ws.limits import Limits
from app.device_ws.protocol import ENGINE, SocketProtocol
from app.domain.parts import Parts
from app.graphql import create_schema
from app.http.addresses import client_address
from app.http.brand_files import brand_files
from app.http.downloads import Downloads
from app.http.drawing import DrawingProcesses
from app.http.faces import Faces
from app.http.graphql_endpoint import GraphQLEndpoint
from app.http.health import Readiness, healthz
from app.http.history import HistoryDownloads
from app.http.imports import Imports
from app.http.limits import answer_bug, http_middleware
from app.http.logos import Logos
from app.http.metrics import Metrics
from app.http.pages import PlainPages, no_such_page
from app.http.server_protocol import GuardedSocket, HttpProtocol
from app.http.signed_in import SignedIn
from app.http.web_apps import BUILT, WebApps
from app.jobs.worker import Worker
from app.mail.carriers import Carrier, SmtpCarrier, TerminalCarrier
from app.measuring import LoopLag, Measuring
from app.models.identifiers import new_id
from app.secrets.keys import KeyRing
from app.settings import Settings

UPLOADS = "/imports"

YOUNG_OBJECTS = 50_000
"""How many more objects there may be before the collector looks at the young ones: more than a piece of an export or
an import holds at a time. At Python's own 700 it would take each such piece for lasting, and so look through all that
the process holds again and again, which with 500 devices stops everything for 50 ms."""


@dataclass(frozen=True)
class Place:
    """Which of several workers this process is, and the folder where they find each other."""

    worker: int = 0
    siblings: Path | None = None


ALONE = Place()


def create_app(settings: Settings, keys: KeyRing, dsn: str, place: Place = ALONE, *, web: Path = BUILT) -> Starlette:
    """The whole application over a migrated database at `dsn`, with the web apps that are built in the folder `web`."""
    connect = partial(asyncpg.connect, dsn)
    bus = bus_between_nodes(dsn, settings.nats_servers, keys.derivation)
    parts = Parts.of(keys, bus, settings.public_url, keeps_mails=settings.development)
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer=settings.public_url)
    worker = Worker(parts, connect, _carrier(settings)) if settings.jobs else None
    door = create_device_door(
        parts,
        node_id=new_id(),
        limits=Limits(most_sockets=settings.device_limit, most_sockets_per_address=settings.device_limit_per_address),
        address_of=lambda connection: client_address(connection, settings.trusted_proxies),
    )

    lag = LoopLag()
    metrics = Metrics(
        Measuring(door, bus, parts.counts, lag).collect,
        worker=place.worker,
        siblings=place.siblings,
        token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await open_database(dsn, pool_size=settings.database_pool)
        await clock.measure()
        await bus.start()
        await door.start()
        if worker is not None:
            await worker.start()
        await metrics.start()
        watching = [asyncio.create_task(lag.watch()), asyncio.create_task(clock.follow())]
        # What is there now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        try:
            yield
        finally:
            for task in watching:
                task.cancel()
            await metrics.stop()
            await door.stop()
            drawing.stop()
            if worker is not None:
                await worker.stop()
            await bus.stop()
            await close_database()

    async def jwks(request: Request) -> Response:
        return JSONResponse(access_tokens.public_keys(), headers={"cache-control": "public, max-age=300"})

    graphql = GraphQLEndpoint(
        create_schema(),
        parts,
        access_tokens,
        trusted_proxies=settings.trusted_proxies,
        allowed_origins=settings.allowed_origins,
        graphiql=settings.development,
    )
    drawing = DrawingProcesses()
    signed_in = SignedIn(access_tokens, settings.trusted_proxies)
    imports = Imports(parts, signed_in)
    logos = Logos(parts, signed_in)
    plain = PlainPages(parts, settings.trusted_proxies)
    web_apps = WebApps(web, Faces(), public_url=settings.public_url, plain=plain)
    readiness = Readiness({"database": _database_answers, "bus": partial(_bus_hears, bus)})
    app = Starlette(
        routes=[
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/exports/{link}", Downloads(parts, drawing).answer),
            Route("/organizations/{organization_id}/events.csv", HistoryDownloads(signed_in).answer),
            Route(UPLOADS, imports.upload, methods=["POST"]),
            Route(f"{UPLOADS}/{{import_id}}/faults", imports.faults),
            Route("/brands/{slug}/logo", logos.show),
            Route("/brands/{slug}/logo", logos.change, methods=["PUT", "DELETE"]),
            *brand_files(parts),
            Route("/healthz", healthz),
            Route("/readyz", readiness.answer),
            Route("/metrics", metrics.answer),
            Route("/.well-known/jwks.json", jwks),
            *door.routes,
            *web_apps.routes(),
        ],
        lifespan=lifespan,
        middleware=http_middleware(settings.allowed_origins, streamed=(UPLOADS,)),
        exception_handlers={404: no_such_page, Exception: answer_bug},
    )
    app.state.device_door = door
    return app


class Http(HttpProtocol):
    """Every HTTP connection of the server; uploads are judged by their progress."""

    streamed_paths = frozenset({UPLOADS})


class Socket(GuardedSocket, SocketProtocol):
    """Every WebSocket of the server but devices on the transport of our own, guarded."""


KEEP_ALIVE_SECONDS = 75
"""How long an unused connection is kept: longer than proxies keep theirs to us (nginx and others: 60 s).

The side that keeps it longer never meets a request in a connection that it has just closed.
"""

DRAIN_SPREAD_SECONDS = 30.0
"""Over how long the devices of a stopping server are asked to come back."""


class Server(uvicorn.Server):
    """uvicorn's server, which says goodbye to devices before it closes any socket."""

    def __init__(self, config: uvicorn.Config, door: DeviceDoor) -> None:
        super().__init__(config)
        self._door = door

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop. Once is enough: at a second Ctrl-C uvicorn would leave its own tidying up undone."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Send the devices away, then close the rest."""
        await self._door.drain(DRAIN_SPREAD_SECONDS)
        await super().shutdown(sockets)


def create_server(settings: Settings, keys: KeyRing, dsn: str, place: Place = ALONE, *, web: Path = BUILT) -> Server:
    """The server over a migrated database at `dsn`, ready to run."""
    app = create_app(settings, keys, dsn, place, web=web)
    door: DeviceDoor = app.state.device_door
    sockets = engine(door.carrier, Socket) if settings.device_transport == "own" else {**ENGINE, "ws": Socket}
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,  # addresses may hold what people typed by mistake
        server_header=False,
        backlog=4096,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        proxy_headers=False,  # whose word counts is decided by `client_address`
        timeout_graceful_shutdown=10,
        http=Http,
        **sockets,
    )
    return Server(config, door)


def _carrier(settings: Settings) -> Carrier | None:
    """How mails leave; None when they cannot."""
    if settings.smtp_server is not None:
        return SmtpCarrier(settings.smtp_server, settings.mail_from)
    return TerminalCarrier() if settings.development else None


async def _database_answers() -> bool:
    return bool(await fetch_value("SELECT true"))


async def _bus_hears(bus: Bus) -> bool:
    return bus.healthy
