"""A workbook of several sheets for people, with totals and charts: results, some ten thousand rows at most.

Large tables are `WorkbookSink`'s; what is written here needs rows and charts that it does not know.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, cast

import polars as pl
import xlsxwriter

from collectkit.errors import OutputError
from collectkit.files.transaction import Pending
from collectkit.files.workbook_sink import EXCEL_ROWS

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks know no zones)
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a day before it that there was not
CHARS, LARGEST = 32_767, 10**15
"""What a cell holds: so many characters of text, and whole numbers below this, either side of zero."""
NAME_CHARS, _NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\]")
_PATTERNS = {"text": "@", "money": "#,##0.00", "share": "0.0%", "count": "#,##0", "date": "yyyy-mm-dd"}
_PATTERNS |= {"decimal": "#,##0.0", "other": ""}
_NUMBERS = frozenset({"money", "share", "count", "decimal"})
_HEAD = {"bold": True, "bottom": 1, "bg_color": "#EEF1F4", "valign": "vcenter"}
_COLOURS = ("#1F5F99", "#E08A1E", "#7FB2D9", "#1B8A6B", "#B3548F", "#39444F")
_DASHES = ("solid", "dash", "round_dot", "dash_dot")
_HEAT = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": "#5C9BD1"}
_BELOW_ZERO = {"type": "3_color_scale", "min_color": "#EAA25B", "mid_type": "num", "mid_value": 0}
_BELOW_ZERO |= {"mid_color": "#FFFFFF", "max_color": "#5C9BD1"}
_ROWS_ABOVE = 30
_INK, _SOFT = "#1B2733", "#5A6877"


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart below the rows, or beside many: *values* (columns of numbers) over *labels* (one of text).

    Attributes:
        kind: bars that lie, columns that stand, or lines; a line has a gap where a cell is blank.
        stacked: the values of a label lie behind, or stand on, one another.
    """

    title: str
    labels: str
    values: tuple[str, ...]
    kind: Literal["bar", "column", "line"] = "bar"
    stacked: bool = False


