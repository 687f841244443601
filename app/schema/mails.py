"""Mails on their way, as a developer reads them."""

from datetime import datetime

import strawberry

from app.domain.parts import Parts
from app.domain.people import mailing
from app.models import OutgoingMail as OutgoingMailRow
from app.schema.nodes import global_id


@strawberry.type(description="A mail that was sent, is on its way, or was given up.")
class OutgoingMail:
    id: strawberry.ID
    kind: str = strawberry.field(description="Which letter it is, such as `invitation`.")
    recipient: str
    subject: str | None = strawberry.field(description="Null when what it said was erased.")
    text: str | None = strawberry.field(description="With the link, if there is one.")
    html: str | None
    attempts: int
    failure: str | None = strawberry.field(description="What the last attempt failed for.")
    created_at: datetime
    sent_at: datetime | None
    given_up_at: datetime | None

    @classmethod
    def of(cls, parts: Parts, row: OutgoingMailRow) -> "OutgoingMail":
        """The mail of a row, opened."""
        mail = mailing.read(parts, row)
        return cls(
            id=global_id("OutgoingMail", row.id),
            kind=row.kind,
            recipient=row.recipient,
            subject=None if mail is None else mail.subject,
            text=None if mail is None else mail.text,
            html=None if mail is None else mail.html,
            attempts=row.attempts,
            failure=row.failure,
            created_at=row.created_at,
            sent_at=row.sent_at,
            given_up_at=row.given_up_at,
        )
