"""Why a brand cannot look like that."""

import strawberry

from app.domain.organizations import brand_values, brands
from app.schema.refusals import UserError, mirrors


@mirrors(brand_values.ColorUnusable)
@strawberry.type(description="This is no colour.")
class ColorUnusable(UserError):
    color: str


@mirrors(brand_values.ContrastTooLow)
@strawberry.type(description="Text of one colour cannot be read on the other (WCAG 2.2, 1.4.3).")
class ContrastTooLow(UserError):
    primary_color: str
    text_color: str
    contrast: float = strawberry.field(description="From 1 to 21.")
    required: float


@mirrors(brand_values.AddressUnusable)
@strawberry.type(description="This is no address that people may be sent to.")
class AddressUnusable(UserError):
    field: str
    reason: str


@mirrors(brand_values.ClaimHostUnusable)
@strawberry.type(description="This is no host that a link could name.")
class ClaimHostUnusable(UserError):
    claim_host: str


@mirrors(brands.ClaimHostTaken)
@strawberry.type(description="Another brand has this claim host, or it is the server's own.")
class ClaimHostTaken(UserError):
    claim_host: str


@mirrors(brands.ClaimHostPrinted)
@strawberry.type(description="Codes that name the present claim host may be printed already: confirm that it changes.")
class ClaimHostPrinted(UserError):
    claim_host: str = strawberry.field(description="The present one.")
    static_tokens: int


@mirrors(brand_values.AppUnusable)
@strawberry.type(description="The identifier of an app cannot be right.")
class AppUnusable(UserError):
    app: str
    reason: str
