"""Rules of the schema that hold for every field there is and for every field to come."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

import app.domain
from app.context import RequestContext, Unauthenticated
from app.context.access_tokens import AccessTokens
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.exports.exporting import LinkExpired
from app.domain.imports.import_files import ImportTooLarge, TooManyImports
from app.domain.organizations.logos import LogoUnusable
from app.domain.organizations.plan_changes import PlanInvalid
from app.domain.parts import Parts
from app.graphql import create_schema
from app.graphql.errors import coded
from app.schema.refusals import REFUSALS
from app.secrets.keys import KeyRing
from tests.builders import an_address

SCHEMA = create_schema()
GRAPHQL: GraphQLSchema = SCHEMA._schema

PUBLIC = {
    "Query.viewer",  # null when signed out
    "Query.brand",
    "Query.claimPreview",
    "Query.invitationPreview",
    "Mutation.acceptInvitation",  # the mailed link says who may
    "Mutation.signUp",
    "Mutation.signIn",
    "Mutation.refreshSession",
    "Mutation.verifyEmail",  # the link says who
    "Mutation.requestEmailVerification",
    "Mutation.requestPasswordReset",
    "Mutation.resetPassword",  # the link says who
    "Mutation.signOut",  # whoever is signed out already hears `SessionExpired`
}
"""The root fields that answer people who are not signed in."""

NOT_A_UNION = {"claimDevices"}  # a list with a result of `claimDevice` for each QR token
"""The mutations whose result is no union."""

TOP_LEVEL = {Unauthenticated, Forbidden, BadRequest}
"""The errors that say that a request is wrong as such."""

OTHER_DOORS = {PlanInvalid, LogoUnusable, LinkExpired, ImportTooLarge, TooManyImports}
"""The errors of operations that have no GraphQL field: the command line or an HTTP door catches them."""

_PLACES = ("app.domain.", "app.context.")
"""Where errors stand that rules raise."""


def root_fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Every root field with the type it stands in."""
    for root in (GRAPHQL.query_type, GRAPHQL.mutation_type, GRAPHQL.subscription_type):
        assert root is not None
        for name, field in root.fields.items():
            yield root.name, name, field


def mutations() -> dict[str, GraphQLField]:
    assert GRAPHQL.mutation_type is not None
    return dict(GRAPHQL.mutation_type.fields)


def some_value(wanted: GraphQLInputType) -> str:
    """A literal of a type, as nonsensical as the type allows."""
    if is_non_null_type(wanted):
        return some_value(wanted.of_type)
    if is_list_type(wanted):
        return f"[{some_value(wanted.of_type)}]"
    if is_input_object_type(wanted):
        required = {name: field for name, field in wanted.fields.items() if is_required_input_field(field)}
        if wanted.extensions["strawberry-definition"].is_one_of:
            required = dict([next(iter(wanted.fields.items()))])
        return "{" + ", ".join(f"{name}: {some_value(field.type)}" for name, field in required.items()) + "}"
    if is_enum_type(wanted):
        return str(next(iter(wanted.values)))
    return {"Int": "0", "Boolean": "false"}.get(get_named_type(wanted).name, '"x"')


def document(operation: str, name: str, field: GraphQLField) -> str:
    """An operation that asks for one root field with its required arguments."""
    required = {argument: each for argument, each in field.args.items() if is_required_argument(each)}
    arguments = ", ".join(f"{argument}: {some_value(each.type)}" for argument, each in required.items())
    selection = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
    return f"{operation.lower()} {{ {name}{f'({arguments})' if arguments else ''} {selection} }}"


@pytest.fixture(scope="module")
def stranger(parts: Parts) -> RequestContext:
    """The context of a request that carries no access token."""
    keys = KeyRing.generate()
    tokens = AccessTokens(keys.signing, keys.current_signing, issuer="https://claim.acme.example")
    return RequestContext(parts, tokens, address=an_address(), bearer=None, is_socket=False)


@pytest.mark.anyio
@pytest.mark.parametrize(("root", "name"), [(root, name) for root, name, _ in root_fields()])
async def test_every_root_field_that_is_not_public_refuses_strangers_first(
    root: str, name: str, stranger: RequestContext
) -> None:
    fields = {(each, field_name): field for each, field_name, field in root_fields()}
    text = document(root, name, fields[root, name])
    if root == "Subscription":
        answers = await SCHEMA.subscribe(text, context_value=stranger)
        errors = answers.errors if hasattr(answers, "errors") else (await anext(aiter(answers))).errors
    else:
        errors = (await SCHEMA.execute(text, context_value=stranger)).errors
    codes = [(error.extensions or {})["code"] for error in errors or []]

    if f"{root}.{name}" in PUBLIC:
        assert "UNAUTHENTICATED" not in codes
    else:
        assert codes == ["UNAUTHENTICATED"]


