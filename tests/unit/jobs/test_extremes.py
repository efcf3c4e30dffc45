"""Amounts at the edges of 64 bits: a rate of one to the other is written, in every form."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from collectkit.files import Input, Output
from collectkit.jobs.attainment import attainment
from collectkit.jobs.roll import roll
from collectkit.jobs.vintage import vintage

HEADER = "数据日期,合同号,逾期天数,逾期金额（元）,剩余本金,放款日期,放款金额,stage"
BEFORE = f"{HEADER}\n2026-09-30,A,20,0.01,0.01,2026-01-05,0.01,CALL\n"
AFTER = f"{HEADER}\n2026-10-31,A,51,0.01,92233720368547758.07,2026-01-05,0.01,CALL\n"
LEDGER = "流水号,借据号,还款日期,还款金额\nT1,A,2026-10-05,92233720368547758.07\nT2,A,2026-10-06,92233720368547758.07\n"
LARGEST = 2**63 - 1

Job = Callable[[Input, Input, Input, Sequence[Output]], object]
JOBS: dict[str, tuple[Job, str, int]] = {
    "roll": (lambda a, b, _, to: roll.run([a, b], to), "rate_ppm", LARGEST * 1_000_000),
    "vintage": (
        lambda a, b, _, to: vintage.run([(None, a), (None, b)], to),
        "principal_rate_ppm",
        LARGEST * 1_000_000,
    ),
    "attainment": (
        lambda a, b, ledger, to: attainment.run(a, to, after=b, ledger=ledger),
        "recovery_ppm",
        2 * LARGEST * 1_000_000,
    ),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_rate_beyond_64_bits_is_written(tmp_path: Path, name: str) -> None:
    for file, text in (("a.csv", BEFORE), ("b.csv", AFTER), ("l.csv", LEDGER)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    job, column, rate = JOBS[name]
    files = [tmp_path / f"x.{form}" for form in ("csv", "json", "html", "xlsx", "parquet")]

    a, b, ledger = (Input(tmp_path / file) for file in ("a.csv", "b.csv", "l.csv"))
    job(a, b, ledger, [Output(file) for file in files])

    with files[0].open(encoding="utf-8", newline="") as table:
        assert str(rate) in {row[column] for row in csv.DictReader(table)}
    assert all(file.stat().st_size for file in files)
