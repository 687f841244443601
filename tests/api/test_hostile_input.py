"""Whatever stands in an argument, the answer is an answer or a refusal: never an error of ours."""

import json
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.graphql import create_schema
from app.models import MetadataFieldType, Organization, TokenBatch
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import an_owned_device
from tests.builders import PASSWORD, a_brand, a_member, a_template, an_address

pytestmark = pytest.mark.anyio

SCHEMA = create_schema()._schema

HOSTILE = (
    "Acme\u0000",
    "%_\\'; --\"",
    "\u202eemca",
    200 * "ß",
    3_000 * "x",
)
"""Texts that have hurt others."""

ENDINGS = {"signOut", "unclaimDevice"}
"""Fields that take no texts and end what the others act on."""

Path = tuple[str, ...]


def fields() -> dict[tuple[str, str], GraphQLField]:
    """Where arguments are: the root fields, and the lists of an organization."""
    organization = SCHEMA.type_map["Organization"]
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    assert isinstance(organization, GraphQLObjectType)
    return {
        (each.name, name): field
        for each in (SCHEMA.query_type, SCHEMA.mutation_type, organization)
        for name, field in each.fields.items()
        if field.args and name not in ENDINGS
    }


def places(wanted: GraphQLInputType, path: Path) -> Iterator[Path]:
    """Where a value of a type holds texts, ids among them, and moments."""
    if is_non_null_type(wanted) or is_list_type(wanted):
        yield from places(wanted.of_type, path)
    elif is_input_object_type(wanted):
        for name, field in wanted.fields.items():
            yield from places(field.type, (*path, name))
    elif get_named_type(wanted).name in {"String", "ID"}:
        yield path


def literal(wanted: GraphQLInputType, path: Path, hostile: Path, text: str, good: dict[str, str]) -> str:
    """A value of a type that is good but for the text in one place; what may be left out is."""
    if is_non_null_type(wanted):
        return literal(wanted.of_type, path, hostile, text, good)
    if is_list_type(wanted):
        return f"[{literal(wanted.of_type, path, hostile, text, good)}]"
    if is_input_object_type(wanted):
        parts = (
            f"{name}: {literal(field.type, (*path, name), hostile, text, good)}"
            for name, field in wanted.fields.items()
            if is_required_input_field(field) or hostile[: len(path) + 1] == (*path, name)
        )
        return "{" + ", ".join(parts) + "}"
    if is_enum_type(wanted):
        return str(next(iter(wanted.values)))
    kind = get_named_type(wanted).name
    if kind in {"Int", "Boolean"}:
        return {"Int": "1", "Boolean": "true"}[kind]
    return json.dumps(text if path == hostile else good.get(path[-1], "Fine"), ensure_ascii=False)


def document(place: tuple[str, str], hostile: Path, text: str, good: dict[str, str]) -> str:
    """An operation that asks for one field with a hostile text in one place."""
    field, (above, name) = fields()[place], place
    given = {
        argument: literal(each.type, (argument,), hostile, text, good)
        for argument, each in field.args.items()
        if is_required_argument(each) or argument in {"first", hostile[0]}
    }
    arguments = ", ".join(f"{argument}: {value}" for argument, value in given.items())
    selection = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
    asked = f"{name}({arguments}) {selection}"
    if above == "Organization":
        return f"{{ organization(id: {json.dumps(good['organizationId'])}) {{ {asked} }} }}"
    return f"{above.lower()} {{ {asked} }}"


@pytest.fixture(scope="module")
async def owner(door: Door, parts: Parts) -> tuple[Client, dict[str, str]]:
    """Somebody who may do everything in a brand, and good values for what the fields ask for."""
    brand: Organization = await a_brand()
    viewer = await a_member(brand)
    template = await a_template(brand, parts, FieldDraft("Note", MetadataFieldType.TEXT), actor=viewer)
    owned = await an_owned_device(door, parts, brand, viewer=viewer, template=template)
    batch = await TokenBatch.get(issuer_id=brand.id)
    return door.person(viewer), {
        "organizationId": global_id("Organization", brand.id),
        "parentId": global_id("Organization", brand.id),
        "templateId": global_id("Template", template.id),
        "deviceId": owned.device_id,
        "tokenId": owned.token_id,
        "tokenIds": owned.token_id,
        "batchId": global_id("TokenBatch", batch.id),
        "id": global_id("Template", template.id),
        "qrToken": owned.token.qr_token.text,
        "brand": brand.slug,
        "email": viewer.email,
        "password": PASSWORD,
        "name": "Note",
    }


@pytest.mark.parametrize("place", fields(), ids="-".join)
async def test_no_text_in_any_argument_makes_an_error_of_ours(
    owner: tuple[Client, dict[str, str]], place: tuple[str, str]
) -> None:
    person, good = owner
    client = Client(person.http, person.access_token, an_address())
    hostile = [path for name, each in fields()[place].args.items() for path in places(each.type, (name,))]
    assert hostile
    failed = []
    for path in hostile:
        for text in HOSTILE:
            answer = await client.execute(document(place, path, text, good))
            if not set(answer.codes) <= {"BAD_REQUEST", "FORBIDDEN", "THROTTLED"}:
                failed.append((path, text, answer.body))
    assert failed == []
