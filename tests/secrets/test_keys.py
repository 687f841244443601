"""The key ring: made, written, read, rotated, retired, refused."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.secrets.keys import KeyRing, KeysUnusable

SECRET = b"S" * 32
SECRET_TEXT = b64encode(SECRET).decode()


def a_document() -> dict[str, Any]:
    return {
        "version": 1,
        "lookup": {"current": 1, "keys": {"1": SECRET_TEXT}},
        "sealing": {"current": 2, "keys": {"2": SECRET_TEXT}},
        "signing": {"current": "a", "keys": {"a": SECRET_TEXT}},
        "derivation": SECRET_TEXT,
    }


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    document = a_document()
    change(document)
    return json.dumps(document)


UNUSABLE = {
    "empty": "",
    "not JSON": SECRET_TEXT,
    "cut short": json.dumps(a_document())[:-5],
    "a list": "[]",
    "a number": "1" * 10_000,
    "deep": "[" * 100_000,
    "NUL": "\0",
    "no version": changed(lambda document: document.pop("version")),
    "another version": changed(lambda document: document.update(version=2)),
    "no lookup": changed(lambda document: document.pop("lookup")),
    "no sealing": changed(lambda document: document.pop("sealing")),
    "no signing": changed(lambda document: document.pop("signing")),
    "no derivation": changed(lambda document: document.pop("derivation")),
    "lookup of another type": changed(lambda document: document.update(lookup=[SECRET_TEXT])),
    "no current": changed(lambda document: document["lookup"].pop("current")),
    "no keys": changed(lambda document: document["sealing"].pop("keys")),
    "keys empty": changed(lambda document: document["sealing"].update(keys={})),
    "current missing among them": changed(lambda document: document["lookup"].update(current=3)),
    "current as text": changed(lambda document: document["lookup"].update(current="1")),
    "current true": changed(lambda document: document["lookup"].update(current=True)),
    "current a list": changed(lambda document: document["signing"].update(current=["a"])),
    "current kid missing": changed(lambda document: document["signing"].update(current="b")),
    "current kid a number": changed(lambda document: document["signing"].update(current=1)),
    "fresh as text": changed(lambda document: document["lookup"].update(fresh="2")),
    "fresh true": changed(lambda document: document["sealing"].update(fresh=True)),
    "fresh of one kind": changed(lambda document: document["signing"].update(fresh="a")),
    "id 0": changed(lambda document: document["lookup"]["keys"].update({"0": SECRET_TEXT})),
    "id 256": changed(lambda document: document["lookup"]["keys"].update({"256": SECRET_TEXT})),
    "id -1": changed(lambda document: document["lookup"]["keys"].update({"-1": SECRET_TEXT})),
    "id 01": changed(lambda document: document["lookup"]["keys"].update({"01": SECRET_TEXT})),
    "id in Arabic digits": changed(lambda document: document["lookup"]["keys"].update({"٢": SECRET_TEXT})),
    "kid with a blank": changed(lambda document: document["signing"]["keys"].update({"a b": SECRET_TEXT})),
    "16 bytes": changed(lambda document: document["lookup"]["keys"].update({"1": b64encode(b"S" * 16).decode()})),
    "64 bytes": changed(lambda document: document.update(derivation=b64encode(b"S" * 64).decode())),
    "all zeros": changed(lambda document: document["sealing"]["keys"].update({"2": b64encode(bytes(32)).decode()})),
    "a seed of zeros": changed(lambda document: document["signing"]["keys"].update(a=b64encode(bytes(32)).decode())),
    "not base64": changed(lambda document: document.update(derivation="!" + SECRET_TEXT)),
    "base64 with a line break": changed(lambda document: document.update(derivation=SECRET_TEXT + "\n")),
    "not ASCII": changed(lambda document: document.update(derivation="é" * 44)),
    "a key that is null": changed(lambda document: document["lookup"]["keys"].update({"1": None})),
    "the same id twice": json.dumps(a_document()).replace('{"1":', f'{{"1": "{SECRET_TEXT}", "1":'),
    "the same part twice": json.dumps(a_document()).replace('"lookup":', '"lookup": {}, "lookup":', 1),
}


def test_a_ring_comes_back_from_its_json() -> None:
    ring = KeyRing.generate().rotated()
    assert KeyRing.from_json(ring.to_json()) == ring
    assert KeyRing.from_json(ring.to_json()).to_json() == ring.to_json()
    assert ring.to_json().startswith('{\n  "version": 1,\n  "lookup": {\n    "current": 2,')


def test_a_ring_written_by_hand_is_read() -> None:
    ring = KeyRing.from_json(json.dumps(a_document()))
    assert ring == KeyRing({1: SECRET}, 1, {2: SECRET}, 2, {"a": SECRET}, "a", SECRET)


def test_a_generated_ring_holds_one_fresh_key_of_each_kind() -> None:
    ring = KeyRing.generate()
    every_key = [*ring.lookup.values(), *ring.sealing.values(), *ring.signing.values(), ring.derivation]
    assert len(set(every_key)) == 4
    assert {len(key) for key in every_key} == {32}
    assert KeyRing.generate() != ring


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_unusable_keys_are_refused_in_one_sentence_without_key_material(text: str) -> None:
    with pytest.raises(KeysUnusable) as refusal:
        KeyRing.from_json(text)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "SSS" not in sentence
    assert SECRET_TEXT[:4] not in sentence
    assert refusal.value.__context__ is None


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5).map(json.dumps))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(KeysUnusable):
        KeyRing.from_json(text)


def test_rotation_makes_all_three_new_and_keeps_the_old() -> None:
    old = KeyRing.generate()
    new = old.rotated()
    assert (new.current_lookup, new.current_sealing) == (2, 2)
    assert new.current_signing != old.current_signing
    assert new.lookup[1] == old.lookup[1] != new.lookup[2]
    assert new.sealing[1] == old.sealing[1] != new.sealing[2]
    assert new.signing[old.current_signing] == old.signing[old.current_signing]
    assert new.derivation == old.derivation
    assert list(old.lookup) == [1]


def test_retiring_leaves_the_current_keys_only() -> None:
    ring = KeyRing.generate().rotated().rotated()
    retired = ring.without_retired()
    assert dict(retired.lookup) == {3: ring.lookup[3]}
    assert dict(retired.sealing) == {3: ring.sealing[3]}
    assert list(retired.signing) == [ring.current_signing]
    assert retired.derivation == ring.derivation
    assert retired.rotated().current_lookup == 4


def test_ids_go_round_past_those_in_use() -> None:
    key = KeyRing.generate().derivation
    ring = replace(KeyRing.generate(), lookup={255: key, 1: key, 2: key}, current_lookup=255)
    assert ring.rotated().current_lookup == 3
    assert ring.without_retired().rotated().current_lookup == 1


def test_a_full_ring_cannot_be_rotated() -> None:
    ring = KeyRing.generate()
    full = replace(ring, sealing=dict.fromkeys(range(1, 256), ring.derivation), current_sealing=7)
    with pytest.raises(KeysUnusable, match="All 255 key ids are in use"):
        full.rotated()
    assert full.without_retired().rotated().current_sealing == 8


def test_a_ring_that_is_put_together_wrongly_is_refused_too() -> None:
    with pytest.raises(KeysUnusable, match="numbers from 1 to 255"):
        replace(KeyRing.generate(), lookup={0: SECRET}, current_lookup=0)
    with pytest.raises(KeysUnusable, match="not among"):
        replace(KeyRing.generate(), current_signing="b")


def test_a_ring_is_silent() -> None:
    ring = KeyRing.from_json(json.dumps(a_document()))
    assert (repr(ring), str(ring)) == ("KeyRing(…)", "KeyRing(…)")


def test_fresh_keys_are_known_before_they_are_used() -> None:
    old = KeyRing.generate()
    grown = old.with_fresh()
    assert grown.has_fresh
    assert not old.has_fresh
    assert (grown.current_lookup, grown.current_sealing) == (1, 1)
    assert grown.current_signing == old.current_signing
    assert (grown.fresh_lookup, grown.fresh_sealing) == (2, 2)
    assert KeyRing.from_json(grown.to_json()) == grown
    changed = grown.using_fresh()
    assert (changed.current_lookup, changed.current_sealing) == (2, 2)
    assert changed.current_signing == grown.fresh_signing
    assert (changed.lookup, changed.sealing, changed.signing) == (grown.lookup, grown.sealing, grown.signing)
    assert changed.retired_lookup == changed.retired_sealing == frozenset({1})
    assert changed.retired_signing == {old.current_signing}
    assert not changed.has_fresh


def test_fresh_keys_come_once_and_are_used_once() -> None:
    grown = KeyRing.generate().with_fresh()
    with pytest.raises(KeysUnusable, match="fresh keys already"):
        grown.with_fresh()
    with pytest.raises(KeysUnusable, match="no fresh keys"):
        grown.using_fresh().using_fresh()
    assert grown.rotated() == grown.using_fresh()


def test_retiring_leaves_fresh_keys_and_look_up_keys_that_are_to_be_kept() -> None:
    ring = KeyRing.generate().rotated().rotated().with_fresh()
    smaller = ring.without_retired(keeping_lookup={1})
    assert sorted(smaller.lookup) == [1, 3, 4]
    assert sorted(smaller.sealing) == [3, 4]
    assert set(smaller.signing) == {ring.current_signing, ring.fresh_signing}


@pytest.mark.parametrize(
    "fresh",
    [
        {"fresh_lookup": 2},
        {"fresh_lookup": 1, "fresh_sealing": 2, "fresh_signing": "b"},
        {"fresh_lookup": 3, "fresh_sealing": 2, "fresh_signing": "b"},
        {"fresh_lookup": 2, "fresh_sealing": 2, "fresh_signing": "c"},
    ],
)
def test_fresh_keys_are_one_of_each_kind_and_not_the_current(fresh: dict[str, Any]) -> None:
    keys = {1: SECRET, 2: b"T" * 32}
    with pytest.raises(KeysUnusable, match="one of each kind"):
        KeyRing(keys, 1, keys, 1, {"a": SECRET, "b": SECRET}, "a", SECRET, **fresh)


def test_an_older_version_reads_a_ring_with_fresh_keys_as_one_that_uses_the_old_ones() -> None:
    document = json.loads(KeyRing.generate().with_fresh().to_json())
    assert document["version"] == 1
    assert {part: document[part]["current"] for part in ("lookup", "sealing")} == {"lookup": 1, "sealing": 1}


def test_marks_tell_two_keys_of_the_same_id_apart_and_no_key() -> None:
    ring, other = KeyRing.generate(), KeyRing.generate()
    assert ring.marks == KeyRing.from_json(ring.to_json()).marks
    assert not ring.marks.known & other.marks.known
    grown = ring.with_fresh()
    assert grown.marks.current == ring.marks.current == ring.marks.known
    assert grown.using_fresh().marks.current <= grown.marks.known
    told = " ".join(grown.marks.known)
    for key in (*grown.lookup.values(), *grown.sealing.values(), *grown.signing.values()):
        assert key.hex()[:8] not in told
        assert b64encode(key).decode()[:8] not in told
