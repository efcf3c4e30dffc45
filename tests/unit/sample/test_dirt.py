"""Planted flaws: each draws from the readers of fields/ exactly the code it claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pytest

from collectkit.fields import account, dates, identity, money, name, number, phone, text
from collectkit.fields.parsed import Parsed
from collectkit.findings import CODES
from collectkit.sample.dirt import FLAWS, Planted, plant
from collectkit.sample.portfolio import Plan, batches

READERS: Mapping[str, Callable[[pl.Series], Parsed]] = {
    "account_id": account.parse,
    "id_number": identity.parse,
    "mobile": lambda cells: phone.parse(cells, "CN"),
    "name": name.parse,
    "remark": text.parse,
    "disbursed_on": dates.parse,
    "oldest_unpaid_due": dates.parse,
    "days_past_due_given": number.parse_days,
    "overdue_total": money.parse,
    "overdue_principal": money.parse,
    "overdue_penalty": money.parse,
    "principal_outstanding": money.parse,
}


def codes(read: Parsed) -> set[str]:
    return set() if read.code is None else set(read.code.drop_nulls())


MISSING = {"ACCOUNT_ID_MISSING", "NEEDED_BLANK"}
"""What a reader of values leaves to `ingest`: the value is null."""


@pytest.fixture(scope="module")
def heavy() -> Planted:
    (batch,) = batches(Plan(5_000))
    return plant(batch, "heavy", 1)


@pytest.mark.parametrize("flawed", [flawed for flawed, flaw in FLAWS.items() if flaw.where == "cell"])
def test_a_spoilt_cell_draws_its_code(heavy: Planted, flawed: str) -> None:
    flaw, places = FLAWS[flawed], heavy.places[flawed]
    assert len(places) == 20
    read = READERS[flaw.field or ""](heavy.cells[flaw.field or ""].gather(places))
    if flaw.code in MISSING:
        assert read.value.null_count() == len(places)
    elif flaw.code is None:
        assert codes(read) == set()
        assert read.value.null_count() == 0
    else:
        assert codes(read) == {flaw.code}
        assert read.code is not None
        assert read.code.null_count() == 0


@pytest.mark.parametrize("name", [name for name, flaw in FLAWS.items() if flaw.where == "cell" and not flaw.code])
def test_harmless_dirt_reads_as_the_clean_cell(heavy: Planted, name: str) -> None:
    field, places = FLAWS[name].field or "", heavy.places[name]
    spoilt, clean = heavy.cells[field].gather(places), heavy.batch.cells[field].gather(places)
    assert (spoilt != clean).all()
    if field in {"name", "remark"}:
        return  # text stays as it came
    assert READERS[field](spoilt).value.equals(READERS[field](clean).value)


def test_clean_cells_draw_nothing(heavy: Planted) -> None:
    for field, read in READERS.items():
        assert codes(read(heavy.batch.cells[field])) <= {"NAME_SAYS_DECEASED"}, field


@pytest.mark.parametrize("name", [name for name, flaw in FLAWS.items() if flaw.where == "number"])
def test_a_number_cell_has_lost_digits(heavy: Planted, name: str) -> None:
    flaw, places = FLAWS[name], heavy.places[name]
    assert len(places) == 20
    shown = pl.Series([str(int(float(cell))) for cell in heavy.cells[flaw.field or ""].gather(places)])
    numeric = pl.Series(np.ones(len(places), dtype=np.bool_))
    read = identity.parse(shown, numeric) if flaw.field == "id_number" else account.parse(shown, numeric)
    assert codes(read) == {flaw.code}


def test_no_row_has_two_flaws(heavy: Planted) -> None:
    places = np.concatenate(list(heavy.places.values()))
    assert len(places) == len(set(places.tolist()))


def test_only_the_planted_cells_changed(heavy: Planted) -> None:
    before, after = heavy.batch.cells, heavy.cells
    changed = after.with_row_index().select("index", *(after[c].ne_missing(before[c]).alias(c) for c in after.columns))
    found = {(row, column) for column in after.columns for row in changed.filter(pl.col(column))["index"].to_list()}
    planted = {(row, f.field) for n, f in FLAWS.items() if f.where == "cell" for row in heavy.places[n].tolist()}
    assert found == planted


def test_every_code_is_known() -> None:
    assert {flaw.code for flaw in FLAWS.values() if flaw.code} <= set(CODES)


def test_every_rejection_of_a_line_is_planted() -> None:
    assert {flaw.code for flaw in FLAWS.values() if flaw.where == "line"} == {
        "FIELDS_MISSING", "FIELDS_EXTRA", "QUOTES_BROKEN", "BYTES_INVALID", "NUL_BYTE",
    }  # fmt: skip


def test_no_dirt_on_request() -> None:
    (batch,) = batches(Plan(500))
    clean = plant(batch, "none", 1)
    assert clean.cells is batch.cells
    assert clean.places == {}


@pytest.mark.parametrize("accounts", [1, 2, 3, 10, 60])
def test_half_of_a_small_portfolio_stays_clean(accounts: int) -> None:
    (batch,) = batches(Plan(accounts))
    spoilt = sum(len(places) for places in plant(batch, "heavy", 1).places.values())
    assert 2 * spoilt <= accounts
