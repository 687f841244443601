"""The matrix: for each door, each field and each kind of text, the table of those who may.

Read it beside `rights.py`. A field or argument that the schema has and this
page does not name makes `test_matrix.py` fail, and so does a row that names
nothing any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.http.brand_files import FILES
from app.http.pages import MAIL_PAGES
from app.http.web_apps import CONSOLE_ROUTES
from tests.access.rights import (
    ADMINISTRATORS,
    ARCHIVES,
    BRAND_STAFF,
    BUILDS_WITH_TEMPLATE,
    CHANGES_ROLE,
    CLAIMS,
    DIRECTLY,
    EDITS_DEVICE,
    EDITS_TEMPLATE,
    EXPORTS,
    GIVES_DEVICE_UP,
    HEARS_OF_EVENTS,
    HOLDS_THE_LABEL,
    INVITES,
    ISSUERS_ADMINISTRATORS_OR_ABOVE,
    ISSUERS_STAFF,
    KNOWS_MEMBERS,
    MAKERS,
    MAKES_WITH_TEMPLATE,
    MOVES_DEVICE,
    OWN,
    PLANTS_CHILD_THERE,
    PROVISIONS_WITH_TEMPLATE,
    RENAMES,
    REPLANTS,
    ROLE,
    SEES_DEVICE,
    SEES_OFFER,
    SEES_OWNER,
    SEES_OWNERS_SIDE,
    SEES_TEMPLATE,
    SEES_THE_PARENT,
    SEES_TOKEN_BEHIND,
    STAFF,
    TAKES_OFFER,
    TAKES_OFFER_BACK,
    THE_BRANDS,
    THE_ISSUER_ITSELF,
    Right,
    nobody,
    table,
)
from tests.access.world import World

Given = Callable[[World, str], dict[str, Any]]


def nothing(world: World, actor: str) -> dict[str, Any]:
    """No further argument."""
    return {}


@dataclass(frozen=True)
class Row:
    """One argument that names things of one kind, and who may name which. `given` are the other arguments."""

    door: str
    kind: str
    right: Right
    given: Given = nothing
    reveals: str = ""
    """The kind of text that the answer to those who may is meant to hold, and no other answer."""

    def __str__(self) -> str:
        return f"{self.door} {self.kind}"


@dataclass(frozen=True)
class HttpRow:
    """An address with the place of an identifier in it, and who may name which."""

    method: str
    route: str
    path: str
    kind: str
    right: Right

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


# ---- What the other arguments are: things of the actor's own, so that only the one in question can be wrong. ----


def _batch(world: World, actor: str) -> dict[str, Any]:
    return {
        "organizationId": world.own("Organization", actor),
        "templateId": _usable_template(world, actor),
        "count": 1,
    }


def _usable_template(world: World, actor: str) -> str:
    return world.things["Template"]["foreign" if actor == "rival_owner" else "root"]


def _by_hand(world: World, actor: str) -> dict[str, Any]:
    return {"organizationId": world.own("Organization", actor), "templateId": _usable_template(world, actor)}


def _export(world: World, actor: str) -> dict[str, Any]:
    return {"organizationId": world.own("Organization", actor), "content": "FLASH", "selection": {"filter": {}}}


def _import(world: World, actor: str) -> dict[str, Any]:
    return {"importId": world.own("Import", actor), "templateId": _usable_template(world, actor)}


def _label(world: World, actor: str) -> dict[str, Any]:
    return {"qrToken": world.things["QrToken"]["foreign" if actor == "rival_owner" else "root"]}


def _labels(world: World, actor: str) -> dict[str, Any]:
    return {"qrTokens": [_label(world, actor)["qrToken"]]}


def _named(world: World, actor: str) -> dict[str, Any]:
    return {"name": "Somebody’s"}


def _edit(world: World, actor: str) -> dict[str, Any]:
    return {"metadata": [{"name": "Device Name", "value": "Somebody’s"}]}


def _confirmed(world: World, actor: str) -> dict[str, Any]:
    return {"confirm": 1}


def _guest(world: World, actor: str) -> dict[str, Any]:
    return {"organizationId": world.own("Organization", actor), "email": "guest@example.com", "role": "MEMBER"}


def _role(world: World, actor: str) -> dict[str, Any]:
    return {"role": "MEMBER"}


def _plan(world: World, actor: str) -> dict[str, Any]:
    return {"plan": "BUSINESS"}


def _below_home(world: World, actor: str) -> dict[str, Any]:
    return {"parentId": world.own("Organization", actor)}


def _the_child(world: World, actor: str) -> dict[str, Any]:
    return {"id": world.things["Organization"]["child"]}


def _to_home(world: World, actor: str) -> dict[str, Any]:
    return {"organizationId": world.own("Organization", actor)}


def _own_device(world: World, actor: str) -> dict[str, Any]:
    place = world.home(actor)
    return {"deviceId": world.things["Device"][place if place in {"child", "sibling", "foreign"} else "issuer"]}


def _usable(world: World, actor: str) -> dict[str, Any]:
    return {"templateId": _usable_template(world, actor)}


def _receiver(world: World, actor: str) -> dict[str, Any]:
    return {"email": "receiver@example.com"}


def _offer(world: World, actor: str) -> dict[str, Any]:
    return {"transferId": world.things["DeviceTransfer"]["personal"]}


_EVERYWHERE = ("root", "issuer", "child", "sibling", "personal", "foreign")

_ALL_TOLD = dict.fromkeys(_EVERYWHERE, "!")
"""For a table of those who get beyond this argument, and are refused for another."""

ROWS = [
    # ---- Looking ----
    Row("Query.organization(id)", "Organization", ROLE),
    Row("Query.template(id)", "Template", SEES_TEMPLATE),
    Row("Query.tokenBatch(id)", "TokenBatch", ISSUERS_STAFF),
    Row("Query.staticToken(id)", "StaticToken", ISSUERS_STAFF.but(deleted=".")),
    Row("Query.device(id)", "Device", SEES_DEVICE),
    Row("Query.claimPreview(qrToken)", "QrToken", HOLDS_THE_LABEL),
    Row("Query.node(id)", "Organization", ROLE),
    Row("Query.node(id)", "Template", SEES_TEMPLATE),
    Row("Query.node(id)", "TokenBatch", ISSUERS_STAFF),
    Row("Query.node(id)", "StaticToken", ISSUERS_STAFF.but(deleted=".")),
    Row("Query.node(id)", "Device", SEES_DEVICE),
    # What has no root field of its own is reached through what shows it, never by its identifier.
    Row("Query.node(id)", "User", nobody("ex_owner", *_EVERYWHERE)),
    Row("Query.node(id)", "Event", nobody("root", "issuer", "child", "sibling", "foreign")),
    Row("Query.node(id)", "Membership", nobody(*_EVERYWHERE)),
    Row("Query.node(id)", "Session", nobody("ex_owner", *_EVERYWHERE)),
    Row("Query.node(id)", "Invitation", nobody("root", "issuer", "child", "sibling", "foreign")),
    Row("Query.node(id)", "DeviceTransfer", nobody("personal", "foreign")),
    Row("Query.node(id)", "MetadataField", nobody("root", "issuer", "child", "sibling", "foreign")),
    Row("Query.node(id)", "Import", nobody("root", "issuer", "child", "sibling", "foreign")),
    # ---- Organizations and templates ----
    Row("Mutation.createOrganization(input.parentId)", "Organization", ADMINISTRATORS, _named),
    Row("Mutation.createTemplate(input.organizationId)", "Organization", ADMINISTRATORS, _named),
    Row("Mutation.updateTemplate(input.id)", "Template", EDITS_TEMPLATE, _named),
    Row("Mutation.archiveTemplate(input.id)", "Template", EDITS_TEMPLATE),
    Row("Mutation.updateOrganization(input.id)", "Organization", RENAMES, _named),
    Row("Mutation.moveOrganization(input.id)", "Organization", REPLANTS, _below_home),
    Row("Mutation.moveOrganization(input.parentId)", "Organization", PLANTS_CHILD_THERE, _the_child),
    Row("Mutation.archiveOrganization(input.id)", "Organization", ARCHIVES),
    Row("Mutation.updateBrand(input.organizationId)", "Organization", THE_BRANDS),
    Row("Mutation.changePlan(input.organizationId)", "Organization", THE_BRANDS, _plan),
    # ---- People ----
    Row("Mutation.inviteMember(input.organizationId)", "Organization", INVITES, _guest),
    Row("Mutation.resendInvitation(input.invitationId)", "Invitation", ADMINISTRATORS.without("personal")),
    Row("Mutation.revokeInvitation(input.invitationId)", "Invitation", ADMINISTRATORS.without("personal")),
    Row("Mutation.changeMemberRole(input.membershipId)", "Membership", CHANGES_ROLE, _role),
    Row("Mutation.removeMember(input.membershipId)", "Membership", CHANGES_ROLE),
    Row("Mutation.endSession(input.sessionId)", "Session", OWN),
    # ---- Minting, importing, exporting ----
    Row("Mutation.createTokenBatch(input.organizationId)", "Organization", ADMINISTRATORS, _batch),
    Row("Mutation.createTokenBatch(input.templateId)", "Template", MAKES_WITH_TEMPLATE, _batch),
    Row("Mutation.previewTokenImport(input.importId)", "Import", ISSUERS_ADMINISTRATORS_OR_ABOVE, _import),
    Row("Mutation.previewTokenImport(input.templateId)", "Template", MAKES_WITH_TEMPLATE, _import),
    Row("Mutation.importTokenBatch(input.importId)", "Import", ISSUERS_ADMINISTRATORS_OR_ABOVE, _import),
    Row("Mutation.importTokenBatch(input.templateId)", "Template", MAKES_WITH_TEMPLATE, _import),
    Row("Mutation.exportTokens(input.organizationId)", "Organization", STAFF.but(personal="!"), _export),
    Row("Mutation.exportTokens(input.selection.tokenIds)", "StaticToken", EXPORTS.but(deleted="."), _export),
    Row("Mutation.exportTokens(input.selection.batchId)", "TokenBatch", EXPORTS, _export),
    Row("Mutation.exportTokens(input.selection.filter.templateId)", "Template", EXPORTS, _export),
    Row("Mutation.exportTokens(input.selection.filter.batchId)", "TokenBatch", EXPORTS, _export),
    # ---- Static tokens ----
    Row(
        "Mutation.revealAuthToken(input.tokenId)",
        "StaticToken",
        ISSUERS_STAFF.beside(by_hand="issuer").but(by_hand="!", deleted="."),
        reveals="an AuthToken",
    ),
    Row("Mutation.disclaimTokens(input.tokenIds)", "StaticToken", THE_ISSUER_ITSELF.but(deleted=".")),
    Row("Mutation.deleteTokens(input.tokenIds)", "StaticToken", THE_ISSUER_ITSELF.but(deleted="."), _confirmed),
    Row(
        "Mutation.rotateQrToken(input.tokenId)",
        "StaticToken",
        ISSUERS_ADMINISTRATORS_OR_ABOVE.beside(by_hand="issuer").but(by_hand="!", deleted="."),
    ),
    Row(
        "Mutation.dismissCloneSuspicion(input.tokenId)",
        "StaticToken",
        ISSUERS_STAFF.beside(by_hand="issuer").but(by_hand="!", deleted="."),
    ),
    # ---- Devices ----
    Row("Mutation.claimDevice(input.qrToken)", "QrToken", CLAIMS),
    Row("Mutation.claimDevice(input.organizationId)", "Organization", DIRECTLY, _label),
    Row("Mutation.claimDevices(input.qrTokens)", "QrToken", CLAIMS),
    Row("Mutation.claimDevices(input.organizationId)", "Organization", DIRECTLY, _labels),
    Row("Mutation.unclaimDevice(input.deviceId)", "Device", GIVES_DEVICE_UP),
    Row("Mutation.updateDevice(input.deviceId)", "Device", EDITS_DEVICE, _edit),
    Row("Mutation.identifyDevice(input.deviceId)", "Device", SEES_OWNERS_SIDE),
    Row("Mutation.createDevice(input.organizationId)", "Organization", MAKERS, _by_hand),
    Row("Mutation.createDevice(input.templateId)", "Template", BUILDS_WITH_TEMPLATE, _by_hand),
    Row("Mutation.provisionDevice(input.templateId)", "Template", PROVISIONS_WITH_TEMPLATE),
    Row("Mutation.provisionDevice(input.organizationId)", "Organization", DIRECTLY, _usable),
    Row("Mutation.moveDevice(input.deviceId)", "Device", MOVES_DEVICE, _to_home),
    Row("Mutation.moveDevice(input.organizationId)", "Organization", ADMINISTRATORS, _own_device),
    Row("Mutation.offerDeviceTransfer(input.deviceId)", "Device", GIVES_DEVICE_UP, _receiver),
    Row("Mutation.cancelDeviceTransfer(input.transferId)", "DeviceTransfer", TAKES_OFFER_BACK),
    Row("Mutation.acceptDeviceTransfer(input.transferId)", "DeviceTransfer", TAKES_OFFER),
    Row("Mutation.acceptDeviceTransfer(input.organizationId)", "Organization", DIRECTLY.but(**_ALL_TOLD), _offer),
    Row("Mutation.refuseDeviceTransfer(input.transferId)", "DeviceTransfer", TAKES_OFFER),
    # ---- Live ----
    Row("Subscription.deviceStatusChanged(deviceIds)", "Device", SEES_DEVICE),
    Row("Subscription.deviceStatusChanged(organizationId)", "Organization", ROLE),
    Row("Subscription.tokenBatchProgressed(id)", "TokenBatch", ISSUERS_STAFF),
    Row("Subscription.organizationEvents(organizationId)", "Organization", HEARS_OF_EVENTS),
]

HTTP_ROWS = [
    HttpRow("POST", "/imports", "/imports?organization={}", "Organization", ADMINISTRATORS),
    HttpRow("GET", "/imports/{import_id}/faults", "/imports/{}/faults", "Import", ISSUERS_ADMINISTRATORS_OR_ABOVE),
    HttpRow(
        "GET", "/organizations/{organization_id}/events.csv", "/organizations/{}/events.csv", "Organization", STAFF
    ),
    HttpRow("DELETE", "/brands/{slug}/logo", "/brands/{}/logo", "Slug", THE_BRANDS),
    HttpRow("GET", "/C/{code}", "/C/{}", "QrToken", HOLDS_THE_LABEL),
    HttpRow("GET", "/c/{code}", "/c/{}", "QrToken", HOLDS_THE_LABEL),
]

OPEN_ROUTES = {
    **dict.fromkeys(FILES, "of the brand whose host is asked: public"),
    **{f"/{page}": "the same page for everybody; what the link is good for stands behind its #" for page in MAIL_PAGES},
    **dict.fromkeys(("/", *CONSOLE_ROUTES), "the same page for everybody; its app asks GraphQL"),
    "/claim": "the same page for everybody; its app asks GraphQL",
    "/claim/{rest:path}": "the same page for everybody; its app asks GraphQL",
    "/assets/{app}/{name}": "the files of the web apps: public",
    "/sw.js": "a file of the claim app: public",
    "/brand.css": "the colours of the brand whose host is asked: public",
    "/favicon.svg": "a picture",
    "/robots.txt": "tells search engines that there is nothing",
    "/graphql": "all of the above",
    "/device": "devices, by their AuthTokens",
    "/exports/{link}": "whoever holds the link, once and for ten minutes",
    "/healthz": "tells of the process",
    "/readyz": "tells of the database",
    "/metrics": "tells programs on this machine, or with the operator's token, how much of what",
    "/.well-known/jwks.json": "public keys",
}
"""Addresses that name nothing of anybody's, or are secrets themselves."""

