"""Staff see that two devices may share a token, and take the suspicion back when they have looked after it."""

from datetime import UTC, datetime

import pytest

from app.domain.parts import Parts
from app.models import Event, Role, StaticToken
from app.schema.nodes import global_id
from tests.api.clients import Door
from tests.api.steps import kinds
from tests.builders import MintedToken, a_brand, a_customer, a_member, a_static_token, below

pytestmark = pytest.mark.anyio

SEEN = "query($id: ID!) { staticToken(id: $id) { cloneSuspectedAt history(first: 9) { edges { node { kind } } } } }"


async def suspected(token: MintedToken) -> None:
    """Flag a token as the door does."""
    await StaticToken.filter(id=token.id).update(clone_suspected_at=datetime.now(UTC))


async def test_staff_take_the_flag_away_once(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    given = {"tokenId": global_id("StaticToken", token.id)}
    operator = await a_member(brand, Role.OPERATOR)
    staff = door.person(operator)
    await suspected(token)
    assert (await staff.ask(SEEN, id=given["tokenId"]))["staticToken"]["cloneSuspectedAt"] is not None

    dismissed = await staff.do("dismissCloneSuspicion", "staticToken { cloneSuspectedAt }", **given)

    assert dismissed == {
        "__typename": "DismissCloneSuspicionSuccess",
        "staticToken": {"cloneSuspectedAt": None},
    }
    assert (await staff.do("dismissCloneSuspicion", **given))["__typename"] == "CloneNotSuspected"
    [event] = await Event.filter(static_token_id=token.id, kind="CLONE_DISMISSED")
    assert (event.actor_id, event.organization_id, event.issuer_id) == (operator.account_id, brand.id, brand.id)
    told = (await staff.ask(SEEN, id=given["tokenId"]))["staticToken"]["history"]["edges"]
    assert {"node": {"kind": "CLONE_DISMISSED"}} in told


async def test_nobody_else_sees_or_takes_it_away(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(brand, parts)
    await suspected(token)
    given = {"tokenId": global_id("StaticToken", token.id)}
    for viewer in (
        await a_member(brand, Role.MEMBER),
        await a_member(client),
        await a_customer(brand),
        await a_member(await a_brand()),
    ):
        person = door.person(viewer)
        assert (await person.try_to("dismissCloneSuspicion", **given)).code == "FORBIDDEN"
        assert (await person.ask(SEEN, id=given["tokenId"]))["staticToken"] is None
    assert (await door.stranger().try_to("dismissCloneSuspicion", **given)).code == "UNAUTHENTICATED"
    assert (await StaticToken.get(id=token.id)).clone_suspected_at is not None
    assert "CLONE_DISMISSED" not in await kinds(static_token_id=token.id)
