"""Which columns an input must have, and how a mapping helps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from collectkit.errors import InputError
from collectkit.files import Output
from tests.unit.ingest.portfolios import (
    CLEAN,
    HEADER,
    account,
    as_csv,
    run,
)


@pytest.mark.parametrize(
    "missing", ["合同号", "客户姓名", "证件号码", "*手机号码", "产品名称", "剩余本金(元)", "逾期总额（元）", "数据日期"]
)
def test_a_needed_column_is_missing(tmp_path: Path, missing: str) -> None:
    place = HEADER.index(missing)
    with pytest.raises(InputError) as caught:
        run(tmp_path, as_csv([row[:place] + row[place + 1 :] for row in CLEAN]))
    assert len(caught.value.details) == 1
    assert not (tmp_path / "accounts.parquet").exists()


def test_a_needed_column_is_missing_beside_one_that_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needed columns are missing") as caught:
        run(tmp_path, as_csv(CLEAN).replace("合同号", "内部编码"))
    assert caught.value.details == ("account_id (合同号)",)


def test_the_hint_says_what_helps(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(tmp_path, without("数据日期", "产品名称"))
    assert caught.value.details == ("as_of (数据日期)", "product (产品名称), or product_type")
    assert caught.value.hint is not None
    assert "--as-of" in caught.value.hint
    assert "add the column" in caught.value.hint


def renamed(**headers: str) -> str:
    """Return a clean portfolio under other headers."""
    return as_csv([[headers.get(header, header) for header in HEADER], *CLEAN[1:]])


@pytest.mark.parametrize("header", ["欠款合计", "應還總額"])
def test_the_hint_names_headers_that_went_to_a_field_near_the_missing_one(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError) as caught:
        run(tmp_path, renamed(**{"逾期总额（元）": header}))
    assert caught.value.details == ("overdue_total (逾期金额)",)
    assert f"near overdue_total: '{header}' is read as payoff_total; say" in (caught.value.hint or "")


def test_days_are_near_days_and_not_amounts_nor_what_is_needed_itself(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(tmp_path, renamed(逾期开始日期="Due date", 逾期天数="内部编码", 备注="信用额度"))
    hint = caught.value.hint or ""
    assert "near oldest_unpaid_due: " in hint
    assert "'Due date' is read as due_date" in hint
    assert "数据日期" not in hint
    assert "信用额度" not in hint


def test_a_near_header_that_may_be_a_value_is_told_by_its_place(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('version = 1\n[columns]\n"13800138000" = "payoff_total"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run(tmp_path, renamed(**{"逾期总额（元）": "13800138000"}), mapping=mapping)
    place = HEADER.index("逾期总额（元）") + 1
    assert f"near overdue_total: 'column {place}' is read as payoff_total" in (caught.value.hint or "")


def without(*headers: str) -> str:
    """Return a clean portfolio without some columns."""
    kept = [place for place, header in enumerate(HEADER) if header not in headers]
    return as_csv([[row[place] for place in kept] for row in CLEAN])


def test_either_the_overdue_day_or_the_days_are_enough(tmp_path: Path) -> None:
    assert run(tmp_path, without("逾期开始日期")).report.accounts == 5
    assert run(tmp_path, without("逾期天数")).report.accounts == 5
    with pytest.raises(InputError, match="needed columns are missing"):
        run(tmp_path, without("逾期天数", "逾期开始日期"))


def test_the_date_may_be_said(tmp_path: Path) -> None:
    day = dt.date(2026, 10, 31)
    done = run(tmp_path, without("数据日期"), as_of=day)
    assert done.accounts["as_of"].to_list() == [day] * 5
    assert run(tmp_path, as_csv(CLEAN), as_of=day).report.as_of == "2026-10-31"


def test_a_date_that_disagrees_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="disagrees") as caught:
        run(tmp_path, as_csv(CLEAN), as_of=dt.date(2026, 11, 1))
    assert caught.value.details == ("first in rows 2, 3, 4, 5, 6",)


def test_several_dates_are_told(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([HEADER, account(1), account(2, 数据日期="2026-09-30")]))
    assert done.report.as_of is None
    assert done.report.notes == ["accounts of 2 dates, 2026-09-30 to 2026-10-31"]


def test_a_doubtful_header_is_asked_about(tmp_path: Path) -> None:
    text = without("逾期天数").replace("逾期开始日期", "首次逾期日")
    mapping = tmp_path / "mapping.toml"
    with pytest.raises(InputError) as caught:
        run(tmp_path, text, write_mapping=Output(mapping))
    assert "'首次逾期日' may be meant" in (caught.value.hint or "")
    corrected = mapping.read_text(encoding="utf-8").replace('"首次逾期日" = ""', '"首次逾期日" = "oldest_unpaid_due"')
    mapping.write_text(corrected, encoding="utf-8")
    done = run(tmp_path, text, mapping=mapping)
    assert done.accounts["oldest_unpaid_due"].null_count() == 0


def test_no_header_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no header recognised"):
        run(tmp_path, "a,b,c\n1,2,3\n")


def test_two_claims_are_refused_and_a_mapping_settles_them(tmp_path: Path) -> None:
    text = as_csv(CLEAN).replace("备注", "本人手机")
    mapping = tmp_path / "mapping.toml"
    with pytest.raises(InputError, match=r"\.csv: two columns claim one field"):
        run(tmp_path, text, write_mapping=Output(mapping))
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('"本人手机" = "mobile"', '"本人手机" = ""'), encoding="utf-8"
    )
    done = run(tmp_path, text, mapping=mapping)
    assert done.report.unmapped == ["本人手机"]


def test_unknown_columns_are_left_out_and_listed(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([[*row, "x"] if row is not HEADER else [*row, "内部编码"] for row in CLEAN]))
    assert done.report.unmapped == ["内部编码"]
    assert "内部编码" not in done.accounts.columns


def test_a_computed_bucket_from_outside_is_what_the_file_says(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv(CLEAN).replace("备注", "bucket").replace("逾期天数", "days_past_due"))
    assert {"bucket_given", "days_past_due_given"} <= set(done.accounts.columns)
