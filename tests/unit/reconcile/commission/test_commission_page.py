"""docs/commission.md has its table from the registry (`--update` writes it), and its rates files are rates files."""

from __future__ import annotations

import re

import pytest

from collectkit.reconcile.commission import parse
from collectkit.reconcile.commission.rules import FEE_RULES
from collectkit.report.names import FEE_RULES as NAMES
from tests.unit.reconcile.pages import DOCS, check, meanings

PAGE = DOCS / "commission.md"


def test_the_table_is_what_the_registry_says(pytestconfig: pytest.Config) -> None:
    check(PAGE, "fee rules", meanings("| `fee_rule` | means |", FEE_RULES), pytestconfig)


def test_every_rule_has_its_words_in_both_languages() -> None:
    assert list(NAMES) == list(FEE_RULES)


def test_rates_files_on_the_page_can_be_read() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        whole = block if "version" in block else "version = 1\n" + block
        parse(whole if "[[rate]]" in whole else whole + '[[rate]]\nrate = "1%"\n', "rates.toml")
