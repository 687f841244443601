"""Nobody reads or writes what is not theirs: every field and argument there is, as everybody, everywhere."""

import pytest

from app.main import create_app
from app.secrets.keys import KeyRing
from app.settings import Settings
from tests.access import asking
from tests.access.guards import GUARDS, Guard
from tests.access.matrix import FIELDS, HTTP_ROWS, OPEN, OPEN_ROUTES, ROWS, TEXTS, TEXTS_ONLY, HttpRow, Row
from tests.access.rights import ACTORS
from tests.access.walking import GRAPHQL, doors, shown_types
from tests.access.world import World
from tests.api.clients import Door

pytestmark = pytest.mark.anyio

LIVE = [row for row in ROWS if row.door.startswith("Subscription.")]
ASKED = [row for row in ROWS if row not in LIVE]


def assert_tight(leaks: list[str]) -> None:
    assert not leaks, "\n".join([f"{len(leaks)} leaks", *leaks[:25]])


def _last_word(door: str) -> str:
    return door.rstrip(")").rpartition("(")[2].rpartition(".")[2]


def test_every_argument_that_could_name_something_has_its_row() -> None:
    rows = {row.door for row in ROWS} | set(OPEN)
    missing = {door for door in doors() if door not in rows and ("(" not in door or _last_word(door) not in TEXTS_ONLY)}
    assert missing == set(), "say in tests/access/matrix.py who may name what with these"


def test_every_type_that_node_might_show_has_its_row() -> None:
    node = GRAPHQL.type_map["Node"]
    types = {name for name, each in shown_types().items() if node in each.interfaces}
    assert types <= {row.kind for row in ROWS if row.door == "Query.node(id)"}


def test_every_field_has_its_row() -> None:
    written = {name: [field for _, names in rows for field in names.split()] for name, rows in FIELDS.items()}
    assert {name: sorted(fields) for name, fields in written.items()} == {
        name: sorted(each.fields) for name, each in shown_types().items()
    }, "say in tests/access/matrix.py who finds these fields filled"


def test_the_matrix_names_nothing_that_is_gone() -> None:
    there = set(doors())
    assert {row.door for row in ROWS} | set(OPEN) <= there
    assert {_last_word(door) for door in there} >= TEXTS_ONLY


def test_every_address_has_its_row(keys: KeyRing) -> None:
    routes = create_app(Settings(), keys, "postgresql://nobody@localhost/nothing").routes
    assert {getattr(route, "path", str(route)) for route in routes} == {row.route for row in HTTP_ROWS} | set(
        OPEN_ROUTES
    )


@pytest.mark.parametrize("row", ASKED, ids=str)
async def test_an_argument_opens_only_to_those_of_its_table(row: Row, world: World) -> None:
    assert_tight(await asking.leaks_of(row, world))


@pytest.mark.parametrize("row", HTTP_ROWS, ids=str)
async def test_an_address_opens_only_to_those_of_its_table(row: HttpRow, world: World, door: Door) -> None:
    assert_tight(await asking.leaks_of_address(row, world, door))


@pytest.mark.parametrize("row", LIVE, ids=str)
async def test_a_subscription_speaks_only_to_those_of_its_table(row: Row, world: World) -> None:
    assert_tight(await asking.leaks_of_subscription(row, world))


@pytest.mark.parametrize("kind", asking.FOUND_BY_NODE)
async def test_fields_are_filled_only_for_those_of_their_tables(kind: str, world: World) -> None:
    assert_tight(await asking.leaks_of_fields(kind, world))


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("kind", asking.FOUND_BY_NODE)
async def test_no_filter_order_cursor_or_count_tells_of_what_is_hidden(kind: str, actor: str, world: World) -> None:
    assert_tight(await asking.leaks_of_lists(kind, actor, world))


@pytest.mark.parametrize("actor", ACTORS)
async def test_a_person_meets_the_texts_of_their_own_world_and_no_other(actor: str, world: World) -> None:
    assert_tight(asking.leaks_in_walk(world, actor, await asking.walk(world, actor)))


def test_every_text_of_the_world_has_its_table(world: World) -> None:
    assert world.texts.keys() == TEXTS.keys()


@pytest.mark.parametrize("guard", GUARDS, ids=str)
async def test_a_guard_that_is_gone_turns_the_matrix_red(
    guard: Guard, world: World, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard.remove(monkeypatch)
    assert await _leaks_of(guard.red, world, door)


async def _leaks_of(red: str, world: World, door: Door) -> list[str]:
    """What a part of the matrix finds, named as the guards name it."""
    what, _, of = red.partition(" of ")
    if what == "fields":
        return await asking.leaks_of_fields(of, world)
    if what == "lists":
        kind, _, actor = of.partition(" as ")
        return await asking.leaks_of_lists(kind, actor, world)
    if what == "walk":
        return asking.leaks_in_walk(world, of, await asking.walk(world, of))
    for address in (row for row in HTTP_ROWS if str(row) == red):
        return await asking.leaks_of_address(address, world, door)
    (row,) = [row for row in ROWS if str(row) == red]
    find = asking.leaks_of_subscription if row in LIVE else asking.leaks_of
    return await find(row, world)
