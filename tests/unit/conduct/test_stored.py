"""Contacts as they are kept: what comes out is what went in, by debtor; and things numbered in order of first sight."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from collectkit.conduct.reading.meanings import NOTHING
from collectkit.conduct.reading.numbering import Numbering, digests
from collectkit.conduct.reading.stored import LAST, NO_DAY, NO_TALK, NOBODY, RECORD, TIMED, Records, Store


def _records(size: int, seed: int) -> Records:
    """Return records of all kinds, with the ends of what can be kept among them."""
    rng = np.random.default_rng(seed)
    made = np.zeros(size, RECORD)
    made["row"] = np.arange(size)
    for name, values in {
        "key": [0, 1, 7, LAST],
        "account": [0, 5, int(NOBODY) - 1],
        "talk": [int(NO_TALK), -5, 0, 2**31 - 1],
        "collector": [0, int(NOBODY)],
        "number": [3, int(NOBODY)],
        "file": [0, 65535],
        "clock": list(range(7)),
        **{name: [0, 1, NOTHING] for name in ("agency", "channel", "result", "recorded", "pictured", "located")},
    }.items():
        made[name] = rng.choice(np.array(values, RECORD[name]), size)
    timed = made["clock"] < TIMED
    made["at"] = np.where(timed, rng.choice([0, 1_772_416_800, LAST], size), 0)
    made["day"] = np.where(timed, NO_DAY, rng.choice([int(NO_DAY), -62_091, 20_514, 84_000], size))
    return made


@pytest.mark.parametrize("most", [1, 40, 10**6])
def test_what_comes_out_is_what_went_in(most: int) -> None:
    store = Store(block=64)
    records = _records(500, seed=1)
    debtors = (np.arange(500) * 7 % 90).astype(np.uint32)
    for start in range(0, 500, 37):
        store.add(records[start : start + 37], debtors[start : start + 37])
    store.add(records[:0], debtors[:0])
    parts = list(store.parts(most))
    assert store.size == 500
    rows = [part["row"] for part in parts]
    assert np.array_equal(np.sort(np.concatenate(rows)), np.arange(500))
    for part, row in zip(parts, rows, strict=True):
        assert np.array_equal(part, records[row])
    whose = [set(debtors[row].tolist()) for row in rows]
    assert sum(map(len, whose)) == 90
    assert (len(parts) == 1) == (most > 500)
    assert all(
        np.array_equal(np.sort(row[debtors[row] == one]), row[debtors[row] == one]) for row in rows for one in range(90)
    )


@pytest.mark.parametrize("most", [1, 40, 10**6])
def test_contacts_that_are_let_go_come_out_the_same(most: int) -> None:
    records, debtors = _records(300, seed=2), np.arange(300, dtype=np.uint32) * 5
    kept, spent = Store(block=64), Store(block=64)
    for store in (kept, spent):
        store.add(records, debtors)
    pairs = zip(kept.parts(most), spent.parts(most, spent=True), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)
    assert not any(spent._groups)


def test_nothing_kept_gives_no_part() -> None:
    assert list(Store().parts(10)) == []


def test_numbers_are_in_order_of_first_sight() -> None:
    numbers, known = Numbering(), dict[str, int]()
    rng = np.random.default_rng(2)
    for _ in range(30):
        names = [f"n{number}" for number in rng.integers(0, 5000, 400)]
        wanted = digests(pl.Series(names))
        assert numbers.find(wanted).tolist() == [known.get(name, -1) for name in names]
        for name in names:
            known.setdefault(name, len(known))
        assert numbers.add(wanted).tolist() == [known[name] for name in names]
    assert numbers.size == len(known)
    assert numbers.add(wanted[:0]).tolist() == []
