"""Commands that compare snapshots: the day before the name of a file, and where their report may go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectkit.commands.snapshots import of_day
from collectkit.errors import UsageError
from tests.cli import golden


@pytest.mark.parametrize(
    ("named", "day", "name"),
    [
        ("2026-10-31=october.csv", date(2026, 10, 31), "october.csv"),
        ("2026-10-31=a=b.csv", date(2026, 10, 31), "a=b.csv"),
        ("month=2026-10.csv", None, "month=2026-10.csv"),
        ("2026-10=october.csv", None, "2026-10=october.csv"),
        ("2026-10-31=", None, "2026-10-31="),
    ],
)
def test_a_day_before_a_name(named: str, day: date | None, name: str) -> None:
    assert of_day(named) == (day, Path(name))


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-02-30: there is no such day"):
        of_day("2026-02-30=february.csv")


@pytest.mark.parametrize("line", ["roll a.csv b.csv", "vintage a.csv", "attainment a.csv --until 2026-11-30"])
def test_a_report_takes_the_place_of_no_figures(line: str, tmp_path: Path) -> None:
    done = golden.shell(f"collectkit {line} -o x.json --report x.json", tmp_path)
    assert (done.returncode, b"x.json is another output too" in done.stderr) == (2, True)
