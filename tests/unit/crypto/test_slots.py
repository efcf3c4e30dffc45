"""Slots in the course of years: rotated, retired, destroyed; and recipients that stay, move and go."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import polars as pl
import pytest

from collectkit.crypto import slots
from collectkit.crypto.base32 import SYMBOLS
from collectkit.crypto.keyring import Keyring, new
from collectkit.crypto.ring import from_json
from collectkit.errors import KeyringError

HEAD = "ab" * 32
NAMES = pl.Series(["张三", "李四"])
RING = new().with_recipient("agency-a").with_recipient("agency-b").with_batch("agency-a", "b-1")


def states(ring: Keyring) -> str:
    return " ".join(f"{one.slot}:{one.state}" for one in ring.slots)


def opened(ring: Keyring, tokens: pl.Series, recipient: str = "agency-a") -> list[str | None]:
    """Return what all contexts of a recipient make of tokens."""
    found: list[str | None] = [None] * len(tokens)
    for context in ring.contexts(recipient):
        found = [old or value for old, value in zip(found, context.open(tokens), strict=True)]
    return found


def test_rotation_makes_a_new_primary_and_moves_nobody() -> None:
    before = RING.minter("agency-a").make("name", NAMES)
    ring = slots.rotate(RING)
    assert states(ring) == "0:enabled 1:primary"
    assert ring.generation == RING.generation + 1
    assert ring.root("0") != ring.root("1")
    assert ring.minter("agency-a").make("name", NAMES).to_list() == before.to_list()
    assert ring.with_recipient("agency-c").recipient("agency-c").slot == "1"
    assert from_json(ring.to_json()) == ring


def test_there_are_thirty_two_slots_and_no_more() -> None:
    ring = RING
    for _ in SYMBOLS[1:]:
        ring = slots.rotate(ring)
    assert "".join(one.slot for one in ring.slots) == SYMBOLS
    with pytest.raises(KeyringError, match="all 32 slots are used"):
        slots.rotate(ring)


def test_a_moved_recipient_makes_new_tokens_and_opens_old_ones() -> None:
    old = [RING.minter("agency-a").make("name", NAMES), RING.minter("agency-a", "batch", "b-1").make("name", NAMES)]
    ring = slots.move(slots.rotate(RING), "agency-a")
    assert (ring.recipient("agency-a").slot, ring.recipient("agency-a").former) == ("1", ("0",))
    assert ring.recipient("agency-b").slot == "0"
    made = ring.minter("agency-a").make("name", NAMES)
    assert all(token[1] == "1" for token in made)
    for tokens in (made, *old):
        assert opened(ring, tokens) == NAMES.to_list()
        assert opened(ring, tokens, "agency-b") == [None, None]
    assert slots.move(ring, "agency-a") is ring
    again = slots.move(slots.rotate(ring), "agency-a")
    assert again.recipient("agency-a").slots == ("2", "1", "0")
    assert opened(again, old[0]) == opened(again, made) == NAMES.to_list()


def test_a_hand_over_remembers_the_slot_that_its_recipient_left() -> None:
    ring = slots.move(slots.rotate(RING.with_placements({"agency-a": ""}, "2026-10", HEAD)), "agency-a")
    ring = ring.with_placements({"agency-a": ""}, "2026-11", HEAD)
    known = ring.recipient("agency-a")
    assert [known.slot_of(one) for one in known.placements] == ["0", "1"]


@pytest.mark.parametrize("end", [slots.retire, slots.destroy])
def test_a_slot_that_is_needed_does_not_go_unless_forced(end: Callable[..., Keyring]) -> None:
    ring = slots.rotate(RING.with_placements({"agency-a": ""}, "2026-10", HEAD))
    with pytest.raises(KeyringError, match="slot 0 is needed") as caught:
        end(ring, "0")
    assert caught.value.details == ("recipient agency-a", "open hand-over 2026-10 to agency-a", "recipient agency-b")
    ring = slots.move(slots.move(ring, "agency-a"), "agency-b")
    with pytest.raises(KeyringError, match="slot 0 is needed") as caught:
        end(ring, "0")
    assert caught.value.details == ("open hand-over 2026-10 to agency-a",)
    assert end(ring, "0", force=True).slot("0").state in {"retired", "destroyed"}
    ring = slots.close(ring, "agency-a", "2026-10")
    assert end(ring, "0").slot("0").state in {"retired", "destroyed"}
    assert slots.close(ring, "agency-a", "2026-10") is ring


@pytest.mark.parametrize("end", [slots.retire, slots.destroy])
def test_the_primary_slot_does_not_go_and_strange_ones_are_named(end: Callable[..., Keyring]) -> None:
    with pytest.raises(KeyringError, match="slot 0 is primary"):
        end(RING, "0", force=True)
    with pytest.raises(KeyringError, match="there is no slot 7"):
        end(RING, "7")


def test_a_retired_slot_opens_and_makes_none() -> None:
    tokens = RING.minter("agency-a").make("name", NAMES)
    ring = slots.retire(slots.rotate(RING), "0", force=True)
    assert opened(ring, tokens) == NAMES.to_list()
    with pytest.raises(KeyringError, match="slot 0 is retired"):
        ring.minter("agency-a")
    assert slots.retire(ring, "0") is ring


def test_a_destroyed_slot_leaves_its_record_and_no_key() -> None:
    tokens = RING.minter("agency-a").make("name", NAMES)
    root = RING.root("0")
    ring = slots.destroy(slots.rotate(RING), "0", force=True)
    assert states(ring) == "0:destroyed 1:primary"
    assert root.hex().encode() not in ring.to_json()
    assert ring.contexts("agency-a") == []
    with pytest.raises(KeyringError, match="missing key version: the key in slot 0 was destroyed"):
        ring.tokens("agency-a")
    moved = slots.move(ring, "agency-a")
    assert opened(moved, tokens) == [None, None]
    assert slots.destroy(ring, "0") is ring
    with pytest.raises(KeyringError, match="slot 0 is destroyed"):
        slots.retire(ring, "0")
    assert states(slots.rotate(ring)) == "0:destroyed 1:enabled 2:primary"


def test_a_recipient_with_open_hand_overs_is_not_forgotten_unless_forced() -> None:
    ring = RING.with_placements({"agency-a": ""}, "2026-10", HEAD)
    with pytest.raises(KeyringError, match="agency-a has open hand-overs") as caught:
        slots.remove(ring, "agency-a")
    assert caught.value.details == ("2026-10",)
    for gone in (
        slots.remove(ring, "agency-a", force=True),
        slots.remove(slots.close(ring, "agency-a", "2026-10"), "agency-a"),
    ):
        assert [one.id for one in gone.recipients] == ["agency-b"]
    with pytest.raises(KeyringError, match="no recipient 'stranger'"):
        slots.remove(ring, "stranger")


STEPS: dict[str, Callable[[Keyring], Keyring]] = {
    "rotate": slots.rotate,
    "move": lambda ring: slots.move(ring, "agency-a"),
    "retire": lambda ring: slots.retire(ring, ring.slots[0].slot, force=True) if len(ring.slots) > 1 else ring,
    "add": lambda ring: ring if len(ring.recipients) > 2 else ring.with_recipient("agency-c"),
}


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(["rotate", "rotate", "move", "retire", "add"]))))
def test_in_whatever_order_tokens_that_were_made_open(order: tuple[str, ...]) -> None:
    ring, made = RING, [RING.minter("agency-a").make("name", NAMES)]
    for step in order:
        ring = from_json(STEPS[step](ring).to_json())
        known = ring.recipient("agency-a")
        if ring.slot(known.slot).state != "retired":
            made.append(ring.minter("agency-a").make("name", NAMES))
        for tokens in made:
            assert opened(ring, tokens) == NAMES.to_list()
            assert opened(ring, tokens, "agency-b") == [None, None]
