"""Tokens turned back wherever they stand, and every verdict on those that stay."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from collectkit.crypto.derivation import Context
from collectkit.crypto.spelling import is_token
from collectkit.crypto.tokens import Tokens
from collectkit.mask.manifest import Form
from collectkit.mask.reveal import Opener, Restorer, Revealed, Show, reveal
from tests.unit.mask.given import OURS, ROOT, THEIRS, column

BATCH = Tokens(ROOT, Context("0", "agency-a", "batch", "2026-10"))
OPENER = Opener((OURS, BATCH), (THEIRS,), {"0": "primary"})
PHONE = "P03KSSBANA2QRS0QWYGD"  # the published vectors
PHONE_THEIRS = "P0VB18P9NWQZBCVQRT44"
NAME = "N06N0DW7JW4FV993JP0W2S8QPHN78BBG0CF3DG"
ACCOUNT = "A0NMKF0C0QAAV80DPQ69G3D"


def revealed(cells: Sequence[str | None], show: Show = "full", opener: Opener = OPENER) -> Revealed:
    frame = pl.DataFrame({"0": column(cells), "1": column(["x"] * len(cells))})
    rows = pl.int_range(11, 11 + len(cells), dtype=pl.Int64, eager=True)
    found = reveal(frame, rows, ("0", "1"), opener, show)
    assert found.frame["1"].to_list() == frame["1"].to_list()
    return found


def shown(cells: Sequence[str | None], show: Show = "full") -> list[str | None]:
    return revealed(cells, show).frame["0"].to_list()


def test_whole_cells_and_cells_that_hold_none() -> None:
    assert shown([PHONE, None, "", NAME, ACCOUNT, "张三", "13800138000", PHONE]) == [
        *("+8613800138000", None, "", "张三", "00123456", "张三", "13800138000", "+8613800138000")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"打{PHONE}未接", "打+8613800138000未接"),
        (f"{PHONE}", "+8613800138000"),
        (f" {PHONE}", " +8613800138000"),
        (f"called {PHONE.lower()}, then {NAME}.", "called +8613800138000, then 张三."),
        (f"{PHONE}，{PHONE.lower()}；{ACCOUNT}", "+8613800138000，+8613800138000；00123456"),
        (f"a\n{PHONE}\tb", "a\n+8613800138000\tb"),
        (f"{PHONE}{PHONE}", f"{PHONE}{PHONE}"),
        (f"x{PHONE}", f"x{PHONE}"),
        (f"{PHONE}9", f"{PHONE}9"),
        (f"见{PHONE.replace('0', 'O')}", f"见{PHONE.replace('0', 'O')}"),
        (r"\1 \g<0> " + PHONE, r"\1 \g<0> +8613800138000"),
    ],
)
def test_tokens_inside_text(text: str, expected: str) -> None:
    assert shown(["周五再打", text, None]) == ["周五再打", expected, None]


TYPED = [
    PHONE.lower(),
    PHONE.replace("0", "O"),
    "p0-3kss-bana-2qrs-oqwy-gd",
    "P0 3KSS BANA 2QRS 0QWY GD",
    "'P03K\u3000SSBA NA2Q\xa0RS0Q WYGD ",
    "P03K–SSBA–NA2Q–RS0Q–WYGD",
    "Ｐ０３ＫＳＳＢＡＮＡ２ＱＲＳ０ＱＷＹＧＤ",
]


@pytest.mark.parametrize("typed", TYPED)
def test_typed_tokens_are_read_kindly_in_a_column_of_tokens(typed: str) -> None:
    assert shown([PHONE, typed, "no token"]) == ["+8613800138000"] * 2 + ["no token"]


@pytest.mark.parametrize("typed", TYPED)
def test_a_typed_token_that_opens_is_one_wherever_it_stands_alone(typed: str) -> None:
    assert shown([typed, "paid", "paid", "paid"]) == ["+8613800138000", "paid", "paid", "paid"]


def test_a_group_of_a_typed_token_may_look_like_a_token_and_two_tokens_like_one() -> None:
    token = OURS.make("text", column(["=1+1"]))[0]
    groups = f"{token[:4]}-{token[4:8]} C{token[9:]}"  # spoilt: what opens is what stands inside
    whole = token[: -len(PHONE)] + " " + PHONE  # a text's token by its letter and length

    assert is_token(column([whole.replace(" ", "")]))[0]
    assert shown([whole, groups, "paid", "paid", "paid"]) == [
        f"{whole.split()[0]} +8613800138000",
        groups,
        *["paid"] * 3,
    ]
    for end in range(len(token) - 20):
        assert shown([f"{token[:end]} {token[end:]}".strip(), "paid", "paid"])[0] == "=1+1"


@pytest.mark.parametrize("typed", TYPED[1:])
def test_inside_of_text_only_upper_and_lower_case_are_read(typed: str) -> None:
    text = f"打{typed}，未接"

    assert shown([PHONE, text]) == ["+8613800138000", text]


def test_words_that_look_like_a_token_are_counted_where_tokens_are_meant_and_only_there() -> None:
    words = "please call back Monday"  # with L for 1 and O for 0: 20 symbols, a phone's letter and slot 1

    assert dict(revealed([words, *["paid"] * 3, PHONE]).counts) == {"opened": 1}
    assert dict(revealed([words, PHONE]).counts) == {"opened": 1, "unknown slot": 1}
    assert revealed([words, PHONE]).left == ((11, "0", "unknown slot"),)


def test_a_column_may_be_typed_from_end_to_end() -> None:
    assert shown(TYPED) == ["+8613800138000"] * len(TYPED)


def test_i_and_l_are_read_as_one() -> None:
    made = OURS.make("phone", column([f"+861380013{number:04}" for number in range(99)]))
    token = made.filter(made.str.contains("1"))[0]
    expected = OURS.open(column([token]))[0]

    assert shown([token, token.replace("1", "I"), token.replace("1", "l")]) == [expected] * 3


def test_a_token_of_a_batch_opens_too() -> None:
    assert shown(BATCH.make("phone", column(["+8613800138000"])).to_list()) == ["+8613800138000"]


def test_what_stays_has_a_verdict_and_a_place() -> None:
    mistyped, unknown = PHONE[:-1] + "E", "P1" + PHONE[2:]
    cells = [PHONE, PHONE_THEIRS, mistyped, unknown, f"打{mistyped}，{PHONE}", f"{PHONE_THEIRS}, {PHONE_THEIRS}", None]

    found = revealed(cells)

    assert found.frame["0"].to_list() == [
        *("+8613800138000", PHONE_THEIRS, mistyped, unknown, f"打{mistyped}，+8613800138000", cells[5], None)
    ]
    assert dict(found.counts) == {"opened": 2, "foreign": 3, "not ours": 2, "unknown slot": 1}
    assert list(found.left) == [
        *((12, "0", "foreign"), (13, "0", "not ours"), (14, "0", "unknown slot")),
        *((15, "0", "not ours"), (16, "0", "foreign"), (16, "0", "foreign")),
    ]


def test_without_others_a_foreign_token_is_not_ours() -> None:
    assert dict(revealed([PHONE_THEIRS], opener=Opener((OURS,), (), {"0": "primary"})).counts) == {"not ours": 1}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("phone", "+8613800138000", "***8000"),
        ("account", "12345678", "***"),
        ("account", "123456789", "***6789"),
        ("name", "张三", "***"),
        ("text", "周五再打他妻子的电话", "***子的电话"),
    ],
)
def test_last4_never_shows_half(kind: str, value: str, expected: str) -> None:
    token = OURS.make(kind, column([value]))[0]

    assert shown([token, f"见{token}。", "王小明的备注备注备注", None], "last4") == [
        *(expected, f"见{expected}。", "王小明的备注备注备注", None)
    ]


def test_only_the_named_columns_are_touched() -> None:
    frame = pl.DataFrame({"0": [PHONE], "1": [PHONE]})

    found = reveal(frame, pl.Series([1]), ("1",), OPENER, "full")

    assert found.frame.row(0) == (PHONE, "+8613800138000")
    assert frame.row(0) == (PHONE, PHONE)
    assert dict(found.counts) == {"opened": 1}


@pytest.mark.parametrize("cells", [[], [None], ["", None]])
def test_nothing_to_do(cells: list[str | None]) -> None:
    assert shown(cells) == cells
    assert dict(revealed(cells).counts) == {}


NUMBERS = Restorer(OURS.formats, {"0": Form("bank", valid=False)})
SECRET = "5427811440787116"  # of 4111111111111111, by the constants of tests/unit/crypto/test_formats.py


def test_numbers_are_turned_back_in_their_columns_and_nowhere_else() -> None:
    cells = [
        SECRET,
        None,
        "",
        "***",
        "4111111111111111",
        f" {SECRET[:4]} {SECRET[4:]}",
        f"'{SECRET}",
        "张三",
        " ",
        PHONE,
    ]
    frame = pl.DataFrame({"0": column(cells), "1": column(cells)})
    rows = pl.int_range(11, 11 + len(cells), dtype=pl.Int64, eager=True)

    found = reveal(frame, rows, ("0", "1"), OPENER, "full", NUMBERS)

    back = "4111111111111111"
    assert found.frame["0"].to_list() == [back, None, "", "***", back, back, back, "张三", " ", PHONE]
    assert found.frame["1"].to_list() == [*cells[:-1], "+8613800138000"]
    assert (dict(found.counts), dict(found.numbers)) == ({"opened": 1}, {"opened": 3, "not ours": 3})
    assert found.left == ((15, "0", "not ours"), (18, "0", "not ours"), (20, "0", "not ours"))


def test_of_numbers_too_four_characters_may_be_all_that_is_shown() -> None:
    frame = pl.DataFrame({"0": column([SECRET, "7066397", "x"])})

    assert reveal(frame, pl.Series([1, 2, 3]), ("0",), OPENER, "last4", NUMBERS).frame["0"].to_list() == [
        *("***1111", "***", "x")
    ]


def test_of_a_column_without_numbers_nothing_is_counted() -> None:
    found = reveal(pl.DataFrame({"0": column([None, "***"])}), pl.Series([1, 2]), ("0",), OPENER, "full", NUMBERS)
    assert (dict(found.numbers), found.left) == ({}, ())
