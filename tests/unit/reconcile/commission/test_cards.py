"""Rates: the most specific row, and every fault at once."""

from __future__ import annotations

import pytest

from collectkit.errors import RulesError
from collectkit.reconcile.commission import parse

RATES = """\
version = 1
[[rate]]
rate = "10%"
[[rate]]
bucket = "M1"
rate = "5.125%"
[[rate]]
agency = "agency-a"
rate = "12.5%"
[[rate]]
agency = "agency-a"
bucket = "M3+"
rate = "0.0001%"
"""


@pytest.mark.parametrize(
    ("agency", "bucket", "ppm"),
    [("agency-b", "M2", 100_000), ("agency-b", "M1", 51_250), ("agency-a", "M1", 125_000), ("agency-a", "M3+", 1),
     ("agency-b", None, 100_000), ("agency-a", None, 125_000)],
)  # fmt: skip
def test_the_most_specific_row_counts_and_the_agency_comes_before_the_bucket(
    agency: str, bucket: str | None, ppm: int
) -> None:
    assert parse(RATES, "rates.toml").of(agency, bucket) == ppm


def test_no_row_is_no_rate() -> None:
    rates = parse('version = 1\n[[rate]]\nbucket = "M1"\nrate = "5%"', "rates.toml")
    assert rates.of("agency-a", "M2") is None
    assert rates.of("agency-a", None) is None


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        parse(text, "rates.toml")
    return caught.value.details


def test_all_faults_at_once() -> None:
    text = 'version = 2\n[[rate]]\nrate = "101%"\nbuckets = "M1"\n[[rate]]\nagency = "Agency A"\nrate = 0.1\n'
    assert [fault.partition(":")[0] for fault in faults(text)] == ["version", "rate.1.rate", "rate.1.buckets",
                                                                  "rate.2.agency", "rate.2.rate"]  # fmt: skip


def test_two_rows_for_one_pair_are_a_fault() -> None:
    assert faults('version = 1\n[[rate]]\nrate = "1%"\n[[rate]]\nagency = "*"\nrate = "2%"\n') == (
        "rate.1 and rate.2: agency '*', bucket '*': two rows for one case",
    )


@pytest.mark.parametrize("rate", ["5", "5.%", "5.00001%", "-1%", "５%", ".5%", " 5%"])
def test_what_is_no_percentage(rate: str) -> None:
    assert faults(f'version = 1\n[[rate]]\nrate = "{rate}"\n')[0].startswith("rate.1.rate: must be a percentage")


@pytest.mark.parametrize("text", ["version = ", "version = 1\nrate = []", "version = 1"])
def test_what_is_no_rates_file(text: str) -> None:
    with pytest.raises(RulesError):
        parse(text, "rates.toml")


def test_an_agency_has_the_rows_of_its_card_and_no_others_that_name_it() -> None:
    text = RATES + '[[rate]]\nagency = "gold"\nbucket = "M1"\nrate = "20%"\n'
    rates = parse(text, "rates.toml").dealt({"agency-a": "gold", "agency-b": "agency-a", "c": "c"}, "rates.toml")

    assert [rates.of("agency-a", bucket) for bucket in ("M1", "M3+")] == [200_000, 100_000]
    assert [rates.of("agency-b", bucket) for bucket in ("M1", "M3+")] == [125_000, 1]
    assert rates.of("c", "M1") == 51_250


def test_a_card_that_no_row_names_is_a_fault() -> None:
    with pytest.raises(RulesError) as caught:
        parse(RATES, "rates.toml").dealt({"agency-b": "golf", "agency-c": "agency-a"}, "rates.toml")

    assert caught.value.details == ("agency-b: no row of agency 'golf'",)


def test_an_agency_has_the_terms_of_its_card() -> None:
    text = RATES + '[[terms]]\nrounding = "invoice"\n[[terms]]\nagency = "agency-a"\nsettlement = "net"\n'
    rates = parse(text, "rates.toml").dealt({"agency-b": "agency-a"}, "rates.toml")

    assert [rates.terms_of(name).settlement for name in ("agency-a", "agency-b", "agency-c")] == ["net", "net", "gross"]
    assert rates.terms_of("agency-b").rounding == "invoice"


def test_an_estimate_goes_by_the_first_tier_and_the_newest_row() -> None:
    text = """
    version = 1
    [[rate]]
    tiers = [{ from = "0", rate = "10%" }, { from = "1", rate = "20%" }]
    [[rate]]
    product = "card"
    rate = "40%"
    [[rate]]
    hand = 2
    valid_to = 2026-06-30
    rate = "30%"
    [[rate]]
    hand = 2
    valid_from = 2026-07-01
    rate = "35%"
    """
    rates = parse(text, "rates.toml")
    assert [rates.of("agency-a", "M1", hand) for hand in (1, 2)] == [100_000, 350_000]
