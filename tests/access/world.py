"""The world of the matrix, built once for each test process: two brands, twelve people, and everything they own.

```
root ─┬─ issuer ─── child          foreign (another brand)
      ├─ sibling
      └─ personal (the customer's), and the ex-owner's
```

Every thing has a text of its own in it, so that an answer that holds the text holds something of that thing.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from app.context import RequestContext
from app.context.access_tokens import AccessTokens, Bearer
from app.database.connection import execute, fetch, transaction
from app.domain.devices import arriving, claiming, devices, releasing, transferring
from app.domain.imports import import_files
from app.domain.organizations import plans
from app.domain.parts import Parts
from app.domain.people import invitations
from app.domain.people.invitations import InvitationDraft
from app.domain.templates import FieldDraft, TemplateDraft, create_template
from app.domain.tokens import minting
from app.domain.tokens.minting import BatchDraft
from app.domain.viewer import Viewer
from app.graphql import Schema, create_schema
from app.models import (
    Account,
    Device,
    Membership,
    MetadataField,
    MetadataFieldType,
    Organization,
    Role,
    StaticToken,
    Template,
    TokenBatch,
)
from app.schema.nodes import global_id
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken
from tests.access.rights import ACTORS
from tests.builders import MintedToken, a_brand, a_customer, a_member, a_node, an_address, below, tokens_of

FACTORY_FIELD, OWNERS_FIELD = "Lot", "Room"

HOMES = {
    "customer": "personal",
    "parent_member": "root",
    "parent_owner": "root",
    "child_owner": "child",
    "sibling_owner": "sibling",
    "rival_owner": "foreign",
}
"""The organization each actor belongs to, where it is not the issuer."""

MAKERS = ("root", "issuer", "child", "sibling", "foreign")
"""The organizations that make products: each has a template, a batch, an upload."""


@dataclass
class World:
    """Who and what there is, and how somebody asks for it."""

    parts: Parts
    access_tokens: AccessTokens
    schema: Schema = field(default_factory=create_schema)
    people: dict[str, Viewer | None] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    minted: dict[str, list[MintedToken]] = field(default_factory=dict)
    deleted: list[AuthToken] = field(default_factory=list)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    """By kind and place: what a client names the thing by."""
    texts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By what it is and place: texts that are found nowhere else."""

    def viewer(self, actor: str) -> Viewer:
        """The person, who is signed in."""
        viewer = self.people[actor]
        assert viewer is not None
        return viewer

    def context(self, actor: str) -> RequestContext:
        """What a request of the actor's brings along."""
        viewer = self.people[actor]
        bearer = None if viewer is None else Bearer(viewer.account_id, viewer.session_id)
        address = an_address() if viewer is None else viewer.address
        return RequestContext(self.parts, self.access_tokens, address=address, bearer=bearer, is_socket=False)

    async def ask(self, actor: str, document: str, **variables: object) -> dict[str, Any]:
        """The answer that the actor gets to a query or mutation, as it goes over the wire."""
        result = await self.schema.execute(document, variables, context_value=self.context(actor))
        errors = [error.formatted for error in result.errors or ()]
        answer = {"data": result.data, "errors": errors, "extensions": result.extensions}
        told: dict[str, Any] = json.loads(json.dumps(answer, default=str))
        return told

    def maker(self, place: str) -> Viewer:
        """The owner of an organization that makes products."""
        owners = {"issuer": "owner", "root": "parent_owner", "foreign": "rival_owner"}
        return self.viewer(owners.get(place, f"{place}_owner"))

    def home(self, actor: str) -> str:
        """The place where an actor is at home; the issuer for those who have none, so that they try it there."""
        return HOMES.get(actor, "issuer")

    def own(self, kind: str, actor: str) -> str:
        """The thing of a kind at the actor's home, or the issuer's where there is none."""
        return self.things[kind].get(self.home(actor)) or self.things[kind]["issuer"]

    def unknown(self, kind: str) -> str:
        """What would name a thing of the kind that is not there."""
        unnamed = {"QrToken": QrToken.mint().text, "Slug": a_text("slug")}
        return unnamed.get(kind) or global_id(kind, uuid4())

    def note(self, what: str, place: str, *texts: str) -> None:
        """These texts stand in that thing alone."""
        self.texts.setdefault(what, {}).setdefault(place, []).extend(texts)

    def name(self, kind: str, place: str, given: UUID) -> None:
        """The thing of a kind at a place has this row."""
        self.things.setdefault(kind, {})[place] = global_id(kind, given)


class _TakenBack(Exception):
    pass


@asynccontextmanager
async def nothing_stays() -> AsyncIterator[None]:
    """Whatever happens inside is taken back: the next request meets the same world."""
    with suppress(_TakenBack):
        async with transaction():
            yield
            raise _TakenBack


_BOOKKEEPING = {"attempt", "node", "presence", "plan", "pgqueuer", "pgqueuer_log", "pgqueuer_statistics"}


