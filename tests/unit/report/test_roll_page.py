"""The page on roll rates: periods that were left out are blank, and every way out that was met has its column."""

from __future__ import annotations

from pathlib import Path

from collectkit.files import Input, Output
from collectkit.jobs.roll.figures import facts
from collectkit.jobs.roll.roll import run
from collectkit.report.page import Table
from collectkit.report.roll import roll_page

PANEL = """as_of,account_id,days_past_due,overdue_total
2026-05-31,A1,10,100.00
2026-05-31,A2,10,300.00
2026-06-30,A1,40,100.00
2026-08-31,A1,70,100.00
2026-09-30,A1,70,100.00
"""


def tables(folder: Path) -> dict[str, Table]:
    panel = folder / "panel.csv"
    panel.write_text(PANEL, encoding="utf-8")
    report = run([Input(panel)], [Output(folder / "out.csv")])
    page = roll_page(facts(report), "en", "")
    return {part.caption: part for section in page.sections for part in section.parts if isinstance(part, Table)}


def test_a_period_that_was_left_out_is_a_blank_row(tmp_path: Path) -> None:
    flows = tables(tmp_path)["Flow rates by period CNY"]

    assert [column.title for column in flows.columns] == ["Period", "M0 → M1", "M1 → M2", "M2 → M3", "M3 → M3+"]
    assert flows.rows == (
        ("2026-06-30", None, 250_000, None, None),
        ("2026-08-31", None, None, None, None),
        ("2026-09-30", None, None, None, 0),
    )


def test_the_summary_has_all_ways_and_the_ways_out_that_were_met(tmp_path: Path) -> None:
    summary = tables(tmp_path)["Summary by count CNY"]

    titles = [column.title for column in summary.columns]
    assert titles == ["From", "Forward", "Stay", "Back", "Cure", "Missing", "Accounts at the start"]
    assert summary.rows[-1] == ("All", 333_333, 333_333, 0, 0, 333_333, 3)


def test_what_was_left_out_is_named(tmp_path: Path) -> None:
    assert tables(tmp_path)["Left out"].rows == (("2026-06-30 to 2026-08-31", "Gap: snapshots are missing", "2026-07"),)
