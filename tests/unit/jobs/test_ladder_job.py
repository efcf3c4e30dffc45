"""Ladders over whole files: columns that are added, a report that ties, and one account explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import InputError, RulesError, UsageError
from collectkit.files import Input, Output
from collectkit.jobs.segment import segment, why
from collectkit.jobs.segment.household import Debtors
from collectkit.jobs.segment.ladder import described, ladder, load, shown
from collectkit.jobs.segment.plan import Ahead, Segmentation
from collectkit.jobs.segment.report import SegmentReport
from collectkit.segment.extra import Extra
from collectkit.segment.ladder.parse import built_in

AS_OF = date(2026, 10, 31)
PORTFOLIO = """合同号,姓名,手机号码,逾期开始日期,逾期天数,逾期金额（元）,币种,停催
HT1,张三,13000000001,2026-10-20,,100.00,CNY,
HT2,李四,,2026-10-20,,100.00,CNY,
HT3,王五,13000000003,,45,200.00,USD,
HT4,赵六,13000000004,2026-02-30,5,1.00,CNY,
HT5,钱七,13000000005,2027-01-01,,2.00,CNY,?
HT1,张三,13000000001,2026-09-20,,300.00,CNY,
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    file = tmp_path / "portfolio.csv"
    file.write_text(PORTFOLIO, encoding="utf-8")
    return file


def climbed(source: Path, name: str = "out.csv") -> tuple[SegmentReport, pl.DataFrame]:
    target = source.with_name(name)
    extras = [load("cn-standard", "cn-m3plus", "CN")]
    report = segment.run(Input(source), Output(target), Segmentation(AS_OF, extras=extras))
    return report, pl.read_csv(target, infer_schema=False)


def explained(source: Path, account: str) -> str:
    extras = [load("cn-standard", "cn-m3plus", "CN")]
    return "\n".join(why.run(Input(source), account, Segmentation(AS_OF, extras=extras)).lines)


def test_each_row_gets_one_stage_and_the_report_ties_to_the_buckets(portfolio: Path) -> None:
    report, out = climbed(portfolio)
    found = report.as_dict()

    assert out["stage"].to_list() == ["CALL", "HOLD", "INTENSIVE_CALL", "HOLD", "ROUTED_OUT", "INTENSIVE_CALL"]
    assert out["reason"].to_list() == ["m1", "no_contact", "m2", "no_bucket", "hardship", "m2"]
    assert out["next_action_on"].to_list() == ["2026-11-03", None, "2026-11-02", None, None, "2026-11-02"]
    for column in ("accounts", "overdue_total_minor"):
        sums = [
            {code: sum(row[column] for row in rows if row["currency"] == code) for code in ("CNY", "USD")}
            for rows in (found["ladder"]["stages"], found["buckets"])
        ]
        assert sums[0] == sums[1]
    assert found["ladder"]["floor_unknown"] == 1
    assert found["ladder"]["contact_unknown"] == ["FIELD_VISIT"]


def test_a_second_night_writes_the_stages_anew(portfolio: Path) -> None:
    _, first = climbed(portfolio)
    report, second = climbed(portfolio.with_name("out.csv"), "again.csv")

    assert set(report.replaced) == {"days_past_due", "bucket", "stage", "next_action_on", "reason"}
    assert second.equals(first)


def test_one_account_is_explained_and_nobody_is_named(portfolio: Path) -> None:
    told = explained(portfolio, "HT3")

    assert "In column '逾期开始日期' (oldest_unpaid_due): nothing.\nDays are taken from column '逾期天数'" in told
    assert "rule 1 small: no: currency CNY (it is USD); balance_minor up to 4999 (it is 20000, which is 200.00)" in told
    assert "rule 5 m2: holds: days 31 to 60 (it is 45)" in told
    assert "cost of INTENSIVE_CALL 4.00: balance or rate is not known, so no floor" in told
    assert "INTENSIVE_CALL (Intensive call, 强化电催), next action on 2026-11-02; reason m2" in told
    for line in PORTFOLIO.splitlines()[1:]:
        assert line.split(",")[1] not in told
        assert "1300000000" not in told


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("HT2", "rule 4 m1: holds, but CALL needs phone: it does not apply"),
        ("HT4", "In column '逾期开始日期' (oldest_unpaid_due): what cannot be read (DATE_IMPOSSIBLE)."),
        ("HT5", "flag hardship: cannot be read, and counts as set"),
        ("HT5", "2027-01-01, which is still to come"),
        ("HT1", "Row 7:\nDays are counted"),
    ],
)
def test_why_an_account_is_held(portfolio: Path, account: str, expected: str) -> None:
    assert expected in explained(portfolio, account)


def test_why_without_a_ladder_explains_days_and_bucket(portfolio: Path) -> None:
    done = why.run(Input(portfolio), "HT1", Segmentation(AS_OF, grace=3))

    assert [row["bucket"] for row in done.as_dict()["rows"]] == ["M1", "M2"]
    assert done.lines[2:5] == [
        "Grace: 3 days, which are taken off.",
        "So it is 8 days past due as of 2026-10-31.",
        "Bucket M1 of the scheme cn-m3plus: days 1 to 30.",
    ]


