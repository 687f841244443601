"""What one request knows: who asks, from where, and the rows that are loaded together."""

from app.context.request import Info, RequestContext, Unauthenticated

__all__ = ["Info", "RequestContext", "Unauthenticated"]
