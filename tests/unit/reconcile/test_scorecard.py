"""Agencies side by side: what is added up, what is compared, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from collectkit.errors import InputError
from collectkit.reconcile.performance import Days
from collectkit.reconcile.scorecard.compared import Comparison
from collectkit.reconcile.scorecard.comparison import compare
from collectkit.reconcile.scorecard.curves import curves
from collectkit.reconcile.scorecard.panel import LeftOut, Source, panel
from collectkit.reconcile.scorecard.strata import aged, reach
from tests.unit.reconcile.scored import AUTUMN_MONTHS, Account, drawn, source, table

CHANCE = {"M1": 0.6, "M2": 0.3}
SEPTEMBER, OCTOBER, NOVEMBER = (
    Days(dt.date(2026, month, 1), dt.date(2026, month, last)) for month, last in ((9, 30), (10, 31), (11, 30))
)


def compared(
    *accounts: Sequence[Account], months: int = 3, min_accounts: int = 5, parts: Sequence[Source] = ()
) -> Comparison:
    found = panel(parts or [source([one for some in accounts for one in some])])
    agencies = list(reach(found, "CNY"))
    return compare(aged(found, "CNY", months), agencies, min_accounts=min_accounts, level=0.95)


def monthly(accounts: Sequence[Account]) -> list[Source]:
    """Return three reconciliations, each of a ledger of one month."""
    whole = source(accounts)
    return [
        replace(whole, name=f"month {place}", table=table(accounts, [month]), days=days)
        for place, (month, days) in enumerate(zip(AUTUMN_MONTHS, (SEPTEMBER, OCTOBER, NOVEMBER), strict=True))
    ]


def test_adjusting_is_what_a_slow_standardisation_says() -> None:
    a = drawn("a", 300, CHANCE, 1, mix={"M1": 9, "M2": 1})
    b = drawn("b", 200, CHANCE, 2, mix={"M1": 1, "M2": 3})
    (group,) = compared(a, b).groups
    strata = {(one.bucket, one.band) for one in a}
    everything = sum(one.balance for one in [*a, *b])
    for agency, own in (("a", a), ("b", b)):
        by_amount, by_accounts = Fraction(0), Fraction(0)
        for stratum in strata:
            mine = [one for one in own if (one.bucket, one.band) == stratum]
            both = [one for one in [*a, *b] if (one.bucket, one.band) == stratum]
            ratio = Fraction(sum(sum(one.paid.values()) for one in mine), sum(one.balance for one in mine))
            by_amount += ratio * Fraction(sum(one.balance for one in both), everything)
            by_accounts += ratio * Fraction(len(both), len(a) + len(b))
        (result,) = [one for one in group.results if one.agency == agency]
        assert result.adjusted.ppm == (by_amount * 1_000_000 + Fraction(1, 2)).__floor__()
        assert result.by_accounts.ppm == (by_accounts * 1_000_000 + Fraction(1, 2)).__floor__()
        paid = sum(sum(one.paid.values()) for one in own)
        assert (result.collected_minor, result.accounts, result.covered_ppm) == (paid, len(own), 1_000_000)
        assert result.crude.ppm == round(1_000_000 * paid / result.placed_minor)
        assert result.adjusted.low_ppm < result.adjusted.ppm < result.adjusted.high_ppm


def test_the_variance_is_that_of_a_ratio_estimate() -> None:
    own = drawn("a", 50, {"M1": 0.5}, 3)
    own = [replace(one, band=0) for one in own]
    found = aged(panel([source(own)]), "CNY", 3)
    part = found.parts["a"]["M1", 0, None]
    x, y = [one.balance for one in own], [sum(one.paid.values()) for one in own]
    ratio = sum(y) / sum(x)
    rest = sum((one - ratio * base) ** 2 for one, base in zip(y, x, strict=True))
    assert part.ratio == ratio
    assert part.error == pytest.approx((50 / 49 * rest) ** 0.5 / sum(x), rel=1e-9)


def test_a_mix_alone_makes_no_difference_and_a_better_agency_does() -> None:
    a = drawn("a", 1500, CHANCE, 4, mix={"M1": 9, "M2": 1})
    b = drawn("b", 1500, CHANCE, 5, mix={"M1": 1, "M2": 9})
    c = drawn("c", 1500, {name: chance * 1.5 for name, chance in CHANCE.items()}, 6)
    (group,) = compared(a, b, c).groups
    results = {one.agency: one for one in group.results}
    assert group.results[0].agency == "c"
    assert {agency: one.rank for agency, one in results.items()} == {"a": 2, "b": 2, "c": 1}
    assert results["a"].crude.ppm - results["b"].crude.ppm > 50_000
    assert [pair.different for pair in group.pairs if {pair.first, pair.second} == {"a", "b"}] == [False]


def test_months_of_several_ledgers_add_up_and_their_interval_is_no_narrower() -> None:
    accounts = [one for agency in "ab" for one in drawn(agency, 200, CHANCE, ord(agency))]
    whole, parts = compared(accounts), compared(parts=monthly(accounts))
    for one, other in zip(whole.groups[0].results, parts.groups[0].results, strict=True):
        assert (one.agency, one.adjusted.ppm, one.collected_minor) == (
            *(other.agency, other.adjusted.ppm, other.collected_minor),
        )
        width, wide = (each.adjusted.high_ppm - each.adjusted.low_ppm for each in (one, other))
        assert width <= wide


def test_what_lies_within_another_is_left_out() -> None:
    accounts = drawn("a", 20, CHANCE, 7)
    whole, parts = source(accounts), monthly(accounts)
    found = panel([parts[0], whole, parts[2]])
    assert set(found.left_out) == {LeftOut("month 0", "a", "autumn"), LeftOut("month 2", "a", "autumn")}
    assert found.rows["collected_minor"].sum() == sum(sum(one.paid.values()) for one in accounts)
    again = panel([whole, replace(whole, name="again")])
    assert again.left_out == (LeftOut("again", "a", "autumn"),)


def test_what_overlaps_otherwise_is_refused() -> None:
    accounts = drawn("a", 20, CHANCE, 8)
    parts = monthly(accounts)
    longer = replace(parts[0], name="longer", days=Days(dt.date(2026, 9, 20), dt.date(2026, 10, 31)))
    with pytest.raises(InputError, match="month 0 and longer overlap for a: its money would count twice"):
        panel([parts[0], longer])
    other = replace(parts[0], name="other", table=table(accounts[1:], AUTUMN_MONTHS[:1]))
    with pytest.raises(InputError, match="of the same days of a, and say different things"):
        panel([parts[0], other])
    fewer = replace(parts[1], table=table(accounts[:15], AUTUMN_MONTHS[1:2]))
    with pytest.raises(InputError, match="month 0 and month 1 were reconciled with other accounts"):
        panel([parts[0], fewer])


def test_agencies_of_other_batches_do_not_overlap() -> None:
    one, other = (source(drawn("a", 20, CHANCE, 9, batch=batch), batch) for batch in ("B1", "B2"))
    assert panel([one, other]).left_out == ()


def test_curves_are_blank_where_nobody_knows() -> None:
    early = Account("a", paid={0: 100, 1: 50})
    late = Account("a", batch="B2", placed_on=dt.date(2026, 10, 1), recall_on=None, paid={0: 7})
    short = Account("a", batch="B2", placed_on=dt.date(2026, 9, 1), recall_on=dt.date(2026, 9, 30), paid={0: 1})
    rows = [table([early], AUTUMN_MONTHS[:2]), table([short], AUTUMN_MONTHS[:1])]
    rows.append(table([late], [(0, dt.date(2026, 10, 1), dt.date(2026, 10, 31))]))
    one = source([early])
    points = list(curves(panel([replace(one, table=rows[0].extend(rows[1]).extend(rows[2]))])))
    shown = [(point.batch, point.months, point.collected_minor, point.liquidation_ppm) for point in points]
    assert shown == [("B1", 1, 100, 2000), ("B1", 2, 150, 3000), ("B2", 1, 8, 80)]
    half = [(0, dt.date(2026, 9, 1), dt.date(2026, 9, 29)), *AUTUMN_MONTHS[1:]]
    assert list(curves(panel([replace(one, table=table([early], half))]))) == []


def test_a_batch_of_two_ages_goes_as_far_as_its_youngest() -> None:
    old = Account("a", paid={0: 100, 1: 50})
    young = Account("a", placed_on=dt.date(2026, 10, 1), recall_on=None, paid={0: 7})
    rows = table([old], AUTUMN_MONTHS[:2]).extend(table([young], [(0, dt.date(2026, 10, 1), dt.date(2026, 10, 31))]))
    points = list(curves(panel([replace(source([old]), table=rows)])))
    assert [(point.months, point.collected_minor) for point in points] == [(1, 107), (2, None)]


def why(found: Comparison) -> dict[str, str]:
    return {one.agency: one.reason for one in found.not_compared}


def test_who_lacks_strata_is_not_compared() -> None:
    a, b = (drawn(agency, 200, CHANCE, ord(agency)) for agency in "ab")
    found = compared(a, b, drawn("c", 100, {"M3+": 0.1}, 10), drawn("d", 4, CHANCE, 11))
    (group,) = found.groups
    assert {one.agency for one in group.results} == {"a", "b"}
    assert why(found) == {"c": "strata", "d": "too_few"}
    (c,) = [one for one in found.not_compared if one.agency == "c"]
    assert {stratum[0] for stratum in c.strata} == {"M1", "M2"}


def test_those_that_are_like_each_other_only_make_a_group_of_their_own() -> None:
    general = [drawn(agency, 200, CHANCE, ord(agency)) for agency in "ab"]
    special = [drawn(agency, 100, {"M3+": 0.1}, ord(agency)) for agency in "cd"]
    found = compared(*general, *special)
    assert [{one.agency for one in group.results} for group in found.groups] == [{"a", "b"}, {"c", "d"}]
    assert not found.not_compared


def test_who_was_not_seen_so_long_or_has_another_window_is_not_compared() -> None:
    a, b = (drawn(agency, 60, CHANCE, ord(agency)) for agency in "ab")
    young = drawn("c", 60, CHANCE, 12, placed_on=dt.date(2026, 11, 1), recall_on=dt.date(2027, 1, 31))
    september = source([*a, *b])
    rows = september.table.vstack(table(young, [(0, dt.date(2026, 11, 1), dt.date(2026, 11, 30))]))
    assert why(compared(parts=[replace(september, table=rows)])) == {"c": "not_observed"}
    short = drawn("d", 60, CHANCE, 13, recall_on=dt.date(2026, 9, 15))
    rows = september.table.vstack(table(short, [(0, dt.date(2026, 9, 1), dt.date(2026, 9, 15))]))
    found = compared(parts=[replace(september, table=rows)], months=1)
    assert why(found) == {"d": "window"}
    assert why(compared(a)) == {"a": "alone"}


def test_hands_are_told_apart_when_every_account_has_one() -> None:
    a, b = (drawn(agency, 60, CHANCE, ord(agency), hand=1) for agency in "ab")
    assert compared(a, b).by_hand
    assert not compared(a, drawn("b", 60, CHANCE, 14)).by_hand
    found = compared(a, drawn("b", 60, CHANCE, 15, hand=2))
    assert not found.groups


def test_other_months_of_placement_are_noted() -> None:
    a = drawn("a", 60, CHANCE, 16)
    b = drawn("b", 60, CHANCE, 17, placed_on=dt.date(2026, 8, 1), recall_on=dt.date(2026, 10, 31))
    first = source(a)
    august = [(0, dt.date(2026, 8, 1), dt.date(2026, 8, 31)), (1, dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
              (2, dt.date(2026, 10, 1), dt.date(2026, 10, 31))]  # fmt: skip
    (group,) = compared(parts=[replace(first, table=first.table.vstack(table(b, august)))]).groups
    assert group.months_apart


def test_accounts_without_a_balance_do_not_count() -> None:
    found = aged(panel([source([*drawn("a", 9, CHANCE, 18), Account("a", band=None)])]), "CNY", 3)
    assert found.unvalued == {"a": 1}
    assert sum(part.accounts for part in found.parts["a"].values()) == 9


def test_who_has_what_nobody_else_has_keeps_the_others_apart_from_nobody() -> None:
    a = [*drawn("a", 200, CHANCE, 1), *drawn("a", 600, {"M3+": 0.1}, 2)]
    b, c = (drawn(agency, 100, CHANCE, ord(agency)) for agency in "bc")
    found = compared(a, b, c)
    assert [{one.agency for one in group.results} for group in found.groups] == [{"b", "c"}]
    (only,) = found.not_compared
    assert (only.agency, only.reason, {stratum[0] for stratum in only.strata}) == ("a", "strata", {"M3+"})


def test_two_of_which_each_lacks_the_others_strata() -> None:
    found = compared(drawn("a", 100, CHANCE, 1), drawn("b", 100, {"M3+": 0.1}, 2))
    assert why(found) == {"a": "strata", "b": "strata"}
