"""Walking the schema: everything that must have its row, and documents that ask for everything."""

from collections.abc import Iterator
from functools import cache

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
    is_union_type,
)

from app.graphql import create_schema

GRAPHQL: GraphQLSchema = create_schema()._schema

DRAWN = {"qrCode": "(format: SVG)", "label": "", "boxGuide": ""}
"""Fields that take milliseconds each: asked for on their own only, with these arguments."""

PAGE = 60
"""More than any list of the world holds."""

DEEP_PAGE = 15
"""Entries of a page that are looked at with all that hangs on them."""


def root_fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Every root field with the name of the type it stands in."""
    for root in (GRAPHQL.query_type, GRAPHQL.mutation_type, GRAPHQL.subscription_type):
        assert root is not None
        for name, field in root.fields.items():
            yield root.name, name, field


def root_field(root: str, name: str) -> GraphQLField:
    """One root field."""
    return next(field for each, field_name, field in root_fields() if (each, field_name) == (root, name))


def doors() -> Iterator[str]:
    """Every argument of a root field, however deep in its input, that could name something: `Query.device(id)`.

    Numbers, enums, booleans and moments name nothing. A field without such an
    argument stands for itself.
    """
    for root, name, field in root_fields():
        paths = [path for argument, each in field.args.items() for path in naming_paths(argument, each.type)]
        yield from (f"{root}.{name}({path})" for path in paths)
        if not paths:
            yield f"{root}.{name}"


def naming_paths(path: str, wanted: GraphQLInputType) -> Iterator[str]:
    """The paths below an argument that end in an identifier or a text."""
    named = get_named_type(wanted)
    if is_input_object_type(named):
        for name, field in named.fields.items():
            yield from naming_paths(f"{path}.{name}", field.type)
    elif named.name in {"ID", "String"}:
        yield path


def shown_types() -> dict[str, GraphQLObjectType]:
    """The object types that hold something: no results of mutations, no pages, no root types."""
    roots = {GRAPHQL.query_type, GRAPHQL.mutation_type, GRAPHQL.subscription_type}
    return {
        name: each
        for name, each in GRAPHQL.type_map.items()
        if is_object_type(each)
        and each not in roots
        and not name.startswith("__")
        and not name.endswith(("Connection", "Edge", "PageInfo", "Success"))
        and not any(interface.name == "UserError" for interface in each.interfaces)
    }


def is_page(field: GraphQLField) -> bool:
    """Whether a field gives a connection."""
    return get_named_type(field.type).name.endswith("Connection")


@cache
def everything(type_name: str, depth: int) -> str:
    """A selection of all fields of a type but pages, objects within each other to a depth."""
    return _selection(GRAPHQL.type_map[type_name], depth)


@cache
def whole(type_name: str, depth: int) -> tuple[str, ...]:
    """Everything of a type, pages too, in several selections: one document must not be too long.

    Of a page there are many entries by themselves, and some with what hangs on them.
    """
    pages = [(name, field) for name, field in shown_types()[type_name].fields.items() if is_page(field)]
    deep = [_page(name, field, DEEP_PAGE, depth - 1) for name, field in pages]
    together = [deep[first : first + 3] for first in range(0, len(deep), 3)]
    flat = [_page(name, field, PAGE, 0) for name, field in pages]
    return (everything(type_name, depth), *(f"{{ {' '.join(some)} }}" for some in (flat, *together) if some))


def _selection(of: GraphQLNamedType, depth: int) -> str:
    if is_union_type(of):
        members = " ".join(_member(each, of, depth) for each in of.types)
        return f"{{ __typename {members} }}"
    if is_interface_type(of):
        shared = (name for name, field in of.fields.items() if is_leaf_type(get_named_type(field.type)))
        return f"{{ __typename {' '.join(shared)} }}"
    assert isinstance(of, GraphQLObjectType)
    fields = (_field(name, field, depth) for name, field in of.fields.items() if name not in DRAWN)
    return f"{{ __typename {' '.join(each for each in fields if each)} }}"


def _member(member: GraphQLObjectType, of: GraphQLUnionType, depth: int) -> str:
    """A member of a union; what another member has by the same name and of another type, by a name of its own."""
    asked = [
        f"{name}Of{member.name}: {asked}" if _differs(name, field, of) else asked
        for name, field in member.fields.items()
        if (asked := _field(name, field, depth))
    ]
    return f"... on {member.name} {{ __typename {' '.join(asked)} }}"


def _differs(name: str, field: GraphQLField, of: GraphQLUnionType) -> bool:
    return any(str(each.fields[name].type) != str(field.type) for each in of.types if name in each.fields)


def _field(name: str, field: GraphQLField, depth: int) -> str:
    if is_page(field):
        return ""
    if is_leaf_type(named := get_named_type(field.type)):
        return name
    return f"{name} {_selection(named, depth - 1)}" if depth > 0 else ""


def _page(name: str, field: GraphQLField, size: int, depth: int) -> str:
    edge = GRAPHQL.type_map[get_named_type(field.type).name.replace("Connection", "Edge")]
    assert isinstance(edge, GraphQLObjectType)
    node = _selection(get_named_type(edge.fields["node"].type), depth)
    return f"{name}(first: {size}) {{ totalCount pageInfo {{ startCursor endCursor }} edges {{ cursor node {node} }} }}"


def document(root: str, name: str, depth: int = 2) -> str:
    """An operation that asks one root field for everything, each of its arguments a variable."""
    field = root_field(root, name)
    declared = ", ".join(f"${argument}: {each.type}" for argument, each in field.args.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    selection = everything(get_named_type(field.type).name, depth)
    head = f"{root.lower()}({declared})" if declared else root.lower()
    return f"{head} {{ {name}{f'({given})' if given else ''} {selection} }}"


def field_by_field(type_name: str) -> str:
    """A query for one object by its identifier that asks, of each of its fields, only whether it is there."""
    fields = " ".join(_presence(name, field) for name, field in shown_types()[type_name].fields.items())
    return f"query($id: ID!) {{ node(id: $id) {{ ... on {type_name} {{ {fields} }} }} }}"


def _presence(name: str, field: GraphQLField) -> str:
    arguments = DRAWN.get(name, "(first: 1)" if is_page(field) else "")
    assert arguments or not any(is_required_argument(each) for each in field.args.values()), name
    return f"{name}{arguments}{'' if is_leaf_type(get_named_type(field.type)) else ' { __typename }'}"


def variations(type_name: str) -> Iterator[tuple[str, str]]:
    """Each page of a type with each value of each argument that names nothing: the field's name, and what is asked."""
    for name, field in shown_types()[type_name].fields.items():
        for argument, each in field.args.items() if is_page(field) else ():
            for value in _values(each.type):
                yield name, f"{name}(first: {PAGE}, {argument}: {value}) {_COUNTED}"


