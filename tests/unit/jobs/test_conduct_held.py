"""Contacts held against rules: what is written adds up, names its evidence, and is the same however parts are cut."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from collectkit.conduct.contacts import Part, Run
from collectkit.conduct.rule import Count, Hours, Rule
from collectkit.errors import CheckFailed, InputError, OutputError
from collectkit.jobs.conduct import held as conduct_held
from collectkit.jobs.conduct.held import Shown, hold
from collectkit.jobs.conduct.report import ConductReport
from tests.unit.conduct.building import Row, contact, part

AS_OF = dt.date(2026, 12, 31)
HOURS = Rule(
    id="hours", pack="own", jurisdiction="CN", severity="low", metric=Hours(dt.time(8), dt.time(22)),
    says={"zh": "时段", "en": "Hours"}, source="S", verified="own", clause="6.3",
)  # fmt: skip
THREE = Rule(
    id="three-a-day", pack="own", jurisdiction="CN", severity="high", metric=Count(limit=3, days=1),
    says={"zh": "每日三次", "en": "Three a day"}, source="S", verified="partly",
)  # fmt: skip
ROWS = [
    *(contact(f"2026-03-02 {hour:02}:00:00", agency=agency) for hour, agency in
      ((9, "agency-a"), (10, "agency-b"), (11, "agency-a"), (12, "agency-b"), (23, "agency-a"))),
    contact("2026-03-03", debtor=1, agency="creditor", collector=None),
    contact("2026-03-09 07:59:59", debtor=1, collector=2),
]  # fmt: skip


@dataclass
class Given:
    """Contacts as if they had been read."""

    cut: Sequence[Part]
    files: Sequence[str] = ("contacts.csv",)
    told: Mapping[str, Any] = field(
        default_factory=lambda: {"tables": [{"file": "contacts.csv", "agency": "a", "contacts": 7}]}
    )

    @property
    def run(self) -> Run:
        """What holds for all of them."""
        return self.cut[0].run

    def parts(self) -> Iterator[Part]:
        """Yield the parts."""
        yield from self.cut

    def of_contacts(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Return texts where they are: there are no twins."""
        return texts

    def token(self, contacts: pl.DataFrame) -> pl.Series:
        """Return made-up tokens."""
        return "T" + contacts["account"].cast(pl.String)


def held(folder: Path, *cut: Sequence[Row], **options: Any) -> ConductReport:
    return hold(Given([part(rows) for rows in cut]), (HOURS, THREE), folder, as_of=AS_OF, **options)