def test_the_stage_that_is_explained_is_the_one_that_was_written(portfolio: Path) -> None:
    _, out = climbed(portfolio)
    extras = [load("cn-standard", "cn-m3plus", "CN")]

    for row in out.unique("account_id", keep="none").iter_rows(named=True):
        done = why.run(Input(portfolio), row["account_id"], Segmentation(AS_OF, extras=extras))
        (own,) = done.as_dict()["rows"]
        assert [own[name] for name in ("stage", "next_action_on", "reason")] == [
            row[name] for name in ("stage", "next_action_on", "reason")
        ]


def test_why_knows_the_household_of_an_account(tmp_path: Path) -> None:
    source = tmp_path / "debtors.csv"
    source.write_text("合同号,客户号,逾期天数,数据日期\nHT1,C1,9,2026-10-31\nHT2,C1,40,2026-10-31\n", encoding="utf-8")
    extras: list[Extra | Ahead] = [Debtors(Input(source)), ladder("cn-standard", "cn-m3plus", "CN", Input(source))]

    (row,) = why.run(Input(source), "HT2", Segmentation(AS_OF, extras=extras)).as_dict()["rows"]
    assert (row["debtor_accounts"], row["debtor_lead"], row["row"]) == (2, "是", 3)
    with pytest.raises(InputError, match="another day than --as-of 2026-10-30"):
        why.run(Input(source), "HT2", Segmentation(date(2026, 10, 30)))


DEBTORS = """合同号,客户号,证件号码,姓名,手机号码,逾期天数,停催,投诉,争议
HT1,C1,,张三,13000000001,9,,,
HT2,C1,,张三,13000000001,9,是,,
HT3,C2,11010519491231002X,李四,13000000003,9,,,
HT4,C3,11010519491231002x,李四(已故),13000000004,9,,,
HT5,C4,110105194912310021,王五,13000000005,9,,,
HT6,,110105194912310021,王五,13000000006,9,,?,
HT7,C5,,赵六,13000000007,9,,,是
HT8,C5,,赵六,13000000008,9,,,
"""


def test_what_is_said_of_a_debtor_holds_for_all_accounts_of_theirs(tmp_path: Path) -> None:
    source = tmp_path / "debtors.csv"
    source.write_text(DEBTORS, encoding="utf-8")
    known = ladder("cn-standard", "cn-m3plus", "CN", Input(source))

    report = segment.run(Input(source), Output(tmp_path / "out.csv"), Segmentation(AS_OF, extras=[known]))
    told = why.run(Input(source), "HT3", Segmentation(AS_OF, extras=[known]))

    # HT5 and HT6 have a number whose check digit is wrong: it may be two people's, and joins nobody.
    expected = ["hardship", "hardship", "deceased", "deceased", "m1", "complaint", "disputed", "m1"]
    assert pl.read_csv(tmp_path / "out.csv")["reason"].to_list() == expected
    assert report.as_dict()["ladder"]["routed_by_other_rows"] == 2
    assert "  flag deceased: set in another row of the debtor" in told.lines


def test_what_can_be_read_once_only_tells_that_flags_are_of_each_row(tmp_path: Path) -> None:
    source = tmp_path / "debtors.csv"
    source.write_text(DEBTORS, encoding="utf-8")

    report, out = climbed(source)

    assert out["reason"].to_list()[0] == "m1"
    assert report.as_dict()["ladder"]["routed_by_other_rows"] is None
    assert ladder("cn-standard", "cn-m3plus", "CN", Input(None)).flagged is None


def test_without_numbers_of_debtors_nobody_is_joined(portfolio: Path) -> None:
    known = ladder("cn-standard", "cn-m3plus", "CN", Input(portfolio)).flagged

    assert known is not None
    assert not known.numbers


def test_what_is_not_there_is_refused(portfolio: Path) -> None:
    with pytest.raises(InputError, match="no such account"):
        explained(portfolio, "HT9")
    with pytest.raises(UsageError, match="--why: no account number"):
        explained(portfolio, " ")
    with pytest.raises(UsageError, match="--as-of"):
        why.run(Input(portfolio), "HT1", Segmentation(None))
    with pytest.raises(RulesError, match="unknown ladder"):
        load("cn-standart", "cn-m3plus", "CN")


def test_a_policy_file_may_name_the_buckets_of_the_scheme_only(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'version = 1\nname = "own"\n[[rules]]\nid = "m4"\nwhen = { buckets = ["M4"] }\nstage = "LEGAL"\nin_days = 1\n'
        'why = "late"\n[default]\nstage = "HOLD"\nwhy = "else"\n',
        encoding="utf-8",
    )

    assert load(str(file), "cn-m6plus", None).policy.rules[0].id == "m4"
    with pytest.raises(RulesError) as caught:
        load(str(file), "cn-m3plus", None)
    assert "unknown bucket 'M4'" in caught.value.details[0]


def test_the_list_of_ladders_says_each_rule_and_why() -> None:
    told = described()

    assert shown("cn-standard", "cn-m3plus") == built_in("cn-standard")

    assert "cn-standard\n" in told
    assert "9. agency: days 91 and more -> AGENCY in 5 working days\n" in told
