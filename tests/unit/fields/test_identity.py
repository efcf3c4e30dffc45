"""Resident ID numbers. The numbers with a right check are of people born before 1900."""

from __future__ import annotations

from functools import partial

import polars as pl
import pytest

from collectkit.fields import identity, rounded
from tests.unit.fields.reading import readings, strings


def numbered(body: str) -> str:
    """Return a number with its right check."""
    return body + identity.check_digit(body)


RIGHT = numbered("11010518491231002")
ENDS_IN_X = next(numbered(f"11010518491231{n:03}") for n in range(100) if numbered(f"11010518491231{n:03}")[17] == "X")
OTHER = next(numbered(f"11010518491231{n:03}") for n in range(100) if numbered(f"11010518491231{n:03}")[17] != "X")
WRONG = RIGHT[:17] + ("1" if RIGHT[17] != "1" else "2")
ROUNDED = "110105184912311008"  # the double nearest to ...1000


def test_check_digit_of_the_standard() -> None:
    assert identity.check_digit("11010519491231002") == "X"  # GB 11643-1999, its own example
    assert identity.check_digit("44052418800101001") == "4"  # and its other one


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        (RIGHT, RIGHT),
        (f"\t{RIGHT} ", RIGHT),
        (ENDS_IN_X.lower(), ENDS_IN_X),
        (ENDS_IN_X.replace("X", "Ｘ"), ENDS_IN_X),
        (WRONG, None),
        ("110105491231002", None),
        (f"'{RIGHT}", None),
        (RIGHT[:6] + " " + RIGHT[6:], None),
        ("X" + RIGHT[1:], None),
        ("张三李四王五", None),  # 18 bytes
        ("", None),
        (None, None),
    ],
)
def test_canonical(cell: str | None, canonical: str | None) -> None:
    assert identity.canonical(strings([cell])).to_list() == [canonical]
    assert identity.canonical(strings([RIGHT, cell])).to_list() == [RIGHT, canonical]


def test_only_one_of_eleven_check_characters_is_right() -> None:
    cells = strings([RIGHT[:17] + check for check in "0123456789X"])
    assert identity.canonical(cells).drop_nulls().to_list() == [RIGHT]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (RIGHT, RIGHT, None),
        (f"'{RIGHT}\t", RIGHT, None),
        (RIGHT[:6] + " " + RIGHT[6:14] + " " + RIGHT[14:], RIGHT, None),
        (ENDS_IN_X.lower(), ENDS_IN_X, None),
        (WRONG, WRONG, "ID_CHECK_FAILED"),
        ("110105491231002", numbered("11010519491231002"), "ID_CONVERTED"),
        ("110105491331002", "110105491331002", None),  # no such month: some other number of 15 digits
        ("110105********0028", "110105********0028", "ID_MASKED"),
        ("110105184912310000", None, "ID_PRECISION_LOST"),
        (ROUNDED, None, "ID_PRECISION_LOST"),
        ("1.10105E+17", None, "ID_PRECISION_LOST"),
        ("1.1010518491231e17", None, "ID_PRECISION_LOST"),
        ("110105184912310028.0", None, "ID_PRECISION_LOST"),
        ("H1234567", "H1234567", None),
        ("e12345678", "e12345678", None),
        ("  H12345678       ", "H12345678", None),  # 18 bytes
        (f"{ENDS_IN_X[:17]}*", ENDS_IN_X, "ID_CONVERTED"),
        (f"{ENDS_IN_X[:17]}＊", ENDS_IN_X, "ID_CONVERTED"),
        (f"{OTHER[:17]}*", f"{OTHER[:17]}*", "ID_MASKED"),  # its check is not X: what the star hides, nobody knows
        ("1101051849123l0028", "1101051849123l0028", "ID_LETTER_O"),
        ("11O105184912310028", "11O105184912310028", "ID_LETTER_O"),
        ("11o105491231002", "11o105491231002", "ID_LETTER_O"),
        (RIGHT[1:], RIGHT[1:], "ID_LENGTH_WRONG"),
        (RIGHT + "1", RIGHT + "1", "ID_LENGTH_WRONG"),
        (f"{RIGHT[:16]}X", f"{RIGHT[:16]}X", "ID_LENGTH_WRONG"),
        ("'E12345678", "E12345678", None),
        ("H0123456700", "H0123456700", None),  # Hong Kong's permit; then Macau's, Taiwan's, residents', foreigners'
        ("M12345678", "M12345678", None),
        ("12345678", "12345678", None),
        (numbered("81000018490101001"), numbered("81000018490101001"), None),
        (numbered("91105618490101001"), numbered("91105618490101001"), None),
        ("CHN110149010100", "CHN110149010100", None),
        ("Ａ１２３４５６（３）", "A123456(3)", None),
        ("91110105MA01ABCD2E", "91110105MA01ABCD2E", None),  # a company's
        ("'", None, None),
        ("无", None, None),
        (None, None, None),
    ],
)
def test_parse(cell: str | None, value: str | None, code: str | None) -> None:
    assert readings(identity.parse, [RIGHT, cell]) == [(RIGHT, None), (value, code)]


