"""`python -m proof [NAME …]`: show properties in full that the tests show in small; one line each, 1 when one fails."""

import sys
from collections.abc import Callable

from proof import autobahn, malformed

PROOFS: dict[str, Callable[[], str]] = {
    "autobahn": autobahn.prove,
    "malformed": malformed.prove,
}


def main() -> int:
    """Run the named proofs, or all."""
    failed = False
    for name in sys.argv[1:] or PROOFS:
        try:
            print(f"{name}: {PROOFS[name]()}", flush=True)
        except (AssertionError, RuntimeError, TimeoutError) as error:
            failed = True
            print(f"{name}: NOT SHOWN. {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
