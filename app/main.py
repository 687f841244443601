"""Where the parts meet: the application, and the server that carries it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from app.bus.postgres import PostgresBus
from app.context.access_tokens import AccessTokens
from app.database.connection import close_database, fetch_value, open_database
from app.domain.parts import Parts
from app.graphql import create_schema
from app.http.graphql_endpoint import GraphQLEndpoint
from app.http.health import Readiness, healthz
from app.http.pages import ClaimPage, front_door
from app.jobs.worker import Worker
from app.secrets.digests import LookupDigester
from app.secrets.keys import KeyRing
from app.secrets.sealing import Sealer
from app.settings import Settings


def create_app(settings: Settings, keys: KeyRing, dsn: str) -> Starlette:
    """The whole application over a migrated database at `dsn`."""
    connect = partial(asyncpg.connect, dsn)
    bus = PostgresBus(connect)
    parts = Parts(
        digester=LookupDigester(keys.lookup, keys.current_lookup),
        sealer=Sealer(keys.sealing, keys.current_sealing),
        bus=bus,
        derivation_key=keys.derivation,
        public_host=settings.public_host,
    )
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer=settings.public_url)
    worker = Worker(parts, connect) if settings.workers else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await open_database(dsn, pool_size=settings.database_pool)
        await bus.start()
        if worker is not None:
            await worker.start()
        try:
            yield
        finally:
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
    claim_page = ClaimPage(parts, settings.trusted_proxies).show
    readiness = Readiness({"database": _database_answers, "bus": partial(_bus_hears, bus)})
    return Starlette(
        routes=[
            Route("/", front_door),
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/C/{code}", claim_page),
            Route("/c/{code}", claim_page),
            Route("/healthz", healthz),
            Route("/readyz", readiness.answer),
            Route("/.well-known/jwks.json", jwks),
        ],
        lifespan=lifespan,
    )


async def _database_answers() -> bool:
    return bool(await fetch_value("SELECT true"))


async def _bus_hears(bus: PostgresBus) -> bool:
    return bus.healthy
