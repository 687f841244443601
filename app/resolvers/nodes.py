"""`node(id)`: any object by its global identifier, seen exactly as its own root field shows it."""

from collections.abc import Awaitable, Callable

import strawberry

from app.context import Info
from app.resolvers.devices import find_device
from app.resolvers.organizations import find_organization, find_template
from app.resolvers.tokens import find_static_token, find_token_batch
from app.schema.nodes import Node, parse_id

_FINDERS: dict[str, Callable[[Info, str], Awaitable[Node | None]]] = {
    "Device": find_device,
    "Organization": find_organization,
    "StaticToken": find_static_token,
    "Template": find_template,
    "TokenBatch": find_token_batch,
}


@strawberry.type
class NodeQuery:
    @strawberry.field(description="Null for what is not yours to see, or not there.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        await info.context.viewer()
        find = _FINDERS.get(parse_id(id)[0])
        return None if find is None else await find(info, id)
