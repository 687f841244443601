"""The enums of the models and the domain, given to GraphQL under their own names."""

import strawberry

from app.domain.history import EventKind
from app.domain.imports.csv_faults import CsvFault
from app.domain.imports.import_columns import ColumnMatch
from app.domain.imports.importing import OnFaults
from app.domain.organizations.plans import Resource
from app.labels.export_layout import ExportContent, ImageFormat, ImageNames
from app.labels.label import LabelField
from app.labels.label_stock import LabelStock
from app.models import (
    BatchOrigin,
    BatchStatus,
    MetadataFieldType,
    PresenceReason,
    Role,
    TokenOrigin,
    TokenStatus,
)

strawberry.enum(BatchOrigin, name="TokenBatchOrigin", description="By number, or from a file.")
strawberry.enum(BatchStatus, name="TokenBatchStatus", description="Where the job that fills a batch stands.")
strawberry.enum(ColumnMatch, description="How a column of a file got its meaning.")
strawberry.enum(CsvFault, description="Why a file cannot be read as CSV.")
strawberry.enum(EventKind, description="What happened.")
strawberry.enum(ExportContent, description="Whom an export is for: FLASH has no QR tokens, LABELS no AuthTokens.")
strawberry.enum(ImageFormat, name="ExportImageFormat", description="The form of the images of an export.")
strawberry.enum(ImageNames, name="ExportImageNames", description="Which token names an image of an export.")
strawberry.enum(LabelField, description="What may stand beside the QR code.")
strawberry.enum(LabelStock, description="Sheets of labels that office shops sell.")
strawberry.enum(MetadataFieldType, description="What the values of a metadata field must be.")
strawberry.enum(OnFaults, description="What to do with a file that has faulty rows.")
strawberry.enum(PresenceReason, description="Why a device's presence is as it is.")
strawberry.enum(Resource, name="PlanResource", description="What a plan limits.")
strawberry.enum(Role, description="What a person may do in an organization and below it.")
strawberry.enum(TokenOrigin, description="How an AuthToken came to be.")
strawberry.enum(TokenStatus, description="Whether somebody owns what the token stands for.")

__all__ = [
    "BatchOrigin",
    "BatchStatus",
    "ColumnMatch",
    "CsvFault",
    "EventKind",
    "ExportContent",
    "ImageFormat",
    "ImageNames",
    "LabelField",
    "LabelStock",
    "MetadataFieldType",
    "OnFaults",
    "PresenceReason",
    "Resource",
    "Role",
    "TokenOrigin",
    "TokenStatus",
]
