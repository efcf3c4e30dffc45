"""The table a lender sends: its columns are known, its accounts have owners, its batches follow each other."""

from __future__ import annotations

import polars as pl
import pytest

from collectkit.fields import account
from collectkit.sample import portfolio
from collectkit.sample.lines import headings
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import COLUMNS, FIELDS, Plan, account_ids, batches, money_text
from collectkit.tables import headers
from collectkit.tables.accounts import ACCOUNTS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_header_is_recognised_as_what_it_is(language: Language) -> None:
    found = headers.match(headings(language))
    assert [column.field for column in found.columns] == [column.field or None for column in COLUMNS]


def test_every_needed_column_is_there() -> None:
    assert {name for name, field in ACCOUNTS.items() if field.needed} <= set(FIELDS)


def test_the_default_has_as_many_debtors_as_the_issue_says() -> None:
    plan = Plan()
    assert (plan.accounts, plan.debtors, plan.language) == (5_000, 3_500, "zh")
    (batch,) = batches(plan)
    assert batch.cells.height == 5_000
    assert batch.cells["customer_id"].n_unique() == 3_500


def test_a_debtor_is_one_person_in_all_accounts() -> None:
    (batch,) = batches(Plan(3_000))
    person = ["customer_id", "name", "id_number", "mobile", "bank_card", "address_home"]
    assert batch.cells.select(person).unique().height == batch.cells["customer_id"].n_unique()


def test_batches_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "BATCH", 700)
    made = list(batches(Plan(1_500)))
    whole = pl.concat([batch.cells for batch in made])
    assert [batch.cells.height for batch in made] == [700, 700, 100]
    assert whole["account_id"].is_unique().all()
    assert whole["customer_id"].n_unique() == Plan(1_500).debtors
    assert whole["sequence"].to_list() == [str(n) for n in range(1, 1_501)]


def test_account_numbers_are_canonical_and_differ() -> None:
    (batch,) = batches(Plan(5_000))
    numbers = batch.cells["account_id"]
    assert account.canonical(numbers).null_count() == 0
    assert account.parse(numbers).code is None
    assert numbers.str.contains(r"^[0-9]{18}$").any()
    assert account_ids(batch.truth.with_row_index()["index"].cast(pl.Int64).to_numpy()).is_unique().all()


def test_seeds_differ() -> None:
    (first,), (second,) = batches(Plan(50, seed=1)), batches(Plan(50, seed=2))
    assert not first.cells["id_number"].equals(second.cells["id_number"])


def test_money_is_written_in_major_units() -> None:
    assert money_text(pl.Series([0, 5, 100, 123456, None])).to_list() == ["0.00", "0.05", "1.00", "1234.56", None]


def test_values_are_written_as_they_are() -> None:
    (batch,) = batches(Plan(300))
    read = batch.cells.select(
        (pl.col("overdue_total").cast(pl.Decimal(20, 2)) * 100).cast(pl.Int64),
        pl.col("oldest_unpaid_due").str.to_date(),
    )
    assert read.equals(batch.truth.select("overdue_total", "oldest_unpaid_due"))