async def everything_kept() -> dict[str, str]:
    """For each table a digest of all rows that people's acts may change, as the running transaction sees them."""
    names = [row["relname"] for row in await fetch("SELECT relname FROM pg_stat_user_tables ORDER BY relname")]
    each = [
        f"SELECT '{name}', md5(coalesce(string_agg(each::text, ',' ORDER BY each::text), '')) FROM \"{name}\" AS each"
        for name in names
        if name not in _BOOKKEEPING
    ]
    return {row[0]: row[1] for row in await fetch(" UNION ALL ".join(each))}


def a_text(kind: str) -> str:
    """A text that is found nowhere else."""
    return f"{kind}-{token_hex(6)}"


async def build_world(parts: Parts, access_tokens: AccessTokens) -> World:
    """Everything the matrix asks for."""
    world = World(parts, access_tokens)
    await _organizations_and_people(world)
    for place in MAKERS:
        await _products(world, place)
    await _owned_devices(world)
    await _connected_devices(world)
    await _deleted_token(world)
    await _offered_devices(world)
    await _what_has_happened(world)
    for place, given in world.things["Device"].items():
        world.note("a device", place, given)
    return world


async def _organizations_and_people(world: World) -> None:
    root = await a_brand(name="Acme")
    issuer = await below(root, a_text("issuer"))
    world.organizations = {
        "root": root,
        "issuer": issuer,
        "child": await below(issuer, a_text("child")),
        "sibling": await below(root, a_text("sibling")),
        "foreign": await a_brand(name="Rival"),
    }
    world.people = {
        "stranger": None,
        "customer": await a_customer(root),
        "ex_owner": await a_customer(root),
        "parent_member": await a_member(root, Role.MEMBER),
        "member": await a_member(issuer, Role.MEMBER),
        "operator": await a_member(issuer, Role.OPERATOR),
        "admin": await a_member(issuer, Role.ADMIN),
        "owner": await a_member(issuer, Role.OWNER),
        "parent_owner": await a_member(root, Role.OWNER),
        "child_owner": await a_member(world.organizations["child"], Role.OWNER),
        "sibling_owner": await a_member(world.organizations["sibling"], Role.OWNER),
        "rival_owner": await a_member(world.organizations["foreign"], Role.OWNER),
    }
    assert world.people.keys() == ACTORS.keys()
    (personal,) = [held.organization_id for held in world.viewer("customer").held]
    world.organizations["personal"] = await Organization.get(id=personal)
    for place, organization in world.organizations.items():
        # The name of a personal organization is made of the address; this one is to be told apart from it.
        name = a_text(place)
        await Organization.filter(id=organization.id).update(name=name)
        world.name("Organization", place, organization.id)
        world.things.setdefault("Slug", {})[place] = organization.slug
        world.note("the name of an organization", place, name)
    # What reaches other people needs a verified address; it is not what is asked about here.
    await execute("UPDATE account SET email_verified_at = now()")
    await _members_and_invitations(world)
    for actor in ("customer", "owner", "parent_owner", "child_owner", "sibling_owner", "rival_owner"):
        await _note_person(world, actor, world.home(actor))
    await _note_person(world, "ex_owner", "ex_owner")


async def _members_and_invitations(world: World) -> None:
    """A plain MEMBER of each organization but the customer's, and somebody who is invited there."""
    own = await Membership.get(account_id=world.viewer("customer").account_id)
    world.name("Membership", "personal", own.id)
    for place in MAKERS:
        organization = world.organizations[place]
        colleague = await a_member(organization, Role.MEMBER)
        await plans.reserve(organization.root_id, plans.Resource.MEMBERS, 1)
        world.name("Membership", place, (await Membership.get(account_id=colleague.account_id)).id)
        world.note("a colleague", place, colleague.email)
        email = f"{a_text('invited')}@example.com"
        draft = InvitationDraft(email=email, role=Role.MEMBER)
        invitation = await invitations.invite_member(world.maker(place), world.parts, organization.id, draft)
        world.name("Invitation", place, invitation)
        world.note("an invitation", place, email)


async def _note_person(world: World, actor: str, place: str) -> None:
    account = await Account.get(id=world.viewer(actor).account_id)
    world.name("User", place, account.id)
    world.name("Session", place, world.viewer(actor).session_id)
    world.note("a person", place, account.email, global_id("User", account.id))


