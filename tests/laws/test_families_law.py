"""Whatever agencies write into a table of all families: each row is somewhere, and only once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectkit.jobs.returned.read import read_returns
from collectkit.jobs.returned.returned import ReturnFile
from collectkit.reconcile.record_lines import FAULTS, schema
from collectkit.reconcile.statuses import RULES
from collectkit.tables.record_families import FAMILIES
from collectkit.tables.record_words import CODES
from collectkit.worklist import returns_form

HEADER = returns_form.header()
AGENCIES = pl.Enum(["agency-a"])
WORDS = sorted({spelling for codes in CODES.values() for spellings in codes.values() for spelling in spellings})
CELLS = st.one_of(
    st.just(""),
    st.sampled_from(["5", "-5", "0", "1.005", "2026-11-05", "2026-11-31", "03/04/2026", "CNY", "法郎", "x", "合计"]),
    st.sampled_from(["A0NMKF0C0QAAV80DPQ69G3D", "案件 A0SPSR6ZWNRM630P00NMGG1 张"]),
    st.sampled_from(WORDS),
)
RECORDS = st.sampled_from([*FAMILIES, "还款", "XXX", ""])
ROWS = st.lists(st.tuples(RECORDS, st.dictionaries(st.sampled_from(HEADER[1:]), CELLS, max_size=8)), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_every_row_of_a_table_of_all_families_is_somewhere(
    rows: list[tuple[str, dict[str, str]]], tmp_path: Path
) -> None:
    lines = [",".join([record, *(cells.get(name, "") for name in HEADER[1:])]) for record, cells in rows]
    path = tmp_path / "agency-a.csv"
    path.write_text("".join(f"{line}\n" for line in (",".join(HEADER), *lines)), encoding="utf-8")
    found = read_returns([ReturnFile("agency-a", path)], AGENCIES)
    (table,) = found.tables
    count, frames = table.counts, {"PAY": found.lines, **found.records}
    blank = sum(not line.strip(",") for line in lines)
    assert count.rows_in + blank == len(rows)
    assert count.rows_in == count.wanted + count.others.total() + count.trailers + count.removed.total()
    met = Counter[int]()
    for code, frame in frames.items():
        own = frame.filter(~pl.col("fault").cast(pl.String).fill_null("").str.starts_with("trailer_"))
        met.update(own["row"].to_list())
        assert own.height == (count.wanted if code == "PAY" else count.others[code])
        assert set(frame["fault"].drop_nulls()) <= (RULES if code == "PAY" else FAULTS).keys()
        if code != "PAY":
            assert dict(frame.schema) == {"agency": AGENCIES, **schema(code)}
    assert set(met.values()) <= {1}
