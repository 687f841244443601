"""`claimstead devsim` reads AuthTokens from everywhere and shows none."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.device_tokens import TokensUnusable, gather_tokens, read_tokens
from app.cli.devsim import app
from app.cli.phone import api_address
from app.secrets.auth_token import AuthToken

ONE, TWO = AuthToken.mint(), AuthToken.mint()
FOREIGN = AuthToken.parse("-factory-0000000001")


def test_a_list_has_one_token_a_line() -> None:
    assert read_tokens([ONE.text, "", f"  {FOREIGN.text} "], "x") == [ONE, FOREIGN]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_export_has_them_in_its_column(delimiter: str) -> None:
    lines = [
        delimiter.join(["\ufeffAuth Token", "QR Token", "Device Name"]),
        delimiter.join([ONE.text, "0123", '"Kitchen, left"']),
        delimiter.join(["'" + FOREIGN.text, "4567", "Cellar"]),
    ]
    assert read_tokens(lines, "x") == [ONE, FOREIGN]


def test_command_line_and_file_are_gathered_and_each_token_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text(f"{TWO.text}\r\n{ONE.text}\r\n")
    assert gather_tokens([ONE.text], str(path)) == [ONE, TWO]


def test_what_is_no_token_is_named_by_its_place_and_not_shown(tmp_path: Path) -> None:
    mistyped = ONE.text[:-1] + ("0" if ONE.text[-1] != "0" else "1")
    with pytest.raises(TokensUnusable) as unusable:
        read_tokens([TWO.text, mistyped], "tokens.txt")
    assert str(unusable.value) == "Line 2 of tokens.txt is not an AuthToken."

    for arguments, sentence in (
        (["--token", mistyped], "--token number 1 is not an AuthToken."),
        ([], "Name AuthTokens"),
        (["--tokens-file", str(tmp_path / "none")], "cannot be read"),
    ):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 1
        assert sentence in result.stderr
        assert mistyped not in result.output


def test_standard_input_is_read_and_a_server_that_is_not_there_is_said() -> None:
    arguments = ["--tokens-file", "-", "--url", "ws://127.0.0.1:9/device", "--duration", "0.2"]
    result = CliRunner().invoke(app, arguments, input=f"{ONE.text}\n")
    assert result.exit_code == 1
    assert "0 of 1 connected" in result.output
    assert ONE.text not in result.output


def test_provisioned_devices_need_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAIMSTEAD_PASSWORD", raising=False)
    for arguments in ([], ["--brand", "acme"], ["--brand", "acme", "--email", "robin@acme.example"]):
        result = CliRunner().invoke(app, ["--profile", "provisioned", *arguments])
        assert result.exit_code == 1
        assert "Name the account: --brand, --email" in result.stderr


@pytest.mark.parametrize(
    ("device_url", "address"),
    [
        ("ws://127.0.0.1:8000/device", "http://127.0.0.1:8000"),
        ("wss://claim.acme.example/device", "https://claim.acme.example"),
    ],
)
def test_the_api_stands_where_the_devices_connect(device_url: str, address: str) -> None:
    assert api_address(device_url) == address
