"""The schema: root types merged, refusals, limits and coded errors attached."""

from typing import Any

import strawberry
from strawberry import Info
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types.field import StrawberryField

from app.domain.errors import DomainError
from app.graphql.errors import CodedErrors
from app.resolvers.accounts import AccountMutation, AccountQuery
from app.resolvers.devices import DeviceMutation, DeviceQuery
from app.resolvers.live import LiveSubscription
from app.resolvers.nodes import NodeQuery
from app.resolvers.organizations import OrganizationMutation, OrganizationQuery
from app.resolvers.tokens import TokenMutation, TokenQuery
from app.schema.refusals import REFUSALS, refusal_for


@strawberry.type
class Query(AccountQuery, NodeQuery, OrganizationQuery, TokenQuery, DeviceQuery):
    pass


@strawberry.type
class Mutation(AccountMutation, OrganizationMutation, TokenMutation, DeviceMutation):
    pass


@strawberry.type
class Subscription(LiveSubscription):
    pass


class Refuse:
    """Turns one error of the domain into its member of a result union, where the union has it.

    An `ExceptionHandler` of strawberry's by its shape: the two types are known
    at run time only.
    """

    def __init__(self, error: type[DomainError], refusal: type) -> None:
        self.exception_type = error
        self.error_type = refusal

    def handle(self, exception: DomainError, *, field: StrawberryField, info: Info[Any, Any]) -> Any | None:
        return refusal_for(exception)


def create_schema() -> strawberry.Schema:
    """The executable schema, with all limits."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=[CodedErrors, ParserCache, ValidationCache],
        exception_handlers=[Refuse(error, refusal) for error, refusal in REFUSALS.items()],
    )
