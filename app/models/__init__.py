"""Rows of the database, their constraints, and properties of one row."""

from app.models.accounts import Account, Membership, RefreshToken, Session
from app.models.devices import Device, Node, Presence, PresenceReason
from app.models.exports import ExportLink
from app.models.handovers import DeviceTransfer, Provisioning
from app.models.history import Attempt, Event, IdempotencyKey
from app.models.imports import ImportFile, ImportPart, ImportPiece
from app.models.organizations import Brand, BrandLogo, Organization, Plan, PlanUsage, Role
from app.models.people import Invitation, MailLink, MailLinkKind, OutgoingMail
from app.models.templates import DEVICE_NAME, MetadataField, MetadataFieldType, Template
from app.models.tokens import (
    BatchOrigin,
    BatchStatus,
    RetiredToken,
    StaticToken,
    TokenBatch,
    TokenOrigin,
    TokenStatus,
    UniqueValue,
)

__all__ = [
    "DEVICE_NAME",
    "Account",
    "Attempt",
    "BatchOrigin",
    "BatchStatus",
    "Brand",
    "BrandLogo",
    "Device",
    "DeviceTransfer",
    "Event",
    "ExportLink",
    "IdempotencyKey",
    "ImportFile",
    "ImportPart",
    "ImportPiece",
    "Invitation",
    "MailLink",
    "MailLinkKind",
    "Membership",
    "MetadataField",
    "MetadataFieldType",
    "Node",
    "Organization",
    "OutgoingMail",
    "Plan",
    "PlanUsage",
    "Presence",
    "PresenceReason",
    "Provisioning",
    "RefreshToken",
    "RetiredToken",
    "Role",
    "Session",
    "StaticToken",
    "Template",
    "TokenBatch",
    "TokenOrigin",
    "TokenStatus",
    "UniqueValue",
]
