"""Tracing: tokens name the recipient, the batch and the slot that they were made for, and strangers' name nobody."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.crypto import slots, tracing
from collectkit.crypto.keyring import Keyring, new
from collectkit.crypto.spelling import in_bytes
from collectkit.crypto.tracing import Traced

RING = slots.move(
    slots.rotate(new().with_recipient("agency-a").with_recipient("agency-b").with_batch("agency-b", "b-1")), "agency-a"
)
NAMES = pl.Series([f"某{number}" for number in range(40)])
PHONES = pl.Series([f"+86{number}" for number in range(15_400_000_000, 15_400_003_000)])
B_ALONE = RING.tokens("agency-b", "batch", "b-1").make("name", NAMES)
OLD = RING.tokens("agency-a", slot="0").make("phone", PHONES)
NEW = RING.tokens("agency-a").make("phone", PHONES.head(5))
STRANGERS = new().with_recipient("agency-a").tokens("agency-a").make("phone", PHONES.head(7))


def traced(*tokens: pl.Series, ring: Keyring = RING, everywhere: bool = False) -> Traced:
    every = pl.concat(tokens).unique().sort()
    return tracing.trace(every, tracing.contexts(ring, everywhere=everywhere), everything=everywhere)


def summary(found: Traced) -> list[tuple[str, str, str, int]]:
    return [(t.context.recipient, t.context.batch, t.context.slot, len(t.tokens)) for t in found.found]


@pytest.mark.parametrize("everywhere", [False, True])
def test_each_token_is_traced_to_its_recipient_batch_and_slot(everywhere: bool) -> None:
    found = traced(B_ALONE, OLD, NEW, STRANGERS, everywhere=everywhere)
    assert summary(found) == [("agency-a", "", "0", 3000), ("agency-b", "b-1", "0", 40), ("agency-a", "", "1", 5)]
    assert found.left.to_list() == sorted(STRANGERS)
    assert [one.kinds for one in found.found] == [{"phone": 3000}, {"name": 40}, {"phone": 5}]
    assert all(one.certain for one in found.found)


def test_a_few_tokens_among_many_are_found_in_a_later_round() -> None:
    # 3 of 200,000 tokens: no sample of 1,000 is sure to meet them while the many are still there.
    many = pl.Series([f"+86{number}" for number in range(15_500_000_000, 15_500_200_000)])
    found = traced(RING.tokens("agency-b").make("phone", many), B_ALONE.head(3))
    assert summary(found) == [("agency-b", "", "0", 200_000), ("agency-b", "b-1", "0", 3)]


def test_strangers_tokens_are_nobodys() -> None:
    found = traced(STRANGERS)
    assert (summary(found), found.left.to_list()) == ([], sorted(STRANGERS))


def test_one_token_alone_is_not_certain_and_trials_are_counted() -> None:
    found = traced(NEW.head(1))
    assert [one.certain for one in found.found] == [False]
    assert found.trials == 1  # of the contexts only agency-a's own is in slot 1


def test_everywhere_finds_what_a_recipient_had_in_a_slot_that_nobody_remembers() -> None:
    ring = slots.remove(RING, "agency-a").with_recipient("agency-a")
    assert summary(traced(OLD, ring=ring)) == []
    assert summary(traced(OLD, ring=ring, everywhere=True)) == [("agency-a", "", "0", 3000)]


def test_a_destroyed_slot_traces_nothing() -> None:
    ring = slots.destroy(RING, "0", force=True)
    assert summary(traced(OLD, NEW, ring=ring)) == [("agency-a", "", "1", 5)]


def test_tokens_are_found_in_bytes_of_any_kind() -> None:
    token, other = NEW[0], B_ALONE[0]
    text = f'"{token}",{other.lower()};{token}x {token}，见{other}。'.encode("gb18030") + b"\xff\x00" + token.encode()
    assert in_bytes(text).sort().to_list() == sorted([token, other])
    assert in_bytes(b"").to_list() == []
    groups = "-".join(token[at : at + 4] for at in range(0, len(token), 4)).lower().replace("0", "o")
    assert in_bytes(f"1,{groups}\n2,x".encode()).to_list() == [token]
