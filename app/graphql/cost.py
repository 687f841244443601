"""What an operation costs: known before it runs, from the document and its variables alone.

Every field costs 1, or 50 where it draws something. The selection of a connection counts once for each entry
that its page may have (`first` or `last`), the selection of any other list of
objects ten times, because its length is not in the document: the metadata of a
device, the memberships of a person. The sum tells fairly what will be resolved,
and is rather too high: members of a union exclude each other and a field asked
for twice is resolved once, yet all are counted.

Introspection has no pages, and the schema about itself is much. It is weighed
on its own, by the real lengths of the schema's lists, against the query that
every tool sends: what asks for more than that is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
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
    get_named_type,
    get_nullable_type,
    is_composite_type,
    parse,
)

from app.domain.paging import MAXIMUM_PAGE

MAXIMUM_COST = 10_000
"""Allows a page of 100 whose entries have some 90 fields each, and refuses every page of 100 within a page of 100.

With lists five times as long as supposed, these are 50,000 fields to resolve,
which hold the event loop for less than 250 ms.
"""

DEAR = {"qrCode": 50, "label": 50, "boxGuide": 50, "alignmentSheet": 50}
"""Fields that draw something: milliseconds of a processor each."""

SUPPOSED_LENGTH = 10
"""Entries of a list that is no page."""

GREATEST_TOLD = 2**31 - 1
"""Costs above are told as this, the greatest `Int` of GraphQL: a few nested pages exceed what JSON can carry."""

Fragments = Mapping[str, FragmentDefinitionNode]
Operations = Sequence[OperationDefinitionNode]


def operations_and_fragments(document: DocumentNode) -> tuple[Operations, Fragments]:
    """The document's definitions by what they are."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return operations, fragments


class Prices:
    """What documents cost in one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._lists = _names_of_lists(schema)
        self._introspected = _introspected_lengths(schema)
        standard = get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            one_of=True,
        )
        # A quarter more than the standard, for tools that ask for some things of their own.
        self._most_introspection = 1.25 * self._introspection(*operations_and_fragments(parse(standard)))

    def cost_of(self, operation: OperationDefinitionNode, fragments: Fragments, variables: Mapping[str, Any]) -> int:
        """The cost of a valid operation with these variables, between 1 and GREATEST_TOLD."""
        given = {
            definition.variable.name.value: _literal_size(definition.default_value)
            for definition in operation.variable_definitions or ()
        }
        given.update(variables)

        def entries(field: FieldNode) -> int:
            return _page_size(field, given) or (SUPPOSED_LENGTH if field.name.value in self._lists else 1)

        return int(min(_Scales(fragments, entries).weigh(operation.selection_set), GREATEST_TOLD))

    def introspects_too_much(self, operations: Operations, fragments: Fragments) -> bool:
        """Whether a document asks more of the schema about itself than tools do. It need not be valid."""
        return self._introspection(operations, fragments) > self._most_introspection

    def _introspection(self, operations: Operations, fragments: Fragments) -> float:
        scales = _Scales(
            fragments, lambda field: self._introspected.get(field.name.value, 1.0), introspection_only=True
        )
        return sum(scales.weigh(operation.selection_set) for operation in operations)


class _Scales:
    """Adds up selections. Each fragment is added up once, however often it is spread."""

    def __init__(
        self, fragments: Fragments, entries: Callable[[FieldNode], float], *, introspection_only: bool = False
    ) -> None:
        self._fragments = fragments
        self._entries = entries
        self._introspection_only = introspection_only
        self._known: dict[tuple[str, bool], float] = {}

    def weigh(self, selections: SelectionSetNode, *, inside: bool = False) -> float:
        """The weight of a selection; `inside` says whether introspection surrounds it."""
        total: float = 0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                if inside or not self._introspection_only:
                    total += DEAR.get(selection.name.value, 1)
                if selection.selection_set is not None:
                    begins = selection.name.value.startswith("__")
                    total += self._entries(selection) * self.weigh(selection.selection_set, inside=inside or begins)
            elif isinstance(selection, InlineFragmentNode):
                total += self.weigh(selection.selection_set, inside=inside)
            elif isinstance(selection, FragmentSpreadNode):
                total += self._weigh_fragment(selection.name.value, inside)
        return total

    def _weigh_fragment(self, name: str, inside: bool) -> float:
        key = (name, inside)
        if key not in self._known:
            self._known[key] = 0  # what a cycle adds: validation refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[key] = self.weigh(fragment.selection_set, inside=inside)
        return self._known[key]


def _page_size(field: FieldNode, given: Mapping[str, Any]) -> int | None:
    """How many entries the field's page may have: 1 when it will be refused, None when the field has no page."""
    size = None
    for argument in field.arguments or ():
        if argument.name.value in {"first", "last"}:
            value = argument.value
            asked = given.get(value.name.value) if isinstance(value, VariableNode) else _literal_size(value)
            # JSON and GraphQL's `Int` know 100.0 as a whole number; Python's booleans are none.
            if not isinstance(asked, int | float) or isinstance(asked, bool) or not 1 <= asked <= MAXIMUM_PAGE:
                asked = 1
            size = max(size or 1, int(asked))
    return size


def _literal_size(value: ValueNode | None) -> int:
    """The number a literal stands for; 0 for all that no page is as long as."""
    if isinstance(value, IntValueNode) and len(value.value) <= len(str(MAXIMUM_PAGE)):
        return int(value.value)
    return 0


def _fields(types: Sequence[GraphQLNamedType]) -> list[tuple[str, GraphQLField]]:
    return [
        (name, field)
        for each in types
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in each.fields.items()
    ]


def _names_of_lists(schema: GraphQLSchema) -> frozenset[str]:
    """The names of fields that list objects; without `edges`, whose number their connection knows."""
    own = [each for each in schema.type_map.values() if not each.name.startswith("__")]
    return frozenset(
        name
        for name, field in _fields(own)
        if name != "edges"
        and isinstance(get_nullable_type(field.type), GraphQLList)
        and is_composite_type(get_named_type(field.type))
    )


def _introspected_lengths(schema: GraphQLSchema) -> dict[str, float]:
    """The mean lengths of the lists that introspection knows, in this schema."""
    types = list(schema.type_map.values())
    fields = _fields(types)
    totals = {
        "fields": len(fields),
        "interfaces": sum(
            len(each.interfaces) for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)
        ),
        "possibleTypes": sum(
            len(schema.get_possible_types(each))
            for each in types
            if isinstance(each, GraphQLUnionType | GraphQLInterfaceType)
        ),
        "inputFields": sum(len(each.fields) for each in types if isinstance(each, GraphQLInputObjectType)),
        "enumValues": sum(len(each.values) for each in types if isinstance(each, GraphQLEnumType)),
    }
    return {
        **{name: total / len(types) for name, total in totals.items()},
        "types": float(len(types)),
        "directives": float(len(schema.directives)),
        "args": sum(len(field.args) for _, field in fields) / len(fields),
    }
