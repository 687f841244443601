"""The schema: root types merged, refusals, limits and coded errors attached."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry import Info
from strawberry.types import ExecutionContext
from strawberry.types.field import StrawberryField
from strawberry.types.graphql import OperationType

from app.context import RequestContext
from app.domain.errors import DomainError
from app.graphql.errors import CodedErrors
from app.graphql.fan_out import FanOut, Operation
from app.graphql.limits import OPERATION_SECONDS, Documents, Limits
from app.resolvers.accounts import AccountMutation, AccountQuery
from app.resolvers.brands import BrandMutation, BrandQuery
from app.resolvers.devices import DeviceMutation, DeviceQuery
from app.resolvers.handovers import HandoverMutation
from app.resolvers.imports import ImportMutation
from app.resolvers.invitations import InvitationMutation, InvitationQuery
from app.resolvers.live import LiveSubscription
from app.resolvers.nodes import NodeQuery
from app.resolvers.organizations import OrganizationMutation, OrganizationQuery
from app.resolvers.tokens import TokenMutation, TokenQuery
from app.schema.labels import WARNINGS
from app.schema.refusals import REFUSALS, refusal_for


@strawberry.type
class Query(AccountQuery, InvitationQuery, NodeQuery, BrandQuery, OrganizationQuery, TokenQuery, DeviceQuery):
    pass


@strawberry.type
class Mutation(
    AccountMutation,
    InvitationMutation,
    BrandMutation,
    OrganizationMutation,
    TokenMutation,
    ImportMutation,
    DeviceMutation,
    HandoverMutation,
):
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


class Schema(strawberry.Schema):
    """Strawberry's schema, which leaves the log to `CodedErrors` and what is streamed to `FanOut`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._fan_out = FanOut()

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncGenerator[Any, None]:
        """The results of an operation, as they come. `context_value` is a `RequestContext`. Raises FellBehind."""

        async def run(context: RequestContext) -> AsyncGenerator[Any, None]:
            results = await super(Schema, self).stream(
                query,
                variable_values,
                context,
                root_value,
                operation_name,
                operation_extensions,
                allowed_operation_types,
            )
            async with aclosing(results):
                async for result in results:
                    yield result

        assert isinstance(context_value, RequestContext)
        operation = Operation.of(query, operation_name, variable_values, operation_extensions)
        return self._fan_out.follow(operation, run, context_value)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing: strawberry would log every wrong request with the values in it, as often as somebody likes."""


def create_schema(*, operation_seconds: float = OPERATION_SECONDS) -> Schema:
    """The executable schema, with all limits. `operation_seconds` is how long a query or mutation may run."""
    schema = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=WARNINGS,
        extensions=[CodedErrors, lambda: Limits(documents, operation_seconds)],
        exception_handlers=[Refuse(error, refusal) for error, refusal in REFUSALS.items()],
    )
    documents: Documents = Documents(schema._schema)
    return schema
