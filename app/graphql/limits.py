"""What keeps queries from hurting: limits on documents, on what they cost, and on how long they run.

A document is parsed, measured and validated once; what came of it is kept for
the next request with the same text. What depends on variables, the cost, is
decided for each request. The limits hold for HTTP, server-sent events and
WebSockets alike, because they are part of the schema.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    ValidationContext,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.graphql import OperationType

from app.domain.errors import BadRequest
from app.graphql.cost import MAXIMUM_COST, Fragments, Operations, Prices, operations_and_fragments

MAXIMUM_TOKENS = 1_000
MAXIMUM_LENGTH = 256 * 1024
"""Characters of a document. Few tokens may be long ones, and reading them is slow; data belongs into variables."""

MAXIMUM_DEPTH = 12
"""How many fields with selections may stand within each other."""

INTROSPECTION_DEPTH = 14
"""The same for fields within `__schema` and `__type`: what the standard introspection query needs."""

MAXIMUM_ALIASES = 15
"""Aliases of a document, those of a fragment counted wherever it is spread."""

MAXIMUM_FAULTS = 20
"""Faults of a document after which validation stops looking for more."""

MAXIMUM_COMPARISONS = 25_000
"""Steps that validation may take to see whether fields of one name ask for the same.

They grow with the square of how often a name is repeated: usual documents need
none, some thirty fragments about the same thing 10,000. The default of
graphql-core, half a million, holds the loop for a quarter of a second.
"""

OPERATION_SECONDS = 10.0
"""How long a query or mutation may run. Subscriptions live as long as their session."""

_ABORTED = "Validation aborted."
"""What graphql-core says when a document took too many steps."""


class _FewComparisons(OverlappingFieldsCanBeMergedRule):
    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAXIMUM_COMPARISONS


_RULES = (
    *(_FewComparisons if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


class DocumentTooDeep(BadRequest):
    """Fields are nested too deeply; facts: depth, maximum."""

    def __init__(self, depth: int, maximum: int) -> None:
        super().__init__(f"Fields are nested {depth} levels deep; at most {maximum} are allowed.")
        self.depth = depth
        self.maximum = maximum


class TooManyAliases(BadRequest):
    """There are too many aliases; facts: aliases, maximum."""

    def __init__(self, aliases: int, maximum: int) -> None:
        super().__init__(f"There are {aliases} aliases, fragments included; at most {maximum} are allowed.")
        self.aliases = aliases
        self.maximum = maximum


class TooMuchIntrospection(BadRequest):
    """The schema is asked for more about itself than any tool needs."""

    message = "This asks the schema for more about itself than the standard introspection query does."


class CostTooHigh(BadRequest):
    """The operation would resolve too many fields; facts: cost, maximum."""

    def __init__(self, cost: int, maximum: int) -> None:
        super().__init__(
            f"This would cost {cost}; at most {maximum} is allowed. Ask for smaller pages or for fewer fields."
        )
        self.cost = cost
        self.maximum = maximum


class OperationTooSlow(BadRequest):
    """The operation took too long and was stopped; facts: seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"This took longer than {seconds:g} seconds and was stopped; what it was about to change was rolled back."
        )
        self.seconds = seconds


class Prepared:
    """A document that was parsed, and what is wrong with it, if anything."""

    def __init__(self, document: DocumentNode, schema: GraphQLSchema, prices: Prices) -> None:
        self.document = document
        self._prices = prices
        self._operations, self._fragments = operations_and_fragments(document)
        fault = _fault_of(self._operations, self._fragments, prices)
        if fault is not None:
            self.faults = [GraphQLError(fault.message, original_error=fault)]
        else:
            faults = validate(schema, document, _RULES, max_errors=MAXIMUM_FAULTS, hide_suggestions=True)
            # Without what a scalar raised: that would look like a bug of ours.
            self.faults = [GraphQLError(_said(each.message), each.nodes) for each in faults]

    def cost(self, operation_name: str | None, variables: dict[str, Any] | None) -> int:
        """The cost of the operation that will run, 0 when there is none of that name."""
        for operation in self._operations:
            if operation_name is None or (operation.name is not None and operation.name.value == operation_name):
                return self._prices.cost_of(operation, self._fragments, variables or {})
        return 0


