"""The QR codes of many labels at once."""

from dataclasses import replace

from app.labels import qr
from app.labels.matrices import with_matrices
from tests.labels.printing import FOREIGN, HOST, PLAIN, many_labels


def test_every_label_gets_its_own_code_in_order() -> None:
    labels = many_labels(300)
    labels[10] = replace(PLAIN, link=HOST + FOREIGN)
    labels[20] = replace(PLAIN, link="https://other.test/c/0123456789ABCDEFGHDE")
    labels[30] = replace(PLAIN, link="no slash")
    labels[299] = replace(PLAIN, link=HOST)
    pairs = list(with_matrices(iter(labels)))
    assert [label for label, _ in pairs] == labels
    for label, modules in pairs:
        assert modules == qr.matrix(label.link)
    assert list(with_matrices([])) == []
