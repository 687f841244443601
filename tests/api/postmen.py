"""Workers of tests that hand mails over to a real mail server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
from pgqueuer.queries import Queries

from app.database.connection import connected
from app.domain.parts import Parts
from app.jobs.worker import Worker
from app.mail.carriers import SmtpCarrier
from app.mail.smtp_server import SmtpServer
from tests.mail_sink import Sink


@asynccontextmanager
async def a_postman(parts: Parts, database: str, sink: Sink) -> AsyncIterator[None]:
    """A worker on another node than the server's, which hands mails to the sink."""
    async with connected() as connection:
        await Queries.from_asyncpg_connection(connection).clear_queue()
    carrier = SmtpCarrier(SmtpServer.parse(sink.url), "no-reply@acme.example")
    worker = Worker(parts, partial(asyncpg.connect, database), carrier)
    await worker.start()
    try:
        yield
    finally:
        await worker.stop()
