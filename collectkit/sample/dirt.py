"""The dirt of real files, planted on purpose: what is spoilt, how, and what a reader must say of it.

`FLAWS` is the one list. No row gets two flaws, so the answer to each stands for itself. A flaw of a *cell* is in both
files, a flaw of a *line* only in the CSV, a *number* only in the workbook, where a text cell became a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

import numpy as np
import polars as pl

from collectkit.sample.people import Ints, with_check
from collectkit.sample.portfolio import Batch, Level

Spoil = Callable[[str], str | None]
"""Clean text -> spoilt text; None where this cell or line does not lend itself to it."""

_ROWS_PER_FLAW: Mapping[Level, int | None] = MappingProxyType({"none": None, "light": 2_500, "heavy": 250})
_UNDECODABLE = "\udcff"
"""The byte 0xFF, once encoded with ``surrogateescape``; no text in UTF-8 or GB18030 holds it."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One way to spoil a row.

    Attributes:
        where: a ``cell`` of both files, a ``line`` of the CSV, a ``number`` in the workbook.
        field: the canonical name of the column; None for a whole line.
        code: what a reader must say, a key of `findings.CODES`; None for dirt that it must wash off in silence.
    """

    where: Literal["cell", "line", "number"]
    field: str | None
    code: str | None
    spoil: Spoil


def _damaged_id(text: str) -> str | None:
    """End in 000, as Excel leaves it; only where the check fails, so that the loss is certain."""
    damaged = text[:15] + "000"
    return None if with_check(np.array([int(damaged[:17])]))[0] == damaged else damaged


def _long_number(text: str) -> str | None:
    return text if text.isdigit() and len(text) >= 16 else None


def _scientific(text: str) -> str | None:
    return f"{int(text):.5E}" if _long_number(text) else None


def _wrong_check(text: str) -> str:
    return text[:17] + ("0" if text[17] == "X" else str((int(text[17]) + 1) % 10))


def _fifteen(text: str) -> str:
    """An ID of the first generation; area 77 does not exist, for its years are read as 19xx."""
    return "77" + text[2:6] + text[8:17]


def _date(pattern: str) -> Spoil:
    def spoil(text: str) -> str:
        year, month, day = text.split("-")
        return pattern.format(year=year, month=month, day=day, m=int(month), d=int(day))

    return spoil


def _serial(text: str) -> str:
    return str((np.datetime64(text) - np.datetime64("1899-12-30")).astype(int))


def _two_readings(text: str) -> str | None:
    """Write the day first, where it may as well be the month."""
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}" if day != month and int(day) <= 12 else None


def _day_first(text: str) -> str | None:
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}" if int(day) > 12 else None


def _milliseconds(text: str) -> str:
    """Count from 1970 to the midnight in China that begins the day."""
    return str((np.datetime64(text) - np.datetime64("1970-01-01T08:00:00.000")).astype(int))


def _full_width(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def _commas(text: str) -> str | None:
    return f"{int(text[:-3]):,}{text[-3:]}" if len(text) > 6 else None


def _quote_unclosed(line: str) -> str:
    """Put an opening quote before the third field, and no other after it."""
    first, second, rest = line.split(",", 2)
    return f'{first},{second},"{rest}'


def _quote_and_more(line: str) -> str:
    """Quote the third field, and let it go on after its closing quote."""
    first, second, third, rest = line.split(",", 3)
    return f'{first},{second},"{third}"?,{rest}'


FLAWS: Mapping[str, Flaw] = MappingProxyType(
    {
        # rows that must be rejected
        "line_short": Flaw("line", None, "FIELDS_MISSING", lambda line: line.rsplit(",", 2)[0]),
        "line_long": Flaw("line", None, "FIELDS_EXTRA", lambda line: line.replace(",", ",,", 1)),
        "quote_unclosed": Flaw("line", None, "QUOTES_BROKEN", _quote_unclosed),
        "quote_and_more": Flaw("line", None, "QUOTES_BROKEN", _quote_and_more),
        "byte_undecodable": Flaw("line", None, "BYTES_INVALID", lambda line: line.replace(",", "," + _UNDECODABLE, 1)),
        "byte_nul": Flaw("line", None, "NUL_BYTE", lambda line: line.replace(",", ",\0", 1)),
        "id_number_cell": Flaw("number", "id_number", "ID_PRECISION_LOST", _long_number),
        "account_number_cell": Flaw("number", "account_id", "ACCOUNT_PRECISION_LOST", _long_number),
        "id_rounded": Flaw("cell", "id_number", "ID_PRECISION_LOST", _damaged_id),
        "account_scientific": Flaw("cell", "account_id", "ACCOUNT_PRECISION_LOST", _scientific),
        "account_blank": Flaw("cell", "account_id", "ACCOUNT_ID_MISSING", lambda _: ""),
        "date_in_words": Flaw("cell", "disbursed_on", "DATE_UNREADABLE", _date("约{year}年初")),
        "date_february_30": Flaw("cell", "disbursed_on", "DATE_IMPOSSIBLE", _date("{year}-02-30")),
        "date_march_38": Flaw("cell", "oldest_unpaid_due", "DATE_IMPOSSIBLE", _date("{year}年3月38日")),
        "amount_in_words": Flaw("cell", "overdue_total", "AMOUNT_UNREADABLE", lambda _: "见附件"),
        # rows that are kept, with a warning
        "phone_masked": Flaw("cell", "mobile", "PHONE_MASKED", lambda text: f"{text[:3]}****{text[7:]}"),
        "phone_several": Flaw("cell", "mobile", "PHONE_SEVERAL", lambda text: f"{text}/{text[:-1]}{9 - int(text[-1])}"),
        "phone_short": Flaw("cell", "mobile", "PHONE_UNREADABLE", lambda text: text[:-1]),
        "phone_missing": Flaw("cell", "mobile", "NEEDED_BLANK", lambda _: "无"),
        "id_masked": Flaw("cell", "id_number", "ID_MASKED", lambda text: f"{text[:6]}********{text[14:]}"),
        "id_fifteen": Flaw("cell", "id_number", "ID_CONVERTED", _fifteen),
        "id_wrong_check": Flaw("cell", "id_number", "ID_CHECK_FAILED", _wrong_check),
        "amount_third_decimal": Flaw("cell", "overdue_penalty", "AMOUNT_ROUNDED", lambda text: text + "3"),
        # rows that are kept in silence
        "phone_full_width": Flaw("cell", "mobile", None, _full_width),
        "phone_country": Flaw("cell", "mobile", None, lambda text: f"+86 {text[:3]}-{text[3:7]}-{text[7:]}"),
        "phone_0086": Flaw("cell", "mobile", None, lambda text: f"0086{text}"),
        "phone_spaces": Flaw("cell", "mobile", None, lambda text: f"{text[:3]} {text[3:7]} {text[7:]}"),
        "phone_decimal": Flaw("cell", "mobile", None, lambda text: f"{text}.0"),
        "id_lower_x": Flaw("cell", "id_number", None, lambda text: text.lower() if text.endswith("X") else None),
        "id_full_width": Flaw("cell", "id_number", None, _full_width),
        "name_wide_space": Flaw("cell", "name", None, lambda text: f"{text[0]}　{text[1]}" if len(text) == 2 else None),
        "amount_commas": Flaw("cell", "overdue_total", None, _commas),
        "amount_yen_sign": Flaw("cell", "overdue_total", None, lambda text: f"¥{text}"),
        "amount_yuan": Flaw("cell", "principal_outstanding", None, lambda text: f"{text}元"),
        "amount_full_width": Flaw("cell", "overdue_principal", None, _full_width),
        "date_chinese": Flaw("cell", "disbursed_on", None, _date("{year}年{m}月{d}日")),
        "date_slashes": Flaw("cell", "disbursed_on", None, _date("{year}/{m}/{d}")),
        "date_compact": Flaw("cell", "disbursed_on", None, _date("{year}{month}{day}")),
        "date_dots": Flaw("cell", "disbursed_on", None, _date("{year}.{month}.{day}")),
        "date_serial": Flaw("cell", "disbursed_on", None, _serial),
        "days_with_unit": Flaw("cell", "days_past_due_given", None, lambda text: f"{text}天"),
        "remark_two_lines": Flaw("cell", "remark", None, lambda text: f"{text}\n{text}" if text else None),
        # what one cell cannot settle, and what only looks strange
        "date_two_readings": Flaw("cell", "disbursed_on", "DATE_AMBIGUOUS", _two_readings),
        "date_short_year": Flaw("cell", "disbursed_on", "DATE_AMBIGUOUS", lambda text: text[2:].replace("-", ".")),
        "days_as_bucket": Flaw("cell", "days_past_due_given", "DAYS_NOT_COUNTED", lambda _: "M2"),
        "id_letter_o": Flaw("cell", "id_number", "ID_LETTER_O", lambda text: text.replace("0", "O", 1)),
        "id_short": Flaw("cell", "id_number", "ID_LENGTH_WRONG", lambda text: text[1:] if text.isdigit() else None),
        "date_day_first": Flaw("cell", "disbursed_on", None, _day_first),
        "date_milliseconds": Flaw("cell", "disbursed_on", None, _milliseconds),
        "amount_wan": Flaw("cell", "overdue_total", None, lambda text: f"{Decimal(text) / 10_000:f}万"),
    }
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A batch with its dirt.

    Attributes:
        batch: the accounts; `cells` as they were.
        cells: the same with the flaws of cells.
        places: flaw -> positions in the batch.
    """

    batch: Batch
    cells: pl.DataFrame
    places: Mapping[str, Ints]


