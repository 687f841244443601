"""What was checked and what was found, as a table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One property, how it was tried, what came of it, and whether it holds."""

    what: str
    checked: str
    found: str
    holds: bool


def as_markdown(findings: list[Finding]) -> str:
    """The findings as a table for `proof/RESULTS.md`."""
    lines = ["| property | checked | found | |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {each.what} | {each.checked} | {each.found} | {'holds' if each.holds else '**broken**'} |"
        for each in findings
    ]
    return "\n".join(lines) + "\n"
