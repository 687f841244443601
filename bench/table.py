"""A measured figure beside its reference and its goal, and the table of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One hot path: what was measured, against what, and whether the goal is met."""

    path: str
    figure: str
    reference: str
    ratio: str
    goal: str
    met: bool


def as_markdown(rows: list[Row]) -> str:
    """The rows as a table."""
    lines = ["| hot path | figure | reference | ratio | goal | |", "| --- | --- | --- | ---: | ---: | --- |"]
    lines += [
        f"| {row.path} | {row.figure} | {row.reference} | {row.ratio} | {row.goal} | "
        f"{'met' if row.met else '**missed**'} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
