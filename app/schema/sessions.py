"""Sessions: the places where a person is signed in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from app.models import Session as SessionRow
from app.schema.nodes import global_id
from app.schema.refusals import SessionNotYours


@strawberry.type(description="A place where the viewer is signed in.")
class Session:
    id: strawberry.ID
    device_name: str | None = strawberry.field(description="What the client called itself.")
    created_at: datetime
    last_used_at: datetime = strawberry.field(description="When it was last refreshed; at most 15 minutes late.")
    expires_at: datetime = strawberry.field(description="When it ends by itself unless it is refreshed.")
    is_current: bool = strawberry.field(description="Whether this request belongs to it.")

    @classmethod
    def of(cls, row: SessionRow, current: UUID) -> "Session":
        return cls(
            id=global_id("Session", row.id),
            device_name=row.device_name,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            is_current=row.id == current,
        )


@strawberry.input
class EndSessionInput:
    session_id: strawberry.ID


@strawberry.type
class EndSessionSuccess:
    session_id: strawberry.ID = strawberry.field(description="The session that is over.")


EndSessionResult = Annotated[EndSessionSuccess | SessionNotYours, strawberry.union("EndSessionResult")]
