"""Identifiers of rows tell the order in which they were made."""

import itertools

import numpy as np

from app.models.identifiers import new_id, new_ids


def test_identifiers_made_in_turn_are_in_order_and_of_version_seven() -> None:
    made = [new_id() for _ in range(10_000)]
    assert all(earlier < later for earlier, later in itertools.pairwise(made))
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_identifiers_of_a_batch_are_in_order_across_its_pieces() -> None:
    pieces = [new_ids(1_000, first=first, milliseconds=1_795_435_200_123) for first in (0, 1_000)]
    made = [bytes(row) for row in np.concatenate(pieces)]
    assert made == sorted(set(made))
