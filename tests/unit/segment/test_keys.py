"""Keys of accounts, and what is known of several snapshots by them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from collectkit.segment.keys import keys
from collectkit.segment.vintage.accounts import Accounts


@pytest.mark.parametrize(
    ("first", "second", "dtype"),
    [
        (["1001", "1002"], ["1002"], pl.Int64),
        (["007", "7"], ["07"], pl.Int64),
        (["7"], ["A-7"], pl.String),
        (["9" * 18], ["9" * 17], pl.Int64),
        (["9" * 19], ["1"], pl.String),
        (["1001", "1002"], ["9999"], pl.Int64),
        (["0012", "1012"], ["0012"], pl.Int64),
        (["+123", "0123"], ["1230"], pl.String),
        (["-123", "1230"], ["1230"], pl.String),
        (["-000", "0000"], ["0000"], pl.String),
        ([], ["12"], pl.Int64),
    ],
)
def test_two_numbers_have_one_key_when_they_are_one(first: list[str], second: list[str], dtype: pl.DataType) -> None:
    found = keys(pl.Series(first, dtype=pl.String), pl.Series(second, dtype=pl.String))
    assert [one.dtype for one in found] == [dtype, dtype]
    by_number = dict(zip(first + second, [*found[0], *found[1]], strict=True))
    assert len({*by_number.values()}) == len(by_number)
    assert [by_number[one] for one in second] == found[1].to_list()


def test_accounts_keep_their_numbers_when_a_later_snapshot_brings_letters() -> None:
    accounts = Accounts([30])
    for month, numbers in ((1, ["007", "7"]), (2, ["7", "A-7"]), (3, ["007", "A-7"])):
        seen = pl.DataFrame({"account_id": numbers, "currency": "CNY", "days": [31, 0]})
        accounts.add(date(2026, month, 28), seen.with_columns(pl.lit(date(2026, 1, 1)).alias("disbursed_on")))
        assert accounts.tally(date(2026, month, 28), seen)["accounts"].sum() == 2
    known = accounts.known.sort("account_id")
    assert known["account_id"].to_list() == ["007", "7", "A-7"]
    assert known["reached_30"].to_list() == [date(2026, 1, 28), date(2026, 2, 28), None]
