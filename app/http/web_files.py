"""The files of a web app as `make web` has built them: read once at the start, answered from memory.

Nothing of a request ever becomes a path on the disk: what is asked for is
looked up among the names that were there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import Response

from app.http.caching import kept

FOR_EVER: Final = "public, max-age=31536000, immutable"
"""For what has its digest in its name."""

ASK_AGAIN: Final = "no-cache"
"""For what keeps its name: clients may keep it, and ask before each use whether it is still the same."""

_CODINGS: Final = {".br": "br", ".gz": "gzip"}
"""The compressed copies that the build lays beside a file, the smallest first."""

_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class WebFile:
    """One file with its compressed copies, by content coding."""

    content: bytes
    media_type: str
    copies: Mapping[str, bytes]
    tag: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file at `path`, and the copies beside it."""
        content = path.read_bytes()
        beside = {coding: path.with_name(path.name + ending) for ending, coding in _CODINGS.items()}
        return cls(
            content,
            _MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
            {coding: copy.read_bytes() for coding, copy in beside.items() if copy.is_file()},
            hashlib.sha256(content).hexdigest()[:32],
        )

    def answer(self, request: Request, *, cache_control: str, headers: Mapping[str, str] | None = None) -> Response:
        """The file, in the smallest form that the client takes; 304 when it has that already."""
        coding = best_coding(request.headers.get("accept-encoding", ""), self.copies)
        given = {**(headers or {}), "vary": "accept-encoding"}
        if coding is None:
            return kept(
                request, self.content, self.media_type, tag=self.tag, cache_control=cache_control, headers=given
            )
        return kept(
            request,
            self.copies[coding],
            self.media_type,
            tag=f"{self.tag}-{coding}",
            cache_control=cache_control,
            headers={**given, "content-encoding": coding},
        )


def read_files(folder: Path) -> dict[str, WebFile]:
    """Every file of a built app by its path below the folder, with slashes; empty when there is no build."""
    if not (folder / "index.html").is_file():
        return {}
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in _CODINGS)
    return {path.relative_to(folder).as_posix(): WebFile.read(path) for path in paths}


def best_coding(accepted: str, available: Mapping[str, bytes]) -> str | None:
    """Which of the available content codings to send (RFC 9110, section 12.5.3); None for the file as it is.

    The one with the highest weight, and of several with the same the smallest.
    """
    weights = dict(_weighed(part) for part in accepted.split(","))
    found = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in available}
    best = max(found, key=lambda coding: found[coding], default=None)
    return best if best is not None and found[best] > 0 else None


def _weighed(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if key.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return name.strip().lower(), weight
