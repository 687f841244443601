"""The README, followed to the letter: from a CSV to a scanned label, from a mail to a claimed device."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import Server, surroundings
from tests.labels.printing import found, pages

ROOT = Path(__file__).parents[2]


def commands(*headings: str) -> str:
    """What a reader types, section by section, but for the decoder that not every machine has, and other servers."""
    text = (ROOT / "README.md").read_text()
    sections = [text[text.index(f"## {heading}") :].split("\n## ")[0] for heading in headings]
    blocks = [block for section in sections for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL)]
    lines = [line for block in blocks if "aiosmtpd" not in block for line in block.splitlines()]
    return "\n".join(line for line in lines if not line.startswith("pdftoppm"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's commands are for curl")
def test_a_newcomer_gets_from_the_example_to_labels_that_scan_and_from_a_mail_to_a_claimed_device(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    with Server("--demo", "--data", str(folder)) as server:
        (code,) = re.findall(r"/C/([0-9A-Z]{20})", server.wait_for("/C/"))
        server.wait_for("5 simulated devices are online")
        typed = commands("First calls", "From a CSV to labels", "From an invitation to a claimed device")
        typed = typed.replace("http://127.0.0.1:8000", server.url).replace("CODE=…", f"CODE={code}")
        typed = typed.replace("python3", sys.executable).replace(".venv/bin/claimstead", f"{sys.executable} -m app.cli")

        ended = subprocess.run(
            ["bash", "-c", typed],
            cwd=tmp_path,
            env={**surroundings(data=str(folder)), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=90,
            check=True,
        )

    assert '"errors"' not in ended.stdout + ended.stderr
    assert "InviteMemberSuccess" in ended.stdout
    assert '"invitationPreview":{"organizationName":"Hotel Aurora"' in ended.stdout
    assert '"device":{"name":"Lobby","status":"CLAIMED","organization":{"name":"Hotel Aurora"}}' in ended.stdout
    assert '"device":{"name":"Kitchen","organization":{"isPersonal":true}}' in ended.stdout
    assert "VerifyEmailSuccess" in ended.stdout
    assert '"rowCount":4,"faultyRowCount":0' in ended.stdout
    rows = list(csv.DictReader((tmp_path / "exported/tokens.csv").read_text().splitlines()))
    given = list(csv.DictReader((ROOT / "docs/examples/devices.csv").read_text().splitlines()))
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    (sheet,) = pages((tmp_path / "exported/labels/sheets-00001.pdf").read_bytes())
    assert [code.text for code in found(sheet)] == [row["Claim URL"] for row in rows]
