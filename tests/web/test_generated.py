"""What stands in `web/` but comes from elsewhere is current: the SDK's operations, and claim codes to try it with."""

import hashlib
import json
import re
from pathlib import Path

from graphql import build_schema, parse

from app.domain.paging import MAXIMUM_PAGE
from app.graphql.cost import MAXIMUM_COST, Prices
from app.graphql.limits import MAXIMUM_TOKENS, Prepared
from tests.web import claim_codes
from tests.web.conftest import WEB

ROOT = WEB.parent
OPERATIONS = sorted((WEB / "sdk" / "operations").glob("*.graphql"))
GENERATED = (WEB / "sdk" / "src" / "generated" / "operations.ts").read_text()


def test_the_operations_of_the_sdk_are_made_of_the_present_schema() -> None:
    tools = [WEB / "tools" / "codegen" / name for name in ("codegen.ts", "finish.mjs", "package.json")]
    sources: list[Path] = [ROOT / "schema.graphql", *OPERATIONS, *tools]
    now = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    assert f"// Made of: {now}\n" in GENERATED, "write them anew: make web-codegen"


def test_every_operation_is_there_and_within_the_limits_of_a_request() -> None:
    documents = {
        name: json.loads(text)
        for name, text in re.findall(r'^export const (\w+)Document = (".*") as ', GENERATED, re.M)
    }
    asked = "".join(path.read_text() for path in OPERATIONS)
    assert set(documents) == set(re.findall(r"^(?:query|mutation|subscription) (\w+)", asked, re.M))
    schema = build_schema((ROOT / "schema.graphql").read_text())
    prices = Prices(schema)
    for name, text in documents.items():
        prepared = Prepared(parse(text, max_tokens=MAXIMUM_TOKENS), schema, prices)
        assert prepared.faults == [], name
        assert prepared.cost(None, {"first": MAXIMUM_PAGE}) <= MAXIMUM_COST, name


def test_the_sdk_is_tried_with_claim_codes_as_the_server_reads_them() -> None:
    readings = json.loads(claim_codes.written())
    assert sum(each["reading"] is None for each in readings) > 100
    assert sum(each["reading"] is not None for each in readings) > 300
    assert claim_codes.FILE.read_text() == claim_codes.written(), "write them anew: python -m tests.web.claim_codes"
