"""Who is one debtor."""

from __future__ import annotations

import random

import polars as pl

from collectkit.placement.debtors import group


def column(*values: str | None) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def test_what_two_keys_join_is_one_debtor() -> None:
    found = group([column("a", "a", "b", None, "c"), column(None, "1", "1", None, "2")])
    assert found.tolist() == [0, 0, 0, 1, 2]


def test_null_joins_nothing() -> None:
    assert group([column(None, None), column(None, None)]).tolist() == [0, 1]


def test_no_accounts_are_no_debtors() -> None:
    assert group([column(), column()]).tolist() == []


def test_a_long_chain_in_any_order_is_one_debtor() -> None:
    links = list(range(2_000))
    random.Random(5).shuffle(links)
    odd, even = [str(link // 2) for link in links], [str((link + 1) // 2) for link in links]
    assert set(group([column(*odd), column(*even)]).tolist()) == {0}
