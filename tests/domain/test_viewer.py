"""Who acts: what one viewer was asked decides for whom the outcome is right as well."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from app.domain.viewer import ANYONE, STAFF, AskedViewer, Held, Viewer
from app.models import Role

TOP, PLACE = uuid4(), uuid4()
LINEAGE = (TOP, PLACE)
ALICE = Viewer(
    account_id=uuid4(),
    root_id=TOP,
    session_id=uuid4(),
    email="alice@example.com",
    name="Alice",
    address="10.0.0.1",
    held=(Held(PLACE, Role.MEMBER, is_personal=False),),
)
BOB = replace(ALICE, account_id=uuid4(), session_id=uuid4(), email="bob@example.com", name="Bob", address="10.0.0.2")
STAFF_ABOVE = replace(BOB, held=(Held(TOP, Role.ADMIN, is_personal=False),))
STRANGER = replace(BOB, held=())


def test_what_asked_nothing_is_right_for_everybody() -> None:
    assert AskedViewer(ALICE).answers_like(STRANGER)


@pytest.mark.parametrize(
    ("ask", "alike", "different"),
    [
        (lambda viewer: viewer.is_account(ALICE.account_id), [ALICE], [BOB, STAFF_ABOVE, STRANGER]),
        (lambda viewer: viewer.is_account(uuid4()), [ALICE, BOB, STAFF_ABOVE, STRANGER], []),
        (lambda viewer: viewer.is_account(None), [ALICE, BOB, STAFF_ABOVE, STRANGER], []),
        (lambda viewer: viewer.holds(ANYONE, iter(LINEAGE)), [ALICE, BOB, STAFF_ABOVE], [STRANGER]),
        (lambda viewer: viewer.holds(STAFF, LINEAGE), [ALICE, BOB, STRANGER], [STAFF_ABOVE]),
        (lambda viewer: viewer.holds_directly(ANYONE, PLACE), [ALICE, BOB], [STAFF_ABOVE, STRANGER]),
        (lambda viewer: viewer.organizations_with(ANYONE), [ALICE, BOB], [STAFF_ABOVE, STRANGER]),
        (lambda viewer: viewer.held, [ALICE, BOB], [STAFF_ABOVE, STRANGER]),
        (lambda viewer: viewer.root_id, [ALICE, BOB, STAFF_ABOVE, STRANGER], []),
        (lambda viewer: (viewer.account_id,), [ALICE], [BOB]),
        (lambda viewer: viewer.session_id, [ALICE], [BOB]),
        (lambda viewer: viewer.email, [ALICE], [BOB]),
        (lambda viewer: viewer.name, [ALICE], [BOB]),
        (lambda viewer: viewer.address, [ALICE], [BOB]),
    ],
)
def test_an_answer_is_right_for_those_who_would_have_given_it(
    ask: Callable[[Viewer], object], alike: list[Viewer], different: list[Viewer]
) -> None:
    asked = AskedViewer(ALICE)
    assert ask(asked) == ask(ALICE)
    assert [asked.answers_like(other) for other in alike] == [True] * len(alike)
    assert [asked.answers_like(other) for other in different] == [False] * len(different)


def test_one_different_answer_of_many_is_enough() -> None:
    asked = AskedViewer(ALICE)
    assert asked.holds(ANYONE, LINEAGE)
    assert not asked.holds(STAFF, LINEAGE)
    assert asked.answers_like(BOB)
    assert asked.is_account(ALICE.account_id)
    assert not asked.answers_like(BOB)


def test_every_way_to_ask_is_noted() -> None:
    for name, member in inspect.getmembers(Viewer):
        if not name.startswith("_") and inspect.isfunction(member):
            assert name in vars(AskedViewer), f"AskedViewer must note what `{name}` was asked"
    for name in Viewer.__slots__:
        asked = AskedViewer(ALICE)
        assert getattr(asked, name) == getattr(ALICE, name)
        assert not asked.answers_like(
            replace(ALICE, **{name: object()})  # type: ignore[arg-type]
        )