class Documents:
    """Prepared documents by their text, the least recently used forgotten first."""

    MOST_HELD = 64_000
    """Tokens, with 16 characters counted as one: some 40 MB of syntax trees at worst, and hundreds of usual ones."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._prices = Prices(schema)
        self._known: OrderedDict[str, Prepared] = OrderedDict()
        self._held = 0

    def find(self, text: str) -> Prepared | None:
        """The document of this text, if it was prepared before."""
        prepared = self._known.get(text)
        if prepared is not None:
            self._known.move_to_end(text)
        return prepared

    def prepare(self, text: str, document: DocumentNode) -> Prepared:
        """Measure and validate a document, and keep what came of it."""
        prepared = self._known[text] = Prepared(document, self._schema, self._prices)
        self._held += _size(text, prepared)
        while self._held > self.MOST_HELD:
            self._held -= _size(*self._known.popitem(last=False))
        return prepared


class Limits(SchemaExtension):
    """All limits of one operation; tells its cost in `extensions.cost`, 0 when it was refused before it was weighed."""

    def __init__(self, documents: Documents, operation_seconds: float = OPERATION_SECONDS) -> None:
        self._documents = documents
        self._seconds = operation_seconds
        self._prepared: Prepared | None = None
        self._cost = 0

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        # Strawberry hands these to the parser, and knows only some of them by name.
        cast(dict[str, Any], context.parse_options).update(max_tokens=MAXIMUM_TOKENS, max_source_length=MAXIMUM_LENGTH)
        text = context.query or ""
        self._prepared = self._documents.find(text)
        if self._prepared is not None:
            context.graphql_document = self._prepared.document
        # An unknown document is parsed by strawberry: of what is raised there it makes an answer on every transport.
        yield
        if self._prepared is None and context.graphql_document is not None:
            self._prepared = self._documents.prepare(text, context.graphql_document)

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert self._prepared is not None
        faults = list(self._prepared.faults)
        if not faults:
            self._cost = self._prepared.cost(context.operation_name, context.variables)
            if self._cost > MAXIMUM_COST:
                error = CostTooHigh(self._cost, MAXIMUM_COST)
                faults = [GraphQLError(error.message, original_error=error)]
        context.pre_execution_errors = faults
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        if self.execution_context.operation_type is OperationType.SUBSCRIPTION:
            yield
            return
        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            error = OperationTooSlow(self._seconds)
            raise GraphQLError(error.message, original_error=error) from None

    def get_results(self) -> dict[str, Any]:
        return {"cost": self._cost}


class _Shape(NamedTuple):
    """What a selection looks like; depth counts the fields with selections that stand within each other."""

    depth: int
    introspection_depth: int
    aliases: int


class _Measure:
    """Takes the shape of selections. Each fragment is measured once, however often it is spread."""

    def __init__(self, fragments: Fragments) -> None:
        self._fragments = fragments
        self._known: dict[str, _Shape] = {}

    def shape(self, selections: SelectionSetNode) -> _Shape:
        """The shape of everything selected here and below."""
        depth = introspection_depth = aliases = 0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                aliases += selection.alias is not None
                if selection.selection_set is None:
                    continue
                below = self.shape(selection.selection_set)
                if selection.name.value.startswith("__"):
                    below = _Shape(0, below.depth + 1, below.aliases)
                else:
                    below = below._replace(depth=below.depth + 1)
            elif isinstance(selection, InlineFragmentNode):
                below = self.shape(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                below = self._shape_of_fragment(selection.name.value)
            depth = max(depth, below.depth)
            introspection_depth = max(introspection_depth, below.introspection_depth)
            aliases += below.aliases
        return _Shape(depth, introspection_depth, aliases)

    def _shape_of_fragment(self, name: str) -> _Shape:
        if name not in self._known:
            self._known[name] = _Shape(0, 0, 0)  # what a cycle adds: validation refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self.shape(fragment.selection_set)
        return self._known[name]


def _fault_of(operations: Operations, fragments: Fragments, prices: Prices) -> BadRequest | None:
    """The limit that the document exceeds. Decided before validation, which takes long for documents made to hurt."""
    measure = _Measure(fragments)
    shapes = [measure.shape(operation.selection_set) for operation in operations]
    depth = max((shape.depth for shape in shapes), default=0)
    if depth > MAXIMUM_DEPTH:
        return DocumentTooDeep(depth, MAXIMUM_DEPTH)
    aliases = sum(shape.aliases for shape in shapes)
    if aliases > MAXIMUM_ALIASES:
        return TooManyAliases(aliases, MAXIMUM_ALIASES)
    introspected = max((shape.introspection_depth for shape in shapes), default=0)
    if introspected > INTROSPECTION_DEPTH:
        return DocumentTooDeep(introspected, INTROSPECTION_DEPTH)
    if introspected and prices.introspects_too_much(operations, fragments):
        return TooMuchIntrospection()
    return None


def _said(message: str) -> str:
    return "The same fields are repeated too often." if message == _ABORTED else message


def _size(text: str, prepared: Prepared) -> int:
    return prepared.document.token_count + len(text) // 16
