"""The README, followed to the letter: from a CSV to a code that is scanned off a printed label."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import Server
from tests.labels.printing import found, pages

ROOT = Path(__file__).parents[2]


def commands(*headings: str) -> str:
    """What a reader types, section by section, but for the decoder that not every machine has."""
    text = (ROOT / "README.md").read_text()
    sections = [text[text.index(f"## {heading}") :].split("\n## ")[0] for heading in headings]
    blocks = [block for section in sections for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL)]
    return "\n".join(line for block in blocks for line in block.splitlines() if not line.startswith("pdftoppm"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's commands are for curl")
def test_a_newcomer_gets_from_the_example_to_a_label_that_scans(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    with Server("--demo", "--data", str(folder)) as server:
        server.wait_for("5 simulated devices are online")
        typed = commands("First calls", "From a CSV to labels").replace("http://127.0.0.1:8000", server.url)
        typed = typed.replace("python3", sys.executable)

        ended = subprocess.run(
            ["bash", "-c", typed], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
        )

    assert '"errors"' not in ended.stdout + ended.stderr
    assert '"rowCount":4,"faultyRowCount":0' in ended.stdout
    rows = list(csv.DictReader((tmp_path / "exported/tokens.csv").read_text().splitlines()))
    given = list(csv.DictReader((ROOT / "docs/examples/devices.csv").read_text().splitlines()))
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    (sheet,) = pages((tmp_path / "exported/labels/sheets-00001.pdf").read_bytes())
    assert [code.text for code in found(sheet)] == [row["Claim URL"] for row in rows]
