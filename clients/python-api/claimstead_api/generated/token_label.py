from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import LabelFaultFacts, LabelRoomFacts, ModuleFacts


class TokenLabel(BaseModel):
    static_token: Optional["TokenLabelStaticToken"] = Field(alias="staticToken")


class TokenLabelStaticToken(BaseModel):
    id: str
    label: Optional[
        Annotated[
            Union[
                "TokenLabelStaticTokenLabelLabelSuccess",
                "TokenLabelStaticTokenLabelLabelTemplateUnusable",
                "TokenLabelStaticTokenLabelModulesTooSmall",
                "TokenLabelStaticTokenLabelLabelTextDoesNotFit",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class TokenLabelStaticTokenLabelLabelSuccess(BaseModel):
    typename__: Literal["LabelSuccess"] = Field(alias="__typename")
    data_uri: str = Field(alias="dataUri")
    warnings: list["TokenLabelStaticTokenLabelLabelSuccessWarnings"]


class TokenLabelStaticTokenLabelLabelSuccessWarnings(BaseModel):
    typename__: Literal[
        "CharactersReplaced",
        "FewDots",
        "LabelWarning",
        "RulerOmitted",
        "SmallModules",
        "TextShortened",
    ] = Field(alias="__typename")
    message: str


class TokenLabelStaticTokenLabelLabelTemplateUnusable(LabelFaultFacts):
    typename__: Literal["LabelTemplateUnusable"] = Field(alias="__typename")
    message: str


class TokenLabelStaticTokenLabelModulesTooSmall(ModuleFacts):
    typename__: Literal["ModulesTooSmall"] = Field(alias="__typename")
    message: str


class TokenLabelStaticTokenLabelLabelTextDoesNotFit(LabelRoomFacts):
    typename__: Literal["LabelTextDoesNotFit"] = Field(alias="__typename")
    message: str


TokenLabel.model_rebuild()
TokenLabelStaticToken.model_rebuild()
TokenLabelStaticTokenLabelLabelSuccess.model_rebuild()