def plant(batch: Batch, level: Level, seed: int) -> Planted:
    """Spoil some rows of a batch: at the light level one in 2,500 with each flaw, but at least one a batch.

    At least half of the rows stay clean: a very small portfolio shows only the first flaws.
    """
    share = _ROWS_PER_FLAW[level]
    if share is None:
        return Planted(batch, batch.cells, {})
    rng = np.random.default_rng([seed, batch.number, 1])
    each, free = max(1, batch.cells.height // share), rng.permutation(batch.cells.height).tolist()
    cells, places = batch.cells, {}
    for name, flaw in FLAWS.items():
        if 2 * len(free) - 2 < batch.cells.height:
            break
        taken = _take(free, each, flaw, batch.cells)
        places[name] = np.array(sorted(taken), dtype=np.int64)
        if flaw.where == "cell" and flaw.field is not None:
            spoilt = [text or None for text in taken.values()]
            cells = cells.with_columns(cells[flaw.field].scatter(list(taken), spoilt))
    return Planted(batch, cells, places)


def _take(free: list[int], wanted: int, flaw: Flaw, cells: pl.DataFrame) -> dict[int, str]:
    """Take up to *wanted* free rows that the flaw fits; return their spoilt cells by row."""
    taken: dict[int, str] = {}
    column = cells[flaw.field] if flaw.field is not None else None
    for row in free:
        if len(taken) == wanted:
            break
        spoilt = "" if column is None else flaw.spoil(column[row] or "")
        if spoilt is not None:
            taken[row] = spoilt
    free[:] = [row for row in free if row not in taken]
    return taken