@pytest.mark.parametrize(
    "born", ["18490231", "18491301", "18490001", "18490100", "18490132", "18490431", "19000229", "17991231", "22000101"]
)
def test_a_birth_date_that_is_not_in_the_calendar_is_told(born: str) -> None:
    cell = numbered(f"110105{born}005")
    cells = [RIGHT, cell, "E12345678", None]
    assert readings(identity.parse, cells)[1:] == [(cell, "ID_DATE_IMPOSSIBLE"), ("E12345678", None), (None, None)]
    assert readings(identity.parse, [cell[:17] + "X"])[0][1] in {"ID_CHECK_FAILED", "ID_DATE_IMPOSSIBLE"}


@pytest.mark.parametrize("born", ["18480229", "20000229", "18001231", "21990101", "18490131", "18490430"])
def test_a_birth_date_in_the_calendar_is_well(born: str) -> None:
    cell = numbered(f"000000{born}005")
    assert readings(identity.parse, [cell]) == [(cell, None)]


def suspect() -> str:
    """Return a number that looks rounded and passes its check, as 1 in 11 damaged ones does."""
    bodies = (f"{area}18491231" for area in range(110101, 110200))
    return next(f"{body}000" + "0" for body in bodies if identity.check_digit(f"{body}000") == "0")


def test_a_rounded_look_with_a_right_check_is_a_suspicion() -> None:
    assert readings(identity.parse, [suspect()]) == [(suspect(), "ID_PRECISION_SUSPECTED")]


def test_in_a_rounded_column_a_suspicion_is_certain() -> None:
    parse = partial(identity.parse, column_rounded=True)
    assert readings(parse, [suspect(), RIGHT]) == [(None, "ID_PRECISION_LOST"), (RIGHT, None)]


def test_a_numeric_cell_of_sixteen_digits_is_lost() -> None:
    cells = [RIGHT.replace("X", "1"), "110105491231002", "110105491231002.0"]
    numeric = pl.Series([True, True, False])
    values = readings(lambda column: identity.parse(column, numeric), cells)
    assert [code for _, code in values] == ["ID_PRECISION_LOST", "ID_CONVERTED", None]


def test_looks_counts_the_rounded_ones_but_not_numbers() -> None:
    cells = strings([RIGHT, WRONG, suspect(), ROUNDED, "1.1E+17", RIGHT.replace("X", "1"), "H1234567", None])
    numeric = pl.Series([False] * 5 + [True, False, False])
    assert identity.looks(identity.parse(cells, numeric).code, numeric) == 3
    assert identity.looks(identity.parse(cells, numeric, column_rounded=True).code, numeric) == 3
    assert identity.looks(identity.parse(strings([RIGHT])).code) == 0


@pytest.mark.parametrize("original", [110105184912311234, 440524188001010014, 999999999999999000, 320102187001019876])
def test_what_a_spreadsheet_leaves_looks_rounded(original: int) -> None:
    kept = original // 1000 * 1000
    left = [str(kept), str(int(float(kept)))]
    assert rounded.suspected(strings(left)).to_list() == [True, True]


def test_few_intact_numbers_look_rounded() -> None:
    numbers = strings([f"4405241880{n * 7919 % 10**8:08d}" for n in range(50_000)])
    assert rounded.suspected(numbers).sum() < rounded.CHANCE * 50_000 * 1.5


def test_far_more_than_chance() -> None:
    assert not rounded.far_more_than_chance(0, 0)
    assert not rounded.far_more_than_chance(5, 100)
    assert rounded.far_more_than_chance(6, 10)
    assert not rounded.far_more_than_chance(200, 100_000)
    assert rounded.far_more_than_chance(1_000, 100_000)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "A123456(3)",
            "AB123456(A)",
            "A123456 (3)",
            "A1234563",
            "1234567(8)",
            "1/234567/8",
            "A123456789",
            "AC12345678",
        ),
        *("E12345678", "EA1234567", "H0123456700", "M12345678", "CHN110149010100", "军字第1234567号"),
        "110105491231002",
    ],
)
def test_numbers_of_other_papers_are_known_by_their_form(cell: str) -> None:
    spellings = strings([cell, cell.lower(), f" {cell}\t", None])
    assert identity.papers(spellings).to_list() == [cell, cell, cell, None]


@pytest.mark.parametrize(
    "cell",
    [
        *(RIGHT, "110105491331002", "12345678", "13800138000", "赵某某", "A12***(3)", "E12345678 13800138000", "E1234"),
        *("HT-2024/00017", "军字第号", "", "https://a.example"),
    ],
)
def test_what_has_no_such_form_is_no_number_of_a_paper(cell: str) -> None:
    assert identity.papers(strings([cell])).to_list() == [None]
