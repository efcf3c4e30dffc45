"""A published migration matrix comes out of a panel that has its counts.

The one-year matrix of Standard & Poor's CreditWeek (15 April 1996), as J.P. Morgan's *CreditMetrics Technical
Document* (2 April 1997, table 1.1) prints it: per cent to two digits. With 10,000 issuers a rating each hundredth is an
issuer. The rows B and CCC are printed as 99.99 and 100.01: their counts are compared, and their rates cannot be. The
figures were taken from a copy of the table in a teaching note that names that source, not from the document itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from collectkit.files import Input, Output
from collectkit.jobs.roll.days import Labels
from collectkit.jobs.roll.roll import run

RATINGS = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "Default")
PUBLISHED = """
AAA 90.81  8.33  0.68  0.06  0.12  0.00  0.00  0.00
AA   0.70 90.65  7.79  0.64  0.06  0.14  0.02  0.00
A    0.09  2.27 91.05  5.52  0.74  0.26  0.01  0.06
BBB  0.02  0.33  5.95 86.93  5.30  1.17  0.12  0.18
BB   0.03  0.14  0.67  7.73 80.53  8.84  1.00  1.06
B    0.00  0.11  0.24  0.43  6.48 83.46  4.07  5.20
CCC  0.22  0.00  0.22  1.30  2.38 11.24 64.86 19.79
"""
HUNDREDTHS = {
    start: [int(cell.replace(".", "")) for cell in cells]
    for start, *cells in (line.split() for line in PUBLISHED.strip().splitlines())
}


def test_the_matrix_of_a_panel_with_the_published_counts_is_the_published_one(tmp_path: Path) -> None:
    ways = [(start, end, n) for start, row in HUNDREDTHS.items() for end, n in zip(RATINGS, row, strict=True)]
    issuers = pl.DataFrame(ways, schema=["start", "end", "issuers"], orient="row").with_columns(
        pl.int_ranges("issuers").alias("issuer")
    )
    issuers = issuers.explode("issuer", empty_as_null=False).with_row_index("account_id")
    files = []
    for side, day in (("start", "1995-12-31"), ("end", "1996-12-31")):
        files.append(tmp_path / f"{side}.parquet")
        told = issuers.select(pl.col("account_id").cast(pl.String), pl.col(side).alias("rating"))
        told.with_columns(as_of=pl.lit(date.fromisoformat(day))).write_parquet(files[-1])

    run([Input(file) for file in files], [Output(tmp_path / "out.csv")], labels=Labels("rating", RATINGS))

    printed = pl.read_csv(tmp_path / "out.csv").filter(meaning="migration")
    for start, row in HUNDREDTHS.items():
        cells = printed.filter(pl.col("from_state") == start, pl.col("to_state").is_in(RATINGS))
        assert cells["to_state"].to_list() == list(RATINGS)
        assert cells["accounts"].to_list() == row
        assert cells["base_accounts"].unique().to_list() == [sum(row)]
        if sum(row) == 10_000:
            assert cells["rate_ppm"].to_list() == [n * 100 for n in row]
    assert printed.filter(~pl.col("to_state").is_in(RATINGS))["accounts"].sum() == 0
