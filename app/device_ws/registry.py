"""Which connections this node holds: at most one for each token."""

from uuid import UUID

from app.device_ws.session import Session


class Registry:
    """The connections of one node by token, arrived or still arriving."""

    def __init__(self) -> None:
        self._by_token: dict[UUID, Session] = {}

    def __len__(self) -> int:
        return len(self._by_token)

    def put(self, session: Session) -> None:
        """Hold a connection; there is none of its token."""
        self._by_token[session.token_id] = session

    def remove(self, session: Session) -> None:
        """Hold it no longer, if it is the one that is held."""
        if self._by_token.get(session.token_id) is session:
            del self._by_token[session.token_id]

    def get(self, token_id: UUID) -> Session | None:
        """The connection of a token."""
        return self._by_token.get(token_id)

    def everybody(self) -> list[Session]:
        """All connections, those too that are still arriving."""
        return list(self._by_token.values())

    def arrived(self) -> list[Session]:
        """The connections that presence knows."""
        return [session for session in self._by_token.values() if session.number]
