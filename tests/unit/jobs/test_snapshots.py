"""Reading snapshots: one row an account and day, everything accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectkit.errors import InputError
from collectkit.files import Input
from collectkit.jobs.segment import snapshots
from collectkit.segment.schemes.scheme import SCHEMES

SCHEME = SCHEMES["cn-m3plus"]
DAY = date(2026, 10, 31)


def read(folder: Path, text: str, day: date | None = DAY, **more: object) -> snapshots.Snapshot:
    path = folder / "snapshot.csv"
    path.write_text(text, encoding="utf-8")
    return snapshots.read(Input(path), SCHEME, as_of=day, **more)  # type: ignore[arg-type]


def test_every_row_is_an_account_or_counted(tmp_path: Path) -> None:
    rows = ["A1,2026-10-01,10.00", "A1,2026-10-01,10.00", "A2,2026-07-01,5", "A3,2026-07-01,5", "A3,2026-07-01,6"]
    found = read(tmp_path, "\n".join(["合同号,逾期日,逾期金额", *rows, ",2026-10-01,1", "A4,,7", "A5,x,8"]))

    assert found.accounts.select("account_id", "days", "bucket", "overdue_total_minor").rows() == [
        ("A1", 30, "M1", 1_000),
        ("A2", 122, "M3+", 500),
        ("A4", None, None, 700),
        ("A5", None, None, 800),
    ]
    assert found.as_dict() | {"warnings": 0} == {
        "file": "snapshot.csv",
        "as_of": ["2026-10-31"],
        "rows_in": 8,
        "accounts": 4,
        "no_bucket": 2,
        "removed": {"duplicate": 1},
        "rejects": {"ACCOUNT_ID_MISSING": 1, "ACCOUNT_CONFLICTING": 2},
        "warnings": 0,
    }
    assert [(one.code, one.first_rows) for one in found.findings] == [("NEEDED_BLANK", [8]), ("DATE_UNREADABLE", [9])]


def test_each_row_of_a_panel_has_its_own_day(tmp_path: Path) -> None:
    text = "数据日期,合同号,逾期日\n2026-09-30,A1,2026-09-01\n2026-10-31,A1,2026-09-01\n"

    found = read(tmp_path, text, None)

    assert found.days == [date(2026, 9, 30), DAY]
    assert found.accounts["days"].to_list() == [29, 60]


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("合同号,逾期日\nA1,2026-09-01\n", None, "no column says of which day it is"),
        ("数据日期,合同号,逾期日\n2026-09-30,A1,2026-09-01\n", DAY, "row 2, column '数据日期': another day"),
        ("数据日期,合同号,逾期日\n,A1,2026-09-01\n", None, "row 2, column '数据日期': no day that can be read"),
        ("数据日期,逾期日\n2026-10-31,2026-09-01\n", DAY, "no column of account numbers"),
        ("数据日期,合同号,逾期日\n", None, "no rows"),
    ],
)
def test_a_file_of_no_day_or_another_is_refused(tmp_path: Path, text: str, day: date | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, text, day)


def test_a_column_can_be_named_and_days_need_not_be_counted(tmp_path: Path) -> None:
    text = "合同号,月末,评级,账龄\nA1,2026-10-31,AA,M1\n"

    found = read(
        tmp_path, text, None, anchor=None, named={"as_of": "月末", "bucket_given": "评级"}, fields=("bucket_given",)
    )

    assert found.accounts.select("as_of", "bucket", "bucket_given").rows() == [(DAY, None, "AA")]
    with pytest.raises(InputError, match=r"no column '等级'") as caught:
        read(tmp_path, text, None, anchor=None, named={"as_of": "等级"})
    assert caught.value.hint == "there are: 合同号, 月末, 评级, 账龄"


def test_what_may_be_values_where_headers_should_stand_is_not_quoted(tmp_path: Path) -> None:
    text = "合同号,月末,13800138000,赵某某\nA1,2026-10-31,13900139000,钱某某\n"
    with pytest.raises(InputError, match=r"no column '等级'") as caught:
        read(tmp_path, text, None, anchor=None, named={"as_of": "等级"})
    assert caught.value.hint == "there are: 合同号, column 2, column 3, column 4"


def test_days_to_come_and_money_below_zero_are_found(tmp_path: Path) -> None:
    found = read(tmp_path, "合同号,逾期日,逾期金额,剩余本金\nA1,2026-11-01,-1,5\nA2,2026-10-31,0,-5\n")

    assert [(one.code, one.column, one.first_rows) for one in found.findings] == [
        ("DATE_TO_COME", "oldest_unpaid_due", [2]),
        ("AMOUNT_NEGATIVE", "overdue_total", [2]),
        ("AMOUNT_NEGATIVE", "principal_outstanding", [3]),
    ]


def test_what_is_asked_for_is_typed(tmp_path: Path) -> None:
    text = "合同号,逾期日,放款日期,贷款金额(万元),产品\nA1,2026-10-01,2025-01-02,1.5,x\n"

    found = read(tmp_path, text, fields=("disbursed_on", "original_principal", "product", "city"))

    assert (
        found.accounts.row(0, named=True).items()
        >= {
            "disbursed_on": date(2025, 1, 2),
            "original_principal_minor": 1_500_000,
            "product": "x",
        }.items()
    )
