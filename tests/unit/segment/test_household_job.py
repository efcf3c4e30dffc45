"""The household view of whole files: what is added, what is told, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.commands import debtor_options as debtors
from collectkit.errors import InputError, OutputError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment.household import Debtors
from collectkit.jobs.segment.plan import Segmentation
from collectkit.jobs.segment.segment import run
from collectkit.segment.debtors.household import Household

AS_OF = date(2026, 10, 31)
HEADER = "合同号,客户号,姓名,身份证号,手机号码,逾期天数,逾期总额（元）,币种\n"
PORTFOLIO = f"""{HEADER}A-1,C1,张三,,15400138000,5,1.10,CNY
A-2,C1,张三,11010118500101019X,154-0013-8000,95,2.20,CNY
A-3,,张三丰,11010118500101019x,,,30.00,USD
A-4,C4,张三,110101********019X,+8615400138000,95,4.00,CNY
A-5,C5,李四,,15400138000,10,,CNY
A-6,C6,王五,,0086 154 0013 8000,10,5.00,CNY
A-6,C6,王五,,,12,6.00,CNY
"""
ADDED = ("debtor_accounts", "debtor_overdue_total_minor", "debtor_bucket", "debtor_lead")


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def segmented(source: Path, *others: Path) -> tuple[dict[str, Any], pl.DataFrame]:
    extra = Debtors(Input(source), [Input(path) for path in others], "given")
    target = Output(source.with_name("out.csv"), force=True)
    report = run(Input(source), target, Segmentation(AS_OF, anchor="given", extras=[extra]))
    return report.as_dict()["household"], pl.read_csv(source.with_name("out.csv"), infer_schema=False)


def test_a_debtor_is_one_by_customer_or_id_number_and_never_by_name_phone_or_a_masked_number(tmp_path: Path) -> None:
    told, out = segmented(written(tmp_path, "a.csv", PORTFOLIO))

    assert out.select(ADDED).rows() == [
        ("3", "330", "M3+", "否"),
        ("3", "330", "M3+", "是"),
        ("3", "3000", "M3+", "否"),
        ("1", "400", "M3+", "是"),
        ("1", None, "M1", "是"),
        ("1", "600", "M1", "否"),
        ("1", "600", "M1", "是"),
    ]
    assert {name: told[name] for name in ("accounts", "rows_repeated", "debtors", "accounts_not_leading")} == {
        "accounts": 6,
        "rows_repeated": 1,
        "debtors": 4,
        "accounts_not_leading": 2,
    }
    assert told["debtors_by_accounts"] == {"1": 3, "3": 1}
    assert told["largest_debtor"] == 3


def test_shared_phones_are_counted_by_debtors_in_any_spelling_and_not_shown(tmp_path: Path) -> None:
    told, _ = segmented(written(tmp_path, "a.csv", PORTFOLIO))

    assert {name: value for name, value in told.items() if name.startswith("shared")} == {
        "shared_phones": 1,
        "shared_phones_debtors": 4,
        "shared_phones_to_be_looked_at": 1,
        "shared_phones_by_debtors": {"4-10": 1},
        "shared_phones_largest": 4,
    }
    assert "15400138000" not in str(told)


def test_other_files_count_towards_what_is_owed_and_are_not_written(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", PORTFOLIO)
    cards = written(
        tmp_path, "cards.csv", f"{HEADER}K-1,C4,张三,,,200,100.00,CNY\nK-2,C9,,,,1,1.00,CNY\n合计,,,,,,101.00,\n"
    )

    told, out = segmented(source, cards)

    assert out.height == 7
    assert out.select(ADDED).row(3) == ("2", "10400", "M3+", "是")
    assert (told["accounts_elsewhere"], told["debtors_elsewhere"], told["accounts"]) == (1, 1, 6)
    assert told["with"] == [
        {"file": "cards.csv", "rows_in": 3, "accounts": 2, "no_bucket": 0, "removed": {"totals": 1}, "rejects": {}}
    ]
    assert told["debtors_by_bucket"] == [
        {"debtor_bucket": "M1", "currency": "CNY", "debtors": 2, "accounts": 2, "overdue_total_minor": 600},
        {"debtor_bucket": "M3+", "currency": "CNY", "debtors": 2, "accounts": 4, "overdue_total_minor": 10730},
        {"debtor_bucket": "M3+", "currency": "USD", "debtors": 1, "accounts": 1, "overdue_total_minor": 3000},
    ]


def test_an_account_that_other_files_have_too_counts_once(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", PORTFOLIO)
    told, out = segmented(source, written(tmp_path, "again.csv", PORTFOLIO))

    assert out.select(ADDED).rows() == segmented(source)[1].select(ADDED).rows()
    assert told["accounts_elsewhere"] == 0


def test_a_file_without_amounts_has_buckets_and_leads(tmp_path: Path) -> None:
    _, out = segmented(written(tmp_path, "a.csv", "合同号,客户号,逾期天数\nA-2,C1,5\nA-1,C1,5\nA-3,C1,\n"))

    assert out.select(ADDED).rows() == [("3", None, "M1", "否"), ("3", None, "M1", "是"), ("3", None, "M1", "否")]


@pytest.mark.parametrize("pipe", [Path("/dev/null"), None])
def test_what_can_be_read_only_once_is_refused(pipe: Path | None) -> None:
    for files in ((Input(pipe),), (Input(Path("a.csv")), [Input(pipe)])):
        with pytest.raises(UsageError, match="reads a file twice"):
            Debtors(*files)


def test_other_files_without_a_household_are_refused() -> None:
    with pytest.raises(UsageError, match="--with: for --household"):
        debtors.household(Input(Path("a.csv")), [Path("b.csv")], "auto", "CN", wanted=False)


def test_a_file_is_not_its_own_company(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", PORTFOLIO)

    with pytest.raises(UsageError, match="one file twice"):
        segmented(source, source)


def test_other_files_are_of_the_same_day_and_are_not_written_over(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", PORTFOLIO)
    other = written(tmp_path, "b.csv", "合同号,逾期天数,数据日期\nK-1,5,2026-09-30\n")

    with pytest.raises(InputError, match="another day than --as-of"):
        segmented(source, other)
    with pytest.raises(OutputError):
        run(Input(source), Output(other, force=True), Segmentation(AS_OF, anchor="given"), beside=[other])


def test_a_file_that_changed_between_the_readings_is_refused() -> None:
    known = Household(pl.Series([2, 3]).to_numpy(), pl.DataFrame({"row": [2, 3]}), None)  # type: ignore[arg-type]

    with pytest.raises(InputError, match="the file changed"):
        known.add(pl.DataFrame({"row": [3, 4]}), {})