OPEN = {
    "Query.viewer": "tells people of themselves",
    "Query.brand(slug)": "brands are public",
    "Mutation.signUp(input.brand)": "brands are public",
    "Mutation.signUp(input.email)": "tells only whoever it is sent to; who tries many addresses is slowed",
    "Mutation.signIn(input.brand)": "brands are public",
    "Mutation.signIn(input.email)": "an unknown address is answered like a wrong password, in body and in time",
    "Mutation.refreshSession(input.refreshToken)": "a secret of 256 bits names its own session",
    "Query.invitationPreview(token)": "whoever has the mailed link",
    "Query.plans": "plans are public",
    "Mutation.verifyEmail(input.token)": "whoever has the mailed link",
    "Mutation.resetPassword(input.token)": "whoever has the mailed link",
    "Mutation.acceptInvitation(input.token)": "whoever has the mailed link",
    "Mutation.acceptDeviceTransfer(input.token)": "whoever has the mailed link",
    "Mutation.refuseDeviceTransfer(input.token)": "whoever has the mailed link",
    "Mutation.requestEmailVerification(input.brand)": "brands are public",
    "Mutation.requestEmailVerification(input.email)": "every address is answered alike",
    "Mutation.requestPasswordReset(input.brand)": "brands are public",
    "Mutation.requestPasswordReset(input.email)": "every address is answered alike",
    "Mutation.inviteMember(input.email)": "tells only of members of the organization, to its administrators",
    "Mutation.offerDeviceTransfer(input.email)": "nothing is looked up by the address",
    "Mutation.changePlan(input.plan)": "plans are public",
    "Mutation.signOut": "ends sessions of the one who asks",
}
"""Arguments that everybody may give, and why."""

