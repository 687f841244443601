"""Workers of tests, which do jobs on another node than the server's; some hand mails over to a real mail server."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import asyncpg
from pgqueuer.queries import Queries

from app.database.connection import connected
from app.domain.parts import Parts
from app.jobs.worker import Worker
from app.mail.carriers import Carrier, SmtpCarrier
from app.mail.smtp_server import SmtpServer
from tests.mail_sink import Sink


@asynccontextmanager
async def a_worker(parts: Parts, database: str, carrier: Carrier | None = None) -> AsyncIterator[None]:
    """A worker that does what is asked for from now on; without a carrier, mails wait."""
    async with connected() as connection:
        # What earlier tests asked for was done by them, or is not wanted any more.
        await Queries.from_asyncpg_connection(connection).clear_queue()
    worker = Worker(parts, partial(asyncpg.connect, database), carrier)
    await worker.start()
    try:
        yield
    finally:
        await worker.stop()


def a_postman(parts: Parts, database: str, sink: Sink) -> AbstractAsyncContextManager[None]:
    """A worker that hands mails to the sink."""
    return a_worker(parts, database, SmtpCarrier(SmtpServer.parse(sink.url), "no-reply@acme.example"))
