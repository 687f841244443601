from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import LabelFaultFacts


class AlignmentSheet(BaseModel):
    alignment_sheet: Union[
        "AlignmentSheetAlignmentSheetAlignmentSheetSuccess",
        "AlignmentSheetAlignmentSheetLabelTemplateUnusable",
    ] = Field(alias="alignmentSheet", discriminator="typename__")


class AlignmentSheetAlignmentSheetAlignmentSheetSuccess(BaseModel):
    typename__: Literal["AlignmentSheetSuccess"] = Field(alias="__typename")
    name: str
    labels_per_sheet: int = Field(alias="labelsPerSheet")
    data_uri: str = Field(alias="dataUri")


class AlignmentSheetAlignmentSheetLabelTemplateUnusable(LabelFaultFacts):
    typename__: Literal["LabelTemplateUnusable"] = Field(alias="__typename")
    message: str


AlignmentSheet.model_rebuild()
