"""One worker of this process: takes jobs from the queue and survives the database's absences."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job

from app.database.connection import UNREACHABLE
from app.domain import queue, throttling
from app.domain.counts import Counts
from app.domain.devices import provisioning, transferring
from app.domain.exports import exporting
from app.domain.imports import import_files, import_jobs
from app.domain.parts import Parts
from app.domain.people import invitations, link_requests, mail_links, mailing, sessions
from app.domain.people.mailing import MailNotYet
from app.domain.tokens import minting
from app.mail.carriers import Carrier

_AT_ONCE = 2
"""Batches minted at a time: each holds a connection and half a core."""

_MAILS_AT_ONCE = 4
"""Mails handed over at a time. A mail server that does not answer holds these, and no other job."""

_HEARTBEAT = timedelta(seconds=30)
_RETRY_SECONDS = 2.0
_CLEANING_SECONDS = 600.0
_log = structlog.get_logger()


class Worker:
    """Runs jobs until stopped; a job whose process died is taken up by another within a minute."""

    def __init__(
        self, parts: Parts, connect: Callable[[], Awaitable[asyncpg.Connection]], carrier: Carrier | None
    ) -> None:
        """Without a `carrier` mails wait for a worker that has one."""
        self._parts = parts
        self._carrier = carrier
        self._connect = connect
        self._tasks: list[asyncio.Task[None]] = []
        self._running: PgQueuer | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin taking jobs."""
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._clean())]

    async def stop(self) -> None:
        """Take no more jobs and wait for the running ones, for some seconds."""
        self._stopping = True
        if self._running is not None:
            self._running.shutdown.set()
        _, late = await asyncio.wait(self._tasks[:1], timeout=10)
        for task in [*late, *self._tasks[1:]]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._work()
            except UNREACHABLE as error:
                _log.warning("worker.lost_database", reason=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _work(self) -> None:
        connection = await self._connect()
        try:
            self._running = PgQueuer.from_asyncpg_connection(connection)

            @self._running.entrypoint(queue.FILL_BATCH, concurrency_limit=_AT_ONCE)
            async def fill_batch(job: Job) -> None:
                assert job.payload is not None
                with _outcome_of(job, self._parts.counts):
                    await minting.fill_batch(self._parts, UUID(bytes=job.payload))

            @self._running.entrypoint(queue.IMPORT_BATCH, concurrency_limit=_AT_ONCE)
            async def import_batch(job: Job) -> None:
                assert job.payload is not None
                with _outcome_of(job, self._parts.counts):
                    await import_jobs.fill_imported_batch(self._parts, UUID(bytes=job.payload))

            @self._running.entrypoint(queue.SEND_LINK, concurrency_limit=_MAILS_AT_ONCE)
            async def send_link(job: Job) -> None:
                assert job.payload is not None
                with _outcome_of(job, self._parts.counts):
                    await link_requests.send_link(self._parts, job.payload)

            if self._carrier is not None:
                self._take_mails(self._running, self._carrier)
            if not self._stopping:
                await self._running.run(
                    dequeue_timeout=timedelta(seconds=10),
                    heartbeat_timeout=_HEARTBEAT,
                    shutdown_on_listener_failure=True,
                )
        finally:
            self._running = None
            with contextlib.suppress(*UNREACHABLE):
                await connection.close(timeout=2)

    def _take_mails(self, running: PgQueuer, carrier: Carrier) -> None:
        @running.entrypoint(queue.SEND_MAIL, concurrency_limit=_MAILS_AT_ONCE)
        async def send_mail(job: Job) -> None:
            assert job.payload is not None
            with _outcome_of(job, self._parts.counts):
                try:
                    await mailing.deliver(self._parts, carrier, UUID(bytes=job.payload))
                except MailNotYet as later:
                    raise RetryRequested(later.delay, str(later)) from later

    async def _clean(self) -> None:
        while True:
            try:
                await throttling.forget_old_attempts()
                await exporting.forget_old_links()
                await import_files.forget_old_imports()
                await transferring.forget_old_transfers()
                await provisioning.clear_expired(self._parts)
                await mailing.forget_old_mails()
                await mail_links.forget_old_links()
                await sessions.forget_old_sessions()
                await invitations.forget_old_invitations()
            except UNREACHABLE:
                _log.info("worker.cleaning_skipped")
            await asyncio.sleep(_CLEANING_SECONDS)


@contextlib.contextmanager
def _outcome_of(job: Job, counts: Counts) -> Iterator[None]:
    """Count what a job comes to, and let it be tried again, some seconds later, when the database is away."""
    outcome = "failed"
    try:
        yield
        outcome = "done"
    except RetryRequested:
        outcome = "again"
        raise
    except UNREACHABLE as error:
        outcome = "again"
        raise RetryRequested(timedelta(seconds=_RETRY_SECONDS), type(error).__name__) from error
    finally:
        counts.jobs[job.entrypoint, outcome] += 1
