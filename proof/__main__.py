"""`python -m proof [NAME …]`: check some or all, print the table, and write each part to `proof/RESULTS.md`."""

import sys
from collections.abc import Callable
from pathlib import Path

from bench.report import write_part
from proof import autobahn, claims, doors, dump, malformed, presence, rotation, timing
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
    "rotation": rotation.check,
}


HEAD = """# Proofs

Written by `make proof`, and part by part by `python -m proof NAME`. Two medians are alike when the larger is at most a
tenth above the smaller.
"""


def main() -> int:
    """Run the named proofs, or all; returns 1 when a property is broken."""
    unknown = [name for name in sys.argv[1:] if name not in PROOFS]
    if unknown:
        print(f"There is no proof {' or '.join(unknown)}: name some of {', '.join(PROOFS)}, or none for all.")
        return 2
    findings: list[Finding] = []
    for name in sys.argv[1:] or list(PROOFS):
        print(f"checking {name} …", flush=True)
        found = PROOFS[name]()
        write_part(Path(__file__).with_name("RESULTS.md"), HEAD, list(PROOFS), name, as_markdown(found))
        findings += found
    print(as_markdown(findings))
    return 1 if any(finding.holds is False for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
