"""What the register says of the accounts of a file, and what of it decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from collectkit.placement import past, permits
from collectkit.placement.allocate import allocate
from collectkit.placement.past import Past
from collectkit.placement.reasons import CODE, NONE
from collectkit.placement.standing import STANDING
from tests.unit.placement.rules import AS_OF, KEY, accounts, agencies, agency

FIRMS = agencies(
    agency("agency-a", 50, group="jia", capacity_accounts=5, capacity_amount_minor=1_000),
    agency("agency-b", 50, group="jia"),
    agency("agency-c", 0),
)
EVENT: dict[str, Any] = {"batch": "b-1", "state": "PLACED", "currency": "CNY", "amount_minor": 300}


def stands(*lines: dict[str, Any]) -> pl.DataFrame:
    rows = [{"account_id": f"LN-{number}"} | EVENT | line for number, line in enumerate(lines, 1)]
    return pl.DataFrame(rows, schema=dict(STANDING))


def applied(thin: pl.DataFrame, standing: pl.DataFrame) -> Past:
    return past.applied(thin, standing, permits.roster(FIRMS, AS_OF))


def test_without_a_register_the_file_alone_speaks() -> None:
    thin = accounts(
        {"hand": None},
        {"hand": 3},
        {"former": "agency-a", "running": True},
        {"former": "agency-a", "running": True, "own": CODE["disputed"]},
    )

    found = applied(thin, stands())

    assert found.thin["hand"].to_list() == [1, 3, 1, 1]
    assert found.thin["own"].to_list() == [NONE, NONE, CODE["already_placed"], CODE["disputed"]]
    assert found.thin["past"].null_count() == 4
    assert (found.known, found.runs, found.ended, found.hands) == (0, 0, 0, 0)


def test_what_runs_by_the_register_runs_and_what_came_back_does_not() -> None:
    thin = accounts(
        {"hand": None},
        {"hand": None, "former": "agency-x", "running": True},
        {"hand": None, "former": "AGENCY-A".casefold(), "running": True},
        {"hand": None, "former": "agency-c", "running": True},
        {"hand": None},
    )
    back = {"agency": "agency-a", "state": "DELETED", "recalled_on": date(2026, 9, 1)}
    standing = stands({"agency": "agency-b"}, {"agency": "agency-b", "state": "OBJECTED"}, back, back)

    found = applied(thin, standing)

    assert found.thin["running"].to_list() == [True, True, False, True, False]
    assert found.thin["former"].to_list() == ["agency-b", "agency-b", "agency-a", "agency-c", None]
    assert found.thin["past"].to_list() == ["", "", "agency-a", "agency-a", None]
    assert found.thin["recalled_on"].to_list() == [None, None, date(2026, 9, 1), date(2026, 9, 1), None]
    assert found.thin["hand"].to_list() == [1, 1, 2, 2, 1]
    assert (found.known, found.runs, found.ended) == (4, 2, 1)
    assert [*found.notes()] == [
        "register: 4 accounts were placed before; an agency has 2 of them now",
        "register: 1 accounts are with an agency by the file, and came back by the register",
    ]


def test_a_hand_that_contradicts_the_register_is_counted_and_stays() -> None:
    thin = accounts({"hand": 1}, {"hand": 2}, {"hand": 1}, {"hand": 4})
    back = {"agency": "agency-a", "state": "RECALLED"}

    found = applied(thin, stands(back, back, {"agency": "agency-a"}))

    assert found.thin["hand"].to_list() == [1, 2, 1, 4]
    assert found.hands == 1
    assert [*found.warnings()] == ["hand, 1: the file names another one than the register; the file's counts"]


def test_no_agency_that_had_an_account_gets_it_again_nor_one_of_its_group() -> None:
    firms = agencies(agency("agency-a", 40, group="jia"), agency("agency-b", 40, group="jia"), agency("agency-c", 20))
    both = [
        {"account_id": "LN-1", "agency": "agency-a", "state": "RECALLED", "batch": "b-1"},
        {"account_id": "LN-2", "agency": "agency-a", "state": "RECALLED", "batch": "b-1"},
        {"account_id": "LN-2", "agency": "agency-c", "state": "REFUSED", "batch": "b-2"},
        {"account_id": "LN-3", "agency": "gone", "state": "RECALLED", "batch": "b-1"},
    ]
    thin = past.applied(accounts({}, {}, {}), stands(*both), permits.roster(firms, AS_OF)).thin

    bits = permits.of_accounts(thin, permits.roster(firms, AS_OF))["former"]

    assert bits.tolist() == [0b100, 0, 0b111]
    found = allocate(thin, firms, key=KEY, as_of=AS_OF).rows
    assert found["agency"].to_list()[:2] == ["agency-c", None]
    assert found["not_placed"].to_list()[:2] == [None, "no_agency"]


def test_what_runs_outside_of_the_file_takes_up_room() -> None:
    standing = stands(
        {"agency": "agency-a"},
        {"agency": "agency-a", "currency": "USD"},
        {"agency": "agency-a", "state": "RECALLED"},
        {"agency": "agency-b"},
        {"agency": "gone"},
        {"agency": "agency-a"},
    )

    left = past.with_room_taken(FIRMS, standing, pl.Series(["LN-6", "LN-9", None]))

    assert [(one.capacity_accounts, one.capacity_amount_minor) for one in left.agencies] == [
        (3, 700),
        (None, None),
        (None, None),
    ]
    assert past.with_room_taken(FIRMS, stands(), pl.Series(["LN-1"])) == FIRMS
    full = past.with_room_taken(FIRMS, stands(*[{"agency": "agency-a"}] * 9), pl.Series([], dtype=pl.String))
    assert (full.agencies[0].capacity_accounts, full.agencies[0].capacity_amount_minor) == (0, 0)
    owed = past.with_room_taken(FIRMS, stands({"agency": "agency-a", "amount_minor": -500}), pl.Series(["LN-9"]))
    assert owed.agencies[0].capacity_amount_minor == FIRMS.agencies[0].capacity_amount_minor
