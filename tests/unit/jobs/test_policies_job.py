"""A policy looked at without data: what an input that has all its columns would be refused for is told already."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectkit.errors import RulesError
from collectkit.jobs.policies import check
from collectkit.mask.policy import BUILT_IN

WEAK = """\
version = 1
[columns.id_number]
operator = "mask_id"
first = 6
last = 4
[columns.age]
operator = "keep"
"""


def test_masks_that_hide_too_little_are_told(tmp_path: Path) -> None:
    (tmp_path / "weak.toml").write_text(WEAK)

    with pytest.raises(RulesError) as refused:
        check(str(tmp_path / "weak.toml"))

    assert refused.value.details == ("column id_number beside age: 34 values left, and 1,000 must be",)


def test_two_columns_of_one_source_show_more_than_each(tmp_path: Path) -> None:
    rule = '[columns.{}]\nfrom = "mobile"\noperator = "keep_{}"\nshown = {}\n'
    (tmp_path / "both.toml").write_text("version = 1\n" + rule.format("a", "first", 4) + rule.format("b", "last", 5))

    with pytest.raises(RulesError) as refused:
        check(str(tmp_path / "both.toml"))

    assert refused.value.details == ("columns a, b: 100 values left, and 1,000 must be",)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_ones_pass(name: str) -> None:
    assert check(name).policy.name == name
