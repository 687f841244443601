"""What was checked and what was found, as a table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One property, how it was tried, what came of it, and whether it holds; None where it could not be tried."""

    what: str
    checked: str
    found: str
    holds: bool | None


_WORDS = {True: "holds", False: "**broken**", None: "not tried"}


def as_markdown(findings: list[Finding]) -> str:
    """The findings as a table."""
    lines = ["| property | checked | found | |", "| --- | --- | --- | --- |"]
    lines += [f"| {each.what} | {each.checked} | {each.found} | {_WORDS[each.holds]} |" for each in findings]
    return "\n".join(lines) + "\n"
