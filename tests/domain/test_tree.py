"""The tree of organizations under rivals: no lineage is ever wrong, and nothing arrives in what is archived."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.database.connection import connected, execute, fetch
from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import create_device
from app.domain.devices.moving import move_device
from app.domain.devices.provisioning import provision_device
from app.domain.errors import Forbidden
from app.domain.organizations.organizations import create_organization
from app.domain.organizations.reorganizing import (
    Contents,
    OrganizationCycle,
    OrganizationInUse,
    archive_organization,
    move_organization,
)
from app.domain.parts import Parts
from app.domain.people.accepting import InvitationInvalid, NewAccount, accept_invitation
from app.domain.templates import TemplateDraft, create_template
from app.domain.tokens.minting import BatchDraft, create_token_batch
from app.models import (
    Device,
    Invitation,
    Membership,
    Organization,
    PlanUsage,
    Provisioning,
    Role,
    StaticToken,
    Template,
    TokenBatch,
)
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.builders import a_brand, a_member, a_static_token, a_template, waiting_for_locks
from tests.domain.test_races import Act, either_way, meeting_at

pytestmark = pytest.mark.anyio


async def assert_lineages_are_right(root: Organization) -> None:
    """Every lineage of the tree is its parent's with its own end."""
    wrong = await fetch(
        """
        SELECT child.name FROM organization AS child JOIN organization AS parent ON parent.id = child.parent_id
        WHERE child.root_id = $1 AND child.lineage <> parent.lineage || child.id
        """,
        root.id,
    )
    assert [row["name"] for row in wrong] == []


async def created(actor: Any, parts: Parts, parent: Organization, name: str = "Client") -> Organization:
    """A sub-organization that the plan counts."""
    return await create_organization(actor, parts, parent_id=parent.id, name=name, slug=f"x-{secrets.token_hex(6)}")


# ---- Moving ----


