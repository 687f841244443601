"""Devices: a storm of connections, the memory of idle ones, heartbeats; against uvicorn's own engines as they come."""

import asyncio
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.tokens.minting import BatchDraft, create_token_batch, fill_batch
from app.models import StaticToken
from app.secrets.keys import KeyRing
from bench.connection_servers import FALLBACK, OURS, REFERENCES, resident_bytes, running
from bench.house import fresh_postgres, issuer_at, migrate
from bench.table import Row

DEVICES = 12_000
WINDOW = 2_000
"""Connections that are opened, and heartbeats that are unanswered, at a time. With fewer a server waits for the load
generator between its rounds, and the more, the faster it is."""
HEARTBEATS = 60_000
ROUNDS = 3
SETTLED_SECONDS = 2.0


@dataclass(frozen=True)
class Run:
    """One server with all devices, once."""

    storm: float
    """Devices welcomed in a second."""
    bytes_each: float
    heartbeats: float
    """Answered in a second."""
    load_share: float
    """What the load generator used of the core it had, at most."""


@contextmanager
def _load_generator() -> Iterator[Path]:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise RuntimeError("The devices' bench compiles its load generator: install a C compiler (cc).")
    with tempfile.TemporaryDirectory(prefix="claimstead-bench-") as folder:
        program = Path(folder) / "connections_load"
        source = Path(__file__).with_name("connections_load.c")
        subprocess.run([compiler, "-O2", "-o", program, source], check=True)
        yield program


class _Load:
    """A running load generator; it ends with a sentence when an answer is wrong, and so does the bench."""

    def __init__(self, program: Path, port: int, tokens: Path) -> None:
        self._process = subprocess.Popen(
            [program, str(port), tokens, str(WINDOW)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.share = 0.0

    def order(self, line: str) -> float:
        """Seconds that it took."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise RuntimeError("The load generator gave up; its last line says why.")
        seconds, worked = float(answer[1]), float(answer[2])
        self.share = max(self.share, worked / seconds)
        return seconds

    def end(self) -> None:
        """Drop all its devices."""
        self._process.kill()
        self._process.wait()


def _once(kind: str, keys: KeyRing, dsn: str, program: Path, tokens: Path) -> Run:
    with running(kind, keys, dsn) as (port, pid):
        time.sleep(SETTLED_SECONDS)
        before = resident_bytes(pid)
        load = _Load(program, port, tokens)
        try:
            storm = load.order("storm")
            time.sleep(SETTLED_SECONDS)
            each = (resident_bytes(pid) - before) / DEVICES
            beats = load.order(f"beat {HEARTBEATS}")
        finally:
            load.end()
    return Run(DEVICES / storm, each, HEARTBEATS / beats, load.share)


async def _mint(dsn: str) -> list[str]:
    """The keys, as JSON, and the AuthTokens of as many devices."""
    async with issuer_at(dsn) as issuer:
        batch = await create_token_batch(
            issuer.owner, issuer.parts, issuer.organization.id, BatchDraft(issuer.template.id, DEVICES)
        )
        await fill_batch(issuer.parts, batch.id)
        return [
            issuer.keys.to_json(),
            *[
                issuer.parts.sealer.open(token.id.bytes, bytes(token.sealed)).auth.text
                async for token in StaticToken.filter(batch_id=batch.id)
            ],
        ]


def measure() -> list[Row]:
    """The figures of devices."""
    with fresh_postgres() as dsn, _load_generator() as program, tempfile.TemporaryDirectory() as folder:
        asyncio.run(migrate(dsn))
        keys_json, *tokens = asyncio.run(_mint(dsn))
        keys, path = KeyRing.from_json(keys_json), Path(folder) / "tokens"
        path.write_text("\n".join(tokens) + "\n")
        first_ever = _once(OURS, keys, dsn, program, path)
        # One right after the other, because what else the machine does changes within minutes.
        rounds = [{kind: _once(kind, keys, dsn, program, path) for kind in (OURS, *REFERENCES)} for _ in range(ROUNDS)]
        fallback = _once(FALLBACK, keys, dsn, program, path)
    return _rows(first_ever, rounds, fallback)


def _rows(first_ever: Run, rounds: list[dict[str, Run]], fallback: Run) -> list[Row]:
    ours = [of_round[OURS] for of_round in rounds]
    references = [[of_round[kind] for kind in REFERENCES] for of_round in rounds]
    everybody = [first_ever, fallback, *[run for of_round in rounds for run in of_round.values()]]
    share = max(run.load_share for run in everybody)
    each = max(run.bytes_each for run in ours)
    least = min(run.bytes_each for runs in references for run in runs)
    return [
        _rate(f"connect storm of {DEVICES:,} devices", "storm", ours, references, 3),
        _rate("the same, each for the first time", "storm", [first_ever], references[:1], 3),
        _rate("the same, through ASGI", "storm", [fallback], references[-1:], None),
        Row(
            "memory of an idle device",
            f"{each / 1024:.1f} KiB",
            f"uvicorn's engines: {least / 1024:.1f} KiB; ours through ASGI: {fallback.bytes_each / 1024:.1f} KiB",
            f"{least / each:.1f} ×",
            "≤ 6 KiB",
            each <= 6 * 1024,
        ),
        _rate(f"heartbeats of {DEVICES:,} devices", "heartbeats", ours, references, 2),
        Row("the load generator of these", f"{share:.0%} of a core at the most", "", "", "< 90 %", share < 0.9),
    ]


def _rate(path: str, name: str, ours: list[Run], references: list[list[Run]], least: int | None) -> Row:
    """A rate against the faster of uvicorn's engines in the same round."""
    figures = [float(getattr(run, name)) for run in ours]
    beside = [max(float(getattr(run, name)) for run in runs) for runs in references]
    ratios = [figure / reference for figure, reference in zip(figures, beside, strict=True)]
    ratio = statistics.median(ratios)
    spread = f" ({min(ratios):.1f}–{max(ratios):.1f})" if len(ratios) > 1 else ""
    return Row(
        path,
        f"{statistics.median(figures):,.0f}/s",
        f"uvicorn's faster engine, one look-up each: {statistics.median(beside):,.0f}/s",
        f"{ratio:.1f} ×{spread}",
        f"≥ {least} ×" if least else "",
        least is None or ratio >= least,
    )
