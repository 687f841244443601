"""The commands beside the server: brands, plans, migrations, keys, the schema."""

import json
import re
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.graphql import create_schema
from tests.cli.processes import Server, a_device, assert_refused, claimstead


def test_a_brand_is_created_beside_a_running_server_and_its_owner_signs_in(server: Server, served_folder: Path) -> None:
    data = ("--data", str(served_folder))
    created = claimstead("organization", "create", "Blue Fig", "--owner", "Ann@Fig.example", "--plan", "pro", *data)
    assert created.returncode == 0, created.stderr
    found = re.search(r"Password +(\S+)  \(shown this once\)", created.stdout)
    assert found is not None

    token = server.sign_in("blue-fig", "ann@fig.example", found[1])
    viewer = server.ask(
        "{ viewer { user { email } memberships { role organization { name slug usage { members } } } } }", token
    )["viewer"]
    assert viewer == {
        "user": {"email": "Ann@Fig.example"},
        "memberships": [
            {"role": "OWNER", "organization": {"name": "Blue Fig", "slug": "blue-fig", "usage": {"members": 1}}}
        ],
    }

    again = claimstead("organization", "create", "Blue Fig", "--owner", "bob@fig.example", "--plan", "PRO", *data)
    assert_refused(again, "“blue-fig” is taken")
    listed = claimstead("organization", "list", *data).stdout
    assert re.search(r"^blue-fig +Blue Fig +PRO +0 +0 +1 ", listed, re.MULTILINE)


def test_a_given_password_is_taken_from_standard_input_and_never_printed(server: Server, served_folder: Path) -> None:
    options = ("--owner", "o@plum.example", "--plan", "FREE", "--slug", "plum", "--data", str(served_folder))
    created = claimstead("organization", "create", "Plum", *options, "--password-file", "-", said="a plum in winter\n")
    assert created.returncode == 0, created.stderr
    assert "winter" not in created.stdout + created.stderr
    assert server.sign_in("plum", "o@plum.example", "a plum in winter")


def test_a_brand_that_cannot_be_is_refused_in_one_line_and_creates_nothing(server: Server, served_folder: Path) -> None:
    def create(owner: str = "o@pear.example", plan: str = "PRO", password: str = "a pear in spring") -> None:
        options = ("--owner", owner, "--plan", plan, "--password-file", "-", "--data", str(served_folder))
        refusals.append(claimstead("organization", "create", "Pear", *options, said=password))

    refusals: list[object] = []
    create(owner="nobody")
    create(plan="GOLD")
    create(password="short")
    for ended, word in zip(refusals, ("e-mail", "GOLD", "at least 10"), strict=True):
        assert_refused(ended, word)  # type: ignore[arg-type]
    assert server.ask('{ brand(slug: "pear") { slug } }') == {"brand": None}


def test_plans_are_listed(server: Server, served_folder: Path) -> None:
    listed = claimstead("plan", "list", "--data", str(served_folder)).stdout
    assert re.search(r"^BUSINESS +10,000,000 +1,000 +10,000 +sign up by themselves", listed, re.MULTILINE)


def test_a_plan_is_written_and_one_below_the_use_of_a_brand_is_refused(server: Server, served_folder: Path) -> None:
    data = ("--data", str(served_folder))
    limits = ("--static-tokens", "5000", "--organizations", "3", "--members", "2")
    made = claimstead("plan", "set", "gold", *limits, "--self-sign-up", *data)
    assert made.returncode == 0, made.stderr
    assert re.search(r"^GOLD +5,000 +3 +2 +sign up by themselves +ask the operator", made.stdout, re.MULTILINE)
    assert_refused(claimstead("plan", "set", "SILVER", "--members", "2", *data), "all three limits")
    assert_refused(claimstead("plan", "set", "SILVER", *limits[:-1], "-1", *data), "between 0 and")

    options = ("--owner", "o@date.example", "--plan", "FREE", "--slug", "date", "--password-file", "-", *data)
    assert claimstead("organization", "create", "Date", *options, said="a date in autumn\n").returncode == 0
    assert claimstead("organization", "change-plan", "date", "gold", *data).stdout == "date is on GOLD.\n"
    assert server.ask('{ brand(slug: "date") { selfSignUp } }') == {"brand": {"selfSignUp": True}}
    assert_refused(claimstead("plan", "set", "GOLD", "--members", "0", *data), "“Date”", "1 members of 0")
    assert_refused(claimstead("organization", "change-plan", "date", "SILVER", *data), "no plan “SILVER”")
    assert_refused(claimstead("organization", "change-plan", "no-such", "GOLD", *data), "no such brand")
    changed = claimstead("plan", "set", "GOLD", "--members", "1", "--no-self-sign-up", "--choosable", *data)
    assert re.search(r"^GOLD +5,000 +3 +1 +need an invitation +may choose it", changed.stdout, re.MULTILINE)


def test_a_suspended_brand_stops_at_once_and_goes_on_when_it_is_resumed(server: Server, served_folder: Path) -> None:
    data = ("--data", str(served_folder))
    options = ("--owner", "o@fir.example", "--plan", "PRO", "--slug", "fir", "--password-file", "-", *data)
    assert claimstead("organization", "create", "Fir", *options, said="a fir in winter\n").returncode == 0
    owner = server.sign_in("fir", "o@fir.example", "a fir in winter")
    auth_token = a_device(server, owner)
    address = f"{server.url.replace('http', 'ws', 1)}/device"
    headers = {"authorization": f"Bearer {auth_token}"}

    with connect(address, additional_headers=headers, proxy=None) as device:
        assert json.loads(device.recv(10))["t"] == "welcome"
        assert claimstead("organization", "suspend", "fir", *data).stdout == "fir is suspended.\n"
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                device.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
    document = '{ viewer { user { id } } brand(slug: "fir") { slug } }'
    assert server.ask(document, owner) == {"viewer": None, "brand": None}
    assert "suspended" in claimstead("organization", "list", *data).stdout
    assert claimstead("organization", "suspend", "fir", *data).stdout == "fir was suspended already.\n"

    assert claimstead("organization", "resume", "fir", *data).stdout == "fir goes on.\n"
    assert claimstead("organization", "resume", "fir", *data).stdout == "fir was not suspended.\n"
    assert server.ask(document, owner)["brand"] == {"slug": "fir"}
    with connect(address, additional_headers=headers, proxy=None) as device:
        assert json.loads(device.recv(10))["t"] == "welcome"
    assert_refused(claimstead("organization", "suspend", "no-such", *data), "no such brand")


def test_the_schema_and_keys_need_no_settings_and_no_database(folder: Path) -> None:
    folder.mkdir()
    written = claimstead("export-schema", "--output", str(folder / "schema.graphql"))
    assert written.returncode == 0, written.stderr
    assert (folder / "schema.graphql").read_text() == create_schema().as_str() + "\n"

    first, second = (claimstead("keys", "generate").stdout for _ in range(2))
    assert json.loads(first)["version"] == 1
    assert first != second


def test_help_names_every_command() -> None:
    shown = claimstead("--help").stdout
    for command in ("serve", "demo", "organization", "plan", "migrate", "keys", "doctor", "devsim", "export-schema"):
        assert re.search(rf"^│ {command} ", shown, re.MULTILINE)
    assert claimstead("--version").stdout.startswith("claimstead 0.")
