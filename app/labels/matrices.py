"""The QR codes of many labels, each as its modules."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from app.labels.batch_matrices import encode
from app.labels.label import Label

Matrix = Sequence[bytes]
"""Rows of modules, 1 for dark, without quiet zone, as `qr.matrix` gives them."""

_AT_ONCE = 256


def with_matrices(labels: Iterable[Label]) -> Iterator[tuple[Label, Matrix]]:
    """Each label with the QR code of its link at level Q, in order, some hundreds encoded at once."""
    remaining = iter(labels)
    while batch := list(islice(remaining, _AT_ONCE)):
        yield from zip(batch, _matrices([label.link for label in batch]), strict=True)


def _matrices(links: Sequence[str]) -> list[Matrix]:
    """The modules of each link. Links that differ only behind their last `/` are encoded together."""
    found: list[Matrix] = [()] * len(links)
    places: dict[str, list[int]] = {}
    for place, link in enumerate(links):
        places.setdefault(link[: link.rfind("/") + 1], []).append(place)
    for before_code, members in places.items():
        codes = [links[place][len(before_code) :] for place in members]
        for symbols in encode(before_code, codes, "q"):
            for position, modules in zip(symbols.positions, symbols.modules, strict=True):
                found[members[position]] = tuple(row.tobytes() for row in modules)
    return found
