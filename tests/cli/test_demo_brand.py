"""`claimstead serve --demo`: a brand to try everything with, made once."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.cli.demo_brand import ACCOUNTS, PASSWORD, SLUG, DemoBrandNotOurs, find_or_found
from app.domain.organizations.founding import create_brand_with_owner
from app.models import Account
from tests.cli.processes import Server, claimstead

STATE = """{ viewer { memberships { organization {
    plan { name } usage { staticTokens organizations members }
    children(first: 10) { edges { node { name children(first: 10) { totalCount } } } }
    templates(first: 10) { edges { node { name metadataFields { type isUnique } } } }
    tokenBatches(first: 10) { edges { node { status tokenCount } } }
    devices(first: 10, filter: {includeBelow: true, isOnline: true}) { totalCount }
} } } }"""


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def label_of(output: str) -> str:
    found = re.search(r"HTTP://127.0.0.1:\d+/C/([0-9A-Z]{20})", output)
    assert found is not None, output
    return found[1]


def typed(output: str) -> str:
    """What the printed commands say when somebody copies them into a shell, one after the other."""
    commands = re.findall(r"^(?:TOKEN=|curl ).*\\\n.*$", output, re.MULTILINE)
    assert len(commands) == 3, output
    return subprocess.run(["bash", "-ec", "\n".join(commands)], capture_output=True, text=True, check=True).stdout


def test_the_demo_brand_is_made_once_and_what_visitors_did_with_it_stays(folder: Path) -> None:
    with Server("--demo", "--data", str(folder)) as server:
        server.wait_for("5 simulated devices are online")
        assert "▀▀▀▀▀" in server.output
        tokens = {person.role: server.sign_in(SLUG, person.email, PASSWORD) for person in ACCOUNTS}
        (membership,) = server.ask(STATE, tokens["owner"])["viewer"]["memberships"]
        brand = membership["organization"]
        assert brand["plan"] == {"name": "BUSINESS"}
        assert brand["usage"] == {"staticTokens": 25, "organizations": 3, "members": 4}
        below = {child["name"]: child["children"]["totalCount"] for child in nodes(brand["children"])}
        assert below == {"Bluebird Hotels": 1, "Green Valley Farms": 0}
        sensor = next(template for template in nodes(brand["templates"]) if template["name"] == "Climate Sensor")
        types = {field["type"] for field in sensor["metadataFields"]}
        assert {"TEXT", "MAC_ADDRESS", "CHOICE", "DATE", "BOOLEAN"} <= types
        assert nodes(brand["tokenBatches"]) == [{"status": "COMPLETE", "tokenCount": 25}]

        mine = "{ viewer { devices(first: 10) { edges { node { id name presence { isOnline } } } } } }"
        (device,) = nodes(server.ask(mine, tokens["customer"])["viewer"]["devices"])
        assert (device["name"], device["presence"]) == ("Living Room", {"isOnline": True})
        give_up = "mutation($id: ID!) { unclaimDevice(input: {deviceId: $id}) { __typename } }"
        server.ask(give_up, tokens["customer"], id=device["id"])
        label = label_of(server.output)
        assert server.stop() == 0

    with Server("--demo", "--data", str(folder)) as again:
        again.wait_for("5 simulated devices are online")
        assert label_of(again.output) == label
        (membership,) = again.ask(STATE, again.sign_in(SLUG, ACCOUNTS[0].email, PASSWORD))["viewer"]["memberships"]
        assert membership["organization"]["usage"] == brand["usage"]
        assert nodes(membership["organization"]["templates"]) == nodes(brand["templates"])
        customer = again.sign_in(SLUG, "customer@mail.example", PASSWORD)
        assert nodes(again.ask(mine, customer)["viewer"]["devices"]) == []

        played = claimstead(
            *("devsim", "--profile", "provisioned", "--brand", SLUG, "--email", "customer@mail.example"),
            *("--url", again.url.replace("http", "ws", 1) + "/device", "--duration", "3", "--devices", "2"),
            password=PASSWORD,
        )
        assert played.returncode == 0, played.stderr
        provisioned = nodes(again.ask(mine, customer)["viewer"]["devices"])
        assert [device["name"] for device in provisioned] == ["Smart Plug", "Smart Plug"]
        for device in provisioned:
            again.ask(give_up, customer, id=device["id"])

        if shutil.which("curl"):
            assert '"productName":"Climate Sensor"' in typed(again.output)
            (claimed,) = nodes(again.ask(mine, customer)["viewer"]["devices"])
            assert claimed["name"] == "Bedroom"


@pytest.mark.anyio
async def test_a_brand_of_the_same_slug_that_the_demo_did_not_make_is_left_alone(database: str) -> None:
    await create_brand_with_owner("Acme", slug=SLUG, plan="PRO", email="ann@real.example", password="a real password")
    with pytest.raises(DemoBrandNotOurs):
        await find_or_found()
    assert not await Account.exists(email_key=ACCOUNTS[0].email)
