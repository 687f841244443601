"""Canaries: whatever secret people and devices bring or get, at the most talkative level no log holds it."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.domain.organizations.founding import create_brand_with_owner
from app.secrets.keys import KeyRing
from tests.api.clients import mutation_document
from tests.cli.processes import Server
from tests.mail_sink import a_sink, text_of

pytestmark = pytest.mark.anyio

OWNER, ADA, BEN = "owner@canary.example", "ada@canary.example", "ben@canary.example"
PASSWORDS = {who: f"canary password of {who[:3]} {n}" for n, who in enumerate((OWNER, ADA, BEN))}
CHANGED, RESET, WRONG, WEAK = "canary changed 7", "canary reset 7", "canary wrong 7", "canary7"


class Person:
    """Somebody who talks to the server, and keeps every secret they send or get."""

    def __init__(self, server: Server, http: httpx.Client, secrets: set[str]) -> None:
        self._server, self._http, self._secrets = server, http, secrets
        self._access_token: str | None = None
        self.outcomes: set[str] = set()

    def does(self, mutation: str, select: str = "__typename", **given: object) -> Any:
        self._note(given)
        outcome = self._server.ask(mutation_document(mutation, select), self._access_token, input=given)[mutation]
        self._note(outcome)
        self.outcomes.add(outcome["__typename"])
        if "session" in outcome:
            self._access_token = outcome["session"]["accessToken"]
        return outcome

    def asks(self, query: str, **variables: object) -> Any:
        answer = self._server.ask(query, self._access_token, **variables)
        self._note(answer)
        return answer

    def posts(self, body: object) -> None:
        """Send what makes no sense, with every secret in it."""
        headers = {"authorization": f"Bearer {self._access_token}x"}
        self._http.post("/graphql", json=body, headers=headers)

    def opens(self, path: str) -> None:
        """Open an address of the server."""
        self._http.get(f"/{path}")

    def _note(self, part: object) -> None:
        if isinstance(part, dict):
            for name, value in part.items():
                if isinstance(value, str) and ("oken" in name or "assword" in name):
                    self._secrets.add(value)
                self._note(value)
        elif isinstance(part, list):
            for each in part:
                self._note(each)


async def test_no_log_holds_a_secret(database: str) -> None:
    secrets: set[str] = set()
    slug = f"canary-{uuid4().hex[:12]}"
    await create_brand_with_owner("Canary", slug=slug, plan="BUSINESS", email=OWNER, password=PASSWORDS[OWNER])
    async with a_sink() as sink:
        settings = {
            "database_url": database,
            "keys": KeyRing.generate().to_json(),
            "log_level": "debug",
            "smtp_url": sink.url,
            "mail_from": "no-reply@canary.example",
        }
        with (
            Server(**settings) as server,
            httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http,
        ):
            owner, ada, ben = (Person(server, http, secrets) for _ in range(3))
            session = "session { accessToken refreshToken }"
            owner.does("signIn", session, brand=slug, email=OWNER, password=PASSWORDS[OWNER])
            tokens = _mints(owner)

            ada.does("signUp", session, brand=slug, email=ADA, password=PASSWORDS[ADA])
            verification = _link(text_of(await sink.mail_to(ADA)), secrets)
            for token in (verification + "x", verification):
                ada.does("verifyEmail", token=token)
            ada.does("claimDevice", qrToken=tokens["qrToken"])
            ada.does("changePassword", oldPassword=WRONG, newPassword=CHANGED)
            ada.does("changePassword", oldPassword=PASSWORDS[ADA], newPassword=WEAK)
            ada.does("changePassword", oldPassword=PASSWORDS[ADA], newPassword=CHANGED)
            ada.does("requestPasswordReset", brand=slug, email=ADA)
            reset = _link(text_of(await sink.mail_to(ADA, count=3)), secrets)
            for password in (WEAK, RESET, RESET):
                ada.does("resetPassword", token=reset, password=password)
            for password in (WRONG, RESET):
                signed_in = ada.does("signIn", session, brand=slug, email=ADA, password=password)
            ada.does("refreshSession", session, refreshToken=signed_in["session"]["refreshToken"])

            place = owner.asks("{ viewer { memberships { organization { id } } } }")["viewer"]["memberships"][0]
            owner.does("inviteMember", organizationId=place["organization"]["id"], email=BEN, role="MEMBER")
            invitation = _link(text_of(await sink.mail_to(BEN)), secrets)
            for password in (WEAK, PASSWORDS[BEN]):
                ben.does("acceptInvitation", token=invitation, password=password)

            await _devices_knock(server.url, tokens["authToken"])
            for secret in [*secrets, tokens["qrToken"]]:
                ada.posts({"query": f'{{ node(id: "{secret}") {{ id }} }}'})
                ada.posts({"query": f"{{ viewer {{ {secret} }}"})
                ada.posts({"query": "query($a: Int) { viewer { user { id } } }", "variables": {"a": secret}})
                ada.posts([secret])
                for path in ("C", "exports", "reset"):
                    ada.opens(f"{path}/{secret}")
            for password in (WRONG, RESET):
                ada.does("deleteAccount", password=password)
            server.stop()

    assert owner.outcomes | ada.outcomes | ben.outcomes == {
        *(f"{act}Success" for act in ("SignIn", "SignUp", "VerifyEmail", "ClaimDevice", "ChangePassword")),
        *(f"{act}Success" for act in ("RequestPasswordReset", "ResetPassword", "RefreshSession", "DeleteAccount")),
        *(f"{act}Success" for act in ("CreateTemplate", "CreateTokenBatch", "RevealAuthToken")),
        *(f"{act}Success" for act in ("InviteMember", "AcceptInvitation")),
        *("MailLinkInvalid", "PasswordUnusable", "PasswordWrong", "CredentialsWrong"),
    }
    assert len(secrets) > 20
    assert '"debug"' in server.output
    said = server.output.casefold()
    assert {
        secret for secret in secrets if secret.casefold() in said or secret.replace("-", "").casefold() in said
    } == set()


def _mints(owner: Person) -> dict[str, str]:
    """The two secrets of one static token."""
    organization = owner.asks("{ viewer { memberships { organization { id } } } }")["viewer"]["memberships"][0]
    place = organization["organization"]["id"]
    template = owner.does("createTemplate", "template { id }", organizationId=place, name="Canary")["template"]["id"]
    owner.does("createTokenBatch", organizationId=place, templateId=template, count=1)
    query = "query($id: ID!) { organization(id: $id) { staticTokens(first: 1) { edges { node { id qrToken } } } } }"
    while not (edges := owner.asks(query, id=place)["organization"]["staticTokens"]["edges"]):
        pass
    token: dict[str, str] = edges[0]["node"]
    revealed = owner.does("revealAuthToken", "authToken", tokenId=token["id"])
    return {"qrToken": token["qrToken"], "authToken": revealed["authToken"]}


def _link(text: str, secrets: set[str]) -> str:
    found = re.search(r"#(cs[a-z]_[A-Za-z0-9_-]{43})", text)
    assert found is not None, text
    secrets.add(found[1])
    return found[1]


async def _devices_knock(url: str, auth_token: str) -> None:
    address = url.replace("http", "ws") + "/device"
    for token in (auth_token, auth_token[:-1] + "!"):
        try:
            async with connect(address, additional_headers={"authorization": f"Bearer {token}"}, proxy=None) as socket:
                await socket.recv()
                await socket.send(f'{{"t": "{token}"}}')
                await socket.send(f"no JSON {token}")
        except InvalidStatus:
            pass
    async with connect(address, proxy=None) as socket:
        await socket.send(f'{{"t":"auth","token":"{auth_token[:-1]}!"}}')
