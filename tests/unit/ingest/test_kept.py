"""Columns that mean nothing to us: in no output, unless they are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.errors import InputError
from collectkit.files import Output
from collectkit.jobs.ingest.received import Papers
from collectkit.tables.titles import Headings
from tests.unit.ingest.portfolios import CLEAN, HEADER, account, as_csv, run

MARK = "kept-aside"


def portfolio(*headers: str, bad: bool = False) -> str:
    """Return clean accounts with unknown columns; *bad* adds a row that is rejected."""
    rows = [
        [*account(n, **({"合同号": ""} if bad and n == 3 else {})), *(f"{MARK}{n}" for _ in headers)] for n in (1, 2, 3)
    ]
    return as_csv([[*HEADER, *headers], *rows])


def outputs(folder: Path) -> list[str]:
    """Return the names of the files that hold the mark of an unknown column, inputs aside."""
    return sorted(
        path.name for path in folder.iterdir() if MARK.encode() in path.read_bytes() and "input" not in path.name
    )


def test_what_is_not_named_is_in_no_output_but_the_rejects(tmp_path: Path) -> None:
    done = run(tmp_path, portfolio("内部编码", "标签"))
    assert done.report.unmapped == ["内部编码", "标签"]
    assert outputs(tmp_path) == []
    run(tmp_path, portfolio("内部编码", "标签", bad=True))
    assert outputs(tmp_path) == ["rejects.csv"]


def test_what_is_named_is_kept_as_text_under_its_header(tmp_path: Path) -> None:
    done = run(tmp_path, portfolio("内部编码", "标签"), keep=["标签"])
    assert done.accounts["标签"].to_list() == ["kept-aside1", "kept-aside2", "kept-aside3"]
    assert done.accounts.columns[-1] == "标签"
    assert "内部编码" not in done.accounts.columns
    assert (done.report.kept, done.report.unmapped) == (["标签"], ["内部编码"])


def test_what_is_kept_is_not_told_as_left_out(tmp_path: Path) -> None:
    phones = [f"154{n:08}" for n in range(1, 21)]
    first = as_csv([[*HEADER, "回访手机"], *([*account(n), cell] for n, cell in enumerate(phones, 1))])
    second = as_csv([[*HEADER, "*回访 手机"], *([*account(n), cell] for n, cell in enumerate(phones, 101))])
    page = tmp_path / "page.html"
    done = run(tmp_path, first, second, keep=["回访手机"], papers=Papers(page=Output(page), language="en"))
    assert (done.report.kept, done.report.unmapped, done.report.personal_unmapped) == (["回访手机"], [], [])
    assert "PERSONAL_UNMAPPED" not in done.report.warnings
    text = page.read_text(encoding="utf-8")
    assert "left out and holds" not in text
    assert "Columns left out" not in text
    assert text.count("(kept as it came)") == 2


@pytest.mark.parametrize("headings", ["canonical", "zh", "en", "original"])
def test_it_is_kept_under_any_headings(tmp_path: Path, headings: Headings) -> None:
    assert (
        run(tmp_path, portfolio("*客户 标签"), keep=["客户标签"], headings=headings).accounts.columns[-1]
        == "*客户 标签"
    )


def test_digits_stay_as_they_are_and_blanks_are_null(tmp_path: Path) -> None:
    cells = ["007", " ", "1.50"]
    text = as_csv([[*HEADER, "内部编码"], *([*account(n), cell] for n, cell in enumerate(cells, 1))])
    assert run(tmp_path, text, keep=["内部编码"]).accounts["内部编码"].to_list() == ["007", None, "1.50"]


def test_an_input_without_the_column_has_nulls(tmp_path: Path) -> None:
    other = as_csv([HEADER, account(9)])
    done = run(tmp_path, other, portfolio("标签"), keep=["标签"])
    assert done.accounts["标签"].to_list() == [None, "kept-aside1", "kept-aside2", "kept-aside3"]


@pytest.mark.parametrize(
    ("headers", "keep", "fault"),
    [
        (["标签"], "签标", "'签标': no input has such a column"),
        (["标签"], "手机号码", "'手机号码': it is read as mobile already"),
        (["标签", "标签"], "标签", "'标签': two columns have this header; rename one"),
    ],
)
def test_what_cannot_be_kept(tmp_path: Path, headers: list[str], keep: str, fault: str) -> None:
    with pytest.raises(InputError, match="columns cannot be kept") as caught:
        run(tmp_path, portfolio(*headers), keep=[keep])
    assert caught.value.details == (fault,)
    assert not (tmp_path / "accounts.parquet").exists()


@pytest.mark.parametrize(("header", "headings"), [("email", "canonical"), ("Mobile", "en")])
def test_a_clash_with_a_column_of_the_accounts(tmp_path: Path, header: str, headings: Headings) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(f'version = 1\n[columns]\n"{header}" = ""\n', encoding="utf-8")
    text = as_csv([[*row, header if row is HEADER else "x"] for row in CLEAN])
    with pytest.raises(InputError) as caught:
        run(tmp_path, text, keep=[header], mapping=mapping, headings=headings)
    assert caught.value.details == (f"{header!r}: a column of the accounts has this name",)
