"""The same portfolio in every container gives the same accounts."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard

from collectkit.errors import InputError
from collectkit.files import Input
from tests.unit.files.books import html, locked, save, xls, xlsx
from tests.unit.ingest.portfolios import CLEAN, HEADER, Row, account, accounts, as_csv, run
from tests.unit.ingest.test_workbooks import ingest

RARE = [account(1, 姓名="𠮷野䶮", 备注="#N/A"), account(2, 备注='两行\n备注, 和 "引号"'), *accounts(5)[2:]]
ROWS: list[Row] = [HEADER, *RARE]


def columns() -> pl.DataFrame:
    """Return the portfolio as a frame of text."""
    return pl.DataFrame(RARE, schema=HEADER, orient="row")


def written(write: str) -> bytes:
    """Return the portfolio as Polars writes it."""
    stream = io.BytesIO()
    getattr(columns(), write)(stream)
    return stream.getvalue()


def ndjson() -> bytes:
    """Return the portfolio as objects."""
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in RARE).encode()


def text(**how: Any) -> bytes:
    """Return the portfolio as CSV."""
    return as_csv(ROWS, **how).encode()


PADDED = [["", *row, "", ""] for row in ROWS]
CONTAINERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "comma": (".csv", text),
    "semicolon": (".csv", lambda: text(separator=";")),
    "bar": (".txt", lambda: text(separator="|")),
    "tab": (".tsv", lambda: text(separator="\t")),
    "wide comma": (".csv", lambda: text(separator="，")),
    "returns": (".csv", lambda: text(end="\r\n")),
    "mark": (".csv", lambda: b"\xef\xbb\xbf" + text()),
    "gb18030": (".csv", lambda: text().decode().encode("gb18030")),
    "Unicode text of Excel": (".txt", lambda: text(separator="\t", end="\r\n").decode().encode("utf-16")),
    "utf-16, the other way": (".csv", lambda: b"\xfe\xff" + text().decode().encode("utf-16-be")),
    "end of file of DOS": (".csv", lambda: text() + b"\x1a"),
    "header again": (".csv", lambda: as_csv([*ROWS[:3], HEADER, *ROWS[3:]]).encode()),
    "blank lines": (".csv", lambda: b"\n\n" + text() + b"\n\n"),
    "padding columns": (".csv", lambda: as_csv(PADDED).encode()),
    "gz": (".csv.gz", lambda: gzip.compress(text())),
    "zst": (".tsv.zst", lambda: zstandard.compress(text(separator="\t"))),
    "ndjson": (".ndjson", ndjson),
    "ndjson.gz": (".jsonl.gz", lambda: gzip.compress(ndjson())),
    "parquet": (".parquet", lambda: written("write_parquet")),
    "arrow": (".arrow", lambda: written("write_ipc")),
    "xlsx": (".xlsx", lambda: xlsx(ROWS)),
    "xlsm": (".xlsm", lambda: xlsx(PADDED)),
    "xls": (".xls", lambda: xls(ROWS)),
    "html": (".xls", lambda: html([[cell.replace("\n", "<br>") for cell in row] for row in ROWS], charset="gb18030")),
    "text named .xls": (".xls", lambda: text(separator="\t")),
    "locked": (".xlsx", lambda: locked(xlsx(ROWS), "word")),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The accounts of the portfolio."""
    found = run(tmp_path_factory.mktemp("expected"), text()).accounts
    assert found["name"][0] == "𠮷野䶮"
    assert found["remark"].to_list() == [None, '两行\n备注, 和 "引号"', None, None, None]
    return found


@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_same_accounts(tmp_path: Path, kind: str, piped: bool, expected: pl.DataFrame) -> None:
    ending, content = CONTAINERS[kind]
    source = Input(tmp_path / f"a{ending}", password=lambda _: "word")
    assert source.path is not None
    if piped:
        os.mkfifo(source.path)
        threading.Thread(target=source.path.write_bytes, args=(content(),), daemon=True).start()
    else:
        save(source.path, content())
    done = ingest(tmp_path, source)
    assert done.accounts.equals(expected)
    assert done.report.rejects == 0


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("comma", "utf-8"),
        ("gb18030", "gb18030"),
        ("Unicode text of Excel", "utf-16-le"),
        ("xlsx", None),
        ("html", "gb18030"),
    ],
)
def test_the_encoding_is_told(tmp_path: Path, kind: str, encoding: str | None) -> None:
    ending, content = CONTAINERS[kind]
    assert run(tmp_path, save(tmp_path / f"a{ending}", content())).report.encoding == encoding


def test_all_at_once(tmp_path: Path, expected: pl.DataFrame) -> None:
    sources = []
    for place, kind in enumerate(("gb18030", "xlsx", "xls", "html", "parquet", "ndjson.gz")):
        ending, content = CONTAINERS[kind]
        sources.append(Input(save(tmp_path / f"a{place}{ending}", content())))
    done = ingest(tmp_path, *sources)
    assert (done.report.rows_in, done.report.removed) == (30, {"duplicate": 25})
    assert done.accounts.equals(expected)
    assert done.report.format == "csv, xlsx, xls, html, parquet, ndjson"
    assert all(note.startswith("a") for note in done.report.notes)


def test_a_nul_byte_is_a_reject(tmp_path: Path) -> None:
    done = run(tmp_path, as_csv([*CLEAN, account(6, 姓名="张\0三")]))
    assert done.reasons == [(7, "NUL_BYTE", None)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_its_mark(tmp_path: Path, encoding: str) -> None:
    file = save(tmp_path / "a.csv", as_csv(CLEAN).encode(encoding))
    with pytest.raises(InputError, match="UTF-16 without a byte-order mark") as caught:
        ingest(tmp_path, Input(file))
    assert f"--encoding {encoding}" in str(caught.value.hint)
    assert ingest(tmp_path, replace(Input(file), encoding=encoding)).report.accounts == 5
