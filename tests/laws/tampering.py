"""Writers that betray: an operator's cell that holds a raw value, and raw values in the bytes of an output."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from collectkit.files import Output, Sink, make_sink
from collectkit.files.formats import format_of
from collectkit.files.sink import Schema
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import WorkbookSink, workbook
from tests.laws.leaky import Random

Writer = Callable[..., Sink[Any]]

_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
)
_COMMENTS = '<comments><commentList><comment ref="A1"><text><t>{}</t></text></comment></commentList></comments>'
_CUSTOM = '<Properties><property name="x"><vt:lpwstr xmlns:vt="x">{}</vt:lpwstr></property></Properties>'
_STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
_ADDED: Mapping[str, tuple[str, str]] = {
    "hidden sheet": ("xl/worksheets/sheet2.xml", _SHEET),
    "comment": ("xl/comments1.xml", _COMMENTS),
    "custom property": ("docProps/custom.xml", _CUSTOM),
    "shared string that no cell has": ("xl/sharedStrings.xml", _STRINGS),
}
_ROWS, _END = "xl/worksheets/sheet1.xml", "</sheetData>"
_CELL = '<row r="9999"><c r="{}9999" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'
_HEAD = "<headerFooter><oddHeader>{}</oddHeader></headerFooter></worksheet>"
_CHANGED: Mapping[str, tuple[str, str, str]] = {
    "sheet name": ("xl/workbook.xml", 'name="collectkit"', 'name="{}"'),
    "author": ("docProps/core.xml", "<dc:creator/>", "<dc:creator>{}</dc:creator>"),
    "company": ("docProps/app.xml", "</Properties>", "<Company>{}</Company></Properties>"),
    "page header": (_ROWS, "</worksheet>", _HEAD),
    "cell beside the table": (_ROWS, _END, _CELL.format("ZZ", "{}")),
    "cell of the table, in entities": (_ROWS, _END, _CELL.format("A", "{entities}")),
}


class Cell:
    """A writer that has the value in one cell of text of its first batch, if that is made as a frame."""

    def __init__(self, rng: Random, value: str) -> None:
        self._rng, self._value, self._waiting = rng, value, True
        self._schema: Schema = {}
        self._separator = b","

    def __call__(self, pending: Pending, output: Output, schema: Schema, *rest: Any) -> Sink[Any]:
        """Make a sink that spoils a frame."""
        self._schema = schema
        self._separator = b"\t" if format_of(output.path, output.format)[0] == "tsv" else b","
        sink = make_sink(pending, output, schema, *rest)
        encode = sink.encode
        sink.encode = lambda frame: encode(self._spoil(frame))  # type: ignore[method-assign]
        return sink

    def _spoil(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not frame.height or not self._waiting:
            return frame
        self._waiting = False
        columns = [name for name, dtype in frame.schema.items() if dtype == pl.String]
        name, row = self._rng.choice(columns), self._rng.randrange(frame.height)
        return frame.with_columns(frame[name].scatter(row, self._value))

    def line(self, data: bytes) -> bytes:
        """Spoil records that were written in place instead: they have no quotes."""
        if not data or not self._waiting:
            return data
        self._waiting = False
        lines = data.split(b"\n")
        place = self._rng.choice([at for at, dtype in enumerate(self._schema.values()) if dtype == pl.String])
        row = self._rng.randrange(len(lines) - 1)
        cells = lines[row].split(self._separator)
        cells[place] = self._value.encode()
        lines[row] = self._separator.join(cells)
        return b"\n".join(lines)


def of(rng: Random, format_: str, value: str) -> tuple[str, Writer]:
    """Return a place in the bytes of an output, and a writer that has the value there."""
    if format_ == "xlsx":
        place = rng.choice([*_ADDED, *_CHANGED])
        return place, _book(place, value)
    if rng.random() < 0.5:
        return "header", _header(rng, value)
    return "line more" if format_.startswith(("csv", "tsv", "ndjson")) else "metadata", _more(value)


def _header(rng: Random, value: str) -> Writer:
    def make(pending: Pending, output: Output, schema: Schema, titles: Mapping[str, str] | None = None) -> Sink[Any]:
        return make_sink(pending, output, schema, {**(titles or {}), rng.choice(list(schema)): value})

    return make


def _more(value: str) -> Writer:
    def make(pending: Pending, *rest: Any) -> Sink[Any]:
        sink = make_sink(pending, *rest)
        finish = sink.finish

        def more() -> None:
            finish()
            if pending.target is not None and pending.target.suffix in {".parquet", ".arrow"}:
                _with_metadata(pending, value)
            else:
                pending.write(f"{value}\n".encode())

        sink.finish = more  # type: ignore[method-assign]
        return sink

    return make


def _with_metadata(pending: Pending, value: str) -> None:
    """Write the file anew, with the value beside its rows."""
    path = pending.again()
    assert isinstance(path, Path)
    if pending.target is not None and pending.target.suffix == ".parquet":
        pl.read_parquet(path).write_parquet(path, metadata={"note": value})
    else:
        frame = pl.read_ipc(path.read_bytes())
        frame.rename({frame.columns[0]: value}).write_ipc(path)


def _book(place: str, value: str) -> Writer:
    entities = "".join(f"&#{ord(char)};" for char in value)
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    def spoil(data: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
            for part in old.namelist():
                text = old.read(part).decode()
                if place in _CHANGED and _CHANGED[place][0] == part:
                    _, before, after = _CHANGED[place]
                    assert before in text
                    text = text.replace(before, after.format(escaped, entities=entities))
                new.writestr(part, text)
            if place in _ADDED:
                part, text = _ADDED[place]
                new.writestr(part, text.format(escaped))
        return buffer.getvalue()

    def make(pending: Pending, _: Output, schema: Schema, titles: Mapping[str, str] | None = None) -> Sink[Any]:
        return WorkbookSink(pending, schema, titles or {}, lambda frame, patterns: spoil(workbook(frame, patterns)))

    return make
