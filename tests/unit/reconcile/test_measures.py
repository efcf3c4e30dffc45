"""What is counted of agencies beside money."""

from __future__ import annotations

from pathlib import Path

from collectkit.reconcile.commission import Rates, parse, with_fees
from collectkit.reconcile.measures import MEASURES, RECORDS, measures
from collectkit.reconcile.performance import SCHEMA
from collectkit.reconcile.scorecard.compared import REASONS
from collectkit.reconcile.scorecard.rates import RATES as PROPORTIONS
from tests.unit.reconcile.given import booked, paid, placed, reconcile

RATES = parse('version = 1\n[[rate]]\nrate = "10%"\n', "rates.toml")


def counted(rates: Rates | None) -> dict[str, int]:
    lines = [
        paid("u", "P1", 100),
        paid("u", "P1", 100),
        paid("u", "P2", 200, fee_claimed=10),
        paid("z", "P3"),
        paid("v", "P4", None, fault="amount_blank"),
        paid("v", "P5", 77),
        paid("v", None, None, None, fault="trailer_sum"),
    ]
    tied = with_fees(
        reconcile([placed("u"), placed("v")], lines, [booked("u", "T1", 100), booked("u", "T2", 200)]), rates
    )
    rows = measures(tied, {"files": {"a": 2}, "trailers": {"a": 1}, "files_again": {"a": 3}}, rated=rates is not None)
    assert set(rows["agency"]) == {"a"}
    return dict(rows.select("measure", "count").rows())


def test_what_was_sent_is_counted() -> None:
    assert counted(RATES) == {
        "files": 2,
        "files_again": 3,
        "files_late": 0,
        "trailers": 1,
        "trailers_wrong": 1,
        "lines": 6,
        "unreadable": 1,
        "duplicates": 1,
        "unknown_tokens": 1,
        "unconfirmed": 1,
        "fees": 2,
        "fees_differ": 1,
    }


def test_without_rates_no_fee_is_counted() -> None:
    assert not {"fees", "fees_differ"} & set(counted(None))


def test_the_document_lists_what_is_counted() -> None:
    text = (Path(__file__).parents[3] / "docs" / "scorecard.md").read_text(encoding="utf-8")
    rows = text.partition("<!-- measures -->\n")[2].partition("<!-- /measures -->")[0].splitlines()
    assert rows == [f"| `{name}` | {means} |" for name, means in {**MEASURES, **RECORDS}.items()]
    assert all(f"`{name}`" in text for name in [*SCHEMA, *PROPORTIONS, *REASONS])
