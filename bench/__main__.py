"""`python -m bench [NAME …]`: measure some or all, print the table, and write each part to `bench/RESULTS.md`."""

import sys
from collections.abc import Callable
from pathlib import Path

from bench import connections, export, fan_out, heartbeats, importing, mint, news, presence
from bench.report import write_part
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


HEAD = """# Results

Written by `make bench`, and part by part by `python -m bench NAME`. Ratios count, seconds depend on the machine.
"""


def main() -> int:
    """Run the named measures, or all; returns 1 when a goal is missed, 2 when there is no such measure."""
    unknown = [name for name in sys.argv[1:] if name not in MEASURES]
    if unknown:
        print(f"There is no measure {' or '.join(unknown)}: name some of {', '.join(MEASURES)}, or none for all.")
        return 2
    rows: list[Row] = []
    for name in sys.argv[1:] or list(MEASURES):
        print(f"measuring {name} …", flush=True)
        measured = MEASURES[name]()
        write_part(Path(__file__).with_name("RESULTS.md"), HEAD, list(MEASURES), name, as_markdown(measured))
        rows += measured
    print(as_markdown(rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