async def _products(world: World, place: str) -> None:
    """A template, a batch of tokens, an upload, an export of an organization."""
    organization = world.organizations[place]
    actor = world.maker(place)
    name = a_text("template")
    text = [FieldDraft(each, MetadataFieldType.TEXT) for each in (FACTORY_FIELD, OWNERS_FIELD)]
    draft = TemplateDraft(name=name, description=a_text("description"), fields=text, allows_provisioning=True)
    template = await create_template(actor, world.parts, organization.id, draft)
    metadata_field = await MetadataField.filter(template_id=template.id).first()
    assert metadata_field is not None
    world.templates[place] = template
    world.name("Template", place, template.id)
    world.name("MetadataField", place, metadata_field.id)
    world.note("a template", place, name, template.description)
    batch_name = a_text("batch")
    batch = await minting.create_token_batch(
        actor, world.parts, organization.id, BatchDraft(template.id, count=9, name=batch_name)
    )
    await minting.fill_batch(world.parts, batch.id)
    world.name("TokenBatch", place, batch.id)
    world.note("a batch", place, batch_name)
    world.minted[place] = await tokens_of(await TokenBatch.get(id=batch.id), world.parts)
    for token in world.minted[place]:
        world.note("a QR token", place, token.qr_token.text, token.qr_token.grouped)
        world.note("an AuthToken", place, token.auth_token.text)
    spare = world.minted[place][-1]
    world.name("StaticToken", place, spare.id)
    await StaticToken.filter(id=spare.id).update(clone_suspected_at=datetime.now(UTC))
    world.things.setdefault("QrToken", {})[place] = spare.qr_token.text
    file = await import_files.store_import(
        actor, world.parts, organization.id, "lots.csv", _chunks(f"{FACTORY_FIELD}\r\n{a_text('row')}\r\n".encode())
    )
    world.name("Import", place, file.id)


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _owned_devices(world: World) -> None:
    owners = {"issuer": "owner", "child": "child_owner", "sibling": "sibling_owner", "foreign": "rival_owner"}
    for number, (place, actor) in enumerate(owners.items()):
        token = world.minted["foreign" if place == "foreign" else "issuer"][number]
        await _claimed(world, place, token, actor)
    # What the ex-owner called it, and when, is nobody's to see any more.
    second_hand, freed = world.minted["issuer"][4:6]
    for token in (second_hand, freed):
        await _claimed(world, "ex_owner", token, "ex_owner")
        device = await Device.get(static_token_id=token.id)
        events = await fetch("SELECT id FROM event WHERE device_id = $1", device.id)
        if token is second_hand:
            world.note("the ex-owner's time", "personal", *(global_id("Event", row["id"]) for row in events))
        await releasing.unclaim_device(world.viewer("ex_owner"), world.parts, device.id)
    await _claimed(world, "personal", second_hand, "customer")
    world.things["QrToken"]["claimed"] = second_hand.qr_token.text
    world.name("Device", "freed", (await Device.get(static_token_id=freed.id)).id)
    del world.things["Device"]["ex_owner"]
    built = await devices.create_device(
        world.viewer("owner"),
        world.parts,
        organization_id=world.organizations["issuer"].id,
        template_id=world.templates["issuer"].id,
        metadata={},
    )
    world.name("StaticToken", "by_hand", (await Device.get(id=built.device_id)).static_token_id)


async def _claimed(world: World, place: str, token: MintedToken, actor: str) -> None:
    """The actor claims a token's device, names it, and writes something into it."""
    name, edit, lot = a_text("named"), a_text("edited"), a_text("lot")
    await StaticToken.filter(id=token.id).update(metadata={FACTORY_FIELD: lot})
    device_id = await claiming.claim_device(world.viewer(actor), world.parts, token.qr_token, name=name)
    await devices.update_device(world.viewer(actor), world.parts, device_id, {OWNERS_FIELD: edit})
    world.name("Device", place, device_id)
    world.note("what an owner wrote", place, name, edit)
    if place != "ex_owner":
        world.note("a factory value", place, lot)


async def _connected_devices(world: World) -> None:
    """All devices but the freed one are online, on a node that does not grow old."""
    node_id = await a_node()
    tokens = [token.id for token in world.minted["issuer"][:5] if token is not world.minted["issuer"][3]]
    for token_id in (*tokens, world.minted["foreign"][3].id, world.minted["root"][0].id):
        arrival = await arriving.arrive(world.parts, token_id, node_id)
        assert arrival is not None
    world.name("Device", "root", (await Device.get(static_token_id=world.minted["root"][0].id)).id)


async def _offered_devices(world: World) -> None:
    offers = {"personal": ("issuer", "customer", world.viewer("ex_owner").email)}
    offers["foreign"] = ("foreign", "rival_owner", f"{a_text('nobody')}@example.com")
    for place, (issuer, actor, email) in offers.items():
        token = world.minted[issuer][7]
        device_id = await claiming.claim_device(world.viewer(actor), world.parts, token.qr_token)
        transfer = await transferring.offer_transfer(world.viewer(actor), world.parts, device_id, email)
        world.name("DeviceTransfer", place, transfer.id)
        world.note("an offer", place, global_id("DeviceTransfer", transfer.id))


async def _deleted_token(world: World) -> None:
    token = world.minted["issuer"][6]
    await releasing.delete_tokens(world.viewer("owner"), world.parts, [token.id], confirm=1)
    world.deleted.append(token.auth_token)
    world.name("StaticToken", "deleted", token.id)
    world.things["QrToken"]["deleted"] = token.qr_token.text


async def _what_has_happened(world: World) -> None:
    for place, organization in world.organizations.items():
        rows = await fetch(
            "SELECT id FROM event WHERE organization_id = $1 AND kind = 'TEMPLATE_CREATED'",
            organization.id,
        )
        if rows:
            world.name("Event", place, rows[0]["id"])
            world.note("an event", place, *(global_id("Event", row["id"]) for row in rows))