def namings(type_name: str, named: dict[str, str], cursors: list[str]) -> Iterator[str]:
    """Each page of a type with each argument that takes an identifier, from `named`, or one of the cursors."""
    for name, field in shown_types()[type_name].fields.items():
        for argument, each in field.args.items() if is_page(field) else ():
            size = {"before": "last", "after": "first"}.get(argument)
            if size is not None:
                yield from (f'{name}({size}: {PAGE}, {argument}: "{cursor}") {_COUNTED}' for cursor in cursors)
            elif is_input_object_type(of := get_named_type(each.type)):
                for inner in (inner for inner, field in of.fields.items() if get_named_type(field.type).name == "ID"):
                    yield f'{name}(first: {PAGE}, {argument}: {{ {inner}: "{named[inner]}" }}) {_COUNTED}'


_COUNTED = "{ totalCount edges { cursor node { __typename id } } }"


def _values(wanted: GraphQLInputType) -> Iterator[str]:
    of = get_named_type(wanted)
    if is_input_object_type(of):
        for name, field in of.fields.items():
            yield from (f"{{ {name}: {value} }}" for value in _values(field.type))
    elif is_enum_type(of):
        yield from list(of.values)[:4]
    else:
        yield from {"Boolean": ["true", "false"], "DateTime": ['"2020-01-01T00:00:00Z"']}.get(of.name, ())
