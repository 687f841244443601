"""Rules for the future: what is documented, how rooms look, what never stands in a file."""

import ast
import json
import re
from pathlib import Path

import pytest

from app.graphql import errors
from app.schema.refusals import REFUSALS
from app.settings import Settings

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for path in (ROOT / "app").rglob("*.py") if "migrations" not in path.parts)
LONGEST_MODULE = 350


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_for_operators(name: str) -> None:
    assert f"CLAIMSTEAD_{name.upper()}" in (ROOT / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


CODES = (
    *(errors.UNAUTHENTICATED, errors.FORBIDDEN, errors.BAD_REQUEST, errors.THROTTLED),
    *(errors.UNAVAILABLE, errors.INTERNAL),
)


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_is_documented_for_app_developers(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "api.md").read_text()


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.__name__)
def test_a_refusal_has_the_name_of_its_error(error: type) -> None:
    assert REFUSALS[error].__name__ == error.__name__


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_and_stays_small(path: Path) -> None:
    source = path.read_text()

    assert ast.get_docstring(ast.parse(source)), "a module begins with its promise"
    assert len(source.splitlines()) <= LONGEST_MODULE


OWN_CLOCK = {"database/clock.py", "cli/checks.py", "bus/carried.py"}
"""Who compares this machine's clock with the database's, and who tells only of this process."""


def test_nobody_asks_this_machine_what_time_it_is() -> None:
    asking = {
        str(path.relative_to(ROOT / "app"))
        for path in MODULES
        if re.search(r"\bdatetime\.now\(|\butcnow\(|\btime\.time(_ns)?\(", path.read_text())
    }
    assert asking == OWN_CLOCK, "use app.database.clock: nodes' clocks differ"


def test_lock_files_name_hashes_and_no_index() -> None:
    for lock in (*ROOT.glob("requirements*.lock"), *ROOT.glob("clients/*/*.lock")):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text


@pytest.mark.parametrize("folder", ["web", "web/tools/codegen"])
def test_npms_lock_files_name_digests_and_no_registry(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    fetched = {path: each for path, each in packages.items() if "node_modules/" in path and not each.get("link")}
    assert fetched
    for path, each in fetched.items():
        assert each["integrity"].startswith("sha512-"), path
        assert "resolved" not in each, path
