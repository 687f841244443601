"""`python -m proof [NAME …]`: check, print the table, and write it to `proof/RESULTS.md`."""

import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from proof import autobahn, claims, doors, dump, malformed, presence, timing
from proof.findings import Finding, as_markdown

PROOFS: dict[str, Callable[[], list[Finding]]] = {
    "claims": claims.check,
    "doors": doors.check,
    "dump": dump.check,
    "ids": timing.check_ids,
    "people": timing.check_people,
    "devices": timing.check_devices,
    "autobahn": autobahn.check,
    "malformed": malformed.check,
    "presence": presence.check,
}


def main() -> int:
    """Run the named proofs, or all; returns 1 when a property is broken."""
    unknown = [name for name in sys.argv[1:] if name not in PROOFS]
    if unknown:
        print(f"There is no proof {' or '.join(unknown)}: name some of {', '.join(PROOFS)}, or none for all.")
        return 2
    findings: list[Finding] = []
    for name in sys.argv[1:] or list(PROOFS):
        print(f"checking {name} …", flush=True)
        findings += PROOFS[name]()
    table = as_markdown(findings)
    print(table)
    if not sys.argv[1:]:
        written = f"Written by `make proof` on {datetime.now(UTC).date()}, Python {platform.python_version()}."
        note = "Two medians are alike when the larger is at most a tenth above the smaller."
        Path(__file__).with_name("RESULTS.md").write_text(f"# Proofs\n\n{written} {note}\n\n{table}", encoding="utf-8")
    return 1 if any(finding.holds is False for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