class Book:
    """Sheets in the order they are added: text stays text, no formulas, no links, no author, the same bytes each time.

    The workbook is complete when the ``with`` block ends well.
    """

    def __init__(self, pending: Pending) -> None:
        self._pending = pending
        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"created": _CREATED})
        self._head = {right: self._book.add_format({**_HEAD, **_aligned(right)}) for right in (False, True)}
        last = {"bold": True, "top": 1}
        self._formats = {kind: self._book.add_format(_pattern(kind)) for kind in _PATTERNS}
        self._last = {kind: self._book.add_format({**_pattern(kind), **last}) for kind in _PATTERNS}

    def sheet(
        self,
        name: str,
        frame: pl.DataFrame,
        titles: Mapping[str, str] | None = None,
        *,
        total: bool = False,
        chart: Chart | None = None,
        heat: tuple[str, str] | None = None,
    ) -> None:
        """Add a sheet: a header that stays in sight, filters, widths by content.

        Args:
            name: of the tab; what a tab cannot hold is replaced, and what is too long is cut.
            frame: columns ``..._minor`` (Int64) are shown in major units with two decimals, ``..._ppm`` as percentages,
                floats with one decimal.
            titles: column -> heading, where that is not its name.
            total: the last row is a totals row: set off, and left out of the filter, the chart and the colours.
            heat: the first and the last of the columns whose cells are the darker the larger they are.

        Raises:
            OutputError: a cell, or the rows, do not fit.
        """
        self._check(frame)
        sheet = self._book.add_worksheet(self._tab(name))
        known = titles or {}
        for place, series in enumerate(frame):
            kind = _kind(series)
            heading = _heading(series.name, known)
            sheet.write_string(0, place, heading, self._head[kind in _NUMBERS])
            self._column(sheet, place, series, kind, total=total)
            sheet.set_column(place, place, _width(series, kind, heading))
        rows = frame.height - total
        if frame.width:
            sheet.autofilter(0, 0, max(rows, 1), frame.width - 1)
        _arrange(sheet)
        if heat is not None and rows:
            first, last = map(frame.columns.index, heat)
            below = any(
                (series.head(rows) < 0).any() for series in frame[:, first : last + 1] if series.dtype.is_numeric()
            )
            sheet.conditional_format(1, first, rows, last, _BELOW_ZERO if below else _HEAT)
        if chart is not None and rows:
            self._chart(sheet, chart, frame, known, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._book.close()
            self._pending.write(self._bytes.getvalue())
        else:
            self._book.fileclosed = True  # else it writes itself when it is collected, and warns

    def _check(self, frame: pl.DataFrame) -> None:
        if frame.height >= EXCEL_ROWS:
            raise OutputError(f"{self._pending.name}: more rows than a sheet can hold")
        numbers = frame.select(pl.selectors.integer())
        # Not abs(): the lowest number has none.
        large = any(((series >= LARGEST) | (series <= -LARGEST)).any() for series in numbers)
        long = any((series.str.len_chars() > CHARS).any() for series in frame.select(pl.col(pl.String)))
        if large or long:
            raise OutputError(f"{self._pending.name}: a cell holds more than a workbook can")

    def _tab(self, name: str) -> str:
        """Return a name for the tab that is allowed and not taken; Excel takes no difference of case for one."""
        plain = _NOT_IN_NAMES.sub("_", name).strip("'")[:NAME_CHARS] or "_"
        taken = {other.casefold() for other in self._book.sheetnames}
        ends = itertools.chain([""], (f" ({number})" for number in itertools.count(2)))
        names = (plain[: NAME_CHARS - len(end)] + end for end in ends)
        return next(one for one in names if one.casefold() not in taken)

    def _column(self, sheet: Any, place: int, series: pl.Series, kind: str, *, total: bool) -> None:
        write = _writer(sheet, kind)
        last = series.len() if total else 0
        for row, value in enumerate(_cells(series, kind), 1):
            style = (self._last if row == last else self._formats)[kind]
            if value is not None:
                write(row, place, value, style)
            elif row == last:  # for its line; a chart takes a cell that is written blank for 0
                sheet.write_blank(row, place, None, style)

    def _chart(self, sheet: Any, chart: Chart, frame: pl.DataFrame, titles: Mapping[str, str], rows: int) -> None:
        drawn = self._book.add_chart({"type": chart.kind, **({"subtype": "stacked"} if chart.stacked else {})})
        labels = frame.columns.index(chart.labels)
        for number, name in enumerate(chart.values):
            place = frame.columns.index(name)
            drawn.add_series(
                {
                    "name": _heading(name, titles),
                    "categories": [sheet.name, 1, labels, rows, labels],
                    "values": [sheet.name, 1, place, rows, place],
                    **_look(chart, number),
                }
            )
        _dress(drawn, chart, _PATTERNS[_kind(frame[chart.values[0]])])
        drawn.set_size({"width": 640, "height": _height(chart, rows)})
        corner = (frame.height + 2, 0) if rows <= _ROWS_ABOVE else (1, frame.width + 1)
        if rows <= _ROWS_ABOVE:
            sheet.fit_to_pages(1, 1)  # else paper cuts through the chart
        sheet.insert_chart(*corner, drawn, {"description": chart.title})


def _heading(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name, name.removesuffix("_minor").removesuffix("_ppm"))


def _arrange(sheet: Any) -> None:
    """Set what is seen while scrolling, and how it prints."""
    sheet.set_default_row(18)
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _look(chart: Chart, number: int) -> dict[str, Any]:
    """Return the colour of a series; a line has dashes too, and no figures at its points."""
    colour = _COLOURS[number % len(_COLOURS)]
    if chart.kind == "line":
        line = {"color": colour, "width": 1.75, "dash_type": _DASHES[number % len(_DASHES)]}
        return {"line": line, "marker": {"type": "circle", "size": 4, "fill": {"color": colour}, "border": line}}
    labels = {"value": True, "font": {"size": 9, "color": _INK}}
    return {"fill": {"color": colour}, "gap": 60, **({"data_labels": labels} if chart.kind == "bar" else {})}


def _height(chart: Chart, rows: int) -> int:
    """Return pixels: bars need some each, the others are as wide as they are."""
    return 110 + rows * (18 + 16 * len(chart.values)) if chart.kind == "bar" else 380


def _dress(chart: Any, of: Chart, pattern: str) -> None:
    font = {"size": 9, "color": _SOFT}
    chart.set_title({"name": of.title, "overlay": False, "name_font": {"size": 12, "bold": True, "color": _INK}})
    chart.set_legend({"position": "bottom", "font": font} if len(of.values) > 1 else {"none": True})
    labelled = {"num_font": {"size": 10, "color": _INK}, "line": {"color": "#B4BEC8"}, "label_position": "low"}
    if of.kind == "bar":  # its figures stand beside it, and the first row on top
        chart.set_y_axis({**labelled, "reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    else:
        chart.set_x_axis(labelled)
        grid = {"visible": True, "line": {"color": "#DDE3E9"}}
        chart.set_y_axis({"num_font": font, "num_format": pattern, "line": {"none": True}, "major_gridlines": grid})
    chart.set_chartarea({"border": {"none": True}})


def _pattern(kind: str) -> dict[str, Any]:
    return {
        "valign": "vcenter",
        **_aligned(kind in _NUMBERS),
        **({"num_format": _PATTERNS[kind]} if _PATTERNS[kind] else {}),
    }


def _aligned(right: bool) -> dict[str, Any]:
    return {"align": "right"} if right else {"align": "left", "indent": 1}


def _kind(series: pl.Series) -> str:
    """Return what a column holds: a key of `_PATTERNS`."""
    if series.dtype.is_integer():
        return "money" if series.name.endswith("_minor") else "share" if series.name.endswith("_ppm") else "count"
    if series.dtype == pl.Date:
        return "text" if (series < _FIRST_DAY).any() else "date"
    if series.dtype.is_float():
        return "decimal"
    return "other" if series.dtype == pl.Boolean else "text"


def _cells(series: pl.Series, kind: str) -> list[Any]:
    """Return the values as Excel holds them."""
    if kind in {"money", "share"}:
        units = 100 if kind == "money" else 1_000_000
        # Not in Polars, which multiplies by 0.01: 864.05 would become 864.0500000000001.
        return [None if value is None else value / units for value in series.to_list()]
    return series.cast(pl.String).to_list() if kind == "text" else series.to_list()


def _writer(sheet: Any, kind: str) -> Callable[..., Any]:
    writers = {"text": sheet.write_string, "date": sheet.write_datetime, "other": sheet.write}
    return cast("Callable[..., Any]", writers.get(kind, sheet.write_number))


def _width(series: pl.Series, kind: str, heading: str) -> int:
    """Return what the longest cell needs, within reason; a Chinese letter is as wide as two others."""
    if kind in _NUMBERS:
        ends = [abs(value) for value in (series.min(), series.max()) if isinstance(value, int)]
        cells = max((len(f"-{end // (100 if kind == 'money' else 1):,}.00") for end in ends), default=0)
    else:
        texts = series.cast(pl.String).drop_nulls().to_list()
        cells = max(((len(text.encode()) + len(text) + 1) // 2 for text in texts), default=0)
    return min(max(len(heading.encode("gb18030", "replace")) + 4, cells + 2, 8), 60)
