"""The synthetic creditor on the disk: same seed, same bytes, and a key that is right by an independent reading."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.errors import OutputError
from collectkit.files import Input, open_source
from collectkit.jobs.sample import sample
from collectkit.sample import portfolio
from collectkit.tables import headers

SAMPLE_DATA = Path(__file__).parents[3] / "sample_data"
FILES = (
    *("agencies.toml", "answers.json", "ledger.csv", "offers.toml", "portfolio.csv", "portfolio.xlsx", "rates.toml"),
    "schedule.csv",
)
ENCODINGS = {"zh": "gb18030", "en": "utf-8"}
OF_LINES = {"FIELDS_MISSING", "FIELDS_EXTRA", "QUOTES_BROKEN", "BYTES_INVALID", "NUL_BYTE"}
ANY_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
ANY_LANDLINE = re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)")
ANY_ID = re.compile(r"(?<![\dA-Z])\d{17}[\dXx](?!\d)")


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("sample") / request.param
    sample.run(folder, accounts=2_000, seed=11, dirt="heavy", language=request.param)
    return folder


def answers(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "answers.json").read_text())
    return found


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_sample_data_is_what_the_job_writes(tmp_path: Path) -> None:
    sample.run(tmp_path, accounts=200, seed=1, dirt="light", language="zh")
    for name in FILES:
        there, made_now = (SAMPLE_DATA / name).read_bytes(), (tmp_path / name).read_bytes()
        if name.endswith(".xlsx"):  # what is in it: how well it is compressed depends on the machine's zlib
            assert unzipped(there) == unzipped(made_now)
        else:
            assert there == made_now, name


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        sample.run(tmp_path / folder, accounts=300, seed=4)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_second_run_changes_nothing_and_another_seed_is_refused(tmp_path: Path) -> None:
    sample.run(tmp_path, accounts=50, seed=4)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in FILES}
    sample.run(tmp_path, accounts=50, seed=4)
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in FILES} == before
    with pytest.raises(OutputError):
        sample.run(tmp_path, accounts=50, seed=5)
    sample.run(tmp_path, accounts=50, seed=5, force=True)


def test_report_and_key_agree(tmp_path: Path) -> None:
    report = sample.run(tmp_path, accounts=700, seed=2)
    key = answers(tmp_path)
    assert sorted(report.files) == sorted(FILES)
    assert (report.accounts, report.debtors) == (key["accounts"], key["debtors"]) == (700, 490)
    assert report.rejects == {name: len(key[name]["rejects"]) for name in ("portfolio.csv", "portfolio.xlsx")}
    assert report.as_dict()["left_out"] == {}


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "EXCEL_ROWS", 100)
    report = sample.run(tmp_path, accounts=100)
    assert "portfolio.xlsx" in report.left_out
    assert not (tmp_path / "portfolio.xlsx").exists()
    assert answers(tmp_path)["portfolio.xlsx"] is None


# ------------------------------------------------------------- an independent reading of the CSV


def physical_lines(folder: Path) -> list[bytes]:
    return (folder / "portfolio.csv").read_bytes().split(b"\n")


def lines_that_are_none(folder: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Lines that no reader can take for a record, found one by one with the standard library."""
    width = 49
    open_record = False
    for row, line in enumerate(physical_lines(folder), 1):
        try:
            text = line.decode(encoding).removesuffix("\r")
        except UnicodeDecodeError:
            yield row, "BYTES_INVALID"
            continue
        if "\0" in text:
            yield row, "NUL_BYTE"
        elif open_record or (text.count('"') % 2 and row > 2 and not text.split(",")[2].startswith('"')):
            open_record = not open_record  # a remark of two lines
        elif re.search(r'^[^"]*,"KH', text):
            yield row, "QUOTES_BROKEN"
        elif text:
            fields = len(next(csv.reader([text], strict=True)))
            if fields != width:
                yield row, "FIELDS_MISSING" if fields < width else "FIELDS_EXTRA"


