"""A sample drawn by a run, filled in by people, and read back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from collectkit.conduct.contacts import Part, Run
from collectkit.conduct.packs import PACKS
from collectkit.errors import InputError, UsageError
from collectkit.files import Input
from collectkit.jobs.conduct import audit as conduct_audit
from collectkit.jobs.conduct import audited
from collectkit.jobs.conduct.held import Shown, hold
from tests.unit.conduct.building import contact, part

ROWS = [
    contact(f"2026-03-{day:02} {hour:02}:30:00", debtor=debtor, agency=f"agency-{'ab'[debtor % 2]}")
    for debtor in range(30)
    for day, hour in ((2, 9), (3, 12), (4, 23 if debtor < 5 else 20))
]


@dataclass(frozen=True)
class Log:
    """Contacts as the reader hands them on."""

    whole: Part
    files: tuple[str, ...] = ("contacts.csv",)
    told: Mapping[str, Any] = field(default_factory=lambda: {"tables": []})

    @property
    def run(self) -> Run:
        """What holds for all of them."""
        return self.whole.run

    def parts(self) -> Iterator[Part]:
        """Yield the only part."""
        yield self.whole

    def of_contacts(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Return texts where they are: there are no twins."""
        return texts

    def token(self, contacts: pl.DataFrame) -> pl.Series:
        """Return what accounts are called."""
        return contacts.select(pl.format("T{}", "account")).to_series()


def run(folder: Path, wanted: int = 40, seed: int = 3, language: str = "en") -> dict[str, Any]:
    rules = [rule for rule in PACKS["cn"].rules if rule.id == "cn-hours"]
    audit = conduct_audit.wanted(wanted, seed)
    shown = Shown(language)  # type: ignore[arg-type]
    return hold(Log(part(ROWS)), rules, folder, as_of=dt.date(2026, 12, 31), shown=shown, audit=audit).as_dict()


def fill(folder: Path, verdict: Mapping[bool, str], *, column: str = "Verdict", only: int | None = None) -> Path:
    """Fill in the sheet as somebody would: by the time of the contact alone."""
    path = folder / conduct_audit.SHEET
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1 if only is None else only + 2):
        late = str(sheet.cell(row, heads["当地时间" if column == "结论" else "Local time"]).value)[11:13] >= "22"
        sheet.cell(row, heads[column]).value = verdict[late]
        if late:
            sheet.cell(row, heads["违反的规则" if column == "结论" else "Rule broken"]).value = "cn-hours, 太晚"
    book.save(path)
    return path


def test_a_sample_is_drawn_filled_in_and_read_back(tmp_path: Path) -> None:
    told = run(tmp_path)["audit"]
    assert (told["seed"], told["wanted"], told["drawn"]) == (3, 40, 40)
    assert json.loads((tmp_path / "conduct.json").read_text())["audit"] == told
    assert {row["finding"] for row in told["strata"]} == {"BREACH", "NONE"}
    report = audited.run(Input(fill(tmp_path, {True: "BREACH", False: "FINE"})), tmp_path / "back")
    found = report.as_dict()
    rates = {(row["agency"], row["rate"]): row for row in found["rates"]}
    assert rates[None, "confirmed"]["rate_ppm"] == 1_000_000
    assert rates[None, "missed"]["rate_ppm"] == 0
    assert rates[None, "breach"]["rate_ppm"] == round(5 / 90 * 1e6)
    assert set(found["rules"]) == {"cn-hours"}
    assert found["verdicts"]["blank"] == 0
    assert json.loads((tmp_path / "back" / "audited.json").read_text()) == found


def test_the_sheet_does_not_lead_who_looks_at_it(tmp_path: Path) -> None:
    run(tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / conduct_audit.SHEET).worksheets[0]
    cells = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    table = (tmp_path / conduct_audit.TABLE).read_text("utf-8-sig")
    assert all(word not in text for word in ("BREACH", "UNKNOWN", "NONE", "cn-hours") for text in (cells, table))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(tmp_path / name, seed=seed)
    read = {
        (name, file): (tmp_path / name / file).read_bytes() for name in "abc" for file in ("audit.xlsx", "audit.csv")
    }
    for file in ("audit.xlsx", "audit.csv"):
        assert read["a", file] == read["b", file] != read["c", file]
    drawn = conduct_audit.wanted(5, None)
    assert drawn is not None
    assert drawn != conduct_audit.wanted(5, None)


def test_a_sheet_in_chinese_and_as_csv_is_read_too(tmp_path: Path) -> None:
    run(tmp_path, language="zh")
    report = audited.run(Input(fill(tmp_path, {True: "违规", False: "合规"}, column="结论")))
    assert report.verdicts["BREACH"] > 0
    text = (tmp_path / conduct_audit.TABLE).read_text("utf-8-sig").splitlines()
    place = text[0].split(",").index("结论")
    lines = [line.split(",") for line in text[1:]]
    written = [",".join([*cells[:place], "无法判断", *cells[place + 1 :]]) for cells in lines]
    (tmp_path / conduct_audit.TABLE).write_text("\n".join([text[0], *written]), "utf-8")
    again = audited.run(Input(tmp_path / conduct_audit.TABLE))
    assert again.verdicts["UNCLEAR"] == 40
    assert all(one.rate_ppm is None for one in again.rates)


def test_what_is_left_blank_is_told_and_counts_as_not_judged(tmp_path: Path) -> None:
    run(tmp_path)
    report = audited.run(Input(fill(tmp_path, {True: "BREACH", False: "FINE"}, only=10)))
    assert report.verdicts["blank"] == 30
    assert report.strata["judged"].sum() == 10


def test_a_sheet_of_another_sample_or_not_whole_is_refused_with_every_fault(tmp_path: Path) -> None:
    run(tmp_path)
    path = fill(tmp_path, {True: "BREACH", False: "fine?"})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(2, 1).value = "XXXX-01"
    sheet.cell(3, 1).value = sheet.cell(4, 1).value
    sheet.delete_rows(20)
    book.save(path)
    with pytest.raises(InputError) as raised:
        audited.run(Input(path), tmp_path / "back")
    text = "\n".join(raised.value.details)
    for fault in (
        "not an item of this sample: rows 2",
        "stands twice: rows 3, 4",
        "none of BREACH (违规)",
        "3 items are not",
    ):
        assert fault in text
    assert "fine?" not in text
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("text", [None, "more", "huge", "{}", '{"version": 1}', "not json"])
def test_without_what_it_was_drawn_from_a_sheet_says_nothing(tmp_path: Path, text: str | None) -> None:
    run(tmp_path)
    frame = tmp_path / conduct_audit.FRAME
    if text is None:
        frame.unlink()
    elif text in ("more", "huge"):
        known = json.loads(frame.read_text())
        known["strata"][0]["contacts"] = 1 if text == "more" else 1 << 70
        frame.write_text(json.dumps(known))
    else:
        frame.write_text(text)
    with pytest.raises(InputError, match=r"audit\.json"):
        audited.run(Input(tmp_path / conduct_audit.SHEET))


def test_too_few_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--audit 2: too few"):
        run(tmp_path / "out", wanted=2)
    assert list((tmp_path / "out").iterdir()) == []
