"""The demo brand: a manufacturer with clients, templates, tokens and people, to try everything with.

Made through the domain, step by step; a start that was interrupted is
finished by the next one, and what people did with the brand since stays.
"""

from dataclasses import dataclass
from uuid import UUID

from app.cli.databases import bus_of, models_at
from app.cli.terminal import CommandRefused
from app.domain import templates
from app.domain.devices import claiming
from app.domain.history import EventKind
from app.domain.organizations import organizations
from app.domain.organizations.founding import create_brand_with_owner, create_member
from app.domain.parts import Parts
from app.domain.people import accounts
from app.domain.templates import FieldDraft, TemplateDraft
from app.domain.tokens import minting, tokens
from app.domain.tokens.minting import BatchDraft
from app.domain.viewer import Held, Viewer
from app.models import (
    Account,
    Brand,
    Event,
    Membership,
    MetadataFieldType,
    Organization,
    Role,
    StaticToken,
    Template,
    TokenBatch,
    TokenStatus,
)
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken
from app.secrets.keys import KeyRing
from app.secrets.qr_token import QrToken
from app.settings import Settings

SLUG = "acme"
PASSWORD = "claimstead-demo"  # noqa: S105 (of the demo brand only, and printed at each start)
BATCH = "First production run"
TOKENS = 25
DEVICES = 5

_OWNER = "owner@acme.example"
_MEMBER = "member@bluebird.example"
_CUSTOMER = "customer@mail.example"
_CLIENTS = {"Bluebird Hotels": ("Bluebird Lisbon",), "Green Valley Farms": ()}
_SENSOR = TemplateDraft(
    name="Climate Sensor",
    description="Measures temperature and humidity in a room.",
    fields=(
        FieldDraft("Serial Number", MetadataFieldType.TEXT, is_unique=True),
        FieldDraft("MAC Address", MetadataFieldType.MAC_ADDRESS, is_unique=True),
        FieldDraft("Colour", MetadataFieldType.CHOICE, default_value="White", choices=("White", "Black", "Sand")),
        FieldDraft("Manufactured On", MetadataFieldType.DATE),
        FieldDraft("Calibrated", MetadataFieldType.BOOLEAN, default_value="false"),
        FieldDraft("Offset", MetadataFieldType.DECIMAL, default_value="0"),
    ),
)
_PLUG = TemplateDraft(
    name="Smart Plug",
    description="Switches what is plugged into it. Comes without a QR code: the app hands it its AuthToken.",
    allows_provisioning=True,
    fields=(FieldDraft("Rated Current", MetadataFieldType.INTEGER, default_value="16"),),
)


class DemoBrandNotOurs(CommandRefused):
    """A brand with the demo's slug is there that the demo has not made."""

    def __init__(self) -> None:
        super().__init__(
            f"There is a brand “{SLUG}” here that is not the demo's: leave --demo out, or choose another data folder."
        )


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of the demo's people; the password is `PASSWORD`."""

    email: str
    role: str
    place: str


ACCOUNTS = (
    DemoAccount(_OWNER, "owner", "Acme"),
    DemoAccount("admin@acme.example", "admin", "Acme"),
    DemoAccount("operator@acme.example", "operator", "Acme"),
    DemoAccount(_MEMBER, "member", "Bluebird Hotels"),
    DemoAccount(_CUSTOMER, "customer", "on their own"),
)


@dataclass(frozen=True, slots=True)
class DemoBrand:
    """What a start with the demo brand works with."""

    devices: tuple[AuthToken, ...]
    """Of the simulated devices; the first two have an owner when the brand is new."""
    unclaimed: QrToken | None
    """A QR token to try; None when all are claimed."""
    claim_link: str | None
    """What its QR code says."""


async def ensure_demo_brand(settings: Settings, keys: KeyRing, dsn: str) -> DemoBrand:
    """The demo brand, made as far as it is not there yet. Raises DemoBrandNotOurs."""
    bus = bus_of(settings, dsn)
    parts = Parts.of(keys, bus, settings.public_url)
    async with models_at(dsn):
        await bus.start()
        try:
            root = await find_or_found()
            if not await _is_complete(root):
                await _complete(parts, root)
            return await _read(parts, root)
        finally:
            await bus.stop()


async def find_or_found() -> Organization:
    """The root organization, founded together with its owner, by whom it is recognised later.

    Raises DemoBrandNotOurs.
    """
    root = await Organization.get_or_none(slug=SLUG, parent_id=None)
    if root is None:
        founded = await create_brand_with_owner("Acme", slug=SLUG, plan="BUSINESS", email=_OWNER, password=PASSWORD)
        return founded.organization
    if not await Membership.exists(organization_id=root.id, role=Role.OWNER, account__email_key=_OWNER):
        raise DemoBrandNotOurs
    return root


async def _is_complete(root: Organization) -> bool:
    """Whether the last step was done once; what became of it since is the visitor's business."""
    customer = await Account.get_or_none(root_id=root.id, email_key=_CUSTOMER)
    if customer is None:
        return False
    return await Event.exists(kind=EventKind.DEVICE_CLAIMED, issuer_id=root.id, actor_id=customer.id)