def test_the_list_of_public_fields_names_only_fields_that_are_there() -> None:
    assert {f"{root}.{name}" for root, name, _ in root_fields()} >= PUBLIC


@pytest.mark.parametrize("name", mutations())
def test_every_mutation_takes_one_input_and_returns_a_union_of_its_own(name: str) -> None:
    field, title = mutations()[name], name[0].upper() + name[1:]
    assert {argument: str(each.type) for argument, each in field.args.items()} == {"input": f"{title}Input!"}
    assert str(field.type) == f"{title}Result!"
    result = get_named_type(field.type)
    if name in NOT_A_UNION:
        assert isinstance(result, GraphQLObjectType)
        return
    assert isinstance(result, GraphQLUnionType)
    success, *refusals = result.types
    assert success.name == f"{title}Success"
    assert refusals, "a mutation that nothing can refuse needs no union"


def test_every_member_of_a_union_is_a_success_or_says_why_not() -> None:
    user_error = GRAPHQL.type_map["UserError"]
    assert isinstance(user_error, GraphQLInterfaceType)
    for union in GRAPHQL.type_map.values():
        if isinstance(union, GraphQLUnionType):
            for member in union.types:
                assert member.name.endswith("Success") != (user_error in member.interfaces), (union, member)


def test_every_refusal_can_happen_somewhere() -> None:
    unions = [each for each in GRAPHQL.type_map.values() if isinstance(each, GraphQLUnionType)]
    members = {member.name for union in unions for member in union.types}
    assert {refusal.__name__ for refusal in REFUSALS.values()} <= members


def domain_modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(app.domain.__path__, "app.domain.")
    return [importlib.import_module(module.name) for module in found]


def test_every_error_of_the_domain_has_its_graphql_type_or_a_code() -> None:
    domain_modules()

    def descendants(error: type[DomainError]) -> set[type[DomainError]]:
        return {error, *(below for each in error.__subclasses__() for below in descendants(each))}

    errors = {error for error in descendants(DomainError) if error.__module__.startswith(_PLACES)} - {DomainError}
    said = set(REFUSALS) | TOP_LEVEL | OTHER_DOORS
    assert {error for error in errors if not said.intersection(error.__mro__)} == set()
    assert said <= errors
    for error, refusal in REFUSALS.items():
        assert error.__name__ == refusal.__name__


def test_every_error_of_the_domain_is_explained_and_speaks_a_sentence() -> None:
    for module in domain_modules():
        for error in vars(module).values():
            if inspect.isclass(error) and issubclass(error, DomainError) and error.__module__ == module.__name__:
                assert (error.__doc__ or "").strip().endswith("."), error
                assert error.message.endswith("."), error


@pytest.mark.parametrize(
    ("cause", "code"),
    [(Unauthenticated(), "UNAUTHENTICATED"), (Forbidden(), "FORBIDDEN"), (BadRequest("No."), "BAD_REQUEST")],
)
def test_requests_that_are_wrong_as_such_have_codes(cause: DomainError, code: str) -> None:
    told = coded(GraphQLError("", original_error=cause))
    assert told.extensions == {"code": code}
    assert told.message == cause.message


def test_a_bug_is_told_as_internal_and_says_nothing_of_itself() -> None:
    told = coded(GraphQLError("secret", original_error=RuntimeError("secret")))
    assert told.extensions == {"code": "INTERNAL"}
    assert "secret" not in str(told)


def test_everything_in_the_schema_that_takes_or_gives_a_list_is_a_page_or_short() -> None:
    # Lists that grow with what people do are connections; these are bounded by their making.
    short = {
        "androidApps",
        "appleApps",
        "fingerprints",
        "links",
        "over",
        "plans",
        "choices",
        "columns",
        "missingFields",
        "samples",
        "edges",
        "faults",
        "memberships",
        "metadata",
        "metadataFields",
        "results",
        "staticTokens",
        "warnings",
    }
    for each in GRAPHQL.type_map.values():
        if isinstance(each, GraphQLObjectType) and not each.name.startswith("__"):
            for name, field in each.fields.items():
                kind = field.type.of_type if is_non_null_type(field.type) else field.type
                assert not is_list_type(kind) or name in short, f"{each.name}.{name}"


def test_the_schema_in_the_repository_is_the_one_that_is_served() -> None:
    written = Path(__file__).parent.parent.joinpath("schema.graphql").read_text(encoding="utf-8")
    assert written == create_schema().as_str() + "\n", "run `make schema`, and look at what has changed"
