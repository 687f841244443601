"""What an operation costs: known before it runs, from the document and its variables alone.

Every field costs 1, and a connection's selection counts once for each entry
that its page may have (`first` or `last`). The sum is an upper bound of the
fields that will be resolved: members of a union exclude each other and a field
asked for twice is resolved once, yet all are counted. Lists that are not pages
count once; they are short by their nature (the fields of a template, the
memberships of a person).

Introspection has no pages, and the schema about itself is much. It is weighed
on its own, by the real lengths of the schema's lists, against the query that
every tool sends: what asks for more than that is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_introspection_query,
    parse,
)

from app.domain.paging import MAXIMUM_PAGE

MAXIMUM_COST = 10_000
"""Allows a page of 100 whose entries have some 90 fields each, and refuses every page of 100 within a page of 100.

Resolving 10,000 fields keeps the event loop busy for less than 250 ms, whose
share is what one operation may take from all others.
"""

GREATEST_TOLD = 2**31 - 1
"""Costs above are told as this, the greatest `Int` of GraphQL: a few nested pages exceed what JSON can carry."""

Fragments = Mapping[str, FragmentDefinitionNode]
Entries = Callable[[FieldNode], float]


def cost_of(operation: OperationDefinitionNode, fragments: Fragments, variables: Mapping[str, Any]) -> int:
    """The cost of a valid operation with these variables, between 1 and GREATEST_TOLD."""
    given = {
        definition.variable.name.value: _literal_size(definition.default_value)
        for definition in operation.variable_definitions or ()
    }
    given.update(variables)
    weigher = _Weigher(fragments, lambda field: _page_size(field, given))
    return int(min(weigher.weigh(operation.selection_set), GREATEST_TOLD))


class Introspection:
    """How much a document may ask a schema about itself: what the standard introspection query asks for."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._lengths = _lengths(schema)
        everything = get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            one_of=True,
        )
        self.standard = parse(everything)
        """The standard introspection query with all its options."""
        self.most = 2 * self.weigh(*operations_and_fragments(self.standard))
        """The greatest weight allowed: twice the standard, for tools that ask for some things of their own."""

    def weigh(self, operations: list[OperationDefinitionNode], fragments: Fragments) -> float:
        """About how many fields introspection would resolve; 0 for documents without it. Cycles do no harm."""
        weigher = _Weigher(fragments, lambda field: self._lengths.get(field.name.value, 1.0), introspection_only=True)
        return sum(weigher.weigh(operation.selection_set) for operation in operations)


def operations_and_fragments(document: Any) -> tuple[list[OperationDefinitionNode], Fragments]:
    """The document's definitions by what they are."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return operations, fragments


class _Weigher:
    """Adds up selections. Each fragment is added up once, however often it is spread."""

    def __init__(self, fragments: Fragments, entries: Entries, *, introspection_only: bool = False) -> None:
        self._fragments = fragments
        self._entries = entries
        self._introspection_only = introspection_only
        self._known: dict[tuple[str, bool], float] = {}

    def weigh(self, selections: SelectionSetNode, *, inside: bool = False) -> float:
        """The weight of a selection; `inside` says whether introspection surrounds it."""
        counts = inside or not self._introspection_only
        total: float = 0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                total += 1 if counts else 0
                if selection.selection_set is not None:
                    begins = selection.name.value.startswith("__")
                    total += self._entries(selection) * self.weigh(selection.selection_set, inside=inside or begins)
            elif isinstance(selection, InlineFragmentNode):
                total += self.weigh(selection.selection_set, inside=inside)
            else:
                total += self._weigh_fragment(selection.name.value, inside)  # type: ignore[attr-defined]
        return total

    def _weigh_fragment(self, name: str, inside: bool) -> float:
        key = (name, inside)
        if key not in self._known:
            self._known[key] = 0  # what a cycle adds: validation refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[key] = self.weigh(fragment.selection_set, inside=inside)
        return self._known[key]


def _page_size(field: FieldNode, given: Mapping[str, Any]) -> int:
    """How many entries the field's page may have; 1 for all that is no page, and for pages that will be refused."""
    size = 1
    for argument in field.arguments or ():
        if argument.name.value in {"first", "last"}:
            value = argument.value
            asked = given.get(value.name.value) if isinstance(value, VariableNode) else _literal_size(value)
            # JSON and GraphQL's `Int` know 100.0 as a whole number; Python's booleans are none.
            if isinstance(asked, int | float) and not isinstance(asked, bool) and 1 <= asked <= MAXIMUM_PAGE:
                size = max(size, int(asked))
    return size


def _literal_size(value: ValueNode | None) -> int | None:
    if isinstance(value, IntValueNode) and len(value.value) <= len(str(MAXIMUM_PAGE)):
        return int(value.value)
    return None


def _lengths(schema: GraphQLSchema) -> dict[str, float]:
    """The mean lengths of the lists that introspection knows, in this schema."""
    types = list(schema.type_map.values())
    with_fields = [each for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    fields = [field for each in with_fields for field in each.fields.values()]
    members = sum(
        len(schema.get_possible_types(each))
        for each in types
        if isinstance(each, GraphQLUnionType | GraphQLInterfaceType)
    )
    totals = {
        "fields": len(fields),
        "interfaces": sum(len(each.interfaces) for each in with_fields),
        "possibleTypes": members,
        "inputFields": sum(len(each.fields) for each in types if isinstance(each, GraphQLInputObjectType)),
        "enumValues": sum(len(each.values) for each in types if isinstance(each, GraphQLEnumType)),
    }
    return {
        **{name: total / len(types) for name, total in totals.items()},
        "types": float(len(types)),
        "directives": float(len(schema.directives)),
        "args": sum(len(field.args) for field in fields) / max(1, len(fields)),
    }
