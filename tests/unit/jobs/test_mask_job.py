"""Masking of whole files: formats, headings, the report, the manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import collectkit
from collectkit.crypto.spelling import is_token
from collectkit.files import Input, Output
from collectkit.jobs.keys import keys
from collectkit.jobs.keys.keys import Keys
from collectkit.jobs.mask import run
from tests.unit.files.books import Rows, save, xlsx
from tests.unit.jobs.tour import MADE, POLICY, PORTFOLIO, manifest, masked, read, stored


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return stored(tmp_path)


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "tsv.zst", "ndjson", "ndjson.gz", "parquet", "arrow"])
def test_every_format_holds_the_same(portfolio: Path, opened: Keys, ending: str) -> None:
    report = masked(portfolio, opened, f"out.{ending}")

    out = read(portfolio.with_name(f"out.{ending}"))
    assert out.select(*MADE).to_dict(as_series=False) == MADE
    assert is_token(out["account_id"]).all()
    assert out.columns == list(report.columns)
    assert opened.ring.tokens("agency-a").open(out["account_id"]).to_list() == ["00123456", "LN-2024/00017", "LN-3"]
    assert opened.ring.tokens("agency-a").open(out["mobile_token"])[0] == "+8613800138000"


@pytest.mark.parametrize("ending", ["csv", "tsv.gz", "ndjson", "parquet", "arrow", "xlsx"])
def test_a_masked_file_can_be_masked_again(portfolio: Path, opened: Keys, ending: str) -> None:
    masked(portfolio, opened, f"middle.{ending}")
    kept = "".join(f"[columns.'{name}']\noperator = 'keep'\n" for name in MADE if name not in {"name", "mobile"})
    portfolio.with_name("again.toml").write_text("version = 1\n" + kept)

    masked(portfolio.with_name(f"middle.{ending}"), None, "again.csv", policy=str(portfolio.with_name("again.toml")))

    again = read(portfolio.with_name("again.csv")).to_dict(as_series=False)
    assert again == {name: cells for name, cells in MADE.items() if name in again}
    assert len(again) == len(MADE) - 2


def test_workbooks_are_for_people(portfolio: Path, opened: Keys) -> None:
    masked(portfolio, opened, "out.xlsx", headings="zh")

    out = read(portfolio.with_name("out.xlsx"))
    assert out.columns[:6] == ["数据日期", "合同号", "姓名", "手机号码", "手机号码令牌", "逾期金额"]
    assert out["逾期金额"].to_list() == ["1200.5", "880", None]
    assert out["年利率（ppm）"].to_list() == ["180000", "240000", None]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("canonical", ["as_of", "account_id", "mobile_token", "overdue_total_minor", "annual_rate_ppm", "渠道"]),
        ("zh", ["数据日期", "合同号", "手机号码令牌", "逾期金额（分）", "年利率（ppm）", "渠道"]),
        ("en", ["As of", "Account number", "Mobile token", "Overdue total (cents)", "Annual rate (ppm)", "渠道"]),
        ("original", ["数据日期", "合同号", "手机号码 (mobile_token)", "逾期金额（分）", "年利率（ppm）", "渠道"]),
    ],
)
def test_headings(portfolio: Path, opened: Keys, headings: str, expected: list[str]) -> None:
    masked(portfolio, opened, headings=headings)

    columns = read(portfolio.with_name("out.csv")).columns
    assert [columns[place] for place in (0, 1, 4, 5, 7, 10)] == expected


def test_a_token_is_called_by_the_field_that_it_was_made_from(portfolio: Path, opened: Keys) -> None:
    policy = portfolio.with_name("own.toml")
    policy.write_text('version = 1\n[columns.phone_token]\nfrom = "mobile"\noperator = "token"\n', encoding="utf-8")

    masked(portfolio, opened, headings="zh", policy=str(policy))

    assert read(portfolio.with_name("out.csv")).columns == ["手机号码令牌"]


def test_the_report_accounts_for_rows_and_columns(portfolio: Path, opened: Keys) -> None:
    portfolio.write_text(PORTFOLIO + "合计,,,,2080.50\n合计,,,,,,,,,,\n2026-10-31,LN-5\n注：仅供参考\n")

    found = masked(portfolio, opened, rejects=Output(portfolio.with_name("bad.csv"))).as_dict()

    assert (found["rows_in"], found["rows_out"], found["removed"]) == (7, 3, {"totals": 2, "note": 1})
    assert [(line["code"], line["first_rows"]) for line in found["unreadable_lines"]] == [("FIELDS_MISSING", [7])]
    assert [(cell["column"], cell["first_rows"]) for cell in found["blanked"]] == [("overdue_total_minor", [4])]
    assert found["dropped"] == ["备注"]
    said = found["mapping"]
    assert (said["合同号"], said["手机号码"], said["备注"]) == ("account_id", "mobile", "remark")
    assert read(portfolio.with_name("bad.csv")).rows() == [
        ("7", "FIELDS_MISSING", "2026-10-31,LN-5"),
    ]


def test_the_manifest_tells_what_was_handed_over(portfolio: Path, opened: Keys) -> None:
    masked(portfolio, opened)
    out = portfolio.with_name("out.csv")

    found = manifest(out)

    assert found["files"] == [
        {
            "name": "out.csv",
            "sha256": hashlib.sha256(out.read_bytes()).hexdigest(),
            "rows": "3",
            "nulls": {name: str(read(out)[name].null_count()) for name in sorted(read(out).columns)},
            "sums_minor": {
                "CNY": {"overdue_total_minor": "208050", "principal_outstanding_minor": "1500000"},
                "USD": {"overdue_total_minor": "0", "principal_outstanding_minor": "0"},
            },
        }
    ]
    assert found["policy"] == {
        "name": "tour",
        "sha256": hashlib.sha256(POLICY.encode()).hexdigest(),
        "purpose": "to see",
    }
    ring = opened.ring
    assert [found[name] for name in ("recipient", "scope", "batch", "slot")] == ["agency-a", "recipient", "", "0"]
    assert (found["check_value"], found["signing_key_sha256"]) == (ring.check_value("0"), ring.signing_digest())
    assert found["tool"] == f"collectkit {collectkit.__version__}"
    assert found["as_of"] == ["2026-09-30", "2026-10-31"]
    assert found["columns"][1] == {"name": "account_id", "operator": "token", "reason": "names the account"}
    assert (found["format"], found["leak_gate"]) == ("collectkit/manifest/1", "passed")


def test_sums_are_exact_beyond_64_bits(portfolio: Path) -> None:
    portfolio.write_text("合同号,产品名称,逾期金额\n" + "HT1,a,92233720368547758.07\nHT2,a,-0.01\n" * 3)
    portfolio.with_name("sums.toml").write_text("version = 1\n[columns.overdue_total]\noperator = 'keep'\n")

    masked(portfolio, None, policy=str(portfolio.with_name("sums.toml")))

    found = manifest(portfolio.with_name("out.csv"))["files"][0]["sums_minor"]
    assert found == {"CNY": {"overdue_total_minor": str(3 * (2**63 - 1) - 3)}}


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_nothing_but_numbers_may_leave(portfolio: Path, ending: str) -> None:
    portfolio.write_text("合同号,逾期金额,逾期天数\nHT1,1.50,3\nHT2,,40\n")
    rules = "".join(f"[columns.{name}]\noperator = 'keep'\n" for name in ("overdue_total", "dpd"))
    portfolio.with_name("numbers.toml").write_text("version = 1\n" + rules)

    masked(portfolio, None, f"out.{ending}", policy=str(portfolio.with_name("numbers.toml")))

    made = portfolio.with_name(f"out.{ending}").read_text().replace("\t", ",")
    assert made == "overdue_total_minor,dpd\n150,3\n,40\n"


def test_the_manifest_is_canonical_and_holds_no_path_and_no_value(portfolio: Path, opened: Keys) -> None:
    masked(portfolio, opened)

    data = portfolio.with_name("out.csv.manifest.json").read_bytes()

    # RFC 8785, where all keys are ASCII or sort alike, and all values are text: sorted, no spaces, raw UTF-8.
    assert data == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert not [value for value in ("13800138000", "张三", "00123456", str(portfolio.parent)) if value in data.decode()]
    assert "渠道" in data.decode()


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "ndjson.zst", "parquet", "arrow", "xlsx"])
def test_the_digest_is_the_files_and_the_same_run_gives_the_same_bytes(
    portfolio: Path, opened: Keys, ending: str
) -> None:
    out = portfolio.with_name(f"out.{ending}")
    masked(portfolio, opened, out.name)
    first = out.read_bytes()

    masked(portfolio, opened, out.name)  # the same bytes are no reason to refuse
    masked(portfolio, opened, out.name, force=True)

    assert out.read_bytes() == first
    assert manifest(out)["files"][0]["sha256"] == hashlib.sha256(first).hexdigest()


def test_a_policy_without_tokens_needs_no_keys(portfolio: Path) -> None:
    report = masked(portfolio, None, policy="public", recipient=None)

    assert report.as_dict()["for"] is None
    assert manifest(portfolio.with_name("out.csv"))["recipient"] == ""


def test_a_batch_has_its_own_tokens_and_the_ring_remembers_it(portfolio: Path, opened: Keys) -> None:
    masked(portfolio, opened)
    masked(portfolio, opened, "batch.csv", scope="batch", batch="2026-10")

    ours, batch = (read(portfolio.with_name(name))["account_id"] for name in ("out.csv", "batch.csv"))
    assert not set(ours) & set(batch)
    now = keys.remember_batch(opened, "agency-a", "2026-10")
    assert "2026-10" in now.ring.recipient("agency-a").batches
    assert now.ring.tokens("agency-a", "batch", "2026-10").open(batch).to_list() == [
        "00123456",
        "LN-2024/00017",
        "LN-3",
    ]


def test_text_for_excel_has_a_mark_and_guards_what_it_would_change(portfolio: Path, opened: Keys) -> None:
    portfolio.write_text(PORTFOLIO.replace("门店", "=1+1").replace("网络", "007"))

    masked(portfolio, opened, excel=True)

    data = portfolio.with_name("out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfas_of,")
    assert read(portfolio.with_name("out.csv"))["渠道"].to_list() == ["'=1+1", "'007", None]


def test_sheets_that_are_not_read_are_told_but_nobodys_name(tmp_path: Path) -> None:
    rows: Rows = [["合同号", "逾期金额"], ["LN-1", 1200.5]]
    file = save(tmp_path / "a.xlsx", xlsx({"Loans": rows, "信用卡": rows, "王小明": rows}))

    report = run(Input(file), Output(tmp_path / "out.csv"), policy="public")

    assert report.as_dict()["notes"] == ["read sheet 'Loans'; not read: '信用卡', '...' (see --sheet)"]
    assert not run(Input(file, sheet="信用卡"), Output(tmp_path / "out2.csv"), policy="public").notes
