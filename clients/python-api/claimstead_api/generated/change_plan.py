from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import PlanResource
from .fragments import PlanFields


class ChangePlan(BaseModel):
    change_plan: Union[
        "ChangePlanChangePlanChangePlanSuccess",
        "ChangePlanChangePlanPlanUnknown",
        "ChangePlanChangePlanPlanTooSmall",
    ] = Field(alias="changePlan", discriminator="typename__")


class ChangePlanChangePlanChangePlanSuccess(BaseModel):
    typename__: Literal["ChangePlanSuccess"] = Field(alias="__typename")
    changed_plan: "ChangePlanChangePlanChangePlanSuccessChangedPlan" = Field(
        alias="changedPlan"
    )


ChangePlanChangePlanChangePlanSuccessChangedPlan = PlanFields


class ChangePlanChangePlanPlanUnknown(BaseModel):
    typename__: Literal["PlanUnknown"] = Field(alias="__typename")
    message: str
    plan: str


class ChangePlanChangePlanPlanTooSmall(BaseModel):
    typename__: Literal["PlanTooSmall"] = Field(alias="__typename")
    message: str
    plan: str
    over: list["ChangePlanChangePlanPlanTooSmallOver"]


class ChangePlanChangePlanPlanTooSmallOver(BaseModel):
    resource: PlanResource
    limit: int
    used: int


ChangePlan.model_rebuild()
ChangePlanChangePlanChangePlanSuccess.model_rebuild()
ChangePlanChangePlanPlanTooSmall.model_rebuild()
