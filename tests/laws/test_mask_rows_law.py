"""Laws of a masked file: every line is accounted for, whatever its damage; the same bytes come out however it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.files import Input, Output, text
from collectkit.jobs.mask import MaskReport, run

HEADER = "合同号,姓名,产品名称,逾期金额,手机,备注"
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
POLICY = """
version = 1
[columns.n]
from = "account_id"
operator = "keep"
[columns.name]
operator = "mask_name"
[columns.product]
operator = "keep"
[columns.overdue_total]
operator = "keep"
"""

Damage = Callable[[str], str]
DAMAGES: Mapping[str, tuple[str, Damage]] = {
    "cut": ("FIELDS_MISSING", lambda line: line.rpartition(",")[0].rpartition(",")[0]),
    "comma": ("FIELDS_EXTRA", lambda line: line + ",x"),
    "quote inside": ("QUOTES_BROKEN", lambda line: line.replace("品", '品"', 1)),
    "after a quote": ("QUOTES_BROKEN", lambda line: line.replace("产品", '"产"品', 1)),
    "NUL": ("NUL_BYTE", lambda line: line.replace("品", "品\0", 1)),
    "bytes": ("BYTES_INVALID", lambda line: line.replace("品", "\udcff品", 1)),
}
"""What can befall one line, and the code it gets."""

LINES = st.lists(
    st.sampled_from([*DAMAGES, "fine", "fine", "fine", "fine", "quoted", "two lines", "blank"]), min_size=1, max_size=40
)


def stored(lines: list[str], encoding: str, end: str) -> bytes:
    """Encode lines; a surrogate stands for a byte that is no text."""
    whole = end.join(lines) + end
    return whole.encode(encoding, "surrogateescape" if "utf-16" not in encoding else "strict")


def line(number: int, what: str) -> str:
    whole = f"{number},王样本,产品{number % 3},{number}.50,1540000{number:04},第{number}行"
    match what:
        case "fine":
            return whole
        case "quoted":
            return whole.replace("产品", '"产,品""').replace(f"{number % 3},{number}.5", f'{number % 3}",{number}.5')
        case "two lines":
            return whole.replace("第", '"第\n') + '"'
        case "blank":
            return ""
        case _:
            return DAMAGES[what][1](whole)


def masked(folder: Path, data: bytes, encoding: str, chunk: int) -> tuple[MaskReport, pl.DataFrame, pl.DataFrame]:
    """Mask a file in pieces of *chunk* bytes; return the report, what left, and what was rejected."""
    source, policy = folder / "in.csv", folder / "policy.toml"
    source.write_bytes(data)
    policy.write_text(POLICY)
    outputs = [Output(folder / name, force=True) for name in ("out.csv", "bad.csv")]
    stated = "utf-8" if encoding == "utf-8-sig" else encoding
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "CHUNK_BYTES", chunk)
        report = run(Input(source, encoding=stated), outputs[0], policy=str(policy), rejects=outputs[1])
    out, bad = (pl.read_csv(folder / name, infer_schema=False) for name in ("out.csv", "bad.csv"))
    return report, out, bad


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@given(kinds=LINES, chunk=st.integers(300, 3000))
@settings(max_examples=12)
def test_damaged_lines_are_rejected_and_all_others_leave(encoding: str, end: str, kinds: list[str], chunk: int) -> None:
    if encoding == "utf-16":
        kinds = ["NUL" if kind == "bytes" else kind for kind in kinds]
    kinds = ["fine", *kinds]
    lines = [HEADER, *(line(number, kind) for number, kind in enumerate(kinds))]
    starts = [1 + sum(before.count("\n") + 1 for before in lines[:place]) for place in range(1, len(lines))]
    kept = [number for number, kind in enumerate(kinds) if kind not in DAMAGES and kind != "blank"]
    hurt = [(starts[number], DAMAGES[kind][0]) for number, kind in enumerate(kinds) if kind in DAMAGES]

    with tempfile.TemporaryDirectory() as folder:
        report, out, bad = masked(Path(folder), stored(lines, encoding, end), encoding, chunk)

    assert out["n"].to_list() == [str(number) for number in kept]
    assert out["overdue_total_minor"].to_list() == [str(number * 100 + 50) for number in kept]
    assert [(int(row), reason) for row, reason in bad.select("row", "reason").iter_rows()] == hurt
    assert (report.rows_in, report.rows_out, report.removed.total()) == (len(kept) + len(hurt), len(kept), 0)


@given(data=st.lists(st.sampled_from([*'1,,,"\r\n品\t', "合计", "合同号", "\0"]), max_size=300).map("".join))
@settings(max_examples=20)
def test_any_text_adds_up(data: str) -> None:
    """Lines that no test imagined: what came in is what left, was rejected, or was removed."""
    with tempfile.TemporaryDirectory() as folder:
        whole = f"{HEADER}\n1,王样本,产品,1,,\n{data}\n2,王样本,产品,1,,\n"
        report, out, bad = masked(Path(folder), whole.encode(), "utf-8", 300)
    assert report.rows_out == out.height
    assert report.rows_in == out.height + bad.height + report.removed.total()
    assert report.rows_in <= whole.count("\n") - 1
    assert (out["n"][0], out["n"][-1]) == ("1", "2")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several pieces and batches, one line in fifty damaged."""
    folder = tmp_path_factory.mktemp("long")
    kinds = [list(DAMAGES)[number // 50 % len(DAMAGES)] if number % 50 == 7 else "fine" for number in range(150_000)]
    lines = [HEADER, *(line(number, kind) + "备注" * 15 for number, kind in enumerate(kinds))]
    (folder / "in.csv").write_bytes(stored(lines, "gb18030", "\n"))
    (folder / "policy.toml").write_text(POLICY)
    return folder


def bytes_out(folder: Path, threads: int, source: str, redirect: str) -> bytes:
    """Run the command in *folder* and return the output's bytes."""
    command = f"{sys.executable} -m collectkit mask {source} --policy policy.toml -q --rejects bad.csv --force"
    environ = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(
        ["bash", "-c", f"{command} {redirect}"], cwd=folder, env=environ, capture_output=True, check=True, timeout=100
    )
    assert done.stderr == b""
    return (folder / "out.csv").read_bytes() + (folder / "bad.csv").read_bytes()


def test_threads_and_pipes_make_no_difference(long: Path) -> None:
    once = bytes_out(long, 1, "in.csv", "-o out.csv")

    assert once.count(b"\n") == 150_000 + 2
    assert bytes_out(long, 4, "- ", "< in.csv > out.csv") == once
    assert bytes_out(long, 2, "- ", "-o out.csv < <(cat in.csv)") == once
