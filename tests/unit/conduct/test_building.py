"""The builder of small logs gives parts that keep the contract of `contacts`."""

from __future__ import annotations

import polars as pl

from collectkit.conduct.contacts import CONTACTS, EVENTS, HITS, PEOPLE, PLACEMENTS
from tests.unit.conduct.building import contact, event, hit, part, person, placement


def test_a_part_has_the_columns_of_the_contract() -> None:
    built = part([contact()], [event("DISPUTED", "2026-03-01")], [person(0)], [placement(0)], [hit(2)])
    agency = {"agency": built.run.agencies}
    assert dict(built.contacts.schema) == agency | dict(CONTACTS)
    assert dict(built.events.schema) == dict(EVENTS)
    assert dict(built.people.schema) == dict(PEOPLE)
    assert dict(built.placements.schema) == agency | dict(PLACEMENTS)
    assert dict(built.hits.schema) == dict(HITS)
    assert built.run.placed


def test_contacts_are_in_order_and_times_local() -> None:
    rows = [
        contact("2026-03-08 22:00:00", debtor=1),
        contact("2026-03-02"),
        contact("2026-03-02 09:00:00"),
        contact(None),
    ]
    built = part(rows, people=[person(1, ("America/New_York", "America/Chicago"))])
    assert built.contacts["row"].to_list() == [4, 3, 5, 2]
    assert built.contacts["clock"].to_list() == ["STATED", "DAY_ONLY", "UNREADABLE", "STATED"]
    local = pl.from_epoch(pl.col("at") + pl.col("shift")).dt.to_string("%Y-%m-%d %H:%M:%S")
    assert built.contacts.select(local).to_series().to_list() == [
        "2026-03-02 09:00:00",
        None,
        None,
        "2026-03-08 22:00:00",
    ]
    assert built.run.places == (("Asia/Shanghai",), ("America/New_York", "America/Chicago"))
