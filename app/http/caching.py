"""Answers that clients may keep, and ask about again by their entity tag (RFC 9110, section 8.8.3)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def kept(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    tag: str,
    cache_control: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """200 with the content, or 304 when the client has what `tag` names."""
    given = {**(headers or {}), "etag": f'"{tag}"', "cache-control": cache_control}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if "*" in known or f'"{tag}"' in known:
        return Response(status_code=304, headers=given)
    response = Response(content, headers=given)
    # Set by hand: starlette would add a charset to some types.
    response.headers["content-type"] = media_type
    return response
