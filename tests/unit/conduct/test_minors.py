"""A debtor is of age from the birthday on."""

from __future__ import annotations

import datetime as dt

import pytest

from collectkit.conduct import checking
from collectkit.conduct.rule import Minor
from tests.unit.conduct.building import contact, part, person
from tests.unit.conduct.judged import judged, rule

MINOR = {0: ("BREACH", "minor")}


@pytest.mark.parametrize(
    ("born", "day", "expected"),
    [
        ("2008-03-02", "2026-03-01", MINOR),
        ("2008-03-02", "2026-03-02", {}),
        ("2008-03-02", "2026-03-03", {}),
        ("2008-02-29", "2026-02-28", MINOR),
        ("2008-02-29", "2026-03-01", {}),
        ("2026-03-02", "2026-03-01", {0: ("UNKNOWN", "birth_not_known")}),
        (None, "2026-03-01", {0: ("UNKNOWN", "birth_not_known")}),
        ("1980-01-01", None, {0: ("UNKNOWN", "day_not_known")}),
    ],
)
def test_who_is_of_age(born: str | None, day: str | None, expected: dict[int, tuple[str, str]]) -> None:
    debtor = person(born_on=None if born is None else dt.date.fromisoformat(born))
    assert judged(Minor(), part([contact(day)], people=[debtor])) == expected


def test_the_age_is_measured_in_full_years() -> None:
    found = checking.check(rule(Minor(18)), part([contact()], people=[person(born_on=dt.date(2008, 3, 3))]))
    assert found.select("measured", "allowed").rows() == [(17, 18)]


def test_only_contacts_with_the_debtor_count() -> None:
    child = person(born_on=dt.date(2015, 1, 1))
    rows = [contact(target="THIRD_PARTY"), contact(target="GUARANTOR"), contact(target=None)]
    assert judged(Minor(), part(rows, people=[child])) == {2: ("UNKNOWN", "if_it_applies")}
