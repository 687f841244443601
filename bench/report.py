"""A report in parts, each as it was last measured: a part can be measured again without the hours of all others."""

import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

_PART = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def write_part(path: Path, head: str, order: Sequence[str], name: str, table: str) -> None:
    """Put a part's table, with today's date, into the report at `path`; the other parts stay, in this order."""
    parts = dict(_PART.findall(path.read_text(encoding="utf-8"))) if path.exists() else {}
    parts[name] = f"\n{datetime.now(UTC).date()}, Python {platform.python_version()}.\n\n{table}\n"
    sections = [f"## {each}\n{parts[each]}" for each in order if each in parts]
    path.write_text(f"{head.rstrip()}\n\n{''.join(sections)}".rstrip() + "\n", encoding="utf-8")
