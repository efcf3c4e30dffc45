"""The JSON Schema of rates files: current, valid, and of one mind with the parser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from collectkit.errors import RulesError
from collectkit.reconcile.commission import parse
from collectkit.reconcile.commission.schema import rates_schema, schema_text
from tests.unit.schemas import instance, validator_of

DOCS = Path(__file__).parents[4] / "docs"
FILE = DOCS / "rates.schema.json"
WHOLE = """
version = 1
[[terms]]
tiers = "cliff"
tier_over = "batch"
tier_sum = "row"
rounding = "invoice"
[[terms]]
agency = "agency-a"
bucket_at = "payment"
scheme = "cn-m3plus"
settlement = "net"
clawback = "original"
[[rate]]
agency = "agency-a"
product = "card"
hand = 2
bucket = "M3+"
balance_from = "1000"
balance_to = "5000.50"
tiers = [{ from = "0", rate = "10%" }, { from = "100000", rate = "12.5%" }]
direct = true
free_days = 7
tail_days = 15
base = "principal"
cap = "2000"
cap_account = "5000"
valid_from = 2026-01-01
valid_to = 2026-12-31
[[rate]]
hand = "*"
rate = "10%"
[[cost]]
agency = "in-house"
currency = "USD"
account = "2"
month = "100"
call = "0.30"
visit = "20"
"""


def test_the_file_is_what_the_models_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(schema_text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == schema_text()


@pytest.fixture(scope="module")
def validator() -> Any:
    return validator_of(rates_schema())


def test_what_the_parser_takes_is_valid(validator: Any) -> None:
    parse(WHOLE, "rates.toml")
    validator.validate(instance(WHOLE))
    first = re.search(r"```toml\n(.*?)```", (DOCS / "commission.md").read_text(encoding="utf-8"), re.DOTALL)
    assert first is not None
    validator.validate(instance(first[1]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 1", "version = 2"),
        ('rate = "10%"\n', 'rate = "10"\n'),
        ('rate = "10%"\n', 'rate = "10%"\ntiers = [{ from = "0", rate = "1%" }]\n'),
        ("hand = 2", "hand = 10"),
        ('"USD"', '"dollars"'),
        ('call = "0.30"', 'fax = "0.30"'),
        ('"5000.50"', '"5000.505"'),
        ('"cliff"', '"steep"'),
        ("tail_days = 15", "tail_days = -1"),
        ('base = "principal"', 'basis = "principal"'),
        ('{ from = "0", rate', "{ rate"),
        ('agency = "agency-a"', 'agency = "Agency A"'),
    ],
)
def test_what_the_parser_refuses_is_not(validator: Any, before: str, after: str) -> None:
    text = WHOLE.replace(before, after)
    assert text != WHOLE
    with pytest.raises(RulesError):
        parse(text, "rates.toml")
    assert not validator.is_valid(instance(text))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('from = "0"', 'from = "1"', 'rate.1: tiers.1.from: must be "0"'),
        ('from = "100000"', 'from = "0"', "rate.1: tiers: each must begin above the one before"),
        ("direct = true", "direct = false", "rate.1: free_days: goes with direct = true"),
        ('"5000.50"', '"1000"', "rate.1: balance_to: must be above balance_from"),
        ("2026-12-31", "2025-12-31", "rate.1: valid_to: lies before valid_from"),
        ('hand = "*"\nrate = "10%"', 'hand = "*"', "rate.2: must have rate or tiers"),
        ('scheme = "cn-m3plus"\n', "", "terms: agency 'agency-a': bucket_at = \"payment\" needs a scheme"),
        ('agency = "agency-a"\nbucket_at', "bucket_at", "terms: agency '*' has 2 tables"),
        ('hand = "*"\n', 'hand = "*"\nrate = "9%"\n[[rate]]\nvalid_to = 2026-01-31\n',
         "rate.2 and rate.3: agency '*', bucket '*', days that are in both: two rows for one case"),
    ],
)  # fmt: skip
def test_what_keys_have_together_is_for_the_parser(before: str, after: str, fault: str) -> None:
    text = WHOLE.replace(before, after)
    assert text != WHOLE
    with pytest.raises(RulesError) as caught:
        parse(text, "rates.toml")
    assert fault in caught.value.details
