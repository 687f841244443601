"""`devsim --mint-to` works like a person: it signs in, mints, exports, and what it fetched lets devices in."""

import os
import zipfile
from pathlib import Path

import pytest

from app.cli.api_client import WrongOutcome
from app.cli.device_tokens import TokensUnusable, gather_tokens, keep, read_tokens
from app.cli.devsim import as_many
from app.cli.fleet import Profile, Tally, simulate
from app.cli.manufacturer import TEMPLATE, Manufacturer, NoAdministrator, mint_table
from app.models import Account, Membership, Organization, Role, StaticToken, Template
from app.secrets.auth_token import AuthToken
from tests.api.clients import Door
from tests.api.test_provisioning import ws_url
from tests.builders import PASSWORD, a_brand, an_account

pytestmark = pytest.mark.anyio


async def who_signs_in(brand: Organization, role: Role) -> Manufacturer:
    """A person of a brand, as devsim is told of them."""
    account: Account = await an_account(brand, is_verified=True)
    await Membership.create(account_id=account.id, organization_id=brand.id, role=role)
    return Manufacturer(brand.slug, account.email, PASSWORD)


async def test_what_it_mints_comes_online(
    door: Door, worker: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brand = await a_brand()
    admin = await who_signs_in(brand, Role.ADMIN)

    table = await mint_table(admin, ws_url(door), 12)
    more = await mint_table(admin, ws_url(door), 1)  # the template is there already

    path = tmp_path / "fleet.csv"
    keep(table, str(path))
    assert os.stat(path).st_mode & 0o777 == 0o600
    tokens = as_many(gather_tokens([], str(path)), 10)
    assert len(tokens) == 10
    assert len(read_tokens(more.decode().splitlines(), "x")) == 1
    assert await StaticToken.filter(issuer_id=brand.id).count() == 13
    assert await Template.filter(organization_id=brand.id, name=TEMPLATE).count() == 1
    tally = Tally()
    await simulate(ws_url(door), tokens, Profile.STEADY, tally, duration=2.0)
    assert (tally.welcomed, tally.interruptions) == (10, {})
    said = capsys.readouterr().out
    assert "In the end 10 of 10 connected" in said
    assert "MiB of memory" in said
    assert not [token for token in tokens if token.text in said]


async def test_who_may_not_mint_is_told_so_and_nothing_is_made(door: Door) -> None:
    brand = await a_brand()
    operator = await who_signs_in(brand, Role.OPERATOR)
    with pytest.raises(NoAdministrator):
        await mint_table(operator, ws_url(door), 3)
    wrong = Manufacturer(brand.slug, operator.email, "not this one")
    with pytest.raises(WrongOutcome, match="CredentialsWrong") as refused:
        await mint_table(wrong, ws_url(door), 3)
    assert "not this one" not in str(refused.value) + repr(wrong)
    assert not await StaticToken.filter(issuer_id=brand.id).exists()


def test_an_export_is_read_as_it_was_downloaded(tmp_path: Path) -> None:
    token, path = AuthToken.mint(), tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tokens.csv", f"Auth Token\r\n{token.text}\r\n")
    assert gather_tokens([], str(path)) == [token]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.csv", "")
    for content in (path.read_bytes(), b"PK\x03\x04 and then nothing"):
        path.write_bytes(content)
        with pytest.raises(TokensUnusable, match=r"export\.zip is not a zip with a tokens\.csv"):
            gather_tokens([], str(path))


def test_too_few_tokens_and_a_file_that_is_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TokensUnusable, match="10,000 connections need as many AuthTokens, and there are 1"):
        as_many([AuthToken.mint()], 10_000)
    path = tmp_path / "fleet.csv"
    path.write_text("precious")
    with pytest.raises(TokensUnusable, match="cannot be written"):
        keep(b"new", str(path))
    assert path.read_text() == "precious"
