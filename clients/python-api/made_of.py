"""Prints the digest of everything that `claimstead_api/generated` is made of; `made-of` holds that of the last time."""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SOURCES = [
    ROOT / "schema.graphql",
    *sorted((ROOT / "web" / "sdk" / "operations").glob("*.graphql")),
    HERE / "pyproject.toml",
    HERE / "codegen.lock",
]

if __name__ == "__main__":
    print(hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest())  # noqa: T201
