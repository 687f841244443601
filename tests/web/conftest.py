"""The server that web apps talk to, and Node, which only these tests need."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.conftest import door, keys, parts

__all__ = ["door", "keys", "parts"]

WEB = Path(__file__).parents[2] / "web"
SECONDS = 120


def run_node(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of `web/` to its end; skipped where Node or the packages are not installed."""
    if shutil.which("node") is None or not (WEB / "node_modules").is_dir():
        pytest.skip("needs Node and the packages of web/: make web")
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def compiled_sdk() -> Path:
    """The SDK and its tests as JavaScript."""
    compiled = run_node(["npx", "--no-install", "tsc", "-p", "tsconfig.test.json"], WEB / "sdk")
    assert compiled.returncode == 0, compiled.stdout
    return WEB / "sdk" / "build"


def world_of(**facts: str) -> str:
    """What tests in JavaScript are told of the world that was made for them."""
    return json.dumps(facts)
