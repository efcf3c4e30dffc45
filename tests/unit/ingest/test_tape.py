"""A tape comes to what its accounts come to, whatever the batches; and tells of no few debtors."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from collectkit.ingest import tape as module
from collectkit.ingest.tape import MONEY, NO_CURRENCY, Part, Tape, Taping, band_labels
from collectkit.segment.days import bucket, days_past_due
from collectkit.segment.schemes.scheme import SCHEMES

AS_OF = date(2026, 10, 31)
SCHEME = SCHEMES["cn-m3plus"]


def accounts(count: int, seed: int = 1) -> pl.DataFrame:
    """Accounts of nobody: two currencies, several of a debtor, blanks here and there."""
    dice = random.Random(seed)
    rows = [
        {
            "as_of": AS_OF,
            "account_id": f"A{number}",
            "customer_id": dice.choice([f"K{dice.randrange(count // 2 + 1)}", None]),
            "id_number": f"I{number}",
            "currency": dice.choice(["CNY", "CNY", "CNY", "USD"]),
            "province": dice.choice(["广东省", "广东", "Hunan", "nowhere", None]),
            "product": dice.choice(["现金贷", "信用贷"]) if dice.random() < 0.99 else "车贷",
            "five_class_given": dice.choice(["关注", "次级", None]),
            "disbursed_on": date(dice.choice([2023, 2024, 2025]), 5, 1),
            "oldest_unpaid_due": AS_OF - timedelta(dice.randrange(200)) if dice.random() < 0.95 else None,
            "days_past_due_given": dice.choice([None, 44]),
            "overdue_total_minor": dice.choice([None, dice.randrange(10**7)]),
            "principal_outstanding_minor": dice.randrange(-100, 10**8),
            "original_principal_minor": dice.randrange(10**8),
            "annual_rate_ppm": dice.choice([None, 120_000, 240_000]),
        }
        for number in range(count)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def taping() -> Taping:
    days = days_past_due(pl.col("as_of"), due=pl.col("oldest_unpaid_due"), given=pl.col("days_past_due_given"))
    return Taping(days, bucket(days, SCHEME, AS_OF), SCHEME.labels)


def taped(frame: pl.DataFrame, batch: int = 100_000) -> Tape:
    made = taping()
    for start in range(0, frame.height, batch):
        made.add(*made.cells(frame[start : start + batch]))
    return made.tape()


def sums(part: Part, dimension: str) -> dict[str | None, tuple[int, ...]]:
    return {one.label: one.sums for one in part.tables[dimension]}


def test_a_tape_comes_to_what_a_plain_count_comes_to() -> None:
    frame = accounts(3_000)
    tape = taped(frame, batch=170)
    assert [part.currency for part in tape.parts] == ["CNY", "USD"]
    for part in tape.parts:
        rows = [row for row in frame.iter_rows(named=True) if row["currency"] == part.currency]
        money = [sum(row[name] or 0 for row in rows) for name in MONEY]
        assert part.total.sums == (len(rows), *money)
        assert part.debtors == len({row["customer_id"] or row["id_number"] for row in rows})
        for table in part.tables.values():
            assert [sum(column) for column in zip(*(one.sums for one in table), strict=True)] == [len(rows), *money]
        product = sums(part, "product")
        assert product["现金贷"][0] == sum(row["product"] == "现金贷" for row in rows)
        assert sums(part, "province")["广东"][0] == sum((row["province"] or "").startswith("广东") for row in rows)


def test_averages_are_weighted_by_outstanding_principal() -> None:
    frame = accounts(500).with_columns(currency=pl.lit("CNY"))
    (part,) = taped(frame, batch=77).parts
    days = weight = rates = rated = 0
    for row in frame.iter_rows(named=True):
        due, owed = row["oldest_unpaid_due"], max(row["principal_outstanding_minor"], 0)
        count = row["days_past_due_given"] if due is None else (AS_OF - due).days
        if count is not None:
            days, weight = days + count * owed, weight + owed
        if row["annual_rate_ppm"] is not None:
            rates, rated = rates + row["annual_rate_ppm"] * owed, rated + owed
    assert part.total.average_days_tenths == (Fraction(10 * days, weight) + Fraction(1, 2)).__floor__()
    assert part.total.average_rate_ppm == (Fraction(rates, rated) + Fraction(1, 2)).__floor__()


def test_the_size_of_batches_makes_no_difference() -> None:
    frame = accounts(1_000)
    assert taped(frame, 1_000) == taped(frame, 13)


def test_an_empty_batch_adds_nothing() -> None:
    frame, made = accounts(200), taping()
    for batch in (frame[:0], frame, frame[:0]):
        made.add(*made.cells(batch))
    assert made.tape() == taped(frame)


def test_a_rare_product_is_not_shown() -> None:
    frame = accounts(200).with_columns(
        currency=pl.lit("CNY"), product=pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("rare")).otherwise("product")
    )
    (part,) = taped(frame).parts
    assert "rare" not in sums(part, "product")
    merged = part.tables["product"][-1]
    assert (merged.label, merged.merged >= 2) == (None, True)


def test_buckets_and_bands_stand_in_their_order() -> None:
    (part, _) = taped(accounts(4_000)).parts
    labels = [one.label for one in part.tables["bucket"] if one.label]
    assert labels == ["M0", "M1", "M2", "M3", "M3+"]
    bands = [one.label for one in part.tables["band"] if one.label]
    assert bands == [label for label in band_labels() if label in bands]
    assert [one.label for one in part.tables["year"]] == ["2023", "2024", "2025"]


@pytest.mark.parametrize(
    ("minor", "label"),
    [(-5, "0-1,000"), (99_999, "0-1,000"), (100_000, "1,000-5,000"), (10**12, "500,000+"), (None, None)],
)
def test_the_band_of_an_amount(minor: int | None, label: str | None) -> None:
    frame = accounts(20).with_columns(
        pl.lit(minor, pl.Int64).alias("principal_outstanding_minor"), currency=pl.lit("CNY")
    )
    assert [one.label for one in taped(frame).parts[0].tables["band"]] == [label]


def test_a_currency_of_few_debtors_is_withheld_and_what_is_none_is_not_shown() -> None:
    frame = accounts(100).with_columns(
        currency=pl.when(pl.int_range(pl.len()) < 4)
        .then(pl.lit("EUR"))
        .when(pl.int_range(pl.len()) < 50)
        .then(pl.lit("somebody's name"))
        .otherwise(pl.lit("CNY"))
    )
    tape = taped(frame)
    assert [part.currency for part in tape.parts] == ["CNY", NO_CURRENCY]
    assert tape.withheld == ("EUR",)


def test_columns_that_are_not_there_make_no_table() -> None:
    frame = accounts(100).drop("province", "product", "five_class_given", "original_principal_minor", "annual_rate_ppm")
    (part, *_) = taped(frame).parts
    assert set(part.tables) == {"bucket", "year", "band"}
    assert part.total.average_rate_ppm is None
    assert len(part.total.sums) == 3


def test_sums_do_not_overflow() -> None:
    huge, rate = 9 * 10**18, 10**9
    frame = accounts(50).with_columns(
        pl.lit(huge).alias("overdue_total_minor"),
        pl.lit(huge).alias("principal_outstanding_minor"),
        pl.lit(rate).alias("annual_rate_ppm"),
        currency=pl.lit("CNY"),
    )
    (part,) = taped(frame, batch=7).parts
    assert part.total.sums[1:3] == (50 * huge, 50 * huge)
    assert part.total.average_rate_ppm == rate


def test_with_a_value_in_each_row_memory_is_bounded_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 300)
    frame = accounts(2_000).with_columns(
        currency=pl.lit("CNY"),
        product=pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("loan")).otherwise(pl.col("account_id")),
    )
    made = taping()
    for start in range(0, 2_000, 100):
        made.add(*made.cells(frame[start : start + 100]))
    assert made._cells.height < 300 + 150
    (part,) = made.tape().parts
    rows = part.tables["product"]
    assert [(one.label, one.accounts) for one in rows] == [("loan", 1_000), (None, 1_000)]


def test_labels_that_may_be_values_are_not_shown() -> None:
    frame, made = accounts(400).with_columns(currency=pl.lit("CNY")), taping()
    made.add(*made.cells(frame))
    (part,) = made.tape(lambda label: label != "现金贷").parts
    assert "现金贷" not in sums(part, "product")
    assert part.tables["product"][-1].merged
