"""What the reconcile job refuses, and how it says so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import CheckFailed, InputError, OutputError, RulesError, UsageError
from collectkit.files import Input
from collectkit.jobs.reconcile import reconcile
from tests.unit.jobs.desk import BOOKED, HEADER, LEDGER, PAY_1, TOKEN_1, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_outputs_are_replaced_together_or_not_at_all(desk: Desk) -> None:
    desk.run()
    desk.ledger(LEDGER, BOOKED[0])
    with pytest.raises(OutputError):
        desk.run()
    assert desk.statuses() == {"MATCHED": 2}
    desk.run(force=True)
    assert desk.statuses() == {"MATCHED": 1, "AGENCY_ONLY": 1}


def test_whose_file_is_it(desk: Desk) -> None:
    stray = desk.returned("november.csv", HEADER, PAY_1)
    with pytest.raises(UsageError, match="which agency's is it"):
        desk.run(str(stray))
    with pytest.raises(UsageError, match="nothing is placed with it"):
        desk.run(f"agency-z={stray}")
    with pytest.raises(UsageError, match="one file twice"):
        desk.run(f"agency-a={stray}", f"agency-b={stray}")
    with pytest.raises(InputError, match="no such file"):
        desk.run(str(desk.folder / "nowhere"))
    desk.run(f"agency-a={stray}")
    assert desk.statuses() == {"MATCHED": 1, "LEDGER_ONLY": 1}


def test_a_folder_without_returns(desk: Desk) -> None:
    (desk.folder / "returns" / "agency-a.csv").unlink()
    with pytest.raises(InputError, match="no returns of any agency"):
        desk.run()


def test_unknown_headers_say_what_was_looked_for(desk: Desk) -> None:
    desk.returned("agency-a.csv", "a,b,c", "1,2,3")
    with pytest.raises(InputError) as caught:
        desk.run()
    assert [detail.partition(":")[0] for detail in caught.value.details] == [
        "token",
        "payment_id",
        "amount",
        "value_date",
    ]
    assert "还款金额" in caught.value.details[2]
    assert not (desk.folder / "found").exists()


def test_a_missing_column_is_named(desk: Desk) -> None:
    desk.returned("agency-a.csv", "token,payment_id,amount", f"{TOKEN_1},P1,5")
    with pytest.raises(InputError) as caught:
        desk.run()
    assert [detail.partition(":")[0] for detail in caught.value.details] == ["value_date"]
    desk.returned("agency-a.csv", HEADER, PAY_1)
    desk.ledger("借据号,还款金额", "LN-1,5")
    with pytest.raises(InputError) as caught:
        desk.run()
    assert [detail.partition(":")[0] for detail in caught.value.details] == ["txn_id", "value_date"]


@pytest.mark.parametrize("name", ["returns/agency-a.csv", "ledger.csv"])
def test_an_empty_file_is_refused_and_one_without_lines_is_not(desk: Desk, name: str) -> None:
    (desk.folder / name).write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        desk.run()
    (desk.folder / name).write_text((HEADER if "returns" in name else LEDGER) + "\n")
    desk.run()
    assert set(desk.statuses()) <= {"AGENCY_ONLY", "LEDGER_ONLY"}


def test_no_lines_at_all(desk: Desk) -> None:
    desk.returned("agency-a.csv", HEADER)
    desk.ledger(LEDGER)
    facts = desk.run()
    assert (facts["items"], facts["identity_in_all"][0]["ledger_cash_minor"]) == (0, 0)


def test_the_record_of_what_was_placed(desk: Desk) -> None:
    record = desk.folder / "out" / "packages" / "placed.parquet"
    frame = pl.read_parquet(record)
    desk.placed(frame.drop("bucket").with_columns(pl.col("placed_on").cast(pl.String)))
    with pytest.raises(InputError) as caught:
        desk.run()
    assert caught.value.details == ("no column bucket", "column placed_on: not of type Date")
    desk.placed(pl.concat([frame, frame.with_columns(agency=pl.lit("agency-z"))]))
    with pytest.raises(InputError, match="3 accounts with two agencies"):
        desk.run()
    desk.placed(frame.clear())
    with pytest.raises(InputError, match="nothing was placed"):
        desk.run()
    record.write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match="not a readable parquet file"):
        desk.run()
    record.unlink()
    with pytest.raises(InputError, match=r"no placed\.parquet"):
        desk.run()


def test_faults_of_the_rates_are_told(desk: Desk) -> None:
    (desk.folder / "rates.toml").write_text("version = 1\n[[rate]]\nrate = 5\n")
    with pytest.raises(RulesError):
        desk.run()


def test_a_check_holds_when_everything_is_explained(desk: Desk) -> None:
    args = (
        [desk.folder / "out"],
        [str(desk.folder / "returns")],
        [Input(desk.folder / "ledger.csv")],
        desk.folder / "found",
    )
    reconcile.run(*args).refuse_open_ends()
    desk.ledger(LEDGER, BOOKED[0], "T7,LN-2,2026-11-08,-5,REVERSAL,是,T0")
    report = reconcile.run(*args, force=True)
    with pytest.raises(CheckFailed) as caught:
        report.refuse_open_ends()
    assert caught.value.details == ("AGENCY_ONLY: 1", "ORPHAN_REVERSAL: 1")