def table(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


def test_a_breach_is_of_who_made_the_contact_and_shows_those_that_count_with_it(tmp_path: Path) -> None:
    held(tmp_path, ROWS)
    breaches, evidence = table(tmp_path / "breaches.csv"), table(tmp_path / "evidence.csv")
    told = breaches.select("rule", "agency", "collector", "account", "at", "measured", "allowed", "row").rows()
    assert told == [
        ("three-a-day", "agency-b", "ann", "T0", "2026-03-02T12:00:00+08:00", "4", "3", "5"),
        ("three-a-day", "agency-a", "ann", "T0", "2026-03-02T23:00:00+08:00", "5", "3", "6"),
        ("hours", "agency-a", "ann", "T0", "2026-03-02T23:00:00+08:00", None, None, "6"),
        ("hours", "agency-a", "eve", "T1", "2026-03-09T07:59:59+08:00", None, None, "8"),
    ]
    fourth = breaches["evidence"][0].split()
    rows = evidence.filter(pl.col("evidence").is_in(fourth))
    assert rows.select("row", "agency").rows() == [
        ("2", "agency-a"), ("3", "agency-b"), ("4", "agency-a"), ("5", "agency-b")
    ]  # fmt: skip
    assert breaches["source"].unique().sort().to_list() == ["S", "S, 6.3"]


def test_what_nobody_can_judge_stands_apart(tmp_path: Path) -> None:
    found = held(tmp_path, ROWS).facts
    unknown = table(tmp_path / "unknown.csv")
    assert unknown.select("rule", "agency", "collector", "at", "why").rows() == [
        ("hours", "creditor", None, "2026-03-03", "time_not_stated")
    ]
    assert found["causes"] == [
        {"rule": "hours", "agency": "creditor", "file": "contacts.csv", "why": "time_not_stated", "contacts": 1,
         "listed": 1}
    ]  # fmt: skip
    assert found["reasons"]["time_not_stated"]["en"]


def test_the_figures_add_up(tmp_path: Path) -> None:
    found = held(tmp_path, ROWS).facts
    assert (found["contacts"], found["broken"], found["breaches"], found["not_judged"]) == (7, 3, 4, 1)
    for part_ in ("agencies", "days", "channels", "weeks"):
        assert sum(row["contacts"] for row in found[part_]) == 7
        assert sum(row["broken"] for row in found[part_]) == 3
    assert sum(row["contacts"] for row in found["hours"]) == 6
    for part_ in ("agencies", "rules", "rules_by_agency", "collectors", "rules_by_week"):
        assert sum(row["breaches"] for row in found[part_]) == 4
    assert [row["rule"] for row in found["rules"]] == ["three-a-day", "hours"]
    assert json.loads((tmp_path / "conduct.json").read_text()) == found


def test_the_same_however_the_parts_are_cut(tmp_path: Path) -> None:
    random.seed(1)
    rows = [
        contact(
            f"2026-03-{random.randrange(1, 29):02} {random.randrange(24):02}:{random.randrange(60):02}:00",
            debtor=random.randrange(5), agency=random.choice(["agency-a", "agency-b"]), row=place,
        )
        for place in range(400)
    ]  # fmt: skip
    for name, cut in (
        ("one", [rows]),
        ("more", [[row for row in rows if row["debtor"] == number] for number in range(5)]),
    ):
        held(tmp_path / name, *cut)
    for file in ("breaches.csv", "evidence.csv", "unknown.csv", "conduct.json", "conduct.html", "conduct.xlsx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "more" / file).read_bytes()


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_bytes_however_many_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, threads: int) -> None:
    cut = [
        [contact(f"2026-03-0{day} {hour:02}:00:00", debtor=day) for hour in range(9, 15 + day)] for day in range(1, 7)
    ]
    held(tmp_path / "two", *cut)
    monkeypatch.setattr(conduct_held, "THREADS", threads)
    held(tmp_path / "others", *cut)
    breaches = (tmp_path / "two" / "breaches.csv").read_bytes()
    assert breaches.count(b"three-a-day") > len(cut)
    for name in ("breaches.csv", "evidence.csv", "unknown.csv", "conduct.json", "conduct.html"):
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "others" / name).read_bytes()


def test_check_says_what_did_not_hold(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match=r"4 breaches in 3 contacts \(breaches.csv\), 1 that .*\(unknown.csv\)"):
        held(tmp_path / "a", ROWS).refuse()
    with pytest.raises(CheckFailed, match=r"may: 1 .*\(unknown.csv\)"):
        held(tmp_path / "b", [contact("2026-03-03")]).refuse()
    held(tmp_path / "c", [contact()]).refuse()


def test_without_contacts_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no contacts"):
        held(tmp_path / "out", [])
    assert list((tmp_path / "out").iterdir()) == []


def test_outputs_are_not_replaced_unless_forced(tmp_path: Path) -> None:
    held(tmp_path, ROWS)
    held(tmp_path, ROWS)
    with pytest.raises(OutputError, match="exists already"):
        held(tmp_path, ROWS[:2])
    held(tmp_path, ROWS[:2], force=True)
    assert table(tmp_path / "breaches.csv").is_empty()


def test_every_form_says_that_it_is_no_legal_advice(tmp_path: Path) -> None:
    held(tmp_path, ROWS, shown=Shown("en"))
    assert set(table(tmp_path / "breaches.csv")["notice"]) == {"not legal advice"}
    assert set(table(tmp_path / "unknown.csv")["notice"]) == {"not legal advice"}
    assert "Not legal advice" in json.loads((tmp_path / "conduct.json").read_text())["notice"]["en"]
    assert "Not legal advice" in (tmp_path / "conduct.html").read_text()
    summary = pl.read_excel(tmp_path / "conduct.xlsx", sheet_id=1)
    assert "Not legal advice" in summary.item(0, 1)
