"""The two ways of customers to their device, from the mail to the claim, with a real mail server."""

import re

import httpx
import pytest

from app.domain.parts import Parts
from app.models import Role
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.postmen import a_postman
from tests.builders import PASSWORD, a_brand, a_member, a_static_token
from tests.mail_sink import Sink, a_sink, html_of, text_of

pytestmark = pytest.mark.anyio

DEVICE = "device { id name status organization { name } owner { email } }"


async def link_in_mail(sink: Sink, address: str, page: str) -> str:
    """The link that a mail asks its reader to open: the same in text and HTML."""
    mail = await sink.mail_to(address)
    found = re.search(rf"https?://\S+/{page}#\S+", text_of(mail))
    assert found is not None, text_of(mail)
    assert f'href="{found[0]}"' in html_of(mail)
    return found[0]


async def opened(door: Door, link: str) -> httpx.Response:
    """The page behind a link, asked for as a browser does: without the fragment."""
    return await door.http.get(link.partition("#")[0])


async def signs_in(door: Door, brand: str, email: str) -> Client:
    given = {"brand": brand, "email": email, "password": PASSWORD}
    outcome = await door.stranger().do("signIn", "session { accessToken }", **given)
    return door.bearer(outcome["session"]["accessToken"])


async def test_pro_from_the_invitation_mail_to_the_claimed_device(door: Door, parts: Parts, database: str) -> None:
    brand = await a_brand("PRO")
    owner, token = door.person(await a_member(brand, Role.OWNER)), await a_static_token(brand, parts)
    email = "front.desk@bluebird.example"
    async with a_sink() as sink, a_postman(parts, database, sink):
        # Nobody gets in without an invitation.
        alone = await door.stranger().do("signUp", brand=brand.slug, email=email, password=PASSWORD)
        client = await owner.do(
            "createOrganization", "organization { id }", parentId=global_id("Organization", brand.id), name="Bluebird"
        )
        place = client["organization"]["id"]
        await owner.do("inviteMember", organizationId=place, email=email, role="ADMIN")
        link = await link_in_mail(sink, email, "invitation")

    preview = await door.stranger().ask(
        "query($link: String!) { invitationPreview(token: $link) { organizationName email hasAccount } }", link=link
    )
    accepted = await door.stranger().do("acceptInvitation", "membership { role }", token=link, password=PASSWORD)
    claimed = await (await signs_in(door, brand.slug, email)).do(
        "claimDevice", DEVICE, qrToken=token.qr_token.text, name="Lobby"
    )

    assert alone["__typename"] == "InvitationRequired"
    assert (await opened(door, link)).status_code == httpx.codes.OK
    assert preview["invitationPreview"] == {"organizationName": "Bluebird", "email": email, "hasAccount": False}
    assert accepted["membership"] == {"role": "ADMIN"}
    assert claimed["device"] == {
        "id": claimed["device"]["id"],
        "name": "Lobby",
        "status": "CLAIMED",
        "organization": {"name": "Bluebird"},
        "owner": {"email": email},
    }


async def test_business_from_signing_up_to_the_claimed_device(door: Door, parts: Parts, database: str) -> None:
    brand = await a_brand("BUSINESS")
    token, email = await a_static_token(brand, parts), "robin@mail.example"
    async with a_sink() as sink, a_postman(parts, database, sink):
        given = {"brand": brand.slug, "email": email, "password": PASSWORD}
        signed_up = await door.stranger().do("signUp", "session { accessToken } user { isEmailVerified }", **given)
        me = door.bearer(signed_up["session"]["accessToken"])
        # Claiming does not wait for the mail.
        claimed = await me.do("claimDevice", DEVICE, qrToken=token.qr_token.text, name="Kitchen")
        link = await link_in_mail(sink, email, "verify")
    verified = await door.stranger().do("verifyEmail", token=link.partition("#")[2])
    known = await me.ask("{ viewer { user { isEmailVerified } } }")

    assert signed_up["user"] == {"isEmailVerified": False}
    assert (claimed["device"]["name"], claimed["device"]["owner"]) == ("Kitchen", {"email": email})
    assert (await opened(door, link)).status_code == httpx.codes.OK
    assert verified["__typename"] == "VerifyEmailSuccess"
    assert known["viewer"]["user"] == {"isEmailVerified": True}
