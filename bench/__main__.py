"""`python -m bench [NAME …]`: measure, print the table, and write it to `bench/RESULTS.md`."""

import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import connections, export, fan_out, heartbeats, importing, mint, news, presence
from bench.table import Row, as_markdown

MEASURES: dict[str, Callable[[], list[Row]]] = {
    "mint": mint.measure,
    "import": importing.measure,
    "export": export.measure,
    "heartbeats": heartbeats.measure,
    "connections": connections.measure,
    "fan-out": fan_out.measure,
    "news": news.measure,
    "presence": presence.measure,
}


def main() -> int:
    """Run the named measures, or all; returns 1 when a goal is missed."""
    names = sys.argv[1:] or list(MEASURES)
    rows: list[Row] = []
    for name in names:
        print(f"measuring {name} …", flush=True)
        rows += MEASURES[name]()
    table = as_markdown(rows)
    print(table)
    if not sys.argv[1:]:
        head = (
            f"# Results\n\nWritten by `make bench` on {datetime.now(UTC).date()}, Python {platform.python_version()}.\n"
        )
        note = "Ratios count, seconds depend on the machine.\n\n"
        Path(__file__).with_name("RESULTS.md").write_text(f"{head}{note}{table}", encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
