"""Rates as jobs read them: each agency by its card, and the schemes that the terms name."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.errors import RulesError
from collectkit.jobs.reconcile.rates import load

TEXT = """
version = 1
[terms]
bucket_at = "payment"
scheme = "{scheme}"
[[rate]]
rate = "10%"
"""


def written(folder: Path, scheme: str) -> Path:
    path = folder / "rates.toml"
    path.write_text(TEXT.format(scheme=scheme))
    return path


def test_a_scheme_comes_as_the_first_day_of_each_bucket(tmp_path: Path) -> None:
    rates = load(written(tmp_path, "cn-m3plus"))
    assert rates.schemes == {"cn-m3plus": ((0, "M0"), (1, "M1"), (31, "M2"), (61, "M3"), (91, "M3+"))}


@pytest.mark.parametrize("scheme", ["cn-calendar", "cn-m3", "own.toml"])
def test_a_scheme_of_months_and_one_that_is_not_there_are_refused(tmp_path: Path, scheme: str) -> None:
    with pytest.raises(RulesError):
        load(written(tmp_path, scheme))
