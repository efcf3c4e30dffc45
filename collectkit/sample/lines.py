"""The portfolio as a CSV file, as a spreadsheet program saves it: CRLF, padded title and note lines, GB18030."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from collectkit.sample.answers import TOTALLED, Answers
from collectkit.sample.dirt import FLAWS, Planted
from collectkit.sample.loans import AS_OF
from collectkit.sample.people import Ints
from collectkit.sample.pools import Language
from collectkit.sample.portfolio import COLUMNS, FIELDS, Plan

ENCODINGS: Mapping[Language, str] = MappingProxyType({"zh": "gb18030", "en": "utf-8"})
TITLES: Mapping[Language, str] = MappingProxyType(
    {
        "zh": f"示例消费金融有限公司 逾期资产明细表（虚构数据）{AS_OF}",
        "en": f"Sample Consumer Finance Ltd - delinquent accounts (invented data) {AS_OF}",
    }
)
TOTAL: Mapping[Language, str] = MappingProxyType({"zh": "合计", "en": "Total"})
NOTES: Mapping[Language, str] = MappingProxyType(
    {
        "zh": "说明：金额单位为人民币元；姓名、证件、号码均为虚构。",
        "en": "Note: amounts in yuan; every name and number is invented.",
    }
)


def headings(language: Language) -> list[str]:
    """Return the header cells."""
    return [column.zh if language == "zh" else column.en for column in COLUMNS]


def interruptions(accounts: int) -> Iterator[tuple[int, str]]:
    """Before which accounts of the first batch something else stands, from the last one up."""
    yield accounts // 2, "repeated_header"
    yield accounts // 3, "blank"
    yield accounts // 4, "commas"


def totals_cells(totals: Mapping[str, int], language: Language) -> list[str]:
    """Return the totals row, with thousands separators."""
    cells = [f"{totals[field] // 100:,}.{totals[field] % 100:02d}" if field in TOTALLED else "" for field in FIELDS]
    return [TOTAL[language], *cells[1:]]


class PortfolioText:
    """The CSV, piece by piece: `head`, `add` for every batch, `tail`."""

    def __init__(self, plan: Plan) -> None:
        self.answers = Answers("cell", "line")
        self._plan = plan
        self._next_row = 1
        self._header = ",".join(headings(plan.language))

    def head(self) -> bytes:
        """The title line, unless all is clean, and the header."""
        if self._plan.dirt == "none":
            return self._lines([self._header])
        self.answers.layout["title_row"] = 1
        return self._lines([_padded(TITLES[self._plan.language]), self._header])

    def add(self, planted: Planted) -> bytes:
        """The lines of a batch."""
        lines = planted.cells.write_csv(include_header=False, line_terminator="\r\n").split("\r\n")[:-1]
        _damage(lines, planted)
        interrupted = planted.batch.number == 0 and self._plan.dirt != "none"
        before = self._interrupt(lines) if interrupted else np.zeros(len(lines), dtype=np.int64)
        heights = np.array([1 + line.count("\n") for line in lines], dtype=np.int64)
        rows = self._next_row + np.cumsum(heights) - heights + before
        if interrupted:
            self.answers.removed("repeated_header", int(rows[len(lines) // 2]) - 1)
        self.answers.add(planted, rows)
        return self._lines(lines)

    def _interrupt(self, lines: list[str]) -> Ints:
        """Put the header, a blank line and a line of commas between *lines*; return how many stand before each."""
        between = {"repeated_header": self._header, "blank": "", "commas": _padded("")}
        before = np.zeros(len(lines), dtype=np.int64)
        for place, what in interruptions(len(lines)):
            lines[place] = between[what] + "\r\n" + lines[place]
            before[place] += 1
        return before

    def tail(self) -> bytes:
        """The totals row and a note; nothing when all is clean."""
        if self._plan.dirt == "none":
            return b""
        self.answers.removed("totals", self._next_row)
        self.answers.removed("note", self._next_row + 1)
        cells = totals_cells(self.answers.totals, self._plan.language)
        totals = ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)
        return self._lines([totals, _padded(NOTES[self._plan.language])])

    def _lines(self, lines: list[str]) -> bytes:
        text = "\r\n".join(lines) + "\r\n"
        self._next_row += text.count("\n")
        return text.encode(ENCODINGS[self._plan.language], "surrogateescape")


def _damage(lines: list[str], planted: Planted) -> None:
    """Plant the flaws of whole lines."""
    for name, places in planted.places.items():
        if FLAWS[name].where == "line":
            for place in places.tolist():
                lines[place] = FLAWS[name].spoil(lines[place]) or ""


def _padded(text: str) -> str:
    """A line that holds *text* in its first cell, with the commas that a spreadsheet program adds."""
    return text + "," * (len(COLUMNS) - 1)
