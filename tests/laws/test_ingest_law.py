"""Laws of ingest: whatever is damaged, every line goes to one place, and what is whole stays whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.files import Input, Output
from collectkit.ingest.report import IngestReport
from collectkit.jobs.ingest import ingest as job
from tests.unit.ingest.portfolios import CLEAN, HEADER, account, as_csv, padded, totals

ROWS = 24
Damage = Callable[[bytes], bytes]

SPLICES = st.tuples(st.floats(0, 1), st.integers(0, 6), st.binary(max_size=6))
"""Where in a line, how many bytes go, and what comes in their place."""

TEXT_SPLICES = st.tuples(st.floats(0, 1), st.integers(0, 6), st.text(max_size=5))

STRUCTURE = st.sampled_from([b"", b",,,,,,,,,,", b",", b"  ", b'"', b"\0", b"\xff", b"HT1,2,3"])
"""Lines that come in between."""


@dataclass
class Ingested:
    """What a run gave."""

    report: IngestReport
    accounts: list[str]
    rejects: list[int]


def ingest(data: bytes, encoding: str) -> Ingested:
    """Ingest the bytes of a CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        source, out, rejects = (Path(folder) / name for name in ("in.csv", "out.csv", "rejects.csv"))
        source.write_bytes(data)
        report = job.run([Input(source, encoding=encoding)], Output(out), rejects=Output(rejects))
        accounts = pl.read_csv(out, infer_schema=False)["account_id"].to_list()
        return Ingested(report, accounts, [int(row) for row in pl.read_csv(rejects, infer_schema=False)["row"]])


def lines_of(encoding: str) -> list[bytes]:
    """Return the lines of a clean portfolio, the header first, in an encoding whose line ends are bytes."""
    return as_csv([HEADER, *(account(number) for number in range(1, ROWS + 1))]).encode(encoding).split(b"\n")[:-1]


def spliced(line: bytes, splice: tuple[float, int, bytes], without: bytes) -> bytes:
    """Return a damaged line; *without* are bytes that may not come in."""
    place, gone, inserted = int(splice[0] * len(line)), splice[1], splice[2].translate(None, without)
    return line[:place] + inserted + line[place + gone :]


def counts(line: bytes, encoding: str) -> bool:
    """Return whether a line below the header is one that must be accounted for: anything but blank."""
    bare = line.strip(b"\r")
    try:
        cells = bare.decode(encoding).split(",")
    except UnicodeDecodeError:
        return True
    blank = len(cells) == len(HEADER) and not any(cell.strip() for cell in cells) and b"\0" not in bare
    return bool(bare) and not blank


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@settings(max_examples=40)
@given(
    damage=st.dictionaries(st.integers(2, ROWS), SPLICES, max_size=ROWS),
    between=st.lists(st.tuples(st.integers(1, ROWS), STRUCTURE), max_size=4),
)
def test_every_line_goes_to_one_place(
    encoding: str, damage: dict[int, tuple[float, int, bytes]], between: list[tuple[int, bytes]]
) -> None:
    lines = lines_of(encoding)
    for place, splice in damage.items():
        lines[place] = spliced(lines[place], splice, b'"\n')
    for place, line in between:
        lines.insert(place + 1, line.replace(b'"', b""))
    done = ingest(b"\n".join(lines) + b"\n", encoding)
    report = done.report
    assert report.rows_in == sum(counts(line, encoding) for line in lines[1:])
    assert report.rows_in == report.accounts + report.rejects + sum(report.removed.values())
    assert (report.accounts, report.rejects) == (len(done.accounts), len(done.rejects))
    assert sum(report.reasons.values()) == report.rejects
    assert sorted(set(done.rejects)) == done.rejects


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@settings(max_examples=40)
@given(damage=st.dictionaries(st.integers(2, ROWS), st.tuples(st.floats(0, 1), st.integers(0, 6), st.text(max_size=5))))
def test_a_damaged_line_never_takes_a_whole_one_with_it(
    encoding: str, damage: dict[int, tuple[float, int, str]]
) -> None:
    lines = [line.decode() for line in lines_of("utf-8")]
    for row, (part, gone, inserted) in damage.items():
        place = int(part * len(lines[row]))
        text = inserted.encode("utf-8", "ignore").decode().replace("\r", "").replace("\x1a", "")
        lines[row] = lines[row][:place] + text + lines[row][place + gone :]
    done = ingest("\n".join(lines).encode(encoding), encoding)
    whole = [f"HT{row:06}" for row in range(1, ROWS + 1) if row not in damage]
    assert set(whole) <= set(done.accounts)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["account", "header", "blank", "totals", "note", "short", "no id"]), max_size=30))
def test_every_kind_of_row_is_counted_as_what_it_is(kinds: list[str]) -> None:
    rows = {
        "account": account(7), "header": HEADER, "blank": padded(), "totals": totals("9.99"), "note": ["说明：无"],
        "short": account(8)[:4], "no id": account(9, 合同号=""),
    }  # fmt: skip
    report = ingest(as_csv([*CLEAN, *(rows[kind] for kind in kinds)]).encode(), "utf-8").report
    removed = {"repeated_header": kinds.count("header"), "totals": kinds.count("totals"), "note": kinds.count("note")}
    removed["duplicate"] = max(kinds.count("account") - 1, 0)
    reasons = {"FIELDS_MISSING": kinds.count("short"), "ACCOUNT_ID_MISSING": kinds.count("no id")}
    assert report.accounts == 5 + ("account" in kinds)
    assert report.removed == {reason: count for reason, count in removed.items() if count}
    assert report.reasons == {reason: count for reason, count in reasons.items() if count}
    assert report.rows_in == 5 + len(kinds) - kinds.count("blank")