async def test_a_subtree_moves_whole_and_back(parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    target = await created(owner, parts, await created(owner, parts, brand))
    chain = [await created(owner, parts, brand)]
    for _ in range(8):
        chain.append(await created(owner, parts, chain[-1]))
    bystander = await created(owner, parts, brand)

    await move_organization(owner, parts, chain[0].id, target.id)
    await assert_lineages_are_right(brand)
    deepest = await Organization.get(id=chain[-1].id)
    assert deepest.lineage == [*target.lineage, *(each.id for each in chain)]
    assert (await Organization.get(id=bystander.id)).lineage == bystander.lineage

    await move_organization(owner, parts, chain[0].id, brand.id)
    await assert_lineages_are_right(brand)
    assert (await Organization.get(id=chain[-1].id)).lineage == chain[-1].lineage


@either_way
async def test_an_organization_created_below_one_that_moves_has_the_right_lineage(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    target, moved = await created(owner, parts, brand), await created(owner, parts, brand)
    below = await created(owner, parts, moved)
    await meeting_at(
        "organization",
        brand.id,
        lambda: created(owner, parts, below, "New"),
        lambda: move_organization(owner, parts, moved.id, target.id),
        turned=turned,
    )

    await assert_lineages_are_right(brand)
    new = await Organization.get(root_id=brand.id, name="New")
    assert new.lineage == [brand.id, target.id, moved.id, below.id, new.id]


async def test_a_move_waits_for_an_organization_that_is_just_being_created(parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    target, moved = await created(owner, parts, brand), await created(owner, parts, brand)
    async with connected() as connection, connection.transaction():
        # Hold the plan: the new organization has read its lineage, and is not there yet.
        await connection.execute("SELECT FROM plan_usage WHERE root_id = $1 FOR UPDATE", brand.id)
        creating = asyncio.ensure_future(created(owner, parts, moved, "New"))
        await waiting_for_locks(1)
        moving = asyncio.ensure_future(move_organization(owner, parts, moved.id, target.id))
        await waiting_for_locks(2)
    await asyncio.gather(creating, moving)

    await assert_lineages_are_right(brand)
    assert target.id in (await Organization.get(root_id=brand.id, name="New")).lineage


async def test_two_moves_at_once_make_no_cycle(parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    one, other = await created(owner, parts, brand), await created(owner, parts, brand)
    outcomes = await meeting_at(
        "organization",
        brand.id,
        lambda: move_organization(owner, parts, one.id, other.id),
        lambda: move_organization(owner, parts, other.id, one.id),
    )

    assert isinstance(outcomes[0], Organization)
    assert isinstance(outcomes[1], OrganizationCycle)
    await assert_lineages_are_right(brand)


async def test_many_moves_and_creations_at_once_leave_every_lineage_right(parts: Parts) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    places = [await created(owner, parts, brand, f"{number}") for number in range(5)]

    async def any_act(number: int) -> None:
        one, other = secrets.choice(places), secrets.choice(places)
        try:
            if number % 3:
                await move_organization(owner, parts, one.id, other.id)
            else:
                places.append(await created(owner, parts, one))
        except OrganizationCycle:
            pass

    await asyncio.gather(*(any_act(number) for number in range(60)))
    await assert_lineages_are_right(brand)
    assert (await PlanUsage.get(root_id=brand.id)).organizations == len(places)


# ---- Archiving ----


async def an_empty_client(parts: Parts) -> tuple[Organization, Any, Organization]:
    """A brand, its owner, and an organization below it in which they are a member too."""
    brand = await a_brand()
    owner = await a_member(brand)
    return brand, owner, await created(owner, parts, brand)


@either_way
@pytest.mark.parametrize(
    "act", ["claim", "batch", "device", "move", "provision", "invitation", "template", "organization"]
)
async def test_nothing_arrives_in_an_organization_that_is_archived(parts: Parts, act: str, turned: bool) -> None:
    brand, owner, client = await an_empty_client(parts)
    template, token = await a_template(brand, parts, actor=owner), await a_static_token(brand, parts)
    member = await a_member(client, Role.ADMIN)
    await execute("UPDATE plan_usage SET members = 1 WHERE root_id = $1", brand.id)
    made = await create_device(owner, parts, organization_id=brand.id, template_id=template.id, metadata={})
    await Template.filter(id=template.id).update(allows_provisioning=True)
    invitation = OpaqueToken.mint(OpaqueKind.INVITATION)
    invited = await a_member(brand, None)
    await Invitation.create(
        organization_id=client.id,
        email=invited.email,
        email_key=invited.email,
        role=Role.MEMBER,
        digest=invitation.digest,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    acts: dict[str, Act] = {
        "move": lambda: move_device(owner, parts, made.device_id, client.id),
        "provision": lambda: provision_device(member, parts, template_id=template.id, organization_id=client.id),
        "invitation": lambda: accept_invitation(invited, parts, invitation.text, NewAccount(), invited.address),
        "claim": lambda: claim_device(member, parts, token.qr_token, organization_id=client.id),
        "batch": lambda: create_token_batch(member, parts, client.id, BatchDraft(template.id, 1)),
        "device": lambda: create_device(member, parts, organization_id=client.id, template_id=template.id, metadata={}),
        "template": lambda: create_template(member, parts, client.id, TemplateDraft(name="New")),
        "organization": lambda: create_organization(member, parts, parent_id=client.id, name="New"),
    }
    # Whoever creates an organization meets the other at the root, the others at the organization itself.
    arrived, archived = await meeting_at(
        "organization",
        brand.id if act == "organization" else client.id,
        acts[act],
        lambda: archive_organization(owner, parts, client.id, confirm_members=1),
        turned=turned,
    )

    is_archived = (await Organization.get(id=client.id)).archived_at is not None
    holds = [
        await Device.exists(organization_id=client.id),
        await StaticToken.exists(issuer_id=client.id),
        await TokenBatch.exists(issuer_id=client.id),
        await Organization.exists(parent_id=client.id),
        await Provisioning.exists(organization_id=client.id),
        await Membership.exists(account_id=invited.account_id),
    ]
    if is_archived:
        assert isinstance(arrived, Forbidden | InvitationInvalid) or (
            act == "template" and isinstance(arrived, Template)
        )
        assert not any(holds)
        assert not await Membership.exists(organization_id=client.id)
        assert (await PlanUsage.get(root_id=brand.id)).members == 0
    else:
        assert isinstance(archived, OrganizationInUse)
        assert any(holds)
    assert is_archived == (turned or act == "template")


async def test_a_batch_that_is_being_filled_counts_as_its_tokens(parts: Parts) -> None:
    brand, owner, client = await an_empty_client(parts)
    template = await a_template(brand, parts, actor=owner)
    member = await a_member(client, Role.ADMIN)
    await create_token_batch(member, parts, client.id, BatchDraft(template.id, 7))
    with pytest.raises(OrganizationInUse) as refused:
        await archive_organization(owner, parts, client.id, confirm_members=1)
    facts = refused.value
    assert Contents(facts.devices, facts.static_tokens, facts.organizations, facts.members) == Contents(0, 7, 0, 1)


async def test_of_two_who_archive_at_once_one_does(parts: Parts) -> None:
    brand, owner, client = await an_empty_client(parts)
    outcomes = await meeting_at(
        "organization",
        brand.id,
        *(2 * [lambda: archive_organization(owner, parts, client.id, confirm_members=0)]),
    )
    assert isinstance(outcomes[0], Organization)
    assert isinstance(outcomes[1], Forbidden)
    assert (await PlanUsage.get(root_id=brand.id)).organizations == 0