TEXTS_ONLY = {
    *("name", "value", "description", "pictureUrl", "defaultValue", "choices", "slug", "deviceName", "password"),
    *("oldPassword", "newPassword", "displayName", "primaryColor", "textColor", "claimHost", "url"),
    *("supportUrl", "privacyUrl", "termsUrl", "appleApps", "package", "fingerprints"),
    *("template", "idempotencyKey", "serialStartsWith", "column", "target"),
}
"""Last words of arguments that hold a text to keep or to compare, and name no row of anybody else's."""


# ---- Fields: of each type, who finds them filled. ----

WITH_IT = None
"""Whoever is shown the object is shown this too; null has other reasons than who asks."""

FIELDS: dict[str, list[tuple[Right | None, str]]] = {
    "Organization": [
        (WITH_IT, "id name slug isPersonal createdAt brand"),
        (SEES_THE_PARENT, "parent"),
        (BRAND_STAFF, "plan usage"),
        (STAFF, "children templates tokenBatches staticTokens events"),
        (KNOWS_MEMBERS, "members"),
        (ADMINISTRATORS, "invitations"),
        (nobody(*_EVERYWHERE), "outbox"),  # mails are read in development only
        (ROLE, "devices"),
    ],
    "Template": [
        (WITH_IT, "id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning"),
        (WITH_IT, "archivedAt createdAt metadataFields"),
        (SEES_TEMPLATE, "boxGuide"),
    ],
    "TokenBatch": [
        (WITH_IT, "id name origin status tokenCount createdCount failure createdAt finishedAt template"),
        (ISSUERS_STAFF, "createdBy staticTokens"),
    ],
    "StaticToken": [
        (WITH_IT, "id status origin serial createdAt claimedAt cloneSuspectedAt template batch issuer metadata"),
        (WITH_IT, "device firstConnectedAt"),
        (ISSUERS_STAFF, "qrToken qrTokenGrouped claimUrl qrCode label history"),
    ],
    "Device": [
        (WITH_IT, "id status firmwareVersion hardwareRevision firstConnectedAt createdAt name template metadata"),
        (WITH_IT, "presence history openTransfer"),
        (SEES_OWNERS_SIDE, "organization"),
        (SEES_OWNER, "owner"),
        (SEES_TOKEN_BEHIND, "staticToken"),
    ],
    # What follows has no identifier to be asked for by: its texts, below, say who is shown it.
    "Brand": [
        (WITH_IT, "slug displayName logoUrl primaryColor supportUrl privacyUrl selfSignUp textColor termsUrl"),
        (WITH_IT, "links appleApps androidApps claimHost"),
    ],
    "BrandLink": [(WITH_IT, "name url")],
    "AndroidApp": [(WITH_IT, "package fingerprints")],
    "Invitation": [(WITH_IT, "id email role state createdAt sentAt expiresAt")],
    "InvitationPreview": [(WITH_IT, "brand organizationName email role expiresAt hasAccount")],
    "DeviceTransfer": [(WITH_IT, "id email createdAt expiresAt productName pictureUrl device")],
    "OutgoingMail": [
        (WITH_IT, "id kind recipient subject text html attempts failure createdAt sentAt givenUpAt"),
    ],
    "PlanOverrun": [(WITH_IT, "resource limit used")],
    "Session": [(WITH_IT, "id deviceName createdAt lastUsedAt expiresAt isCurrent")],
    "ClaimPreview": [(WITH_IT, "productName pictureUrl brand")],
    "Event": [(WITH_IT, "id kind at facts staticTokenId deviceId tokenBatchId actor organization")],
    "Membership": [(WITH_IT, "id role createdAt user organization")],
    "MetadataField": [(WITH_IT, "id name type isRequired isUnique defaultValue choices")],
    "MetadataValue": [(WITH_IT, "name type value")],
    "Plan": [(WITH_IT, "name staticTokenLimit organizationLimit memberLimit selfSignUp")],
    "PlanUsage": [(WITH_IT, "staticTokens organizations members")],
    "Presence": [(WITH_IT, "isOnline since lastSeenAt reason")],
    "User": [(WITH_IT, "id email name isEmailVerified createdAt")],
    "Viewer": [(WITH_IT, "user memberships devices sessions receivedTransfers provisionableTemplates")],
    # What answers hold besides: faults, previews of one's own uploads, tokens of one's own session.
    "ClaimDevicesResult": [(WITH_IT, "results")],
    "ColumnMappingFault": [(WITH_IT, "column reason")],
    "ImportColumn": [(WITH_IT, "name target match guess guessReason samples")],
    "ImportPreview": [
        (WITH_IT, "delimiter hasByteOrderMark columns missingFields rowCount goodRowCount faultyRowCount faultCount"),
        (WITH_IT, "faults"),
    ],
    "CharactersReplaced": [(WITH_IT, "message characters")],
    "FewDots": [(WITH_IT, "message dots")],
    "RulerOmitted": [(WITH_IT, "message")],
    "SmallModules": [(WITH_IT, "message millimetres")],
    "TextShortened": [(WITH_IT, "message field example")],
    "ImportRowFault": [(WITH_IT, "row column value reason")],
    "MetadataFault": [(WITH_IT, "field value reason")],
    "SessionTokens": [(WITH_IT, "accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt")],
}