async def _complete(parts: Parts, root: Organization) -> None:
    owner = await _acting(root, _OWNER)
    clients = await _add_clients(parts, owner, root)
    await _add_staff(root, clients)
    sensor = await _add_template(parts, owner, root, _SENSOR)
    await _add_template(parts, owner, root, _PLUG)
    batch = await _mint(parts, owner, root, sensor)
    customer = await _sign_up_customer(parts, root)
    rows = await _tokens_of(batch)
    await _claim(parts, await _acting(root, _MEMBER), rows[1], "Lobby")
    await _claim(parts, customer, rows[0], "Living Room")


async def _acting(root: Organization, email: str) -> Viewer:
    """One of the demo's people, acting without a session."""
    account = await Account.get(root_id=root.id, email_key=email)
    memberships = await Membership.filter(account_id=account.id).select_related("organization")
    held = tuple(Held(each.organization_id, each.role, each.organization.is_personal) for each in memberships)
    return Viewer(account.id, root.id, new_id(), account.email, account.name, "127.0.0.1", held)


async def _add_clients(parts: Parts, owner: Viewer, root: Organization) -> dict[str, UUID]:
    """The clients' organizations and those below them, by name."""
    ids: dict[str, UUID] = {}
    for client, branches in _CLIENTS.items():
        ids[client] = await _add_organization(parts, owner, root.id, client)
        for branch in branches:
            ids[branch] = await _add_organization(parts, owner, ids[client], branch)
    return ids


async def _add_organization(parts: Parts, owner: Viewer, parent_id: UUID, name: str) -> UUID:
    organization = await Organization.get_or_none(parent_id=parent_id, name=name, is_personal=False)
    if organization is None:
        organization = await organizations.create_organization(owner, parts, parent_id=parent_id, name=name)
    return organization.id


async def _add_staff(root: Organization, clients: dict[str, UUID]) -> None:
    places = {root.name: root.id, **clients}
    for person in ACCOUNTS:
        if person.place not in places or await Account.exists(root_id=root.id, email_key=person.email):
            continue
        place = await Organization.get(id=places[person.place])
        await create_member(place, email=person.email, password=PASSWORD, role=Role(person.role.upper()))


async def _add_template(parts: Parts, owner: Viewer, root: Organization, draft: TemplateDraft) -> Template:
    template = await Template.filter(organization_id=root.id, name=draft.name).order_by("id").first()
    return template or await templates.create_template(owner, parts, root.id, draft)


async def _mint(parts: Parts, owner: Viewer, root: Organization, sensor: Template) -> TokenBatch:
    batch = await TokenBatch.filter(issuer_id=root.id, name=BATCH).order_by("id").first()
    if batch is None:
        draft = BatchDraft(sensor.id, TOKENS, name=BATCH, metadata={"Colour": "Sand", "Manufactured On": "2026-11-02"})
        batch = await minting.create_token_batch(owner, parts, root.id, draft)
    # No worker runs yet. The job it will find later is done then, and filling twice fills once.
    await minting.fill_batch(parts, batch.id)
    return batch


async def _sign_up_customer(parts: Parts, root: Organization) -> Viewer:
    if not await Account.exists(root_id=root.id, email_key=_CUSTOMER):
        await accounts.sign_up(
            parts,
            brand=SLUG,
            email=_CUSTOMER,
            password=PASSWORD,
            name="Robin",
            device_name="demo",
            address="127.0.0.1",
        )
    return await _acting(root, _CUSTOMER)


async def _claim(parts: Parts, claimer: Viewer, row: StaticToken, name: str) -> None:
    qr_token = parts.sealer.open(row.id.bytes, bytes(row.sealed)).qr
    assert qr_token is not None, "minted tokens have a QR token"
    await claiming.claim_device(claimer, parts, qr_token, name=name)


async def _tokens_of(batch: TokenBatch) -> list[StaticToken]:
    return await StaticToken.filter(batch_id=batch.id).order_by("id")


async def _read(parts: Parts, root: Organization) -> DemoBrand:
    """The devices and the label of the demo: the first tokens that are left of its batch, and the last free one."""
    batch = await TokenBatch.filter(issuer_id=root.id, name=BATCH).order_by("id").first()
    rows = [] if batch is None else await _tokens_of(batch)
    pairs = [(row.status, parts.sealer.open(row.id.bytes, bytes(row.sealed))) for row in rows]
    devices = tuple(pair.auth for _, pair in pairs[:DEVICES])
    free = [pair.qr for status, pair in pairs[DEVICES:] if status == TokenStatus.UNCLAIMED and pair.qr is not None]
    if not free:
        return DemoBrand(devices, None, None)
    brand = await Brand.get(organization_id=root.id)
    return DemoBrand(devices, free[-1], tokens.claim_link(parts, brand, free[-1]))
