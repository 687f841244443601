"""The Autobahn test suite against the devices' transport: cases 1 to 7 and 10.

The suite is Python 2.7 and stays outside of our environment, in a folder of
its own. `CLAIMSTEAD_PYTHON2` names the interpreter, `python2.7` otherwise.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from proof.echo import echo_server
from proof.findings import Finding

SUITE = "autobahntestsuite==25.10.1"
FOLDER = Path(__file__).parent.parent / ".venv" / "autobahn"
CASES = ("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*")
MOST_BYTES = 1 << 20
LONGEST_SECONDS = 600
_RUN = "import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite.wstest import run; run()"
PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}


def check() -> list[Finding]:
    """Run it on every case."""
    what = "the devices' transport keeps to RFC 6455"
    checked = f"{SUITE}, cases {', '.join(CASES)}"
    python = os.environ.get("CLAIMSTEAD_PYTHON2", "python2.7")
    if shutil.which(python) is None:
        return [Finding(what, checked, "the suite needs Python 2.7: set `CLAIMSTEAD_PYTHON2` to it", None)]
    _install(python)
    verdicts = asyncio.run(_verdicts(python))
    assert len(verdicts) > 200, "the suite did not run its cases"
    failed = sorted(case for case, verdict in verdicts.items() if not set(verdict) <= PASSED)
    counted = Counter(behavior for behavior, _ in verdicts.values())
    found = f"{len(verdicts)} cases: " + ", ".join(f"{count} {name}" for name, count in counted.most_common())
    return [Finding(what, checked, f"{found}; failed: {', '.join(failed) or 'none'}", not failed)]


def _install(python: str) -> None:
    if not (FOLDER / "autobahntestsuite").is_dir():
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--target", FOLDER, SUITE], check=True)


async def _verdicts(python: str) -> dict[str, tuple[str, str]]:
    """What the suite said of each case, and of how the connection was closed."""
    with tempfile.TemporaryDirectory(prefix="claimstead-proof-") as folder:
        async with echo_server(MOST_BYTES) as port:
            server = {"agent": "claimstead", "url": f"ws://127.0.0.1:{port}/device"}
            spec = Path(folder) / "spec.json"
            spec.write_text(json.dumps({"outdir": folder, "servers": [server], "cases": CASES, "exclude-cases": []}))
            suite = await asyncio.create_subprocess_exec(
                python, "-c", _RUN, FOLDER, "-m", "fuzzingclient", "-s", spec, stdout=subprocess.DEVNULL, cwd=folder
            )
            async with asyncio.timeout(LONGEST_SECONDS):
                await suite.wait()
        report = json.loads((Path(folder) / "index.json").read_text())["claimstead"]
    return {case: (verdict["behavior"], verdict["behaviorClose"]) for case, verdict in report.items()}
