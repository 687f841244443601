"""Global identifiers: opaque to clients, a type's name and a row's UUID inside."""

import base64
import binascii
from uuid import UUID

import strawberry

from app.domain.errors import BadRequest


@strawberry.interface(description="Anything that can be asked for by its global identifier.")
class Node:
    id: strawberry.ID


def global_id(type_name: str, row_id: UUID) -> strawberry.ID:
    """The identifier clients see."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{row_id.hex}".encode()).rstrip(b"=").decode())


def parse_id(value: str) -> tuple[str, UUID]:
    """Type name and row of a global identifier. Raises BadRequest when it is none of ours."""
    try:
        name, _, digits = base64.urlsafe_b64decode(value.encode("ascii") + b"==").decode("ascii").partition(":")
        if len(digits) == 32 and len(value) < 200:
            return name, UUID(hex=digits)
    except (ValueError, binascii.Error):
        pass
    raise BadRequest("This is not an id of this server.")


def row_id(type_name: str, value: str) -> UUID:
    """The row of an identifier that must be of one type. Raises BadRequest."""
    name, row = parse_id(value)
    if name != type_name:
        raise BadRequest(f"This is not the id of a {type_name}.")
    return row
