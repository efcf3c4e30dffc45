"""Digits that stay digits: constants of the plain implementation, an independent library, and what has no form."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import ffx  # type: ignore[import-untyped]  # libffx has no types
import numpy as np
import pytest

from collectkit.crypto.derivation import Context
from collectkit.crypto.formats import Formats, Kind, formed, luhn_digits, stated
from collectkit.crypto.ring import new
from collectkit.crypto.tokens import Tokens
from collectkit.errors import KeyringError
from tests.unit.crypto import plain
from tests.unit.crypto.values import check_character, column

ROOT = bytes(range(32))
OURS = Formats(ROOT, Context("0", "agency-a"))
CARD, ID = "4111111111111111", "110105184912310020"
CARDS = {
    CARD: ("5427811440787116", "5427811440787111"),
    "9999990000000000014": ("5618286672591788294", "5618286672591788299"),
    "99999999990": ("12192346955", "12192346950"),
    "0000000": ("7066397", "7066392"),
}
"""Card -> what becomes of it, with a wrong check digit and with a right one; made by `plain.preserved`."""
IDS = {ID: "004228642324350257", "00000018000101000X": "00873838978137071X", "990105219912319990": "003738511708092882"}
"""ID number -> what becomes of it; made by `plain.preserved`. Nobody is that old, and areas 00 and 99 do not exist."""


def made(kind: Kind, value: str, *, valid: bool = False) -> str | None:
    found: str | None = OURS.make(kind, column([value]), valid=valid)[0]
    return found


def identity(body: str) -> str:
    return body + check_character(body)


def test_cards_become_the_constants() -> None:
    for valid in (False, True):
        secret = OURS.make("bank", column([*CARDS]), valid=valid)
        assert secret.to_list() == [pair[valid] for pair in CARDS.values()]
        assert OURS.open("bank", secret, valid=valid).to_list() == [*CARDS]


def test_id_numbers_become_the_constants() -> None:
    secret = OURS.make("identity", column([*IDS]))
    assert secret.to_list() == [*IDS.values()]
    assert OURS.open("identity", secret).to_list() == [*IDS]


def test_an_independent_library_agrees() -> None:
    rng, info = random.Random(1), plain.context("ff1-10", "0", "agency-a", "bank", "recipient", "")
    other = ffx.FF1(plain.subkey(ROOT, info, 32), radix=10)
    bodies = ["".join(rng.choices("0123456789", k=length)) for length in range(6, 37) for _ in range(5)]
    secret = OURS.make("bank", column([body + plain.luhn_digit(body) for body in bodies]), valid=True)
    hidden = [other.encrypt(body, tweak=info) for body in bodies]
    assert secret.to_list() == [body + plain.luhn_digit(body) for body in hidden]


def test_luhn_digits() -> None:
    bodies = [f"{number:011d}" for number in range(0, 99_999_999_999, 997_654_321)]
    matrix = np.array([[int(digit) for digit in body] for body in bodies], np.uint8)
    assert "".join(map(str, luhn_digits(matrix))) == "".join(map(plain.luhn_digit, bodies))
    assert plain.luhn_digit("7992739871") == "3"  # the example of ISO/IEC 7812-1


@pytest.mark.parametrize(
    "value",
    [
        *("", "4111111111111112", "411111111111111", "18", "000000", "000018", "0" * 38, "4111 1111 1111 1111"),
        *(
            "４１１１１１１１１１１１１１１１",
            "411111111111111١",
            "+411111111111111",
            "x111111111111111",
            "张三",
            "\x00" * 7,
        ),
    ],
)
def test_what_is_no_card(value: str) -> None:
    assert made("bank", value) is None
    assert made("bank", value, valid=True) is None


@pytest.mark.parametrize(
    "value",
    [
        *("", ID[:-1] + "1", ID[:-1] + "x", ID[:15], f" {ID}", "1１0105184912310020", CARD, "张三"),
        *(
            identity(f"110105{birth}002")
            for birth in (
                *("18490230", "19000229", "18491301", "18490001", "18491200", "18491232", "00000000", "99999999"),
                *("17991231", "22000101", "21000229"),
            )
        ),
    ],
)
def test_what_is_no_id_number(value: str) -> None:
    assert made("identity", value) is None


def test_leap_days_and_the_first_and_last_day_are_dates() -> None:
    births = ("18000101", "18040229", "20000229", "21991231")
    ids = column([identity(f"990105{birth}002") for birth in births])
    assert OURS.open("identity", OURS.make("identity", ids)).to_list() == ids.to_list()


def test_nulls_and_short_columns() -> None:
    for kind in ("bank", "identity"):
        assert OURS.make(kind, column([])).to_list() == OURS.open(kind, column([])).to_list() == []
        assert OURS.make(kind, column([None, "x", None])).to_list() == [None] * 3
    assert OURS.make("bank", column([None, CARD, "x", "0000000", CARD])).to_list() == [
        *(None, CARDS[CARD][0], None, "7066397", CARDS[CARD][0])
    ]


OTHERS = {
    "recipient": (Formats(ROOT, Context("0", "agency-b")), "9114142399800423"),
    "batch": (Formats(ROOT, Context("0", "agency-a", "batch", "2025-07")), "9044067686633291"),
    "root": (Formats(bytes(range(1, 33)), Context("0", "agency-a")), "1901309209969524"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_context_makes_and_opens_other_numbers_in_silence(name: str) -> None:
    other, expected = OTHERS[name]
    assert other.make("bank", column([CARD])).to_list() == [expected]
    wrong = other.open("bank", column([CARDS[CARD][0]]))
    assert wrong.null_count() == 0
    assert wrong.to_list() != [CARD]


def test_most_id_numbers_of_another_context_do_not_open() -> None:
    ids = column([identity(f"99010518491231{number:03d}") for number in range(1000)])
    opened = OTHERS["root"][0].open("identity", OURS.make("identity", ids))
    assert 100 < len(opened) - opened.null_count() < 200  # one in 6.8: days to 2199 among a million


def test_the_form_is_seen() -> None:
    cells = [CARD, CARDS[CARD][0], CARDS[CARD][1], "18", None, "", "张三", *IDS.values(), ID]
    assert formed("bank", column(cells)).to_list() == [False, True, *[False] * 5, True, *[False] * 3]
    assert formed("bank", column(cells[:7]), valid=True).to_list() == [True, False, True, *[False] * 4]
    assert formed("identity", column(cells)).to_list() == [*[False] * 7, True, True, True, False]


def test_a_keyring_with_another_key_in_the_slot_is_refused() -> None:
    ring = new().with_recipient("agency-a")
    opener = stated(ring, Context("0", "agency-a"), ring.check_value("0"))
    secret = ring.tokens("agency-a").formats.make("bank", column([CARD]))
    assert opener.open("bank", secret).to_list() == [CARD]
    with pytest.raises(KeyringError, match="wrong keyring: its key in slot 0"):
        stated(ring, Context("0", "agency-a"), new().check_value("0"))
    with pytest.raises(KeyringError, match="missing key version"):
        stated(ring, Context("Z", "agency-a"), ring.check_value("0"))


def test_nothing_of_a_key_is_in_its_text() -> None:
    assert repr(OURS) == f"Formats({OURS.context!r})"
    assert repr(Tokens(ROOT, OURS.context).formats) == repr(OURS)


def test_threads_share_it() -> None:
    fresh = Formats(ROOT, Context("0", "agency-a"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fresh.make("bank", column([CARD] * 5000)).n_unique(), range(16)))
    assert found == [1] * 16
