"""Invented values: of the same kind, the same for equal values, and never the real one."""

from __future__ import annotations

import re

import polars as pl
import pytest

from collectkit.errors import TokenError
from collectkit.mask.operators import inventing, pools
from collectkit.mask.operators.inventing import Fake
from collectkit.mask.selftest import self_test
from tests.unit.mask.given import OURS, THEIRS, Table, bound, cells

FORMS = {
    "张三": r"\w{2}",
    "王小明": r"\w{3}",
    "欧阳锋": r"\w{3}",
    "欧阳小锋": r"\w{4}",
    "阿依古丽·买买提": r"\w{2,3}·\w{2,3}",
    "阿依古丽•买买提•艾力": r"\w{2,3}·\w{2,3}",
    "maria": r"[A-Z][a-z]+",
    "Mary O'Neil": r"[A-Z][a-z]+ [A-Z][a-z]+",
    "José Luis Núñez": r"[A-Z][a-z]+ [A-Z][a-z]+",
    "张三(已故)": None,
    "李": None,
    "某某贸易有限公司": None,
    "张三商店": None,
    "13800138000": None,
    "无": None,
    " ": None,
}


@pytest.mark.parametrize(("real", "form"), FORMS.items())
def test_a_name_keeps_its_script_and_length(real: str, form: str | None) -> None:
    plain = Fake(marked=False).apply(cells([real], "name"))[0]
    marked = Fake().apply(cells([real], "spouse_name"))[0]

    if form is None:
        assert plain == marked == "***"
    else:
        assert re.fullmatch(form, plain)
        assert marked == plain + (" (fake)" if plain.isascii() else "（化名）")


@pytest.mark.parametrize(
    ("field", "real", "form"),
    [
        ("address_home", "广东省深圳市南山区科技园路1号", r"\w+市示例路\d+号\d+室"),
        ("address_work", "张三", r"\w+市示例路\d+号\d+室"),
        ("address_home", "221B Baker Street, London", r"\d+ Sample Road, Sampleton"),
        ("address_home", "1234567", None),
        ("email", "zs@qq.com", r"[a-z]{12}@example\.com"),
        ("email", "zs", None),
        ("mobile", "13800138000", None),
        ("employer", "某公司", None),
        (None, "张三", None),
    ],
)
def test_other_values_are_marked_by_what_they_are(field: str | None, real: str, form: str | None) -> None:
    made = Fake().apply(cells([real], field))[0]

    assert made == "***" if form is None else re.fullmatch(form, made)


@pytest.mark.parametrize(
    ("field", "same", "other"),
    [
        ("name", ["张三", "张　三", " 张三 "], "张四"),
        ("name", ["艾力·吐尔逊", "艾力•吐尔逊"], "艾力·吐尔"),
        ("email", ["zs@qq.com", " ZS@QQ.com"], "zs2@qq.com"),
        ("address_home", ["广东省１号", "广东省1号"], "广东省2号"),
    ],
)
def test_equal_values_stay_equal_and_recipients_get_others(field: str, same: list[str], other: str) -> None:
    ours = Fake(marked=field == "name").apply(cells([*same, other], field)).to_list()
    theirs = Fake(marked=field == "name").apply(cells([*same, other], field, minter=THEIRS)).to_list()

    assert len(set(ours[:-1])) == 1
    assert ours[-1] != ours[0]
    assert theirs[0] != ours[0]


def test_no_value_becomes_itself() -> None:
    """Every name that can be invented, as the real one."""
    names = [family + given for family in pools.FAMILY for given in pools.GIVEN] + list(pools.FIRST)
    made = Fake(marked=False).apply(cells(names, "name"))

    assert not (made == pl.Series(names)).any()
    drawn = OURS.draw("fake name", pl.Series(names)) // 2  # without a second draw some would have been their own
    assert (inventing._joined(pools.FAMILY, pools.GIVEN)(drawn) == pl.Series(names)).any()


def test_pools_hold_each_word_once() -> None:
    for pool in (pools.FAMILY, pools.COMPOUND, pools.GIVEN, pools.MINORITY, pools.FIRST, pools.LAST, pools.CITIES):
        assert len(set(pool)) == len(pool) > 10
    assert len(set(pools.SYLLABLES)) == 90


def test_no_keyring_nothing_invented() -> None:
    with pytest.raises(TokenError, match="no keyring"):
        Fake().apply(cells(["张三"], "name", minter=None))


def test_the_self_test_finds_values_that_stayed() -> None:
    table: Table = {"姓名": ["王小明", "?", None, ""]}
    plan, frame = bound({"name": "fake"}, table)
    made, _ = plan.apply(frame)

    self_test(plan, frame, made)
    with pytest.raises(TokenError, match="column name holds values that it should replace"):
        self_test(plan, frame, made.with_columns(made["name"].scatter(0, "王小明")))
