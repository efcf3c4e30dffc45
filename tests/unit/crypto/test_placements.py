"""What a keyring remembers of hand-overs: numbers, the manifest before, and no second story about one batch."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from collectkit.crypto.derivation import hkdf
from collectkit.crypto.keyring import HOME, Keyring, Placement, new
from collectkit.crypto.ring import from_json
from collectkit.errors import KeyringError

HEAD = "ab" * 32
ONE, TWO, THREE = ("01" * 32, "02" * 32, "03" * 32)
RING = new().with_recipient("agency-a", "甲公司")


def handed_over(ring: Keyring, batch: str, sha256: str) -> Keyring:
    return ring.with_placements({"agency-a": ""}, batch, HEAD).with_manifests(batch, {"agency-a": sha256})


def test_each_hand_over_has_a_number_and_the_manifest_before_it() -> None:
    ring = handed_over(handed_over(RING, "2026-09", ONE), "2026-10", TWO)
    assert ring.recipient("agency-a").placements == (
        Placement(batch="2026-09", sequence=1, previous="", generation=3, audit_head=HEAD, manifest=ONE),
        Placement(batch="2026-10", sequence=2, previous=ONE, generation=5, audit_head=HEAD, manifest=TWO),
    )
    assert ring.generation == 6
    assert from_json(ring.to_json()) == ring


def test_a_known_batch_changes_nothing() -> None:
    ring = handed_over(RING, "2026-09", ONE)
    assert ring.with_placements({"agency-a": ""}, "2026-09", "cd" * 32) is ring
    assert ring.with_manifests("2026-09", {"agency-a": ONE}) is ring
    assert ring.recipient("agency-a").placement("2026-09").audit_head == HEAD


def test_several_recipients_are_one_generation_and_new_ones_are_added() -> None:
    names = {"agency-a": "another name", "agency-b": "乙公司", "agency-c": ""}
    ring = RING.with_placements(names, "2026-09", HEAD)
    assert ring.generation == RING.generation + 1
    assert [(one.id, one.slot, one.display) for one in ring.recipients] == [
        ("agency-a", "0", "甲公司"),
        ("agency-b", "0", "乙公司"),
        ("agency-c", "0", ""),
    ]
    assert {one.placement("2026-09").generation for one in ring.recipients} == {ring.generation}
    assert ring.with_placements(names, "2026-09", HEAD) is ring
    known = ring.with_manifests("2026-09", dict.fromkeys(names, ONE))
    assert (known.generation, {one.placements[0].manifest for one in known.recipients}) == (4, {ONE})
    assert RING.with_placements({}, "2026-09", HEAD) is RING


def test_a_hand_over_that_never_happened_keeps_its_number_and_is_passed_over() -> None:
    ring = handed_over(
        handed_over(RING, "2026-09", ONE).with_placements({"agency-a": ""}, "broken", HEAD), "2026-10", TWO
    )
    assert [(one.sequence, one.previous) for one in ring.recipient("agency-a").placements] == [
        (1, ""),
        (2, ONE),
        (3, ONE),
    ]


def test_the_last_manifest_may_change_and_no_earlier_one() -> None:
    ring = handed_over(handed_over(RING, "2026-09", ONE), "2026-09", TWO)
    assert ring.recipient("agency-a").placement("2026-09").manifest == TWO
    later = ring.with_placements({"agency-a": ""}, "2026-10", HEAD)
    assert later.with_manifests("2026-09", {"agency-a": TWO}) is later
    with pytest.raises(KeyringError, match="'2026-09' to agency-a cannot change: a later one follows"):
        later.with_manifests("2026-09", {"agency-a": THREE})


def test_what_is_unknown_or_malformed_is_refused() -> None:
    refusals: list[tuple[Callable[[], Keyring], str]] = [
        (lambda: RING.with_placements({"agency-a": ""}, "2026/09", HEAD), "'2026/09' cannot be a batch's id"),
        (lambda: RING.with_placements({HOME: ""}, "2026-09", HEAD), "reserved"),
        (lambda: RING.with_placements({"Agency": ""}, "2026-09", HEAD), "cannot be a recipient's id"),
        (lambda: RING.with_manifests("2026-09", {"agency-a": ONE}), "no hand-over '2026-09' to agency-a"),
        (lambda: RING.with_manifests("2026-09", {"agency-z": ONE}), "no recipient 'agency-z'"),
    ]
    for ask, reason in refusals:
        with pytest.raises(KeyringError, match=reason):
            ask()


@pytest.mark.parametrize("sha256", ["ab", "AB" * 32, "ab" * 32 + "\n"])
def test_a_digest_has_one_form(sha256: str) -> None:
    placed = RING.with_placements({"agency-a": ""}, "2026-09", HEAD)
    with pytest.raises(ValidationError):
        placed.with_manifests("2026-09", {"agency-a": sha256})
    with pytest.raises(ValidationError):
        RING.with_placements({"agency-a": ""}, "2026-09", sha256)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"sequence": "1"},
        {"generation": 0},
        {"batch": "2026/09"},
        {"audit_head": ""},
        {"previous": "00"},
        {"surprise": 1},
    ],
    ids=str,
)
def test_an_incoherent_placement_is_refused(change: dict[str, object]) -> None:
    plain = RING.with_placements({"agency-a": ""}, "2026-09", HEAD).model_dump(mode="json")
    assert from_json(json.dumps(plain).encode()).recipients
    plain["recipients"][0]["placements"][0] |= change
    with pytest.raises(KeyringError, match="not a keyring of format 1"):
        from_json(json.dumps(plain).encode())


def test_one_batch_stands_once() -> None:
    plain = RING.with_placements({"agency-a": ""}, "2026-09", HEAD).model_dump(mode="json")
    twice = plain["recipients"][0]["placements"]
    twice.append(twice[0] | {"sequence": 2})
    with pytest.raises(KeyringError, match="not a keyring of format 1"):
        from_json(json.dumps(plain).encode())


def test_the_placement_key_is_derived_and_outlives_changes() -> None:
    info = b"\x00\x16collectkit/placement/1"
    assert RING.placement_key() == hkdf(RING.ring_secret, info, 32) == handed_over(RING, "b", ONE).placement_key()
    assert RING.placement_key() not in {new().placement_key(), RING.audit_key()}
