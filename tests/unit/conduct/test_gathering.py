"""What is found in a part is taken out of it whole, and adds up over parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from collectkit.conduct import doubts, totals
from collectkit.conduct.breaches import FOUND, none
from collectkit.conduct.contacts import Part
from collectkit.conduct.gathering import gather
from collectkit.conduct.rule import Rule, Words
from collectkit.conduct.totals import Totals
from tests.unit.conduct.building import contact, hit, part

RULES = tuple(
    Rule(name, "own", "*", "low", Words(frozenset({category})), {}, "S", "own")
    for name, category in (("one", "abusive"), ("two", "threatening"))
)
Finding = tuple[int, str, Sequence[int]]


def found(*rows: Finding) -> pl.DataFrame:
    """Return `FOUND`: contact, verdict, evidence."""
    cells: list[dict[str, Any]] = [
        {"contact": at, "verdict": verdict, "why": "w", "measured": 4, "allowed": 3, "evidence": list(evidence)}
        for at, verdict, evidence in rows
    ]
    return pl.DataFrame(cells, schema=dict(FOUND))


@pytest.fixture
def calls() -> Part:
    """Six calls of one day, three to each of two debtors."""
    return part([contact(f"2026-03-02 1{place}:00:00", debtor=place % 2, collector=place % 3) for place in range(6)])


def test_evidence_is_each_contact_once_and_breaches_name_it(calls: Part) -> None:
    piece = gather(
        calls,
        RULES,
        [found((2, "BREACH", [0, 1, 2])), found((2, "BREACH", [2]), (5, "BREACH", [3, 5]))],
    )
    assert piece.evidence["row"].to_list() == [calls.contacts["row"][place] for place in (0, 1, 2, 3, 5)]
    assert piece.breaches.select("rule", "row", "evidence").rows() == [
        (0, calls.contacts["row"][2], [0, 1, 2]),
        (1, calls.contacts["row"][2], [2]),
        (1, calls.contacts["row"][5], [3, 4]),
    ]


def test_a_contact_that_breaks_two_rules_is_one_broken_contact(calls: Part) -> None:
    piece = gather(calls, RULES, [found((2, "BREACH", [2])), found((2, "BREACH", [2]))])
    assert piece.moments["contacts"].sum() == 6
    assert piece.moments["broken"].sum() == 1
    assert piece.collectors["breaches"].sum() == 2
    assert piece.channels.row(0) == ("agency-a", "CALL", 6, 1, 2)


def test_what_cannot_be_judged_is_no_breach(calls: Part) -> None:
    piece = gather(calls, RULES, [found((1, "UNKNOWN", [0, 1]))])
    assert piece.breaches.is_empty()
    assert piece.evidence.is_empty()
    assert piece.unknown["row"].to_list() == [calls.contacts["row"][1]]
    assert piece.moments["broken"].sum() == 0


def test_nothing_found(calls: Part) -> None:
    piece = gather(calls, RULES, [none(), none()])
    assert (piece.breaches.height, piece.unknown.height, piece.evidence.height) == (0, 0, 0)
    assert piece.moments["contacts"].sum() == 6


def test_a_contact_without_a_time_has_no_hour() -> None:
    piece = gather(part([contact("2026-03-02"), contact(None), contact("2026-03-02 23:59:59")]), (), [])
    moments = piece.moments.sort("day", "hour", nulls_last=True)
    assert moments.select(pl.col("day").dt.to_string("%d"), "hour").rows() == [("02", 23), ("02", None), (None, None)]


def test_rules_about_words_name_their_phrases() -> None:
    said = part(
        [contact(), contact("2026-03-02 11:00:00")],
        hits=[hit(3, "threatening", phrase="x", start=7, end=9), hit(3, "abusive"), hit(3, "threatening")],
    )
    piece = gather(said, RULES, [found((1, "BREACH", [1])), found((0, "UNKNOWN", [0]), (1, "BREACH", [1]))])
    assert piece.breaches["phrases"].to_list() == [["p1@0-2"], ["p1@0-2", "x@7-9"]]
    assert piece.unknown["phrases"].to_list() == [None]


def test_what_all_parts_together_show_is_not_counted_twice(calls: Part) -> None:
    first = gather(calls, RULES, [found((2, "BREACH", [2]))])
    again = gather(calls, RULES, [none(), found((2, "BREACH", [2]), (3, "BREACH", [3]))], first.breaches)
    assert again.moments.select(pl.sum("contacts", "broken")).row(0) == (0, 1)
    assert again.collectors["breaches"].sum() == 2
    assert again.breaches["evidence"].to_list() == [[0], [1]]


def test_totals_are_those_of_all_parts(monkeypatch: pytest.MonkeyPatch, calls: Part) -> None:
    judged = [found((2, "BREACH", [1, 2]), (4, "UNKNOWN", [4]))]
    for rows_at_once in (1, 1 << 20):
        monkeypatch.setattr(totals, "_ROWS_AT_ONCE", rows_at_once)
        whole = Totals()
        for _ in range(3):
            whole.add(gather(calls, RULES, judged))
        assert whole.evidence == 6
        assert whole.breaches()["evidence"].to_list() == [[0, 1], [2, 3], [4, 5]]
        assert whole.counted("moments")["contacts"].sum() == 18
        assert whole.counted("collectors")["breaches"].sum() == 3
        assert whole.causes().rows() == [(0, "agency-a", 0, "w", 3, 3)]
        assert whole.listed().height == 3


def test_of_what_cannot_be_judged_the_first_are_listed_and_all_counted(
    monkeypatch: pytest.MonkeyPatch, calls: Part
) -> None:
    monkeypatch.setattr(doubts, "LISTED", 2)
    whole = Totals()
    whole.add(gather(calls, RULES, [found(*((place, "UNKNOWN", [place]) for place in range(6)))]))
    assert whole.listed()["row"].to_list() == [2, 3]
    assert whole.causes().select("contacts", "listed").rows() == [(6, 2)]


def test_contacts_of_which_little_is_known_are_counted() -> None:
    piece = gather(part([contact(None, channel=None, collector=None, result=None)]), (), [])
    for name, by in (("moments", 3), ("collectors", 2), ("channels", 2)):
        assert getattr(piece, name).rows() == [("agency-a", *([None] * (by - 1)), 1, 0, 0)]