def records(folder: Path, encoding: str, skipped: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Records and their first lines, the *skipped* lines blanked."""
    lines = physical_lines(folder)
    kept = [b"\r" if row in skipped else line for row, line in enumerate(lines, 1)]
    reader = csv.reader(io.StringIO(b"\n".join(kept).decode(encoding), newline=""), strict=True)
    first = 1
    for record in reader:
        if any(record):
            yield first, record
        first = reader.line_num + 1


def amount(cell: str) -> Decimal:
    text = re.sub(r"[,¥元]", "", unicodedata.normalize("NFKC", cell))
    plain = Decimal(text.removesuffix("万")) * (10_000 if text.endswith("万") else 1)
    return plain.quantize(Decimal("0.01"), ROUND_HALF_UP)


def faults(record: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the cells of a record, by rules of this test's own."""
    if not record["account_id"]:
        yield "ACCOUNT_ID_MISSING", "account_id"
    if "E+" in record["account_id"]:
        yield "ACCOUNT_PRECISION_LOST", "account_id"
    if record["id_number"].endswith("000"):
        yield "ID_PRECISION_LOST", "id_number"
    for column in ("disbursed_on", "oldest_unpaid_due"):
        if day := re.fullmatch(r"(\d\d)/(\d\d)/\d{4}|\d\d\.\d{1,2}\.\d{1,2}", record[column]):
            if day[1] is None or max(day[1], day[2]) <= "12":
                yield "DATE_AMBIGUOUS", column
            continue
        digits = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?", record[column])
        if digits is None and not re.fullmatch(r"4\d{4}|\d{13}", record[column]):
            yield "DATE_UNREADABLE", column
        elif digits:
            try:
                date(*map(int, digits.groups()))
            except ValueError:
                yield "DATE_IMPOSSIBLE", column
    if not any(map(str.isdigit, record["overdue_total"])):
        yield "AMOUNT_UNREADABLE", "overdue_total"


def test_the_key_to_the_csv_is_right(made: Path) -> None:
    every, key = answers(made), answers(made)["portfolio.csv"]
    bad = dict(lines_that_are_none(made, every["encoding"]))
    table = dict(records(made, every["encoding"], set(bad)))
    title, header = table.pop(1), table.pop(2)
    assert any(title)
    fields = {place: every["mapping"][cell] for place, cell in enumerate(header) if cell in every["mapping"]}

    removed = {row for rows in key["removed_rows"].values() for row in rows}
    named = {row: {fields[i]: cell for i, cell in enumerate(r) if i in fields} for row, r in table.items()}
    found: set[tuple[int, str, str | None]] = {(row, code, None) for row, code in bad.items()}
    found |= {(row, *fault) for row, record in named.items() if row not in removed for fault in faults(record)}

    assert found == {(r["row"], r["reason"], r["column"]) for r in key["rejects"]}
    assert key["rows_in"] == len(table) + len(bad)
    assert key["rows_in"] == key["accounts"] + len(key["rejects"]) + sum(key["removed"].values())
    assert table[key["removed_rows"]["repeated_header"][0]] == header
    check_sums(named, key)


def check_sums(named: Mapping[int, Mapping[str, str]], key: Mapping[str, Any]) -> None:
    """The totals row, the accepted accounts and the difference, to the fen; buckets too."""
    (totals,) = key["removed_rows"]["totals"]
    gone = {row for rows in key["removed_rows"].values() for row in rows} | {r["row"] for r in key["rejects"]}
    kept = [record for row, record in named.items() if row not in gone]
    assert len(kept) == key["accounts"]
    for column, difference in key["control_difference_minor"].items():
        stated = amount(named[totals][column]) * 100
        assert stated == key["control_totals_minor"][column]
        assert stated - sum(amount(record[column]) for record in kept) * 100 == difference
        assert sum(sums[column] for sums in key["sums_minor"].values()) == stated - difference
    for bucket, sums in key["sums_minor"].items():
        inside = [record for record in kept if record["bucket_given"] == bucket]
        assert len(inside) == sums["accounts"]
        assert sum(amount(record["overdue_total"]) for record in inside) * 100 == sums["overdue_total"]


def test_warnings_count_what_is_there(made: Path) -> None:
    every, key = answers(made), answers(made)["portfolio.csv"]
    of_lines = {r["row"] for r in key["rejects"] if r["reason"] in OF_LINES}
    table = [record for _, record in records(made, every["encoding"], of_lines)][2:-2]
    header = list(every["mapping"])
    mobiles = [
        record[1 + header.index(next(h for h in header if "obile" in h or h == "*手机号码"))] for record in table
    ]
    assert sum("*" in mobile for mobile in mobiles if mobile[:1].isdigit()) == key["warnings"]["PHONE_MASKED"]
    assert sum("/" in mobile for mobile in mobiles) == key["warnings"]["PHONE_SEVERAL"]
    assert sum(mobile == "无" for mobile in mobiles) == key["warnings"]["NEEDED_BLANK"]
    assert sum(bool(re.fullmatch(r"\d{10}", mobile)) for mobile in mobiles) == key["warnings"]["PHONE_UNREADABLE"]
    ids = [record[1 + header.index(next(h for h in header if h in {"证件号码", "National ID"}))] for record in table]
    assert sum("*" in cell for cell in ids) == key["warnings"]["ID_MASKED"]
    assert sum(bool(re.fullmatch(r"\d{15}", cell)) for cell in ids) == key["warnings"]["ID_CONVERTED"]


# ------------------------------------------------------------- nobody is real, wherever one looks


def test_no_phone_and_no_id_anywhere_is_a_possible_one(made: Path) -> None:
    text = (made / "portfolio.csv").read_bytes().decode(answers(made)["encoding"], "replace")
    text += "".join(
        page.decode("utf-8", "replace") for page in unzipped((made / "portfolio.xlsx").read_bytes()).values()
    )
    text = unicodedata.normalize("NFKC", text)
    mobiles, landlines = ANY_MOBILE.findall(text), ANY_LANDLINE.findall(text)
    assert len(mobiles) > 4_000
    assert {mobile[:3] for mobile in mobiles} == {"154"}
    assert {landline[:4] for landline in landlines} == {"026-"}
    ids = [cell for cell in ANY_ID.findall(text) if not cell.startswith("62026")]
    assert len(ids) > 2_000
    assert all("1800" <= cell[6:10] <= "1899" for cell in ids)


# ------------------------------------------------------------- what collectkit's own readers see


@pytest.mark.parametrize("name", ["portfolio.csv", "portfolio.xlsx"])
def test_files_find_the_same_rows(made: Path, name: str) -> None:
    key = answers(made)[name]
    rows, bad, numeric = [], [], []
    with open_source(Input(made / name), headers.find_header) as source:
        assert source.title_rows == key["layout"]["title_row"]
        assert list(source.header)[1:] == list(answers(made)["mapping"])
        for chunk in source.chunks():
            batch = source.parse(chunk)
            full = batch.frame.select(pl.any_horizontal(pl.all().fill_null("") != "")).to_series()
            rows += batch.rows.filter(full).to_list()
            bad += [(line.row, line.code) for line in batch.bad]
            for place, column in (("1", "account_id"), ("5", "id_number")):
                if place in batch.numeric:
                    numeric += [(row, column) for row in batch.rows.filter(batch.numeric[place]).to_list()]
    assert len(rows) + len(bad) == key["rows_in"]
    assert sorted(bad) == [(r["row"], r["reason"]) for r in key["rejects"] if r["reason"] in OF_LINES]
    planted = {
        (row, n.removesuffix("_number_cell"))
        for n in key["planted"]
        if n.endswith("_number_cell")
        for row in key["planted"][n]
    }
    assert {(row, column.removesuffix("_number").removesuffix("_id")) for row, column in numeric} == planted


def test_clean_files_are_plain(tmp_path: Path) -> None:
    sample.run(tmp_path, accounts=100, dirt="none")
    key = answers(tmp_path)["portfolio.csv"]
    reader = list(csv.reader((tmp_path / "portfolio.csv").read_bytes().decode("gb18030").splitlines(), strict=True))
    assert len(reader) == 101
    assert {len(record) for record in reader} == {len(portfolio.COLUMNS)}
    assert (key["rejects"], key["removed"], key["planted"]) == ([], {}, {})
    assert key["warnings"].keys() <= {"NAME_SAYS_DECEASED"}, "some debtors are dead"
    assert set(key["control_difference_minor"].values()) == {0}
