"""An input that is not what its policy was written for: refused with --strict, told without."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectkit.errors import CheckFailed, RulesError
from collectkit.files import Input, Output
from collectkit.jobs.drift import Watch
from collectkit.jobs.mask import MaskReport, run
from collectkit.mask.plan import bind
from collectkit.mask.policy import parse
from collectkit.tables.headers import match
from tests.unit.jobs.tour import manifest

PORTFOLIO = """数据日期,姓名,回访手机,逾期金额,说明二,微信
2026-10-31,张三,13800138000,ten,x,w
2026-10-31,李四,13900139000,,y,
"""
POLICY = """
version = 1
name = "mine"
revision = 2026-11-01
purpose = "to see"
[columns.as_of]
operator = "keep"
reason = "the day"
[columns.name]
operator = "mask_name"
[columns.mobile]
operator = "mask_phone"
[columns.overdue_total]
operator = "keep"
[columns.wechat]
operator = "drop"
"""
DIFFERENCES = (
    "not named by the policy: 回访手机",
    "not named by the policy: 说明二",
    "not in the input: mobile",
    "probably renamed: mobile is now 回访手机, for the header states phone",
    "逾期金额 (overdue_total): 1 of 1 values are not of type money",
)


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    tmp_path.joinpath("mine.toml").write_text(POLICY)
    path = tmp_path / "portfolio.csv"
    path.write_text(PORTFOLIO)
    return path


def masked(portfolio: Path, *, strict: bool) -> MaskReport:
    output = Output(portfolio.with_name("out.csv"))
    return run(Input(portfolio), output, policy=str(portfolio.with_name("mine.toml")), strict=strict)


def test_strict_refuses_with_every_difference_at_once_and_writes_nothing(portfolio: Path) -> None:
    before = sorted(portfolio.parent.iterdir())

    with pytest.raises(RulesError) as caught:
        masked(portfolio, strict=True)

    assert (caught.value.exit_code, caught.value.details) == (11, DIFFERENCES)
    assert sorted(portfolio.parent.iterdir()) == before


def test_on_a_pipe_nothing_is_written_either(portfolio: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    policy = str(portfolio.with_name("mine.toml"))

    with pytest.raises(RulesError):
        run(Input(portfolio), Output(), policy=policy, strict=True)
    assert capfdbinary.readouterr().out == b""

    run(Input(portfolio), Output(), policy=policy)
    assert capfdbinary.readouterr().out.startswith(b"as_of,")


def test_without_it_the_same_is_dropped_and_told(portfolio: Path) -> None:
    report = masked(portfolio, strict=False).as_dict()

    assert report["dropped"] == ["回访手机", "说明二", "微信"]
    assert report["absent"] == ["mobile"]
    assert report["without_reason"] == ["name", "overdue_total_minor"]
    assert report["wrong_type"] == [
        {
            "column": "逾期金额",
            "field": "overdue_total",
            "type": "money",
            "looks_like": None,
            "count": 1,
            "looked_at": 1,
        }
    ]


def test_strict_takes_what_the_policy_was_written_for(portfolio: Path) -> None:
    portfolio.write_text("数据日期,姓名,手机,逾期金额,微信\n2026-10-31,张三,13800138000,3,w\n")
    assert masked(portfolio, strict=True).rows_out == 1


def test_the_revision_and_the_digest_are_in_the_report_and_in_the_manifest(portfolio: Path) -> None:
    report = masked(portfolio, strict=False)
    digest = parse(POLICY, "mine.toml").sha256

    assert (report.as_dict()["policy_revision"], report.as_dict()["policy_sha256"]) == ("2026-11-01", digest)
    stated = manifest(portfolio.with_name("out.csv"))["policy"]
    assert stated == {"name": "mine", "revision": "2026-11-01", "sha256": digest, "purpose": "to see"}


def test_what_later_rows_hold_counts_too() -> None:
    headers = match(["年龄"])
    policy = parse("version = 1\n[columns.age]\noperator = 'keep'", "policy.toml")
    watch = Watch(policy, bind(policy, headers.columns, region="CN", minter=None), headers)

    watch.sample.add(watch.some(pl.DataFrame({"0": ["30", "31"]})))
    watch.refuse_wrong()
    watch.sample.add(watch.some(pl.DataFrame({"0": ["old", "young", "older"]})))

    with pytest.raises(RulesError) as caught:
        watch.refuse_wrong()
    assert caught.value.details == ("年龄 (age): 3 of 5 values are not of type int",)


def test_a_leak_of_a_declared_column_ends_the_run(portfolio: Path) -> None:
    declared = "[columns.'回访手机']\noperator = 'drop'\nkind = 'phone'\n[columns.'说明二']\noperator = 'keep'\n"
    portfolio.with_name("mine.toml").write_text(POLICY + declared)
    portfolio.write_text(PORTFOLIO.replace(",x,", ",致电 138-0013-8000,"))

    with pytest.raises(CheckFailed) as caught:
        masked(portfolio, strict=False)

    assert caught.value.details == ("column 说明二: 1 value, first in rows 2",)
