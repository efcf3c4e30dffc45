"""Re-tokenising: old tokens of one recipient made anew, new ones left, everybody else's left and counted."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.crypto import slots
from collectkit.crypto.keyring import Keyring, new
from collectkit.crypto.moving import MOVED, NEW, mover
from collectkit.crypto.spelling import LETTERS
from collectkit.errors import KeyringError
from tests.unit.crypto.values import column

BEFORE = new().with_recipient("agency-a").with_recipient("agency-b").with_batch("agency-a", "b-1")
AFTER = slots.move(slots.rotate(BEFORE), "agency-a")
VALUES = {
    "phone": "+8615400000001",
    "identity": "11010519491231002X",
    "bank": "6222021234567890123",
    "account": "LN-2024/00017",
    "customer": "000123",
    "name": "张三",
    "address": "示例路1号",
    "email": "a@example.org",
    "text": "x" * 40,
}


def made(ring: Keyring, recipient: str = "agency-a", batch: str = "", slot: str = "") -> pl.Series:
    """Return a token of each kind."""
    tokens = ring.tokens(recipient, "batch" if batch else "recipient", batch, slot=slot)
    return pl.concat([tokens.make(kind, column([value])) for kind, value in VALUES.items()])


@pytest.mark.parametrize("batch", ["", "b-1"])
def test_old_tokens_of_every_kind_become_what_the_new_slot_makes(batch: str) -> None:
    moved = mover(AFTER, "agency-a").move(made(BEFORE, batch=batch))
    assert moved["verdict"].to_list() == [MOVED] * len(LETTERS)
    assert moved["value"].to_list() == made(AFTER, batch=batch).to_list()


def test_what_is_new_stays_and_a_second_run_moves_nothing() -> None:
    first = mover(AFTER, "agency-a").move(made(BEFORE))
    again = mover(AFTER, "agency-a").move(first["value"])
    assert again["verdict"].to_list() == [NEW] * len(LETTERS)
    assert again["value"].is_null().all()


def test_others_tokens_stay_and_are_told_apart() -> None:
    stranger = made(new().with_recipient("agency-a"))
    cells = pl.concat([made(BEFORE, "agency-b"), stranger, column(["P7" + stranger[0][2:], "", None])])
    moved = mover(AFTER, "agency-a").move(cells)
    count = len(LETTERS)
    assert moved["value"].is_null().all()
    assert moved["verdict"].to_list() == ["foreign"] * count + ["not ours"] * count + ["unknown slot", None, None]


def test_two_moves_later_the_oldest_tokens_still_move() -> None:
    later = slots.move(slots.rotate(AFTER), "agency-a")
    moved = mover(later, "agency-a").move(pl.concat([made(BEFORE), made(AFTER)]))
    assert moved["value"].to_list() == made(later).to_list() * 2


def test_tokens_of_a_destroyed_slot_stay() -> None:
    gone = slots.destroy(AFTER, "0", force=True)
    moved = mover(gone, "agency-a").move(made(BEFORE))
    assert (moved["value"].null_count(), set(moved["verdict"])) == (len(LETTERS), {"destroyed slot"})


def test_without_a_slot_that_makes_tokens_there_is_no_mover() -> None:
    retired = slots.retire(slots.rotate(BEFORE), "0", force=True)
    with pytest.raises(KeyringError, match="slot 0 is retired"):
        mover(retired, "agency-a")
    with pytest.raises(KeyringError, match="no recipient"):
        mover(AFTER, "stranger")
