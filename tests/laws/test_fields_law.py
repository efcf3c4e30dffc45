"""Laws of reading columns: a cell's reading depends on the cell alone, and every cell gets one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectkit.fields import account, bank, dates, identity, money, name, number, phone, text
from collectkit.fields.parsed import Parsed
from collectkit.findings import CODES

Parse = Callable[[pl.Series], Parsed]


def alone(canonical: Callable[[pl.Series], pl.Series]) -> Parse:
    """Return a function that gives no codes as one that could."""
    return lambda cells: Parsed(canonical(cells), None)


PARSES: dict[str, Parse] = {
    "phone": partial(phone.parse, region="CN"),
    "phone canonical": alone(partial(phone.canonical, region="CN")),
    "phone canonical without region": alone(partial(phone.canonical, region=None)),
    "identity": identity.parse,
    "identity in a rounded column": partial(identity.parse, column_rounded=True),
    "identity canonical": alone(identity.canonical),
    "account": account.parse,
    "account canonical": alone(account.canonical),
    "bank": bank.parse,
    "bank canonical": alone(bank.canonical),
    "text": text.parse,
    "name": name.parse,
    "money": money.parse,
    "money in 万元": partial(money.parse, unit_minor=1_000_000),
    "dates": dates.parse,
    "days": number.parse_days,
    "days in instalments": partial(number.parse_days, unit="期"),
    "int": number.parse_int,
    "rate": number.parse_rate,
    "flag": number.parse_flag,
}

LIKELY = st.sampled_from(
    ["", " ", "-", "无", "13800138000", "+8613800138000", "138****8000", "0755-26012345", "1.38001E+10", "2024-01-31",
     "2024/1/31", "20240131", "45322", "2024-02-30", "1,234.50", "1234.567", "1.2万", "(5)", "-5", "是", "否", "7.2%",
     "45天", "M2", "24", "24.1.31", "31/01/2024", "03/04/2024", "1706630400000", "张　三", "张三（已故）", "示例厂",
     "100元",
     "110105184912310028", "110105491231002", "110105184912311008", "110105********0028", "LN-2024/00017", "ｌｎ１",
     "'1"]
)  # fmt: skip
NUMERIC = st.from_regex(r"[ '+(-]?[0-9０-９]{0,20}[.,xX*]?[0-9]{0,3}[-)元天%]?", fullmatch=True)
CELLS = st.one_of(st.none(), LIKELY, NUMERIC, st.text(max_size=22))


def column(cells: list[str | None]) -> pl.Series:
    """Return the cells as a column."""
    return pl.Series("cells", cells, dtype=pl.String)


def pairs(parse: Parse, cells: list[str | None]) -> list[tuple[object, str | None]]:
    """Return value and code of each cell."""
    parsed = parse(column(cells))
    codes = [None] * len(cells) if parsed.code is None else parsed.code.to_list()
    return list(zip(parsed.value.to_list(), codes, strict=True))


@pytest.mark.parametrize("parser", PARSES)
@settings(max_examples=25)
@given(cells=st.lists(CELLS, max_size=12))
def test_a_reading_depends_on_the_cell_alone(parser: str, cells: list[str | None]) -> None:
    together = pairs(PARSES[parser], cells)
    assert together == [pairs(PARSES[parser], [cell])[0] for cell in cells]
    assert together == pairs(PARSES[parser], cells[::-1])[::-1]


@pytest.mark.parametrize("parser", PARSES)
@settings(max_examples=25)
@given(cells=st.lists(CELLS, max_size=12))
def test_codes_are_known_and_what_is_rejected_has_no_value(parser: str, cells: list[str | None]) -> None:
    before = column(cells)
    for (value, code), cell in zip(pairs(PARSES[parser], cells), cells, strict=True):
        if code is not None:
            assert value is None or CODES[code].effect == "warning"
            assert cell is not None
    assert before.to_list() == cells, "the input is never changed"


@pytest.mark.parametrize("parser", ["phone canonical", "identity canonical", "account canonical", "bank canonical"])
@given(cell=CELLS)
def test_canonical_is_one_spelling_of_the_pattern(parser: str, cell: str | None) -> None:
    patterns = {
        "phone canonical": r"\+[1-9][0-9]{6,14}",
        "identity canonical": r"[0-9]{17}[0-9X]",
        "account canonical": r"[0-9]{1,19}|[0-9A-Z\-./_]{1,15}",
        "bank canonical": r"[0-9]{1,19}",
    }
    ((value, _),) = pairs(PARSES[parser], [cell])
    if value is not None:
        assert re.fullmatch(patterns[parser], str(value))
        assert pairs(PARSES[parser], [str(value)]) == [(value, None)]


@given(
    st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["{}", "+86{}", "0086 {}", "86-{}", "({})", " {} "])
)
def test_every_spelling_of_a_mobile_is_one_phone(mobile: int, spelling: str) -> None:
    assert phone.canonical(column([spelling.format(mobile)]), "CN").to_list() == [f"+86{mobile}"]


@given(st.from_regex(r"[0-9]{17}", fullmatch=True).filter(str.isascii))
def test_only_the_right_check_makes_an_identity(body: str) -> None:
    found = identity.canonical(column([body + check for check in "0123456789Xx"])).drop_nulls().unique()
    assert found.to_list() == [body + identity.check_digit(body)]


AMOUNTS = st.decimals(min_value=-(9 * 10**12), max_value=9 * 10**12, places=5, allow_nan=False)


@given(AMOUNTS, st.sampled_from([1, 100, 1_000_000]))
def test_amounts_are_exact_half_up(amount: Decimal, unit: int) -> None:
    expected = int((amount * unit).to_integral_value(ROUND_HALF_UP))
    assert money.parse(column([f"{amount:f}"]), unit).value.to_list() == [expected]
    assert money.parse(column([f"{amount:,f}"]), unit).value.to_list() == [expected]


@given(st.integers(-(10**12), 10**12), st.sampled_from(["{:.2f}", "{:,.2f}", "¥{:.2f}", "{:.2f}元", " {:.2f}"]))
def test_two_decimals_come_back_to_the_cent(minor: int, spelling: str) -> None:
    parsed = money.parse(column([spelling.format(Decimal(minor) / 100)]))
    assert (parsed.value.to_list(), parsed.code) == ([minor], None)


@given(st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)))
def test_every_spelling_of_a_day_is_one_date(day: dt.date) -> None:
    month, number_ = day.month, day.day
    spellings: list[str | None] = [
        day.isoformat(), f"{day:%Y%m%d}", f"{day.year}/{month}/{number_}", f"{day.year}.{month}.{number_}",
        f"{day.year}年{month}月{number_}日", f"{day.isoformat()} 23:59:59", f"{day.isoformat()}T00:00:00Z",
    ]  # fmt: skip
    serial = (day - dates.SERIAL_ZERO).days
    spellings += [str(serial)] if serial in dates.SERIALS else []
    parsed = dates.parse(column(spellings))
    assert parsed.code is None
    assert parsed.value.to_list() == [day] * len(spellings)