# ---- Texts: in whose answers each may stand at all, whatever is asked. ----

TEXTS: dict[str, Right] = {
    "the name of an organization": ROLE,
    "a person": table("""
                                root  issuer  child  sibling  personal  foreign  ex_owner
    customer                     .      .       .       .        x         .        x
    ex_owner                     .      .       .       .        .         .        x
    member operator admin owner  .      x       x       .        .         .        .
    parent_member                .      x       x       x        .         .        .
    parent_owner                 x      x       x       x        .         .        .
    child_owner                  .      .       x       .        .         .        .
    sibling_owner                .      .       .       x        .         .        .
    rival_owner                  .      .       .       .        .         x        .
    """),
    "a colleague": ISSUERS_STAFF,
    "an invitation": ADMINISTRATORS.without("personal"),
    "an offer": SEES_OFFER,
    "a template": table("""
                                root  issuer  child  sibling  foreign
    customer ex_owner            x      x       .       .        .
    member                       x      x       .       .        .
    operator admin owner         x      x       x       .        .
    parent_member                x      x       .       .        .
    parent_owner                 x      x       x       x        .
    child_owner                  x      x       x       .        .
    sibling_owner                x      x       .       x        .
    rival_owner                  .      .       .       .        x
    """),  # of a device that somebody sees or is offered, the template too; and all that one may provision
    "a batch": ISSUERS_STAFF,
    "a device": SEES_DEVICE,
    "a factory value": SEES_DEVICE.without("root", "freed"),
    "what an owner wrote": SEES_OWNERS_SIDE.without("root", "freed").but(ex_owner="."),
    "a QR token": ISSUERS_STAFF,
    "an AuthToken": nobody("root", "issuer", "child", "sibling", "foreign"),
    "an event": STAFF.without("personal"),
    "the ex-owner's time": table("""
                                personal
    operator admin owner         x
    parent_owner                 x
    """),  # staff of the issuer; the new owner learns nothing from before
}
