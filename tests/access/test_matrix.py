"""Nobody reads or writes what is not theirs: every field and argument there is, as everybody, everywhere."""

import pytest

from tests.access import asking
from tests.access.matrix import FIELDS, OPEN, ROWS, TEXTS, TEXTS_ONLY, Row
from tests.access.rights import ACTORS
from tests.access.walking import GRAPHQL, doors, shown_types
from tests.access.world import World

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


@pytest.mark.parametrize("row", ASKED, ids=str)
async def test_an_argument_opens_only_to_those_of_its_table(row: Row, world: World) -> None:
    assert_tight(await asking.leaks_of(row, world))


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
